package care

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"hourline/ledger"
)

// Every day all that volunteers and staff did is looked at for signals. It is
// read beside the writer, some volunteers at a time, so that nobody in need
// waits for it, and how far it has come stands in the books.

// sweptAtOnce is how many volunteers are looked at before emergencies are again.
const sweptAtOnce = 10

// A sweep is one look at some volunteers and, after the last of them, at staff.
type sweep struct {
	*ledger.View
	policy      *Policy
	from, until time.Time // of the visits that count
	fresh       time.Time // who has no visit since was looked at before
	last        int64     // volunteer who was looked at

	to map[int64][]outing // elders, whose visits are read once for all volunteers of a part
}

// sweepSoon has the visits looked at at the next time of day for it.
func (v *verb) sweepSoon() error {
	v.queued[timers] = true
	_, err := v.Exec(`UPDATE sweep SET next_at = $1 WHERE one = 1 AND next_at IS NULL`, ms(v.policy.nextSweep(v.now)))
	return err
}

// nextSweep is the next time of day at which visits are looked at.
func (p *Policy) nextSweep(now time.Time) time.Time {
	at := p.Signals.At.On(now)
	if !at.After(now) {
		at = p.Signals.At.On(now.AddDate(0, 0, 1))
	}
	return at
}

// planSweep lets no sweep wait longer than a day: it was planned by a clock
// that has been set back since.
func (v *verb) planSweep() error {
	v.queued[timers] = true
	_, err := v.Exec(`UPDATE sweep SET next_at = $1, until = min(until, $2) WHERE one = 1 AND next_at > $1`, ms(v.policy.nextSweep(v.now)), ms(v.now))
	return err
}

// sweep looks at the next volunteers, when it is time, and tells what is odd.
func (c *Centre) sweep(ctx context.Context) error {
	var found []Signal
	var s sweep
	due := false
	err := c.read(ctx, func(v *ledger.View, p *Policy) (err error) {
		s = sweep{View: v, policy: p, to: map[int64][]outing{}}
		if due, err = s.begin(); err != nil || !due {
			return err
		}
		found, err = s.next()
		return err
	})
	if err != nil || !due {
		return err
	}
	return c.write(ctx, func(v *verb) error {
		for _, one := range found {
			if err := v.raise(one); err != nil {
				return fmt.Errorf("signal %s: %w", one.Kind, err)
			}
		}
		return v.swept(s)
	})
}

// begin reads how far the sweep has come; due is false when it is not time.
func (s *sweep) begin() (due bool, err error) {
	var next sql.NullInt64
	var since, until int64
	if err := s.QueryRow(`SELECT next_at, since, until, last FROM sweep WHERE one = 1`).Scan(&next, &since, &until, &s.last); err != nil {
		return false, err
	}
	if !next.Valid || next.Int64 > ms(s.Now) {
		return false, nil
	}
	if until == 0 {
		until = ms(s.Now)
	}
	s.until = s.policy.moment(&until)
	s.from = s.until.AddDate(0, 0, -s.policy.Signals.Days)
	// What elders and second people say comes days after the end.
	s.fresh = s.policy.moment(&since).Add(-s.policy.Evidence.Silence.Std())
	return true, nil
}

// nextVolunteers are the first $2 after $1.
const nextVolunteers = `SELECT volunteer FROM turns WHERE volunteer > $1 ORDER BY volunteer LIMIT $2`

// next looks at the volunteers after the last one who have been on a visit
// lately, or at staff when there are none left.
func (s *sweep) next() (found []Signal, err error) {
	volunteers, err := collect(s.View, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		nextVolunteers, s.last, sweptAtOnce)
	if err != nil {
		return nil, err
	}
	if len(volunteers) == 0 {
		s.last = 0
		return s.oddStaff()
	}
	for _, id := range volunteers {
		odd, err := s.oddVolunteer(id)
		if err != nil {
			return nil, fmt.Errorf("volunteer %d: %w", id, err)
		}
		found, s.last = append(found, odd...), id
	}
	return found, nil
}

// oddVolunteer is all that is odd about one volunteer.
func (s *sweep) oddVolunteer(id int64) ([]Signal, error) {
	visits, err := outingsIn(s.View, s.policy, visitsOf, id, s.from, s.until)
	if err != nil || len(those(visits, func(a outing) bool { return !a.end.Before(s.fresh) })) == 0 {
		return nil, err
	}
	c := comparison{sweep: s, visits: visits}
	beside, err := c.oddBesideOthers()
	return append(s.policy.Signals.oddVisits(visits), beside...), err
}

// swept keeps how far a sweep has come. After one that found visits of the day
// there is another on the next; without any it waits until a visit ends.
func (v *verb) swept(s sweep) error {
	v.queued[timers] = true
	if s.last != 0 {
		_, err := v.Exec(`UPDATE sweep SET until = $1, last = $2 WHERE one = 1`, ms(s.until), s.last)
		return err
	}
	var again bool
	if err := v.QueryRow(`SELECT EXISTS (SELECT 1 FROM visits WHERE coalesce(finished_at, planned_at) >= $1 AND finished_at IS NOT NULL)`,
		ms(s.fresh)).Scan(&again); err != nil {
		return err
	}
	var next any
	if again {
		next = ms(v.policy.nextSweep(v.now))
	}
	_, err := v.Exec(`UPDATE sweep SET next_at = $1, since = $2, until = 0, last = 0 WHERE one = 1`, next, ms(s.until))
	return err
}
