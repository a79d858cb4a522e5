package doctor

import (
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/gateway"
	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/care/caretest"
	"hourline/ledger/ledgertest"
	"hourline/ledger/proof"
)

func TestTheDoctorLooksAtTheWitnesses(t *testing.T) {
	dir := t.TempDir()
	caretest.BooksOfToday(t, gateway.BooksIn(dir))
	centre, err := care.Open(t.Context(), gateway.BooksIn(dir), care.Config{Origin: "hours.example.org/log"})
	if err != nil {
		t.Fatal(err)
	}
	defer centre.Close()
	bureau, university := ledgertest.NewWitness(t, "bureau.example"), ledgertest.NewWitness(t, "university.example")
	by := func(w *ledgertest.Witness) proof.Cosigner {
		c, err := proof.ParseCosigner(w.Verifier())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	sign := func(w *ledgertest.Witness) {
		t.Helper()
		if _, err := centre.Bank.Cosign(t.Context(), by(w), centre.Bank.Checkpoint(), []byte(w.Sign(centre.Bank.Checkpoint()))); err != nil {
			t.Fatal(err)
		}
	}
	both := []string{bureau.Setting(), university.Setting()}
	for _, row := range []struct {
		label   string
		do      func()
		asked   []string
		carrier string
		later   time.Duration
		mark    Mark
		found   string
	}{
		{"none", nil, nil, "", 0, Warning, "nobody outside"},
		{"none, on trial", nil, nil, "http://127.0.0.1:9", 0, Fine, "not needed"},
		{"one that is none", nil, []string{"bureau"}, "", 0, Failed, "a witness is written as"},
		{"no entries yet", nil, both, "", 24 * time.Hour, Fine, "2 sign the public log"},
		{"a new entry", func() {
			err := centre.Bank.Write(t.Context(), func(tx *ledger.Tx) error {
				id, err := tx.OpenAccount("member/99", ledger.Minutes, 0)
				if err == nil {
					_, err = tx.Deposit(1, id, 15, tx.Now, 0, "test")
				}
				return err
			})
			for until := time.Now().Add(time.Minute); err == nil && !strings.Contains(string(centre.Bank.Checkpoint()), "\n1\n"); time.Sleep(5 * time.Millisecond) {
				if time.Now().After(until) {
					t.Fatal("it is not signed")
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}, both, "", 0, Fine, "2 sign"},
		{"an old entry", nil, both, "", 24 * time.Hour, Warning, "bureau.example has not signed the public log since"},
		{"one of them has signed", func() { sign(bureau) }, both, "", 24 * time.Hour, Warning, "university.example has not signed"},
		{"another history", func() {
			if err := centre.Bank.Dispute(t.Context(), by(university), centre.Bank.Checkpoint(), 7); err != nil {
				t.Fatal(err)
			}
		}, both, "", 0, Failed, "university.example has seen ANOTHER HISTORY of these books: it says that it has signed for 7 entries"},
		{"both have", func() { sign(university) }, both, "", 24 * time.Hour, Fine, "2 sign"},
	} {
		if row.do != nil {
			row.do()
		}
		x := look(gateway.Settings{Witness: row.asked, CarrierURL: row.carrier})
		x.books, x.now = centre, func() time.Time { return time.Now().Add(row.later) }
		if f := x.witnesses(t.Context()); f.Mark != row.mark || !strings.Contains(f.Found, row.found) || f.Mark != Fine && f.Mend == "" {
			t.Errorf("%s: %+v", row.label, f)
		}
	}
}
