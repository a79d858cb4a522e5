package care

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"hourline/ledger"
)

// A Line is what is known of a telephone that calls. Its lists are shared with
// other calls and must not be changed.
type Line struct {
	Phone   Phone
	Members []Member  // all who share it; none for a stranger
	Elders  []Member  // those of them who are elders
	Now     time.Time // in the centre's zone
	Staffed bool      // key 0 reaches a person at this hour
	OpensAt time.Time // when somebody is next there, for a promise; Now when Staffed
	Staff   []Phone   // whom key 0 rings
}

// Line is what is known of a telephone; a hidden one is a stranger's.
func (c *Centre) Line(ctx context.Context, p Phone) (Line, error) {
	now := c.clock.Now()
	policy, err := c.policyFor(ctx, now)
	if err != nil {
		return Line{}, err
	}
	o, err := c.ownersOf(ctx, p)
	if err != nil {
		return Line{}, err
	}
	now = now.In(policy.Place)
	staffed := policy.Hours.Staffed
	return Line{
		Phone: p, Members: o.members, Elders: o.elders, Staff: o.staff,
		Now: now, Staffed: staffed.Holds(now), OpensAt: staffed.Next(now),
	}, nil
}

// ownerTables are all the tables that owners are read from.
var ownerTables = []string{"members", "phones", "contacts"}

// owners are who a telephone belongs to, and whom key 0 rings for them.
type owners struct {
	members, elders []Member
	staff           []Phone
}

// ownersOf is asked at every key of every call, and its answer only changes
// with the roster.
func (c *Centre) ownersOf(ctx context.Context, p Phone) (o owners, err error) {
	count, known := c.Bank.Changes(ownerTables...)
	if o, ok := c.owners.get(p, count); ok && known {
		return o, nil
	}
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		o, err = c.readOwners(v, p)
		return err
	})
	if err == nil && known {
		c.owners.put(p, count, o)
	}
	return o, err
}

func (c *Centre) readOwners(v *ledger.View, p Phone) (o owners, err error) {
	if o.members, err = membersAt(v, p); err != nil {
		return o, err
	}
	for _, m := range o.members {
		if m.Roles.Has(Elder) {
			o.elders = append(o.elders, m)
		}
	}
	o.staff, err = c.staffFor(v, o.members)
	o.staff = slices.DeleteFunc(o.staff, func(s Phone) bool { return s == p }) // staff who press 0 want somebody else
	o.members, o.elders, o.staff = slices.Clip(o.members), slices.Clip(o.elders), slices.Clip(o.staff)
	return o, err
}

// staffFor are the phones that key 0 rings: duty staff of the caller's
// community first, the fallback number last.
func (c *Centre) staffFor(v *ledger.View, callers []Member) ([]Phone, error) {
	community := ""
	if len(callers) > 0 {
		community = callers[0].Community
	}
	staff, err := collect(v, func(r *sql.Rows) (p Phone, err error) { return p, r.Scan(&p) },
		`SELECT p.phone FROM members m JOIN phones p ON p.member = m.id AND p.position = 0
		 WHERE m.id IN (`+someStaff+`) ORDER BY CASE WHEN m.community = $2 THEN 0 ELSE 1 END, m.id LIMIT 3`, Duty, community)
	if c.fallback != "" {
		staff = append(staff, c.fallback)
	}
	return staff, err
}
