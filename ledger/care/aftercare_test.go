package care

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// taken is a ward in which the first of the staff has accepted by key.
func taken(t *testing.T) (*ward, Case) {
	t.Helper()
	w := newWard(t)
	k := w.key9()
	w.wantRung(0, 1)
	k, err := w.AcceptCase(ctx, k.ID, 0)
	w.must(err)
	w.must(w.CallEnded(ctx, "CA1"))
	w.ends(0, "completed")
	w.hand(EmergencyLane)
	return w, k
}

// questions are the check calls that are handed over now.
func (w *ward) questions() (rows []Outgoing) {
	for _, o := range w.hand(EmergencyLane) {
		if o.Kind == AboutCheck && !o.Unsure {
			rows = append(rows, o)
		}
	}
	return rows
}

func TestAcceptorIsRungAfterTenMinutes(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(w *ward, k Case, o Outgoing) error
		state  CaseState
		rung   []int // at once
	}{
		{"safe", func(w *ward, k Case, _ Outgoing) error { _, err := w.CheckedCase(ctx, k.ID, 0, Safe); return err }, CaseClosed, nil},
		{"still at it", func(w *ward, k Case, _ Outgoing) error { _, err := w.CheckedCase(ctx, k.ID, 0, StillAtIt); return err }, CaseAccepted, nil},
		{"handed over", func(w *ward, k Case, _ Outgoing) error { _, err := w.CheckedCase(ctx, k.ID, 0, HandOver); return err }, Ringing, []int{1}},
		{"no key", func(w *ward, k Case, _ Outgoing) error { _, err := w.CheckedCase(ctx, k.ID, 0, NoWord); return err }, Ringing, []int{1}},
		{"nobody answers", func(w *ward, _ Case, o Outgoing) error { return w.Status(ctx, o.ID, o.SID, "no-answer") }, Ringing, []int{1}},
		{"a voicemail", func(w *ward, _ Case, o Outgoing) error { return w.Status(ctx, o.ID, o.SID, "completed") }, Ringing, []int{1}},
		{"busy", func(w *ward, _ Case, o Outgoing) error { return w.Status(ctx, o.ID, o.SID, "busy") }, CaseAccepted, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, k := taken(t)
			w.pass(10*time.Minute - time.Second)
			if rows := w.questions(); len(rows) != 0 {
				t.Fatalf("asked too early: %v", keys(rows))
			}
			w.pass(time.Second)
			rows := w.questions()
			if len(rows) != 1 || rows[0].Phone != w.staff[0].Phone() {
				t.Fatalf("asked by %v", keys(rows))
			}
			w.must(c.answer(w, k, rows[0]))
			w.must(w.Status(ctx, rows[0].ID, rows[0].SID, "completed"))
			if got := w.stands(k).Progress.State; got != c.state {
				t.Errorf("it is %s, want %s", got, c.state)
			}
			w.wantRung(c.rung...)
			if c.state == CaseClosed {
				if got := one[string](w.house, `SELECT outcome FROM cases`); got != "safe" {
					t.Errorf("the outcome is %q", got)
				}
			}
		})
	}
}

func TestAcceptorWhoIsTalkingWithTheElderIsNotAsked(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	w.wantRung(0, 1)
	_, err := w.AcceptCase(ctx, k.ID, 0)
	w.must(err)
	w.hand(EmergencyLane)
	w.pass(10 * time.Minute)
	if rows := w.questions(); len(rows) != 0 {
		t.Errorf("asked in the middle of the talk: %v", keys(rows))
	}
	w.ends(0, "completed")
	w.pass(10 * time.Minute)
	if rows := w.questions(); len(rows) != 1 {
		t.Errorf("asked by %v, want one call", keys(rows))
	}
}

func TestElderWhoHasHungUpIsRungBack(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	back := func() (n int) {
		for _, o := range w.hand(EmergencyLane) {
			if o.Kind == AboutElder && o.Phone == w.wang.Phone() && !o.Unsure {
				n++
			}
		}
		return n
	}
	w.pass(2 * time.Minute)
	w.must(w.CallEnded(ctx, "CA1"))
	for _, c := range []struct {
		wait time.Duration
		want int
	}{{59 * time.Second, 0}, {time.Second, 1}, {7*time.Minute - time.Second, 0}, {time.Second, 1}, {time.Hour, 0}} {
		w.pass(c.wait)
		if got := back(); got != c.want {
			t.Errorf("after %v she was rung %d times, want %d", w.clock.Now().Sub(monday), got, c.want)
		}
	}
	if got := w.stands(k).Progress.State; got != Ringing {
		t.Errorf("the case is %s", got)
	}
}

func TestElderOnTheLineIsNotRung(t *testing.T) {
	w := newWard(t)
	w.key9()
	w.pass(20 * time.Minute)
	for _, o := range w.rows(`kind = 'elder'`) {
		t.Errorf("rung by %s while she waits", o.Key)
	}
}

func TestElderWhoSaysNothingIsRungByTheMachineAndThenByPeople(t *testing.T) {
	for _, well := range []bool{true, false} {
		t.Run(map[bool]string{true: "she is well", false: "she does not answer"}[well], func(t *testing.T) {
			w := newWard(t)
			for range 2 {
				w.must(w.Unheard(ctx, SilentOne, "call/CA1/silent", w.wang.Phone()))
			}
			w.must(w.Unheard(ctx, HangUps, "call/CA2/hangups", w.wang.Phone())) // one case is enough
			w.must(w.Unheard(ctx, SilentOne, "call/CA3/silent", phone(77)))     // a stranger
			if n := one[int](w.house, `SELECT count(*) FROM cases`); n != 1 {
				t.Fatalf("%d cases", n)
			}
			elder := func() int {
				n := 0
				for _, o := range w.hand(EmergencyLane) {
					if o.Kind != AboutElder {
						t.Errorf("after %v somebody was rung by %s", w.clock.Now().Sub(monday), o.Key)
					} else if !o.Unsure {
						n++
					}
				}
				return n
			}
			w.pass(2 * time.Minute)
			if got := elder(); got != 1 {
				t.Fatalf("she was rung %d times within five minutes", got)
			}
			if well {
				w.must(w.ElderIsWell(ctx, 1))
				w.pass(time.Hour)
				if got := elder(); got != 0 {
					t.Errorf("she was rung %d times after she said that she is well", got)
				}
				return
			}
			w.pass(5 * time.Minute)
			if got := elder(); got != 1 {
				t.Errorf("she was rung %d times within ten minutes", got)
			}
			w.pass(3 * time.Minute)
			w.wantRung(0, 1)
		})
	}
}

func TestAlarmSupersedesWhatMayBeOne(t *testing.T) {
	w := newWard(t)
	w.must(w.Unheard(ctx, HangUps, "call/CA0/hangups", w.wang.Phone()))
	k := w.key9()
	w.must(w.ElderIsWell(ctx, k.ID)) // no machine ends an alarm
	w.wantRung(0, 1)
	if got := w.stands(k); got.Progress.State != Ringing || got.Kind != AlarmCase {
		t.Errorf("%q is %s", got.Kind, got.Progress.State)
	}
	if got := w.stands(Case{ID: 1}).Progress.State; got != CaseClosed {
		t.Errorf("the silent one is %s", got)
	}
}

func TestStaffAreToldByTextAndCalledOff(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	w.pass(30 * time.Second)
	texts := func(words string) (to []Phone) {
		for _, o := range w.rows(`action = 'text' AND kind = $1`, words) {
			if o.Facts.Name != "" || o.Facts.Address != "" || o.Facts.Phone != "" {
				t.Errorf("%s tells of the elder: %+v", words, o.Facts)
			}
			to = append(to, o.Phone)
		}
		return to
	}
	if got := texts("emergency.alert"); len(got) != 4 {
		t.Fatalf("told %v", got)
	}
	w.hand(UrgentLane)
	w.must(w.Acknowledge(ctx, w.from(w.staff[3].Phone()), k.Number))
	if got := texts("emergency.accepted"); len(got) != 3 || slices.Contains(got, w.staff[3].Phone()) {
		t.Errorf("called off %v", got)
	}
}

// Who is with the elder and could not pick up learns by text that others are
// called, and then who has it.
func TestWhoGaveNoWordIsToldWhatBecameOfTheCase(t *testing.T) {
	for _, c := range []struct {
		name     string
		again    func(w *ward, k Case) error
		reopened int // texts
	}{
		{"no word", func(w *ward, k Case) error { _, err := w.CheckedCase(ctx, k.ID, 0, NoWord); return err }, 1},
		{"handed over", func(w *ward, k Case) error { _, err := w.CheckedCase(ctx, k.ID, 0, HandOver); return err }, 0},
		{"the elder calls again", func(w *ward, k Case) error {
			w.alarm(Alarm{Source: "call/CA1", Phone: w.wang.Phone(), Call: "CA1", Again: true})
			return nil
		}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, k := taken(t)
			w.pass(10 * time.Minute)
			w.must(c.again(w, k))
			if rows := w.rows(`kind = 'emergency.reopened' AND phone = $1`, string(w.staff[0].Phone())); len(rows) != c.reopened {
				t.Errorf("%d texts say that others are called", len(rows))
			}
			_, err := w.AcceptCase(ctx, k.ID, 1)
			w.must(err)
			rows := w.rows(`kind = 'emergency.accepted'`)
			if len(rows) != 1 || rows[0].Phone != w.staff[0].Phone() || rows[0].Facts.Helper != "李主任" {
				t.Errorf("told by %v who has it now", keys(rows))
			}
		})
	}
}

func TestDrillIsForStaffAndEndsWithTheFirstKey(t *testing.T) {
	w := newWard(t)
	k, err := w.Drill(ctx, w.wang.Community, "赵")
	w.must(err)
	if _, err := w.Drill(ctx, w.wang.Community, "赵"); err == nil {
		t.Error("two drills at once")
	}
	w.wantRung(0, 1)
	k, err = w.AcceptCase(ctx, k.ID, 1)
	w.must(err)
	if k.Progress.State != CaseClosed || len(w.rows(`action = 'text'`)) != 0 {
		t.Errorf("it is %s", k.Progress.State)
	}
	w.hand(EmergencyLane)
	w.pass(time.Hour)
	w.wantRung()
}

func TestDrillThatNobodyAcceptsIsOver(t *testing.T) {
	w := newWard(t)
	k, err := w.Drill(ctx, w.wang.Community, "赵")
	w.must(err)
	w.pass(11 * time.Minute)
	if got := w.stands(k).Progress.State; got != CaseClosed {
		t.Errorf("it is %s", got)
	}
	if got := one[string](w.house, `SELECT outcome FROM cases`); got != "nobody accepted" {
		t.Errorf("the outcome is %q", got)
	}
}

func TestPersonClosesACase(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	w.wantRung(0, 1)
	if _, err := w.CloseCase(ctx, k.ID, Closing{Actor: "赵", Outcome: " "}); err == nil {
		t.Error("closed without an outcome")
	}
	k, err := w.CloseCase(ctx, k.ID, Closing{Actor: "赵", Outcome: "in hospital"})
	w.must(err)
	if len(w.hungUp()) != 2 || k.Open() {
		t.Errorf("it is %s, and %v were hung up", k.Progress.State, w.hungUp())
	}
	if _, err := w.CloseCase(ctx, k.ID, Closing{Actor: "赵", Outcome: "again"}); err == nil || !strings.Contains(err.Error(), "not open") {
		t.Errorf("closed twice: %v", err)
	}
}
