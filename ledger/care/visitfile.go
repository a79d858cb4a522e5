package care

import (
	"context"

	"hourline/ledger"
)

// A VisitFile is all that the books have about one visit.
type VisitFile struct {
	Appointment
	Events []VisitEvent // in their order
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
