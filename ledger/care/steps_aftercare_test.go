package care

import (
	"testing"
	"time"
)

// The one who has accepted is asked once, after ten minutes as they pass, and
// who says nothing has the case no more: whatever the clock shows.
func TestTheAcceptorIsAskedOnceWhenTheClockIsSet(t *testing.T) {
	for _, by := range sets {
		t.Run(by.String(), func(t *testing.T) {
			w, k := taken(t)
			w.pass(5 * time.Minute)
			w.clock.Step(by)
			w.pass(5*time.Minute - time.Second)
			if rows := w.questions(); len(rows) != 0 {
				t.Fatalf("asked too early: %v", keys(rows))
			}
			w.pass(time.Second)
			if rows := w.questions(); len(rows) != 1 {
				t.Fatalf("asked by %v", keys(rows))
			}
			w.clock.Step(-by)
			w.pass(k.Ladder.RingFor.Std() + talkTime - time.Second)
			if got := w.stands(k).Progress.State; got != CaseAccepted {
				t.Fatalf("it is %s before the time to answer is over", got)
			}
			w.pass(time.Second)
			if got := w.stands(k).Progress.State; got != Ringing {
				t.Fatalf("it is %s, want rung anew", got)
			}
			w.wantRung(1) // the first is left in peace
			w.clock.Step(by)
			w.pass(k.Ladder.RepeatEvery.Std() - time.Second)
			for _, who := range w.rung() {
				if who == 0 {
					t.Error("who fell silent is rung before a round is over")
				}
			}
		})
	}
}

// An elder who has hung up is rung back at three and ten minutes, once each.
func TestTheElderIsRungBackOnceWhenTheClockIsSet(t *testing.T) {
	for _, by := range sets {
		t.Run(by.String(), func(t *testing.T) {
			w := newWard(t)
			w.key9()
			w.must(w.CallEnded(ctx, "CA1"))
			calls := func() int { return one[int](w.house, `SELECT count(*) FROM outbox WHERE kind = 'elder'`) }
			for n, at := range []time.Duration{3 * time.Minute, 7 * time.Minute} {
				w.clock.Step(by)
				w.pass(at - time.Second)
				if got := calls(); got != n {
					t.Fatalf("rung back %d times a second before time %d", got, n+1)
				}
				w.pass(time.Second)
				if got := calls(); got != n+1 {
					t.Fatalf("rung back %d times, want %d", got, n+1)
				}
			}
			w.pass(time.Hour)
			if got := calls(); got != 2 {
				t.Errorf("rung back %d times in all", got)
			}
		})
	}
}

// A clock that is set back while the program is down makes nobody wait for it
// to come round again: the acceptor is asked no later than by a right clock.
func TestTheClockIsSetBackWhileSomebodyHasTheCase(t *testing.T) {
	for _, by := range sets {
		t.Run(by.String(), func(t *testing.T) {
			w, k := taken(t)
			w.clock.Step(by)
			w.restart()
			w.must(w.Tick(ctx))
			asked := len(w.questions())
			w.pass(k.Ladder.CheckAfter.Std())
			if asked += len(w.questions()); asked != 1 {
				t.Errorf("asked %d times", asked)
			}
		})
	}
}
