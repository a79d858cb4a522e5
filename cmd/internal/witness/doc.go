// Package witness asks people outside the bank to sign its log too
// (c2sp.org/tlog-witness). A witness signs a checkpoint only when it continues
// the one that it signed before; so a bank that shows two histories to two
// people needs a witness that helps it lie.
//
// Whom to ask is a setting, and what they answer is kept in the books. The
// witness is somebody else, with a program that is not ours: nothing that it
// answers is believed except its signature, and one that is dead, slow or
// lies holds nobody up.
//
// # What is published
//
// The bank signs every second when it is busy, and asks its witnesses less
// often. Whoever insists on cosignatures reads only one address,
// /log/checkpoint, and would never find any under the newest checkpoint. So
// what stands there is the checkpoint that the witnesses were asked for last:
// as soon as one of them has signed it, and without their names when none of
// them did in time. It is as old as [Rounds.Every] at most, never goes back,
// and the tiles under it are those of the newest.
package witness
