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

func TestTamperingIsNamed(t *testing.T) {
	tests := []struct {
		label string
		do    []string
		want  []string // one difference each, besides the lost trigger
	}{
		{"amount", []string{dropKeep, `UPDATE entries SET amount = 500 WHERE id = 3`}, []string{
			"entry 3: account 1: says -115 is on the account after it, and it comes to -600",
			"entry 3: account 9: says 15 is on the account after it, and it comes to 500"}},
		{"balance", []string{`UPDATE balances SET posted = 999 WHERE account = 8`}, []string{
			"account 8: the balance is 999 posted and 30 held, and the journal comes to 85 and 30",
			"all balances in minutes together come to 914"}},
		{"held", []string{`UPDATE balances SET held = 0 WHERE account = 8`}, []string{
			"account 8: the balance is 85 posted and 0 held, and the journal comes to 85 and 30"}},
		{"balance after", []string{dropKeep, `UPDATE entries SET credit_after = 16 WHERE id = 3`}, []string{
			"entry 3: account 9: says 16 is on the account after it, and it comes to 15",
			"account 9: the balance is 15 posted and 0 held, and the journal comes to 16 and 0"}},
		{"sequence", []string{dropKeep, `UPDATE entries SET credit_seq = 7 WHERE id = 3`}, []string{
			"entry 3: account 9: has sequence number 7 instead of 1",
			"account 9: the balance ends with entry 3, number 1, and the journal with entry 3, number 7"}},
		{"back-pointer", []string{dropKeep, `UPDATE entries SET debit_prev = 1 WHERE id = 4`}, []string{
			"entry 4: account 8: points back to entry 1, and the one before is 2"}},
		{"head", []string{`UPDATE balances SET head = 1 WHERE account = 9`}, []string{
			"account 9: the balance ends with entry 1, number 1, and the journal with entry 3, number 1"}},
		{"a deleted entry", []string{dropStay, `DELETE FROM entries WHERE id = 3`}, []string{
			"entry 3: is missing",
			"account 9: the balance is 15 posted and 0 held, and the journal comes to 0 and 0"}},
		{"deleted entries", []string{dropStay, `DELETE FROM entries WHERE id IN (2, 3)`}, []string{
			"entry 2: is missing, and all up to entry 3",
			"entry 5: undoes entry 2, which is missing"}},
		{"the newest entry deleted", []string{dropStay, `DELETE FROM entries WHERE id = 7`}, []string{
			"account 8: the balance is 85 posted and 30 held, and the journal comes to 85 and 0",
			"account 8: the balance ends with entry 7, number 6, and the journal with entry 6, number 5"}},
		{"an entry put in", []string{`INSERT INTO entries SELECT 0, recorded_at, effective_at, kind, 77, debit, credit, amount, held,
			undoes, resolves, policy, actor, 0, 1, -amount, 0, 0, 1, amount, 0 FROM entries WHERE id = 1`}, []string{
			"numbers begin at 1"}},
		{"date", []string{dropKeep, `UPDATE entries SET recorded_at = 5 WHERE id = 3`}, []string{
			"entry 3: is dated 1970-01-01T00:00:00Z, before the entry ahead of it"}},
		{"accounts swapped", []string{dropKeep, `UPDATE entries SET debit = credit, credit = debit WHERE id = 3`}, []string{
			"entry 3: account 9: points back", "entry 3: account 1: points back"}},
		{"unit", []string{`UPDATE accounts SET unit = 'fen' WHERE id = 9`}, []string{
			`entry 3: moves "minutes" into "fen"`}},
		{"hold", []string{dropKeep, `UPDATE entries SET held = 5 WHERE id = 4`}, []string{
			"entry 4: account 8: says 30 is held after it, and it comes to 5",
			"entry 6: moves 0 and releases 30 of hold 4, which holds 5"}},
		{"end of a hold", []string{dropKeep, `UPDATE entries SET resolves = 3 WHERE id = 6`}, []string{
			"entry 6: resolves entry 3, which is not an open hold"}},
		{"reversal", []string{dropKeep, `UPDATE entries SET undoes = 3 WHERE id = 5`}, []string{
			"entry 5: undoes entry 3 and is not the opposite of it"}},
		{"policy", []string{dropKeep, `UPDATE entries SET policy = 7 WHERE id = 3`}, []string{
			"entry 3: names policy 7, which is missing"}},
		{"floor", []string{`UPDATE balances SET floor = 100 WHERE account = 8`}, []string{
			"account 8: 55 is available, below the floor of 100"}},
		{"closed with a balance", []string{`UPDATE accounts SET closed_at = 5 WHERE id = 8`}, []string{
			"account 8: is closed with 85 posted and 30 held"}},
		{"account gone", []string{`DELETE FROM accounts WHERE id = 9`}, []string{
			"account 9: has entries but was never opened", "points into accounts at nothing"}},
		{"balance gone", []string{`DELETE FROM balances WHERE account = 9`}, []string{
			"account 9: has no balance"}},
		{"trigger", []string{`DROP TRIGGER policies_keep`}, []string{
			"the trigger policies_keep is gone"}},
		{"trigger made harmless", []string{dropKeep, `CREATE TRIGGER entries_keep BEFORE UPDATE ON entries BEGIN SELECT 1; END`}, []string{
			"the trigger entries_keep is gone"}},
	}
	for _, tt := range tests {
		t.Run(tt.label, func(t *testing.T) {
			t.Parallel()
			bank := tamper(t, history(t), tt.do...)
			report, err := bank.Verify(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, d := range report.Differences {
				said = append(said, d.String())
			}
			all := strings.Join(said, "\n")
			for _, want := range tt.want {
				if !strings.Contains(all, want) {
					t.Errorf("not said: %s\nsaid: %s", want, all)
				}
			}
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
