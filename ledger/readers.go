package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Readers are a few connections that cannot write, each opened when it is
// first needed.
type readers struct {
	db   *sql.DB
	idle chan *session // mostReaders of them; nil stands for one not yet opened
}

const mostReaders = 8

func openReaders(ctx context.Context, path string) (*readers, error) {
	db, err := connect(ctx, path, readerMode)
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(mostReaders)
	r := &readers{db: db, idle: make(chan *session, mostReaders)}
	for range mostReaders {
		r.idle <- nil
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
	case s, open := <-r.idle:
		switch {
		case !open:
			return nil, ErrClosed
		case s != nil:
			return s, nil
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s, err := openSession(ctx, r.db)
	if err != nil {
		r.giveBack(nil)
		return nil, fmt.Errorf("open a reader: %w", err)
	}
	return s, nil
}

func (r *readers) giveBack(s *session) { r.idle <- s }

// close waits until every session is given back.
func (r *readers) close() error {
	var errs []error
	for range mostReaders {
		s, open := <-r.idle
		if !open {
			return nil // closed before
		}
		if s != nil {
			errs = append(errs, s.close())
		}
	}
	close(r.idle)
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
