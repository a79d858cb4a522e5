package reports

import (
	"strings"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/reports/reportstest"
)

func solvency(t *testing.T, c *care.Centre) Solvency {
	t.Helper()
	s, err := SolvencyOf(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// All hours outstanding are told by age and by community, and by month as the
// journal has them.
func TestHoursOutstandingAreCountedEachWay(t *testing.T) {
	c := reportstest.Open(t)
	s := solvency(t, c)
	var byAge, byPlace, held int64
	for _, b := range s.Bands {
		byAge, held = byAge+b.Minutes, held+b.Held
	}
	for _, p := range s.Communities {
		byPlace += p.Minutes
	}
	if s.Outstanding == 0 || byAge != s.Own || byPlace != s.Own || s.Own != s.Outstanding || held != s.Held || held == 0 {
		t.Errorf("outstanding %d, own %d, by age %d, by community %d, held %d of %d", s.Outstanding, s.Own, byAge, byPlace, held, s.Held)
	}
	if len(s.Communities) != len(reportstest.Communities) || s.Communities[0].Name != reportstest.Communities[0] {
		t.Errorf("the communities are %+v", s.Communities)
	}
	look(t, c, func(v *ledger.View, p *care.Policy) error {
		all := journal(t, v)
		for _, m := range s.Trend {
			_, until := m.Month.In(p.Place)
			var hands, fund int64
			for _, e := range all {
				if !e.RecordedAt.Before(until) {
					continue
				}
				if e.Debit == ledger.Issued {
					hands += e.Amount
				}
				if e.Credit >= ledger.RedeemedService && e.Credit <= ledger.RedeemedCash {
					hands -= e.Amount
				}
				switch {
				case e.Kind == "fund-in":
					fund += e.Amount
				case e.Credit == ledger.Paid:
					fund -= e.Amount
				}
			}
			if m.Outstanding != hands || m.Fund != fund || hands == 0 {
				t.Errorf("%s: %d minutes and %d fen, the journal has %d and %d", m.Month, m.Outstanding, m.Fund, hands, fund)
			}
			if m.Stored > m.Served || m.Stored == 0 {
				t.Errorf("%s: %d served, %d stored", m.Month, m.Served, m.Stored)
			}
		}
		return nil
	})
	if last := s.Trend[len(s.Trend)-1]; len(s.Trend) != 12 || last.Month.String() != "2026-11" || last.Outstanding != s.Outstanding || last.Fund != s.Fund {
		t.Errorf("the trend ends with %+v", last)
	}
}

func TestWhatARunWouldCost(t *testing.T) {
	s := Solvency{Outstanding: 6001, Rate: 100, Fund: 2500}
	s.run()
	want := []Run{{10, 600, 1000, 0}, {25, 1500, 2500, 0}, {50, 3000, 5000, 2500}, {100, 6001, 10002, 7502}}
	for i, r := range s.Runs {
		if r != want[i] {
			t.Errorf("%+v, want %+v", r, want[i])
		}
	}
	if ratio, ok := s.Coverage(); !ok || ratio < 0.2499 || ratio > 0.25 {
		t.Errorf("coverage %v %v", ratio, ok)
	}
	if _, ok := (Solvency{Fund: 100, Rate: 100}).Coverage(); ok {
		t.Error("nothing is owed, and yet it is covered by a part")
	}
}

func TestTheLargestHoldersCannotBeRecognized(t *testing.T) {
	s := solvency(t, reportstest.Open(t))
	if len(s.Holders) != 10 || s.TopShare <= 0 || s.TopShare >= 1 {
		t.Fatalf("%d holders with %v of all", len(s.Holders), s.TopShare)
	}
	for i, h := range s.Holders {
		if len(h.Number) != len("**123") || !strings.HasPrefix(h.Number, "**") || !strings.HasSuffix(h.Name, "**") || len([]rune(h.Name)) != 3 {
			t.Errorf("%s %s can be recognized", h.Number, h.Name)
		}
		if i > 0 && h.Minutes > s.Holders[i-1].Minutes {
			t.Errorf("%d is not the largest first", i)
		}
	}
	for word, want := range map[string]string{"": "**", "王": "**", "王奶奶": "王**", "欧阳桂英": "欧**"} {
		if got := hidden(word, 1, 0); got != want {
			t.Errorf("%q is shown as %q, want %q", word, got, want)
		}
	}
}

// Hours of estates are outstanding; those that were granted, of nobody known, of
// pools and of budgets are not. The stop rule reckons the same.
func TestHoursThatAreNotOnMembersAccounts(t *testing.T) {
	c := reportstest.Open(t)
	before := solvency(t, c)
	err := c.Bank.Write(t.Context(), func(tx *ledger.Tx) error {
		for i, a := range []struct {
			code    string
			minutes int64
		}{{"grant/opening", 1000}, {"grant/opening/17", 240}, {"estate/3", 50}, {"pool/翠湖社区", 7}, {"suspense", 9}, {"member/999", 30}} {
			id := ledger.Suspense
			var err error
			if a.code != "suspense" {
				if id, err = tx.OpenAccount(a.code, ledger.Minutes, 0); err != nil {
					return err
				}
			}
			if _, err := tx.Post(ledger.Posting{Debit: ledger.Issued, Credit: id, Amount: a.minutes, Kind: "try", Ref: int64(i), Actor: "test"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s := solvency(t, c)
	if s.Granted != 240 || s.Estates != 50 || s.Ownerless != 9 || s.Own != before.Own+30 || s.Outstanding != before.Outstanding+50+30 || s.Pools != 7 || s.Budgets != 1000 {
		t.Errorf("%+v", s)
	}
	if s.Stop.Outstanding != s.Outstanding {
		t.Errorf("the stop rule has %d outstanding, and this report %d", s.Stop.Outstanding, s.Outstanding)
	}
	if unknown := s.Bands[len(s.Bands)-1]; unknown.Minutes != 30 || unknown.From != 0 {
		t.Errorf("of no known age: %+v", unknown)
	}
	if last := s.Trend[11]; last.Outstanding != s.Outstanding {
		t.Errorf("the trend ends with %d, and %d are outstanding", last.Outstanding, s.Outstanding)
	}
}

func TestAgesFallIntoBands(t *testing.T) {
	for age, from := range map[int]int{1: 1, 49: 1, 50: 50, 59: 50, 60: 60, 79: 70, 80: 80, 107: 80} {
		if b := bands[bandOf(age)]; b.From != from {
			t.Errorf("%d is of the band from %d, want %d", age, b.From, from)
		}
	}
	if bandOf(0) != len(bands) {
		t.Error("an age that nobody knows is of a band")
	}
}

func TestTheLastMonthsEndWithThisOne(t *testing.T) {
	got := lastMonths(time.Date(2026, time.March, 31, 0, 0, 0, 0, time.UTC), 3)
	for i, want := range []string{"2026-01", "2026-02", "2026-03"} {
		if got[i].String() != want {
			t.Errorf("%s, want %s", got[i], want)
		}
	}
}
