package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"hourline/ledger"
)

// A visit that was received is paid for when the volunteer's hours are stored,
// in the same transaction: from the elder's own hours as far as they are
// available, then from what was granted to the elder, and the rest from the
// community's pool. Nobody is asked beforehand and nobody is refused.

// Kinds of entries that follow a deposit. The payments are a chain: the first
// one refers to the deposit, and each other to the payment before it.
const (
	service      ledger.Kind = "service"       // from whoever pays, into redeemed/service
	serviceBack  ledger.Kind = "service-back"  // the reference is the payment that it takes back
	overflow     ledger.Kind = "overflow"      // from a full account into the pool; the reference is the deposit
	overflowBack ledger.Kind = "overflow-back" // the reference is the overflow that it takes back
)

// A Payment is who paid how much of a visit, in minutes.
type Payment struct {
	Own     int64 `json:"own,omitempty"`
	Granted int64 `json:"granted,omitempty"`
	Pool    int64 `json:"pool,omitempty"`
}

// All is what the visit cost.
func (p Payment) All() int64 { return p.Own + p.Granted + p.Pool }

// pay lets the visit that a deposit is for be paid.
func (v *verb) pay(elder Member, deposit ledger.Entry) error {
	sources, err := v.sources(elder)
	if err != nil {
		return err
	}
	left, after := deposit.Amount, deposit.ID
	for _, from := range sources {
		most, err := v.canPay(from, left)
		if err != nil || most == 0 {
			if err != nil {
				return err
			}
			continue
		}
		e, err := v.Post(ledger.Posting{
			Debit: from.ID, Credit: ledger.RedeemedService, Amount: most, Kind: service, Ref: int64(after),
			EffectiveAt: deposit.EffectiveAt, Policy: deposit.Policy, Actor: deposit.Actor,
		})
		if err != nil {
			return fmt.Errorf("pay for deposit %d: %w", deposit.ID, err)
		}
		left, after = left-most, e.ID
		if from.ID == elder.Account {
			if err := v.receiptOf(e, elder); err != nil {
				return err
			}
		}
	}
	return nil
}

// sources are the accounts that pay for an elder, in their order; the last one
// has no floor.
func (v *verb) sources(elder Member) ([]ledger.Account, error) {
	ids, err := collect(v.View, func(r *sql.Rows) (id ledger.AccountID, err error) { return id, r.Scan(&id) },
		`SELECT account FROM allotments WHERE member = $1 ORDER BY gift, account`, elder.ID)
	if err != nil {
		return nil, err
	}
	pool, err := v.pool(elder.Community)
	if err != nil {
		return nil, err
	}
	ids = append(append([]ledger.AccountID{elder.Account}, ids...), pool)
	all := make([]ledger.Account, len(ids))
	for i, id := range ids {
		if all[i], err = v.AccountByID(id); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// canPay is how much of an amount an account can pay.
func (v *verb) canPay(from ledger.Account, amount int64) (int64, error) {
	switch {
	case !from.ClosedAt.IsZero():
		return 0, nil
	case from.Floor == ledger.Unlimited:
		return amount, nil
	}
	b, err := v.Balance(from.ID)
	return min(amount, max(b.Available(), 0)), err
}

// payments are those for a deposit, in their order.
func payments(v *ledger.View, deposit ledger.EntryID) (all []ledger.Entry, err error) {
	for after := deposit; ; {
		e, err := v.EntryFor(service, int64(after))
		if errors.Is(err, ledger.ErrNoEntry) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all, after = append(all, e), e.ID
	}
}

// payBack gives back what was paid for a deposit that is taken back. What
// belongs to an account that was closed meanwhile comes to the pool.
func (v *verb) payBack(elder Member, deposit ledger.EntryID, who string) error {
	all, err := payments(v.View, deposit)
	if err != nil {
		return err
	}
	for _, e := range all {
		_, err := v.Reverse(e.ID, e.Amount, ledger.Reversal{Kind: serviceBack, Ref: int64(e.ID), Policy: v.policy.Version, Actor: who})
		if errors.Is(err, ledger.ErrAccountClosed) {
			err = v.payBackToPool(elder, e, who)
		}
		if err != nil {
			return fmt.Errorf("pay back for deposit %d: %w", deposit, err)
		}
	}
	return nil
}

func (v *verb) payBackToPool(elder Member, paid ledger.Entry, who string) error {
	pool, err := v.pool(elder.Community)
	if err != nil {
		return err
	}
	_, err = v.Post(ledger.Posting{
		Debit: ledger.RedeemedService, Credit: pool, Amount: paid.Amount, Kind: serviceBack, Ref: int64(paid.ID),
		Policy: v.policy.Version, Actor: who,
	})
	return err
}

// spillOver moves what is more than an account may store into the community's
// pool, and tells the volunteer. Never more than was just deposited.
func (v *verb) spillOver(w Visit, helper Member, deposit ledger.Entry) error {
	b, err := v.Balance(helper.Account)
	if err != nil {
		return err
	}
	over := min(b.Posted-v.policy.Caps.StoredMinutes, deposit.Amount)
	if over <= 0 {
		return nil
	}
	pool, err := v.pool(helper.Community)
	if err != nil {
		return err
	}
	e, err := v.Post(ledger.Posting{
		Debit: helper.Account, Credit: pool, Amount: over, Kind: overflow, Ref: int64(deposit.ID),
		EffectiveAt: deposit.EffectiveAt, Policy: v.policy.Version, Actor: deposit.Actor,
	})
	if err != nil {
		return fmt.Errorf("overflow of deposit %d: %w", deposit.ID, err)
	}
	number, err := v.Number(e)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("visit/%d/overflow/%d", w.ID, e.ID), "overflow", w.ID, helper,
		Facts{Minutes: over, Balance: b.Posted - over, Receipt: number})
}

// spilt is what a deposit moved into the pool; Amount is 0 for nothing.
func (v *verb) spilt(deposit ledger.EntryID) (ledger.Entry, error) {
	e, err := v.EntryFor(overflow, int64(deposit))
	if errors.Is(err, ledger.ErrNoEntry) {
		return ledger.Entry{}, nil
	}
	return e, err
}

// spillBack gives that back, for the deposit is taken back.
func (v *verb) spillBack(e ledger.Entry, who string) error {
	if e.Amount == 0 {
		return nil
	}
	_, err := v.Reverse(e.ID, e.Amount, ledger.Reversal{Kind: overflowBack, Ref: int64(e.ID), Policy: v.policy.Version, Actor: who})
	return err
}

// paymentIn is who paid for a deposit.
func paymentIn(v *ledger.View, elder Member, deposit ledger.EntryID) (p Payment, err error) {
	all, err := payments(v, deposit)
	if err != nil {
		return p, err
	}
	for _, e := range all {
		from, err := v.AccountByID(e.Debit)
		if err != nil {
			return p, err
		}
		switch {
		case from.ID == elder.Account:
			p.Own += e.Amount
		case strings.HasPrefix(from.Code, "grant/"):
			p.Granted += e.Amount
		default:
			p.Pool += e.Amount
		}
	}
	return p, nil
}

// Paid is who paid for a visit; nothing while its hours are not stored.
func (c *Centre) Paid(ctx context.Context, visit int64) (p Payment, err error) {
	err = c.read(ctx, func(v *ledger.View, policy *Policy) error {
		r, err := requestIn(v, policy, `visit = $1`, visit)
		if err != nil || r.Visit.Entry == 0 {
			return err
		}
		elder, err := member(v, r.Elder)
		if err != nil {
			return err
		}
		p, err = paymentIn(v, elder, ledger.EntryID(r.Visit.Entry))
		return err
	})
	return p, err
}

// Helped is who paid for the last visit that a member received, and when it
// ended; zero while none was paid.
type Helped struct {
	At time.Time
	Payment
}

// byOthers reports whether others have paid a part of it.
func (h Helped) byOthers() bool { return h.Granted+h.Pool > 0 }

// newest reports whether the last thing that happened is that the member was
// helped.
func (b Passbook) newest() bool {
	return len(b.Last) == 0 || !b.Last[0].At.After(b.Helped.At)
}

// lastHelp is who paid for the last visit that an elder received.
func lastHelp(v *ledger.View, p *Policy, elder Member) (h Helped, err error) {
	var ended *int64
	var entry int64
	err = v.QueryRow(`SELECT w.finished_at, w.entry FROM requests r JOIN visits w ON w.id = r.visit
		WHERE r.elder = $1 AND w.entry IS NOT NULL ORDER BY r.id DESC LIMIT 1`, elder.ID).Scan(&ended, &entry)
	if err != nil {
		return h, ignoreNoRows(err)
	}
	if h.Payment, err = paymentIn(v, elder, ledger.EntryID(entry)); err != nil || h.All() == 0 {
		return Helped{}, err
	}
	h.At = p.moment(ended)
	return h, nil
}
