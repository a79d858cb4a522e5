package care

import (
	"context"
	"sync"
	"time"
)

// An insistence is something that must be done and could not be: an emergency
// that met broken books. It lives in memory, for there is nowhere else.
type insistence struct {
	what  string
	since time.Time
	do    func(context.Context) error
}

// insistences are tried one at a time, the oldest first, so that broken books
// are asked once a second however many wait.
type insistences struct {
	mu      sync.Mutex
	waiting []insistence
	trying  bool // a goroutine is
	over    bool // the books are closed
}

// mostInsistences bounds the memory against a machine that presses 9.
const mostInsistences = 1000

// insistEvery is the time between two tries: the file is in trouble, whatever
// the policy's time.
const insistEvery = time.Second

// Insist does what could not be done as soon as the books allow it, until the
// gateway ends. What names it in the log; the same one waits once. Do must be
// safe to repeat.
func (c *Centre) Insist(what string, do func(context.Context) error) {
	c.insisting.mu.Lock()
	defer c.insisting.mu.Unlock()
	w := &c.insisting.waiting
	for _, i := range *w {
		if i.what == what {
			return
		}
	}
	if c.insisting.over || len(*w) == mostInsistences {
		c.log.Error("an emergency is never stored: the books are closed, or too many wait for them", "what", what)
		return
	}
	*w = append(*w, insistence{what, time.Now(), do})
	if !c.insisting.trying {
		c.insisting.trying = true
		go c.insist()
	}
}

// Insisted returns when nothing is insisted on any more, or ctx ends.
func (c *Centre) Insisted(ctx context.Context) {
	for ctx.Err() == nil {
		c.insisting.mu.Lock()
		left := len(c.insisting.waiting)
		c.insisting.mu.Unlock()
		if left == 0 {
			return
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// insist tries what waits until nothing does, or the books are closed.
func (c *Centre) insist() {
	for {
		time.Sleep(insistEvery)
		for {
			next, ok := c.insisting.next()
			if !ok {
				return
			}
			if err := next.do(context.Background()); err != nil {
				break // the books are still broken
			}
			c.log.Warn("an emergency was stored late", "what", next.what, "late", time.Since(next.since).Round(time.Millisecond))
			c.insisting.done()
		}
	}
}

// next is what to try next; with nothing left, trying is over.
func (w *insistences) next() (i insistence, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.trying = !w.over && len(w.waiting) > 0; !w.trying {
		return i, false
	}
	return w.waiting[0], true
}

func (w *insistences) done() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = w.waiting[1:]
}

// giveUpInsisting notes what was never stored, as the books are closed.
func (c *Centre) giveUpInsisting() {
	c.insisting.mu.Lock()
	defer c.insisting.mu.Unlock()
	c.insisting.over = true
	for _, i := range c.insisting.waiting {
		c.log.Error("an emergency was never stored: the books are closed", "what", i.what)
	}
}
