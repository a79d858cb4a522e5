package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"hourline/ledger"
)

// A guide tells whom the words of a plan mean in a community, before there is
// a case: people whom only an elder knows are left out.
type guide struct {
	*ledger.View
	policy    *Policy
	fallback  Phone
	community string
	plan      Plan
	roster    Roster
	hasRoster bool
}

// guideTo reads a community's roster; what cannot be read is an error here,
// where nobody's life hangs on it.
func (c *Centre) guideTo(v *ledger.View, p *Policy, community string, plan Plan) (g guide, err error) {
	g = guide{View: v, policy: p, fallback: c.fallback, community: community, plan: plan}
	a, err := arrangement(v, rosterKind, community)
	if errors.Is(err, sql.ErrNoRows) {
		return g, nil
	}
	if err == nil {
		g.hasRoster = true
		g.roster, err = a.roster()
	}
	return g, err
}

// ofElder tells whether a word means people whom only an elder knows.
func ofElder(w Who) bool { return w == Family || w == Neighbour || w == KeyHolder }

// named are those whom a word of the plan means at this moment and who can be
// rung.
func (g guide) named(w Who) ([]Responder, error) {
	if i := slices.IndexFunc(g.plan.Numbers, func(n Number) bool { return n.Who == w }); i >= 0 {
		n := g.plan.Numbers[i]
		return []Responder{{Name: n.Name, Phone: n.Phone, Lang: n.Lang, As: w}}, nil
	}
	switch {
	case ofElder(w):
		return nil, nil
	case w == StreetRoom && g.fallback == "":
		return nil, nil
	case w == StreetRoom:
		return []Responder{{Name: g.policy.Emergency.FallbackName, Phone: g.fallback, As: w}}, nil
	case w == OnDuty && g.hasRoster:
		people, err := rollCall{g.View, map[string]Member{}}.named(g.roster.on(wall(g.Now.In(g.policy.Place))))
		return responders(w, people, Duty), err
	case w == Supervisor:
		people, err := withRole(g.View, Coordinator, g.community)
		return responders(w, people, Coordinator), err
	}
	people, err := withRole(g.View, Duty, g.community)
	return responders(w, people, Duty), err
}

// everNamed are those whom a word means at one moment or another.
func (g guide) everNamed(w Who) ([]Responder, error) {
	if w != OnDuty || !g.hasRoster {
		return g.named(w)
	}
	var numbers []string
	for _, s := range g.roster.Shifts {
		numbers = append(numbers, s.Members...)
	}
	people, err := rollCall{g.View, map[string]Member{}}.named(numbers)
	return responders(w, people, Duty), err
}

// responders are those of some members who have a role and can be rung.
func responders(as Who, members []Member, role Role) (out []Responder) {
	for _, m := range members {
		if m.Roles.Has(role) && m.Phone() != "" {
			out = append(out, Responder{Member: m.ID, Name: m.Name, Phone: m.Phone(), Lang: m.Lang, As: as})
		}
	}
	return out
}

// faults are the words of the plan that mean nobody, with what mends it.
func (g guide) faults() (faults []error, err error) {
	var asked []Who
	rung := false
	for _, s := range g.plan.Steps {
		for _, w := range slices.Concat(s.Call, s.Text) {
			if slices.Contains(asked, w) || ofElder(w) {
				continue
			}
			asked = append(asked, w)
			people, err := g.everNamed(w)
			if err != nil {
				return nil, err
			}
			if len(people) == 0 {
				faults = append(faults, fmt.Errorf("%q means nobody in %s: %s", w, g.community, howToMean[w]))
			}
		}
		rung = rung || slices.ContainsFunc(s.Call, func(w Who) bool { return !ofElder(w) })
	}
	if first := g.plan.Steps[0]; first.After != 0 {
		faults = append(faults, errors.New("the first of steps must be after 0s: whoever calls for help is not to wait"))
	}
	if !rung {
		faults = append(faults, errors.New("no step rings duty, staff, supervisor, street-room or a number: an elder without contacts would be left alone"))
	}
	gaps := g.roster.Gaps(wall(g.Now.In(g.policy.Place)))
	if !g.hasRoster || len(gaps) == 0 {
		return faults, nil
	}
	_, bad, err := g.instead(gaps)
	for _, b := range bad {
		faults = append(faults, errors.New(b.Reason))
	}
	return faults, err
}

// ArrangementFaults are what has come to be wrong with the ladders and rosters
// that communities have arranged: people leave. Arranged is how many
// communities have.
func (c *Centre) ArrangementFaults(ctx context.Context) (faults []error, arranged int, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		all, err := collect(v, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) },
			`SELECT DISTINCT community FROM arrangements ORDER BY community`)
		arranged = len(all)
		for _, community := range all {
			more, err := c.faultsIn(v, p, community)
			if err != nil {
				more = []error{err}
			}
			for _, f := range more {
				faults = append(faults, fmt.Errorf("%s: %w", community, f))
			}
		}
		return err
	})
	return faults, arranged, err
}

func (c *Centre) faultsIn(v *ledger.View, p *Policy, community string) ([]error, error) {
	t, err := c.ladderTable(v, p, community)
	if err != nil {
		return nil, err
	}
	g, err := c.guideTo(v, p, community, t.Plan)
	if err != nil {
		return nil, err
	}
	return g.faults()
}

// howToMean says what gives a word a meaning.
var howToMean = map[Who]string{
	OnDuty:     "nobody is on duty; give somebody with a phone the role duty, or set a roster",
	AllStaff:   "give somebody with a phone the role duty",
	Supervisor: "give somebody with a phone the role coordinator, or add [[numbers]] with who = \"supervisor\"",
	StreetRoom: "add [[numbers]] with who = \"street-room\", or set HOURLINE_FALLBACK_NUMBER and run this beside the gateway",
}

// mostGaps are told; a roster with more is best read anew.
const mostGaps = 20

// instead are those whom the first step of the plan rings while nobody is on
// duty; every gap is a fault when that is nobody.
func (g guide) instead(gaps []Gap) (people []Responder, bad []RowError, err error) {
	if len(gaps) == 0 {
		return nil, nil, nil
	}
	for _, w := range g.plan.Steps[0].Call {
		if w == OnDuty {
			continue
		}
		more, err := g.named(w)
		if err != nil {
			return nil, nil, err
		}
		people = append(people, more...)
	}
	if len(people) > 0 {
		return people, nil, nil
	}
	for i, gap := range gaps {
		if i == mostGaps {
			bad = append(bad, RowError{0, fmt.Sprintf("and %d more gaps", len(gaps)-i)})
			break
		}
		bad = append(bad, RowError{0, fmt.Sprintf("nobody is on duty %s; add a shift there, or let the first step of the ladder ring staff or a number as well", gap)})
	}
	return nil, bad, nil
}
