package care

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrNothingToDecide is returned for a visit that waits for nobody's decision.
var ErrNothingToDecide = errors.New("it waits for nobody's decision: it is stored for good, given up, or not over yet")

// ErrNeedsSecond is returned for a visit that staff entered and nobody has
// vouched for.
var ErrNeedsSecond = errors.New("staff entered it, so a second person vouches for it: see hourline visit confirm")

// A Decision is what one of the staff found out about a visit.
type Decision struct {
	Visit  int64
	Actor  string // member number
	Reason string
}

// ObjectByHand is an objection that an elder told to one of the staff. Hours
// that were stored on the evidence go back.
func (c *Centre) ObjectByHand(ctx context.Context, d Decision) error {
	return c.decideVisit(ctx, d, "visit objected to", func(v *verb, r Request, by Member) error {
		switch {
		case r.State.allows(object):
			return v.object(r, "staff "+by.Number)
		case r.State.allows(dispute):
			return v.dispute(r)
		}
		return ErrNothingToDecide
	})
}

// SettleVisit stores the hours of a visit that the elder has disputed or never
// confirmed, after one of the staff has asked both.
func (c *Centre) SettleVisit(ctx context.Context, d Decision) error {
	return c.decideVisit(ctx, d, "visit settled", func(v *verb, r Request, by Member) error {
		switch {
		case !r.State.allows(settleAsIs) || r.Visit.Credited == 0:
			return ErrNothingToDecide
		case r.Visit.byHand() && r.State == Finished:
			return ErrNeedsSecond
		}
		if err := v.notFirst(r.Visit, by); err != nil {
			return err
		}
		r, err := v.move(r, settleAsIs)
		if err != nil {
			return err
		}
		return errors.Join(v.post(r, "staff "+by.Number), v.closeAsked(r.Visit, by, "settled"))
	})
}

// WithdrawVisit closes such a visit without storing anything. Hours that could
// not be taken back at an objection, for they were spent, have to be there now.
func (c *Centre) WithdrawVisit(ctx context.Context, d Decision) error {
	return c.decideVisit(ctx, d, "visit withdrawn", func(v *verb, r Request, by Member) error {
		if !r.State.allows(withdrawAll) {
			return ErrNothingToDecide
		}
		if r.Visit.Entry != 0 {
			if gone, err := v.takeBack(r, objection, "staff "+by.Number); err != nil || !gone {
				return errors.Join(err, ErrSpent)
			}
		}
		r, err := v.move(r, withdrawAll)
		if err != nil {
			return err
		}
		helper, err := member(v.View, r.Visit.Volunteer)
		if err != nil {
			return err
		}
		return errors.Join(v.endVisit(r.Visit, "withdrawn"), v.silent(r.Visit, time.Time{}), v.closeAsked(r.Visit, by, "withdrawn"),
			v.text(fmt.Sprintf("visit/%d/withdrawn", r.Visit.ID), "withdrawn", r.Visit.ID, helper, Facts{Kind: r.Kind, Code: r.Visit.Code}))
	})
}

// decideVisit keeps who decides and why, before it is done.
func (c *Centre) decideVisit(ctx context.Context, d Decision, what string, do func(*verb, Request, Member) error) error {
	if strings.TrimSpace(d.Reason) == "" {
		return ErrNoReason
	}
	return c.onVisit(ctx, d.Visit, d.Actor, func(v *verb, r Request, by Member) error {
		return errors.Join(v.byStaff(r, by, what, d.Reason), do(v, r, by))
	})
}

// closeAsked closes the tickets that a decision answers.
func (v *verb) closeAsked(w Visit, by Member, outcome string) error {
	var faults []error
	for _, kind := range []TicketKind{ByHandTicket, Unanswered, NotConfirmed, NotRight, Review} {
		faults = append(faults, v.closeAbout(w, by, kind, outcome))
	}
	return errors.Join(faults...)
}
