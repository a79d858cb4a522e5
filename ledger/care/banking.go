package care

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// CapPolicy is the most that is credited and stored, besides the cap of one
// visit. Minutes are whole.
type CapPolicy struct {
	DayMinutes    int64 `toml:"day_minutes"`    // credited to one volunteer for a day
	WeekMinutes   int64 `toml:"week_minutes"`   // and from Monday to Sunday
	StoredMinutes int64 `toml:"stored_minutes"` // on one account; what is more goes to the community's pool
}

// check refuses caps that one visit could not keep.
func (c CapPolicy) check(v VisitPolicy) error {
	const week = 7 * 1440
	var faults []error
	if c.DayMinutes < v.CapMinutes || c.DayMinutes > 1440 {
		faults = append(faults, fmt.Errorf("caps.day_minutes must be no less than visit.cap_minutes (%d), and at most 1440", v.CapMinutes))
	}
	if c.WeekMinutes < c.DayMinutes || c.WeekMinutes > week {
		faults = append(faults, fmt.Errorf("caps.week_minutes must be no less than day_minutes (%d), and at most %d", c.DayMinutes, week))
	}
	if c.StoredMinutes < c.WeekMinutes {
		faults = append(faults, fmt.Errorf("caps.stored_minutes must be no less than week_minutes (%d)", c.WeekMinutes))
	}
	return errors.Join(faults...)
}

// above lets the caps allow one visit, however long a policy from before them
// lets it be.
func (c CapPolicy) above(v VisitPolicy) CapPolicy {
	c.DayMinutes = max(c.DayMinutes, v.CapMinutes)
	c.WeekMinutes = max(c.WeekMinutes, c.DayMinutes)
	return c
}

// AgePolicy says from which age hours may be taken out as goods or money.
// Service is for everybody in need.
type AgePolicy struct {
	Redeem        int      `toml:"redeem"`
	Hardship      int      `toml:"hardship"`       // of those with one of the flags
	HardshipFlags []string `toml:"hardship_flags"` // words of the member's flags
}

// check refuses ages that mean nobody, or everybody.
func (a AgePolicy) check() error {
	if a.Hardship < 18 || a.Hardship > a.Redeem || a.Redeem > 120 {
		return errors.New("ages.hardship must be 18 or more and no more than redeem, which is at most 120")
	}
	return nil
}

// Age is how old a member becomes in the year of a moment, for only the year of
// birth is known; 0 when not even that is.
func (m Member) Age(at time.Time) int {
	if m.Born == 0 {
		return 0
	}
	return max(at.Year()-m.Born, 0)
}

// flagged reports whether a member has one of the flags, however they are spelt.
func (m Member) flagged(words []string) bool {
	return slices.ContainsFunc(m.Flags, func(have string) bool {
		return slices.ContainsFunc(words, func(want string) bool { return strings.EqualFold(have, want) })
	})
}

// MayRedeem reports whether a member is old enough, in the year of a moment, to
// take hours out as goods or money. Who has no year of birth in the books is
// not: a person enters it.
func (p *Policy) MayRedeem(m Member, at time.Time) bool {
	age := m.Age(at.In(p.Place))
	return age >= p.Ages.Redeem || age >= p.Ages.Hardship && m.flagged(p.Ages.HardshipFlags)
}

// A GrantPolicy is a fund of time that the community gives to those who need
// it. Nothing is given before two coordinators have put minutes into it.
type GrantPolicy struct {
	Fund          string           `toml:"fund"`           // the account is grant/<fund>
	BudgetMinutes int64            `toml:"budget_minutes"` // the most that may ever be put into it
	Unused        Unused           `toml:"unused"`         // what becomes of it at the month's end
	Monthly       []MonthlyOpening `toml:"monthly"`
}

// Unused says what becomes of what was given for a month and not used.
type Unused string

// What becomes of it.
const (
	Lapses Unused = "lapses" // it goes back into the fund
	Stays  Unused = "stays"
)

// A MonthlyOpening is given to every elder of an age with certain flags, for
// each month, while the fund lasts.
type MonthlyOpening struct {
	Minutes int64      `toml:"minutes"`
	FromAge int        `toml:"from_age"`
	ToAge   int        `toml:"to_age"` // included; 0 for no end
	Needs   [][]string `toml:"needs"`  // flags: one of each list
}

// suits reports whether a member gets the opening in the year of a moment.
func (o MonthlyOpening) suits(m Member, at time.Time) bool {
	age := m.Age(at)
	if age == 0 || age < o.FromAge || o.ToAge > 0 && age > o.ToAge || !m.Roles.Has(Elder) {
		return false
	}
	return !slices.ContainsFunc(o.Needs, func(words []string) bool { return !m.flagged(words) })
}

// Opening is what a fund gives a member for the month of a moment: the most of
// what suits, 0 for nothing.
func (g GrantPolicy) Opening(m Member, at time.Time) (minutes int64) {
	for _, o := range g.Monthly {
		if o.suits(m, at) {
			minutes = max(minutes, o.Minutes)
		}
	}
	return minutes
}

// Grant is the policy of a fund.
func (p *Policy) Grant(fund string) (GrantPolicy, bool) {
	i := slices.IndexFunc(p.Grants, func(g GrantPolicy) bool { return g.Fund == fund })
	if i < 0 {
		return GrantPolicy{}, false
	}
	return p.Grants[i], true
}

// checkGrants refuses funds that could not be told apart, or give nothing to
// anybody.
func checkGrants(all []GrantPolicy) error {
	var faults []error
	seen := map[string]bool{}
	for i, g := range all {
		fault := func(format string, args ...any) {
			faults = append(faults, fmt.Errorf("grants %d (%s): "+format, append([]any{i + 1, g.Fund}, args...)...))
		}
		if !isFundName(g.Fund) || seen[g.Fund] {
			fault("fund must be a name of its own, of 1 to 40 letters, digits and dashes")
		}
		seen[g.Fund] = true
		if g.BudgetMinutes <= 0 {
			fault("budget_minutes must be positive; to give nothing, leave the fund out")
		}
		if g.Unused != Lapses && g.Unused != Stays {
			fault("unused must be %q or %q", Lapses, Stays)
		}
		for _, o := range g.Monthly {
			if o.Minutes <= 0 || o.Minutes > 31*1440 {
				fault("monthly.minutes must be 1 to %d", 31*1440)
			}
			if o.FromAge < 1 || o.FromAge > 120 || o.ToAge != 0 && o.ToAge < o.FromAge {
				fault("monthly.from_age must be 1 to 120, and to_age no less, or 0 for no end")
			}
			if slices.ContainsFunc(o.Needs, func(words []string) bool { return len(words) == 0 }) {
				fault("each list of monthly.needs must have a word")
			}
		}
	}
	return errors.Join(faults...)
}

// isFundName reports whether a word can name a fund and its account.
func isFundName(s string) bool {
	const most = 40
	return s != "" && len(s) <= most && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// youngest is the least age to which any fund gives by the month, 0 for none.
func (p *Policy) youngest() (age int) {
	for _, g := range p.Grants {
		for _, o := range g.Monthly {
			if age == 0 || o.FromAge < age {
				age = o.FromAge
			}
		}
	}
	return age
}
