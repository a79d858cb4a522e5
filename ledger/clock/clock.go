// Package clock gives the time to everything that waits on policy: ladders,
// reminders, leases. No other package reads the wall clock for a decision, so
// a test can move hours in a millisecond and a demo can run faster than life.
package clock

import "time"

// A Clock tells the time and wakes its callers. Both fields are always set.
type Clock struct {
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time
}

// System is the machine's own clock.
func System() Clock { return Clock{Now: time.Now, After: time.After} }

// Fast is a clock that starts at the present and runs speed times as fast as
// the machine's. Speed must be positive; 1 is the machine's own pace.
func Fast(speed float64) Clock { return FastSince(speed, time.Now()) }

// FastSince is Fast for a clock that began at start, perhaps in another
// process: all clocks of one start and speed show the same time.
func FastSince(speed float64, start time.Time) Clock {
	return Clock{
		Now: func() time.Time {
			return start.Add(time.Duration(float64(time.Since(start)) * speed))
		},
		After: func(d time.Duration) <-chan time.Time {
			return time.After(time.Duration(float64(d) / speed))
		},
	}
}
