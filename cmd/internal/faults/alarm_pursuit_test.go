package faults

import (
	"fmt"
	"time"
)

// ringsWithin is how soon after a restart a phone rings for everybody who
// still waits for help (emergency.md).
const ringsWithin = 30 * time.Second

// pursued: after each restart somebody is rung again for each case that nobody
// has taken. It tells how long that took.
func (t *trial) pursued() (f finding, took []time.Duration) {
	f.what = "rung again after a kill"
	for _, l := range t.lives[1:] {
		for _, k := range t.cases {
			if k.kind != "alarm" || !k.calls(l.began) {
				continue
			}
			rang := t.ringsAgain(k, l)
			switch end := k.callsUntil(l.began, l.ended); {
			case !rang.IsZero() && rang.Before(end):
				f.claims++
				took = append(took, rang.Sub(l.ready))
				if rang.Sub(l.ready) > ringsWithin+slack {
					f.lost = append(f.lost, fmt.Sprintf("case %d rang %v after the start at %s", k.id, rang.Sub(l.ready), l.ready.Format(time.TimeOnly)))
				}
			case end.Sub(l.ready) > ringsWithin+slack:
				f.claims++
				f.lost = append(f.lost, fmt.Sprintf("case %d did not ring for %v after the start at %s", k.id, end.Sub(l.ready), l.ready.Format(time.TimeOnly)))
			}
		}
	}
	return f, took
}

// ringsAgain is when the first phone rings for a case in a life of the
// program; zero if none does.
func (t *trial) ringsAgain(k *kase, l life) (first time.Time) {
	for _, leg := range t.legs {
		if leg.kase == k && leg.up(l.ready) {
			return l.ready
		}
	}
	for _, o := range t.orders {
		if o.rings(k) && !o.at.Before(l.began) && !o.at.After(l.ended) && (first.IsZero() || o.at.Before(first)) {
			first = o.at
		}
	}
	return first
}

// silentWithin is how soon the other phones are silent (emergency.md), with
// what this machine may be late by.
const silentWithin = 2*time.Second + slack/2

// silenced tells how soon the other phones stopped ringing when somebody had
// taken a case, where neither a kill nor the carrier came between.
func (t *trial) silenced() (f finding, took []time.Duration) {
	f.what = "others no longer rung"
	for _, l := range t.legs {
		for _, h := range l.kase.holds {
			if h.phone == l.number || !l.up(h.from) {
				continue
			}
			late := l.up(h.from.Add(silentWithin))
			switch {
			case late && !t.disturbed(h.from, h.from.Add(silentWithin)):
				f.claims++
				f.lost = append(f.lost, fmt.Sprintf("case %d was taken at %s, and another phone rang on", l.kase.id, h.from.Format(time.TimeOnly)))
			case !late && !t.disturbed(h.from, l.over):
				f.claims++
				took = append(took, l.over.Sub(h.from))
			}
		}
	}
	return f, took
}

// disturbed tells whether anything broke between two moments.
func (t *trial) disturbed(from, to time.Time) bool {
	in := func(at time.Time) bool { return !at.Before(from) && !at.After(to) }
	for _, l := range t.lives {
		if in(l.began) || in(l.ended) || in(l.ready) {
			return true
		}
	}
	for _, at := range t.troubles {
		if in(at) {
			return true
		}
	}
	return false
}
