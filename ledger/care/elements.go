package care

import (
	"context"
	"fmt"
	"time"

	"hourline/ledger"
)

// Elements are what is kept of every visit: the service, whom it was for, who
// gave it, on which day, how well the place is attested, and when it began and
// ended as it was told; besides, what came of it.
type Elements struct {
	Visit         int64
	Service       Kind
	Elder, Helper Party
	Community     string    // of the elder
	Planned       time.Time // with lateness left out
	Length        int64     // minutes, as planned
	Start, Finish End
	Said          int64  // minutes, as the volunteer counted them; 0 for not at all
	Credited      int64  // minutes, as they were reckoned
	Stored        int64  // minutes of it that stand in the journal now
	Entry         int64  // in the journal, 0 for none
	Outcome       string // the state of its request or, for a visit that was given up, how
	Reasons       string // codes separated by |
	Satisfied     int    // 1 well, 2 so-so, 3 not, 0 for not asked
}

// A Party is one side of a visit.
type Party struct{ Number, Name string }

// An End is when a visit began or ended, and how well that is attested; zero
// when it never did.
type End struct {
	At    time.Time
	Grade Grade
}

// Day is the day to which a visit belongs: that of its end, else of its plan.
func (e Elements) Day() time.Time {
	if e.Finish.At.IsZero() {
		return e.Planned
	}
	return e.Finish.At
}

// EachVisit hands out all visits whose day lies in a month, in their order.
// They are read one by one, however many there are, as the books stood when the
// first one was.
func (c *Centre) EachVisit(ctx context.Context, month Month, each func(Elements) error) error {
	err := c.read(ctx, func(v *ledger.View, p *Policy) error {
		from, until := month.In(p.Place)
		rows, err := v.Query(elementsQuery, ms(from), ms(until))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			e, err := p.scanElements(rows)
			if err == nil {
				err = each(e)
			}
			if err != nil {
				return err
			}
		}
		return rows.Err()
	})
	if err != nil {
		return fmt.Errorf("visits of %s: %w", month, err)
	}
	return nil
}

const elementsQuery = `SELECT w.id, r.kind, e.number, e.name, h.number, h.name, e.community, w.planned_at, w.planned_minutes,
	w.started_at, w.start_grade, w.finished_at, w.finish_grade, w.said_minutes, w.credited_minutes,
	coalesce((SELECT n.amount - coalesce((SELECT sum(u.amount) FROM entries u WHERE u.undoes = n.id), 0) FROM entries n WHERE n.id = w.entry), 0),
	coalesce(w.entry, 0), CASE WHEN w.ended IN ('', 'posted') THEN r.state ELSE w.ended END, w.review, w.satisfaction
	FROM visits w JOIN requests r ON r.id = w.request JOIN members e ON e.id = r.elder JOIN members h ON h.id = w.volunteer
	WHERE coalesce(w.finished_at, w.planned_at) >= $1 AND coalesce(w.finished_at, w.planned_at) < $2
	ORDER BY coalesce(w.finished_at, w.planned_at), w.id`

// scanElements reads one row of elementsQuery.
func (p *Policy) scanElements(row interface{ Scan(...any) error }) (e Elements, err error) {
	var planned int64
	var started, finished *int64
	err = row.Scan(&e.Visit, &e.Service, &e.Elder.Number, &e.Elder.Name, &e.Helper.Number, &e.Helper.Name, &e.Community, &planned, &e.Length,
		&started, &e.Start.Grade, &finished, &e.Finish.Grade, &e.Said, &e.Credited,
		&e.Stored, &e.Entry, &e.Outcome, &e.Reasons, &e.Satisfied)
	e.Planned, e.Start.At, e.Finish.At = p.moment(&planned), p.moment(started), p.moment(finished)
	return e, err
}
