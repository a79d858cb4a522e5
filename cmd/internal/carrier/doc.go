// Package carrier is a telephone network on this machine that speaks the
// language of Twilio: a REST interface, signed webhooks, a TwiML player, and
// handsets on which people (or tests) answer, press keys and write texts.
//
// It plays the outside world. It imports nothing of hourline, signs and counts
// by its own code, and knows no elder: only numbers, words and keys. It keeps
// everything in memory and forgets it when it is closed.
//
// # Vocabulary
//
//	Network   the whole: numbers, handsets, calls, texts, rooms, recordings
//	Number    a line that the customer (the gateway) owns, with its webhooks
//	Handset   a phone in somebody's hand
//	call      one leg: the line between the network and one handset
//	hand      a goroutine that works, or waits for the clock or for a person
//	turn      one TwiML document within a call
//	room      a conference
//	Event     something that happened on a handset
//	Story     a plain-text script of what people do and what they notice
//
// # Time
//
// Ring and Gather timeouts, the length of a Say, and the gaps between retries
// are policy time: they run on Config.Now and Config.After, so a clock that is
// moved by hand makes them free. HTTP timeouts run on the machine's own clock.
// [Network.Idle] tells whoever moves the clock that nothing is under way.
//
// # Privacy
//
// Numbers are masked in everything that is logged or printed. Words and texts
// go to events only, never to the log.
package carrier
