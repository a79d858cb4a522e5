package care

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"hourline/ledger"
)

// An Inherit is what of an estate is for one heir.
type Inherit struct {
	Heir    string // member number
	Minutes int64
}

// A Settlement gives out an estate: to those who are named or, when nobody is,
// to the nominees by their shares.
type Settlement struct {
	Estate   int64
	Heirs    []Inherit
	Pool     bool // to the community's pool: nobody came for it
	Cash     bool // heirs have it as money, by the rules of redeeming
	Overflow bool // what an heir cannot store goes to the pool
	Seen     string
	Actor    string // number of the member of staff
}

// What an estate is not settled for.
var (
	ErrEstateOver   = errors.New("it is settled, or the report of the death was an error")
	ErrNoHeir       = errors.New("the member has named nobody; say who inherits with --to NUMBER=MINUTES")
	ErrTooMuchThere = errors.New("more than is there")
	ErrNotYetPool   = errors.New("heirs may still come")
	ErrHasNominee   = errors.New("the member has named who is to have it: settle it without --pool")
	ErrCoordinator  = errors.New("it is disputed: one of the two who settle it must be a coordinator")
	ErrTwoWays      = errors.New("either heirs, or the pool")
)

// SettleEstate gives hours of an estate out once two of the staff ask for the
// same who gain nothing by it. An estate with nothing left is closed.
func (c *Centre) SettleEstate(ctx context.Context, s Settlement) (e Estate, done bool, err error) {
	err = c.onEstate(ctx, s.Estate, s.Actor, func(v *verb, estate Estate, by Member) error {
		e = estate
		parts, content, err := v.partsOf(s, e)
		if err != nil {
			return err
		}
		ask := &matter{what: "settlement", member: e.Member, content: content, note: s.Seen}
		for _, p := range parts {
			ask.gain = append(ask.gain, p.heir)
		}
		if done, err = v.askTwo(ask, by); err != nil || !done {
			return err
		}
		if e.State == EstateDisputed && !by.Roles.Has(Coordinator) && !ask.first.Roles.Has(Coordinator) {
			return ErrCoordinator
		}
		for _, p := range parts {
			if s.Cash {
				err = v.payOut(e, p, ask, by)
			} else {
				err = v.inherit(e, p, s.Overflow, ask.two(by))
			}
			if err != nil {
				return err
			}
		}
		e, err = v.closeEmpty(e)
		return err
	})
	return e, done && err == nil, err
}

// A part of an estate is for an heir, or for the pool when there is none.
type part struct {
	heir    Member
	minutes int64
}

// partsOf are the parts that a settlement means, and what both must ask for.
func (v *verb) partsOf(s Settlement, e Estate) ([]part, any, error) {
	switch {
	case e.State != EstateOpen && e.State != EstateDisputed:
		return nil, nil, ErrEstateOver
	case s.Pool && (s.Cash || len(s.Heirs) > 0):
		return nil, nil, ErrTwoWays
	case s.Pool:
		return []part{{minutes: e.Free}}, []any{e.ID, "pool"}, v.mayPool(e)
	case len(s.Heirs) > 0:
		return v.heirsOf(s, e)
	}
	n, err := nomineesIn(v.View, v.policy, e.Member.ID)
	if err != nil {
		return nil, nil, err
	}
	if len(n.Shares) == 0 {
		return nil, nil, ErrNoHeir
	}
	var parts []part
	for i, minutes := range divide(e.Free, n.Shares) {
		if err := living(v.View, n.Shares[i].Nominee); err != nil {
			return nil, nil, err
		}
		parts = append(parts, part{n.Shares[i].Nominee, minutes})
	}
	return parts, []any{e.ID, "nominees", n.ID, s.Overflow, s.Cash}, nil
}

// heirsOf are the heirs that a settlement names, in the order of their
// membership.
func (v *verb) heirsOf(s Settlement, e Estate) (parts []part, content any, err error) {
	var sum int64
	for _, i := range s.Heirs {
		heir, err := numbered(v.View, i.Heir)
		if err != nil {
			return nil, nil, err
		}
		if err := living(v.View, heir); err != nil {
			return nil, nil, err
		}
		if i.Minutes < 1 || i.Minutes > e.Free || slices.ContainsFunc(parts, func(p part) bool { return p.heir.ID == heir.ID }) {
			return nil, nil, fmt.Errorf("%w: %d min, and each heir is named once", ErrTooMuchThere, e.Free)
		}
		sum += i.Minutes
		parts = append(parts, part{heir, i.Minutes})
	}
	if sum > e.Free {
		return nil, nil, fmt.Errorf("%w: %d min", ErrTooMuchThere, e.Free)
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.heir.ID, b.heir.ID) })
	said := []any{e.ID, "heirs", s.Overflow, s.Cash}
	for _, p := range parts {
		said = append(said, p.heir.ID, p.minutes)
	}
	return parts, said, nil
}

// mayPool refuses the pool while heirs may come, or are known.
func (v *verb) mayPool(e Estate) error {
	n, err := nomineesIn(v.View, v.policy, e.Member.ID)
	if err != nil {
		return err
	}
	for _, s := range n.Shares {
		if dead, err := isDead(v.View, s.Nominee.ID); err != nil || !dead {
			return errors.Join(err, ErrHasNominee)
		}
	}
	if v.now.Before(e.PoolFrom) {
		return fmt.Errorf("%w: the pool may have it from %s on", ErrNotYetPool, e.PoolFrom.Format(time.DateOnly))
	}
	return nil
}

// divide shares minutes by percents that make 100. What rounding leaves goes,
// minute by minute, to those who lost most by it, so that the sum is exact.
func divide(minutes int64, shares []NomineeShare) []int64 {
	out := make([]int64, len(shares))
	order := make([]int, len(shares))
	left := minutes
	for i, s := range shares {
		out[i], order[i] = minutes*int64(s.Percent)/100, i
		left -= out[i]
	}
	lost := func(i int) int64 { return minutes * int64(shares[i].Percent) % 100 }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lost(b), lost(a)) })
	for _, i := range order[:left] {
		out[i]++
	}
	return out
}

// payOut lets an heir have one part in cash: it is a redemption like any other,
// of hours of the estate, that two people have asked for and approved. What
// holds for a member's own hours, age and the most of a month, does not here.
func (v *verb) payOut(e Estate, p part, ask *matter, by Member) error {
	switch redeem := v.policy.Redeem; {
	case p.minutes == 0:
		return nil
	case !redeem.Cash:
		return NotRedeemed{Why: CashOff}
	case p.minutes%redeem.CashStep != 0:
		return NotRedeemed{WholeSteps, redeem.CashStep}
	}
	r := Redemption{Member: p.heir.ID, Channel: AtDesk, Pieces: 1, Minutes: p.minutes, Fen: v.policy.Redeem.CashFor(p.minutes), State: Asked,
		Hardship: p.heir.flagged(v.policy.Ages.HardshipFlags), AskedBy: ask.first.ID, Asked: v.now}
	r, err := v.holdHours(r, fmt.Sprintf("estate/%d/%d/%d", e.ID, ask.id, p.heir.ID), e.Account, ask.first)
	if err != nil {
		return err
	}
	return v.approved(r, by)
}

// closePaidEstate closes an estate of which the last part was paid out.
func (v *verb) closePaidEstate(r Redemption) error {
	hold, err := v.Entry(ledger.EntryID(r.Hold))
	if err != nil {
		return err
	}
	e, err := estateWhere(v.View, v.policy, `account = $1`, int64(hold.Debit))
	if errors.Is(err, ErrNoEstate) {
		return nil
	}
	if err == nil {
		_, err = v.closeEmpty(e)
	}
	return err
}

// inherit moves one part, and tells the heir.
func (v *verb) inherit(e Estate, p part, overflow bool, who string) error {
	if p.minutes == 0 {
		return nil
	}
	pool, err := v.pool(cmp.Or(p.heir.Community, e.Member.Community))
	if err != nil {
		return err
	}
	if p.heir.ID == 0 {
		_, err := v.moveEstate(e, estateMove{"pool", 0, p.minutes, who}, e.Account, pool, estatePool)
		return err
	}
	room, err := v.roomOf(p.heir)
	if err != nil {
		return err
	}
	more := max(p.minutes-room, 0)
	if more > 0 && !overflow {
		return fmt.Errorf("member %s: %w: there is room for %d min", p.heir.Number, ErrFull, room)
	}
	if more > 0 {
		if _, err := v.moveEstate(e, estateMove{"pool", p.heir.ID, more, who}, e.Account, pool, estateOverflow); err != nil {
			return err
		}
	}
	if p.minutes == more {
		return nil
	}
	entry, err := v.moveEstate(e, estateMove{"hours", p.heir.ID, p.minutes - more, who}, e.Account, p.heir.Account, inheritance)
	if err != nil {
		return err
	}
	return v.tellHeir(e, p.heir, entry)
}

func (v *verb) tellHeir(e Estate, heir Member, entry ledger.Entry) error {
	b, err := v.Balance(heir.Account)
	if err != nil {
		return err
	}
	number, err := v.Number(entry)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("inheritance/%d", entry.ID), "inherited", e.ID, heir,
		Facts{Name: e.Member.Name, Minutes: entry.Amount, Balance: b.Posted, Receipt: number})
}

// DisputeEstate freezes an estate of which somebody says that it is theirs: it
// takes one member of staff, and two to settle it. What heirs were to be paid out
// of it and have not got is there again.
func (c *Centre) DisputeEstate(ctx context.Context, id int64, reason, actor string) (e Estate, err error) {
	err = c.onEstate(ctx, id, actor, func(v *verb, estate Estate, by Member) error {
		if e = estate; e.State != EstateOpen && e.State != EstateDisputed {
			return ErrEstateOver
		}
		if strings.TrimSpace(reason) == "" {
			return ErrNoReason
		}
		if err := fourEyes(v.View, by, nil, []Member{e.Member}); err != nil {
			return err
		}
		var err error
		if e.Note, err = reasonOf(reason); err != nil {
			return err
		}
		if err := v.audit(Deed{Actor: by.Number, What: "estate disputed", Member: e.Member.ID, Ref: e.ID, Note: e.Note}); err != nil {
			return err
		}
		e.State = EstateDisputed
		if _, err = v.Exec(`UPDATE estates SET state = $1, note = $2 WHERE id = $3`, string(e.State), e.Note, e.ID); err != nil {
			return err
		}
		if err := v.payNothing(e, by); err != nil {
			return err
		}
		e, err = estateWhere(v.View, v.policy, `id = $1`, e.ID)
		return err
	})
	return e, err
}

// payNothing ends what was to be paid out of an estate.
func (v *verb) payNothing(e Estate, by Member) error {
	open, err := v.idsOf(`SELECT r.id FROM redemptions r JOIN entries h ON h.id = r.hold
		WHERE r.state IN ('asked', 'queued', 'ready') AND h.debit = $1 ORDER BY r.id`, int64(e.Account))
	for _, id := range open {
		var r Redemption
		if err == nil {
			r, err = v.redemption(id)
		}
		if err == nil {
			err = v.end(r, cancelIt, by, "the estate is disputed", "redeem.cancelled")
		}
	}
	return err
}

func (c *Centre) onEstate(ctx context.Context, id int64, actor string, do func(*verb, Estate, Member) error) error {
	err := c.write(ctx, func(v *verb) error {
		by, err := worker(v.View, actor)
		if err != nil {
			return err
		}
		e, err := estateWhere(v.View, v.policy, `id = $1`, id)
		if err != nil {
			return err
		}
		return do(v, e, by)
	})
	if err != nil {
		return fmt.Errorf("estate %d: %w", id, err)
	}
	return nil
}
