package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"hourline/ledger"
	"hourline/ledger/transfer"
)

// An EstateState is where an estate stands.
type EstateState string

// The states of an estate.
const (
	EstateOpen     EstateState = "open"
	EstateDisputed EstateState = "disputed" // nothing moves until a coordinator and a second person settle it
	EstateClosed   EstateState = "closed"   // all was given out
	EstateUndone   EstateState = "undone"   // the report of the death was an error
)

// An Estate is the hours of somebody who has died, on an account of their own.
type Estate struct {
	ID       int64
	Member   Member
	Account  ledger.AccountID
	Died     string // day, 2026-11-23
	Opened   time.Time
	State    EstateState
	Note     string    // why it is disputed
	Minutes  int64     // that are there
	Free     int64     // of them, and not set aside to be paid out in cash
	PoolFrom time.Time // from then on hours without an heir may go to the pool
}

// Kinds of entries of estates. The reference is the move that estate_moves has.
const (
	estateIn       ledger.Kind = "estate"          // from the account of the dead
	estateBack     ledger.Kind = "estate-back"     // it was an error, or the hours of a visit were
	inheritance    ledger.Kind = "inheritance"     // to an heir
	estateOverflow ledger.Kind = "estate-overflow" // what an heir cannot store, to the pool
	estatePool     ledger.Kind = "estate-pool"     // without an heir
)

// ErrNoEstate is returned for an estate that is not in the books.
var ErrNoEstate = errors.New("no such estate; `hourline estate list` shows them")

const estateColumns = `id, member, account, died, opened_at, state, note`

// estateIn is the newest estate that a condition holds for, or ErrNoEstate.
func estateWhere(v *ledger.View, p *Policy, where string, args ...any) (e Estate, err error) {
	e, err = scanEstate(v.QueryRow(`SELECT `+estateColumns+` FROM estates WHERE `+where+` ORDER BY id DESC LIMIT 1`, args...))
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoEstate
	}
	if err != nil {
		return e, err
	}
	return e.filled(v, p)
}

func scanEstate(row interface{ Scan(...any) error }) (e Estate, err error) {
	var opened int64
	err = row.Scan(&e.ID, &e.Member.ID, &e.Account, &e.Died, &opened, &e.State, &e.Note)
	e.Opened = time.UnixMilli(opened)
	return e, err
}

// filled is e with the member, and what is there.
func (e Estate) filled(v *ledger.View, p *Policy) (_ Estate, err error) {
	if e.Member, err = member(v, e.Member.ID); err != nil {
		return e, err
	}
	e.Opened = e.Opened.In(p.Place)
	e.PoolFrom = e.Opened.Add(p.Family.Unclaimed.Std())
	b, err := v.Balance(e.Account)
	e.Minutes, e.Free = b.Posted, b.Available()
	return e, err
}

// openEstate makes an account for the hours of somebody who has died.
func (v *verb) openEstate(m Member, day string) (e Estate, err error) {
	var id int64
	if err := v.QueryRow(`SELECT coalesce(max(id), 0) + 1 FROM estates`).Scan(&id); err != nil {
		return e, err
	}
	account, err := v.OpenAccount(fmt.Sprintf("estate/%d", id), ledger.Minutes, 0)
	if err != nil {
		return e, err
	}
	if _, err := v.Exec(`INSERT INTO estates (id, member, account, died, opened_at, state) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, m.ID, int64(account), day, ms(v.now), string(EstateOpen)); err != nil {
		return e, err
	}
	return estateWhere(v.View, v.policy, `id = $1`, id)
}

// collectEstate moves what is on the member's account to the estate. One that
// is at zero then is closed: there is nothing to give out.
func (v *verb) collectEstate(e Estate, m Member, who string) (Estate, error) {
	b, err := v.Balance(m.Account)
	if err != nil {
		return e, err
	}
	if b.Available() > 0 {
		if _, err := v.moveEstate(e, estateMove{"in", 0, b.Available(), who}, m.Account, e.Account, estateIn); err != nil {
			return e, err
		}
	}
	return v.closeEmpty(e)
}

// An estateMove is what goes into an estate, or out of it.
type estateMove struct {
	what    string // in, back, hours, pool
	heir    int64
	minutes int64
	who     string
}

// moveEstate posts one move.
func (v *verb) moveEstate(e Estate, m estateMove, debit, credit ledger.AccountID, kind ledger.Kind) (ledger.Entry, error) {
	return v.keepMove(e, m, func(id int64) (ledger.Entry, error) {
		return v.Post(ledger.Posting{Debit: debit, Credit: credit, Amount: m.minutes, Kind: kind, Ref: id, Policy: v.policy.Version, Actor: m.who})
	})
}

// keepMove keeps a move with its entry, of which its number is the reference.
func (v *verb) keepMove(e Estate, m estateMove, post func(id int64) (ledger.Entry, error)) (entry ledger.Entry, err error) {
	var id int64
	err = v.QueryRow(`INSERT INTO estate_moves (estate, what, heir, minutes, entry, at, actor) VALUES ($1, $2, $3, $4, 0, $5, $6) RETURNING id`,
		e.ID, m.what, m.heir, m.minutes, ms(v.now), m.who).Scan(&id)
	if err != nil {
		return entry, err
	}
	if entry, err = post(id); err != nil {
		return entry, err
	}
	_, err = v.Exec(`UPDATE estate_moves SET entry = $1 WHERE id = $2`, int64(entry.ID), id)
	return entry, err
}

// closeEmpty closes an estate in which nothing is left, and its account: but not
// while an heir has not said that the cash was given out, for it may come back.
func (v *verb) closeEmpty(e Estate) (Estate, error) {
	e, err := estateWhere(v.View, v.policy, `id = $1`, e.ID)
	if err != nil || e.Minutes > 0 || e.State == EstateClosed {
		return e, err
	}
	var unsaid bool
	err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM redemptions r JOIN entries h ON h.id = r.hold
		WHERE r.state IN ('handed', 'contested') AND h.debit = $1)`, int64(e.Account)).Scan(&unsaid)
	if err != nil || unsaid {
		return e, err
	}
	return v.endEstate(e, EstateClosed)
}

func (v *verb) endEstate(e Estate, how EstateState) (Estate, error) {
	if err := v.CloseAccount(e.Account); err != nil {
		return e, err
	}
	e.State = how
	_, err := v.Exec(`UPDATE estates SET state = $1 WHERE id = $2`, string(how), e.ID)
	return e, err
}

// toEstates moves hours that came to members who have died to their estates.
func (v *verb) toEstates(who string, members ...Member) error {
	for _, m := range members {
		if err := v.toEstate(m, who); err != nil {
			return fmt.Errorf("the estate of member %d: %w", m.ID, err)
		}
	}
	return nil
}

// toEstate moves what came for a visit of before; to another estate where all
// was given out.
func (v *verb) toEstate(m Member, who string) error {
	if dead, err := isDead(v.View, m.ID); err != nil || !dead {
		return err
	}
	e, err := estateWhere(v.View, v.policy, `member = $1`, m.ID)
	if err != nil {
		return err
	}
	b, err := v.Balance(m.Account)
	if err != nil || b.Available() == 0 {
		return err
	}
	if e.State == EstateClosed || e.State == EstateUndone {
		if e, err = v.openEstate(m, e.Died); err != nil {
			return err
		}
	}
	_, err = v.collectEstate(e, m, who)
	return err
}

// fromEstate gives back to the account of somebody who has died what a visit is
// to be corrected by, if the estate has it and has not set it aside for an heir.
func (v *verb) fromEstate(memberID, minutes int64, who string) error {
	if dead, err := isDead(v.View, memberID); err != nil || !dead {
		return err
	}
	e, err := estateWhere(v.View, v.policy, `member = $1 AND state IN ('open', 'disputed')`, memberID)
	if errors.Is(err, ErrNoEstate) || err == nil && e.Free < minutes {
		return nil
	}
	if err != nil {
		return err
	}
	return v.returnMoves(e, minutes, who)
}

// returnMoves takes so many minutes of what went into an estate back, the
// latest first.
func (v *verb) returnMoves(e Estate, minutes int64, who string) error {
	came, err := v.idsOf(`SELECT entry FROM estate_moves WHERE estate = $1 AND what = 'in' ORDER BY id DESC`, e.ID)
	for _, id := range came {
		if err != nil || minutes == 0 {
			break
		}
		var entry ledger.Entry
		if entry, err = v.Entry(ledger.EntryID(id)); err != nil {
			break
		}
		var before int64
		if before, err = v.Reversed(entry.ID); err != nil {
			break
		}
		part := min(entry.Amount-before, minutes)
		if part == 0 {
			continue
		}
		minutes -= part
		_, err = v.keepMove(e, estateMove{"back", 0, part, who}, func(move int64) (ledger.Entry, error) {
			return v.Reverse(entry.ID, part, ledger.Reversal{Kind: estateBack, Ref: move, Policy: v.policy.Version, Actor: who})
		})
	}
	return err
}

// notInherited refuses to undo a death of which hours were given out, or are
// set aside for an heir: less is there than came.
func (v *verb) notInherited(m Member) error {
	ids, err := v.idsOf(`SELECT id FROM estates WHERE member = $1 AND state <> 'undone'`, m.ID)
	for _, id := range ids {
		if err != nil {
			return err
		}
		e, err := estateWhere(v.View, v.policy, `id = $1`, id)
		if err != nil {
			return err
		}
		var came int64
		if err := v.QueryRow(`SELECT coalesce(sum(CASE what WHEN 'in' THEN minutes WHEN 'back' THEN -minutes END), 0) FROM estate_moves WHERE estate = $1`, id).Scan(&came); err != nil {
			return err
		}
		if e.Free < came {
			return ErrInherited
		}
	}
	return err
}

// undoEstates gives all hours back to a member who has not died.
func (v *verb) undoEstates(m Member, who string) error {
	open, err := v.idsOf(`SELECT id FROM estates WHERE member = $1 AND state <> 'undone' ORDER BY id`, m.ID)
	for _, id := range open {
		var e Estate
		if err == nil {
			e, err = estateWhere(v.View, v.policy, `id = $1`, id)
		}
		if err == nil {
			err = v.returnMoves(e, e.Minutes, who)
		}
		if err == nil {
			_, err = v.endEstate(e, EstateUndone)
		}
	}
	return err
}

// releaseHolds voids what a member who has died had set aside, but for what is
// on its way to another bank: that comes back by its answer alone.
func (v *verb) releaseHolds(m Member, who string) error {
	if err := errors.Join(v.cancelRedemptions(m), v.cancelTransfers(m)); err != nil {
		return err
	}
	b, err := v.Balance(m.Account)
	if err != nil || b.Held == 0 {
		return err
	}
	lines, err := v.Statement(m.Account, int(b.Seq))
	if err != nil {
		return err
	}
	left := b.Held
	for _, l := range lines {
		if l.HeldChange <= 0 || left == 0 || l.Kind == transfer.KindOut {
			continue
		}
		_, err := v.Resolution(l.ID)
		if err == nil {
			continue // it has ended before
		}
		if !errors.Is(err, ledger.ErrNoEntry) {
			return err
		}
		if _, err := v.VoidHold(l.ID, ledger.Resolution{Policy: v.policy.Version, Actor: who}); err != nil {
			return err
		}
		left -= l.HeldChange
	}
	return nil
}

// Estates are all estates, those that are open first, the oldest first.
func (c *Centre) Estates(ctx context.Context) (all []Estate, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		all, err = collect(v, func(r *sql.Rows) (Estate, error) { return scanEstate(r) },
			`SELECT `+estateColumns+` FROM estates ORDER BY CASE WHEN state IN ('open', 'disputed') THEN 0 ELSE 1 END, id`)
		for i := range all {
			if err == nil {
				all[i], err = all[i].filled(v, p)
			}
		}
		return err
	})
	return all, err
}

// An EstateLine is one entry of an estate.
type EstateLine struct {
	ledger.Line
	Who Member // the dead or the heir on its other side; zero for nobody
}

// An EstateFile is an estate with all its entries, the oldest first.
type EstateFile struct {
	Estate
	Nominees Nominees
	Lines    []EstateLine
}

// Estate is the estate with this number.
func (c *Centre) Estate(ctx context.Context, id int64) (f EstateFile, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		if f.Estate, err = estateWhere(v, p, `id = $1`, id); err != nil {
			return err
		}
		if f.Nominees, err = nomineesIn(v, p, f.Member.ID); err != nil {
			return err
		}
		lines, err := v.Statement(f.Account, math.MaxInt)
		for _, l := range slices.Backward(lines) {
			l.RecordedAt = l.RecordedAt.In(p.Place)
			line := EstateLine{Line: l}
			if line.Who, err = holder(v, l.Other); err != nil {
				return err
			}
			f.Lines = append(f.Lines, line)
		}
		return err
	})
	return f, err
}

// holder is the member whose account it is; zero for nobody's.
func holder(v *ledger.View, account ledger.AccountID) (m Member, err error) {
	var id int64
	err = v.QueryRow(`SELECT id FROM members WHERE account = $1`, int64(account)).Scan(&id)
	if err != nil {
		return m, ignoreNoRows(err)
	}
	return member(v, id)
}
