package care

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// testLadder is the built-in ladder with n responders.
func testLadder(n int) Ladder {
	p, err := ParsePolicy(defaultPolicy)
	if err != nil {
		panic(err)
	}
	e := p.Emergency
	l := Ladder{
		CancelWithin: e.CancelWithin, RingFor: e.RingFor, BusyAgain: e.BusyAgain, CheckAfter: e.CheckAfter,
		RepeatEvery: e.RepeatEvery, RepeatFor: e.RepeatFor, ThenEvery: e.ThenEvery, ElderCalls: e.ElderCalls,
	}
	var all []int
	for i := range n {
		l.Responders = append(l.Responders, Responder{Member: int64(i + 1), Phone: phone(i)})
		all = append(all, i)
	}
	l.Rounds = []Round{{Call: all[:min(n, 2)]}, {After: Duration(30 * time.Second), Call: all, Text: all}}
	return l
}

// A moment of a ladder's story: what happened when, and who is rung then.
type moment struct {
	at    time.Duration
	event CaseEvent
	who   int
	rings []int
}

// Steps of the built-in policy: 2 at once, all at 30 s, then all who are not
// being reached each minute for half an hour, then every five minutes.
func TestLadderRings(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		name       string
		responders int
		story      []moment
	}{
		{"two at once, all after 30 s", 4, []moment{
			{0, Due, -1, []int{0, 1}}, {29 * s, Due, -1, nil}, {30 * s, Due, -1, []int{2, 3}}, {31 * s, Due, -1, nil}}},
		{"again each minute those whose phones are still", 3, []moment{
			{0, Due, -1, []int{0, 1}}, {30 * s, Due, -1, []int{2}}, {90 * s, Due, -1, []int{0, 1}}, {150 * s, Due, -1, []int{2}}}},
		{"who declines is followed by the next", 4, []moment{
			{0, Due, -1, []int{0, 1}}, {5 * s, Decline, 0, []int{2}}, {6 * s, Decline, 1, []int{3}}, {7 * s, Decline, 2, nil}}},
		{"so is who does not answer, and who cannot be rung", 4, []moment{
			{0, Due, -1, []int{0, 1}}, {1 * s, BadPhone, 0, []int{2}}, {25 * s, NoAnswer, 1, []int{3}}}},
		{"busy: the next at once, and again after 30 s", 4, []moment{
			{0, Due, -1, []int{0, 1}}, {2 * s, Busy, 0, []int{2}}, {30 * s, Due, -1, []int{3}}, {32 * s, Due, -1, []int{0}}}},
		{"busy to the end is rung on", 1, []moment{
			{0, Due, -1, []int{0}}, {1 * s, Busy, 0, nil}, {31 * s, Due, -1, []int{0}}, {32 * s, Busy, 0, nil}, {62 * s, Due, -1, []int{0}}}},
		{"one bad number never stops the rest", 3, []moment{
			{0, Due, -1, []int{0, 1}}, {1 * s, BadPhone, 0, []int{2}}, {30 * s, Due, -1, []int{0}}}},
		{"missed steps are taken as one", 4, []moment{
			{time.Hour, Due, -1, []int{0, 1, 2, 3}}}},
		{"nobody on the ladder", 0, []moment{
			{0, Due, -1, nil}, {30 * s, Due, -1, nil}, {90 * s, Due, -1, nil}}},
		{"strangers' events change nothing", 2, []moment{
			{0, Due, -1, []int{0, 1}}, {1 * s, Accept, 7, nil}, {1 * s, Decline, -1, nil}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := testLadder(c.responders)
			p := l.Begin(monday)
			for _, m := range c.story {
				var rings []Effect
				p, rings = l.Next(p, m.event, m.who, monday.Add(m.at))
				var who []int
				for _, r := range ringing(rings) {
					who = append(who, r.Responder)
				}
				slices.Sort(who)
				if !slices.Equal(who, m.rings) {
					t.Fatalf("at %v rang %v, want %v (%+v)", m.at, who, m.rings, p)
				}
			}
			if p.State != Ringing {
				t.Errorf("it is %s in the end", p.State)
			}
		})
	}
}

func TestLadderSlowsDownAndNeverEnds(t *testing.T) {
	l := testLadder(1)
	p := l.Begin(monday)
	var gaps []time.Duration
	last := monday
	for range 40 {
		at, ok := l.NextAt(p)
		if !ok {
			t.Fatal("it has no next step")
		}
		gaps = append(gaps, at.Sub(last))
		last = at
		p, _ = l.Next(p, Due, -1, at)
	}
	if got := gaps[2]; got != time.Minute {
		t.Errorf("repeats every %v in the first half hour", got)
	}
	if got := gaps[len(gaps)-1]; got != 5*time.Minute {
		t.Errorf("repeats every %v after it", got)
	}
}

// All have been tried and nobody comes: they are rung again after a minute, not
// only when the next step is due, and that step is taken at its time.
func TestNobodyWaitsForAStepThatFindsNobodyNew(t *testing.T) {
	l := testLadder(2)
	l.Rounds = append(l.Rounds, Round{After: Duration(10 * time.Minute), Call: []int{0}})
	p, _ := l.Next(l.Begin(monday), Due, -1, monday)
	last := monday.Add(40 * time.Second)
	p, _ = l.Next(p, Due, -1, monday.Add(30*time.Second))
	p, _ = l.Next(p, BadPhone, 0, monday.Add(35*time.Second))
	p, _ = l.Next(p, NoAnswer, 1, last)
	at, _ := l.NextAt(p)
	if p, effects := l.Next(p, Due, -1, at); at.Sub(last) != time.Minute || len(ringing(effects)) != 2 {
		t.Errorf("after %v it asks for %v (%+v)", at.Sub(last), effects, p)
	}
	if p.StepAt.Sub(monday) != 10*time.Minute {
		t.Errorf("the next step was moved to %v", p.StepAt.Sub(monday))
	}
}

// ringing are the responders whom effects ring, and at which try.
func ringing(effects []Effect) (out []Effect) {
	for _, e := range effects {
		if e.Kind == RingResponder {
			out = append(out, e)
		}
	}
	return out
}

// accepted is a ladder of three that responder 1 accepted after 5 s.
func accepted(t *testing.T) (Ladder, Progress) {
	t.Helper()
	l := testLadder(3)
	p, _ := l.Next(l.Begin(monday), Due, -1, monday)
	p, effects := l.Next(p, Accept, 1, monday.Add(5*time.Second))
	if p.State != CaseAccepted || p.By != 1 || effects != nil {
		t.Fatalf("%+v, then %v", p, effects)
	}
	return l, p
}

func TestLadderStopsWhenAccepted(t *testing.T) {
	l, p := accepted(t)
	for _, e := range []CaseEvent{Accept, Decline, NoAnswer, Busy, BadPhone, Cancel, ElderIsWell, NoWord} {
		if after, effects := l.Next(p, e, 0, monday.Add(time.Hour)); fmt.Sprint(after) != fmt.Sprint(p) || effects != nil {
			t.Errorf("event %d made %+v, then %v", e, after, effects)
		}
	}
	if len(p.RingingNow(monday)) > 0 {
		t.Error("it still rings")
	}
}

// What an accepted case does after its check-back, and when the next one is.
func TestAcceptorIsAskedHowItStands(t *testing.T) {
	const s, m = time.Second, time.Minute
	asked := 10*m + 5*s
	ask := func(try int) []Effect { return []Effect{{CheckResponder, 1, try}} }
	everybody := []Effect{{RingResponder, 0, 2}}
	for _, c := range []struct {
		name  string
		story []moment // who is the acceptor, 1, unless told otherwise
		want  []Effect // of the last event
		state CaseState
		next  time.Duration // when something is due then, 0 for never
	}{
		{"not before its time", []moment{{at: asked - s}}, nil, CaseAccepted, asked},
		{"asked after ten minutes", []moment{{at: asked}}, ask(1), CaseAccepted, asked + 85*s},
		{"the elder is safe", []moment{{at: asked}, {at: asked + 20*s, event: Safe, who: 1}}, nil, CaseClosed, 0},
		{"safe before anybody asked", []moment{{at: m, event: Safe, who: 1}}, nil, CaseClosed, 0},
		{"still at it: asked again in ten minutes", []moment{{at: asked}, {at: asked + 20*s, event: StillAtIt, who: 1}}, nil, CaseAccepted, asked + 20*s + 10*m},
		{"and again", []moment{{at: asked}, {at: asked + 20*s, event: StillAtIt, who: 1}, {at: asked + 20*s + 10*m}}, ask(2), CaseAccepted, asked + 20*s + 10*m + 85*s},
		{"handed over: the others are rung", []moment{{at: asked}, {at: asked + 20*s, event: HandOver, who: 1}}, everybody, Ringing, asked + 50*s},
		{"no word: the others are rung", []moment{{at: asked}, {at: asked + 40*s, event: NoWord, who: 1}}, everybody, Ringing, asked + 70*s},
		{"no last word of the call either", []moment{{at: asked}, {at: asked + 85*s}}, everybody, Ringing, asked + 115*s},
		{"busy: asked again in half a minute", []moment{{at: asked}, {at: asked + 2*s, event: Busy, who: 1}}, nil, CaseAccepted, asked + 32*s},
		{"another's word is nobody's", []moment{{at: asked}, {at: asked + 9*s, event: HandOver, who: 0}}, nil, CaseAccepted, asked + 85*s},
		{"no word without a question is no news", []moment{{at: m, event: NoWord, who: 1}}, nil, CaseAccepted, asked},
		{"missed by an hour it is asked once", []moment{{at: asked + time.Hour}}, ask(1), CaseAccepted, asked + time.Hour + 85*s},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, p := accepted(t)
			var effects []Effect
			for _, m := range c.story {
				p, effects = l.Next(p, m.event, m.who, monday.Add(m.at))
			}
			if !slices.Equal(effects, c.want) || p.State != c.state {
				t.Errorf("it is %s and asks for %v, want %s and %v", p.State, effects, c.state, c.want)
			}
			if at, ok := l.NextAt(p); ok != (c.next > 0) || ok && at.Sub(monday) != c.next {
				t.Errorf("the next is due after %v (%v), want %v", at.Sub(monday), ok, c.next)
			}
		})
	}
}

// Whoever talks may be talking about the elder, but not for ever.
func TestBusyAcceptorIsNotAskedForEver(t *testing.T) {
	l, p := accepted(t)
	now := monday.Add(5 * time.Second).Add(l.CheckAfter.Std())
	begun := now
	for p.State == CaseAccepted {
		p, _ = l.Next(p, Due, -1, now)
		p, _ = l.Next(p, Busy, 1, now.Add(time.Second))
		now = now.Add(31 * time.Second)
		if now.Sub(begun) > 5*time.Minute {
			t.Fatal("still busy after five minutes, and nobody else is rung")
		}
	}
	if p.Checks < 3 {
		t.Errorf("given up after %d questions", p.Checks)
	}
}

// Who gave a case back is left in peace for a minute, and rung like all after.
func TestWhoGaveTheCaseBackIsRungLast(t *testing.T) {
	l, p := accepted(t)
	at := monday.Add(11 * time.Minute)
	p, _ = l.Next(p, HandOver, 1, at)
	p, effects := l.Next(p, Decline, 0, at.Add(time.Second))
	if got := ringing(effects); !slices.Equal(got, []Effect{{RingResponder, 2, 1}}) {
		t.Errorf("the next was %v", got)
	}
	if slices.Contains(p.RingingNow(at.Add(time.Second)), 1) {
		t.Error("their phone is said to ring")
	}
	for {
		next, _ := l.NextAt(p)
		if p, effects = l.Next(p, Due, -1, next); slices.Contains(effects, Effect{RingResponder, 1, 2}) {
			if next.Sub(at) < time.Minute || next.Sub(at) > 2*time.Minute {
				t.Errorf("rung after %v", next.Sub(at))
			}
			return
		}
		if next.Sub(at) > 5*time.Minute {
			t.Fatal("never rung again")
		}
	}
}

// The one who accepted is gone and the elder calls again: it begins anew, and
// everybody can be rung, with tries that go on counting.
func TestLadderBeginsAnewWhenTheElderCallsAgain(t *testing.T) {
	l, p := accepted(t)
	later := monday.Add(time.Minute)
	p, effects := l.Next(p, Again, -1, later)
	if p.State != Ringing || p.By != -1 || !p.Opened.Equal(monday) || !slices.Equal(effects, []Effect{{RingResponder, 0, 2}, {RingResponder, 1, 2}}) {
		t.Fatalf("%+v, then %v", p, effects)
	}
	if again, effects := l.Next(p, Again, -1, later); fmt.Sprint(again) != fmt.Sprint(p) || effects != nil {
		t.Errorf("one that rings already became %+v, then %v", again, effects)
	}
	if _, effects = l.Next(p, Due, -1, later.Add(30*time.Second)); !slices.Equal(ringing(effects), []Effect{{RingResponder, 2, 1}}) {
		t.Errorf("after half a minute it asks for %v", effects)
	}
}

// An elder who is not on the line is rung after 3 and 10 minutes, until
// somebody has accepted.
func TestElderIsRungBack(t *testing.T) {
	l := testLadder(2)
	p := l.Begin(monday)
	var at []time.Duration
	for now := monday; now.Before(monday.Add(20 * time.Minute)); {
		var effects []Effect
		p, effects = l.Next(p, Due, -1, now)
		for _, e := range effects {
			if e.Kind == RingElder {
				at = append(at, now.Sub(monday))
				if e.Try != len(at) {
					t.Errorf("try %d, want %d", e.Try, len(at))
				}
			}
		}
		now, _ = l.NextAt(p)
	}
	if !slices.Equal(at, []time.Duration{3 * time.Minute, 10 * time.Minute}) {
		t.Errorf("rung back after %v", at)
	}
	p, _ = l.Next(l.Begin(monday), Due, -1, monday)
	if _, effects := l.Next(p, Due, -1, monday.Add(time.Hour)); !slices.Contains(effects, Effect{RingElder, -1, 1}) || slices.Contains(effects, Effect{RingElder, -1, 2}) {
		t.Errorf("both times were missed, and it asks for %v", effects)
	}
}

// A drill ends with the first acceptance, or when its time is over.
func TestDrillEnds(t *testing.T) {
	l := testLadder(2).drill(Duration(10 * time.Minute))
	p, effects := l.Next(l.Begin(monday), Due, -1, monday)
	if len(ringing(effects)) != 2 {
		t.Fatalf("it asks for %v", effects)
	}
	if done, _ := l.Next(p, Accept, 1, monday.Add(time.Minute)); done.State != CaseClosed || done.By != 1 {
		t.Errorf("%+v", done)
	}
	for p.State == Ringing {
		at, ok := l.NextAt(p)
		if !ok || at.After(monday.Add(10*time.Minute)) {
			t.Fatalf("it goes on until %v", at)
		}
		if p, effects = l.Next(p, Due, -1, at); slices.ContainsFunc(effects, func(e Effect) bool { return e.Kind == TextResponder }) {
			t.Errorf("a drill sends texts: %v", effects)
		}
	}
	if p.State != CaseClosed || p.By != -1 {
		t.Errorf("%+v", p)
	}
}

// lastEvent is the last of the events.
const lastEvent = NoWord

// play lets any events happen to a ladder and checks what must always hold:
// an open case has a due step and an accepted one a check-back, whatever came.
func play(t interface{ Fatalf(string, ...any) }, l Ladder, story []byte) {
	now := monday
	p := l.Begin(now)
	for i := 0; i+2 < len(story); i += 3 {
		event, who := CaseEvent(story[i])%(lastEvent+1), int(story[i+1]%8)-1
		now = now.Add(time.Duration(story[i+2]) * 4 * time.Second)
		before := fmt.Sprintf("%+v", p)
		next, effects := l.Next(p, event, who, now)
		if fmt.Sprintf("%+v", p) != before {
			t.Fatalf("event %d changed the progress it was given", event)
		}
		if over := p.State == CaseCancelled || p.State == CaseClosed; over && (fmt.Sprintf("%+v", next) != before || effects != nil) {
			t.Fatalf("event %d brought a case that was %s back", event, p.State)
		}
		if ended := next.State == CaseCancelled || next.State == CaseClosed; ended && p.State == Ringing && event != Cancel && event != ElderIsWell && l.DrillFor == 0 {
			t.Fatalf("event %d ended a case that nobody has accepted", event)
		}
		at, ok := l.NextAt(next)
		open := next.State == Ringing || next.State == CaseAccepted
		changed := fmt.Sprintf("%+v", next) != before
		if ok != open || ok && changed && !at.After(now) {
			t.Fatalf("after event %d the case is %s with its next step at %v, %v (now %v)", event, next.State, at, ok, now)
		}
		if open != (next.State == CaseAccepted) && next.By != -1 || next.State == CaseAccepted && (next.By < 0 || next.CheckAt.IsZero()) {
			t.Fatalf("after event %d the case is %s by %d, asked after at %v", event, next.State, next.By, next.CheckAt)
		}
		checkEffects(t, p, effects, event, who, now)
		p = next
	}
}

// checkEffects finds somebody who is rung while their phone rings already, or
// twice, or with a try that does not count on.
func checkEffects(t interface{ Fatalf(string, ...any) }, p Progress, effects []Effect, event CaseEvent, who int, now time.Time) {
	seen := map[Effect]bool{}
	busy := p.RingingNow(now)
	for _, e := range effects {
		if one := (Effect{Kind: e.Kind, Responder: e.Responder}); seen[one] {
			t.Fatalf("event %d asks for %v twice", event, one)
		} else {
			seen[one] = true
		}
		if e.Kind != RingResponder {
			continue
		}
		// Only the responder whose call has just ended can be rung again by it.
		if slices.Contains(busy, e.Responder) && (event == Due || e.Responder != who) {
			t.Fatalf("event %d rings responder %d, whose phone rings already", event, e.Responder)
		}
		if want := p.Rung[e.Responder].Tries + 1; e.Try != want {
			t.Fatalf("try %d of responder %d, want %d", e.Try, e.Responder, want)
		}
	}
}

func FuzzLadder(f *testing.F) {
	f.Add(3, []byte{0, 0, 0, 2, 1, 5, 4, 2, 5, 0, 0, 30, 1, 1, 1, 0, 0, 60})
	f.Add(0, []byte{0, 0, 0, 0, 0, 200, 6, 0, 1, 0, 0, 1})
	f.Add(1, []byte{4, 1, 0, 4, 1, 30, 3, 1, 255, 0, 0, 255})
	f.Fuzz(func(t *testing.T, responders int, story []byte) {
		play(t, testLadder(((responders%7)+7)%7), story)
		play(t, testLadder(((responders%7)+7)%7).drill(Duration(10*time.Minute)), story)
	})
}

func TestLadderHoldsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		play(t, testLadder(rapid.IntRange(0, 6).Draw(t, "responders")), rapid.SliceOfN(rapid.Byte(), 0, 240).Draw(t, "story"))
	})
}

// However the calls end, as long as nobody accepts, everybody on the ladder is
// rung within 30 seconds and again within each two minutes of the first half
// hour.
func TestNobodyOnTheLadderIsForgotten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "responders")
		l := testLadder(n)
		p := l.Begin(monday)
		last := make([]time.Time, n)
		type end struct {
			at  time.Time
			who int
		}
		var ends []end
		now := monday
		for now.Before(monday.Add(30 * time.Minute)) {
			at, _ := l.NextAt(p)
			e, who := Due, -1
			if i := slices.IndexFunc(ends, func(e end) bool { return !e.at.After(at) }); i >= 0 {
				at, who = ends[i].at, ends[i].who
				e = rapid.SampledFrom([]CaseEvent{Decline, NoAnswer, Busy, BadPhone}).Draw(t, "end")
				ends = slices.Delete(ends, i, i+1)
			}
			if at.After(now) {
				now = at
			}
			var rings []Effect
			p, rings = l.Next(p, e, who, now)
			for _, r := range ringing(rings) {
				last[r.Responder] = now
				ends = append(ends, end{now.Add(time.Duration(rapid.IntRange(1, 60).Draw(t, "seconds")) * time.Second), r.Responder})
			}
			for i, at := range last {
				if since := now.Sub(at); now.Sub(monday) > 30*time.Second && (at.IsZero() || since > 2*time.Minute) {
					t.Fatalf("responder %d was last rung %v ago", i, since)
				}
			}
		}
	})
}
