package care

import (
	"errors"
	"slices"
	"testing"
	"time"

	"hourline/ledger"
)

const hotline Phone = "+8687168000000"

// everyDay has the chain tested every day at ten.
func everyDay(c *Config) { c.SelfTest = SelfTesting{Number: hotline, Daily: true} }

// begins begins a self-test by hand, and hands its call to the carrier.
func (w *ward) begins() ChainTest {
	w.t.Helper()
	_, err := w.BeginSelfTest(ctx)
	w.must(err)
	w.hand(EmergencyLane)
	return w.chain()
}

// chain is the newest self-test.
func (w *ward) chain() ChainTest {
	w.t.Helper()
	last, _, err := w.ChainTests(ctx)
	w.must(err)
	return last
}

func (w *ward) role(call string) SelfTestRole {
	w.t.Helper()
	role, err := w.SelfTestCall(ctx, call)
	w.must(err)
	return role
}

func (w *ward) dueAt() time.Duration {
	w.t.Helper()
	var at int64
	w.must(w.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT coalesce(next_at, 0) FROM selftest_due`).Scan(&at)
	}))
	return time.UnixMilli(at).Sub(monday)
}

// Anybody can show our number: a call is a self-test's only when one has been
// placed and has not come in yet.
func TestACallFromOurOwnNumberIsAsManySelfTestsAsWerePlaced(t *testing.T) {
	w := newWard(t, everyDay)
	if w.role("CA1") != RealCaller {
		t.Error("a call is a self-test's, and there is none")
	}
	id, err := w.BeginSelfTest(ctx)
	w.must(err)
	if w.role("CA1") != RealCaller {
		t.Error("a call is a self-test's that was not placed yet")
	}
	if again, err := w.BeginSelfTest(ctx); err != nil || again != id {
		t.Errorf("a second one begins: %d, %v", again, err)
	}
	w.hand(EmergencyLane)
	for _, step := range []struct {
		call string
		want SelfTestRole
	}{{"CA2", PressesNine}, {"CA2", PressesNine}, {"CA3", RealCaller}, {"", RealCaller}} {
		if got := w.role(step.call); got != step.want {
			t.Errorf("%s is %d, want %d", step.call, got, step.want)
		}
	}
	real := w.alarm(Alarm{Source: "call/CA3", Call: "CA3"})
	if real.Kind != AlarmCase || len(real.Ladder.Responders) != 4 {
		t.Errorf("a real caller's case is %q with %d responders", real.Kind, len(real.Ladder.Responders))
	}
	k := w.alarm(Alarm{Source: "call/CA2", Call: "CA2"})
	if again := w.alarm(Alarm{Source: "call/CA2", Call: "CA2"}); k.Kind != SelfTest || again.ID != k.ID {
		t.Errorf("key 9 opens %q, and once more %d", k.Kind, again.ID)
	}
	if r := k.Ladder.Responders; len(r) != 1 || r[0].Phone != hotline || r[0].Member != 0 {
		t.Errorf("it rings %v", r)
	}
	if w.role("CA4") != RealCaller {
		t.Error("a call accepts that was not placed yet")
	}
	w.hand(EmergencyLane)
	for _, step := range []struct {
		call string
		want SelfTestRole
	}{{"CA5", PressesOne}, {"CA5", PressesOne}, {"CA2", PressesNine}, {"CA6", RealCaller}} {
		if got := w.role(step.call); got != step.want {
			t.Errorf("%s is %d, want %d", step.call, got, step.want)
		}
	}
	k, err = w.AcceptCase(ctx, k.ID, 0)
	w.must(err)
	if last := w.chain(); last.Fault != "" || last.Ended.IsZero() || k.Progress.State != CaseClosed {
		t.Errorf("accepted, it came to %+v, and the case is %s", last, k.Progress.State)
	}
	for _, call := range []string{"CA2", "CA5", "CA7"} {
		if w.role(call) != RealCaller {
			t.Errorf("%s is a self-test's that is over", call)
		}
	}
	if later := w.alarm(Alarm{Source: "call/CA2", Call: "CA2", Again: true}); later.Kind != AlarmCase {
		t.Errorf("whoever still presses 9 opens %q", later.Kind)
	}
	w.wantTickets()
}

// What the carrier says last of the call ends the test: early, when it broke.
func TestASelfTestTellsHowFarItCame(t *testing.T) {
	for _, tt := range []struct {
		want Fault
		goes func(*ward)
	}{
		{NoCarrier, func(w *ward) {}},
		{NoWebhook, func(w *ward) { w.hand(EmergencyLane) }},
		{NoAlarm, func(w *ward) { w.hand(EmergencyLane); w.role("CA1") }},
		{NoRing, func(w *ward) {
			w.hand(EmergencyLane)
			w.role("CA1")
			w.alarm(Alarm{Source: "call/CA1", Call: "CA1"})
			w.hand(EmergencyLane)
		}},
		{NoKey, func(w *ward) {
			w.hand(EmergencyLane)
			w.role("CA1")
			w.alarm(Alarm{Source: "call/CA1", Call: "CA1"})
			w.hand(EmergencyLane)
			w.role("CA2")
		}},
	} {
		t.Run(string(tt.want), func(t *testing.T) {
			var heard []Fault
			w := newWard(t, everyDay, func(c *Config) { c.Observer.SelfTested = func(f Fault) { heard = append(heard, f) } })
			_, err := w.BeginSelfTest(ctx)
			w.must(err)
			tt.goes(w)
			w.pass(3*time.Minute - time.Second)
			if last := w.chain(); !last.Ended.IsZero() {
				t.Fatalf("it ended early: %+v", last)
			}
			w.pass(time.Second)
			if last := w.chain(); last.Fault != tt.want || last.Ended.IsZero() || tt.want.Words() == "" {
				t.Errorf("it came to %+v", last)
			}
			if !slices.Equal(heard, []Fault{tt.want}) {
				t.Errorf("heard of %q", heard)
			}
			w.wantTickets(SelfTestFailed)
			if open := w.rows(`state = 'waiting' AND action = 'call'`); len(open) != 0 {
				t.Errorf("it goes on calling: %v", open)
			}
			w.pass(50 * time.Minute)
			if n := len(w.rows(`action = 'call'`)); n > 2 {
				t.Errorf("%d calls", n)
			}
		})
	}
}

func TestASelfTestThatNobodyAnswersIsOverWithItsCall(t *testing.T) {
	w := newWard(t, everyDay)
	test := w.begins()
	o := w.rows(`key = $1`, test.key())[0]
	w.must(w.Status(ctx, o.ID, o.SID, "no-answer"))
	if last := w.chain(); last.Fault != NoWebhook {
		t.Errorf("it came to %+v", last)
	}
}

// A call that the carrier takes when its test is over is ended at once.
func TestALateCallOfASelfTestIsHungUp(t *testing.T) {
	w := newWard(t, everyDay)
	_, err := w.BeginSelfTest(ctx)
	w.must(err)
	rows, err := w.Claim(ctx, EmergencyLane, 1)
	w.must(err)
	w.pass(4 * time.Minute)
	w.must(w.Settle(ctx, rows[0], Result{Verdict: Handed, SID: "CA1"}))
	if got := w.hungUp(); !slices.Equal(got, []string{"CA1"}) {
		t.Errorf("hung up %q", got)
	}
}

func TestTheDaysSelfTestIsPlanned(t *testing.T) {
	w := newWard(t, everyDay)
	if at := w.dueAt(); at != time.Hour {
		t.Fatalf("it is planned %v after nine", at)
	}
	w.pass(time.Hour)
	first := w.chain()
	if first.ID != 1 || first.Began.Sub(monday) != time.Hour {
		t.Fatalf("at ten there is %+v", first)
	}
	w.must(w.Close())
	w.open(everyDay) // killed in the middle
	if at := w.dueAt(); at != time.Hour+3*time.Minute {
		t.Errorf("the one under way ends %v after nine", at)
	}
	w.pass(4 * time.Minute)
	if last := w.chain(); last.Fault != NoCarrier {
		t.Errorf("it came to %+v", last)
	}
	if at := w.dueAt(); at != 25*time.Hour {
		t.Errorf("the next is planned %v after nine", at)
	}
	w.clock.Step(30 * time.Hour) // somebody sets the clock: it is three in the afternoon
	w.must(w.Tick(ctx))
	if at := w.dueAt(); at != 49*time.Hour {
		t.Errorf("after the clock was set it is planned %v after nine", at)
	}
	w.must(w.Close())
	w.clock.Advance(24 * time.Hour)
	w.open(everyDay) // the machine was off at ten
	w.must(w.Tick(ctx))
	if last := w.chain(); last.ID != 2 {
		t.Errorf("the one that was missed is not made up for: %+v", last)
	}
	w.must(w.Close())
	w.open() // a carrier that cannot press keys
	w.pass(50 * time.Hour)
	if last := w.chain(); last.ID != 2 || last.Ended.IsZero() {
		t.Errorf("there is %+v", last)
	}
	if _, err := w.BeginSelfTest(ctx); !errors.Is(err, ErrNoSelfTest) {
		t.Errorf("by hand: %v", err)
	}
}

func TestASelfTestMakesRoomForAnEmergency(t *testing.T) {
	w := newWard(t, everyDay)
	w.clock.Advance(time.Hour - time.Second)
	k := w.key9()
	w.pass(time.Second)
	if last := w.chain(); last.ID != 0 {
		t.Fatalf("it begins beside an emergency: %+v", last)
	}
	_, err := w.AcceptCase(ctx, k.ID, 0)
	w.must(err)
	w.pass(selfTestLater)
	if last := w.chain(); last.ID != 1 {
		t.Error("it is not made up for")
	}
}
