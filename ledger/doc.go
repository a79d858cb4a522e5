// Package ledger is the bank: accounts, the journal that moves minutes and fen
// between them, balances, and the policies that were in force.
//
// It promises that
//   - every entry takes from one account what it gives to another, so the books
//     balance by construction;
//   - an entry is never changed or deleted: a mistake is corrected by another
//     entry that undoes it, and the database itself refuses anything else;
//   - the same thing posted twice is posted once;
//   - no account falls below its floor, held minutes included;
//   - an answer is given only after what it tells has reached the disk;
//   - anybody can fold the journal again and find the balances ([Bank.Verify]);
//   - every entry is a leaf of a public log, signed at most a second later, that
//     tells nothing of people and cannot be changed unseen (package proof).
//
// It owns the SQLite file. One process at a time writes, through one goroutine
// that gathers what is waiting into one transaction; any number may read.
// Other rooms keep their tables in the same file ([Schema]) and change them in
// the same transaction, so a visit and its entry are written together or not
// at all.
//
// It refuses to know people, telephones, languages and what a policy says.
//
// Its words: an entry debits one account and credits another. A hold sets
// minutes aside without moving them; it is resolved once, by posting, voiding
// or expiring it. A balance is what was credited less what was debited
// (posted), of which some may be held. The reference and kind of an entry are
// its natural key. A checkpoint is the signed size and hash of the log; what
// was signed last also stands beside the file, so that an older copy of it is
// refused ([ErrForked]).
package ledger
