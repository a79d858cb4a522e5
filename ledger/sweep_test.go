package ledger_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// What was deleted is in the file until it is swept, and then nowhere; others
// write before and after as if nothing were.
func TestSweepingLeavesNothingBehind(t *testing.T) {
	bank := ledgertest.Open(t, ledgertest.WithSchema(ledger.Schema{Name: "shop", FS: shop(1)}))
	wang := ledgertest.Member(t, bank, 1)
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`INSERT INTO goods (id, name) VALUES (9, 'the one who left')`)
		return err
	})
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`DELETE FROM goods WHERE id = 9`)
		return err
	})
	left := func() (n int) {
		for _, end := range []string{"", "-wal"} {
			text, err := os.ReadFile(bank.Path() + end)
			if err != nil {
				t.Fatal(err)
			}
			n += bytes.Count(text, []byte("the one who left"))
		}
		return n
	}
	if left() == 0 {
		t.Fatal("it was never in the file")
	}
	if err := bank.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if n := left(); n != 0 {
		t.Errorf("it stands %d times in the file", n)
	}
	ledgertest.Deposit(t, bank, 1, wang, 5)
	ledgertest.Check(t, bank)
	if err := readOnly(t, bank.Path()).Sweep(ctx); !errors.Is(err, ledger.ErrReadOnly) {
		t.Errorf("a reader: %v", err)
	}
}
