package ledger_test

import (
	"errors"
	"testing"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// changed tells whether doing something is counted as a change of a table.
func changed(t *testing.T, bank *ledger.Bank, table string, do func()) bool {
	t.Helper()
	before, known := bank.Changes(table)
	if !known {
		t.Fatal("the owner does not know what it writes")
	}
	do()
	after, _ := bank.Changes(table)
	return after != before
}

func TestEveryWayToWriteIsCounted(t *testing.T) {
	bank := ledgertest.Open(t)
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT`)
		return err
	})
	for _, text := range []string{
		`INSERT INTO people (id, name) VALUES (1, 'a')`,
		`INSERT OR REPLACE INTO people (id, name) VALUES (1, 'b')`,
		"insert or ignore\n\tinto people (id, name) values (1, 'c')",
		`INSERT INTO people (id, name) VALUES (1, 'd') ON CONFLICT (id) DO UPDATE SET name = 'e'`,
		`REPLACE INTO "people" (id, name) VALUES (1, 'f')`,
		`UPDATE people SET name = 'g'`,
		"UPDATE OR IGNORE `people` SET name = 'h'",
		`WITH one AS (SELECT 1 AS id) DELETE FROM people WHERE id IN (SELECT id FROM one)`,
		`DELETE FROM [people]`,
	} {
		if !changed(t, bank, "people", func() {
			ledgertest.Write(t, bank, func(tx *ledger.Tx) error { _, err := tx.Exec(text); return err })
		}) {
			t.Errorf("not counted: %s", text)
		}
	}
	if !changed(t, bank, "people", func() {
		ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
			var id int
			return tx.QueryRow(`INSERT INTO people (name) VALUES ('i') RETURNING id`).Scan(&id)
		})
	}) {
		t.Error("not counted: rows that come back from an insert")
	}
	if !changed(t, bank, "policies", func() {
		ledgertest.Write(t, bank, func(tx *ledger.Tx) error { _, err := tx.AddPolicy([]byte("x"), tx.Now, "test"); return err })
	}) {
		t.Error("not counted: a policy")
	}
}

func TestWhatDoesNotTouchATableIsNotCounted(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	if changed(t, bank, "policies", func() {
		ledgertest.Deposit(t, bank, 1, wang, 60)
		ledgertest.Read(t, bank, func(v *ledger.View) error {
			var n int
			return v.QueryRow(`SELECT count(*) FROM policies WHERE body <> 'update policies'`).Scan(&n)
		})
	}) {
		t.Error("a deposit was counted as a policy")
	}
}

// A transaction that came to nothing is counted all the same, and one whose
// caller is told of it is counted before.
func TestATransactionThatFailedIsCounted(t *testing.T) {
	bank := ledgertest.Open(t)
	no := errors.New("no")
	if !changed(t, bank, "policies", func() {
		bank.Together(ctx,
			func(tx *ledger.Tx) error { _, err := tx.AddPolicy([]byte("x"), tx.Now, "test"); return err },
			func(tx *ledger.Tx) error { tx.Exec(`UPDATE accounts SET unit = 'hours'`); return no },
		)
	}) {
		t.Error("not counted")
	}
}

func TestBesideTheOwnerNothingIsKnown(t *testing.T) {
	bank := ledgertest.Open(t)
	beside, err := ledger.OpenReadOnly(ctx, bank.Path(), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer beside.Close()
	if _, known := beside.Changes("policies"); known {
		t.Error("somebody who looks on claims to know what the owner writes")
	}
}
