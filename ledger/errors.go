package ledger

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// About the file.
var (
	// ErrOwned: another process has the file open for writing.
	ErrOwned = errors.New("another process owns this file: stop it, or send it the command")
	// ErrNewerSchema: the file was written by a newer program.
	ErrNewerSchema = errors.New("the file is newer than this program: use the newer one")
	// ErrOlderSchema: the file must be opened by its owner once before this program can read it.
	ErrOlderSchema = errors.New("the file is older than this program: start the gateway once to bring it up to date")
	// ErrReadOnly: the bank was opened with OpenReadOnly.
	ErrReadOnly = errors.New("the bank is open for reading only")
	// ErrClosed: the bank is closed, or its writer has ended.
	ErrClosed = errors.New("the bank is closed")
	// ErrDiskFull: nothing was written; room must be made.
	ErrDiskFull = errors.New("the disk is full: nothing was written")
	// ErrDamaged: the file is no database, or is damaged.
	ErrDamaged = errors.New("the file is no database or is damaged: keep it as it is, and put the last backup in its place")
	// ErrNoAccess: this user cannot open the file.
	ErrNoAccess = errors.New("the file cannot be opened: it must be a file, not a folder, that this user may read and write")
	// ErrForked: the file does not contain what was signed.
	ErrForked = errors.New("the books are not those whose log was signed last: an older copy was put back, or they were changed. " +
		"To go on would give the log two histories. Put the newest copy of the books in its place; if there is none, " +
		"move log.key and checkpoint out of the folder, and a new log begins under another name")
	// ErrLogKey: log.key cannot be used.
	ErrLogKey = errors.New("log.key is not the key of this log: put it back from a copy, " +
		"or move log.key and checkpoint out of the folder, and a new log begins under another name")
	// ErrNoTile: no published checkpoint covers it.
	ErrNoTile = errors.New("no published checkpoint covers this tile")
	// ErrNoLog: there is nothing signed to prove anything by.
	ErrNoLog = errors.New("the log is not signed here: start the gateway once with --public-url, and ask the gateway")
	// ErrNotSigned: the entry is newer than what was signed last.
	ErrNotSigned = errors.New("the entry is not signed yet: the gateway signs every second while it runs")
	// ErrPanic: a function given to Write or Read panicked; nothing of it was kept.
	ErrPanic = errors.New("panic inside a transaction")
)

// About accounts, entries and policies.
var (
	ErrNoAccount     = errors.New("no such account")
	ErrAccountClosed = errors.New("the account is closed")
	ErrNotZero       = errors.New("only an account at zero can be closed")
	ErrNoEntry       = errors.New("no such entry")
	ErrNoPolicy      = errors.New("no policy is in force then")
	// ErrNotTheirs: the entry is on other accounts.
	ErrNotTheirs = errors.New("the entry is not the account's")
	// ErrErased: the secret that would open the account's side was erased.
	ErrErased = errors.New("the account was forgotten: nobody can open its side of the entry any more")
	// ErrInvalid: the request makes no sense, whatever the balances are.
	ErrInvalid = errors.New("invalid")
	// ErrInsufficient: an account would fall below its floor.
	ErrInsufficient = errors.New("not enough available")
	// ErrKeyReused: the natural key stands for something else already.
	ErrKeyReused = errors.New("already recorded with other content")
	// ErrNotHold: the entry holds nothing, so there is nothing to resolve.
	ErrNotHold = errors.New("the entry is not a hold")
	// ErrResolved: the hold was resolved before, in another way.
	ErrResolved = errors.New("the hold is resolved already")
	// ErrNotReversible: holds, their ends and reversals are not reversed.
	ErrNotReversible = errors.New("the entry cannot be reversed")
	// ErrTooMuch: more than was held, or more than is left to reverse.
	ErrTooMuch = errors.New("more than there is")
)

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalid}, args...)...)
}

// sqlCode is the SQLite result code inside err, or 0.
func sqlCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// plain names the failures of SQLite that callers decide on.
func plain(err error) error {
	var name error
	switch sqlCode(err) & 0xff {
	case sqlite3.SQLITE_FULL:
		name = ErrDiskFull
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		name = ErrDamaged
	}
	if name == nil || errors.Is(err, name) {
		return err
	}
	return fmt.Errorf("%w (%w)", name, err)
}
