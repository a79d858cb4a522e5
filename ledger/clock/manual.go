package clock

import (
	"sync"
	"time"
)

// Manual is a clock that stands still until it is moved by hand.
// It is safe for concurrent use.
type Manual struct {
	mu      sync.Mutex
	now     time.Time
	waiters []waiter
}

type waiter struct {
	at time.Time
	ch chan time.Time
}

// NewManual is a clock that stands at t.
func NewManual(t time.Time) *Manual { return &Manual{now: t} }

// Clock is m as the rest of the program sees it.
func (m *Manual) Clock() Clock { return Clock{Now: m.Now, After: m.After} }

// Now is the moment at which the clock stands.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// After delivers the time once the clock has been moved on by d.
func (m *Manual) After(d time.Duration) <-chan time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	ch := make(chan time.Time, 1)
	if d <= 0 {
		ch <- m.now
		return ch
	}
	m.waiters = append(m.waiters, waiter{m.now.Add(d), ch})
	return ch
}

// Advance moves the clock on by d in one step and wakes all who are due.
func (m *Manual) Advance(d time.Duration) { m.Set(m.Now().Add(d)) }

// Set moves the clock to t, backwards too, and wakes all who are due.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = t
	waiting := m.waiters[:0]
	for _, w := range m.waiters {
		if w.at.After(t) {
			waiting = append(waiting, w)
			continue
		}
		w.ch <- t
	}
	clear(m.waiters[len(waiting):])
	m.waiters = waiting
}

// Walk moves the clock on by d, stopping at every moment for which somebody
// waits and calling settle there, so that what wakes at one moment may begin
// to wait for the next. Settle is also called before the first step.
func (m *Manual) Walk(d time.Duration, settle func()) {
	end := m.Now().Add(d)
	for settle(); ; settle() {
		next, ok := m.next()
		if !ok || next.After(end) {
			break
		}
		m.Set(next)
	}
	m.Set(end)
	settle()
}

// next is the earliest moment for which somebody waits.
func (m *Manual) next() (at time.Time, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, w := range m.waiters {
		if !ok || w.at.Before(at) {
			at, ok = w.at, true
		}
	}
	return at, ok
}
