package ledgertest_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// Two banks are told the same, one by its writer and one in bulk. Not a single
// column of the two differs.
func TestInBulkIsRowForRowWhatTheWriterWrites(t *testing.T) {
	written := filepath.Join(t.TempDir(), "hourline.db")
	hand := ledgertest.Clock(t)
	bank := ledgertest.Open(t, ledgertest.WithPath(written), ledgertest.WithClock(hand))
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		_, err := tx.AddPolicy([]byte("first"), tx.Now, "test")
		return err
	})
	close(t, bank)
	books, err := os.ReadFile(written)
	if err != nil {
		t.Fatal(err)
	}
	inBulk := filepath.Join(t.TempDir(), "hourline.db")
	if err := os.WriteFile(inBulk, books, 0o600); err != nil {
		t.Fatal(err)
	}

	bank = ledgertest.Open(t, ledgertest.WithPath(written), ledgertest.WithClock(hand))
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error { return tell(writer{tx}, tx.Now) })
	close(t, bank)
	bulk, err := ledgertest.OpenBulk(inBulk)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(tell(bulk, ledgertest.Start.UTC()), bulk.Close()); err != nil {
		t.Fatal(err)
	}

	for _, table := range []string{"accounts", "entries", "balances", "policies"} {
		w, b := dump(t, written, table), dump(t, inBulk, table)
		if len(w) != len(b) || len(w) == 0 {
			t.Fatalf("%s: %d rows by the writer, %d in bulk", table, len(w), len(b))
		}
		for i := range w {
			if w[i] != b[i] {
				t.Fatalf("%s: the writer wrote %s, and in bulk it is %s", table, w[i], b[i])
			}
		}
	}
	bank = ledgertest.Open(t, ledgertest.WithPath(inBulk), ledgertest.WithClock(hand))
	ledgertest.Check(t, bank)
	ledgertest.Deposit(t, bank, 1_000_000, 8, 60) // and the writer goes on from there
	ledgertest.Check(t, bank)
}

// A teller is who keeps the books.
type teller interface {
	Account(code string, unit ledger.Unit, floor ledger.Floor, at time.Time) (ledger.AccountID, error)
	Post(at time.Time, p ledger.Posting) (ledger.Entry, error)
	Hold(at time.Time, p ledger.Posting) (ledger.Entry, error)
	Resolve(at time.Time, kind ledger.Kind, hold ledger.Entry, amount int64, r ledger.Resolution) (ledger.Entry, error)
	Reverse(at time.Time, original ledger.Entry, amount int64, r ledger.Reversal) (ledger.Entry, error)
}

// tell has a thousand things happen, always the same.
func tell(to teller, at time.Time) error {
	chance := rand.New(rand.NewPCG(1, 2))
	var members []ledger.AccountID
	for n := range 12 {
		id, err := to.Account(fmt.Sprintf("member/%d", n), ledger.Minutes, 0, at)
		if err != nil {
			return err
		}
		members = append(members, id)
	}
	pool, err := to.Account("pool/北", ledger.Minutes, ledger.Unlimited, at)
	if err != nil {
		return err
	}
	var holds, moved []ledger.Entry
	for n := range int64(1000) {
		who, amount, policy := members[chance.IntN(len(members))], 1+chance.Int64N(120), chance.Int64N(2)
		r := ledger.Resolution{EffectiveAt: at.Add(-time.Duration(n) * time.Second), Policy: policy, Actor: "desk"}
		var e ledger.Entry
		var err error
		switch which := chance.IntN(10); {
		case which < 4:
			e, err = to.Post(at, ledger.Posting{Debit: ledger.Issued, Credit: who, Amount: amount, Kind: ledger.KindDeposit, Ref: n, EffectiveAt: r.EffectiveAt, Policy: policy, Actor: "key"})
		case which < 6:
			e, err = to.Post(at, ledger.Posting{Debit: who, Credit: pool, Amount: amount, Kind: "donation", Ref: n})
		case which < 8 || len(holds) == 0:
			e, err = to.Hold(at, ledger.Posting{Debit: who, Credit: ledger.RedeemedGoods, Amount: amount, Kind: "redeem", Ref: n, Actor: "desk"})
			if err == nil {
				holds = append(holds, e)
			}
		case which < 9 && len(moved) > 0:
			e, err = to.Reverse(at, moved[0], moved[0].Amount, ledger.Reversal{Kind: "correction", Ref: n, Policy: policy, Actor: "desk"})
			moved = moved[1:]
			if err == nil {
				e.Amount = 0 // and is not reversed itself
			}
		default:
			kind := []ledger.Kind{ledger.KindPost, ledger.KindVoid, ledger.KindExpire}[chance.IntN(3)]
			if amount = 0; kind == ledger.KindPost {
				amount = 1 + chance.Int64N(holds[0].Held)
			}
			e, err = to.Resolve(at, kind, holds[0], amount, r)
			holds = holds[1:]
		}
		if err != nil && !errors.Is(err, ledger.ErrInsufficient) {
			return err
		}
		if err == nil && e.Amount > 0 {
			moved = append(moved, e)
		}
	}
	return nil
}

// A writer is the bank's own way.
type writer struct{ *ledger.Tx }

func (w writer) Account(code string, unit ledger.Unit, floor ledger.Floor, _ time.Time) (ledger.AccountID, error) {
	return w.OpenAccount(code, unit, floor)
}

func (w writer) Post(_ time.Time, p ledger.Posting) (ledger.Entry, error) { return w.Tx.Post(p) }

func (w writer) Hold(_ time.Time, p ledger.Posting) (ledger.Entry, error) { return w.Tx.Hold(p) }

func (w writer) Resolve(_ time.Time, kind ledger.Kind, hold ledger.Entry, amount int64, r ledger.Resolution) (ledger.Entry, error) {
	switch kind {
	case ledger.KindPost:
		return w.PostHold(hold.ID, amount, r)
	case ledger.KindVoid:
		return w.VoidHold(hold.ID, r)
	}
	return w.ExpireHold(hold.ID, r)
}

func (w writer) Reverse(_ time.Time, original ledger.Entry, amount int64, r ledger.Reversal) (ledger.Entry, error) {
	return w.Tx.Reverse(original.ID, amount, r)
}

func close(t *testing.T, bank *ledger.Bank) {
	t.Helper()
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
}

// dump is every row of a table as text, in the order of its first column.
func dump(t *testing.T, path, table string) (all []string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT * FROM " + table + " ORDER BY 1")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		var row strings.Builder
		for i, name := range columns {
			fmt.Fprintf(&row, "%s=%v ", name, values[i])
		}
		all = append(all, row.String())
	}
	return all
}
