// Package ledgertest lends a bank to a test: a real file in a temporary
// folder, a clock that is moved by hand, and verbs that seed and check it.
//
//	clock := ledgertest.Clock(t)
//	bank := ledgertest.Open(t, ledgertest.WithClock(clock))
//	wang := ledgertest.Member(t, bank, 17)
//	ledgertest.Deposit(t, bank, 1, wang, 120)
//	…
//	ledgertest.Check(t, bank)
package ledgertest

import (
	"context"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/clock"
)

// Start is where the clocks of this package stand: a Monday, nine in the
// morning in China.
var Start = time.Date(2026, time.November, 23, 9, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*60*60))

// Clock stands at Start until the test moves it.
func Clock(testing.TB) *clock.Manual { return clock.NewManual(Start) }

// An Option changes how Open opens the bank.
type Option func(path *string, o *ledger.Options)

// WithClock dates the bank by c. Without it the bank's clock stands at Start.
func WithClock(c *clock.Manual) Option {
	return func(_ *string, o *ledger.Options) { o.Clock = c.Clock() }
}

// WithSchema adds a room's tables to the file.
func WithSchema(s ledger.Schema) Option {
	return func(_ *string, o *ledger.Options) { o.Schemas = append(o.Schemas, s) }
}

// WithPath opens the file at path, which may exist, instead of a fresh one.
func WithPath(path string) Option {
	return func(p *string, _ *ledger.Options) { *p = path }
}

// Open opens a bank that is closed when the test ends. Closing it earlier is
// fine.
func Open(t testing.TB, options ...Option) *ledger.Bank {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hourline.db")
	o := ledger.Options{Clock: Clock(t).Clock(), Origin: "bank.example/log"}
	for _, option := range options {
		option(&path, &o)
	}
	bank, err := ledger.Open(context.Background(), path, o)
	if err != nil {
		t.Fatalf("open a bank: %v", err)
	}
	t.Cleanup(func() {
		if err := bank.Close(); err != nil {
			t.Errorf("close the bank: %v", err)
		}
	})
	return bank
}

// Write runs fn in a transaction, or ends the test.
func Write(t testing.TB, bank *ledger.Bank, fn func(*ledger.Tx) error) {
	t.Helper()
	if err := bank.Write(context.Background(), fn); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// Read runs fn on a snapshot, or ends the test.
func Read(t testing.TB, bank *ledger.Bank, fn func(*ledger.View) error) {
	t.Helper()
	if err := bank.Read(context.Background(), fn); err != nil {
		t.Fatalf("read: %v", err)
	}
}

// Member opens the account member/<n>, which cannot fall below zero.
func Member(t testing.TB, bank *ledger.Bank, n int) ledger.AccountID {
	t.Helper()
	return Account(t, bank, "member/"+strconv.Itoa(n), ledger.Minutes, 0)
}

// Account opens an account.
func Account(t testing.TB, bank *ledger.Bank, code string, unit ledger.Unit, floor ledger.Floor) (id ledger.AccountID) {
	t.Helper()
	Write(t, bank, func(tx *ledger.Tx) (err error) {
		id, err = tx.OpenAccount(code, unit, floor)
		return err
	})
	return id
}

// Deposit credits a member with the minutes of a visit.
func Deposit(t testing.TB, bank *ledger.Bank, visit int64, member ledger.AccountID, minutes int64) (e ledger.Entry) {
	t.Helper()
	Write(t, bank, func(tx *ledger.Tx) (err error) {
		e, err = tx.Deposit(visit, member, minutes, tx.Now, 0, "test")
		return err
	})
	return e
}

// Balance is what stands on the account.
func Balance(t testing.TB, bank *ledger.Bank, account ledger.AccountID) (b ledger.Balance) {
	t.Helper()
	Read(t, bank, func(v *ledger.View) (err error) {
		b, err = v.Balance(account)
		return err
	})
	return b
}

// Check verifies the whole bank: the journal is without a gap, every balance
// is its sum, and each unit sums to zero.
func Check(t testing.TB, bank *ledger.Bank) {
	t.Helper()
	report, err := bank.Verify(context.Background(), nil)
	if err != nil {
		t.Fatalf("verify the bank: %v", err)
	}
	for _, d := range report.Differences {
		t.Errorf("the books are wrong: %s", d)
	}
}
