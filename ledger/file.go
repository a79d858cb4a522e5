package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // the driver
	sqlite3 "modernc.org/sqlite/lib"
)

// A mode is a way to open the file. SQLite keeps these settings per
// connection, so they stand in the address that every connection is opened by.
type mode struct {
	params  []string
	pragmas map[string]string // what the connection must then say of itself
}

var ownerMode = mode{
	params: []string{
		"_journal_mode=WAL",
		"_synchronous=FULL", // NORMAL gains nothing once commits are grouped
		"_txlock=immediate",
		"_pragma=wal_autocheckpoint(10000)",
		"_pragma=journal_size_limit(67108864)",
		"_pragma=recursive_triggers(1)", // or INSERT OR REPLACE deletes behind the triggers' back
		"_pragma=cache_size(-32768)",    // KiB; the driver takes about twice that
	},
	pragmas: map[string]string{
		"journal_mode":       "wal",
		"synchronous":        "2",
		"recursive_triggers": "1",
		"wal_autocheckpoint": "10000",
		"query_only":         "0",
	},
}

// readerMemory is how many KiB of the file a reader keeps in memory: the upper
// levels of a large journal, so that a statement reads one page for each entry.
const readerMemory = 8192

var readerMode = mode{
	params:  []string{"mode=ro", "_query_only=1", fmt.Sprintf("_pragma=cache_size(-%d)", readerMemory)},
	pragmas: map[string]string{"journal_mode": anyJournal, "query_only": "1"},
}

// copyMode may write, but only to a file that it creates itself.
var copyMode = mode{
	params:  []string{"mode=ro"},
	pragmas: map[string]string{"journal_mode": anyJournal},
}

// anyJournal is what readers take: the log of an owner, or the file alone, as
// a backup is, which can be read on a disc that nobody can write to.
const anyJournal = "wal or delete"

var commonMode = mode{
	params: []string{
		"_busy_timeout=5000",
		"_foreign_keys=1",
		"_dqs=0",       // "a word" is a column, never a string
		"_defensive=1", // SQL cannot damage the file
		"_time_integer_format=unix_milli",
		"_pragma=trusted_schema(0)",
	},
	pragmas: map[string]string{
		"busy_timeout":   "5000",
		"foreign_keys":   "1",
		"trusted_schema": "0",
	},
}

// connect opens the file at the absolute path and checks the settings on the
// first connection.
func connect(ctx context.Context, path string, m mode) (*sql.DB, error) {
	// Without the file: prefix mode=ro would open for writing.
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	params := strings.Join(append(commonMode.params[:len(commonMode.params):len(commonMode.params)], m.params...), "&")
	db, err := sql.Open("sqlite", u.String()+"?"+params)
	if err != nil {
		return nil, err
	}
	for _, pragmas := range []map[string]string{commonMode.pragmas, m.pragmas} {
		if err := checkPragmas(ctx, db, pragmas); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

func checkPragmas(ctx context.Context, db *sql.DB, want map[string]string) error {
	for name, value := range want {
		var got string
		if err := db.QueryRowContext(ctx, "PRAGMA "+name).Scan(&got); err != nil {
			return unusable(err)
		}
		if got != value && !(value == anyJournal && strings.Contains(value, got)) {
			return fmt.Errorf("the database has %s=%s and the bank needs %s: is the file on a local disk?", name, got, value)
		}
	}
	return nil
}

// unusable names what keeps a file from being opened at all.
func unusable(err error) error {
	switch sqlCode(err) & 0xff {
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return fmt.Errorf("%w (%w)", ErrNoAccess, err)
	}
	return plain(err)
}

// own takes the file for this process. The lock is a file of its own, because
// opening and closing the database beside SQLite would drop SQLite's locks.
func own(path string) (*flock.Flock, error) {
	lock := flock.New(path + ".lock")
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", lock.Path(), err)
	}
	if !ok {
		return nil, errors.Join(ErrOwned, lock.Close())
	}
	return lock, nil
}

// Own keeps everybody else from opening the file at path for writing, in this
// process and all others, until release is called. The file need not exist. An
// owner in the way gives ErrOwned.
func Own(path string) (release func() error, err error) {
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	lock, err := own(path)
	if err != nil {
		return nil, err
	}
	return lock.Unlock, nil
}

// makePrivate makes a new file that only its owner may read; left to itself
// SQLite would let everybody. Its log gets the same rights. A file that is
// there already keeps its own.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}
