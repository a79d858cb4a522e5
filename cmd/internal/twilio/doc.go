// Package twilio speaks to a carrier through Twilio's interface: it places
// calls, sends texts, and tells the carrier's webhooks from forged ones.
//
// It promises that every request ends with the caller's context, that every
// failure says whether the carrier may have done what was asked (Class), and
// that no phone number stands in an error. A text or call is never sent twice
// by this package: whether to try again is for the outbox to decide.
//
// It knows no carrier by name beyond Profile: Twilio itself, a self-hosted
// switch and the local network differ in base URL, account and profile only.
package twilio
