// Package care keeps what people agree on: who the members are, what an elder
// asked for, who comes, when it began and ended, and who was called in an
// emergency. Every verb is one transaction on the bank's file: the change of
// state, the entry in the journal and what is to be said or rung go in
// together or not at all.
//
// The package promises that the same post twice has one effect, that nothing
// leaves the house except through the outbox, and that an open emergency
// always has a next step. It refuses to know how words sound: it queues facts,
// and the rooms ivr and sms say them.
//
// Nouns of this room: a Member is anybody in the books; a Request is what an
// elder asked for; a Visit is one volunteer's acceptance of it; a Case is an
// emergency; an Outgoing is a row of the outbox; a Ticket is work for a person,
// and a Task the ticket with whom it is about and whose it is.
package care
