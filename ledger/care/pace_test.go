package care

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// atPace opens books whose carrier starts so many calls a second.
func atPace(perSecond float64) func(*Config) {
	return func(c *Config) { c.CallsPerSecond = perSecond }
}

// A ledge notes when a carrier was asked to place which call.
type ledge struct {
	mu    sync.Mutex
	calls []Outgoing
	at    []time.Time
}

// carrier takes everything.
func (l *ledge) carrier(h *house) *carrier {
	return &carrier{answers: func(o Outgoing, looked bool) Result {
		if o.Action == PlaceCall && !looked {
			l.mu.Lock()
			l.calls, l.at = append(l.calls, o), append(l.at, h.clock.Now())
			l.mu.Unlock()
		}
		return Result{Verdict: Handed, SID: fmt.Sprint("CA", o.ID)}
	}}
}

func (l *ledge) gaps() (gaps []time.Duration) {
	for i := 1; i < len(l.at); i++ {
		gaps = append(gaps, l.at[i].Sub(l.at[i-1]))
	}
	return gaps
}

func TestCallsKeepThePaceOfTheCarrier(t *testing.T) {
	for _, tt := range []struct {
		perSecond float64
		gap       time.Duration
	}{{1, time.Second}, {4, 250 * time.Millisecond}, {0.5, 2 * time.Second}, {3, time.Second / 3}} {
		t.Run(fmt.Sprint(tt.perSecond, " a second"), func(t *testing.T) {
			j := jam{letterbox{newHouse(t, atPace(tt.perSecond))}}
			var l ledge
			j.working(l.carrier(j.house))
			const burst = 8
			for n := range int64(3) { // with a rest before each burst that saves nothing up
				j.opens(n+1, Ringing)
				for responder := range burst {
					j.rings(n+1, responder, 1)
				}
				j.clock.Walk(20*time.Second, j.settled)
			}
			if len(l.at) != 3*burst {
				t.Fatalf("%d calls were placed, want %d", len(l.at), 3*burst)
			}
			for i, gap := range l.gaps() {
				if gap < tt.gap || gap > tt.gap+time.Millisecond && (i+1)%burst != 0 {
					t.Errorf("the gap after call %d is %v, want %v", i+1, gap, tt.gap)
				}
			}
		})
	}
}

// Fifty call for help at once, and the carrier starts one call a second: the
// n-th of them waits n seconds for its first ring and no longer.
func TestOfFiftyEmergenciesAllRingOnceBeforeAnyRingsTwice(t *testing.T) {
	const cases = 50
	w := newWard(t, atPace(1))
	jam{letterbox{w.house}}.texts(1000)
	var l ledge
	w.working(l.carrier(w.house))
	began := w.clock.Now()
	var ids []int64
	for i := range cases {
		ids = append(ids, w.alarm(Alarm{Source: fmt.Sprint("call/CA", i), Call: fmt.Sprint("CA", i)}).ID)
	}
	w.clock.Walk((cases+10)*time.Second, w.settled)
	if len(l.calls) < cases+10 {
		t.Fatalf("%d calls in %v", len(l.calls), w.clock.Now().Sub(began))
	}
	for n, o := range l.calls[:cases] {
		if o.Ref != ids[n] && n > 0 { // the first call may go out before the second alarm
			t.Errorf("call %d is for case %d, want %d", n+1, o.Ref, ids[n])
		}
		if waited := l.at[n].Sub(began); waited > time.Duration(n)*time.Second+time.Millisecond {
			t.Errorf("case %d waited %v", o.Ref, waited)
		}
	}
	if o := l.calls[cases]; o.Ref != ids[0] {
		t.Errorf("the first second ring is for case %d, want the oldest", o.Ref)
	}
}

// chosen is the key of what the lane's next worker does now, "" for nothing.
func (j jam) chosen(lane Lane) string {
	j.t.Helper()
	rows, err := j.choose(ctx, lane)
	j.must(err)
	if len(rows) == 0 {
		return ""
	}
	return rows[0].Key
}

func (j jam) wantChosen(lane Lane, want string) {
	j.t.Helper()
	if got := j.chosen(lane); got != want {
		j.t.Errorf("at %v the %s lane chose %q, want %q", j.clock.Now().Sub(monday), lane, got, want)
	}
}

func newJam(t *testing.T) jam {
	j := jam{letterbox{newHouse(t, atPace(1))}}
	j.opens(1, Ringing)
	return j
}

func TestOrdinaryCallsStandBack(t *testing.T) {
	j := newJam(t)
	j.put("ordinary", CallLane, PlaceCall)
	j.put("another", CallLane, PlaceCall)
	j.wantChosen(CallLane, "ordinary")
	j.wantChosen(CallLane, "") // one a second
	j.clock.Advance(500 * time.Millisecond)
	j.rings(1, 0, 1)
	j.clock.Advance(500 * time.Millisecond)
	j.wantChosen(CallLane, "") // for an emergency is due, which came later
	j.wantChosen(EmergencyLane, "1/0/1")
	j.clock.Advance(time.Second)
	j.wantChosen(CallLane, "") // it is still being handed over
	for len(j.wake[CallLane]) > 0 {
		<-j.wake[CallLane]
	}
	j.settle(j.rows(`key = '1/0/1'`)[0], Result{Verdict: Handed, SID: "CA1"})
	if len(j.wake[CallLane]) == 0 {
		t.Error("nobody told the ordinary calls that there is room")
	}
	j.wantChosen(CallLane, "another")
}

func TestOrdinaryCallsGoOnOnceTheEmergencyHasRung(t *testing.T) {
	j := newJam(t)
	var l ledge
	j.put("ordinary", CallLane, PlaceCall)
	j.rings(1, 0, 1)
	j.rings(1, 1, 1)
	j.working(l.carrier(j.house))
	j.clock.Walk(5*time.Second, j.settled)
	var order []string
	for _, o := range l.calls {
		order = append(order, o.Key)
	}
	if got := strings.Join(order, " "); got != "1/0/1 1/1/1 ordinary" {
		t.Errorf("placed %s", got)
	}
}

// What is no call, and a call that is only looked up, neither waits for room
// nor takes any.
func TestOnlyCallsWaitForThePace(t *testing.T) {
	j := newJam(t)
	j.rings(1, 0, 1)
	j.wantChosen(EmergencyLane, "1/0/1")
	for _, pause := range []time.Duration{0, time.Hour} {
		j.settle(j.rows(`key = '1/0/1'`)[0], Result{Verdict: Unknown})
		j.clock.Advance(2 * time.Second)
		j.pace.notBefore(pause)
		rows, err := j.choose(ctx, EmergencyLane)
		j.must(err)
		if len(rows) != 1 || rows[0].Key != "1/0/1" || !rows[0].Unsure {
			t.Errorf("chose %+v, want the lost call, to look it up", rows)
		}
		if got := j.pace.wait(); got != pause {
			t.Errorf("after a look-up the next call waits %v, want %v", got, pause)
		}
	}
	for _, a := range []Action{HangUp, Redirect, SendText} {
		j.put(string(a), EmergencyLane, a)
		j.wantChosen(UrgentLane, string(a))
	}
	j.put("receipt", TextLane, SendText)
	j.wantChosen(TextLane, "receipt")
}

// A call that is not wanted any more takes no room from others.
func TestRoomIsKeptForWhoIsRung(t *testing.T) {
	j := newJam(t)
	j.opens(2, CaseClosed)
	j.rings(2, 0, 1)
	j.wantChosen(EmergencyLane, "")
	j.rings(1, 0, 1)
	j.wantChosen(EmergencyLane, "1/0/1")
}

// A carrier that says 429 is not hammered, and is asked again soon.
func TestARefusalSlowsTheCallsDown(t *testing.T) {
	j := newJam(t)
	for i, want := range []time.Duration{1, 2, 4, 4} {
		j.pace.heard(Refused)
		if got := j.pace.wait(); got != want*time.Second {
			t.Errorf("after %d refusals it waits %v, want %v s", i+1, got, int(want))
		}
		j.clock.Advance(want * time.Second)
	}
	j.pace.heard(Handed)
	j.pace.heard(Refused)
	if got := j.pace.wait(); got != time.Second {
		t.Errorf("a refusal after a call that was taken waits %v", got)
	}
}

func TestARefusedCallSlowsTheOthers(t *testing.T) {
	j := newJam(t)
	var l ledge
	c := l.carrier(j.house)
	takes := c.answers
	c.answers = func(o Outgoing, looked bool) Result {
		r := takes(o, looked)
		if len(l.calls) <= 3 {
			return Result{Verdict: Refused}
		}
		return r
	}
	for responder := range 6 {
		j.rings(1, responder, 1)
	}
	j.working(c)
	j.clock.Walk(time.Minute, j.settled)
	gaps := l.gaps()
	if len(gaps) < 5 || !slices.Equal(gaps[:4], []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, time.Second}) {
		t.Errorf("the gaps are %v", gaps)
	}
}

func TestThePaceIsKeptWhateverTheClockShows(t *testing.T) {
	for _, by := range sets {
		t.Run(by.String(), func(t *testing.T) {
			j := newJam(t)
			j.rings(1, 0, 1)
			j.rings(1, 1, 1)
			j.wantChosen(EmergencyLane, "1/0/1")
			j.clock.Step(by)
			j.clock.Advance(999 * time.Millisecond)
			j.wantChosen(EmergencyLane, "")
			j.clock.Advance(time.Millisecond)
			j.wantChosen(EmergencyLane, "1/1/1")
		})
	}
}

// A thousand texts wait and the carrier answers none of them: an elder's call
// for help is not behind them, nor is what ends or joins calls.
func TestTextsThatHangDelayNoEmergency(t *testing.T) {
	w := newWard(t, atPace(1))
	jam{letterbox{w.house}}.texts(1000)
	work, stop := context.WithCancel(ctx)
	hang := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		w.Work(work, TextLane, 4, Hand{Do: func(context.Context, Outgoing) Result { <-hang; return Result{Verdict: Refused} }})
	})
	var c carrier
	all.Go(func() { w.Work(work, EmergencyLane, 4, c.hand()) })
	all.Go(func() { w.Work(work, UrgentLane, 4, c.hand()) })
	defer all.Wait()
	defer stop()
	defer close(hang)
	k := w.key9()
	asked := func(what string) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); !slices.Contains(c.heard(), what); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("behind a thousand texts the carrier was asked %v, not %q", c.heard(), what)
			}
		}
	}
	asked("call case/1/ring/0/1")
	_, err := w.AcceptCase(ctx, k.ID, 1)
	w.must(err)
	asked("text case/1/address/1/1")
	asked("redirect case/1/join/CA1/1/1")
}
