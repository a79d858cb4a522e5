// Package ivr is the room where people speak with keys: it answers the
// hotline, rings elders and staff, and says what the books know.
//
// A dialog is data: a list of arrows from node to node. It feeds the machine,
// the diagram in the documentation and the checks. Deciding is pure: a key
// turns one node into the next and names the verbs that must be carried out.
// The verbs are carried out in the room care, and only then are words spoken.
//
// What a call needs to go on stands in the address of its next webhook, which
// the carrier's signature covers. The session only tells twice from once: when
// it is lost, or Redis is, no call notices. The emergency needs neither.
//
// The package promises that every conversation ends in a booking, a person or
// a promise to call back, that 9 is an emergency and 0 a person wherever a
// caller is, and that whatever breaks, the carrier gets safe TwiML.
package ivr
