package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Readers are a few connections that cannot write, each opened when it is
// first needed.
type readers struct {
	db     *sql.DB
	places chan struct{} // one for each that may read now, mostReaders in all

	mu   sync.Mutex
	idle []*session // the one that was used last is used next: what it knows is fresh
}

const mostReaders = 8

func openReaders(ctx context.Context, path string) (*readers, error) {
	db, err := connect(ctx, path, readerMode)
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(mostReaders)
	r := &readers{db: db, places: make(chan struct{}, mostReaders)}
	for range mostReaders {
		r.places <- struct{}{}
	}
	return r, nil
}

// take waits for a free session. Whoever takes one gives it back, or nil if it
// is of no use any more.
func (r *readers) take(ctx context.Context) (*session, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case _, open := <-r.places:
		if !open {
			return nil, ErrClosed
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s := r.latest(); s != nil {
		return s, nil
	}
	s, err := openSession(ctx, r.db)
	if err != nil {
		r.giveBack(nil)
		return nil, fmt.Errorf("open a reader: %w", err)
	}
	return s, nil
}

// latest takes the session that was given back last, nil when none is idle.
func (r *readers) latest() (s *session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.idle); n > 0 {
		s, r.idle = r.idle[n-1], r.idle[:n-1]
	}
	return s
}

func (r *readers) giveBack(s *session) {
	if s != nil {
		r.mu.Lock()
		r.idle = append(r.idle, s)
		r.mu.Unlock()
	}
	r.places <- struct{}{}
}

// close waits until every session is given back.
func (r *readers) close() error {
	for range mostReaders {
		if _, open := <-r.places; !open {
			return nil // closed before
		}
	}
	close(r.places)
	var errs []error
	for s := r.latest(); s != nil; s = r.latest() {
		errs = append(errs, s.close())
	}
	return errors.Join(append(errs, r.db.Close())...)
}

// snapshot runs fn between BEGIN and ROLLBACK: there is nothing to keep.
func (s *session) snapshot(now time.Time, fn func(*View) error) error {
	if _, err := s.exec("BEGIN"); err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	v := newView(s, nil, now)
	err := v.during(func() error { return fn(v) })
	if _, e := s.exec("ROLLBACK"); e != nil {
		err = errors.Join(err, fmt.Errorf("end reading: %w", e))
	}
	return err
}
