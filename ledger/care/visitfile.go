package care

import (
	"context"
	"database/sql"

	"hourline/ledger"
)

// A VisitFile is all that the books have about one visit.
type VisitFile struct {
	Appointment
	Events []VisitEvent // in their order
}

// Waiting are the visits that wait for somebody's word: those that were begun
// and not finished, finished and not stored for good, or disputed; the oldest first.
func (c *Centre) Waiting(ctx context.Context) (all []Appointment, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		ids, err := collect(v, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
			`SELECT id FROM requests WHERE state IN ($1, $2, $3, $4) ORDER BY id`, string(Started), string(Finished), string(Credited), string(Disputed))
		if err != nil {
			return err
		}
		for _, id := range ids {
			a := Appointment{}
			if a.Request, err = requestIn(v, p, `id = $1`, id); err != nil {
				return err
			}
			if err := a.people(v, p); err != nil {
				return err
			}
			all = append(all, a)
		}
		return nil
	})
	return all, err
}

// VisitFile is a visit, also of one that is over or was given up.
func (c *Centre) VisitFile(ctx context.Context, visit int64) (f VisitFile, err error) {
	if f.Appointment, err = c.AppointmentOf(ctx, visit); err != nil {
		return f, orNoVisit(err)
	}
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		f.Helper, err = member(v, f.Request.Visit.Volunteer)
		return err
	})
	if err != nil {
		return f, err
	}
	f.Events, err = c.VisitEvents(ctx, visit)
	return f, err
}
