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
	passed  time.Duration
	waiters []waiter
}

type waiter struct {
	at time.Duration // by what has passed
	ch chan time.Time
}

// NewManual is a clock that stands at t.
func NewManual(t time.Time) *Manual { return &Manual{now: t} }

// Clock is m as the rest of the program sees it.
func (m *Manual) Clock() Clock { return Clock{Now: m.Now, After: m.After, Passed: m.Passed} }

// Now is the moment at which the clock stands.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Passed is how much time has passed since the clock was made.
func (m *Manual) Passed() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.passed
}

// After delivers the time once d has passed.
func (m *Manual) After(d time.Duration) <-chan time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	ch := make(chan time.Time, 1)
	if d <= 0 {
		ch <- m.now
		return ch
	}
	m.waiters = append(m.waiters, waiter{m.passed + d, ch})
	return ch
}

// Advance lets d pass in one go and wakes all who are due.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pass(d)
}

// Set lets time pass until t. A moment that is over can only be set: see Step.
func (m *Manual) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d := t.Sub(m.now); d > 0 {
		m.pass(d)
	}
	m.now = t
}

// Step sets the clock by d, forward or back, while no time passes: somebody
// moved its hands. Nobody wakes, and everybody waits as long as before.
func (m *Manual) Step(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

// pass wakes all who are due after d. The caller holds m.mu.
func (m *Manual) pass(d time.Duration) {
	m.now, m.passed = m.now.Add(d), m.passed+d
	waiting := m.waiters[:0]
	for _, w := range m.waiters {
		if w.at > m.passed {
			waiting = append(waiting, w)
			continue
		}
		w.ch <- m.now
	}
	clear(m.waiters[len(waiting):])
	m.waiters = waiting
}

// Walk lets d pass, stopping at every moment for which somebody waits and
// calling settle there, so that what wakes at one moment may begin to wait for
// the next. Settle is also called before the first step.
func (m *Manual) Walk(d time.Duration, settle func()) {
	end := m.Passed() + d
	for settle(); ; settle() {
		next, ok := m.next()
		if !ok || next > end {
			break
		}
		m.Advance(next - m.Passed())
	}
	m.Advance(end - m.Passed())
	settle()
}

// next is the earliest moment, by what has passed, for which somebody waits.
func (m *Manual) next() (at time.Duration, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, w := range m.waiters {
		if !ok || w.at < at {
			at, ok = w.at, true
		}
	}
	return at, ok
}
