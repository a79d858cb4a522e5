package care

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// A shiftWard has a roster: by day 王主任, by night 李主任.
func newShiftWard(t *testing.T) *ward {
	w := newWard(t)
	_, err := w.setRoster(fmt.Sprintf("daily,08:00,20:00,%s\ndaily,20:00,08:00,%s\n", w.staff[0].Number, w.staff[1].Number))
	w.must(err)
	return w
}

// told are the hand-overs that were queued so far, as "begins 王主任".
func (w *ward) told() (all []string) {
	w.t.Helper()
	for _, o := range w.rows(`kind IN ($1, $2)`, dutyBegins, dutyEnds) {
		m, err := w.Member(ctx, o.Member)
		w.must(err)
		verb := map[string]string{dutyBegins: "begins", dutyEnds: "ends"}[o.Kind]
		all = append(all, verb+" "+m.Name)
		if o.Lane != TextLane || o.DueAt.After(o.Created) || o.Phone != m.Phone() {
			w.t.Errorf("the text is %+v", o)
		}
	}
	return all
}

func (w *ward) wantTold(want ...string) {
	w.t.Helper()
	if got := w.told(); !slices.Equal(got, want) {
		w.t.Errorf("at %v were told %q, want %q", w.clock.Now().Format(time.DateTime), got, want)
	}
}

func TestWhoComesOnDutyIsToldAtAnyHour(t *testing.T) {
	w := newShiftWard(t)
	w.pass(0)
	w.wantTold("begins 王主任") // it is nine, and there was no roster before
	w.pass(11*time.Hour - time.Second)
	w.wantTold("begins 王主任")
	w.pass(time.Second)
	w.wantTold("begins 王主任", "begins 李主任")
	texts := w.rows(`kind = $1`, dutyBegins)
	if f := texts[1].Facts; f.Place != "翠湖" || !f.When.Equal(monday.Add(23*time.Hour)) {
		t.Errorf("%+v", f)
	}
	w.pass(time.Hour)
	w.restart()
	w.pass(time.Minute)
	w.wantTold("begins 王主任", "begins 李主任")
	w.pass(11 * time.Hour)
	w.wantTold("begins 王主任", "begins 李主任", "begins 王主任")
}

// What was missed while the program was down is told to those it still
// matters to.
func TestShiftsThatPassedUnseen(t *testing.T) {
	w := newShiftWard(t)
	w.pass(0)
	w.must(w.Close())
	w.clock.Advance(12 * time.Hour)
	w.open()
	w.pass(0)
	w.wantTold("begins 王主任", "begins 李主任")
	w.must(w.Close())
	w.clock.Advance(24 * time.Hour) // 王主任 has come and gone
	w.open()
	w.pass(0)
	w.wantTold("begins 王主任", "begins 李主任", "begins 李主任")
}

func TestNobodyIsToldTwiceWhenTheClockIsSet(t *testing.T) {
	for _, by := range []time.Duration{-time.Hour, time.Hour} {
		t.Run(by.String(), func(t *testing.T) {
			w := newShiftWard(t)
			w.pass(0)
			w.pass(10*time.Hour + 30*time.Minute) // half past seven
			w.clock.Step(by)
			w.pass(time.Second)
			w.clock.Step(-by)
			w.pass(time.Second)
			w.pass(time.Hour)
			w.wantTold("begins 王主任", "begins 李主任")
			w.clock.Step(by)
			w.pass(time.Second)
			w.clock.Step(-by)
			w.pass(time.Second)
			w.wantTold("begins 王主任", "begins 李主任")
			w.pass(12 * time.Hour)
			w.wantTold("begins 王主任", "begins 李主任", "begins 王主任")
		})
	}
}

// A clock that was days ahead and is put right forgets no shift.
func TestAClockThatWasFarAhead(t *testing.T) {
	w := newShiftWard(t)
	w.pass(0)
	w.clock.Step(72 * time.Hour)
	w.pass(time.Second)
	w.clock.Step(-72 * time.Hour)
	w.pass(time.Second)
	w.pass(11 * time.Hour)
	w.wantTold("begins 王主任", "begins 王主任", "begins 李主任")
}

func TestWhoGoesIsToldWhatIsStillTheirs(t *testing.T) {
	w := newShiftWard(t)
	k := w.key9()
	k, err := w.AcceptCase(ctx, k.ID, slices.IndexFunc(k.Ladder.Responders, func(r Responder) bool { return r.Member == w.staff[0].ID }))
	w.must(err)
	other := w.alarm(Alarm{Source: "call/CA7", Phone: w.add("刘爷爷", Elder, phone(2)).Phone()})
	_, err = w.AcceptCase(ctx, other.ID, slices.IndexFunc(other.Ladder.Responders, func(r Responder) bool { return r.Member == w.staff[2].ID }))
	w.must(err)
	w.pass(0)
	w.pass(11 * time.Hour)
	w.wantTold("begins 王主任", "begins 李主任", "ends 王主任")
	if ends := w.rows(`kind = $1`, dutyEnds); ends[0].Facts.Case != k.Number || ends[0].Ref != k.ID {
		t.Errorf("%+v", ends[0].Facts)
	}
	w.restart()
	w.pass(time.Minute)
	w.wantTold("begins 王主任", "begins 李主任", "ends 王主任")
}

func TestOneShiftAfterTheOtherIsOneDuty(t *testing.T) {
	w := newWard(t)
	wang, li := w.staff[0].Number, w.staff[1].Number
	_, err := w.setRoster(fmt.Sprintf("daily,00:00,12:00,%s\ndaily,12:00,24:00,%[1]s\nmon,12:00,18:00,%s\nmon,18:00,20:00,%[2]s\n", wang, li))
	w.must(err)
	w.pass(0)
	w.wantTold() // 王主任 always is
	w.pass(3 * time.Hour)
	w.wantTold("begins 李主任")
	if f := w.rows(`kind = $1`, dutyBegins)[0].Facts; !f.When.Equal(monday.Add(11 * time.Hour)) {
		t.Errorf("until %v", f.When)
	}
	for range 3 {
		w.pass(24 * time.Hour)
	}
	w.wantTold("begins 李主任")
}

// Another roster in the middle of a shift changes who is on duty at once.
func TestANewRosterIsAHandOver(t *testing.T) {
	w := newShiftWard(t)
	w.pass(0)
	_, err := w.setRoster("daily,00:00,24:00," + w.staff[2].Number + "\nmon,08:00,10:00," + w.staff[0].Number + "\n")
	w.must(err)
	w.pass(0)
	w.wantTold("begins 王主任") // the same duty as before
	_, err = w.setRoster("daily,08:30,23:00," + w.staff[3].Number + "\ndaily,23:00,08:30," + w.staff[2].Number + "\n")
	w.must(err)
	w.pass(0)
	w.wantTold("begins 王主任", "begins 钱主任")
}

func TestDutyIsToldWhileTheCentreWorks(t *testing.T) {
	w := newShiftWard(t)
	idle, err := w.Idle(ctx)
	w.must(err)
	if idle {
		t.Error("a hand-over is due, and the centre says that nothing is")
	}
	w.pass(0)
	w.hand(TextLane)
	if idle, err = w.Idle(ctx); err != nil || !idle {
		t.Errorf("nothing is due, and the centre says that something is: %v", err)
	}
	at, err := w.nextTick(ctx)
	if err != nil || !at.Equal(monday.Add(11*time.Hour)) {
		t.Errorf("it looks again at %v: %v", at, err)
	}
}
