package ledger

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"hourline/ledger/clock"
)

// Options say how a bank is opened. The zero value is ready to use.
type Options struct {
	Clock   clock.Clock  // zero is clock.System()
	Schemas []Schema     // further rooms' tables in the same file
	Logger  *slog.Logger // nil discards
	Origin  string       // what the log is called when it is first signed, such as hours.example.org/log; empty leaves that to another start
	Random  io.Reader    // for secrets and keys; nil is crypto/rand
	Observe func(Commit) // is told of every commit, on the writer's goroutine; nil hears nothing
}

// A Commit is the end of one transaction of the writer.
type Commit struct {
	Callers int           // how many shared it
	Took    time.Duration // the wait for the disk
	Err     error         // nothing of it was kept
}

func (o Options) complete() Options {
	if o.Clock.Now == nil {
		o.Clock = clock.System()
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Observe == nil {
		o.Observe = func(Commit) {}
	}
	o.Schemas = append([]Schema{ownSchema()}, o.Schemas...)
	return o
}

// A Bank is an open file. It is safe for concurrent use.
type Bank struct {
	path    string // absolute
	clock   clock.Clock
	lock    *flock.Flock // nil when read-only
	writer  *writer      // nil when read-only
	notary  *notary      // nil when read-only, and as long as the log has no name
	readers *readers
	schemas []Schema
	close   func() error // once
}

func newBank(path string, o Options) *Bank {
	b := &Bank{path: path, clock: o.Clock, schemas: o.Schemas}
	b.close = sync.OnceValue(b.release)
	return b
}

// Open opens the bank at path for writing, creates it if need be, and brings
// its tables up to date. The caller owns the file until Close, across all
// processes: a second Open gives ErrOwned. A file from a newer program gives
// ErrNewerSchema and stays as it was.
//
// The path must be on a local disk.
func Open(ctx context.Context, path string, o Options) (*Bank, error) {
	o = o.complete()
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open bank: %w", err)
	}
	lock, err := own(path)
	if err != nil {
		return nil, fmt.Errorf("open bank %s: %w", path, err)
	}
	b := newBank(path, o)
	b.lock = lock
	if err := b.open(ctx, o); err != nil {
		return nil, errors.Join(fmt.Errorf("open bank %s: %w", path, plain(err)), b.Close())
	}
	return b, nil
}

func (b *Bank) open(ctx context.Context, o Options) error {
	if err := makePrivate(b.path); err != nil {
		return err
	}
	db, err := connect(ctx, b.path, ownerMode)
	if err != nil {
		return err
	}
	if err := migrate(ctx, db, o); err != nil {
		return errors.Join(err, db.Close())
	}
	if b.writer, err = startWriter(ctx, db, o); err != nil {
		return errors.Join(err, db.Close())
	}
	if b.readers, err = openReaders(ctx, b.path); err != nil {
		return err
	}
	b.notary, err = openNotary(ctx, b, o)
	return err
}

// OpenReadOnly opens an existing bank beside its owner, in this process or
// another. Write gives ErrReadOnly. A missing file gives fs.ErrNotExist.
func OpenReadOnly(ctx context.Context, path string, o Options) (*Bank, error) {
	o = o.complete()
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("read bank: %w", err)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read bank: %w: check --data, or start the gateway once to create it", err)
	}
	b := newBank(path, o)
	if b.readers, err = openReaders(ctx, path); err != nil {
		return nil, fmt.Errorf("read bank %s: %w", path, err)
	}
	if err := checkSchemas(ctx, b.readers.db, o.Schemas); err != nil {
		return nil, errors.Join(fmt.Errorf("read bank %s: %w", path, plain(err)), b.Close())
	}
	return b, nil
}

// Close waits for what is running, then gives the file up. Later calls of
// Write and Read give ErrClosed.
func (b *Bank) Close() error { return b.close() }

func (b *Bank) release() error {
	var errs []error
	if b.notary != nil {
		b.notary.close()
		b.notary.try(context.Background()) // a bank that was closed has signed all of it
	}
	if b.readers != nil {
		errs = append(errs, b.readers.close())
	}
	if b.writer != nil {
		errs = append(errs, b.writer.close())
	}
	if b.lock != nil {
		errs = append(errs, b.lock.Unlock())
	}
	return errors.Join(errs...)
}

// Clock is the clock by which entries are dated.
func (b *Bank) Clock() clock.Clock { return b.clock }

// Read runs fn on one consistent snapshot. It must be short: an open snapshot
// keeps the write-ahead log from being emptied. The end of ctx ends the wait
// for a connection; statements that have begun are carried to their end.
func (b *Bank) Read(ctx context.Context, fn func(*View) error) error {
	s, err := b.readers.take(ctx)
	if err != nil {
		return err
	}
	whole := false // nor is it when fn ends the goroutine
	defer func() {
		if !whole {
			s.discard()
			s = nil
		}
		b.readers.giveBack(s)
	}()
	err = s.snapshot(b.clock.Now(), fn)
	whole = !storageFailed(err)
	return err
}

// Write runs fn inside a transaction and returns after it is safely on disk.
// Many calls share one transaction and one wait for the disk, yet each gets
// its own answer:
//
//   - When fn returns an error before it has written anything, that is a
//     refusal; nobody else notices.
//   - When fn returns an error or panics after it has written, or one of its
//     statements failed (even if fn swallowed that error), nothing of it is
//     kept. The others are run again without it.
//   - When ctx ends first, Write gives ctx.Err(). If fn had not begun, it never
//     will; if it had, its outcome is unknown. Asking again with the same
//     natural key tells.
//
// So fn may run more than once, and must have no effect outside the
// transaction except to set its results, which are good once Write has
// returned nil. It never runs after Write has returned. It must be short, must
// not wait for anything, and must not call Write.
func (b *Bank) Write(ctx context.Context, fn func(*Tx) error) error {
	if b.writer == nil {
		return ErrReadOnly
	}
	return b.writer.write(ctx, fn)
}
