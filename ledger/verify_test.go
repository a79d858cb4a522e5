package ledger_test

import (
	"database/sql"
	"strings"
	"testing"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

func TestJournalIsAppendOnly(t *testing.T) {
	b := openBooks(t)
	ledgertest.Write(t, b.bank, func(tx *ledger.Tx) error {
		_, err := tx.AddPolicy([]byte("first"), tx.Now, "staff/1")
		return err
	})
	for _, text := range []string{
		`UPDATE entries SET amount = 1`,
		`UPDATE entries SET actor = 'nobody' WHERE id = 1`,
		`DELETE FROM entries`,
		`INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE id = 1`,
		`REPLACE INTO entries SELECT * FROM entries WHERE id = 1`,
		`INSERT INTO entries SELECT * FROM entries WHERE id = 1 ON CONFLICT (id) DO UPDATE SET amount = 1`,
		`UPDATE policies SET body = ''`,
		`DELETE FROM policies`,
		`INSERT OR REPLACE INTO policies SELECT * FROM policies`,
	} {
		err := b.bank.Write(ctx, func(tx *ledger.Tx) error {
			_, err := tx.Exec(text)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "never") {
			t.Errorf("%s: %v", text, err)
		}
	}
	b.stands(b.wang, 100, 0)
}

// tamper changes the file behind the bank's back, as somebody with a shell
// and the triggers in the way would.
func tamper(t *testing.T, bank *ledger.Bank, statements ...string) *ledger.Bank {
	t.Helper()
	change(t, bank, statements...)
	return readOnly(t, bank.Path()) // its owner would refuse to sign it
}

func tamperFile(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=ignore_check_constraints(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, text := range statements {
		if _, err := db.Exec(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

func readOnly(t *testing.T, path string) *ledger.Bank {
	t.Helper()
	bank, err := ledger.OpenReadOnly(ctx, path, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bank.Close() })
	return bank
}

const (
	dropKeep = `DROP TRIGGER entries_keep`
	dropStay = `DROP TRIGGER entries_stay`
)

func TestAGuardThatIsGoneIsNamed(t *testing.T) {
	for label, do := range map[string][]string{
		"dropped":       {`DROP TRIGGER policies_keep`},
		"made harmless": {`DROP TRIGGER policies_keep`, `CREATE TRIGGER policies_keep BEFORE UPDATE ON policies BEGIN SELECT 1; END`},
	} {
		t.Run(label, func(t *testing.T) {
			found(t, tamper(t, history(t), do...), "the trigger policies_keep is gone: the journal could be changed")
		})
	}
}

// history is a bank with an entry of each sort. Account 8 has 85 minutes, of
// which 30 are held; account 9 has 15.
func history(t *testing.T) *ledger.Bank {
	bank := ledgertest.Open(t)
	wang, li := ledgertest.Member(t, bank, 1), ledgertest.Member(t, bank, 2)
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		steps := []func() (ledger.Entry, error){
			func() (ledger.Entry, error) { return tx.Deposit(1, wang, 100, tx.Now, 0, "test") },
			func() (ledger.Entry, error) {
				return tx.Post(ledger.Posting{Debit: wang, Credit: ledger.RedeemedGoods, Amount: 30, Kind: "goods", Ref: 1})
			},
			func() (ledger.Entry, error) { return tx.Deposit(2, li, 15, tx.Now, 0, "test") },
			func() (ledger.Entry, error) {
				return tx.Hold(ledger.Posting{Debit: wang, Credit: ledger.RedeemedGoods, Amount: 30, Kind: "goods", Ref: 2})
			},
			func() (ledger.Entry, error) { return tx.Reverse(2, 15, ledger.Reversal{Kind: "correction", Ref: 1}) },
			func() (ledger.Entry, error) { return tx.VoidHold(4, ledger.Resolution{}) },
			func() (ledger.Entry, error) {
				return tx.Hold(ledger.Posting{Debit: wang, Credit: ledger.RedeemedGoods, Amount: 30, Kind: "goods", Ref: 3})
			},
		}
		for _, step := range steps {
			if _, err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	return bank
}

func TestVerifyTellsHowFarItIs(t *testing.T) {
	b := openBooks(t)
	b.hold(1, 10)
	var done, total int64
	report, err := b.bank.Verify(ctx, func(d, n int64) { done, total = d, n })
	if err != nil || done != 2 || total != 2 || report.Entries != 2 || report.Accounts != 11 {
		t.Errorf("%d of %d, %+v, %v", done, total, report, err)
	}
}

func TestVerifyInManySnapshots(t *testing.T) {
	bank := history(t)
	for _, atOnce := range []int{1, 2, 3, 7, 8} {
		report, err := bank.VerifyInSteps(ctx, atOnce)
		if err != nil || report.Entries != 7 || len(report.Differences) != 0 {
			t.Errorf("%d at once: %+v, %v", atOnce, report, err)
		}
	}
}
