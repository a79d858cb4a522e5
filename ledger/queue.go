package ledger

import (
	"context"
	"sync"
)

// A turn is one caller's function on its way through the writer.
type turn struct {
	ctx    context.Context
	fn     func(*Tx) error
	alone  func() error // instead of fn: between transactions
	answer chan error   // room for the one answer

	mu   sync.Mutex // held while fn runs
	gone bool       // the caller no longer waits: fn must not run
	err  error      // belongs to the writer
}

// leave waits while fn is running, but not for the disk.
func (t *turn) leave(why error) error {
	t.mu.Lock()
	t.gone = true
	t.mu.Unlock()
	select {
	case err := <-t.answer:
		return err
	default:
		return why
	}
}

// give answers t, unless it has its answer.
func (t *turn) give(err error) {
	select {
	case t.answer <- err:
	default:
	}
}

// A queue is where turns wait for the writer, in the order of their coming.
type queue struct {
	bell    chan struct{} // rung for a writer that found nobody
	mu      sync.Mutex
	waiting []*turn
	closed  bool
}

func newQueue() *queue { return &queue{bell: make(chan struct{}, 1)} }

// join gives false when the queue is closed.
func (q *queue) join(t *turn) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.waiting = append(q.waiting, t)
	if len(q.waiting) == 1 {
		q.ring()
	}
	return true
}

func (q *queue) ring() {
	select {
	case q.bell <- struct{}{}:
	default:
	}
}

// close lets nobody else in. Who waits already is still served.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.ring()
}

// next moves up to most turns into turns, and waits for the first of them. It
// gives none when the queue is closed and empty.
func (q *queue) next(turns []*turn, most int) []*turn {
	for {
		q.mu.Lock()
		n, closed := min(len(q.waiting), most), q.closed
		turns = append(turns, q.waiting[:n]...)
		rest := copy(q.waiting, q.waiting[n:])
		clear(q.waiting[rest:])
		q.waiting = q.waiting[:rest]
		q.mu.Unlock()
		if n > 0 || closed {
			return turns
		}
		<-q.bell
	}
}
