package care

import (
	"slices"
	"time"
)

// A CaseEvent is what happened to a case.
type CaseEvent int

// The events. All but Due, Cancel, Again and ElderIsWell are about one
// responder.
const (
	Due         CaseEvent = iota // time has passed
	Accept                       // pressed 1
	Decline                      // pressed 2
	NoAnswer                     // nobody answered, or a machine, or nobody pressed a key
	Busy                         // was talking
	BadPhone                     // cannot be rung
	Cancel                       // the elder said that it was a mistake
	Again                        // the elder calls for help once more, and the one who accepted is gone
	ElderIsWell                  // the elder was asked, and said so
	Safe                         // the acceptor was asked, and the elder is safe
	StillAtIt                    // the acceptor was asked, and is still at it
	HandOver                     // the acceptor cannot go on
	NoWord                       // the acceptor was asked, and said nothing
)

// An EffectKind is what a ladder asks for.
type EffectKind int

// What a ladder asks for.
const (
	RingResponder  EffectKind = iota
	TextResponder             // tell that somebody calls for help
	CheckResponder            // ask the acceptor how it stands
	RingElder                 // unless the elder is on the line
)

// An Effect is one call to place or one text to send. Try is 1 for the first
// of its kind to the same person.
type Effect struct {
	Kind      EffectKind
	Responder int // -1 for the elder
	Try       int
}

// talkTime is how long a rung phone counts as reached for after RingFor: the
// prompt three times with time to press a key (emergency.md: 20 s).
const talkTime = 60 * time.Second

// busyChecks is how often a busy acceptor is asked again: who talks may be
// talking about the elder.
const busyChecks = 6

// Next is the whole of the ladder: what an event makes of a case's progress,
// and what is to be done because of it. It is pure; p is not changed. Events
// that mean nothing to the case as it stands change nothing.
func (l Ladder) Next(p Progress, e CaseEvent, responder int, now time.Time) (Progress, []Effect) {
	if !p.concerned(e, responder) {
		return p, nil
	}
	p.Rung = slices.Clone(p.Rung)
	c := &climb{Ladder: l, Progress: &p, now: now}
	if p.State == Ringing {
		c.ringing(e, responder)
	} else {
		c.accepted(e)
	}
	return p, c.effects
}

// concerned tells whether an event means anything to the case as it stands.
func (p Progress) concerned(e CaseEvent, responder int) bool {
	theirs := responder == p.By
	switch e {
	case Due:
		return p.State == Ringing || p.State == CaseAccepted
	case Cancel, ElderIsWell:
		return p.State == Ringing
	case Again:
		return p.State == CaseAccepted
	case Safe, StillAtIt, HandOver:
		return p.State == CaseAccepted && theirs
	case NoWord:
		return p.State == CaseAccepted && theirs && p.Asking
	case Busy:
		if p.State == CaseAccepted {
			return theirs && p.Asking
		}
	}
	return p.State == Ringing && responder >= 0 && responder < len(p.Rung)
}

// A climb is one event on its way through the ladder.
type climb struct {
	Ladder
	*Progress
	now     time.Time
	effects []Effect
}

// ringing lets an event happen while nobody has accepted.
func (c *climb) ringing(e CaseEvent, responder int) {
	switch e {
	case Accept:
		c.accept(responder)
		return
	case Cancel:
		c.State = CaseCancelled
		return
	case ElderIsWell:
		c.State = CaseClosed
		return
	case Busy:
		c.Rung[responder].Again = c.now.Add(c.BusyAgain.Std())
	}
	if ends := c.drillEnds(*c.Progress); !ends.IsZero() && !ends.After(c.now) {
		c.State = CaseClosed
		return
	}
	if e != Due {
		c.Rung[responder].Until = time.Time{}
	}
	c.step()
	if e != Due {
		c.ringNext()
	}
	for i, r := range c.Rung {
		if !r.Again.IsZero() && !r.Again.After(c.now) {
			c.ring(i)
		}
	}
	c.lull()
	c.ringElder()
}

func (c *climb) accept(responder int) {
	c.By = responder
	if c.DrillFor > 0 {
		c.State = CaseClosed
		return
	}
	c.State = CaseAccepted
	c.ask(c.CheckAfter.Std())
}

// ask lets the acceptor be asked after a while.
func (c *climb) ask(after time.Duration) {
	c.CheckAt, c.AskUntil, c.Asking = c.now.Add(after), time.Time{}, false
}

// accepted lets an event happen while somebody has the case. The acceptor is
// asked how it stands; who says nothing has it no more.
func (c *climb) accepted(e CaseEvent) {
	switch e {
	case Safe:
		c.State = CaseClosed
	case StillAtIt:
		c.ask(c.CheckAfter.Std())
	case HandOver, NoWord:
		c.rest()
		c.anew()
	case Again:
		c.anew()
	case Busy:
		c.askAgain()
	case Due:
		c.checkUp()
	}
}

// checkUp asks the acceptor, or gives up on one who was asked long ago.
func (c *climb) checkUp() {
	switch {
	case c.CheckAt.After(c.now):
		return
	case c.Asking:
		c.rest()
		c.anew()
		return
	}
	if c.AskUntil.IsZero() {
		c.AskUntil = c.now.Add(busyChecks * c.BusyAgain.Std())
	}
	c.Checks++
	c.Asking, c.CheckAt = true, c.now.Add(c.RingFor.Std()+talkTime)
	c.effects = append(c.effects, Effect{CheckResponder, c.By, c.Checks})
}

// askAgain waits for an acceptor who is on the telephone.
func (c *climb) askAgain() {
	if at := c.now.Add(c.BusyAgain.Std()); at.Before(c.AskUntil) {
		c.Asking, c.CheckAt = false, at
		return
	}
	c.rest()
	c.anew()
}

// rest leaves the one who had the case in peace for one round.
func (c *climb) rest() { c.Rung[c.By].Rest = c.now.Add(c.RepeatEvery.Std()) }

// anew begins the ladder from its first step, at once: everybody can be rung,
// and which try of theirs it is goes on counting.
func (c *climb) anew() {
	c.State, c.By, c.ByKey = Ringing, -1, false
	c.CheckAt, c.AskUntil, c.Asking = time.Time{}, time.Time{}, false
	c.From, c.Steps, c.StepAt = c.now.Add(-c.firstAfter()), 0, c.now
	for i := range c.Rung {
		c.Rung[i].Until, c.Rung[i].Again = time.Time{}, time.Time{}
	}
	c.ElderTurn = 0
	c.skipElder()
	c.step()
}

func (c *climb) ring(i int) {
	r := &c.Rung[i]
	r.Tries++
	r.Until, r.Again = c.now.Add(c.RingFor.Std()+talkTime), time.Time{}
	c.effects = append(c.effects, Effect{RingResponder, i, r.Tries})
}

// free tells whether somebody can be rung: not on the telephone about the case
// already, not busy a moment ago, and not resting.
func (c *climb) free(i int) bool {
	r := c.Rung[i]
	return !r.Until.After(c.now) && r.Again.IsZero() && !r.Rest.After(c.now)
}

// ringNext rings the first who was not rung yet: one who cannot is followed by
// the next at once.
func (c *climb) ringNext() {
	for i, r := range c.Rung {
		if r.Tries == 0 && c.free(i) {
			c.ring(i)
			return
		}
	}
}

// lull has everybody rung again when all have been tried, no phone rings and
// the next step is far: nobody in need waits for a step that finds nobody new.
func (c *climb) lull() {
	at := c.now.Add(c.RepeatEvery.Std())
	busy := func(r Rung) bool { return r.Tries == 0 || r.Until.After(c.now) || !r.Again.IsZero() }
	if c.Steps >= len(c.Rounds) || !at.Before(c.StepAt) || slices.ContainsFunc(c.Rung, busy) {
		return
	}
	for i := range c.Rung {
		c.Rung[i].Again = at
	}
}

// step takes the steps that are due. Steps that were missed, because the
// program was down or the clock leapt, are taken as one.
func (c *climb) step() {
	var alert []int
	for !c.StepAt.After(c.now) {
		r := c.round(c.Steps)
		for _, i := range r.Call {
			if c.free(i) {
				c.ring(i)
			}
		}
		alert = append(alert, r.Text...)
		c.Steps++
		c.StepAt = c.stepAfter()
	}
	if len(alert) == 0 {
		return
	}
	c.Alerts++
	slices.Sort(alert)
	for _, i := range slices.Compact(alert) {
		c.effects = append(c.effects, Effect{TextResponder, i, c.Alerts})
	}
}

// round is the n-th step of the ladder: after the last, everybody is rung.
func (l Ladder) round(n int) Round {
	if n < len(l.Rounds) {
		return l.Rounds[n]
	}
	all := make([]int, len(l.Responders))
	for i := range all {
		all[i] = i
	}
	return Round{Call: all}
}

// stepAfter is when the step after those taken is due.
func (c *climb) stepAfter() time.Time {
	if c.Steps < len(c.Rounds) {
		return c.From.Add(c.Rounds[c.Steps].After.Std())
	}
	if c.now.Before(c.From.Add(c.RepeatFor.Std())) {
		return c.now.Add(c.RepeatEvery.Std())
	}
	return c.now.Add(c.ThenEvery.Std())
}

// ringElder has an elder rung whose time has come; several that were missed
// are one.
func (c *climb) ringElder() {
	before := c.ElderTurn
	c.skipElder()
	if c.ElderTurn > before {
		c.Progress.ElderCalls++
		c.effects = append(c.effects, Effect{RingElder, -1, c.Progress.ElderCalls})
	}
}

// skipElder passes over the calls to the elder whose time has come.
func (c *climb) skipElder() {
	for at, ok := c.elderCallAt(*c.Progress); ok && !at.After(c.now); at, ok = c.elderCallAt(*c.Progress) {
		c.ElderTurn++
	}
}
