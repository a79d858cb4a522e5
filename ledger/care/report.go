package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// A Report is what became of a case, for whoever looks at it afterwards.
type Report struct {
	Case
	OpenedAt   time.Time
	AcceptedAt time.Time // the last acceptance; zero when there was none
	ClosedAt   time.Time // zero while it is open
	Outcome    string
	ClosedBy   string // a person at a desk, empty when it was by telephone
	Events     []Happening
	Place      *time.Location // in which the moments are
}

// A Happening is one line of a report.
type Happening struct {
	At        time.Time
	What      string
	Responder int // on the frozen ladder; -1 for nobody
}

// ErrNoCase is returned for a case that is not in the books.
var ErrNoCase = errors.New("no such case; \"hourline case list\" shows them")

// Report is all that is kept of a case.
func (c *Centre) Report(ctx context.Context, id int64) (r Report, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		if r, err = reportIn(v, p, id); err != nil {
			return err
		}
		r.Events, err = collect(v, func(rows *sql.Rows) (h Happening, err error) {
			var at int64
			err = rows.Scan(&at, &h.What, &h.Responder)
			h.At = p.moment(&at)
			return h, err
		}, `SELECT at, what, who FROM case_events WHERE "case" = $1 ORDER BY id`, id)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoCase
	}
	if err != nil {
		return r, fmt.Errorf("case %d: %w", id, err)
	}
	return r, nil
}

// Reports are the newest cases, without what happened in them, the newest
// first.
func (c *Centre) Reports(ctx context.Context, openOnly bool, most int) (all []Report, err error) {
	where := ``
	if openOnly {
		where = `WHERE state IN ('ringing', 'accepted') `
	}
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		ids, err := collect(v, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
			`SELECT id FROM cases `+where+`ORDER BY id DESC LIMIT $1`, most)
		all = make([]Report, len(ids))
		for i, id := range ids {
			if all[i], err = reportIn(v, p, id); err != nil {
				return err
			}
		}
		return err
	})
	return all, err
}

func reportIn(v *ledger.View, p *Policy, id int64) (r Report, err error) {
	r.Place = p.Place
	if r.Case, err = caseIn(v, `id = $1`, id); err != nil {
		return r, err
	}
	var opened, accepted, closed *int64
	err = v.QueryRow(`SELECT opened_at, accepted_at, closed_at, outcome, closed_by FROM cases WHERE id = $1`, id).
		Scan(&opened, &accepted, &closed, &r.Outcome, &r.ClosedBy)
	r.OpenedAt, r.AcceptedAt, r.ClosedAt = p.moment(opened), p.moment(accepted), p.moment(closed)
	return r, err
}
