// Package sms is the room of texts: it reads what volunteers, staff and
// elders send, carries it out in the room care, and sends what the outbox
// holds for them.
//
// Reading is pure and never fails: a text is a command or it is not. Every
// text has one effect, whatever the carrier repeats, and its reply leaves
// through the outbox like everything else. A code works only for the phone it
// was given to, and a wrong one is told nothing.
package sms
