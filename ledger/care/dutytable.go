package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"hourline/ledger"
)

// A DutyTable is a part of a roster as people read it.
type DutyTable struct {
	Arrangement // Version 0: there is no roster, and all staff are on duty
	Lines       []DutyLine
	Now         []Member // on duty at this moment
	Place       *time.Location
}

// A DutyLine is one turn of the table, or a gap, in the centre's zone.
type DutyLine struct {
	From, Until time.Time
	Members     []Member // none in a gap
}

// Staff tells whether a member can still be on duty.
func (m Member) Staff() bool { return unfit(m, nil) == nil }

// DutyTable is who is on duty in a community between two moments. Without a
// roster it has no lines, and all staff are on duty now.
func (c *Centre) DutyTable(ctx context.Context, community string, from, until time.Time) (d DutyTable, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		d, err = dutyTable(v, p, community, wall(from.In(p.Place)), wall(until.In(p.Place)))
		return err
	})
	if err != nil {
		return d, fmt.Errorf("who is on duty: %w", err)
	}
	return d, nil
}

func dutyTable(v *ledger.View, p *Policy, community string, from, until time.Time) (d DutyTable, err error) {
	d.Place = p.Place
	d.Arrangement, err = arrangement(v, rosterKind, community)
	if errors.Is(err, sql.ErrNoRows) {
		d.Community = community
		d.Now, err = withRole(v, Duty, community)
		return d, err
	}
	if err != nil {
		return d, err
	}
	r, err := d.roster()
	if err != nil {
		return d, err
	}
	people := rollCall{v, map[string]Member{}}
	for _, t := range r.turns(from, until) {
		members, err := people.named(t.Members)
		if err != nil {
			return d, err
		}
		d.Lines = append(d.Lines, DutyLine{offWall(t.from, p.Place), offWall(t.until, p.Place), members})
	}
	for _, g := range r.gaps(from, until) {
		d.Lines = append(d.Lines, DutyLine{From: offWall(g.from, p.Place), Until: offWall(g.until, p.Place)})
	}
	slices.SortStableFunc(d.Lines, func(a, b DutyLine) int { return a.From.Compare(b.From) })
	d.Now, err = people.named(r.on(wall(v.Now.In(p.Place))))
	return d, err
}

// withRole are the members of a community who have a role, in the order of
// their numbers.
func withRole(v *ledger.View, role Role, community string) ([]Member, error) {
	ids, err := collect(v, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		`SELECT id FROM members WHERE roles & $1 <> 0 AND community = $2 ORDER BY id`, int64(role), community)
	if err != nil {
		return nil, err
	}
	out := make([]Member, len(ids))
	for i, id := range ids {
		if out[i], err = member(v, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// A rollCall finds each member once.
type rollCall struct {
	*ledger.View
	known map[string]Member
}

func (c rollCall) named(numbers []string) (out []Member, err error) {
	for _, n := range numbers {
		m, ok := c.known[n]
		if !ok {
			if m, err = memberNumbered(c.View, n, ""); err != nil {
				return nil, fmt.Errorf("member %s: %w", n, err)
			}
			c.known[n] = m
		}
		out = append(out, m)
	}
	return out, nil
}

// RosterToEdit is the file of a community's roster, with a name beside each
// number.
func (c *Centre) RosterToEdit(ctx context.Context, community string) (file string, err error) {
	err = c.read(ctx, func(v *ledger.View, _ *Policy) error {
		a, err := arrangement(v, rosterKind, community)
		if errors.Is(err, sql.ErrNoRows) {
			file = strings.Join(rosterColumns, ",") + "\n"
			return nil
		}
		if err != nil {
			return err
		}
		r, err := a.roster()
		if err != nil {
			return err
		}
		people := rollCall{v, map[string]Member{}}
		for i, s := range r.Shifts {
			members, err := people.named(s.Members)
			if err != nil {
				return err
			}
			r.Shifts[i].Members = make([]string, len(members))
			for j, m := range members {
				r.Shifts[i].Members[j] = m.Number + " " + m.Name
			}
		}
		file, err = r.body()
		return err
	})
	if err != nil {
		return "", fmt.Errorf("the roster: %w", err)
	}
	return file, nil
}

// Communities are all that members belong to, by name.
func (c *Centre) Communities(ctx context.Context) (all []string, err error) {
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		all, err = communities(v)
		return err
	})
	return all, err
}
