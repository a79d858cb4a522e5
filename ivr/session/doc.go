// Package session keeps what a call remembers between two keys, the answers
// that were given to webhooks, and how often somebody called of late.
//
// It promises that a session is never overwritten by a webhook that read an
// older one, that an answer once remembered stays the answer, and that no verb
// takes longer than about a second: a Redis that fails is left alone for a
// moment, and meanwhile everything answers ErrUnavailable at once. Whatever is
// kept here can be rebuilt; losing all of it costs a caller a repeated menu.
//
// It refuses to know what a session means. It never sees who is calling:
// callers of Allow hash the phone number with a salt before it becomes a key,
// as keys stand in the clear in Redis, its logs and its dumps.
package session
