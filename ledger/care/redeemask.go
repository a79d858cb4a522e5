package care

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// kindRedeem is the kind of the entry that holds the hours of a redemption,
// which is its reference.
const kindRedeem ledger.Kind = "redeem"

// A RedemptionOrder asks for goods or cash.
type RedemptionOrder struct {
	Member  string // member number of whose hours they are
	Channel Channel
	Source  string // natural key, such as of a text; empty: the same is not asked for twice while it is open, nor on one day
	Again   bool   // without a Source: what was given out today is asked for once more
	Actor   string // number of who of the staff, or which service point, asks; empty for the member
	Goods   string // code or word of the catalogue; empty for cash
	Pieces  int64  // of goods; 0 is 1
	Minutes int64  // of hours that become cash
}

// Why hours are not redeemed.
type WhyNotRedeemed string

// The reasons.
const (
	CashOff        WhyNotRedeemed = "cash-off"
	TooYoung       WhyNotRedeemed = "too-young"
	NoSuchGoods    WhyNotRedeemed = "no-goods"
	OutOfStock     WhyNotRedeemed = "out-of-stock"
	WholeSteps     WhyNotRedeemed = "whole-steps" // Minutes is the step
	TooLittle      WhyNotRedeemed = "too-little"  // Minutes is the least
	TooMuch        WhyNotRedeemed = "too-much"    // Minutes is the most at once
	MonthIsOver    WhyNotRedeemed = "month"       // Minutes is what is left of this month
	NotEnoughHours WhyNotRedeemed = "not-enough"  // Minutes is what is available
)

// WhysNotRedeemed are all reasons.
var WhysNotRedeemed = []WhyNotRedeemed{CashOff, TooYoung, NoSuchGoods, OutOfStock, WholeSteps, TooLittle, TooMuch, MonthIsOver, NotEnoughHours}

// NotRedeemed is the error of an order that policy, or the balance, does not
// allow. Nothing was written.
type NotRedeemed struct {
	Why     WhyNotRedeemed
	Minutes int64 // by Why; for goods that are out, the pieces that are left
}

// Error says it to staff.
func (n NotRedeemed) Error() string {
	switch n.Why {
	case CashOff:
		return "hours are not paid in cash at present (policy: redeem.cash)"
	case TooYoung:
		return "the member is too young, or the year of birth is not in the books (policy: ages)"
	case NoSuchGoods:
		return "there are no such goods; `hourline policy show` has the catalogue"
	case OutOfStock:
		return fmt.Sprintf("of these goods only %d are left", n.Minutes)
	case WholeSteps:
		return fmt.Sprintf("cash is for whole steps of %d minutes", n.Minutes)
	case TooLittle:
		return fmt.Sprintf("%d minutes are the least at once", n.Minutes)
	case TooMuch:
		return fmt.Sprintf("%d minutes are the most at once", n.Minutes)
	case MonthIsOver:
		return fmt.Sprintf("%d minutes are left of what one member may redeem this month", n.Minutes)
	}
	return fmt.Sprintf("only %d minutes are available", n.Minutes)
}

// ErrNotStaffOrPoint is returned for an actor who may not give anything out.
var ErrNotStaffOrPoint = errors.New("is not the number of one of the staff (role duty or coordinator) nor of a service point (role redeem)")

// Redeem asks for goods or cash: the hours are held, and a second person looks.
// The same order again gives the same redemption.
func (c *Centre) Redeem(ctx context.Context, o RedemptionOrder) (r Redemption, err error) {
	err = c.write(ctx, func(v *verb) error {
		r, err = v.redeem(o)
		return err
	})
	if err != nil {
		return r, fmt.Errorf("redeem: %w", err)
	}
	return r, nil
}

func (v *verb) redeem(o RedemptionOrder) (Redemption, error) {
	m, err := numbered(v.View, o.Member)
	if err == nil {
		err = living(v.View, m)
	}
	if err != nil {
		return Redemption{}, err
	}
	by, err := v.asker(o, m)
	if err != nil {
		return Redemption{}, err
	}
	r, err := v.policy.priced(o)
	if err != nil {
		return r, err
	}
	r.Member, r.AskedBy, r.Hardship, r.Asked = m.ID, by.ID, m.flagged(v.policy.Ages.HardshipFlags), v.now
	if first, err := v.askedBefore(r, o); !errors.Is(err, ErrNoRedemption) {
		return first, err
	}
	if err := v.redeemable(r, m); err != nil {
		return r, err
	}
	return v.holdHours(r, o.Source, m.Account, by)
}

// asker is who asks for a member: the member, or somebody who gives out and is
// not tied to the member.
func (v *verb) asker(o RedemptionOrder, m Member) (by Member, err error) {
	if o.Actor == "" {
		return m, nil
	}
	if by, err = v.giver(o.Actor); err != nil {
		return by, err
	}
	return by, fourEyes(v.View, by, nil, []Member{m})
}

// giver is the one with this number of those who may give out goods and cash.
func (v *verb) giver(number string) (Member, error) {
	m, err := numbered(v.View, number)
	if err == nil && !m.Works() && !m.Roles.Has(RedeemPoint) {
		err = fmt.Errorf("%q %w", number, ErrNotStaffOrPoint)
	}
	return m, err
}

// priced is an order with its price.
func (p *Policy) priced(o RedemptionOrder) (Redemption, error) {
	r := Redemption{Channel: o.Channel, Pieces: 1, Minutes: o.Minutes, State: Asked}
	if o.Goods == "" {
		r.Fen = p.Redeem.CashFor(o.Minutes)
		return r, nil
	}
	g, ok := p.Good(o.Goods)
	if !ok || o.Pieces < 0 || o.Pieces > 999 {
		return r, NotRedeemed{Why: NoSuchGoods}
	}
	r.Goods, r.Pieces = g.Code, max(o.Pieces, 1)
	r.Minutes = g.Minutes * r.Pieces
	return r, nil
}

// askedBefore is the redemption that an order already is, or ErrNoRedemption.
func (v *verb) askedBefore(r Redemption, o RedemptionOrder) (Redemption, error) {
	if o.Source != "" {
		return redemptionIn(v.View, v.policy, `source = $1`, o.Source)
	}
	today := Today.Day(v.now)
	return redemptionIn(v.View, v.policy, `member = $1 AND channel = $2 AND asked_by = $3 AND goods = $4 AND minutes = $5
		AND (state IN ('asked', 'queued', 'ready') OR state IN ('handed', 'received', 'contested') AND handed_at >= $6 AND NOT $7)
		ORDER BY id DESC LIMIT 1`, r.Member, string(r.Channel), r.AskedBy, r.Goods, r.Minutes, ms(today), o.Again)
}

// redeemable refuses what policy or the balance does not allow.
func (v *verb) redeemable(r Redemption, m Member) error {
	p := v.policy.Redeem
	switch {
	case r.Cash() && !p.Cash:
		return NotRedeemed{Why: CashOff}
	case !v.policy.MayRedeem(m, v.now):
		return NotRedeemed{Why: TooYoung}
	case r.Minutes < p.Least:
		return NotRedeemed{TooLittle, p.Least}
	case r.Minutes > p.Most:
		return NotRedeemed{TooMuch, p.Most}
	case r.Cash() && r.Minutes%p.CashStep != 0:
		return NotRedeemed{WholeSteps, p.CashStep}
	}
	used, err := v.usedThisMonth(m)
	if err != nil {
		return err
	}
	if used+r.Minutes > p.Month {
		return NotRedeemed{MonthIsOver, max(p.Month-used, 0)}
	}
	b, err := v.Balance(m.Account)
	if err != nil {
		return err
	}
	if b.Available() < r.Minutes {
		return NotRedeemed{NotEnoughHours, max(b.Available(), 0)}
	}
	return v.inStock(r)
}

// usedThisMonth is what a member has asked for in the month, but for what came
// to nothing.
func (v *verb) usedThisMonth(m Member) (minutes int64, err error) {
	first := time.Date(v.now.Year(), v.now.Month(), 1, 0, 0, 0, 0, v.policy.Place)
	err = v.QueryRow(`SELECT coalesce(sum(minutes), 0) FROM redemptions WHERE member = $1 AND asked_at >= $2
		AND state NOT IN ('refused', 'cancelled', 'expired', 'returned')`, m.ID, ms(first)).Scan(&minutes)
	return minutes, err
}

// inStock refuses goods of which too few are left since they were counted.
func (v *verb) inStock(r Redemption) error {
	g, ok := v.policy.Good(r.Goods)
	if !ok || g.Stock == nil {
		return nil
	}
	counted, err := time.ParseInLocation(time.DateOnly, g.Counted, v.policy.Place)
	if err != nil {
		return err
	}
	var gone int64
	err = v.QueryRow(`SELECT coalesce(sum(pieces), 0) FROM redemptions WHERE goods = $1 AND asked_at >= $2
		AND state NOT IN ('refused', 'cancelled', 'expired', 'returned')`, r.Goods, ms(counted)).Scan(&gone)
	if err == nil && *g.Stock-gone < r.Pieces {
		err = NotRedeemed{OutOfStock, max(*g.Stock-gone, 0)}
	}
	return err
}

// holdHours sets the hours of an account aside and keeps what was asked for.
func (v *verb) holdHours(r Redemption, source string, from ledger.AccountID, by Member) (Redemption, error) {
	if err := v.QueryRow(`SELECT coalesce(max(id), 0) + 1 FROM redemptions`).Scan(&r.ID); err != nil {
		return r, err
	}
	into := ledger.RedeemedCash
	if !r.Cash() {
		into = ledger.RedeemedGoods
	}
	hold, err := v.Hold(ledger.Posting{Debit: from, Credit: into, Amount: r.Minutes, Kind: kindRedeem, Ref: r.ID,
		Policy: v.policy.Version, Actor: "member " + by.Number})
	if err != nil {
		return r, err
	}
	r.Hold = int64(hold.ID)
	if source == "" {
		source = fmt.Sprintf("redemption/%d", r.ID)
	}
	wait := v.policy.Redeem.Decide.Std()
	if v.onPINAlone(r) {
		wait = v.policy.Redeem.PointWait.Std()
	}
	v.queued[timers] = true
	_, err = v.Exec(`INSERT INTO redemptions (id, source, member, channel, goods, pieces, minutes, fen, hardship, state, asked_by, asked_at, next_at, hold)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		r.ID, source, r.Member, string(r.Channel), r.Goods, r.Pieces, r.Minutes, r.Fen, r.Hardship, string(r.State), by.ID, ms(r.Asked), ms(v.now.Add(wait)), r.Hold)
	if err != nil {
		return r, err
	}
	if err := v.happenedTo(r, "asked", by, ""); err != nil || v.onPINAlone(r) {
		return r, err
	}
	if r.Channel == ByText { // that is answered
		return r, v.redemptionTicket(r, by)
	}
	return r, errors.Join(v.redemptionTicket(r, by), v.tellRedemption(r, "redeem.asked"))
}

// onPINAlone reports whether a service point gives it out as soon as the member
// has agreed: the two are the two people who are needed.
func (v *verb) onPINAlone(r Redemption) bool {
	return r.Channel == AtPoint && r.AskedBy != r.Member && r.Minutes <= v.policy.Redeem.PointMinutes
}
