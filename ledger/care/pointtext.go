package care

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"hourline/ledger"
)

// A service point asks by text for hours of a member, and pays once the member
// has agreed on the registered telephone, with key 1 and the PIN. Whatever goes
// wrong, the point reads the same words after as long as a telephone rings: it
// never learns who is a member, how much is saved, or which part was wrong.

// AboutPayment is a call that asks a member to agree to what a service point
// gives out; its ref is the redemption.
const AboutPayment = "payment"

// errCannotAgree is for a member who cannot agree on the telephone: without
// one, or without a PIN that is good.
var errCannotAgree = errors.New("the member has no telephone, or no PIN that is good")

// PayText is a service point's text that asks for hours of a member.
func (c *Centre) PayText(ctx context.Context, t Text, number string, hours int64) error {
	return c.fromMember(ctx, t, func(v *verb, senders []Member) (answer, error) {
		i := slices.IndexFunc(senders, func(m Member) bool { return m.Roles.Has(RedeemPoint) })
		if i < 0 {
			return answer{words: "point.not"}, nil
		}
		if a, locked, err := v.refusedByLock(t); err != nil || locked {
			return a, err
		}
		f := Facts{Code: number, Minutes: hours * 60, Fen: v.policy.Redeem.CashFor(hours * 60)}
		switch most := v.policy.Redeem.PointMinutes; {
		case !ValidNumber(number):
			return answer{words: "point.slip"}, nil
		case hours*60 > most:
			return answer{words: "point.most", facts: Facts{Minutes: most}}, nil
		}
		r, err := v.askMember(senders[i], number, hours)
		switch {
		case cannotPay(err):
			return answer{words: "point.rings", facts: f}, v.failsLikeACall(t, senders[i], f)
		case err != nil:
			return answer{}, err
		case r.State == Asked:
			return answer{words: "point.rings", facts: f}, nil
		}
		return v.asked(r, senders[i])
	})
}

// asked is the answer to a point that asks once more for what the member has
// agreed to: nobody is rung for it, and nothing is to be paid on this text.
func (v *verb) asked(r Redemption, point Member) (answer, error) {
	m, err := member(v.View, r.Member)
	if err != nil {
		return answer{}, err
	}
	f := Facts{Name: m.Name, Minutes: r.Minutes, Fen: r.Fen}
	if r.Entry == 0 {
		return answer{words: "point.queued", ref: r.ID, facts: f}, nil
	}
	f.Receipt, err = v.receiptNumber(r)
	return answer{words: "point.before", ref: r.ID, facts: f}, err
}

// askMember holds the hours and rings the member; what the same point has asked
// for today already is as it stands. Nothing is written for one who cannot agree.
func (v *verb) askMember(point Member, number string, hours int64) (r Redemption, err error) {
	m, err := withNumber(v.View, number)
	if err != nil {
		return r, err
	}
	var tries int
	if err := v.QueryRow(`SELECT coalesce(max(tries), $1) FROM pins WHERE member = $2`, v.policy.Redeem.PINTries, m.ID).Scan(&tries); err != nil {
		return r, err
	}
	if m.Phone() == "" || tries >= v.policy.Redeem.PINTries {
		return r, errCannotAgree
	}
	r, err = v.redeem(RedemptionOrder{Member: m.Number, Channel: AtPoint, Actor: point.Number, Minutes: hours * 60})
	if err != nil || r.State != Asked {
		return r, err
	}
	return r, v.queue(Outgoing{
		Key:  fmt.Sprintf("redemption/%d/agree", r.ID),
		Lane: CallLane, Action: PlaceCall, Kind: AboutPayment, Ref: r.ID, Member: m.ID, Phone: m.Phone(), Lang: m.Lang,
	})
}

// cannotPay reports whether a payment is not possible, whoever is at fault.
func cannotPay(err error) bool {
	var no NotRedeemed
	if errors.As(err, &no) {
		return true
	}
	for _, known := range []error{ErrNoMember, ErrDead, ErrAway, ErrNotSecond, ErrOwnCause, errCannotAgree} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// failsLikeACall tells a point that nothing came of it, after as long as a
// telephone rings in vain, and counts it like a wrong code.
func (v *verb) failsLikeACall(t Text, point Member, f Facts) error {
	if _, err := v.countWrong(t.From, point.ID); err != nil {
		return err
	}
	return v.queue(Outgoing{
		Key: "point/" + t.SID + "/failed", Lane: TextLane, Action: SendText, Kind: "point.failed", Member: point.ID, Phone: t.From, Lang: point.Lang,
		Facts: f, DueAt: v.now.Add(v.policy.Emergency.RingFor.Std()),
	})
}

// pointFailed tells a service point that nothing came of a redemption.
func (v *verb) pointFailed(r Redemption) error {
	if r.Channel != AtPoint || r.AskedBy == r.Member {
		return nil
	}
	m, point, err := v.concerned(r)
	if err != nil {
		return err
	}
	return v.queue(Outgoing{
		Key: fmt.Sprintf("redemption/%d/point/failed", r.ID), Lane: TextLane, Action: SendText, Kind: "point.failed", Ref: r.ID,
		Member: point[0].ID, Phone: point[0].Phone(), Lang: point[0].Lang, Facts: Facts{Code: m.Number, Minutes: r.Minutes, Fen: r.Fen},
	})
}

// AgreeByPIN is a member's PIN in the call about what a service point gives out.
// The same turn again is no second try. After the last wrong one nothing is paid.
func (c *Centre) AgreeByPIN(ctx context.Context, source string, outgoing int64, pin string) error {
	o, err := c.Outgoing(ctx, outgoing)
	if err != nil {
		return err
	}
	m, err := c.Member(ctx, o.Member)
	if err != nil {
		return err
	}
	return c.onPIN(ctx, source, m, pin, func(v *verb) (Turnout, error) { return v.agreeTo(o) })
}

func (v *verb) agreeTo(o Outgoing) (Turnout, error) {
	r, err := v.redemption(o.Ref)
	if err != nil || o.Kind != AboutPayment || r.State != Asked || !v.onPINAlone(r) { // for policy may have changed
		return Turnout{Outcome: TooLate}, err
	}
	if err := v.agree(r); err != nil {
		return Turnout{}, err
	}
	if r, err = v.redemption(r.ID); err != nil || r.State == Received {
		return Turnout{Outcome: PaidOut}, err
	}
	_, point, err := v.concerned(r)
	if err != nil {
		return Turnout{}, err
	}
	return Turnout{Outcome: InQueue}, v.tellPointToWait(r, point[0])
}

// tellPointToWait tells a point that there is no money now.
func (v *verb) tellPointToWait(r Redemption, point Member) error {
	m, err := member(v.View, r.Member)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("redemption/%d/point/queued", r.ID), "point.queued", r.ID, point, Facts{Name: m.Name, Minutes: r.Minutes, Fen: r.Fen})
}

// paymentEnded follows a call about a payment: whoever has not agreed in it has
// not agreed.
func (v *verb) paymentEnded(o Outgoing) error {
	r, err := v.redemption(o.Ref)
	if err != nil || r.State != Asked {
		return err
	}
	return v.end(r, cancelIt, Member{}, "not agreed to", "redeem.cancelled")
}

// ofPayment is the question of a payment.
func (m *Question) ofPayment(v *ledger.View, p *Policy, id int64) error {
	r, err := redemptionIn(v, p, `id = $1`, id)
	if err != nil {
		return err
	}
	m.Over = r.State != Asked
	m.price(p, r)
	m.Point, err = member(v, r.AskedBy)
	return err
}
