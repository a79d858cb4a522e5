package care

import (
	"strings"
	"testing"
)

func TestWhoMayTakeHoursOutAsGoodsOrMoney(t *testing.T) {
	p, err := ParsePolicy(defaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		story string
		m     Member
		want  bool
	}{
		{"sixty this year", Member{Born: 1966}, true},
		{"sixty next year", Member{Born: 1967}, false},
		{"fifty and poor", Member{Born: 1976, Flags: []string{"低保"}}, true},
		{"fifty, and lives alone", Member{Born: 1976, Flags: []string{"lives-alone"}}, false},
		{"forty-nine and poor", Member{Born: 1977, Flags: []string{"poor"}}, false},
		{"nobody knows how old", Member{Flags: []string{"poor"}}, false},
	} {
		if got := p.MayRedeem(row.m, monday); got != row.want {
			t.Errorf("%s: %v", row.story, got)
		}
	}
}

func TestWhoGetsAnOpeningByTheMonth(t *testing.T) {
	p, err := ParsePolicy(defaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	g, _ := p.Grant("opening")
	for _, row := range []struct {
		story string
		m     Member
		want  int64
	}{
		{"eighty", Member{Roles: Elder, Born: 1946}, 240},
		{"eighty, and asks for nothing", Member{Roles: Volunteer, Born: 1946}, 0},
		{"seventy, alone and poor", Member{Roles: Elder, Born: 1956, Flags: []string{"Lives-Alone", "低保"}}, 240},
		{"seventy and alone", Member{Roles: Elder, Born: 1956, Flags: []string{"lives-alone"}}, 0},
		{"seventy and poor", Member{Roles: Elder, Born: 1956, Flags: []string{"poor"}}, 0},
		{"fifty-nine, alone and disabled", Member{Roles: Elder, Born: 1967, Flags: []string{"独居", "残疾"}}, 0},
		{"nobody knows how old", Member{Roles: Elder, Flags: []string{"独居", "残疾"}}, 0},
	} {
		if got := g.Opening(row.m, monday); got != row.want {
			t.Errorf("%s: %d", row.story, got)
		}
	}
}

func TestBankingThatNobodyCouldKeepIsRefused(t *testing.T) {
	for _, row := range []struct{ old, new, mend string }{
		{"day_minutes = 480      #", "day_minutes = 200 #", "caps.day_minutes must be no less than visit.cap_minutes (240)"},
		{"week_minutes = 2400", "week_minutes = 20", "caps.week_minutes"},
		{"stored_minutes = 90000", "stored_minutes = 9", "caps.stored_minutes"},
		{"hardship = 50", "hardship = 61", "ages.hardship"},
		{`fund = "opening"`, `fund = "Opening!"`, "grants 1 (Opening!): fund must be a name"},
		{"budget_minutes = 600000", "budget_minutes = 0", "budget_minutes must be positive"},
		{`unused = "lapses"`, `unused = "burns"`, `unused must be "lapses" or "stays"`},
		{"to_age = 79", "to_age = 59", "monthly.from_age"},
		{`needs = [["lives-alone", "独居"]`, `needs = [[]`, "each list of monthly.needs"},
	} {
		body := strings.Replace(string(defaultPolicy), row.old, row.new, 1)
		if body == string(defaultPolicy) {
			t.Fatalf("there is no %q", row.old)
		}
		if _, err := ParsePolicy([]byte(body)); err == nil || !strings.Contains(err.Error(), row.mend) {
			t.Errorf("%s: %v", row.new, err)
		}
	}
	old, _, _ := strings.Cut(string(defaultPolicy), "[caps]")
	p, err := ParsePolicy([]byte(strings.Replace(old, "cap_minutes = 240", "cap_minutes = 600", 1)))
	if err != nil || p.Caps.DayMinutes != 600 || len(p.Grants) != 1 || p.Ages.Redeem != 60 {
		t.Errorf("a policy from before there were caps: %+v %v", p, err)
	}
}
