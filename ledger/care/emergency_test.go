package care

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// A ward is a house with an elder and four duty staff.
type ward struct {
	*house
	wang  Member
	staff []Member
}

func newWard(t *testing.T, change ...func(*Config)) *ward {
	w := &ward{house: newHouse(t, change...)}
	w.wang = w.add("王奶奶", Elder, phone(1))
	for i, name := range []string{"王主任", "李主任", "赵主任", "钱主任"} {
		w.staff = append(w.staff, w.add(name, Duty, phone(10+i)))
	}
	return w
}

func (w *ward) alarm(a Alarm) Case {
	w.t.Helper()
	k, err := w.Alarm(ctx, a)
	w.must(err)
	return k
}

// key9 is the elder's alarm from the house.
func (w *ward) key9() Case {
	w.t.Helper()
	return w.alarm(Alarm{Source: "call/CA1", Phone: w.wang.Phone(), Call: "CA1"})
}

// stands is the case as the books have it.
func (w *ward) stands(k Case) Case {
	w.t.Helper()
	k, err := w.Case(ctx, k.ID)
	w.must(err)
	return k
}

// rung hands over the calls that are due and tells which responders they ring.
func (w *ward) rung() (who []int) {
	w.t.Helper()
	for _, o := range w.hand(EmergencyLane) {
		if o.Action == PlaceCall && !o.Unsure { // the others are looked up only
			who = append(who, o.Facts.Responder)
		}
	}
	slices.Sort(who)
	return who
}

func (w *ward) wantRung(want ...int) {
	w.t.Helper()
	if got := w.rung(); !slices.Equal(got, want) {
		w.t.Errorf("at %v rang %v, want %v", w.clock.Now().Sub(monday), got, want)
	}
}

// ends is the carrier's last word about a responder's newest call.
func (w *ward) ends(responder int, status string) {
	w.t.Helper()
	rows := w.rows(`kind = 'case' AND action = 'call' AND key LIKE $1`, fmt.Sprintf("case/%%/ring/%d/%%", responder))
	o := rows[len(rows)-1]
	w.must(w.Status(ctx, o.ID, o.SID, status))
}

// hungUp are the calls that the carrier was asked to end.
func (w *ward) hungUp() (sids []string) {
	for _, o := range w.rows(`action = 'hangup'`) {
		sids = append(sids, o.Facts.Call)
	}
	slices.Sort(sids)
	return sids
}

func TestEscalationRingsInOrderAndStopsWhenAccepted(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	if k.Subject() != "王奶奶" || k.Number < 100 || k.Number > 999 || !k.OnLine {
		t.Errorf("%+v", k)
	}
	w.wantRung(0, 1)
	w.pass(29 * time.Second)
	w.wantRung()
	w.pass(time.Second)
	w.wantRung(2, 3)

	k, err := w.AcceptCase(ctx, k.ID, 2)
	w.must(err)
	by, ok := k.Acceptor()
	if k.Progress.State != CaseAccepted || !ok || by.Member != w.staff[2].ID {
		t.Fatalf("%+v", k.Progress)
	}
	if got := w.hungUp(); !slices.Equal(got, []string{"CA1-1", "CA2-1", "CA4-1"}) {
		t.Errorf("hung up %v, want all but the third", got)
	}
	if join := w.rows(`action = 'redirect'`); len(join) != 1 || join[0].Facts.Call != "CA1" {
		t.Errorf("the waiting elder was moved by %+v", join)
	}
	address := w.rows(`kind = 'emergency.address'`)
	if len(address) != 1 || address[0].Phone != w.staff[2].Phone() || address[0].Facts.Address != w.wang.Address || address[0].Lane != UrgentLane {
		t.Errorf("the address went to %+v", address)
	}
	w.hand(EmergencyLane)
	w.pass(time.Hour)
	w.wantRung()
}

func TestWhoCannotIsFollowedAtOnce(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	w.wantRung(0, 1)
	_, err := w.DeclineCase(ctx, k.ID, 0)
	w.must(err)
	w.wantRung(2)
	w.ends(0, "completed") // the call that was declined; told already
	w.wantRung()
	_, err = w.DeclineCase(ctx, k.ID, 0) // the same key twice
	w.must(err)
	w.wantRung()
	w.ends(1, "no-answer")
	w.wantRung(3)
	w.clock.Advance(10 * time.Second)
	w.ends(2, "failed")
	w.wantRung()
	w.pass(20 * time.Second) // all who are not being reached
	w.wantRung(0, 1, 2)
	if got := w.stands(k).Progress.State; got != Ringing {
		t.Errorf("the case is %s", got)
	}
}

func TestBusyPhoneIsRungAgainAfterHalfAMinute(t *testing.T) {
	w := newWard(t)
	w.key9()
	w.wantRung(0, 1)
	w.clock.Advance(5 * time.Second)
	w.ends(0, "busy")
	w.wantRung(2)
	w.pass(25 * time.Second)
	w.wantRung(3)
	w.pass(4 * time.Second)
	w.wantRung()
	w.pass(time.Second)
	w.wantRung(0)
}

// The first call's last word gets lost and comes when the second rings.
func TestLateWordOfAnOldTryDoesNotEndTheNewOne(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	w.wantRung(0, 1)
	old := w.rows(`key = $1`, fmt.Sprintf("case/%d/ring/0/1", k.ID))[0]
	w.pass(30 * time.Second)
	w.wantRung(2, 3)
	w.pass(60 * time.Second)
	w.wantRung(0, 1)
	w.must(w.Status(ctx, old.ID, old.SID, "no-answer"))
	w.pass(60 * time.Second)
	w.wantRung(2, 3) // 0 still rings
}

// A carrier that takes no calls for a while never gets two for one phone.
func TestOnePhoneNeverHasTwoCallsWaiting(t *testing.T) {
	w := newWard(t)
	w.key9()
	for range 10 {
		w.pass(time.Minute)
	}
	if waiting := w.rows(`action = 'call' AND state = 'waiting'`); len(waiting) != len(w.staff) {
		t.Errorf("%v wait", keys(waiting))
	}
	if due, err := w.Claim(ctx, EmergencyLane, 100); err != nil || len(due) != len(w.staff) {
		t.Errorf("%v, %v", keys(due), err)
	}
}

func TestTwoAcceptAtOnceAndOneWins(t *testing.T) {
	w := newWard(t)
	for i := range 10 {
		k := w.alarm(Alarm{Source: fmt.Sprintf("call/CA%d", i), Call: fmt.Sprintf("CA%d", i)})
		heard := make([]Case, len(w.staff))
		var all sync.WaitGroup
		for who := range heard {
			all.Go(func() {
				var err error
				if heard[who], err = w.AcceptCase(ctx, k.ID, who); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		winner := w.stands(k).Progress.By
		for who, h := range heard {
			if h.Progress.By != winner || winner < 0 {
				t.Errorf("responder %d heard of %d, the books have %d", who, h.Progress.By, winner)
			}
		}
		if n := len(w.rows(`kind = 'emergency.address' AND ref = $1`, k.ID)); n != 1 {
			t.Errorf("the address was told to %d", n)
		}
	}
}

func TestLateKeyHearsWhoHasIt(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	_, err := w.AcceptCase(ctx, k.ID, 1)
	w.must(err)
	for _, late := range []int{0, 1, 0} {
		k, err = w.AcceptCase(ctx, k.ID, late)
		w.must(err)
		if by, _ := k.Acceptor(); by.Name != "李主任" {
			t.Errorf("responder %d heard of %q", late, by.Name)
		}
	}
	k, err = w.DeclineCase(ctx, k.ID, 0)
	w.must(err)
	if k.Progress.State != CaseAccepted {
		t.Errorf("a late key made it %s", k.Progress.State)
	}
	if n := one[int](w.house, `SELECT count(*) FROM case_events WHERE what = 'key too late'`); n != 2 {
		t.Errorf("%d late keys are noted", n)
	}
}

func TestCallThatWasBeingPlacedIsEndedOnceSomebodyAccepts(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	placing, err := w.Claim(ctx, EmergencyLane, 2)
	w.must(err)
	_, err = w.Acknowledged(k, 3)
	w.must(err)
	for i, o := range placing {
		w.must(w.Settle(ctx, o, []Result{{Verdict: Handed, SID: "CA77"}, {Verdict: Refused}}[i]))
	}
	if got := w.hungUp(); !slices.Equal(got, []string{"CA77"}) {
		t.Errorf("hung up %v", got)
	}
	w.clock.Advance(time.Minute)
	w.wantRung() // the refused one is not placed again
}

// Acknowledged is a case that a responder took by text.
func (w *ward) Acknowledged(k Case, responder int) (Case, error) {
	err := w.Acknowledge(ctx, w.from(w.staff[responder].Phone()), k.Number)
	return w.stands(k), err
}

func TestLostCallIsNotPlacedAgainOnceSomebodyAccepted(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	placing, err := w.Claim(ctx, EmergencyLane, 1)
	w.must(err)
	w.must(w.Settle(ctx, placing[0], Result{Verdict: Unknown}))
	_, err = w.AcceptCase(ctx, k.ID, 1)
	w.must(err)
	w.clock.Advance(2 * time.Second)
	looked, err := w.Claim(ctx, EmergencyLane, 1)
	w.must(err)
	if len(looked) != 1 || !looked[0].Unsure {
		t.Fatalf("%+v", looked)
	}
	w.must(w.Settle(ctx, looked[0], Result{Verdict: Missing}))
	w.clock.Advance(time.Hour)
	w.wantRung()
}

func TestElderTakesTheAlarmBack(t *testing.T) {
	w := newWard(t)
	cancelled := 0
	for _, c := range []struct {
		after time.Duration
		state CaseState
	}{{0, CaseCancelled}, {15 * time.Second, CaseCancelled}, {15*time.Second + time.Millisecond, Ringing}} {
		k := w.key9()
		w.wantRung(0, 1)
		w.clock.Advance(c.after)
		for range 2 {
			var err error
			k, err = w.CancelCase(ctx, k.ID)
			w.must(err)
		}
		if k.Progress.State != c.state || w.stands(k).Progress.State != c.state {
			t.Errorf("after %v: %s, want %s", c.after, k.Progress.State, c.state)
		}
		if c.state == Ringing {
			continue
		}
		cancelled++
		if got := len(w.hungUp()); got != 2*cancelled {
			t.Errorf("%d calls were ended", got)
		}
		w.hand(EmergencyLane)
		w.wantRung()
		w.pass(30 * time.Second)
		w.wantRung(0) // to ring her back
		back, err := w.AcceptCase(ctx, one[int64](w.house, `SELECT max(id) FROM cases`), 0)
		w.must(err)
		if back.Kind != RingBack || back.Progress.State != CaseAccepted || back.Subject() != "王奶奶" {
			t.Errorf("case of kind %q is %s", back.Kind, back.Progress.State)
		}
		_, err = w.CheckedCase(ctx, back.ID, 0, Safe)
		w.must(err)
		w.hand(EmergencyLane)
		w.pass(time.Hour)
		w.wantRung()
	}
}

func TestAcceptedAlarmCannotBeTakenBack(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	_, err := w.AcceptCase(ctx, k.ID, 0)
	w.must(err)
	k, err = w.CancelCase(ctx, k.ID)
	w.must(err)
	if k.Progress.State != CaseAccepted {
		t.Errorf("it is %s", k.Progress.State)
	}
}

func TestAlarmAfterAMistakenOneRingsAgain(t *testing.T) {
	w := newWard(t)
	for name, from := range map[string]Phone{"known": phone(1), "hidden": ""} {
		call := "CA-" + name
		first := w.alarm(Alarm{Source: "call/" + call, Phone: from, Call: call})
		_, err := w.CancelCase(ctx, first.ID)
		w.must(err)
		second := w.alarm(Alarm{Source: "call/" + call, Phone: from, Call: call})
		if second.ID == first.ID || second.Progress.State != Ringing {
			t.Errorf("%s: case %d is %s", name, second.ID, second.Progress.State)
		}
		_, err = w.CancelCase(ctx, second.ID)
		w.must(err)
		third := w.alarm(Alarm{Source: "call/" + call, Phone: from, Call: call})
		if again := w.alarm(Alarm{Source: "call/" + call, Phone: from, Call: call}); third.ID == second.ID || again.ID != third.ID {
			t.Errorf("%s: cases %d, %d, %d", name, second.ID, third.ID, again.ID)
		}
	}
}

func TestAlarmTwiceIsOneCase(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	w.must(w.CallEnded(ctx, "CA1"))
	if w.stands(k).OnLine {
		t.Error("the elder hung up and is still on the line")
	}
	for _, a := range []Alarm{
		{Source: "call/CA1", Phone: w.wang.Phone(), Call: "CA1"}, // a second 9, or a repeated webhook
		{Source: "call/CA2", Phone: w.wang.Phone(), Call: "CA2"}, // rang again
		{Source: "text/SM1", Phone: w.wang.Phone()},
	} {
		if again := w.alarm(a); again.ID != k.ID {
			t.Errorf("%s opened case %d", a.Source, again.ID)
		}
	}
	if now := w.stands(k); now.Call != "CA2" || !now.OnLine {
		t.Errorf("the elder waits on %q, %v", now.Call, now.OnLine)
	}
	w.wantRung(0, 1)
	other := w.alarm(Alarm{Source: "call/CA3", Phone: phone(44), Call: "CA3"})
	if other.ID == k.ID || other.Number == k.Number {
		t.Errorf("another phone's alarm is case %d, number %d", other.ID, other.Number)
	}
}

func TestWhoIsLeftAloneAfterTheTalkRingsEverybodyAgain(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	w.wantRung(0, 1)
	k, err := w.AcceptCase(ctx, k.ID, 0)
	w.must(err)
	if !k.Attended || !w.stands(k).Attended {
		t.Error("the one who has just pressed 1 is not on the telephone")
	}
	w.hand(EmergencyLane)
	w.ends(0, "completed")
	if w.stands(k).Attended {
		t.Error("the acceptor has hung up and is still on the telephone")
	}
	if same := w.alarm(Alarm{Source: "call/CA1", Phone: w.wang.Phone(), Call: "CA1"}); same.ID != k.ID || same.Progress.State != CaseAccepted {
		t.Errorf("a second 9 made %+v", same.Progress)
	}
	again := w.alarm(Alarm{Source: "call/CA1", Phone: w.wang.Phone(), Call: "CA1", Again: true})
	if again.ID != k.ID || again.Progress.State != Ringing {
		t.Errorf("an elder left alone is told %+v", again.Progress)
	}
	w.wantRung(0, 1)
	k, err = w.AcceptCase(ctx, k.ID, 1)
	w.must(err)
	if by, _ := k.Acceptor(); by.Member != w.staff[1].ID {
		t.Errorf("%+v has it", by)
	}
	if joins := w.rows(`action = 'redirect'`); len(joins) != 2 {
		t.Errorf("the elder was moved %d times, not for each who accepted", len(joins))
	}
}

func TestElderWhoHasJoinedIsNotMovedOnceMore(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	w.wantRung(0, 1)
	_, err := w.AcceptCase(ctx, k.ID, 0)
	w.must(err)
	w.must(w.Joined(ctx, k.ID)) // her own silence was faster than the carrier
	for _, o := range w.hand(UrgentLane) {
		if o.Action == Redirect {
			t.Error("she was torn out of the conference")
		}
	}
}

func TestWhoAcceptsByTextIsNotOnTheTelephone(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	w.wantRung(0, 1)
	w.must(w.Acknowledge(ctx, w.from(w.staff[0].Phone()), k.Number))
	if k = w.stands(k); k.Progress.State != CaseAccepted || k.Attended {
		t.Errorf("%+v, attended %v", k.Progress, k.Attended)
	}
	k, err := w.AcceptCase(ctx, k.ID, 0) // and now picks up the phone that rings, and presses 1
	w.must(err)
	if !k.Attended || !w.stands(k).Attended {
		t.Error("the key made no difference")
	}
}

func TestHiddenCallersAreCasesOfTheirOwn(t *testing.T) {
	w := newWard(t)
	a := w.alarm(Alarm{Source: "call/CA1", Call: "CA1"})
	b := w.alarm(Alarm{Source: "call/CA2", Call: "CA2"})
	if a.ID == b.ID || a.Subject() != "" || a.Address() != "" {
		t.Errorf("%+v and %+v", a, b)
	}
	w.wantRung(0, 0, 1, 1)
}

func TestSOSTextIsLikeKeyNine(t *testing.T) {
	w := newWard(t)
	text := w.from(w.wang.Phone())
	for range 2 {
		w.must(w.SOS(ctx, text))
	}
	if got := w.reply(text); got != "sos.received" {
		t.Errorf("answered %q", got)
	}
	w.wantRung(0, 1)
	if n := one[int](w.house, `SELECT count(*) FROM cases`); n != 1 {
		t.Errorf("%d cases", n)
	}
}

func TestStaffTakeAndCloseACaseByText(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	w.wantRung(0, 1)
	early := w.from(w.staff[0].Phone())
	w.must(w.Resolve(ctx, early, k.Number, "safe")) // nobody has it yet
	outsider := w.from(w.wang.Phone())
	w.must(w.Acknowledge(ctx, outsider, k.Number))
	ack := w.from(w.staff[3].Phone())
	w.must(w.Acknowledge(ctx, ack, k.Number))
	late := w.from(w.staff[0].Phone())
	w.must(w.Acknowledge(ctx, late, k.Number))
	for text, want := range map[Text]string{early: "unknown.code", outsider: "unknown.code", ack: "", late: "emergency.ack.late"} {
		if got := w.reply(text); got != want {
			t.Errorf("%s was answered %q, want %q", text.SID, got, want)
		}
	}
	if by, _ := w.stands(k).Acceptor(); by.Member != w.staff[3].ID {
		t.Errorf("accepted by %+v", by)
	}
	if n := len(w.rows(`kind = 'emergency.address' AND phone = $1`, string(w.staff[3].Phone()))); n != 1 {
		t.Errorf("%d addresses", n)
	}
	done := w.from(w.staff[3].Phone())
	w.must(w.Resolve(ctx, done, k.Number, "safe"))
	if got := w.reply(done); got != "resolved" || w.stands(k).Progress.State != CaseClosed {
		t.Errorf("answered %q, the case is %s", got, w.stands(k).Progress.State)
	}
	if again := w.key9(); again.ID == k.ID || again.Progress.State != Ringing {
		t.Errorf("the next alarm is case %d, %s", again.ID, again.Progress.State)
	}
}

func TestEmergencySurvivesTheProgram(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	if rows, err := w.Claim(ctx, EmergencyLane, 1); err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	w.restart() // with one call being placed and one waiting
	rows, err := w.Claim(ctx, EmergencyLane, 10)
	w.must(err)
	if len(rows) != 2 || !rows[0].Unsure || rows[1].Unsure {
		t.Fatalf("%+v", rows)
	}
	w.must(w.Settle(ctx, rows[0], Result{Verdict: Missing}))
	w.clock.Advance(30 * time.Second)
	w.must(w.Tick(ctx))
	w.wantRung(0, 2, 3)
	if got := w.stands(k).Progress.State; got != Ringing {
		t.Errorf("the case is %s", got)
	}
}
