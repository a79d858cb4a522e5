package ledger_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// shell changes the file as somebody with an SQL shell would who knows what
// stands in the way: triggers are dropped first, and are back afterwards.
func shell(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=ignore_check_constraints(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	rows, err := db.Query(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`)
	if err != nil {
		t.Fatal(err)
	}
	var before, after []string
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			t.Fatal(err)
		}
		before, after = append(before, "DROP TRIGGER "+name), append(after, text)
	}
	for _, text := range append(append(before, statements...), after...) {
		if _, err := db.Exec(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

// A forgery is something done to the books, and what verify says then.
type forgery struct {
	label string
	do    []string
	said  []string
}

// TestEveryTamperingIsNamed changes, deletes, puts in, reorders and re-dates one
// thing after another, and wants verify to say exactly that. The books are those
// of makeBooks.
func TestEveryTamperingIsNamed(t *testing.T) {
	template := ledgertest.NewTemplate(makeBooks)
	for _, chapter := range [][]forgery{forgedEntries, forgedHolds, forgedBalances, forgedTiles, forgedCheckpoints, forgedPolicies, forgedSecrets} {
		for _, f := range chapter {
			t.Run(f.label, func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(t.TempDir(), "hourline.db")
				template(t, path)
				for name, text := range signedBeside {
					writeFile(t, filepath.Join(filepath.Dir(path), name), text)
				}
				shell(t, path, f.do...)
				said := verified(t, readOnly(t, path))
				if got, want := strings.Join(said, "\n"), strings.Join(f.said, "\n"); got != want {
					t.Errorf("it says\n%s\nwant\n%s", got, want)
				}
			})
		}
	}
}

// verified is what verify says of the books, and of how much more.
func verified(t *testing.T, bank *ledger.Bank) (said []string) {
	t.Helper()
	report, err := bank.Verify(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range report.Differences {
		said = append(said, keyHash.ReplaceAllString(d.String(), "+…"))
	}
	if len(said) == 0 {
		said = append(said, report.Unsigned()...)
	}
	if many := 5; len(said) > many+1 {
		said = append(said[:many:many], fmt.Sprintf("and %d more", len(said)-many))
	}
	return said
}

// keyHash is part of a key's name, and another in every run.
var keyHash = regexp.MustCompile(`\+[0-9a-f]{8}\b`)

// signedBeside is what stands beside the books of makeBooks.
var signedBeside = map[string][]byte{}

// makeBooks makes books with entries of each sort. Account 8 is wang's and 9
// li's, 10 that of chen, who was forgotten, 11 a fund of money and 12 its other
// side. Entries 1 to 9 are told apart below; 10 to 518 are deposits, by turns of
// wang and li; 512 of all fill two tiles. Policies 1 and 2 are named by entries,
// 3 and 4 by none. Checkpoints were signed at 0, 9, 300, 514, 517 and 518.
func makeBooks(t testing.TB, path string) {
	clock := ledgertest.Clock(t)
	bank := ledgertest.Open(t, ledgertest.WithPath(path), ledgertest.WithClock(clock))
	bank.SignByHand()
	sign := func() {
		if err := bank.SignNow(ctx); err != nil {
			t.Fatal(err)
		}
	}
	do := func(fn func(tx *ledger.Tx) error) {
		clock.Advance(time.Second)
		ledgertest.Write(t, bank, fn)
	}
	policy := func(body string) {
		do(func(tx *ledger.Tx) error { _, err := tx.AddPolicy([]byte(body), tx.Now, "staff/1"); return err })
		sign()
	}
	wang, li, chen := ledgertest.Member(t, bank, 1), ledgertest.Member(t, bank, 2), ledgertest.Member(t, bank, 3)
	fund := ledgertest.Account(t, bank, "fund/street", ledger.Fen, 0)
	given := ledgertest.Account(t, bank, "given/street", ledger.Fen, ledger.Unlimited)
	policy("first")
	policy("second")
	goods := func(ref, amount int64) ledger.Posting {
		return ledger.Posting{Debit: wang, Credit: ledger.RedeemedGoods, Amount: amount, Kind: "goods", Ref: ref, Policy: 1, Actor: "staff/1"}
	}
	for _, verb := range []func(tx *ledger.Tx) (ledger.Entry, error){
		func(tx *ledger.Tx) (ledger.Entry, error) { return tx.Deposit(1, wang, 100, tx.Now, 1, "test") },
		func(tx *ledger.Tx) (ledger.Entry, error) { return tx.Post(goods(1, 30)) },
		func(tx *ledger.Tx) (ledger.Entry, error) { return tx.Deposit(2, li, 15, tx.Now, 1, "test") },
		func(tx *ledger.Tx) (ledger.Entry, error) { return tx.Hold(goods(2, 30)) },
		func(tx *ledger.Tx) (ledger.Entry, error) {
			return tx.Reverse(2, 15, ledger.Reversal{Kind: "correction", Ref: 1})
		},
		func(tx *ledger.Tx) (ledger.Entry, error) { return tx.VoidHold(4, ledger.Resolution{}) },
		func(tx *ledger.Tx) (ledger.Entry, error) { return tx.Hold(goods(3, 30)) },
		func(tx *ledger.Tx) (ledger.Entry, error) { return tx.Deposit(3, chen, 20, tx.Now, 1, "test") },
		func(tx *ledger.Tx) (ledger.Entry, error) {
			return tx.Post(ledger.Posting{Debit: given, Credit: fund, Amount: 5000, Kind: "fund-in", Ref: 1, Policy: 2, Actor: "staff/1"})
		},
	} {
		do(func(tx *ledger.Tx) error { _, err := verb(tx); return err })
	}
	do(func(tx *ledger.Tx) error { return tx.EraseSecret(chen) })
	sign()
	policy("third")
	policy("fourth")
	visit := int64(10)
	for _, last := range []int64{300, 514, 517, 518} {
		do(func(tx *ledger.Tx) error {
			for ; visit <= last; visit++ {
				if _, err := tx.Deposit(visit, []ledger.AccountID{wang, li}[visit%2], 15, tx.Now, 1, "test"); err != nil {
					return err
				}
			}
			return nil
		})
		sign()
	}
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{ledger.CheckpointFile, ledger.PoliciesFile} {
		text, err := os.ReadFile(filepath.Join(filepath.Dir(path), name))
		if err != nil {
			t.Fatal(err)
		}
		signedBeside[name] = text
	}
}
