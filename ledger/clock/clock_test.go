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

func TestSteppingBackWakesNobody(t *testing.T) {
	m := clock.NewManual(noon)
	due := m.After(time.Minute)
	m.Set(noon.Add(-time.Hour))
	select {
	case at := <-due:
		t.Fatalf("woke at %v although the clock went back", at)
	default:
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
