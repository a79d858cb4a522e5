package care

import (
	"sync"
	"time"
)

// pulses are when each loop last gave a sign of life, by the machine's own
// clock. A loop that has ended has none any more, and is missed.
type pulses struct{ of sync.Map } // name of the loop → time.Time

// beat is a sign of life. It is one store: whoever looks sees a whole time, or
// a loop that has not begun.
func (p *pulses) beat(loop Lane) { p.of.Store(loop, time.Now()) }

// silentest is the loop that has given no sign of life for longest, of those
// that should all run since began.
func (c *Centre) silentest(began, now time.Time) (loop string, silent time.Duration) {
	for _, l := range append([]Lane{timers}, Lanes...) {
		last := began
		if at, ok := c.pulses.of.Load(l); ok {
			last = at.(time.Time)
		}
		if d := now.Sub(last); d > silent {
			loop, silent = string(l), d
		}
	}
	return loop, silent
}

// Working reports whether every loop has begun: what happens from now on is
// seen by all of them.
func (c *Centre) Working() bool {
	for _, l := range append([]Lane{timers}, Lanes...) {
		if _, ok := c.pulses.of.Load(l); !ok {
			return false
		}
	}
	return true
}
