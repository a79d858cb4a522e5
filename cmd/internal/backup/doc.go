// Package backup keeps copies of the books in a folder, and puts one back.
//
// Only what was read back and verified wholly gets a name. A backup is a folder
// whose name is its moment (UTC):
//
//	hourline-2026-11-25T190000Z/
//	    hourline.db     the books, in one file
//	    checkpoint      the newest signature of the public log that is in them
//	    manifest.json   what they are: entries, the log's public key, the moment
//	    SHA256SUMS      for sha256sum -c
//	    log.key         only where it was asked for
//
// The secret key of the log is left out, because a backup travels: whoever has
// the books and the key can sign another history in the bank's name. The key
// never changes, so one copy of it, kept apart, does for all backups.
//
// Whatever ends in the middle stays under a name that begins with a dot, and
// the next backup clears it away. Old backups are thinned out by days, weeks
// and months; the newest is never removed, nor the newest of a log that ended,
// nor anything that this package has not written.
package backup
