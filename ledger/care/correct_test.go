package care

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// A bureau is a street with people who correct hours.
type bureau struct {
	*street
	boss, ma, he Member
}

func newBureau(t *testing.T) *bureau {
	s := newStreet(t)
	return &bureau{street: s, boss: s.add("王主任", Coordinator, phone(9)), ma: s.add("小马", Duty, phone(10)), he: s.add("小何", Duty, phone(11))}
}

// asks is one person's request to correct a visit.
func (b *bureau) asks(r Request, minutes int64, by Member, unlock ...Member) (bool, error) {
	k := Correction{Visit: r.Visit.ID, Minutes: minutes, Reason: Edited, Actor: by.Number}
	if len(unlock) > 0 {
		k.Unlock = unlock[0].Number
	}
	done, err := b.CorrectVisit(ctx, k)
	return done.Done, err
}

// corrects has two people ask for the same.
func (b *bureau) corrects(r Request, minutes int64) {
	b.t.Helper()
	for i, by := range []Member{b.ma, b.he} {
		done, err := b.asks(r, minutes, by)
		b.must(err)
		if done != (i == 1) {
			b.t.Fatalf("after %d people it is done: %v", i+1, done)
		}
	}
}

func (b *bureau) wantSaved(want int64) {
	b.t.Helper()
	if got := ledgertest.Balance(b.t, b.Bank, b.zhang.Account); got.Posted != want {
		b.t.Errorf("%d minutes are saved, want %d", got.Posted, want)
	}
	ledgertest.Check(b.t, b.Bank)
}

// posted is a visit of two hours that the elder has confirmed.
func (b *bureau) posted() Request {
	b.t.Helper()
	r := b.finished()
	b.must(b.Confirm(ctx, r.Visit.ID, Unmeasured))
	b.wantSaved(120)
	return b.request(r.ID)
}

func TestStoredHoursAreCorrectedByReversalAndANewEntry(t *testing.T) {
	b := newBureau(t)
	r := b.posted()
	if done, err := b.asks(r, 90, b.ma); done || err != nil {
		t.Fatalf("one person corrected it: %v (%v)", done, err)
	}
	b.wantSaved(120)
	b.wantTickets(ByHandTicket)
	if done, err := b.asks(r, 90, b.ma); done || err != nil {
		t.Fatalf("the same person again corrected it: %v (%v)", done, err)
	}
	if done, err := b.asks(r, 90, b.he); !done || err != nil {
		t.Fatalf("two people could not correct it: %v", err)
	}
	b.wantSaved(90)
	b.wantTickets()
	ledgertest.Read(t, b.Bank, func(v *ledger.View) error {
		lines, err := v.Statement(b.zhang.Account, 5)
		var got []string
		for _, l := range lines {
			got = append(got, fmt.Sprintf("%s of %d: %+d, undoes %d", l.Kind, l.Ref, l.Change, l.Undoes))
		}
		want := []string{"corrected of 1: -120, undoes 1", "correction of 1: +90, undoes 0", "deposit of 1: +120, undoes 0"}
		if !slices.Equal(got, want) {
			t.Errorf("the book has %q", got)
		}
		return err
	})
	w := b.request(r.ID).Visit
	if w.Credited != 90 || w.Entry != 3 || w.Review != "edited" { // the second entry is what the pool paid
		t.Errorf("%+v", w)
	}
	if told := b.rows(`kind = 'corrected'`); len(told) != 1 || told[0].Facts.Minutes != 90 || told[0].Facts.Balance != 90 {
		t.Errorf("the volunteer is told %+v", told)
	}
	b.clock.Advance(time.Minute)
	b.corrects(r, 105) // and again, and then to nothing
	b.wantSaved(105)
	b.clock.Advance(time.Minute)
	b.corrects(r, 0)
	b.wantSaved(0)
	deeds, err := b.Deeds(ctx, b.zhang.ID)
	b.must(err)
	if len(deeds) != 6 || deeds[0].Actor != b.ma.Number || deeds[1].Actor != b.he.Number || deeds[1].Note != "edited" {
		t.Errorf("%+v", deeds)
	}
}

func TestHoursThatWereNeverStoredAreSettledByTwo(t *testing.T) {
	for _, c := range []struct {
		minutes int64
		state   State
		ended   string
	}{{60, Posted, "posted"}, {0, Cancelled, "withdrawn"}} {
		t.Run(fmt.Sprint(c.minutes), func(t *testing.T) {
			b := newBureau(t)
			r := b.booked()
			b.goesTo("Tue 13:30") // neither begun nor finished
			b.wantTickets(NotBegun, Review)
			b.corrects(r, c.minutes)
			b.wantState(r, c.state)
			b.wantSaved(c.minutes)
			b.wantTickets()
			if how := one[string](b.house, `SELECT ended FROM visits WHERE id = $1`, r.Visit.ID); how != c.ended {
				t.Errorf("the visit ended as %q", how)
			}
			if w, err := b.VisitFile(ctx, r.Visit.ID); err != nil || w.Request.Visit.Review != "forgot-start|forgot-finish|edited" {
				t.Errorf("%+v (%v)", w.Request.Visit, err)
			}
		})
	}
}

func TestWhoMayNotCorrect(t *testing.T) {
	b := newBureau(t)
	twice := b.add("老李", Duty|Volunteer, b.zhang.Phone()) // his own visit, as it were
	r := b.posted()
	for label, c := range map[string]struct{ got, want error }{
		"one of the staff with the volunteer's phone": {second(b.asks(r, 60, twice)), ErrOwnCause},
		"a volunteer":           {second(b.asks(r, 60, b.liu)), ErrNoWorker},
		"to what it is":         {second(b.asks(r, 120, b.ma)), ErrNoChange},
		"to seven minutes":      {second(b.asks(r, 7, b.ma)), ErrNoMinutes},
		"beyond the cap":        {second(b.asks(r, 255, b.ma)), ErrNoMinutes},
		"a visit that is to be": {second(b.asks(b.booked(), 60, b.ma)), ErrNotEnded},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v, want %v", label, c.got, c.want)
		}
	}
	if _, err := b.CorrectVisit(ctx, Correction{Visit: r.Visit.ID, Minutes: 60, Reason: "because", Actor: b.ma.Number}); err == nil {
		t.Error("without a reason that is known")
	}
	b.wantSaved(120)
	if n := one[int](b.house, `SELECT count(*) FROM visit_events WHERE what LIKE 'correct%'`); n != 0 {
		t.Errorf("%d corrections are kept", n)
	}
}

func second[T any](_ T, err error) error { return err }

// The second person asks for something else: that is another request, and a
// third may confirm it.
func TestTwoWhoDisagreeCorrectNothing(t *testing.T) {
	b := newBureau(t)
	r := b.posted()
	for _, c := range []struct {
		by      Member
		minutes int64
		done    bool
	}{{b.ma, 60, false}, {b.he, 90, false}, {b.ma, 60, false}, {b.boss, 60, true}} {
		b.clock.Advance(time.Second)
		if done, err := b.asks(r, c.minutes, c.by); done != c.done || err != nil {
			t.Fatalf("%s asks for %d: %v (%v)", c.by.Name, c.minutes, done, err)
		}
	}
	b.wantSaved(60)
}

func TestAfterAMonthACoordinatorMustUnlock(t *testing.T) {
	b := newBureau(t)
	r := b.posted()
	b.clock.Advance(31 * 24 * time.Hour)
	for label, c := range map[string]struct{ got, want error }{
		"nobody unlocks":            {second(b.asks(r, 60, b.ma)), ErrLocked},
		"duty staff unlock":         {second(b.asks(r, 60, b.ma, b.he)), ErrLocked},
		"a coordinator for herself": {second(b.asks(r, 60, b.boss, b.boss)), ErrLocked},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v, want %v", label, c.got, c.want)
		}
	}
	for i, by := range []Member{b.ma, b.he} {
		if done, err := b.asks(r, 60, by, b.boss); done != (i == 1) || err != nil {
			t.Fatalf("%v (%v)", done, err)
		}
	}
	b.wantSaved(60)
	deeds, err := b.Deeds(ctx, b.zhang.ID)
	b.must(err)
	if len(deeds) != 4 || deeds[0].What != "visit unlocked" || deeds[0].Actor != b.boss.Number || deeds[1].What != "correction asked" {
		t.Errorf("%+v", deeds)
	}
}

// Hours that were spent cannot be taken back, but more can be given.
func TestSpentHoursAreNotTakenBack(t *testing.T) {
	b := newBureau(t)
	r := b.posted()
	b.must(b.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Post(ledger.Posting{Debit: b.zhang.Account, Credit: ledger.Issued, Amount: 100, Kind: "test", Ref: 1})
		return err
	}))
	if _, err := b.asks(r, 90, b.ma); err != nil {
		t.Fatal(err)
	}
	if _, err := b.asks(r, 90, b.he); !errors.Is(err, ErrSpent) {
		t.Errorf("%v", err)
	}
	b.wantSaved(20)
	b.clock.Advance(time.Second)
	b.corrects(r, 150)
	b.wantSaved(50)
}

// The elder objected to hours that were spent, so they stand. What is found out
// then holds for them all the same.
func TestHoursThatAnObjectionFoundSpentAreCorrectedToo(t *testing.T) {
	spent := func(t *testing.T) (*bureau, Request) {
		b := newBureau(t)
		r := b.credited()
		b.must(b.Bank.Write(ctx, func(tx *ledger.Tx) error {
			return second(tx.Post(ledger.Posting{Debit: b.zhang.Account, Credit: ledger.RedeemedGoods, Amount: 60, Kind: "test", Ref: 1}))
		}))
		b.must(b.Dispute(ctx, r.Visit.ID, Unmeasured))
		b.wantSaved(60)
		return b, r
	}
	t.Run("to what was spent", func(t *testing.T) {
		b, r := spent(t)
		b.corrects(r, 60)
		b.wantState(r, Posted)
		b.wantSaved(0)
	})
	t.Run("to nothing", func(t *testing.T) {
		b, r := spent(t)
		wrong := Decision{Visit: r.Visit.ID, Actor: b.ma.Number, Reason: "没有去"}
		if err := b.WithdrawVisit(ctx, wrong); !errors.Is(err, ErrSpent) {
			t.Errorf("withdrawn while they are spent: %v", err)
		}
		b.must(b.Bank.Write(ctx, func(tx *ledger.Tx) error { // the next visit
			return second(tx.Deposit(1000, b.zhang.Account, 90, b.clock.Now(), 1, "test"))
		}))
		b.must(b.WithdrawVisit(ctx, wrong))
		b.wantState(r, Cancelled)
		b.wantSaved(30)
	})
}
