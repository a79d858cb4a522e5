package care

import (
	"context"
	"database/sql"
	"errors"

	"hourline/ledger"
)

// read looks at the books with the policy of the moment.
func (c *Centre) read(ctx context.Context, do func(*ledger.View, *Policy) error) error {
	p, err := c.policyFor(ctx, c.clock.Now())
	if err != nil {
		return err
	}
	return c.Bank.Read(ctx, func(v *ledger.View) error { return do(v, p) })
}

// Member is the member with this id.
func (c *Centre) Member(ctx context.Context, id int64) (m Member, err error) {
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		m, err = member(v, id)
		return err
	})
	return m, err
}

// Appointment is the elder's next appointment: a visit that is coming or
// under way, or a request that waits for somebody, or for a person who rings because nobody
// can come; ok is false for none.
func (c *Centre) Appointment(ctx context.Context, elder int64) (a Appointment, ok bool, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		var id int64
		err := v.QueryRow(`SELECT r.id FROM requests r LEFT JOIN visits w ON w.id = r.visit
			WHERE r.elder = $1 AND r.pair IS NULL AND (r.state IN ('open', 'offered', 'accepted', 'announced', 'started')
				OR r.state = 'expired' AND EXISTS (SELECT 1 FROM tickets t WHERE t.source = 'request/' || r.id || '/nobody/' || r.rings AND t.closed_at IS NULL))
			ORDER BY CASE WHEN w.id IS NULL THEN 1 ELSE 0 END, w.planned_at, r.id LIMIT 1`, elder).Scan(&id)
		if err != nil {
			return err
		}
		if a.Request, err = requestIn(v, p, `id = $1`, id); err != nil {
			return err
		}
		return a.people(v, p)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	return a, err == nil, err
}

// Outgoing is the row of the outbox that an answered call belongs to.
func (c *Centre) Outgoing(ctx context.Context, id int64) (o Outgoing, err error) {
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		o, err = scanOutgoing(v.QueryRow(`SELECT `+outgoingColumns+` FROM outbox WHERE id = $1`, id))
		return err
	})
	return o, err
}

// Claimed reports whether a row of the outbox already has the call or text
// that the carrier knows by this name.
func (c *Centre) Claimed(ctx context.Context, sid string) (claimed bool, err error) {
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT EXISTS (SELECT 1 FROM outbox WHERE sid = $1 AND sid <> '')`, sid).Scan(&claimed)
	})
	return claimed, err
}
