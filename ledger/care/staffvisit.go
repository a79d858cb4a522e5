package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrNoVisit is returned for a visit that is not in the books.
var ErrNoVisit = errors.New("no such visit; a ticket and a text tell its number")

// onVisit does something by hand about a visit, in the name of one of the
// staff whom nothing ties to the elder or the volunteer.
func (c *Centre) onVisit(ctx context.Context, visit int64, actor string, do func(v *verb, r Request, by Member) error) error {
	err := c.write(ctx, func(v *verb) error {
		by, err := worker(v.View, actor)
		if err != nil {
			return err
		}
		r, err := v.requestOfVisit(visit)
		if err != nil {
			return err
		}
		elder, helper, err := v.people(r)
		if err != nil {
			return err
		}
		if err := fourEyes(v.View, by, nil, []Member{elder, helper}); err != nil {
			return err
		}
		return do(v, r, by)
	})
	if err != nil {
		return fmt.Errorf("visit %d: %w", visit, err)
	}
	return nil
}

// requestOfVisit is the request of a visit, with that visit: also of one that
// was given up.
func (v *verb) requestOfVisit(visit int64) (r Request, err error) {
	r, err = v.requestWhere(`id = (SELECT request FROM visits WHERE id = $1)`, visit)
	if err != nil {
		return r, orNoVisit(err)
	}
	if r.Visit.ID != visit {
		r.Visit, err = visitIn(v.View, v.policy, `id = $1`, visit)
	}
	return r, err
}

// orNoVisit says of a visit that was not found what is wrong.
func orNoVisit(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNoVisit
	}
	return err
}
