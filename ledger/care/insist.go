package care

import (
	"context"
	"errors"
	"sync"
	"time"

	"hourline/ledger"
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
	if len(*w) == mostInsistences {
		c.log.Error("too many emergencies wait for the books; this one is given up", "what", what)
		return
	}
	*w = append(*w, insistence{what, time.Now(), do})
	if len(*w) == 1 {
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

// insist tries what waits until nothing does.
func (c *Centre) insist() {
	for {
		time.Sleep(insistEvery)
		for {
			c.insisting.mu.Lock()
			next := c.insisting.waiting[0]
			c.insisting.mu.Unlock()
			err := next.do(context.Background())
			if err != nil && !errors.Is(err, ledger.ErrClosed) {
				break // the books are still broken
			}
			c.insisted(next, err)
			c.insisting.mu.Lock()
			c.insisting.waiting = c.insisting.waiting[1:]
			left := len(c.insisting.waiting)
			c.insisting.mu.Unlock()
			if left == 0 {
				return
			}
		}
	}
}

// insisted logs how an insistence ended.
func (c *Centre) insisted(i insistence, err error) {
	if err != nil {
		c.log.Error("an emergency was never stored: the gateway ends", "what", i.what, "error", err)
		return
	}
	c.log.Warn("an emergency was stored late", "what", i.what, "late", time.Since(i.since).Round(time.Millisecond))
}
