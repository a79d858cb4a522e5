package ledger_test

import (
	"errors"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// books is a bank with two members, who have 100 and 0 minutes, and a fund.
type books struct {
	t          *testing.T
	bank       *ledger.Bank
	wang, li   ledger.AccountID
	fund, shut ledger.AccountID
}

func openBooks(t *testing.T, options ...ledgertest.Option) *books {
	b := &books{t: t, bank: ledgertest.Open(t, options...)}
	b.wang, b.li = ledgertest.Member(t, b.bank, 1), ledgertest.Member(t, b.bank, 2)
	b.fund = ledgertest.Account(t, b.bank, "fund/street-office", ledger.Fen, 0)
	b.shut = ledgertest.Account(t, b.bank, "estate/3", ledger.Minutes, 0)
	ledgertest.Write(t, b.bank, func(tx *ledger.Tx) error { return tx.CloseAccount(b.shut) })
	ledgertest.Deposit(t, b.bank, 1, b.wang, 100)
	t.Cleanup(func() { ledgertest.Check(t, b.bank) })
	return b
}

// do runs one verb in a transaction of its own.
func (b *books) do(verb func(tx *ledger.Tx) (ledger.Entry, error)) (e ledger.Entry, err error) {
	b.t.Helper()
	err = b.bank.Write(ctx, func(tx *ledger.Tx) (err error) {
		e, err = verb(tx)
		return err
	})
	return e, err
}

func (b *books) must(verb func(tx *ledger.Tx) (ledger.Entry, error)) ledger.Entry {
	b.t.Helper()
	e, err := b.do(verb)
	if err != nil {
		b.t.Fatal(err)
	}
	return e
}

// stands checks what is posted and held on an account.
func (b *books) stands(account ledger.AccountID, posted, held int64) {
	b.t.Helper()
	if got := ledgertest.Balance(b.t, b.bank, account); got.Posted != posted || got.Held != held {
		b.t.Errorf("account %d has %d posted and %d held, want %d and %d", account, got.Posted, got.Held, posted, held)
	}
}

func (b *books) gift() ledger.Posting {
	return ledger.Posting{Debit: b.wang, Credit: b.li, Amount: 40, Kind: "gift", Ref: 7, EffectiveAt: ledgertest.Start, Actor: "staff/1"}
}

func post(p ledger.Posting) func(tx *ledger.Tx) (ledger.Entry, error) {
	return func(tx *ledger.Tx) (ledger.Entry, error) { return tx.Post(p) }
}

func TestEntryTellsEverythingAboutItself(t *testing.T) {
	b := openBooks(t)
	got := b.must(post(b.gift()))
	want := ledger.Entry{
		ID: 2, RecordedAt: ledgertest.Start.UTC(), EffectiveAt: ledgertest.Start.UTC(), Kind: "gift", Ref: 7,
		Debit: b.wang, Credit: b.li, Amount: 40, Actor: "staff/1",
		DebitSide:  ledger.Side{Prev: 1, Seq: 2, Posted: 60},
		CreditSide: ledger.Side{Prev: 0, Seq: 1, Posted: 40},
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	ledgertest.Read(t, b.bank, func(v *ledger.View) error {
		stored, err := v.Entry(2)
		if stored != want {
			t.Errorf("stored %+v\nwant   %+v", stored, want)
		}
		return err
	})
}

func TestTwiceIsOnce(t *testing.T) {
	b := openBooks(t)
	first := b.must(post(b.gift()))
	tests := []struct {
		label  string
		change func(p *ledger.Posting)
		want   error // nil: the first entry comes back
	}{
		{"the same again", func(*ledger.Posting) {}, nil},
		{"by somebody else", func(p *ledger.Posting) { p.Actor = "staff/2" }, nil},
		{"without a date", func(p *ledger.Posting) { p.EffectiveAt = time.Time{} }, nil},
		{"other amount", func(p *ledger.Posting) { p.Amount = 41 }, ledger.ErrKeyReused},
		{"other receiver", func(p *ledger.Posting) { p.Credit = ledger.RedeemedGoods }, ledger.ErrKeyReused},
		{"other giver", func(p *ledger.Posting) { p.Debit = ledger.Issued }, ledger.ErrKeyReused},
		{"other date", func(p *ledger.Posting) { p.EffectiveAt = p.EffectiveAt.Add(time.Hour) }, ledger.ErrKeyReused},
	}
	for _, tt := range tests {
		p := b.gift()
		tt.change(&p)
		e, err := b.do(post(p))
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.label, err, tt.want)
			continue
		}
		if again := first; tt.want == nil {
			again.Repeated = true
			if e != again {
				t.Errorf("%s: got %+v, want %+v", tt.label, e, again)
			}
		}
	}
	if _, err := b.do(func(tx *ledger.Tx) (ledger.Entry, error) { return tx.Hold(b.gift()) }); !errors.Is(err, ledger.ErrKeyReused) {
		t.Errorf("held instead of moved: %v", err)
	}
	b.stands(b.li, 40, 0)
}

func TestPostingsThatAreRefused(t *testing.T) {
	b := openBooks(t)
	tests := []struct {
		label  string
		change func(p *ledger.Posting)
		want   error
	}{
		{"nothing", func(p *ledger.Posting) { p.Amount = 0 }, ledger.ErrInvalid},
		{"less than nothing", func(p *ledger.Posting) { p.Amount = -1 }, ledger.ErrInvalid},
		{"too much for anybody", func(p *ledger.Posting) { p.Amount = ledger.MostAmount + 1 }, ledger.ErrInvalid},
		{"to oneself", func(p *ledger.Posting) { p.Credit = p.Debit }, ledger.ErrInvalid},
		{"minutes into fen", func(p *ledger.Posting) { p.Credit = b.fund }, ledger.ErrInvalid},
		{"without a kind", func(p *ledger.Posting) { p.Kind = "" }, ledger.ErrInvalid},
		{"with the kind of a resolution", func(p *ledger.Posting) { p.Kind = ledger.KindVoid }, ledger.ErrInvalid},
		{"to nobody", func(p *ledger.Posting) { p.Credit = 999 }, ledger.ErrNoAccount},
		{"from nobody", func(p *ledger.Posting) { p.Debit = 999 }, ledger.ErrNoAccount},
		{"to a closed account", func(p *ledger.Posting) { p.Credit = b.shut }, ledger.ErrAccountClosed},
		{"more than there is", func(p *ledger.Posting) { p.Amount = 101 }, ledger.ErrInsufficient},
	}
	for _, tt := range tests {
		p := b.gift()
		tt.change(&p)
		for verb, run := range map[string]func(tx *ledger.Tx) (ledger.Entry, error){
			"post": post(p),
			"hold": func(tx *ledger.Tx) (ledger.Entry, error) { return tx.Hold(p) },
		} {
			if e, err := b.do(run); !errors.Is(err, tt.want) || e != (ledger.Entry{}) {
				t.Errorf("%s %s: %+v, %v, want %v", verb, tt.label, e, err, tt.want)
			}
		}
	}
	b.stands(b.wang, 100, 0)
}

func TestMoneyInTheFundIsTheLimit(t *testing.T) {
	b := openBooks(t)
	give := ledger.Posting{Debit: ledger.Fee, Credit: b.fund, Amount: 500, Kind: "donation", Ref: 1}
	b.must(post(give))
	pay := ledger.Posting{Debit: b.fund, Credit: ledger.Paid, Amount: 300, Kind: "cash", Ref: 1}
	b.must(post(pay))
	pay.Ref = 2
	if _, err := b.do(post(pay)); !errors.Is(err, ledger.ErrInsufficient) {
		t.Errorf("the fund paid what it had not: %v", err)
	}
	b.stands(b.fund, 200, 0)
}

func TestLinkedEntriesAllOrNothing(t *testing.T) {
	b := openBooks(t)
	// Cash for an hour: minutes from the member, fen from an empty fund.
	_, err := b.do(func(tx *ledger.Tx) (ledger.Entry, error) {
		if _, err := tx.Post(ledger.Posting{Debit: b.wang, Credit: ledger.RedeemedCash, Amount: 60, Kind: "cash", Ref: 1}); err != nil {
			return ledger.Entry{}, err
		}
		return tx.Post(ledger.Posting{Debit: b.fund, Credit: ledger.Paid, Amount: 100, Kind: "cash-paid", Ref: 1})
	})
	if !errors.Is(err, ledger.ErrInsufficient) {
		t.Errorf("got %v", err)
	}
	b.stands(b.wang, 100, 0)
	b.stands(ledger.RedeemedCash, 0, 0)
}

func TestClockThatRunsBackDoesNotRunTheJournalBack(t *testing.T) {
	clock := ledgertest.Clock(t)
	b := openBooks(t, ledgertest.WithClock(clock))
	clock.Set(ledgertest.Start.Add(-time.Hour))
	e := b.must(func(tx *ledger.Tx) (ledger.Entry, error) {
		if !tx.Now.Equal(clock.Now()) {
			t.Errorf("now is %s, want %s", tx.Now, clock.Now())
		}
		return tx.Deposit(2, b.wang, 10, time.Time{}, 0, "test")
	})
	if !e.RecordedAt.Equal(ledgertest.Start) || !e.EffectiveAt.Equal(clock.Now()) {
		t.Errorf("recorded %s, effective %s", e.RecordedAt, e.EffectiveAt)
	}
}
