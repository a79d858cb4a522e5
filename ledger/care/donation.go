package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"hourline/ledger"
)

// donation is the kind of entry; the reference is the row of the donation.
const donation ledger.Kind = "donation"

// ErrTooLittle is returned for more hours than are available.
var ErrTooLittle = errors.New("so much is not saved, or some of it is set aside")

// A Donation is hours that a member gives to the pool of the community.
type Donation struct {
	Source  string // what asked for it: the same twice is one donation
	Member  Member
	Minutes int64
	Actor   string // by what, or by whom
}

// Donate is donate for a member who stands at the desk with two of the staff.
func (c *Centre) Donate(ctx context.Context, source, number string, minutes int64, by, with string) (entry ledger.Entry, err error) {
	err = c.write(ctx, func(v *verb) error {
		m, err := byNumber(v.View, number)
		if err != nil {
			return err
		}
		first, second, err := twoOfStaff(v.View, by, with, m)
		if err != nil {
			return err
		}
		entry, err = v.donate(Donation{Source: source, Member: m, Minutes: minutes, Actor: staffActor(first, second)})
		if err != nil || entry.Repeated {
			return err
		}
		return v.audit(Deed{Actor: first.Number, What: "hours donated", Member: m.ID, Ref: int64(entry.ID), Note: "with " + second.Number})
	})
	if err != nil {
		return entry, fmt.Errorf("donate: %w", err)
	}
	return entry, nil
}

// donate moves hours of a member that are available into the pool of the
// community, with a receipt; ErrTooLittle when there are fewer.
func (v *verb) donate(d Donation) (e ledger.Entry, err error) {
	if d.Minutes <= 0 {
		return e, ErrNoMinutes
	}
	pool, err := v.pool(d.Member.Community)
	if err != nil {
		return e, err
	}
	id, err := v.donation(d)
	if err != nil {
		return e, err
	}
	e, err = v.Post(ledger.Posting{
		Debit: d.Member.Account, Credit: pool, Amount: d.Minutes, Kind: donation, Ref: id, Policy: v.policy.Version, Actor: d.Actor,
	})
	if err != nil || e.Repeated {
		return e, err
	}
	return e, v.receiptOf(e, d.Member)
}

// donation is the row of a donation, which is made before or can be made now.
func (v *verb) donation(d Donation) (id int64, err error) {
	err = v.QueryRow(`SELECT id FROM donations WHERE source = $1`, d.Source).Scan(&id)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	if b, err := v.Balance(d.Member.Account); err != nil || b.Available() < d.Minutes {
		return 0, errors.Join(err, ErrTooLittle)
	}
	err = v.QueryRow(`INSERT INTO donations (source, member, minutes, at) VALUES ($1, $2, $3, $4) RETURNING id`,
		d.Source, d.Member.ID, d.Minutes, ms(v.now)).Scan(&id)
	return id, err
}
