package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Unmeasured is for a key of which nobody knows how soon it came.
const Unmeasured time.Duration = -1

// Confirm is the elder's key 1 in the call after the visit, which came so long
// after the call was answered: the hours are posted and the volunteer gets a
// receipt, in this one transaction. Those that were stored on the evidence are
// final now. The same key again changes nothing.
func (c *Centre) Confirm(ctx context.Context, visit int64, after time.Duration) error {
	err := c.write(ctx, func(v *verb) error {
		return v.aboutBoth(visit, func(r Request) error { return v.confirm(r, after) })
	})
	if err != nil {
		return fmt.Errorf("confirm visit %d: %w", visit, err)
	}
	return nil
}

func (v *verb) confirm(r Request, after time.Duration) error {
	if err := v.pressed(r.Visit.ID, 1, after); err != nil || !r.askable() {
		return err
	}
	if r.State == Credited {
		return v.letStand(r)
	}
	r, err := v.move(r, confirm)
	if err != nil {
		return err
	}
	return v.post(r, "elder's key")
}

// pressed keeps the first key after a visit and how soon it came.
func (v *verb) pressed(visit int64, key int, after time.Duration) error {
	var measured any
	if after >= 0 {
		measured = after.Milliseconds()
	}
	_, err := v.Exec(`UPDATE visits SET elder_key = $1, key_after = $2 WHERE id = $3 AND elder_key = 0`, key, measured, visit)
	return err
}

// post moves the credited minutes into the volunteer's account, for good.
func (v *verb) post(r Request, why string) error {
	r, err := v.move(r, post)
	if err != nil {
		return err
	}
	if err := v.deposit(&r, why); err != nil {
		return err
	}
	return errors.Join(v.silent(r.Visit, time.Time{}), v.endVisit(r.Visit, "posted"), v.receipt(r))
}

// Dispute is the elder's key 2: nothing is posted, or what was stored on the
// evidence is taken back, and a person rings.
func (c *Centre) Dispute(ctx context.Context, visit int64, after time.Duration) error {
	err := c.write(ctx, func(v *verb) error {
		return v.aboutBoth(visit, func(r Request) error {
			if err := v.pressed(r.Visit.ID, 2, after); err != nil {
				return err
			}
			switch {
			case r.State == Credited:
				return v.object(r, "elder's key")
			case !r.State.allows(dispute):
				return nil
			}
			return v.dispute(r)
		})
	})
	if err != nil {
		return fmt.Errorf("dispute visit %d: %w", visit, err)
	}
	return nil
}

// dispute leaves a visit that was not stored yet to a person.
func (v *verb) dispute(r Request) error {
	r, err := v.move(r, dispute)
	if err != nil {
		return err
	}
	helper, err := member(v.View, r.Visit.Volunteer)
	if err != nil {
		return err
	}
	return errors.Join(v.silent(r.Visit, time.Time{}), v.drop(AboutConfirm, r.Visit.ID), v.visitTicket(r, NotRight),
		v.text(fmt.Sprintf("visit/%d/disputed", r.Visit.ID), "disputed", r.Visit.ID, helper, Facts{Kind: r.Kind, Code: r.Visit.Code}))
}

// Satisfied keeps how the elder liked the visit: 1 well, 2 so-so, 3 not.
func (c *Centre) Satisfied(ctx context.Context, visit int64, key int) error {
	const notAtAll = 3
	return c.write(ctx, func(v *verb) error {
		r, err := v.requestWhere(`visit = $1`, visit)
		if err != nil {
			return err
		}
		other, err := partnerOf(v.View, v.policy, r) // who was confirmed by the same call is meant too
		if err != nil {
			return err
		}
		if _, err := v.Exec(`UPDATE visits SET satisfaction = $1 WHERE id = $2 OR id = $3 AND elder_key = 1 AND satisfaction = 0`,
			key, visit, other.Visit.ID); err != nil || key != notAtAll {
			return err
		}
		return v.visitTicket(r, NotSatisfied)
	})
}

// confirmEnded follows a call after the visit that ended without an answer:
// it is made again, and in the end a person asks: silence is never a credit.
// Hours that were stored on the evidence need no answer.
func (v *verb) confirmEnded(o Outgoing) error {
	r, err := v.requestWhere(`visit = $1`, o.Ref)
	if err != nil || r.State != Finished && r.State != Credited {
		return ignoreNoRows(err)
	}
	if o.Facts.Try >= v.policy.Confirm.Attempts {
		return v.aboutBoth(o.Ref, func(r Request) error {
			if r.State == Credited {
				return nil
			}
			return v.visitTicket(r, NotConfirmed)
		})
	}
	return v.askElder(r.Visit, r.Elder, o.Facts.Try+1, v.now.Add(v.policy.Confirm.Every.Std()))
}

func ignoreNoRows(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}
