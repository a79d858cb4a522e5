package care

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"hourline/ledger"
)

// kindBack is the kind of entries that take a redemption back; the entry that
// each takes back is its reference.
const kindBack ledger.Kind = "redeem-back"

// HandOutRedemption is one of the staff, or a service point, who gives goods or
// cash out that are approved: hours and money move at once. Whoever approved,
// and who is tied to the member, does not. A member without a phone cannot be
// asked whether it was so: with is the number of a second member of staff who
// saw it, else empty. Given out again by the same person it stays as it is.
func (c *Centre) HandOutRedemption(ctx context.Context, id int64, actor, with string) (Redemption, error) {
	return c.onRedemption(ctx, id, func(v *verb, r Redemption) error {
		by, err := v.giver(actor)
		if err != nil || r.HandedBy == by.ID {
			return err
		}
		if r.HandedBy != 0 {
			return errWrongState
		}
		m, err := member(v.View, r.Member)
		if err != nil {
			return err
		}
		approver, err := v.others(r.ApprovedBy)
		if err != nil {
			return err
		}
		if err := fourEyes(v.View, by, approver, []Member{m}); err != nil {
			return err
		}
		witness, err := v.witness(m, by, with)
		if err != nil {
			return err
		}
		return v.handOut(r, m, by, witness)
	})
}

// RedeemAtDesk is a redemption in one step, before two of the staff: the actor
// of the order asks and gives out, the second approves and sees it. Cash whose
// money is not there is queued.
func (c *Centre) RedeemAtDesk(ctx context.Context, o RedemptionOrder, with string) (r Redemption, err error) {
	o.Channel = AtDesk
	err = c.write(ctx, func(v *verb) error {
		if _, err := worker(v.View, o.Actor); err != nil {
			return err
		}
		if r, err = v.redeem(o); err != nil {
			return err
		}
		second, err := worker(v.View, with)
		if err != nil {
			return err
		}
		if err := v.approve(r, second); err != nil {
			return err
		}
		if r, err = v.redemption(r.ID); err != nil || r.State != Ready {
			return err
		}
		m, first, err := v.concerned(r)
		if err != nil {
			return err
		}
		if err := v.handOut(r, m, first[0], second); err != nil {
			return err
		}
		r, err = v.redemption(r.ID)
		return err
	})
	if err != nil {
		return r, fmt.Errorf("redeem: %w", err)
	}
	return r, nil
}

// others are the member with this id, nobody for 0.
func (v *verb) others(id int64) ([]Member, error) {
	if id == 0 {
		return nil, nil
	}
	m, err := member(v.View, id)
	return []Member{m}, err
}

// ErrNoWitness is returned for a member who cannot be asked, and nobody who saw
// that something was given out.
var ErrNoWitness = errors.New("the member has no telephone and cannot be asked: a second member of staff must see it, and is named too")

// witness is the second member of staff who sees what a member without a phone
// is given.
func (v *verb) witness(m, by Member, number string) (w Member, err error) {
	switch {
	case number == "" && len(m.Phones) == 0:
		return w, ErrNoWitness
	case number == "":
		return w, nil
	}
	if w, err = worker(v.View, number); err != nil {
		return w, err
	}
	return w, fourEyes(v.View, w, []Member{by}, []Member{m})
}

// handOut moves the hours and the money.
func (v *verb) handOut(r Redemption, m, by, witness Member) error {
	next := v.now.Add(v.policy.Redeem.Confirm.Std())
	r, err := v.moveRedemption(r, handOut, next, by, "")
	if err != nil {
		return err
	}
	if r, err = v.postRedemption(r, by); err != nil {
		return err
	}
	_, err = v.Exec(`UPDATE redemptions SET handed_by = $1, handed_at = $2, witness = $3, entry = $4 WHERE id = $5`,
		by.ID, ms(v.now), witness.ID, r.Entry, r.ID)
	if err != nil {
		return err
	}
	if err := v.closeRedemptionTickets(r, by, "given out"); err != nil {
		return err
	}
	if witness.ID != 0 && len(m.Phones) == 0 {
		return v.received(r, witness, "")
	}
	return v.tellRedemption(r, "redeem.handed")
}

// ConfirmRedemption is the member, whoever has made sure of that, who says that
// it was given out; or one of the staff who asked the member, and neither gave
// it out nor is tied to who did.
func (c *Centre) ConfirmRedemption(ctx context.Context, id int64, actor string) (Redemption, error) {
	return c.onRedemption(ctx, id, func(v *verb, r Redemption) error {
		by, err := v.askedAfter(r, actor)
		if err != nil || r.State == Received {
			return err
		}
		return v.received(r, by, "")
	})
}

// ContestRedemption is the member, or one of the staff who asked, who says that
// nothing was given out. A coordinator finds out.
func (c *Centre) ContestRedemption(ctx context.Context, id int64, w RedemptionWord) (Redemption, error) {
	return c.onRedemption(ctx, id, func(v *verb, r Redemption) error {
		by, err := v.askedAfter(r, w.Actor)
		if err != nil || r.State == Contested {
			return err
		}
		if r, err = v.moveRedemption(r, contest, time.Time{}, by, w.Reason); err != nil {
			return err
		}
		return errors.Join(v.closeRedemptionTickets(r, by, "contested"), v.redemptionTicket(r, by))
	})
}

// askedAfter is who may say whether something was given out.
func (v *verb) askedAfter(r Redemption, number string) (by Member, err error) {
	if by, err = numbered(v.View, number); err != nil || by.ID == r.Member {
		return by, err
	}
	if by, err = worker(v.View, number); err != nil {
		return by, err
	}
	m, err := member(v.View, r.Member)
	if err != nil {
		return by, err
	}
	handed, err := v.others(r.HandedBy)
	if err != nil {
		return by, err
	}
	return by, fourEyes(v.View, by, handed, []Member{m})
}

// received ends a redemption well, with the receipt.
func (v *verb) received(r Redemption, by Member, note string) error {
	r, err := v.moveRedemption(r, receive, time.Time{}, by, note)
	if err != nil {
		return err
	}
	return errors.Join(v.closeRedemptionTickets(r, by, "received"), v.tellRedemption(r, "redeem.receipt"), v.closePaidEstate(r))
}

// ReturnRedemption takes back what was not given out after all: hours and money
// go back by entries that undo the first. It needs two of the staff, neither of
// whom gave it out.
func (c *Centre) ReturnRedemption(ctx context.Context, id int64, w RedemptionWord, with string) (Redemption, error) {
	if strings.TrimSpace(w.Reason) == "" {
		return Redemption{}, ErrNoReason
	}
	return c.onRedemption(ctx, id, func(v *verb, r Redemption) error {
		m, err := member(v.View, r.Member)
		if err != nil || r.State == Returned {
			return err
		}
		by, second, err := twoOfStaff(v.View, w.Actor, with, m)
		if err != nil {
			return err
		}
		handed, err := v.others(r.HandedBy)
		if err != nil {
			return err
		}
		if err := errors.Join(fourEyes(v.View, by, handed, nil), fourEyes(v.View, second, handed, nil)); err != nil {
			return err
		}
		if r, err = v.moveRedemption(r, putBack, time.Time{}, by, w.Reason); err != nil {
			return err
		}
		if err := v.happenedTo(r, "seconded", second, ""); err != nil {
			return err
		}
		if err := v.takeRedemptionBack(r, by); err != nil {
			return err
		}
		return errors.Join(v.closeRedemptionTickets(r, by, "returned"), v.tellRedemption(r, "redeem.returned"), v.payQueue())
	})
}

// agree is the member, of whom the caller is sure by a PIN, who agrees to what
// a service point gives out for them. Up to the limit of policy that is all it
// needs; above, one of the staff has to have approved it. Cash whose money is
// not there is queued.
func (v *verb) agree(r Redemption) error {
	if r.Channel != AtPoint || r.AskedBy == r.Member {
		return fmt.Errorf("no service point asked for it: %w", ErrNotRedeemNow)
	}
	m, point, err := v.concerned(r)
	if err != nil || r.State == Received {
		return err
	}
	if v.onPINAlone(r) && r.State == Asked {
		if err := v.approved(r, m); err != nil {
			return err
		}
		if r, err = v.redemption(r.ID); err != nil || r.State != Ready {
			return err
		}
	}
	if err := v.handOut(r, m, point[0], Member{}); err != nil {
		return err
	}
	if r, err = v.redemption(r.ID); err != nil {
		return err
	}
	if err := v.received(r, m, "PIN"); err != nil {
		return err
	}
	return v.tellPoint(r, point[0])
}
