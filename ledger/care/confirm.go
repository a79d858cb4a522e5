package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Confirm is the elder's key 1 in the call after the visit: the hours are
// posted and the volunteer gets a receipt, in this one transaction. The same
// key again changes nothing.
func (c *Centre) Confirm(ctx context.Context, visit int64) error {
	err := c.write(ctx, func(v *verb) error {
		r, err := v.requestWhere(`visit = $1`, visit)
		if err != nil {
			return err
		}
		if r, err = v.move(r, confirm); errors.Is(err, errWrongState) {
			return nil
		}
		if err != nil {
			return err
		}
		return v.post(r)
	})
	if err != nil {
		return fmt.Errorf("confirm visit %d: %w", visit, err)
	}
	return nil
}

// post moves the credited minutes into the volunteer's account.
func (v *verb) post(r Request) error {
	r, err := v.move(r, post)
	if err != nil {
		return err
	}
	w := r.Visit
	helper, err := member(v.View, w.Volunteer)
	if err != nil {
		return err
	}
	e, err := v.Deposit(w.ID, helper.Account, w.Credited, w.FinishedAt, v.policy.Version, "elder's key")
	if err != nil {
		return err
	}
	if _, err := v.Exec(`UPDATE visits SET entry = $1 WHERE id = $2`, int64(e.ID), w.ID); err != nil {
		return err
	}
	if err := v.endVisit(w, "posted"); err != nil {
		return err
	}
	b, err := v.Balance(helper.Account)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("visit/%d/receipt", w.ID), "posted", w.ID, helper,
		Facts{Kind: r.Kind, Minutes: w.Credited, Balance: b.Posted, Entry: int64(e.ID)})
}

// Dispute is the elder's key 2: nothing is posted, a person rings.
func (c *Centre) Dispute(ctx context.Context, visit int64) error {
	err := c.write(ctx, func(v *verb) error {
		r, err := v.requestWhere(`visit = $1`, visit)
		if err != nil {
			return err
		}
		if r, err = v.move(r, dispute); errors.Is(err, errWrongState) {
			return nil
		}
		if err != nil {
			return err
		}
		helper, err := member(v.View, r.Visit.Volunteer)
		if err != nil {
			return err
		}
		return errors.Join(v.visitTicket(r, NotRight),
			v.text(fmt.Sprintf("visit/%d/disputed", visit), "disputed", visit, helper, Facts{Kind: r.Kind, Code: r.Visit.Code}))
	})
	if err != nil {
		return fmt.Errorf("dispute visit %d: %w", visit, err)
	}
	return nil
}

// Satisfied keeps how the elder liked the visit: 1 well, 2 so-so, 3 not.
func (c *Centre) Satisfied(ctx context.Context, visit int64, key int) error {
	const notAtAll = 3
	return c.write(ctx, func(v *verb) error {
		if _, err := v.Exec(`UPDATE visits SET satisfaction = $1 WHERE id = $2`, key, visit); err != nil || key != notAtAll {
			return err
		}
		r, err := v.requestWhere(`visit = $1`, visit)
		if err != nil {
			return err
		}
		return v.visitTicket(r, NotSatisfied)
	})
}

// confirmEnded follows a call after the visit that ended without an answer:
// it is made again, and in the end a person asks. Silence is never a credit.
func (v *verb) confirmEnded(o Outgoing) error {
	r, err := v.requestWhere(`visit = $1`, o.Ref)
	if err != nil || r.State != Finished {
		return ignoreNoRows(err)
	}
	if o.Facts.Try >= v.policy.Confirm.Attempts {
		return v.visitTicket(r, NotConfirmed)
	}
	return v.askElder(r.Visit, r.Elder, o.Facts.Try+1, v.now.Add(v.policy.Confirm.Every.Std()))
}

func ignoreNoRows(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}
