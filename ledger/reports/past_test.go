package reports

import (
	"math/rand/v2"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/ledgertest"
	"hourline/ledger/reports/reportstest"
)

func look(t *testing.T, c *care.Centre, do func(v *ledger.View, p *care.Policy) error) {
	t.Helper()
	if err := c.Look(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

// journal is every entry, the oldest first.
func journal(t *testing.T, v *ledger.View) (all []ledger.Entry) {
	t.Helper()
	for id := ledger.EntryID(1); ; id++ {
		e, err := v.Entry(id)
		if err != nil {
			return all
		}
		all = append(all, e)
	}
}

// fold is what stood on an account after the first n entries.
func fold(all []ledger.Entry, account ledger.AccountID, n ledger.EntryID) (posted int64) {
	for _, e := range all[:n] {
		if e.Credit == account {
			posted += e.Amount
		}
		if e.Debit == account {
			posted -= e.Amount
		}
	}
	return posted
}

// However an account is looked for, what stood on it is the fold of the journal.
func TestThePastOfAnAccountIsTheFoldOfTheJournal(t *testing.T) {
	look(t, reportstest.Open(t), func(v *ledger.View, _ *care.Policy) error {
		all := journal(t, v)
		random := rand.New(rand.NewPCG(1, 1))
		for _, account := range []ledger.AccountID{ledger.Issued, ledger.RedeemedCash, ledger.RedeemedService, ledger.Paid, 20, 140, 190} {
			b, err := v.Balance(account)
			if err != nil {
				return err
			}
			for range 12 {
				cut := ledger.EntryID(random.IntN(len(all) + 1))
				want := fold(all, account, cut)
				if got, err := standings(v, account, []ledger.EntryID{cut}); err != nil || got[0] != want {
					t.Errorf("account %d after entry %d: %d, want %d (%v)", account, cut, got, want, err)
				}
				if b.Head <= cut {
					continue
				}
				for _, nearby := range []int64{0, 1, 7, 100_000} {
					got, err := before(v, account, nearby, mark{b.Head, b.Posted}, cut)
					if err != nil || got.posted != want {
						t.Errorf("account %d after entry %d, looking at %d: %d, want %d (%v)", account, cut, nearby, got.posted, want, err)
					}
				}
			}
		}
		return nil
	})
}

func TestEntriesBeforeAMomentAreCounted(t *testing.T) {
	look(t, reportstest.Open(t), func(v *ledger.View, _ *care.Policy) error {
		all := journal(t, v)
		for _, at := range []time.Time{all[0].RecordedAt, all[0].RecordedAt.Add(1), all[len(all)/2].RecordedAt, all[len(all)-1].RecordedAt, reportstest.Now.AddDate(1, 0, 0), time.UnixMilli(0)} {
			want := 0
			for _, e := range all {
				if e.RecordedAt.UnixMilli() < at.UnixMilli() {
					want++
				}
			}
			if got, err := entriesBefore(v, at); err != nil || int(got) != want {
				t.Errorf("before %s: %d, want %d (%v)", at, got, want, err)
			}
		}
		return nil
	})
}

// What was granted, and used, and has lapsed since, is found in the past as well.
func TestThePastOfWhatWasGranted(t *testing.T) {
	c := reportstest.Open(t)
	accounts := map[ledger.AccountID]bool{}
	ledgertest.Write(t, c.Bank, func(tx *ledger.Tx) error {
		fund, err := tx.OpenAccount("grant/opening", ledger.Minutes, 0)
		if err == nil {
			_, err = tx.Post(ledger.Posting{Debit: ledger.Suspense, Credit: fund, Amount: 100_000, Kind: "test", Ref: 1})
		}
		if err != nil {
			return err
		}
		for round := range 3 {
			for i, code := range []string{"grant/opening/1", "grant/opening/2", "grant/opening/2/gift"} {
				id, err := tx.OpenAccount(code, ledger.Minutes, 0)
				if err != nil {
					return err
				}
				accounts[id] = true
				ref := int64(10*round + i)
				if _, err := tx.Post(ledger.Posting{Debit: fund, Credit: id, Amount: 240 + ref, Kind: "grant", Ref: ref, Actor: "test"}); err != nil {
					return err
				}
				if _, err := tx.Post(ledger.Posting{Debit: id, Credit: ledger.RedeemedService, Amount: 60, Kind: "used", Ref: ref, Actor: "test"}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	look(t, c, func(v *ledger.View, _ *care.Policy) error {
		all := journal(t, v)
		last := ledger.EntryID(len(all))
		cuts := []ledger.EntryID{last, last - 1, last - 5, last - 10, last - 17, last - 18, last - 100}
		got, err := granted(v, cuts)
		if err != nil {
			return err
		}
		for i, cut := range cuts {
			var want int64
			for id := range accounts {
				want += fold(all, id, cut)
			}
			if got[i] != want {
				t.Errorf("after entry %d: %d, want %d", cut, got[i], want)
			}
		}
		return nil
	})
}
