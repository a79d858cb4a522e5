package session

import (
	"sync/atomic"
	"time"
)

// rest is how long a server that failed is left alone.
const rest = 2 * time.Second

// A breaker stops everybody from waiting for a server that has just failed.
type breaker struct {
	now   func() time.Time
	until atomic.Int64 // Unix ns until which nobody may try; 0 when all is well
	out   atomic.Bool  // there is an outage
}

// allows reports whether the server may be tried. After a rest one caller is
// let through, and the others wait for what becomes of that one.
func (b *breaker) allows() bool {
	until, now := b.until.Load(), b.now()
	if until == 0 {
		return true
	}
	return now.UnixNano() >= until && b.until.CompareAndSwap(until, now.Add(rest).UnixNano())
}

// worked and failed tell what came of trying, and answer whether that is news:
// an outage begins with the first failure and ends with the first write, as
// there are servers that are read and cannot be written.
func (b *breaker) worked(wrote bool) (news bool) {
	b.until.Store(0)
	return wrote && b.out.Swap(false)
}

func (b *breaker) failed() (news bool) {
	b.until.Store(b.now().Add(rest).UnixNano())
	return !b.out.Swap(true)
}
