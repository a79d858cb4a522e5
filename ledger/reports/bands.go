package reports

import (
	"cmp"
	"database/sql"
	"slices"

	"hourline/ledger"
)

// A Band is the members of some ages, by the year of birth.
type Band struct {
	From, To int // years, both included; To is 0 for no end, and both are for an age that nobody knows
	Members  int // with hours
	Minutes  int64
	Held     int64
}

// bands are the ages that are told apart: hours can be taken out from 60, in
// hardship from 50.
var bands = []Band{{From: 1, To: 49}, {From: 50, To: 59}, {From: 60, To: 69}, {From: 70, To: 79}, {From: 80}}

// A Community is the members of one.
type Community struct {
	Name    string // empty for none
	Members int    // with hours
	Minutes int64
}

// bandOf is the index of the band of an age.
func bandOf(age int) int {
	if age <= 0 {
		return len(bands)
	}
	return slices.IndexFunc(bands, func(b Band) bool { return age >= b.From && (b.To == 0 || age <= b.To) })
}

// countMembers counts members' own hours by age and community. Hours on the
// account of a member who is not in the book are of no known age and no
// community.
func (s *Solvency) countMembers(v *ledger.View) error {
	s.Bands = append(slices.Clone(bands), Band{})
	places := map[string]*Community{}
	rest := s.Own
	_, err := collect(v, func(r *sql.Rows) (none struct{}, err error) {
		var born, members, holding int
		var community string
		var minutes, held int64
		if err := r.Scan(&born, &community, &members, &minutes, &held, &holding); err != nil {
			return none, err
		}
		age := 0
		if born > 0 {
			age = max(s.At.Year()-born, 1)
		}
		s.add(places, age, Community{community, members, minutes}, held)
		s.Held, s.Holding, rest = s.Held+held, s.Holding+holding, rest-minutes
		return none, nil
	}, `SELECT m.born, m.community, sum(CASE WHEN b.posted <> 0 THEN 1 ELSE 0 END), sum(b.posted), sum(b.held), sum(CASE WHEN b.held <> 0 THEN 1 ELSE 0 END)
		FROM members m JOIN balances b ON b.account = m.account GROUP BY m.born, m.community`)
	if rest != 0 {
		s.add(places, 0, Community{Minutes: rest}, 0)
	}
	for _, c := range places {
		s.Communities = append(s.Communities, *c)
	}
	slices.SortFunc(s.Communities, func(a, b Community) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(a.Name, b.Name))
	})
	return err
}

func (s *Solvency) add(places map[string]*Community, age int, c Community, held int64) {
	b := &s.Bands[bandOf(age)]
	b.Members, b.Minutes, b.Held = b.Members+c.Members, b.Minutes+c.Minutes, b.Held+held
	if places[c.Name] == nil {
		places[c.Name] = &Community{Name: c.Name}
	}
	p := places[c.Name]
	p.Members, p.Minutes = p.Members+c.Members, p.Minutes+c.Minutes
}
