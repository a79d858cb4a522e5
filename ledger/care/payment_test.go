package care

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// gives somebody hours that came from nowhere.
func (h *house) gives(m Member, minutes int64) {
	h.t.Helper()
	h.texts++
	h.must(h.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Post(ledger.Posting{Debit: ledger.Issued, Credit: m.Account, Amount: minutes, Kind: "test-gift", Ref: int64(h.texts)})
		return err
	}))
}

// grants lets an elder have minutes for the month.
func (h *house) grants(m Member, minutes int64) {
	h.t.Helper()
	h.texts++
	h.must(h.write(ctx, func(v *verb) error {
		account, err := v.allotment(m.ID, "opening", false)
		if err != nil {
			return err
		}
		_, err = v.Post(ledger.Posting{Debit: ledger.Issued, Credit: account, Amount: minutes, Kind: "test-grant", Ref: int64(h.texts)})
		return err
	}))
}

// stands is what is on the account called code, 0 when there is none.
func (h *house) stands(code string) (minutes int64) {
	h.t.Helper()
	h.must(h.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT coalesce(sum(posted), 0) FROM balances b JOIN accounts a ON a.id = b.account WHERE a.code = $1`, code).Scan(&minutes)
	}))
	return minutes
}

func (s *street) wantPaid(r Request, own, granted, pool int64) {
	s.t.Helper()
	got, err := s.Paid(ctx, r.Visit.ID)
	s.must(err)
	if want := (Payment{own, granted, pool}); got != want {
		s.t.Errorf("it was paid by %+v, want %+v", got, want)
	}
	if got := s.stands("redeemed/service"); got != own+granted+pool {
		s.t.Errorf("%d minutes went into service, want %d", got, own+granted+pool)
	}
}

func TestAVisitIsPaidByOwnHoursThenAGrantThenThePool(t *testing.T) {
	for _, row := range []struct {
		story                string
		has, granted         int64
		ownPays, grantedPays int64
	}{
		{"she has nothing", 0, 0, 0, 0},
		{"she has enough", 200, 100, 120, 0},
		{"she has a part", 50, 0, 50, 0},
		{"she has a part, and a grant for the rest", 50, 240, 50, 70},
		{"she has a part, and a grant for a part of the rest", 50, 30, 50, 30},
		{"all of it is granted", 0, 240, 0, 120},
	} {
		t.Run(row.story, func(t *testing.T) {
			s := newStreet(t)
			if row.has > 0 {
				s.gives(s.wang, row.has)
			}
			if row.granted > 0 {
				s.grants(s.wang, row.granted)
			}
			r := s.finished()
			s.wantPaid(r, 0, 0, 0) // nothing before the hours are stored
			for range 2 {
				s.must(s.Confirm(ctx, r.Visit.ID, Unmeasured))
				s.wantPaid(r, row.ownPays, row.grantedPays, 120-row.ownPays-row.grantedPays)
			}
			if pool := s.stands("pool/翠湖"); pool != row.ownPays+row.grantedPays-120 {
				t.Errorf("the pool has %d", pool)
			}
			if s.saved() != 120 {
				t.Errorf("the volunteer has %d", s.saved())
			}
			ledgertest.Check(t, s.Bank)
		})
	}
}

// What is set aside for something else pays for nothing.
func TestHeldHoursDoNotPay(t *testing.T) {
	s := newStreet(t)
	s.gives(s.wang, 100)
	ledgertest.Write(t, s.Bank, func(tx *ledger.Tx) error {
		_, err := tx.Hold(ledger.Posting{Debit: s.wang.Account, Credit: ledger.RedeemedGoods, Amount: 70, Kind: "test-hold", Ref: 1})
		return err
	})
	r := s.finished()
	s.must(s.Confirm(ctx, r.Visit.ID, Unmeasured))
	s.wantPaid(r, 30, 0, 90)
}

func TestWhatWasPaidGoesBackWithTheHours(t *testing.T) {
	paid := func(t *testing.T) (*street, Request) {
		s := newStreet(t)
		s.gives(s.wang, 50)
		s.grants(s.wang, 30)
		r := s.credited()
		s.wantPaid(r, 50, 30, 40)
		return s, r
	}
	wantBack := func(s *street, r Request) {
		s.t.Helper()
		s.wantPaid(r, 0, 0, 0)
		if own, pool := ledgertest.Balance(s.t, s.Bank, s.wang.Account).Posted, s.stands("pool/翠湖"); own != 50 || pool != 0 || s.saved() != 0 {
			s.t.Errorf("she has %d, the pool %d, he %d", own, pool, s.saved())
		}
		ledgertest.Check(s.t, s.Bank)
	}
	t.Run("the elder objects", func(t *testing.T) {
		s, r := paid(t)
		s.must(s.Dispute(ctx, r.Visit.ID, Unmeasured))
		wantBack(s, r)
	})
	t.Run("the volunteer takes the finish back, and finishes again", func(t *testing.T) {
		s, r := paid(t)
		s.must(s.Undo(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
		wantBack(s, r)
		s.clock.Advance(10 * time.Minute)
		s.finish(s.request(r.ID))
		s.wantPaid(r, 50, 30, 40)
		ledgertest.Check(t, s.Bank)
	})
	t.Run("two of the staff correct it to nothing", func(t *testing.T) {
		b := newBureau(t)
		b.gives(b.wang, 50)
		b.grants(b.wang, 30)
		r := b.posted()
		b.wantPaid(r, 50, 30, 40)
		b.corrects(r, 0)
		wantBack(b.street, r)
	})
	t.Run("to less, and to more again", func(t *testing.T) {
		b := newBureau(t)
		b.gives(b.wang, 50)
		r := b.posted()
		b.corrects(r, 30)
		b.wantPaid(r, 30, 0, 0)
		b.clock.Advance(time.Minute)
		b.corrects(r, 90)
		b.wantPaid(r, 50, 0, 40)
		b.wantSaved(90)
	})
}

// Hours that were spent stay, and then what was paid for them stays too.
func TestNothingGoesBackWhenTheVolunteerHasSpentTheHours(t *testing.T) {
	s := newStreet(t)
	s.gives(s.wang, 50)
	r := s.credited()
	ledgertest.Write(t, s.Bank, func(tx *ledger.Tx) error {
		_, err := tx.Post(ledger.Posting{Debit: s.zhang.Account, Credit: ledger.RedeemedGoods, Amount: 10, Kind: "test-goods", Ref: 1})
		return err
	})
	s.must(s.Dispute(ctx, r.Visit.ID, Unmeasured))
	s.wantPaid(r, 50, 0, 70)
	ledgertest.Check(t, s.Bank)
}

func TestAnAccountThatWasClosedIsPaidBackToThePool(t *testing.T) {
	s := newStreet(t)
	s.gives(s.wang, 50)
	r := s.credited()
	ledgertest.Write(t, s.Bank, func(tx *ledger.Tx) error { return tx.CloseAccount(s.wang.Account) })
	s.must(s.Dispute(ctx, r.Visit.ID, Unmeasured))
	if got := s.stands("pool/翠湖"); got != 50 {
		t.Errorf("the pool has %d", got)
	}
	ledgertest.Check(t, s.Bank)
}

func TestWhatAFullAccountCannotStoreGoesToThePool(t *testing.T) {
	s := newStreet(t)
	s.gives(s.zhang, 89_950)
	r := s.credited()
	if s.saved() != 90_000 || s.stands("pool/翠湖") != 70-120 {
		t.Errorf("he has %d, the pool %d", s.saved(), s.stands("pool/翠湖"))
	}
	told := s.rows(`kind = 'overflow'`)
	if len(told) != 1 || told[0].Member != s.zhang.ID || told[0].Facts.Minutes != 70 || told[0].Facts.Balance != 90_000 || told[0].Facts.Receipt == "" {
		t.Errorf("he is told %+v", told)
	}
	s.must(s.Dispute(ctx, r.Visit.ID, Unmeasured))
	if s.saved() != 89_950 || s.stands("pool/翠湖") != 0 {
		t.Errorf("taken back: he has %d, the pool %d", s.saved(), s.stands("pool/翠湖"))
	}
	ledgertest.Check(t, s.Bank)
}

// What was stored before a cap was lowered stays.
func TestOldSavingsNeverOverflow(t *testing.T) {
	b := newBureau(t)
	b.gives(b.zhang, 100_000)
	r := b.confirmed()
	if b.saved() != 100_000 {
		t.Errorf("he has %d", b.saved())
	}
	b.corrects(r, 60)
	if b.saved() != 100_000 || b.stands("pool/翠湖") != 0 {
		t.Errorf("corrected: he has %d, the pool %d", b.saved(), b.stands("pool/翠湖"))
	}
	ledgertest.Check(t, b.Bank)
}

// confirmed is posted for a volunteer who has saved before.
func (b *bureau) confirmed() Request {
	b.t.Helper()
	r := b.finished()
	b.must(b.Confirm(ctx, r.Visit.ID, Unmeasured))
	return b.request(r.ID)
}

// Whatever becomes of visits, nobody falls below zero, and what was served is
// what was stored and what was paid. Each story is a visit that the elder has
// confirmed or objected to, and what comes after it.
func TestPaymentsFollowDepositsWhateverHappens(t *testing.T) {
	b := newBureau(t)
	const stories = 20 // each is some thirty writes to the disk
	script := rapid.SliceOfN(rapid.Int64Range(0, 99), 1, 5)
	for seed := range stories {
		steps := script.Example(seed)
		r, stored := b.begins(steps[0]%2 == 0)
		for _, n := range steps[1:] {
			b.clock.Advance(time.Minute)
			switch n % 4 {
			case 0:
				b.gives(b.wang, 1+n)
			case 1:
				b.grants(b.wang, 1+n)
			default:
				if to := 15 * (n % 17); to != stored {
					b.corrects(r, to)
					stored = to
				}
			}
			b.wantBalanced(r, stored, steps)
		}
		if stored > 0 {
			b.clock.Advance(time.Minute)
			b.corrects(r, 0)
		}
		b.wantBalanced(r, 0, steps)
		b.clock.Advance(24 * time.Hour)
	}
	ledgertest.Check(t, b.Bank)
}

// begins is a visit, and how many minutes are stored for it: one that the elder
// has confirmed, or one that she has objected to and two of the staff have corrected.
func (b *bureau) begins(confirmed bool) (r Request, stored int64) {
	b.t.Helper()
	if confirmed {
		return b.confirmed(), 120
	}
	r = b.credited()
	b.must(b.Dispute(ctx, r.Visit.ID, Unmeasured))
	b.corrects(r, 45)
	return r, 45
}

func (b *bureau) wantBalanced(r Request, stored int64, steps []int64) {
	b.t.Helper()
	p, err := b.Paid(ctx, r.Visit.ID)
	b.must(err)
	if p.All() != stored || b.stands("redeemed/service") != stored || b.saved() != stored {
		b.t.Fatalf("after %v %d are stored: %+v was paid, %d went into service, he has %d", steps, stored, p, b.stands("redeemed/service"), b.saved())
	}
	var low, sum int64
	b.must(b.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT min(CASE WHEN floor = 0 THEN posted ELSE 0 END), sum(posted) FROM balances`).Scan(&low, &sum)
	}))
	if low < 0 || sum != 0 {
		b.t.Fatalf("after %v somebody has %d, and all together %d", steps, low, sum)
	}
}

func TestCreditOfADayAndAWeekHasACap(t *testing.T) {
	s := newStreet(t)
	p, err := ParsePolicy(defaultPolicy)
	s.must(err)
	r := s.finished()
	tuesday := s.clock.Now()
	s.must(s.write(ctx, func(v *verb) error {
		for i, row := range []struct {
			minutes int64
			at      time.Time
		}{{400, tuesday}, {120, tuesday.AddDate(0, 0, -1)}} {
			_, err := v.Exec(`INSERT INTO visits (request, volunteer, code, door_word, planned_at, planned_minutes, accepted_at, finished_at, credited_minutes, open, ended)
				VALUES ($1, $2, $3, 1, 0, 120, 0, $4, $5, 0, 'posted')`, r.ID, s.zhang.ID, fmt.Sprint(2000+i), ms(row.at), row.minutes)
			if err != nil {
				return err
			}
		}
		w := r.Visit
		minutes, why, err := v.creditable(w, p)
		if err != nil || minutes != 75 || fmt.Sprint(why) != "[over-day]" {
			t.Errorf("beside 400 minutes of the day: %d %v %v", minutes, why, err)
		}
		narrow := *p
		narrow.Caps.WeekMinutes = 410
		if minutes, why, err = v.creditable(w, &narrow); err != nil || minutes != 0 || fmt.Sprint(why) != "[over-day over-week]" {
			t.Errorf("in a week that is full: %d %v %v", minutes, why, err)
		}
		w.FinishedAt = w.FinishedAt.AddDate(0, 0, 1)
		if minutes, why, err = v.creditable(w, p); err != nil || minutes != 120 || why != nil {
			t.Errorf("the day after: %d %v %v", minutes, why, err)
		}
		return nil
	}))
}
