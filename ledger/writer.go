package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"hourline/ledger/clock"
	"hourline/ledger/proof"
)

// mostTurns bounds a transaction, and with it the longest wait of the first in it.
const mostTurns = 512

// A writer is the one goroutine that changes the file. What is below ended
// belongs to that goroutine.
type writer struct {
	queue *queue
	ended chan struct{} // closed when the goroutine has ended

	db      *sql.DB
	session *session // nil after a failure that left it in doubt
	books   *books
	clock   clock.Clock
	log     *slog.Logger
	observe func(Commit)

	changes changes                    // read by everybody
	tree    atomic.Pointer[proof.Tree] // of what is on disk; read by everybody
	grown   chan struct{}              // rung when it has grown, or the policies have; room for one
	seldom  rate.Sometimes             // so that a full disk does not fill with our complaints
}

// startWriter takes db over; it is closed by close.
func startWriter(ctx context.Context, db *sql.DB, o Options) (*writer, error) {
	s, err := openSession(ctx, db)
	if err != nil {
		return nil, err
	}
	w := &writer{
		queue:   newQueue(),
		ended:   make(chan struct{}),
		grown:   make(chan struct{}, 1),
		db:      db,
		session: s,
		clock:   o.Clock,
		log:     o.Logger,
		observe: o.Observe,
		seldom:  rate.Sometimes{Interval: 10 * time.Second},
	}
	if err := w.recall(ctx, o.Random); err != nil {
		return nil, errors.Join(err, s.close())
	}
	go w.loop()
	return w, nil
}

func (w *writer) close() error {
	w.queue.close()
	<-w.ended
	var err error
	if w.session != nil {
		err = w.session.close()
		w.session = nil
	}
	return errors.Join(err, w.db.Close())
}

func (w *writer) write(ctx context.Context, fn func(*Tx) error) error {
	return w.ask(&turn{ctx: ctx, fn: fn, answer: make(chan error, 1)})
}

func (w *writer) ask(t *turn) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	if !w.queue.join(t) {
		return ErrClosed
	}
	select {
	case err := <-t.answer:
		return err
	case <-t.ctx.Done():
		return t.leave(t.ctx.Err())
	}
}

// loop ends when the queue does, or when a function ends its goroutine
// (runtime.Goexit); either way nobody is left waiting.
func (w *writer) loop() {
	turns := make([]*turn, 0, mostTurns)
	defer func() {
		w.queue.close()
		for left := turns; len(left) > 0; left = w.queue.next(nil, mostTurns) {
			for _, t := range left {
				t.give(ErrClosed)
			}
		}
		close(w.ended)
	}()
	for {
		turns = w.queue.next(turns[:0], mostTurns)
		if len(turns) == 0 {
			return
		}
		w.inOrder(turns)
		clear(turns)
		runtime.Gosched() // those just answered may ask again: larger transactions
	}
}

// inOrder serves all turns, those apart that need to be alone.
func (w *writer) inOrder(turns []*turn) {
	for len(turns) > 0 {
		n := slices.IndexFunc(turns, func(t *turn) bool { return t.alone != nil })
		switch n {
		case -1:
			w.serve(turns)
			return
		case 0:
			turns[0].answer <- turns[0].alone()
			turns = turns[1:]
		default:
			w.serve(turns[:n])
			turns = turns[n:]
		}
	}
}

// serve runs all turns in one transaction. If one of them spoils it, each runs
// again in a transaction of its own.
func (w *writer) serve(turns []*turn) {
	if spoiled := w.transact(turns); spoiled && len(turns) > 1 {
		w.log.Warn("a transaction was spoiled and is repeated one by one", "callers", len(turns))
		for i := range turns {
			w.transact(turns[i : i+1])
			turns[i].answer <- turns[i].err
		}
		return
	}
	for _, t := range turns {
		t.answer <- t.err
	}
}

// transact leaves each turn's outcome in its err. When a turn spoils the
// transaction, nothing is kept.
func (w *writer) transact(turns []*turn) (spoiled bool) {
	before := w.books.tip
	if err := w.begin(); err != nil {
		failAll(turns, err)
		return false
	}
	defer w.count(w.session)
	for _, t := range turns {
		if w.run(t) {
			w.rollback(before)
			return true
		}
	}
	if err := w.finish(); err != nil {
		w.rollback(before)
		failAll(turns, err)
		return true
	}
	if err := w.commit(len(turns)); err != nil {
		w.rollback(before)
		failAll(turns, err)
		return false
	}
	w.books.trim()
	w.publish()
	return false
}

// finish writes what the entries have left to be written.
func (w *writer) finish() error {
	if err := w.books.flush(w.session); err != nil {
		return err
	}
	if w.books.fillTile() {
		return w.books.bind(w.session)
	}
	w.books.sheaves.send()
	return nil
}

// publish shows the log as it is on disk. The hashes that fill no tile were
// made meanwhile.
func (w *writer) publish() {
	if err := w.books.bind(w.session); err != nil {
		panic(err) // a tile that was not expected: better no bank than a wrong log
	}
	if slices.Contains(w.session.wrote, "policies") {
		w.ring()
	}
	tree := w.books.tip.tree
	if before := w.tree.Load(); before != nil && before.Size() == tree.Size() {
		return
	}
	w.tree.Store(&tree)
	w.ring()
}

func (w *writer) ring() {
	select {
	case w.grown <- struct{}{}:
	default:
	}
}

// count notes what a transaction may have changed, also when it came to
// nothing: a commit that failed may be in the file.
func (w *writer) count(s *session) {
	w.changes.add(s.wrote)
	s.wrote = s.wrote[:0]
}

// commit waits for the disk.
func (w *writer) commit(callers int) error {
	began := time.Now()
	err := w.exec("COMMIT")
	w.observe(Commit{Callers: callers, Took: time.Since(began), Err: err})
	return err
}

func failAll(turns []*turn, err error) {
	for _, t := range turns {
		if t.err == nil {
			t.err = err
		}
	}
}

// run gives t its turn and tells whether it spoiled the transaction.
func (w *writer) run(t *turn) (spoiled bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.gone || t.ctx.Err() != nil {
		t.err = t.ctx.Err()
		return false
	}
	tx := &Tx{newView(w.session, w.books, w.clock.Now())}
	t.err = plain(tx.during(func() error { return t.fn(tx) }))
	if tx.failed != nil && t.err == nil {
		t.err = fmt.Errorf("a statement failed: %w", tx.failed)
	}
	return t.err != nil && (tx.wrote || storageFailed(t.err))
}

// storageFailed tells an error of SQLite from a refusal; after some of them
// the transaction is no more.
func storageFailed(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e)
}

func (w *writer) begin() error {
	if w.session == nil {
		s, err := openSession(context.Background(), w.db)
		if err != nil {
			return fmt.Errorf("reopen the bank: %w", plain(err))
		}
		w.session = s
	}
	err := w.exec("BEGIN IMMEDIATE")
	if err != nil && sqlCode(err)&0xff != sqlite3.SQLITE_BUSY { // what cannot even begin may never again
		w.giveUp(err)
	}
	return err
}

func (w *writer) exec(text string) error {
	if _, err := w.session.exec(text); err != nil {
		w.seldom.Do(func() { w.log.Error("the bank cannot write", "statement", text, "err", err) })
		return fmt.Errorf("%s: %w", text, err)
	}
	return nil
}

// rollback goes back to the tip before, and forgets the rest. If SQLite has
// left the transaction on its own, the connection is given up.
func (w *writer) rollback(before tip) {
	w.books.tip = before
	w.books.sheaves.drop()
	w.books.forget()
	if _, err := w.session.exec("ROLLBACK"); err != nil {
		w.giveUp(err)
	}
}

// giveUp lets the next transaction begin on a new connection.
func (w *writer) giveUp(why error) {
	w.seldom.Do(func() { w.log.Warn("the writer's connection is replaced", "err", why) })
	w.session.discard()
	w.session = nil
}
