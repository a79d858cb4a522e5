package ledger_test

import (
	"errors"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

func TestAccountsEveryBankHas(t *testing.T) {
	bank := ledgertest.Open(t)
	ledgertest.Read(t, bank, func(v *ledger.View) error {
		for code, want := range map[string]ledger.AccountID{
			"issued": ledger.Issued, "redeemed/service": ledger.RedeemedService, "redeemed/goods": ledger.RedeemedGoods,
			"redeemed/cash": ledger.RedeemedCash, "suspense": ledger.Suspense, "paid": ledger.Paid, "fee": ledger.Fee,
		} {
			if a, err := v.Account(code); err != nil || a.ID != want || a.Floor != ledger.Unlimited {
				t.Errorf("%s is %+v, %v, want account %d", code, a, err, want)
			}
		}
		return nil
	})
}

func TestOpeningAccounts(t *testing.T) {
	b := openBooks(t)
	tests := []struct {
		label, code string
		unit        ledger.Unit
		floor       ledger.Floor
		want        error
	}{
		{"a new member", "member/9", ledger.Minutes, 0, nil},
		{"the same again", "member/9", ledger.Minutes, 0, nil},
		{"with another floor", "member/9", ledger.Minutes, ledger.Unlimited, ledger.ErrKeyReused},
		{"with another unit", "member/9", ledger.Fen, 0, ledger.ErrKeyReused},
		{"a pool", "pool/桂花", ledger.Minutes, 0, nil},
		{"a bank with credit", "peer/next-town", ledger.Minutes, -120, nil},
		{"a member with credit", "member/10", ledger.Minutes, -120, ledger.ErrInvalid},
		{"a typing error", "membr/9", ledger.Minutes, 0, ledger.ErrInvalid},
		{"a member in money", "member/11", ledger.Fen, 0, ledger.ErrInvalid},
		{"nobody's", "member/", ledger.Minutes, 0, ledger.ErrInvalid},
		{"a closed one", "estate/3", ledger.Minutes, 0, ledger.ErrAccountClosed},
	}
	for _, tt := range tests {
		err := b.bank.Write(ctx, func(tx *ledger.Tx) error {
			id, err := tx.OpenAccount(tt.code, tt.unit, tt.floor)
			if err != nil {
				return err
			}
			a, err := tx.Account(tt.code)
			if a.ID != id || a.Unit != tt.unit || a.Floor != tt.floor || !a.OpenedAt.Equal(ledgertest.Start) || !a.ClosedAt.IsZero() {
				t.Errorf("%s: %+v", tt.label, a)
			}
			return err
		})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.label, err, tt.want)
		}
	}
	ledgertest.Read(t, b.bank, func(v *ledger.View) error {
		if _, err := v.Account("member/404"); !errors.Is(err, ledger.ErrNoAccount) {
			t.Errorf("nobody's account gives %v", err)
		}
		return nil
	})
}

func TestAccountMayFallToItsFloorAndNoFurther(t *testing.T) {
	b := openBooks(t)
	credit := ledgertest.Account(t, b.bank, "peer/next-town", ledger.Minutes, -120)
	take := ledger.Posting{Debit: credit, Credit: b.li, Amount: 121, Kind: "gift", Ref: 1}
	if _, err := b.do(post(take)); !errors.Is(err, ledger.ErrInsufficient) {
		t.Errorf("a minute below the floor: %v", err)
	}
	take.Amount = 120
	b.must(post(take))
	b.stands(credit, -120, 0)
}

func TestOnlyAnEmptyAccountCloses(t *testing.T) {
	b := openBooks(t)
	h := b.hold(1, 10)
	closeWang := func() error {
		return b.bank.Write(ctx, func(tx *ledger.Tx) error { return tx.CloseAccount(b.wang) })
	}
	if err := closeWang(); !errors.Is(err, ledger.ErrNotZero) {
		t.Errorf("closed with minutes on it: %v", err)
	}
	b.must(voidHold(h.ID))
	all := b.gift()
	all.Amount = 100
	b.must(post(all))
	for range 2 { // twice is once
		if err := closeWang(); err != nil {
			t.Error(err)
		}
	}
	ledgertest.Read(t, b.bank, func(v *ledger.View) error {
		a, err := v.AccountByID(b.wang)
		if !a.ClosedAt.Equal(ledgertest.Start) {
			t.Errorf("closed at %s", a.ClosedAt)
		}
		return err
	})
}

func TestStatementAndPastBalances(t *testing.T) {
	clock := ledgertest.Clock(t)
	bank := ledgertest.Open(t, ledgertest.WithClock(clock))
	wang, other := ledgertest.Member(t, bank, 1), ledgertest.Member(t, bank, 2)
	day := func(n int) time.Time { return ledgertest.Start.AddDate(0, 0, n) }
	for n := range 10 { // one visit a day, each followed by somebody else's
		clock.Set(day(n))
		ledgertest.Deposit(t, bank, int64(2*n), wang, 10)
		ledgertest.Deposit(t, bank, int64(2*n+1), other, 5)
	}
	ledgertest.Read(t, bank, func(v *ledger.View) error {
		newest, err := v.Statement(wang, 3)
		if err != nil || len(newest) != 3 || newest[0].Balance != 100 || newest[2].Balance != 80 || newest[0].Change != 10 {
			t.Errorf("the newest three are %+v, %v", newest, err)
		}
		if all, err := v.Statement(wang, 100); err != nil || len(all) != 10 {
			t.Errorf("%d lines in all, %v", len(all), err)
		}
		if none, err := v.Statement(wang, 0); err != nil || len(none) != 0 {
			t.Errorf("no lines asked, %d given, %v", len(none), err)
		}
		week, err := v.StatementBetween(wang, day(2), day(5))
		if err != nil || len(week) != 3 || week[0].Balance != 30 || week[2].Balance != 50 {
			t.Errorf("days 2 to 4 are %+v, %v", week, err)
		}
		issued, err := v.Statement(ledger.Issued, 1)
		if err != nil || len(issued) != 1 || issued[0].Change != -5 || issued[0].Other != other || issued[0].Balance != -150 {
			t.Errorf("the other side is %+v, %v", issued, err)
		}
		for _, tt := range []struct {
			at   time.Time
			want int64
		}{
			{day(-1), 0}, {day(0).Add(-time.Millisecond), 0}, {day(0), 10}, {day(3).Add(time.Hour), 40}, {day(99), 100},
		} {
			if b, err := v.BalanceAt(wang, tt.at); err != nil || b.Posted != tt.want {
				t.Errorf("at %s the balance was %+v, %v, want %d", tt.at, b, err, tt.want)
			}
		}
		for _, ask := range []func() error{
			func() error { _, err := v.Statement(404, 1); return err },
			func() error { _, err := v.StatementBetween(404, day(0), day(1)); return err },
			func() error { _, err := v.BalanceAt(404, day(0)); return err },
			func() error { _, err := v.Balance(404); return err },
		} {
			if err := ask(); !errors.Is(err, ledger.ErrNoAccount) {
				t.Errorf("nobody's account gives %v", err)
			}
		}
		return nil
	})
}

func TestPoliciesByDate(t *testing.T) {
	bank := ledgertest.Open(t)
	day := func(n int) time.Time { return ledgertest.Start.AddDate(0, 0, n) }
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		for i, p := range []struct {
			body string
			from time.Time
		}{{"first", day(0)}, {"third", day(20)}, {"second", day(10)}, {"second, corrected", day(10)}} {
			version, err := tx.AddPolicy([]byte(p.body), p.from, "staff/1")
			if err != nil || version != int64(i+1) {
				t.Errorf("%s has version %d, %v", p.body, version, err)
			}
		}
		return nil
	})
	ledgertest.Read(t, bank, func(v *ledger.View) error {
		if _, err := v.PolicyAt(day(-1)); !errors.Is(err, ledger.ErrNoPolicy) {
			t.Errorf("before the first: %v", err)
		}
		for _, tt := range []struct {
			at   time.Time
			want string
		}{{day(0), "first"}, {day(9), "first"}, {day(10), "second, corrected"}, {day(21), "third"}} {
			if p, err := v.PolicyAt(tt.at); err != nil || string(p.Body) != tt.want {
				t.Errorf("at %s: %s, %v, want %s", tt.at, p.Body, err, tt.want)
			}
		}
		p, err := v.Policy(3)
		if string(p.Body) != "second" || !p.EffectiveAt.Equal(day(10)) {
			t.Errorf("version 3 is %+v", p)
		}
		return err
	})
	if err := bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.AddPolicy([]byte{0xff}, tx.Now, "staff/1")
		return err
	}); !errors.Is(err, ledger.ErrInvalid) {
		t.Errorf("a policy that is not text: %v", err)
	}
}

func TestEntryNamesItsPolicy(t *testing.T) {
	b := openBooks(t)
	p := b.gift()
	p.Policy = 1
	if _, err := b.do(post(p)); err == nil {
		t.Error("an entry names a policy that does not exist")
	}
	ledgertest.Write(t, b.bank, func(tx *ledger.Tx) error {
		_, err := tx.AddPolicy([]byte("first"), tx.Now, "staff/1")
		return err
	})
	if e := b.must(post(p)); e.Policy != 1 {
		t.Errorf("the entry names policy %d", e.Policy)
	}
}
