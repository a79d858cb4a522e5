package reports

import (
	"path/filepath"
	"testing"
	"time"

	"hourline/ledger/care"
	"hourline/ledger/clock"
	"hourline/ledger/reports/reportstest"
)

var november = care.Month{Year: 2026, Month: time.November}

func monthOf(t *testing.T, c *care.Centre, month care.Month) Month {
	t.Helper()
	m, err := MonthOf(t.Context(), c, month)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The figures of a month are those of the list of its visits.
func TestAMonthIsTheSumOfItsVisits(t *testing.T) {
	c := reportstest.Open(t)
	for _, month := range []care.Month{november, {Year: 2026, Month: time.February}, {Year: 2025, Month: time.October}} {
		m := monthOf(t, c, month)
		kinds, places, outcomes, elders, helpers := map[string]Tally{}, map[string]Tally{}, map[string]int{}, map[string]bool{}, map[string]bool{}
		var all Tally
		var liked [4]int
		days := make([]int, len(m.Days))
		err := c.EachVisit(t.Context(), month, func(e care.Elements) error {
			if e.Outcome == "dropped" || e.Outcome == "no-show" || e.Outcome == "withdrawn" || e.Outcome == "cancelled" {
				outcomes[e.Outcome]++
				return nil
			}
			if e.Entry != 0 {
				outcomes["stored"]++
			} else {
				outcomes["waiting"]++
			}
			one := Tally{1, max(int64(e.Finish.At.Sub(e.Start.At)/time.Minute), e.Credited), e.Stored}
			for _, to := range []struct {
				of   map[string]Tally
				name string
			}{{kinds, string(e.Service)}, {places, e.Community}} {
				sum := to.of[to.name]
				sum.add(one)
				to.of[to.name] = sum
			}
			all.add(one)
			elders[e.Elder.Number], helpers[e.Helper.Number] = true, true
			liked[e.Satisfied]++
			days[e.Day().Day()-1]++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if m.All != all || all.Visits == 0 || m.Elders != len(elders) || m.Volunteers != len(helpers) {
			t.Errorf("%s: %+v with %d elders and %d volunteers, want %+v with %d and %d", month, m.All, m.Elders, m.Volunteers, all, len(elders), len(helpers))
		}
		for _, p := range m.Kinds {
			if p.Tally != kinds[p.Name] {
				t.Errorf("%s: %s: %+v, want %+v", month, p.Name, p.Tally, kinds[p.Name])
			}
		}
		for _, p := range m.Communities {
			if p.Tally != places[p.Name] || p.Elders == 0 || p.Volunteers == 0 {
				t.Errorf("%s: %s: %+v, want %+v", month, p.Name, p, places[p.Name])
			}
		}
		for _, o := range m.Outcomes {
			if o.Visits != outcomes[o.How] {
				t.Errorf("%s: %d %s, want %d", month, o.Visits, o.How, outcomes[o.How])
			}
		}
		if m.Satisfaction != (Satisfaction{liked[1], liked[2], liked[3], liked[0]}) {
			t.Errorf("%s: satisfaction %+v, want %v", month, m.Satisfaction, liked)
		}
		for i, n := range days {
			if m.Days[i] != n {
				t.Errorf("%s: day %d has %d visits, want %d", month, i+1, m.Days[i], n)
			}
		}
		if m.End.Served != all.Served || m.End.Stored != all.Stored || m.End.Month != month {
			t.Errorf("%s: the trend ends with %+v", month, m.End)
		}
		if month != november && !m.Over || month == november && m.Over {
			t.Errorf("%s: over %v", month, m.Over)
		}
	}
}

func TestHowSoonSomebodyCame(t *testing.T) {
	m := monthOf(t, reportstest.Open(t), care.Month{Year: 2026, Month: time.October})
	e := m.Emergencies
	if e.Alarms == 0 || e.FirstRing.Count != e.Alarms || e.Accepted.Count+e.Nobody != e.Alarms || e.Mistakes != e.Nobody {
		t.Errorf("%+v", e)
	}
	if e.FirstRing.Median < 300*time.Millisecond || e.FirstRing.P90 > 2*time.Second || e.Accepted.Median < 8*time.Second || e.Accepted.P90 > 70*time.Second {
		t.Errorf("%+v", e)
	}
	r := m.Requests
	if r.Asked == 0 || r.Taken.Count != r.Asked || r.Taken.Median < time.Minute || r.Taken.P90 < r.Taken.Median {
		t.Errorf("%+v", r)
	}
	if len(m.Oddities.Staff) != 1 || m.Staff.ByHand != m.Oddities.Staff[0].Entered || m.Staff.Visits == 0 {
		t.Errorf("staff: %+v of %+v", m.Staff, m.Oddities.Staff)
	}
	if got := m.Redeemed; len(got) != 3 || got[1].How != "goods" || got[1].Times == 0 || got[1].Minutes+got[2].Minutes+got[0].Minutes != m.End.Redeemed {
		t.Errorf("taken out: %+v, by the accounts %d", got, m.End.Redeemed)
	}
}

func TestHalfAndNineOfTen(t *testing.T) {
	for label, c := range map[string]struct {
		all  []int64
		want Waits
	}{
		"none":  {nil, Waits{}},
		"one":   {[]int64{7}, Waits{1, 7e6, 7e6}},
		"two":   {[]int64{9, 1}, Waits{2, 1e6, 9e6}},
		"ten":   {[]int64{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, Waits{10, 5e6, 9e6}},
		"alike": {[]int64{3, 3, 3}, Waits{3, 3e6, 3e6}},
	} {
		if got := waitsOf(c.all); got != c.want {
			t.Errorf("%s: %+v, want %+v", label, got, c.want)
		}
	}
}

// A bank in which nothing has happened has reports too.
func TestEmptyBooks(t *testing.T) {
	c, err := care.Open(t.Context(), filepath.Join(t.TempDir(), "hourline.db"), care.Config{Clock: clock.NewManual(reportstest.Now).Clock()})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s, m := solvency(t, c), monthOf(t, c, november)
	if s.Outstanding != 0 || len(s.Runs) != 4 || len(s.Trend) != 12 || len(s.Holders) != 0 {
		t.Errorf("%+v", s)
	}
	if m.All.Visits != 0 || len(m.Kinds) != len(care.Kinds) || len(m.Days) != 30 || m.Emergencies.Alarms != 0 || m.Requests.Taken.Count != 0 {
		t.Errorf("%+v", m)
	}
}
