package care

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// kindFen is the kind of the entry that holds the money of a redemption; its
// reference is the share of a fund.
const kindFen ledger.Kind = "redeem-fen"

// A fundShare is what one fund gives to a redemption.
type fundShare struct {
	id          int64
	source      string
	fen         int64
	hold, entry ledger.EntryID
}

// sharesOf are what the funds give to a redemption.
func sharesOf(v *ledger.View, redemption int64) ([]fundShare, error) {
	return collect(v, func(r *sql.Rows) (s fundShare, err error) {
		return s, r.Scan(&s.id, &s.source, &s.fen, &s.hold, &s.entry)
	},
		`SELECT s.id, f.source, s.fen, s.hold, coalesce(s.entry, 0) FROM redemption_fen s JOIN funds f ON f.id = s.fund
			WHERE s.redemption = $1 ORDER BY s.id`, redemption)
}

// payQueue makes ready what is queued, in its order, as long as there is money
// and the hours are covered: nobody is paid before somebody who comes first.
func (v *verb) payQueue() error {
	for {
		r, err := redemptionIn(v.View, v.policy, `state = 'queued' ORDER BY hardship DESC, asked_at, id LIMIT 1`)
		if errors.Is(err, ErrNoRedemption) {
			return nil
		}
		if err != nil {
			return err
		}
		held, err := v.holdFen(r)
		if err != nil || !held {
			return err
		}
		if err := v.makeReady(r, Member{}); err != nil {
			return err
		}
	}
}

// holdFen sets the money of a redemption aside; held is false, and nothing is,
// when there is too little or the stop rule says so.
func (v *verb) holdFen(r Redemption) (held bool, err error) {
	funds, err := payingFunds(v.View, v.policy)
	if err != nil {
		return false, err
	}
	s, err := solvencyIn(v.View, v.policy)
	if err != nil || s.Stopped || s.Available < r.Fen {
		return false, err
	}
	for left := r.Fen; left > 0; funds = funds[1:] {
		take := min(left, funds[0].Available)
		if take <= 0 {
			continue
		}
		if err := v.holdShare(r, funds[0], take); err != nil {
			return false, err
		}
		left -= take
	}
	return true, nil
}

func (v *verb) holdShare(r Redemption, f Fund, fen int64) error {
	var id int64
	if err := v.QueryRow(`SELECT coalesce(max(id), 0) + 1 FROM redemption_fen`).Scan(&id); err != nil {
		return err
	}
	hold, err := v.Hold(ledger.Posting{Debit: f.account, Credit: ledger.Paid, Amount: fen, Kind: kindFen, Ref: id, Policy: v.policy.Version, Actor: "hourline"})
	if err != nil {
		return err
	}
	_, err = v.Exec(`INSERT INTO redemption_fen (id, redemption, fund, fen, hold) VALUES ($1, $2, $3, $4, $5)`, id, r.ID, f.ID, fen, int64(hold.ID))
	return err
}

// postRedemption moves the hours, and the money from its funds: linked entries
// of one transaction.
func (v *verb) postRedemption(r Redemption, by Member) (Redemption, error) {
	how := ledger.Resolution{Policy: v.policy.Version, Actor: actorOf(by)}
	e, err := v.PostHold(ledger.EntryID(r.Hold), r.Minutes, how)
	if err != nil {
		return r, err
	}
	r.Entry = int64(e.ID)
	shares, err := sharesOf(v.View, r.ID)
	if err != nil {
		return r, err
	}
	var fen int64
	for _, s := range shares {
		e, err := v.PostHold(s.hold, s.fen, how)
		if err != nil {
			return r, err
		}
		if _, err := v.Exec(`UPDATE redemption_fen SET entry = $1 WHERE id = $2`, int64(e.ID), s.id); err != nil {
			return r, err
		}
		fen += s.fen
	}
	if fen != r.Fen {
		return r, fmt.Errorf("%d fen of %d are held", fen, r.Fen)
	}
	return r, nil
}

// release frees the hours of a redemption, and the money that is held for it.
func (v *verb) release(r Redemption, expired bool, actor string) error {
	how := ledger.Resolution{Policy: v.policy.Version, Actor: actor}
	free := v.VoidHold
	if expired {
		free = v.ExpireHold
	}
	if _, err := free(ledger.EntryID(r.Hold), how); err != nil {
		return err
	}
	shares, err := sharesOf(v.View, r.ID)
	for _, s := range shares {
		if err == nil {
			_, err = free(s.hold, how)
		}
	}
	return err
}

// takeRedemptionBack undoes the entries of one that was given out.
func (v *verb) takeRedemptionBack(r Redemption, by Member) error {
	back := func(entry ledger.EntryID, amount int64) error {
		_, err := v.Reverse(entry, amount, ledger.Reversal{Kind: kindBack, Ref: int64(entry), Policy: v.policy.Version, Actor: actorOf(by)})
		return err
	}
	if err := back(ledger.EntryID(r.Entry), r.Minutes); err != nil {
		return err
	}
	shares, err := sharesOf(v.View, r.ID)
	for _, s := range shares {
		if err == nil {
			err = back(s.entry, s.fen)
		}
	}
	if err != nil {
		return err
	}
	m, err := member(v.View, r.Member)
	if err != nil {
		return err
	}
	return v.toEstates(actorOf(by), m)
}

// nextTry is when what is queued is looked at again by itself: tomorrow, when
// somebody is there. Money that comes in is paid on at once.
func (v *verb) nextTry() time.Time {
	return v.policy.Hours.Staffed.From.On(v.now.AddDate(0, 0, 1))
}
