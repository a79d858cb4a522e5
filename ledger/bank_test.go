package ledger_test

import (
	"testing"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

func TestDepositArrives(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	e := ledgertest.Deposit(t, bank, 1, wang, 120)
	if b := ledgertest.Balance(t, bank, wang); b.Posted != 120 || b.Head != e.ID {
		t.Fatalf("balance %+v after %+v", b, e)
	}
	ledgertest.Read(t, bank, func(v *ledger.View) error {
		lines, err := v.Statement(wang, 5)
		if len(lines) != 1 || lines[0].Change != 120 {
			t.Errorf("statement %+v", lines)
		}
		if _, err := v.StatementBetween(wang, v.Now, v.Now); err != nil {
			t.Error(err)
		}
		b, err2 := v.BalanceAt(wang, v.Now)
		if err2 != nil || b.Posted != 120 {
			t.Error(b, err2)
		}
		return err
	})
	ledgertest.Check(t, bank)
}
