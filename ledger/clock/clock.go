// Package clock gives the time to everything that waits on policy: ladders,
// reminders, leases. No other package reads the wall clock for a decision, so
// a test can move hours in a millisecond and a demo can run faster than life.
package clock

import "time"

// A Clock tells the time and wakes its callers. All fields are always set.
//
// Now is what the clock on the wall shows, which somebody may set at any
// moment. After and Passed do not notice that: an hour is an hour.
type Clock struct {
	Now    func() time.Time
	After  func(time.Duration) <-chan time.Time
	Passed func() time.Duration // since some moment before the first call
}

// Steady is a Now that nobody can set: it starts at the present and goes by
// what has passed. It is for what must only wait, and shows no time of day.
func (c Clock) Steady() func() time.Time {
	start := c.Now().Round(0).Add(-c.Passed())
	return func() time.Time { return start.Add(c.Passed()) }
}

// System is the machine's own clock.
func System() Clock {
	start := time.Now()
	return Clock{Now: time.Now, After: time.After, Passed: func() time.Duration { return time.Since(start) }}
}

// Fast is a clock that starts at the present and runs speed times as fast as
// the machine's. Speed must be positive.
func Fast(speed float64) Clock { return FastSince(speed, time.Now()) }

// FastSince is Fast for a clock that began at start, perhaps in another
// process: all clocks of one start and speed show the same time, unless the
// machine's is set between their beginnings.
func FastSince(speed float64, start time.Time) Clock {
	begun := time.Now()
	at := start.Round(0).Add(fast(begun.Sub(start), speed))
	passed := func() time.Duration { return fast(time.Since(begun), speed) }
	return Clock{
		Now:    func() time.Time { return at.Add(passed()) },
		Passed: passed,
		After: func(d time.Duration) <-chan time.Time {
			return time.After(time.Duration(float64(d) / speed))
		},
	}
}

// fast is how long d is at that speed.
func fast(d time.Duration, speed float64) time.Duration { return time.Duration(float64(d) * speed) }
