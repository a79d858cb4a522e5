package care

import (
	"slices"
	"time"
)

// A Responder is somebody on a frozen ladder.
type Responder struct {
	Member int64  `json:"member,omitempty"` // 0 for the fallback number
	Name   string `json:"name"`
	Phone  Phone  `json:"phone"`
	Lang   string `json:"lang"`
}

// A Ladder is what a case was opened with. It never changes while the case
// lives, whatever happens to policy and roster.
type Ladder struct {
	EmergencyPolicy
	Responders []Responder `json:"responders"`
}

// CaseState is where an emergency stands.
type CaseState string

// The states of a case. Only a person closes one.
const (
	Ringing       CaseState = "ringing"
	CaseAccepted  CaseState = "accepted"
	CaseCancelled CaseState = "cancelled"
	CaseClosed    CaseState = "closed"
)

// Progress is how far a case has come on its ladder.
type Progress struct {
	State  CaseState `json:"state"`
	Opened time.Time `json:"opened"`
	Steps  int       `json:"steps"`           // steps of the ladder that were taken, repeats included
	StepAt time.Time `json:"stepAt"`          // when the next step is due
	Rung   []Rung    `json:"rung"`            // one for each responder
	By     int       `json:"by"`              // who accepted; -1 for nobody
	ByKey  bool      `json:"byKey,omitempty"` // on the telephone, not by text
}

// Rung is what is known of one responder's phone.
type Rung struct {
	Tries int       `json:"tries,omitempty"`
	Until time.Time `json:"until,omitzero"` // ringing or talking at the latest until then; zero when not
	Again time.Time `json:"again,omitzero"` // was busy: to be rung again then
}

// A CaseEvent is what happened to a case.
type CaseEvent int

// The events. All but Due, Cancel and Again are about one responder.
const (
	Due      CaseEvent = iota // time has passed
	Accept                    // pressed 1
	Decline                   // pressed 2
	NoAnswer                  // nobody answered, or a machine, or nobody pressed a key
	Busy                      // was talking
	BadPhone                  // cannot be rung
	Cancel                    // the elder said that it was a mistake
	Again                     // the elder calls for help once more, and the one who accepted is gone
)

// An Effect is one call to place: ring the responder for the given time, the
// first being 1.
type Effect struct{ Responder, Try int }

// talkTime is how long a rung phone counts as reached for after RingFor: the
// prompt three times with time to press a key (emergency.md: 20 s).
const talkTime = 60 * time.Second

// Begin is the progress of a case that opens now.
func (l Ladder) Begin(now time.Time) Progress {
	return Progress{State: Ringing, Opened: now, StepAt: now, Rung: make([]Rung, len(l.Responders)), By: -1}
}

// again is the progress of an accepted case that begins anew: everybody can be
// rung, and which try of theirs it is goes on counting.
func (p Progress) again(now time.Time) Progress {
	rung := make([]Rung, len(p.Rung))
	for i, r := range p.Rung {
		rung[i].Tries = r.Tries
	}
	return Progress{State: Ringing, Opened: now, StepAt: now, Rung: rung, By: -1}
}

// Next is the whole of the ladder: what an event makes of a case's progress,
// and whom to ring because of it. It is pure; p is not changed. Events for a
// case that no longer rings change nothing.
func (l Ladder) Next(p Progress, e CaseEvent, responder int, now time.Time) (Progress, []Effect) {
	if e == Again && p.State == CaseAccepted {
		p, e = p.again(now), Due
	}
	if p.State != Ringing || e == Again || e != Due && e != Cancel && (responder < 0 || responder >= len(p.Rung)) {
		return p, nil
	}
	p.Rung = slices.Clone(p.Rung)
	switch e {
	case Accept:
		p.State, p.By = CaseAccepted, responder
		return p, nil
	case Cancel:
		p.State = CaseCancelled
		return p, nil
	case Busy:
		p.Rung[responder].Again = now.Add(l.BusyAgain.Std())
	}
	if e != Due {
		p.Rung[responder].Until = time.Time{}
	}
	var rings []Effect
	ring := func(i int) {
		r := &p.Rung[i]
		r.Tries++
		r.Until, r.Again = now.Add(l.RingFor.Std()+talkTime), time.Time{}
		rings = append(rings, Effect{Responder: i, Try: r.Tries})
	}
	l.step(&p, now, ring)
	if e != Due {
		if i := slices.IndexFunc(p.Rung, func(r Rung) bool { return r.Tries == 0 }); i >= 0 {
			ring(i) // one who cannot is followed by the next at once
		}
	}
	for i, r := range p.Rung {
		if !r.Again.IsZero() && !r.Again.After(now) {
			ring(i)
		}
	}
	return p, rings
}

// step takes the steps that are due. Steps that were missed, because the
// program was down or the clock leapt, are taken as one.
func (l Ladder) step(p *Progress, now time.Time, ring func(int)) {
	for !p.StepAt.After(now) {
		count := 0
		if p.Steps < len(l.Steps) {
			count = l.Steps[p.Steps].Count
		}
		for i, r := range p.Rung {
			if count > 0 && i >= count {
				break
			}
			if !r.Until.After(now) && r.Again.IsZero() {
				ring(i)
			}
		}
		p.Steps++
		p.StepAt = l.stepAfter(*p, now)
	}
}

// stepAfter is when the step after those taken is due.
func (l Ladder) stepAfter(p Progress, now time.Time) time.Time {
	if p.Steps < len(l.Steps) {
		return p.Opened.Add(l.Steps[p.Steps].After.Std())
	}
	if now.Before(p.Opened.Add(l.RepeatFor.Std())) {
		return now.Add(l.RepeatEvery.Std())
	}
	return now.Add(l.ThenEvery.Std())
}

// NextAt is when the case must be looked at again: always some moment while
// it rings, never otherwise.
func (p Progress) NextAt() (at time.Time, ok bool) {
	if p.State != Ringing {
		return time.Time{}, false
	}
	at = p.StepAt
	for _, r := range p.Rung {
		if !r.Again.IsZero() && r.Again.Before(at) {
			at = r.Again
		}
	}
	return at, true
}

// Overdue is by how much the ladder is behind, 0 when it is not.
func (p Progress) Overdue(now time.Time) time.Duration {
	at, ok := p.NextAt()
	if !ok {
		return 0
	}
	return max(now.Sub(at), 0)
}

// RingingNow are the responders whose phones ring or who are hearing the
// alarm, in the order of the ladder.
func (p Progress) RingingNow(now time.Time) []int {
	var out []int
	for i, r := range p.Rung {
		if p.State == Ringing && r.Until.After(now) {
			out = append(out, i)
		}
	}
	return out
}
