// Package proof is the public log of a bank: what of an entry is published,
// the tree that holds all of it, and the signature under the tree. With it
// anybody can check that the bank tells everybody one history and never
// changed it, without learning whose hours they are.
//
// # Leaves
//
// Each entry is a leaf of a Merkle tree as in RFC 6962; leaf 0 is entry 1. A
// leaf is these lines of ASCII, each ended by a newline:
//
//	hourline-entry-v1
//	entry 20571
//	recorded 1795395600000
//	effective 1795392000000
//	kind deposit
//	ref 31
//	amount 120 minutes
//	held 0
//	undoes 0
//	resolves 0
//	policy 1 <hash of the policy>
//	debit <commitment>
//	credit <commitment>
//
// Numbers are decimal, moments milliseconds since 1970 (UTC); 0 is none, and
// "policy 0" stands alone. [Policy.Hash] says what a policy's hash is of. Hashes and commitments are in standard base64. In a
// kind, an account or an actor each byte that is a percent sign or is not a
// visible ASCII character is written as a percent sign and two hexadecimal
// digits.
//
// # Commitments
//
// What an entry is to either of its accounts is told only to its owner. It is
// these lines, written in the same way:
//
//	account member/17
//	prev 20102
//	seq 9
//	posted 840
//	held 0
//	actor volunteer/12
//
// prev is the account's entry before this one, seq counts the account's
// entries, posted and held are what stands on it afterwards: so the newest
// entry of an account vouches for all before it. The commitment is their
// HMAC-SHA256 under a key of this side alone: the SHA-256 of the account's
// secret (32 bytes), the side ("credit", or "debit" and a space) and the number
// of the entry in 16 digits. That is one block for every side there is, so no
// hash is the beginning of another. Who is given the key of one side can check
// that side, and open no other.
//
// A secret that is erased leaves every commitment where it is: the tree and the
// other party's side are checked as before.
//
// # Checkpoints
//
// The tree is published in tiles (c2sp.org/tlog-tiles) under a checkpoint
// (c2sp.org/tlog-checkpoint) signed with Ed25519 (c2sp.org/signed-note).
// Witnesses outside the bank put their own signatures under it
// (c2sp.org/tlog-cosignature).
//
// # Policies
//
// Not every policy is named by an entry. So the policies are a second tree of
// RFC 6962, version 1 first, whose leaves are the texts that [Policy.Hash] is
// of. Its checkpoints have the origin of the log and "/policies", and are signed
// with the key of the log.
//
// Hashes of the tree are those of golang.org/x/mod/sumdb/tlog. The package
// touches neither a database nor the network.
package proof
