package care

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Removal is where a member has moved to. The hours stay what they are,
// wherever that is and for however long.
type Removal struct {
	Member    string // number
	Community string // the new one, in the district; empty when the member has left it, or is where they were
	Address   string // the new one; empty for one that nobody knows yet
	Away      bool   // out of the district: nobody is sent there, or asked, any more
	Back      bool   // into the district again
	Actor     string // number of the member of staff
}

// ErrWhereTo is returned for a removal to nowhere.
var ErrWhereTo = errors.New("say where to: another community, away from the district, or back")

// Move keeps that a member has moved. Visitors who are to come hear the new
// address; of whoever leaves the district, they hear that they need not come.
func (c *Centre) Move(ctx context.Context, r Removal) (m Member, err error) {
	err = c.write(ctx, func(v *verb) error {
		by, err := worker(v.View, r.Actor)
		if err != nil {
			return err
		}
		if m, err = numbered(v.View, r.Member); err != nil {
			return err
		}
		if err := living(v.View, m); err != nil {
			return err
		}
		if err := v.audit(Deed{Actor: by.Number, What: r.deed(), Member: m.ID, Note: r.Community}); err != nil {
			return err
		}
		if err := v.moveTo(m, r); err != nil {
			return err
		}
		m, err = member(v.View, m.ID)
		return err
	})
	if err != nil {
		return m, fmt.Errorf("member %s: %w", r.Member, err)
	}
	return m, nil
}

func (r Removal) deed() string {
	switch {
	case r.Away:
		return "moved away"
	case r.Back:
		return "moved back"
	}
	return "moved"
}

func (v *verb) moveTo(m Member, r Removal) error {
	d, err := departureOf(v.View, m.ID)
	away := err == nil
	if ignoreNoRows(err) != nil {
		return err
	}
	switch {
	case r.Away && (r.Back || r.Community != ""), !r.Away && !r.Back && r.Community == "":
		return ErrWhereTo
	case away && !r.Back:
		return fmt.Errorf("member %s %w", m.Number, ErrAway)
	case !away && r.Back:
		return fmt.Errorf("member %s %w", m.Number, ErrHere)
	case r.Away:
		_, err := v.depart(m, HasLeft, v.now.Format(time.DateOnly), kept{})
		return err
	case r.Back:
		if _, err := v.comeBack(m, d); err != nil {
			return err
		}
	}
	return v.newHome(m, r)
}

// newHome keeps where a member lives now, and tells whoever is to come. The
// home card goes along: it is known in the new home only, too.
func (v *verb) newHome(m Member, r Removal) error {
	if r.Community == "" {
		r.Community = m.Community
	}
	if r.Community != m.Community || r.Address != "" {
		m.Address = r.Address
	}
	m.Community = r.Community
	for _, f := range m.faults(v.now.Year()) {
		if f.column == "community" || f.column == "address" {
			return errors.New(f.mend)
		}
	}
	if _, err := v.Exec(`UPDATE members SET community = $1, address = $2 WHERE id = $3`, m.Community, m.Address, m.ID); err != nil {
		return err
	}
	return v.tellNewHome(m)
}

// tellNewHome texts the new address to volunteers who have the old one.
func (v *verb) tellNewHome(m Member) error {
	coming, err := v.idsOf(`SELECT w.id FROM requests r JOIN visits w ON w.request = r.id
		WHERE r.elder = $1 AND w.open = 1 AND r.state IN ('accepted', 'announced') ORDER BY w.id`, m.ID)
	for _, id := range coming {
		var r Request
		if err == nil {
			r, err = v.requestOfVisit(id)
		}
		if err == nil {
			err = v.tellAddress(r, m)
		}
	}
	return err
}

func (v *verb) tellAddress(r Request, m Member) error {
	if waits, err := v.waitsForCompanion(r.Visit); err != nil || waits {
		return err // the address is not told yet
	}
	helper, err := member(v.View, r.Visit.Volunteer)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("visit/%d/where/%d", r.Visit.ID, v.now.Unix()), "taken.where", r.Visit.ID, helper,
		Facts{Name: m.Name, Address: m.Address, Door: r.Visit.DoorWord, DoorLang: m.Lang})
}
