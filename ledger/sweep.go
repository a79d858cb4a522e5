package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Size is how many bytes the file has, or will have once its write-ahead log is
// in it.
func (b *Bank) Size(ctx context.Context) (size int64, err error) {
	err = b.Read(ctx, func(v *View) error {
		return v.QueryRow(`SELECT c.page_count * s.page_size FROM pragma_page_count c, pragma_page_size s`).Scan(&size)
	})
	return size, err
}

// Sweep writes the whole file anew, so that nothing of what was deleted or
// overwritten is left in it, nor in its write-ahead log. Nobody can write
// meanwhile: it takes about half a second for 50 MB.
func (b *Bank) Sweep(ctx context.Context) error {
	if b.writer == nil {
		return ErrReadOnly
	}
	if err := b.writer.ask(&turn{ctx: ctx, alone: b.writer.sweep, answer: make(chan error, 1)}); err != nil {
		return fmt.Errorf("sweep the file: %w", plain(err))
	}
	return nil
}

// sweep runs between transactions.
func (w *writer) sweep() error {
	if w.session == nil {
		return errors.New("the writer has no connection")
	}
	if err := w.exec("VACUUM"); err != nil {
		return err
	}
	// Readers that began before still need the old pages; they are short.
	for until := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var busy, pages, done int64
		if err := w.session.conn.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &done); err != nil {
			return err
		}
		if busy == 0 {
			return nil
		}
		if time.Now().After(until) {
			return errors.New("somebody reads the books and does not end; try again")
		}
	}
}
