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
	l := Ladder{EmergencyPolicy: p.Emergency}
	for i := range n {
		l.Responders = append(l.Responders, Responder{Member: int64(i + 1), Phone: phone(i)})
	}
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
				for _, r := range rings {
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
		at, ok := p.NextAt()
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

func TestLadderStopsWhenAccepted(t *testing.T) {
	l := testLadder(3)
	p, _ := l.Next(l.Begin(monday), Due, -1, monday)
	p, rings := l.Next(p, Accept, 1, monday.Add(5*time.Second))
	if p.State != CaseAccepted || p.By != 1 || rings != nil {
		t.Fatalf("%+v rings %v", p, rings)
	}
	for _, e := range []CaseEvent{Due, Accept, Decline, NoAnswer, Busy, BadPhone, Cancel} {
		if after, rings := l.Next(p, e, 0, monday.Add(time.Hour)); fmt.Sprint(after) != fmt.Sprint(p) || rings != nil {
			t.Errorf("event %d made %+v and rings %v", e, after, rings)
		}
	}
	if _, ok := p.NextAt(); ok || len(p.RingingNow(monday)) > 0 {
		t.Error("it is still due")
	}
}

// The one who accepted is gone and the elder calls again: it begins anew, and
// everybody can be rung, with tries that go on counting.
func TestLadderBeginsAnewWhenTheElderCallsAgain(t *testing.T) {
	l := testLadder(3)
	p, _ := l.Next(l.Begin(monday), Due, -1, monday)
	p, _ = l.Next(p, Accept, 1, monday.Add(5*time.Second))
	later := monday.Add(time.Minute)
	p, rings := l.Next(p, Again, -1, later)
	if p.State != Ringing || p.By != -1 || !p.Opened.Equal(later) || !slices.Equal(rings, []Effect{{0, 2}, {1, 2}}) {
		t.Fatalf("%+v rings %v", p, rings)
	}
	if again, rings := l.Next(p, Again, -1, later); fmt.Sprint(again) != fmt.Sprint(p) || rings != nil {
		t.Errorf("one that rings already became %+v and rang %v", again, rings)
	}
	if _, rings = l.Next(p, Due, -1, later.Add(30*time.Second)); !slices.Equal(rings, []Effect{{2, 1}}) {
		t.Errorf("after half a minute it rings %v", rings)
	}
}

// play lets any events happen to a ladder and checks what must always hold.
func play(t interface{ Fatalf(string, ...any) }, responders int, story []byte) {
	l := testLadder(responders)
	now := monday
	p := l.Begin(now)
	for i := 0; i+2 < len(story); i += 3 {
		event, who := CaseEvent(story[i]%8), int(story[i+1]%8)-1
		now = now.Add(time.Duration(story[i+2]) * time.Second)
		before := fmt.Sprintf("%+v", p)
		ringing := p.RingingNow(now)
		next, rings := l.Next(p, event, who, now)
		if fmt.Sprintf("%+v", p) != before {
			t.Fatalf("event %d changed the progress it was given", event)
		}
		anew := event == Again && p.State == CaseAccepted
		if p.State != Ringing && !anew && (fmt.Sprintf("%+v", next) != before || rings != nil) {
			t.Fatalf("event %d brought a case that was %s back", event, p.State)
		}
		at, ok := next.NextAt()
		nobody := event != Due && event != Cancel && !anew && (event == Again || who < 0 || who >= responders)
		if ok != (next.State == Ringing) || ok && !nobody && !at.After(now) {
			t.Fatalf("after event %d the case is %s with its next step at %v, %v (now %v)", event, next.State, at, ok, now)
		}
		seen := map[int]bool{}
		for _, r := range rings {
			if seen[r.Responder] {
				t.Fatalf("event %d rings responder %d twice", event, r.Responder)
			}
			seen[r.Responder] = true
			// Only the responder whose call has just ended can be rung again by it.
			if slices.Contains(ringing, r.Responder) && (event == Due || r.Responder != who) {
				t.Fatalf("event %d rings responder %d, whose phone rings already", event, r.Responder)
			}
			if want := p.Rung[r.Responder].Tries + 1; r.Try != want {
				t.Fatalf("try %d of responder %d, want %d", r.Try, r.Responder, want)
			}
		}
		p = next
	}
}

func FuzzLadder(f *testing.F) {
	f.Add(3, []byte{0, 0, 0, 2, 1, 5, 4, 2, 5, 0, 0, 30, 1, 1, 1, 0, 0, 60})
	f.Add(0, []byte{0, 0, 0, 0, 0, 200, 6, 0, 1, 0, 0, 1})
	f.Add(1, []byte{4, 1, 0, 4, 1, 30, 3, 1, 255, 0, 0, 255})
	f.Fuzz(func(t *testing.T, responders int, story []byte) {
		play(t, ((responders%7)+7)%7, story)
	})
}

func TestLadderHoldsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		play(t, rapid.IntRange(0, 6).Draw(t, "responders"), rapid.SliceOfN(rapid.Byte(), 0, 240).Draw(t, "story"))
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
			at, _ := p.NextAt()
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
			for _, r := range rings {
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
