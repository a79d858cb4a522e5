package care

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// An audited ward has an auditor whose looks are a second apart, by hand, and
// who tells a log of its own.
type audited struct {
	*ward
	now    time.Time // of the machine
	began  time.Time
	log    *logged
	alarms []Trouble
}

// logged is a log that may be read while it is written.
type logged struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

func (l *logged) count(words string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.all.String(), words)
}

func newAudited(t *testing.T, change ...func(*Config)) *audited {
	a := &audited{now: time.Now(), log: &logged{}}
	a.began = a.now
	a.ward = newWard(t, append(change, func(c *Config) {
		c.Logger = slog.New(slog.NewTextHandler(a.log, nil))
		c.Observer.Alarm = func(trouble Trouble) { a.alarms = append(a.alarms, trouble) }
	})...)
	return a
}

// looks lets the auditor look so often.
func (a *audited) looks(times int) {
	a.t.Helper()
	for range times {
		a.now = a.now.Add(auditEvery)
		a.judge(a.sight(ctx, a.began), a.now)
	}
}

// wantStanding checks which alarms stand, and how many lines were ever said.
func (a *audited) wantStanding(lines int, want ...Trouble) {
	a.t.Helper()
	if got, _ := a.Audited(); !slices.Equal(got, want) {
		a.t.Errorf("%v stands, want %v\n%s", got, want, a.log.all.String())
	}
	if n := a.log.count("level=ERROR"); n != lines || len(a.alarms) != lines {
		a.t.Errorf("%d lines and %d alarms were raised, want %d:\n%s", n, len(a.alarms), lines, a.log.all.String())
	}
}

func TestAStepThatIsOverdueRaisesOneAlarm(t *testing.T) {
	a := newAudited(t)
	k := a.key9()
	a.rung()
	a.clock.Advance(30 * time.Second)
	a.looks(5)
	a.wantStanding(0)
	a.clock.Advance(5 * time.Second)
	a.looks(5)
	a.wantStanding(1, LateStep)
	if a.log.count(fmt.Sprint("trouble=step about=", k.ID)) != 1 || a.log.count("restart the gateway") != 1 {
		t.Errorf("the line does not help:\n%s", a.log.all.String())
	}
	a.clock.Advance(time.Minute)
	a.looks(60)
	a.wantStanding(1, LateStep)
	a.must(a.Tick(ctx))
	a.rung()
	a.hand(UrgentLane)
	a.looks(1)
	a.wantStanding(1)
	if a.log.count("an alarm of the auditor is over") != 1 {
		t.Errorf("nobody was told that it is over:\n%s", a.log.all.String())
	}
	a.clock.Advance(70 * time.Second)
	a.looks(3)
	a.wantStanding(2, LateStep)
}

// A carrier that is down makes every attempt wait for the next, so no row is
// ever long overdue, and still nobody is reached.
func TestACallThatTheCarrierDoesNotTakeRaisesOneAlarm(t *testing.T) {
	a := newAudited(t)
	down := carrier{answers: func(Outgoing, bool) Result { return Result{Verdict: Refused} }}
	a.key9()
	for range 29 {
		a.handBy(&down)
		a.pass(time.Second)
		a.looks(1)
	}
	a.wantStanding(0)
	for range 15 {
		a.handBy(&down)
		a.pass(time.Second)
		a.looks(1)
	}
	a.wantStanding(1, LateCall)
	a.pass(time.Minute)
	a.rung()
	a.hand(UrgentLane)
	a.looks(1)
	a.wantStanding(1)
}

// handBy hands over what is due of emergencies.
func (h *house) handBy(c *carrier) {
	h.t.Helper()
	for {
		rows, err := h.Claim(ctx, EmergencyLane, 1)
		h.must(err)
		if len(rows) == 0 {
			return
		}
		h.attempt(ctx, rows[0], c.hand())
	}
}

// Of many emergencies at one call a second, a case that has rung one phone
// waits for its second until the others have rung theirs, and nothing is wrong.
// It is wrong when nobody at all was rung.
func TestACallThatLetsOthersGoFirstRaisesNoAlarm(t *testing.T) {
	a := newAudited(t)
	a.key9()
	rows, err := a.Claim(ctx, EmergencyLane, 1)
	a.must(err)
	a.must(a.Settle(ctx, rows[0], Result{Verdict: Handed, SID: "CA1"}))
	waits := func() {
		for range 40 {
			a.pass(time.Second)
			a.looks(1)
		}
	}
	waits()
	a.wantStanding(0)
	a.alarm(Alarm{Source: "call/CA2", Call: "CA2"})
	waits()
	a.wantStanding(1, LateCall)
}

func TestACallUnderWayIsNotUnsent(t *testing.T) {
	a := newAudited(t)
	a.key9()
	a.rung()
	a.clock.Advance(20 * time.Minute) // its last word got lost, and nobody looks it up
	s, err := a.Standing(ctx)
	a.must(err)
	if s.Unsent != 0 {
		t.Errorf("a call that the carrier has is unsent for %v", s.Unsent)
	}
}

// What is late for a moment only, because the program has just begun or the
// clock was set, wakes nobody.
func TestWhatIsBeingDoneRaisesNoAlarm(t *testing.T) {
	a := newAudited(t)
	a.key9()
	a.rung()
	a.clock.Advance(time.Hour) // as after a long stop
	a.looks(1)
	a.must(a.Tick(ctx))
	a.looks(3)
	a.wantStanding(0)
	a.clock.Step(2 * time.Hour) // and nobody heeds it
	a.looks(5)
	a.wantStanding(0)
}

// One step follows the other in time: each was late for a moment.
func TestStepsThatAreTakenRaiseNoAlarm(t *testing.T) {
	a := newAudited(t)
	a.key9()
	for range 20 {
		a.clock.Advance(65 * time.Second)
		a.looks(1)
		a.must(a.Tick(ctx))
		a.rung()
		a.hand(UrgentLane)
	}
	a.wantStanding(0)
}

// A loop that hangs is seen by what it leaves undone: Watch asks its clock for
// the next alarm and never gets an answer.
func TestAWatchThatHangsIsSeen(t *testing.T) {
	hold := make(chan struct{})
	reached := make(chan struct{}, 1)
	a := newAudited(t, func(c *Config) {
		after := c.Clock.After
		c.Clock.After = func(d time.Duration) <-chan time.Time {
			select {
			case reached <- struct{}{}:
			default:
			}
			<-hold
			return after(d)
		}
	})
	a.key9()
	a.rung()
	watching, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { a.Watch(watching); close(done) }()
	<-reached
	a.clock.Advance(36 * time.Second)
	a.looks(3)
	a.wantStanding(1, LateStep)
	close(hold)
	for deadline := time.Now().Add(10 * time.Second); a.stands(Case{ID: 1}).Progress.Steps < 2; time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it hangs for ever")
		}
	}
	a.looks(1)
	a.wantStanding(1)
	stop()
	<-done
}

func TestALoopWithoutASignOfLifeIsSeen(t *testing.T) {
	a := newAudited(t, func(c *Config) { c.LongestNap = time.Second })
	beat := func(but Lane) {
		for _, l := range append([]Lane{timers}, Lanes...) {
			if l != but {
				a.pulses.beat(l)
			}
		}
	}
	beat("")
	a.looks(3)
	a.wantStanding(0)
	a.began = a.began.Add(-loopSilence - time.Second)
	a.looks(3)
	a.wantStanding(0)
	a.pulses = pulses{} // none was ever begun
	beat(TextLane)
	a.looks(3)
	a.wantStanding(1, SilentLoop)
	if a.log.count("about=text") != 1 {
		t.Errorf("it is not named:\n%s", a.log.all.String())
	}
	beat("")
	a.looks(1)
	a.wantStanding(1)
}

func TestALoopIsLookedAtWhileItBegins(t *testing.T) {
	var c Centre
	for range 2_000 {
		c.pulses = pulses{}
		began := make(chan struct{})
		go func() { defer close(began); c.pulses.beat(TextLane) }()
		c.silentest(time.Now(), time.Now())
		<-began
	}
}

func TestBooksThatCannotBeReadAreAnAlarm(t *testing.T) {
	a := newAudited(t)
	a.key9()
	a.clock.Advance(time.Minute)
	a.looks(3)
	a.wantStanding(2, LateStep, LateCall)
	a.must(a.Bank.Close())
	a.looks(5)
	a.wantStanding(3, BlindAudit, LateStep, LateCall) // nobody knows whether those are over
}

func TestBooksThatHangAreAnAlarm(t *testing.T) {
	a := newAudited(t)
	answer := make(chan sightings)
	a.auditor.answer = answer
	began := time.Now()
	a.looks(1)
	if took := time.Since(began); took < readWithin || took > 3*readWithin {
		t.Errorf("it gave up after %v", took)
	}
	a.now = a.now.Add(standsFor)
	a.looks(1)
	a.wantStanding(1, BlindAudit)
	go func() { answer <- sightings{} }()
	a.looks(1)
	a.wantStanding(1)
}

// The auditor goes by the machine's clock, whatever becomes of policy time.
func TestTheAuditorLooksByItself(t *testing.T) {
	a := newAudited(t)
	if _, ago := a.Audited(); ago >= 0 {
		t.Errorf("it looked %v ago, before it began", ago)
	}
	a.key9()
	a.rung()
	a.clock.Advance(40 * time.Second)
	auditing, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { a.Audit(auditing); close(done) }()
	until := func(what string, is func() bool) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s: not within 20 s", what)
			}
		}
	}
	until("an alarm", func() bool { alarms, _ := a.Audited(); return slices.Equal(alarms, []Trouble{LateStep}) })
	a.must(a.Tick(ctx))
	a.rung()
	until("its end", func() bool { alarms, _ := a.Audited(); return len(alarms) == 0 })
	stop()
	<-done
	if n := a.log.count("level=ERROR"); n != 1 {
		t.Errorf("%d lines:\n%s", n, a.log.all.String())
	}
}

func TestAPolicyOfBeforeTheAuditorHasItsNumbers(t *testing.T) {
	old, _, _ := strings.Cut(string(defaultPolicy), "[watch]")
	p, err := ParsePolicy([]byte(old))
	if err != nil || p.Watch.StepAfter.Std() != 5*time.Second {
		t.Errorf("%+v %v", p, err)
	}
	if _, err := ParsePolicy([]byte(old + "[watch]\nstep_after = \"0s\"\ncall_after = \"1s\"\n")); err == nil || !strings.Contains(err.Error(), "watch.step_after") {
		t.Errorf("a step that is never late passes: %v", err)
	}
}
