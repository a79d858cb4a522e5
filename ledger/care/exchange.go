package care

import (
	"context"
	"fmt"

	"hourline/ledger"
)

// A Choice is what a member can choose from on the telephone. Amounts are
// minutes.
type Choice struct {
	Cash    []int64     // round amounts, the smallest first; three at most
	All     int64       // the most that can become cash, 0 for nothing
	Goods   []Offer     // what the hours are enough for, in the order of the catalogue
	HourFen int64       // that an hour becomes
	PIN     bool        // the member has one; else the registered phone is rung
	Locked  bool        // and too many were wrong
	Why     NotRedeemed // that there is nothing to choose; zero when there is
}

// An Offer is goods that the hours of a member are enough for.
type Offer struct {
	Good
	Pieces int64 // the most, but no more than mostPieces
}

// mostPieces is how many pieces can be asked for by a key.
const mostPieces = 3

// Nothing reports whether there is nothing to choose from.
func (e Choice) Nothing() bool { return e.All == 0 && len(e.Goods) == 0 }

// Choice is what a member can choose from now. It promises nothing: the order
// is looked at again.
func (c *Centre) Choice(ctx context.Context, memberID int64) (e Choice, err error) {
	has, locked, err := c.HasPIN(ctx, memberID)
	if err != nil {
		return e, err
	}
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		m, err := member(v, memberID)
		if err != nil {
			return err
		}
		verb := &verb{Tx: &ledger.Tx{View: v}, Centre: c, policy: p, now: v.Now.In(p.Place)}
		used, err := verb.usedThisMonth(m)
		if err != nil {
			return err
		}
		b, err := v.Balance(m.Account)
		if err != nil {
			return err
		}
		e = p.choice(max(b.Available(), 0), max(p.Redeem.Month-used, 0))
		if !p.MayRedeem(m, verb.now) {
			e = Choice{Why: NotRedeemed{Why: TooYoung}}
		}
		return nil
	})
	e.PIN, e.Locked = has, locked
	if err != nil {
		return e, fmt.Errorf("choice of member %d: %w", memberID, err)
	}
	return e, nil
}

// choice is what can be chosen with so many minutes available, and so many
// left of the month.
func (p *Policy) choice(available, month int64) (e Choice) {
	e.HourFen = p.Redeem.HourFen
	limit := min(available, month, p.Redeem.Most)
	if cash := limit - limit%p.Redeem.CashStep; p.Redeem.Cash && cash >= p.Redeem.Least {
		e.All, e.Cash = cash, p.Redeem.rounds(cash)
	}
	for _, g := range p.Goods {
		if n := limit / g.Minutes; n > 0 && g.Minutes >= p.Redeem.Least {
			e.Goods = append(e.Goods, Offer{Good: g, Pieces: min(n, mostPieces)})
		}
	}
	switch {
	case !e.Nothing():
	case month < p.Redeem.Least:
		e.Why = NotRedeemed{MonthIsOver, month}
	default:
		e.Why = NotRedeemed{NotEnoughHours, available}
	}
	return e
}

// rounds are the three largest round amounts below all of it, the smallest first.
func (r RedeemPolicy) rounds(all int64) (some []int64) {
	for _, hours := range []int64{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000} {
		if m := hours * 60; m < all && m >= r.Least && m%r.CashStep == 0 {
			some = append(some, m)
		}
	}
	return some[max(len(some)-3, 0):]
}
