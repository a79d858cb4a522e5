package care

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"hourline/ledger"
)

// Claim leases up to n rows of a lane that are due for one attempt each, the
// most urgent ones. Rows whose lease ran out come first and are Unsure.
func (c *Centre) Claim(ctx context.Context, lane Lane, n int) ([]Outgoing, error) {
	return c.claim(ctx, lane, n, true)
}

// claim is Claim; of a lane that may not try, only rows whose lease ran out.
func (c *Centre) claim(ctx context.Context, lane Lane, n int, try bool) (rows []Outgoing, err error) {
	if err := c.heed(ctx); err != nil {
		return nil, err
	}
	d, err := c.dues(ctx, lane)
	if err != nil {
		return nil, err
	}
	if now := c.clock.Now(); !come(d.look, now) && !(try && come(d.try, now)) {
		return nil, nil
	}
	err = c.write(ctx, func(v *verb) error {
		if rows, err = v.claimStale(lane, n); err != nil || !try {
			return err
		}
		fresh, err := v.claimFresh(lane, n-len(rows))
		rows = append(rows, fresh...)
		return err
	})
	return rows, err
}

// claimStale leases rows again whose lease ran out: what became of them is to
// be looked up.
func (v *verb) claimStale(lane Lane, n int) ([]Outgoing, error) {
	stale, err := v.outgoings(`UPDATE outbox SET state = 'leased', lease_until = $1 WHERE id IN
		(SELECT id FROM outbox WHERE lane = $2 AND state IN ('leased', 'unknown', 'handed') AND lease_until IS NOT NULL AND lease_until <= $3
		 ORDER BY lease_until LIMIT $4) RETURNING `+outgoingColumns, ms(v.leaseUntil()), string(lane), ms(v.now), n)
	for i := range stale {
		stale[i].Unsure = true
	}
	return stale, err
}

func (v *verb) leaseUntil() time.Time { return v.now.Add(v.policy.Outbox.Lease.Std()) }

// inOrder finds the rows of lane $2 that are due at $3, the first $4 of them.
const inOrder = `SELECT id FROM outbox WHERE lane = $2 AND state = 'waiting' AND due_at <= $3 ORDER BY due_at, id LIMIT $4`

// byUrgency is inOrder for the calls of emergencies. Alarms come before what may
// be one, and all that is real before drills. Among them cases for which no
// phone has been rung come first, then those that nobody has accepted, each the
// oldest first; within a case it is whoever was rung least. A call that is
// being handed over counts, lest an old case rings two before a young one rings
// its first. Nobody is rung for a case that is over.
const byUrgency = `SELECT o.id FROM outbox o LEFT JOIN cases c ON c.id = o.ref
	WHERE o.lane = $2 AND o.state = 'waiting' AND o.due_at <= $3 AND (c.id IS NULL OR c.state IN ('ringing', 'accepted'))
	ORDER BY CASE c.kind WHEN 'alarm' THEN 0 WHEN 'drill' THEN 2 WHEN 'selftest' THEN 2 ELSE 1 END, c.state IS NOT 'ringing',
		EXISTS (SELECT 1 FROM outbox r INDEXED BY outbox_rung WHERE r.ref = c.id AND ` + wasRung + `),
		c.opened_at, c.id, json_extract(o.facts, '$.try'), o.due_at, o.id
	LIMIT $4`

// wasRung is the condition of the index outbox_rung, which is small however
// often a case has rung.
const wasRung = `kind = 'case' AND action = 'call' AND (handed_at IS NOT NULL OR state IN ('leased', 'unknown'))`

// claimFresh leases rows that wait and are due. From then on they were due
// when their latest attempt began; see IsOf.
func (v *verb) claimFresh(lane Lane, n int) ([]Outgoing, error) {
	next := inOrder
	if lane == EmergencyLane {
		next = byUrgency
	}
	now := fmt.Sprintf(`$1 - %d`, v.policy.Outbox.Lease.Std().Milliseconds())
	rows, err := v.outgoings(`UPDATE outbox SET state = 'leased', lease_until = $1, attempts = attempts + 1, due_at = `+now+` WHERE id IN (`+next+`)
		RETURNING `+outgoingColumns, ms(v.leaseUntil()), string(lane), ms(v.now), n)
	if err == nil && lane == EmergencyLane && len(rows) < n {
		err = v.dropOver()
	}
	return rows, err
}

// dropOver takes back the calls of cases that are over.
func (v *verb) dropOver() error {
	v.roomForOthers()
	_, err := v.Exec(`UPDATE outbox SET state = 'dropped' WHERE lane = $1 AND state = 'waiting' AND due_at <= $2
		AND (SELECT state FROM cases WHERE id = ref) NOT IN ('ringing', 'accepted')`, string(EmergencyLane), ms(v.now))
	return err
}

// A laneDue is when a lane next has something to look up, and something to
// try; each zero when never.
type laneDue struct{ look, try time.Time }

// dues reads what is due in a lane.
func (c *Centre) dues(ctx context.Context, lane Lane) (d laneDue, err error) {
	var look, try sql.NullInt64
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT
			(SELECT min(lease_until) FROM outbox WHERE lane = $1 AND state IN ('leased', 'unknown', 'handed') AND lease_until IS NOT NULL),
			(SELECT min(due_at) FROM outbox WHERE lane = $1 AND state = 'waiting')`, string(lane)).Scan(&look, &try)
	})
	if look.Valid {
		d.look = time.UnixMilli(look.Int64)
	}
	if try.Valid {
		d.try = time.UnixMilli(try.Int64)
	}
	return d, err
}

// due is when the lane next has something to do, zero when never.
func (c *Centre) due(ctx context.Context, lane Lane) (time.Time, error) {
	d, err := c.dues(ctx, lane)
	return sooner(d.look, d.try), err
}

// come tells whether a moment has come; zero never does.
func come(at, now time.Time) bool { return !at.IsZero() && !at.After(now) }

// sooner is the sooner of two moments; zero is never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
