package ledger_test

import (
	"strings"
	"testing"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

func TestSnapshotStandsStill(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	ledgertest.Read(t, bank, func(v *ledger.View) error {
		before, err := v.Balance(wang)
		ledgertest.Deposit(t, bank, 1, wang, 60)
		after, _ := v.Balance(wang)
		if before != after {
			t.Errorf("the snapshot moved from %+v to %+v", before, after)
		}
		return err
	})
}

func TestSameQueryInsideItsOwnLoop(t *testing.T) {
	bank := ledgertest.Open(t)
	for _, text := range []string{
		`SELECT id FROM accounts WHERE id <= $1 ORDER BY id`,
		`SELECT id FROM accounts WHERE id <= 3 ORDER BY id`,
	} {
		var args []any
		if strings.Contains(text, "$1") {
			args = []any{3}
		}
		var read func(v *ledger.View, deep bool) (ids []int)
		read = func(v *ledger.View, deep bool) (ids []int) {
			rows, err := v.Query(text, args...)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			for rows.Next() {
				var id, first int
				if err := rows.Scan(&id); err != nil {
					t.Fatal(err)
				}
				if err := v.QueryRow(text, args...).Scan(&first); err != nil || first != 1 {
					t.Errorf("inside the loop the first is %d, %v", first, err)
				}
				ids = append(ids, id)
				if deep {
					ids = append(ids, read(v, false)...)
				}
			}
			return ids
		}
		ledgertest.Read(t, bank, func(v *ledger.View) error {
			if ids := read(v, true); len(ids) != 12 {
				t.Errorf("%s: read %v", text, ids)
			}
			return nil
		})
	}
}

func TestRowsLeftOpenDoNotOutliveTheTransaction(t *testing.T) {
	bank := ledgertest.Open(t)
	leak := func(v *ledger.View) {
		rows, err := v.Query(`SELECT id FROM accounts`)
		if err != nil || !rows.Next() {
			t.Error("no account", err)
		}
	}
	ledgertest.Read(t, bank, func(v *ledger.View) error { leak(v); return nil })
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error { leak(tx.View); return nil })
	if err := bank.Close(); err != nil { // hangs if a row is open
		t.Error(err)
	}
}

func TestViewIsUselessAfterItsTransaction(t *testing.T) {
	bank := ledgertest.Open(t)
	var kept *ledger.Tx
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error { kept = tx; return nil })
	if _, err := kept.Balance(ledger.Issued); err == nil {
		t.Error("it could still read")
	}
	if _, err := kept.Query(`SELECT 1`); err == nil {
		t.Error("it could still query")
	}
	if _, err := kept.Exec(`DELETE FROM balances`); err == nil {
		t.Error("it could still write")
	}
}

func TestPlaceholdersThatWouldBeSwappedAreRefused(t *testing.T) {
	bank := ledgertest.Open(t)
	tests := []struct {
		label, text string
		args        []any
		ok          bool
	}{
		{"in order", `SELECT $1 + $2 + $1`, []any{1, 2}, true},
		{"second first", `SELECT $2 + $1`, []any{1, 2}, false},
		{"a hole", `SELECT $1 + $3`, []any{1, 2}, false},
		{"zero", `SELECT $0`, []any{1}, false},
		{"too many arguments", `SELECT $1`, []any{1, 2}, false},
		{"too few arguments", `SELECT $1 + $2`, []any{1}, false},
		{"a name in double quotes is no text", `SELECT "nobody"`, nil, false},
	}
	for _, tt := range tests {
		ledgertest.Read(t, bank, func(v *ledger.View) error {
			var n int
			if err := v.QueryRow(tt.text, tt.args...).Scan(&n); (err == nil) != tt.ok {
				t.Errorf("%s: %v", tt.label, err)
			}
			return nil
		})
	}
}
