package ledger

import (
	"errors"
	"fmt"
	"time"
)

// A Resolution says how a hold came to its end.
type Resolution struct {
	EffectiveAt time.Time // zero is now
	Policy      int64     // version in force, 0 is none
	Actor       string    // who does it
}

// Hold sets an amount aside on the debit account, for the credit account, and
// moves nothing: the entry's Amount is 0 and its Held is p.Amount. Its errors
// are those of Post.
func (tx *Tx) Hold(p Posting) (Entry, error) { return tx.ask(p, 0, p.Amount) }

// PostHold ends a hold by moving an amount, at most what was held (or
// ErrTooMuch); the rest is released. A hold ends once: the same end again is
// Repeated, another one gives ErrResolved, another amount ErrKeyReused.
func (tx *Tx) PostHold(hold EntryID, amount int64, r Resolution) (Entry, error) {
	if amount < 1 {
		return Entry{}, invalid("post %d of hold %d", amount, hold)
	}
	return tx.resolve(KindPost, hold, amount, r)
}

// VoidHold ends a hold by releasing it, because somebody decided so.
func (tx *Tx) VoidHold(hold EntryID, r Resolution) (Entry, error) {
	return tx.resolve(KindVoid, hold, 0, r)
}

// ExpireHold ends a hold by releasing it, because its time is over. When that
// is, is for its owner to know.
func (tx *Tx) ExpireHold(hold EntryID, r Resolution) (Entry, error) {
	return tx.resolve(KindExpire, hold, 0, r)
}

func (tx *Tx) resolve(kind Kind, hold EntryID, amount int64, r Resolution) (Entry, error) {
	h, err := tx.Entry(hold)
	switch {
	case err != nil:
		return Entry{}, err
	case h.Held <= 0:
		return Entry{}, fmt.Errorf("entry %d: %w", hold, ErrNotHold)
	case amount > h.Held:
		return Entry{}, fmt.Errorf("%w: post %d of the %d held by entry %d", ErrTooMuch, amount, h.Held, hold)
	}
	switch end, err := tx.Resolution(hold); {
	case err == nil && end.Kind != kind:
		return Entry{}, fmt.Errorf("%s hold %d: %w (%s, entry %d)", kind, hold, ErrResolved, end.Kind, end.ID)
	case err != nil && !errors.Is(err, ErrNoEntry):
		return Entry{}, err
	}
	return tx.record(Entry{
		Kind: kind, Ref: int64(hold), Debit: h.Debit, Credit: h.Credit, Amount: amount, Held: -h.Held,
		Resolves: hold, EffectiveAt: r.EffectiveAt, Policy: r.Policy, Actor: r.Actor,
	})
}

// Resolution is the entry that ended a hold, or ErrNoEntry while it is open.
func (v *View) Resolution(hold EntryID) (Entry, error) {
	e, err := scanEntry(v.queryRow(`SELECT `+entryColumns+` FROM entries WHERE resolves = $1`, hold))
	if err != nil {
		return e, fmt.Errorf("end of hold %d: %w", hold, err)
	}
	return e, nil
}
