package clock_test

import (
	"testing"
	"time"

	"hourline/ledger/clock"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestWalkStopsWhereSomebodyWaits(t *testing.T) {
	m := clock.NewManual(noon)
	first := m.After(time.Minute)
	var second <-chan time.Time
	var woke []time.Time
	m.Walk(time.Hour, func() {
		select {
		case at := <-first:
			woke = append(woke, at)
			second = m.After(time.Minute) // begins to wait only once the first is over
		case at := <-second:
			woke = append(woke, at)
		default:
		}
	})
	if len(woke) != 2 || woke[0] != noon.Add(time.Minute) || woke[1] != noon.Add(2*time.Minute) {
		t.Fatalf("woke at %v, want one and two minutes past noon", woke)
	}
	if m.Now() != noon.Add(time.Hour) {
		t.Fatalf("stands at %v, want one o'clock", m.Now())
	}
}

// Whoever sets the clock on the wall neither wakes anybody nor lets anybody
// wait longer.
func TestNobodyNoticesThatTheClockIsSet(t *testing.T) {
	for _, step := range []time.Duration{-time.Hour, -time.Second, time.Second, time.Hour, 24 * time.Hour} {
		m := clock.NewManual(noon)
		steady := m.Clock().Steady()
		due := m.After(time.Minute)
		m.Step(step)
		if len(due) > 0 {
			t.Errorf("woke when the clock was set by %v", step)
		}
		m.Advance(time.Minute)
		if len(due) == 0 || m.Now() != noon.Add(step+time.Minute) {
			t.Errorf("set by %v: it is %v and %d woke", step, m.Now(), len(due))
		}
		if now := steady(); !now.Equal(noon.Add(time.Minute)) {
			t.Errorf("set by %v, and the steady clock shows %v", step, now)
		}
	}
}

func TestSettingTheClockBackWakesNobody(t *testing.T) {
	m := clock.NewManual(noon)
	due := m.After(time.Minute)
	m.Set(noon.Add(-time.Hour))
	if len(due) > 0 {
		t.Fatal("woke although no time passed")
	}
}

func TestFastClockRunsAhead(t *testing.T) {
	c := clock.Fast(1000)
	start := c.Now()
	<-c.After(time.Second)
	if gone := c.Now().Sub(start); gone < time.Second {
		t.Fatalf("only %v passed while waiting for a second", gone)
	}
}

func TestClocksOfOneStartShowTheSameTime(t *testing.T) {
	start := time.Now().Add(-time.Minute)
	first := clock.FastSince(60, start).Now()
	second := clock.FastSince(60, start).Now() // another process, after the first was killed
	if gone := second.Sub(first); gone < 0 || gone > time.Hour || first.Sub(start) < time.Hour {
		t.Fatalf("the first shows %v, the second %v", first, second)
	}
}
