package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// A Channel is the way on which hours were asked to be redeemed.
type Channel string

// The channels.
const (
	ByPhone Channel = "phone"
	ByText  Channel = "text"
	AtPoint Channel = "point" // a service point asks for the member, who agrees with a PIN
	AtDesk  Channel = "desk"  // one of the staff asks for the member
)

// A Redemption is hours that become goods or cash.
type Redemption struct {
	ID       int64
	Member   int64
	Channel  Channel
	Goods    string // code of the catalogue, empty for cash
	Pieces   int64  // of goods; 1 for cash
	Minutes  int64  // that it costs
	Fen      int64  // that it pays; 0 for goods
	Hardship bool   // comes first in the queue
	State    RedemptionState
	Place    int // in the queue, 1 for the first; 0 when it is not queued

	AskedBy    int64 // the member, or who of the staff or which service point asked
	ApprovedBy int64 // the member for what a service point gives out on a PIN; 0 for nobody yet
	HandedBy   int64
	Witness    int64 // second of the staff, for a member without a phone

	Asked, Approved, Handed, Ended time.Time // zero when it has not come to that
	Hold, Entry                    int64     // in the journal; Entry is 0 until the hours have moved
}

// Cash reports whether it is paid in money.
func (r Redemption) Cash() bool { return r.Goods == "" }

// ErrNoRedemption is returned for a redemption that is not in the books.
var ErrNoRedemption = errors.New("no such redemption; `hourline redeem list` shows them")

const redemptionColumns = `id, member, channel, goods, pieces, minutes, fen, hardship, state, asked_by, approved_by, handed_by, witness,
	asked_at, approved_at, handed_at, ended_at, hold, coalesce(entry, 0)`

func (p *Policy) scanRedemption(row interface{ Scan(...any) error }) (r Redemption, err error) {
	var asked int64
	var approved, handed, ended *int64
	err = row.Scan(&r.ID, &r.Member, &r.Channel, &r.Goods, &r.Pieces, &r.Minutes, &r.Fen, &r.Hardship, &r.State,
		&r.AskedBy, &r.ApprovedBy, &r.HandedBy, &r.Witness, &asked, &approved, &handed, &ended, &r.Hold, &r.Entry)
	r.Asked, r.Approved, r.Handed, r.Ended = p.moment(&asked), p.moment(approved), p.moment(handed), p.moment(ended)
	return r, err
}

// redemptionsIn are the redemptions that a condition and an order choose.
func redemptionsIn(v *ledger.View, p *Policy, where string, args ...any) ([]Redemption, error) {
	all, err := collect(v, func(r *sql.Rows) (Redemption, error) { return p.scanRedemption(r) },
		`SELECT `+redemptionColumns+` FROM redemptions WHERE `+where, args...)
	for i := range all {
		if err == nil && all[i].State == Queued {
			all[i].Place, err = placeOf(v, all[i])
		}
	}
	return all, err
}

// redemptionIn is the first of them, or ErrNoRedemption.
func redemptionIn(v *ledger.View, p *Policy, where string, args ...any) (Redemption, error) {
	all, err := redemptionsIn(v, p, where, args...)
	if err == nil && len(all) == 0 {
		err = ErrNoRedemption
	}
	if err != nil {
		return Redemption{}, err
	}
	return all[0], nil
}

// placeOf is how many are paid before a redemption that is queued, itself
// included: those in hardship first, then by date.
func placeOf(v *ledger.View, r Redemption) (place int, err error) {
	err = v.QueryRow(`SELECT count(*) FROM redemptions WHERE state = 'queued'
		AND (hardship > $1 OR hardship = $1 AND (asked_at, id) <= ($2, $3))`, r.Hardship, ms(r.Asked), r.ID).Scan(&place)
	return place, err
}

// A RedemptionEvent is something that happened to a redemption.
type RedemptionEvent struct {
	At    time.Time
	What  string // asked, approved, queued, handed out, …
	Actor string // member number, empty for the machine
	Note  string
}

// A RedemptionFile is a redemption with whom it is about and all that happened.
type RedemptionFile struct {
	Redemption
	Who    Member
	Events []RedemptionEvent
	Funds  map[string]int64 // fen that are held or paid, by the source of the fund

	GoodsName string // in the member's language; empty for cash
	Balance   int64  // minutes that were left on the account after the hours had moved
	Receipt   string // number of the entry that moved them; empty before
}

// A RedemptionFilter chooses redemptions; the zero value is for all that are
// not over.
type RedemptionFilter struct {
	Member int64 // only of this member; 0 for all
	Over   bool  // also what is over
}

// Redemptions are those that a filter lets through, the newest first.
func (c *Centre) Redemptions(ctx context.Context, f RedemptionFilter) (all []RedemptionFile, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		found, err := redemptionsIn(v, p, `($1 = 0 OR member = $1) AND ($2 OR ended_at IS NULL) ORDER BY id DESC`, f.Member, f.Over)
		for i := 0; i < len(found) && err == nil; i++ {
			file := RedemptionFile{Redemption: found[i]}
			file.Who, err = member(v, file.Member)
			all = append(all, file)
		}
		return err
	})
	return all, err
}

// Redemption is the redemption with this id, and all that happened to it.
func (c *Centre) Redemption(ctx context.Context, id int64) (f RedemptionFile, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		if f.Redemption, err = redemptionIn(v, p, `id = $1`, id); err != nil {
			return fmt.Errorf("redemption %d: %w", id, err)
		}
		if f.Who, err = member(v, f.Member); err != nil {
			return err
		}
		if f.Events, err = redemptionEvents(v, p, id); err != nil {
			return err
		}
		f.Funds = map[string]int64{}
		shares, err := sharesOf(v, id)
		for _, s := range shares {
			f.Funds[s.source] = s.fen
		}
		if err != nil {
			return err
		}
		f.GoodsName = p.GoodsName(f.Redemption, f.Who.Lang)
		if f.Entry == 0 {
			return nil
		}
		e, err := v.Entry(ledger.EntryID(f.Entry))
		if err != nil {
			return err
		}
		f.Balance = e.DebitSide.Posted - e.DebitSide.Held
		f.Receipt, err = v.Number(e)
		return err
	})
	return f, err
}

// GoodsName is what a redemption gives, in a language: by its code once it is
// out of the catalogue, nothing for cash.
func (p *Policy) GoodsName(r Redemption, lang string) string {
	if g, ok := p.Good(r.Goods); ok {
		return g.Name(lang)
	}
	return r.Goods
}

func redemptionEvents(v *ledger.View, p *Policy, id int64) ([]RedemptionEvent, error) {
	return collect(v, func(r *sql.Rows) (e RedemptionEvent, err error) {
		var at int64
		err = r.Scan(&at, &e.What, &e.Actor, &e.Note)
		e.At = p.moment(&at)
		return e, err
	}, `SELECT at, what, actor, note FROM redemption_events WHERE redemption = $1 ORDER BY id`, id)
}

// moveRedemption lets something happen to a redemption, and keeps who did it;
// staff and service points leave a deed in the audit too. Next is when
// something is due by itself, zero for never.
func (v *verb) moveRedemption(r Redemption, what string, next time.Time, by Member, note string) (Redemption, error) {
	to, err := r.State.next(what)
	if err != nil {
		return r, err
	}
	r.State = to
	var due, ended any
	if !next.IsZero() {
		due, v.queued[timers] = ms(next), true
	}
	if to.Over() {
		ended = ms(v.now)
	}
	if _, err := v.Exec(`UPDATE redemptions SET state = $1, next_at = $2, ended_at = $3 WHERE id = $4`, string(to), due, ended, r.ID); err != nil {
		return r, err
	}
	return r, v.happenedTo(r, what, by, note)
}

// happenedTo keeps an event of a redemption.
func (v *verb) happenedTo(r Redemption, what string, by Member, note string) error {
	_, err := v.Exec(`INSERT INTO redemption_events (redemption, at, what, actor, note) VALUES ($1, $2, $3, $4, $5)`,
		r.ID, ms(v.now), what, by.Number, note)
	if err != nil || by.ID == 0 || by.ID == r.Member {
		return err
	}
	return v.audit(Deed{Actor: by.Number, What: "redemption: " + what, Member: r.Member, Ref: r.ID, Note: note})
}

// redemption is the one with this id as it stands now.
func (v *verb) redemption(id int64) (Redemption, error) {
	r, err := redemptionIn(v.View, v.policy, `id = $1`, id)
	if err != nil {
		return r, fmt.Errorf("redemption %d: %w", id, err)
	}
	return r, nil
}
