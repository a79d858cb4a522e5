package care

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrNotRedeemNow is returned for what the state of a redemption does not allow.
var ErrNotRedeemNow = errors.New("that is not possible as it stands; `hourline redeem show` tells how it stands")

// onRedemption does something with a redemption and answers with how it stands
// then.
func (c *Centre) onRedemption(ctx context.Context, id int64, do func(*verb, Redemption) error) (r Redemption, err error) {
	err = c.write(ctx, func(v *verb) error {
		if r, err = v.redemption(id); err != nil {
			return err
		}
		state := r.State
		if err := do(v, r); err != nil {
			if errors.Is(err, errWrongState) {
				err = fmt.Errorf("it is %s: %w", state, ErrNotRedeemNow)
			}
			return fmt.Errorf("redemption %d: %w", id, err)
		}
		r, err = v.redemption(id)
		return err
	})
	return r, err
}

// ApproveRedemption is the second person, one of the staff, who is neither the
// member nor who asked, nor tied to them. Cash whose money is not there is
// queued. Approved again by the same person it stays as it is.
func (c *Centre) ApproveRedemption(ctx context.Context, id int64, actor string) (Redemption, error) {
	return c.onRedemption(ctx, id, func(v *verb, r Redemption) error {
		by, err := worker(v.View, actor)
		if err != nil {
			return err
		}
		return v.approve(r, by)
	})
}

func (v *verb) approve(r Redemption, by Member) error {
	if r.ApprovedBy == by.ID && r.State != Asked {
		return nil
	}
	if r.State != Asked {
		return errWrongState
	}
	m, first, err := v.concerned(r)
	if err != nil {
		return err
	}
	if err := fourEyes(v.View, by, first, []Member{m}); err != nil {
		return err
	}
	return v.approved(r, by)
}

// approved lets a redemption be fetched: cash when its money is there and
// nobody who waits for money comes first.
func (v *verb) approved(r Redemption, by Member) error {
	if _, err := v.Exec(`UPDATE redemptions SET approved_by = $1, approved_at = $2 WHERE id = $3`, by.ID, ms(v.now), r.ID); err != nil {
		return err
	}
	if err := v.closeRedemptionTickets(r, by, "approved"); err != nil || !r.Cash() {
		return errors.Join(err, v.makeReady(r, by))
	}
	before, err := placeOf(v.View, r)
	if err != nil {
		return err
	}
	if before == 0 {
		if held, err := v.holdFen(r); err != nil || held {
			return errors.Join(err, v.makeReady(r, by))
		}
	}
	if r, err = v.moveRedemption(r, queueIt, v.nextTry(), by, ""); err != nil {
		return err
	}
	return v.tellRedemption(r, "redeem.queued")
}

// concerned are the member of a redemption, and who asked when that was not
// the member.
func (v *verb) concerned(r Redemption) (m Member, first []Member, err error) {
	if m, err = member(v.View, r.Member); err != nil || r.AskedBy == r.Member {
		return m, nil, err
	}
	by, err := member(v.View, r.AskedBy)
	return m, []Member{by}, err
}

// makeReady lets a redemption be fetched. It is the member's turn then, and
// nobody's work, unless a person must tell a member without a phone.
func (v *verb) makeReady(r Redemption, by Member) error {
	r, err := v.moveRedemption(r, approveIt, v.now.Add(v.policy.Redeem.Fetch.Std()), by, "")
	if err != nil {
		return err
	}
	if m, err := member(v.View, r.Member); err != nil || len(m.Phones) == 0 {
		return errors.Join(err, v.redemptionTicket(r, by))
	}
	return v.tellRedemption(r, "redeem.ready")
}

// A RedemptionWord is what somebody decides about a redemption, and why.
type RedemptionWord struct {
	Actor  string // member number
	Reason string
}

// RefuseRedemption is one of the staff, not tied to the member, who does not
// allow it: hours and money that are held are free again.
func (c *Centre) RefuseRedemption(ctx context.Context, id int64, w RedemptionWord) (Redemption, error) {
	if strings.TrimSpace(w.Reason) == "" {
		return Redemption{}, ErrNoReason
	}
	return c.onRedemption(ctx, id, func(v *verb, r Redemption) error {
		by, err := worker(v.View, w.Actor)
		if err != nil || r.State == RefusedRedemption {
			return err
		}
		m, err := member(v.View, r.Member)
		if err != nil {
			return err
		}
		if err := fourEyes(v.View, by, nil, []Member{m}); err != nil {
			return err
		}
		return v.end(r, refuseIt, by, w.Reason, "redeem.refused")
	})
}

// CancelRedemption is the member who does not want it any more, or one of the
// staff, or the service point that asked, who was told so.
func (c *Centre) CancelRedemption(ctx context.Context, id int64, w RedemptionWord) (Redemption, error) {
	return c.onRedemption(ctx, id, func(v *verb, r Redemption) error {
		by, err := numbered(v.View, w.Actor)
		if err != nil || r.State == CancelledRedemption {
			return err
		}
		if by.ID != r.Member && by.ID != r.AskedBy && !by.Works() {
			return fmt.Errorf("%q %w", w.Actor, ErrNotStaffOrPoint)
		}
		return v.end(r, cancelIt, by, w.Reason, "redeem.cancelled")
	})
}

// end releases what a redemption holds, for it comes to nothing. What becomes
// free may be enough for others.
func (v *verb) end(r Redemption, how string, by Member, why, words string) error {
	why = strings.Join(strings.Fields(why), " ")
	if len([]rune(why)) > longestOutcome {
		return fmt.Errorf("the reason may have %d letters", longestOutcome)
	}
	if _, err := v.moveRedemption(r, how, time.Time{}, by, why); err != nil {
		return err
	}
	if err := v.release(r, how == expireIt, actorOf(by)); err != nil {
		return err
	}
	return errors.Join(v.closeRedemptionTickets(r, by, how), v.tellRedemption(r, words), v.pointFailed(r), v.payQueue())
}

// actorOf is who is named in the journal: a member, or the machine.
func actorOf(by Member) string {
	if by.ID == 0 {
		return "hourline"
	}
	return "member " + by.Number
}

// cancelRedemptions ends what a member who has died had asked for and not got.
func (v *verb) cancelRedemptions(m Member) error {
	open, err := redemptionsIn(v.View, v.policy, `member = $1 AND state IN ('asked', 'queued', 'ready') ORDER BY id`, m.ID)
	for _, r := range open {
		if err == nil {
			err = v.end(r, cancelIt, Member{}, "died", "redeem.cancelled")
		}
	}
	return err
}
