package care

import (
	"slices"
	"testing"
	"time"

	"hourline/ledger"
)

func TestWhatIsLateIsSeen(t *testing.T) {
	w := newWard(t)
	stands := func() Standing {
		t.Helper()
		s, err := w.Standing(ctx)
		w.must(err)
		return s
	}
	if s := stands(); s.Cases[AlarmCase][Ringing] != 0 || s.StepOverdue != 0 || s.Lanes[EmergencyLane] != (Backlog{}) || s.Tickets != (Backlog{}) {
		t.Errorf("an empty house stands at %+v", s)
	}
	k := w.key9()
	if s := stands(); s.Cases[AlarmCase][Ringing] != 1 || s.StepOverdue != 0 || s.Lanes[EmergencyLane] != (Backlog{Waiting: 2}) {
		t.Errorf("two phones are to be rung, and it stands at %+v", s)
	}
	w.clock.Advance(40 * time.Second) // and nobody works it off
	if s := stands(); s.StepOverdue != 10*time.Second || s.Lanes[EmergencyLane].Overdue != 40*time.Second || s.Lanes[TextLane].Overdue != 0 {
		t.Errorf("40 s later it stands at %+v", s)
	}
	w.hand(EmergencyLane)
	w.must(w.Tick(ctx))
	_, err := w.AcceptCase(ctx, k.ID, 0)
	w.must(err)
	if s := stands(); s.Cases[AlarmCase][CaseAccepted] != 1 || s.Cases[AlarmCase][Ringing] != 0 || s.StepOverdue != 0 {
		t.Errorf("it was accepted, and stands at %+v", s)
	}
	w.must(w.OpenTicket(ctx, Ticket{Source: "test", Kind: CallBack}))
	w.clock.Advance(35 * time.Minute)
	if s := stands(); s.Tickets != (Backlog{Waiting: 1, Overdue: 5 * time.Minute}) {
		t.Errorf("a ticket is late, and it stands at %+v", s)
	}
}

// The observer hears of what was committed, once, whatever is done twice.
func TestTheObserverHearsHowSoonSomebodyWasRungAndCame(t *testing.T) {
	var rung, accepted []time.Duration
	commits := 0
	w := newWard(t, func(c *Config) {
		c.Observer = Observer{
			Commit:    func(c ledger.Commit) { commits += c.Callers },
			FirstRing: func(_ CaseKind, d time.Duration) { rung = append(rung, d) },
			Accepted:  func(_ CaseKind, d time.Duration) { accepted = append(accepted, d) },
		}
	})
	k := w.key9()
	w.clock.Advance(700 * time.Millisecond)
	w.wantRung(0, 1)
	w.pass(30 * time.Second)
	w.wantRung(2, 3)
	w.clock.Advance(9300 * time.Millisecond)
	for range 2 {
		_, err := w.AcceptCase(ctx, k.ID, 1)
		w.must(err)
	}
	_, err := w.AcceptCase(ctx, k.ID, 2) // too late
	w.must(err)
	if !slices.Equal(rung, []time.Duration{700 * time.Millisecond}) || !slices.Equal(accepted, []time.Duration{40 * time.Second}) {
		t.Errorf("heard of the first ring %v and of the acceptance %v", rung, accepted)
	}
	if commits == 0 {
		t.Error("heard of no commit")
	}
}
