package care

import (
	"context"
	"database/sql"
	"time"

	"hourline/ledger"
)

// A VisitEvent is something that happened to a visit. Old and New are what it
// changed, as the books have it; they hold no name and no number of a phone.
type VisitEvent struct {
	ID     int64
	Visit  int64
	At     time.Time
	What   string // started, finished, undone, late, moved, closed, corrected, …
	Actor  string // number of the member who did it, empty for the machine
	Reason Reason
	Old    string
	New    string
}

// happened keeps an event, in the transaction in which it happens.
func (v *verb) happened(e VisitEvent) error {
	_, err := v.Exec(`INSERT INTO visit_events (visit, at, what, actor, reason, old, new) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		e.Visit, ms(v.now), e.What, e.Actor, string(e.Reason), e.Old, e.New)
	if err != nil || e.Actor == "" {
		return err
	}
	return v.sweepSoon()
}

// changed keeps what a volunteer, or the machine, changed.
func (v *verb) changed(visit int64, what, old, now string) error {
	return v.happened(VisitEvent{Visit: visit, What: what, Old: old, New: now})
}

// VisitEvents is all that happened to a visit, in its order.
func (c *Centre) VisitEvents(ctx context.Context, visit int64) (all []VisitEvent, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		all, err = collect(v, func(r *sql.Rows) (e VisitEvent, err error) {
			var at int64
			err = r.Scan(&e.ID, &e.Visit, &at, &e.What, &e.Actor, &e.Reason, &e.Old, &e.New)
			e.At = p.moment(&at)
			return e, err
		}, `SELECT id, visit, at, what, actor, reason, old, new FROM visit_events WHERE visit = $1 ORDER BY id`, visit)
		return err
	})
	return all, err
}

// mark is a moment as events keep it; zero is none.
func mark(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04:05")
}
