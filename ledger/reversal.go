package ledger

import (
	"fmt"
	"time"
)

// A Reversal says why an entry is taken back. Kind and Ref are the natural key
// of the new entry; the reference is the case or decision behind it.
type Reversal struct {
	Kind        Kind
	Ref         int64
	EffectiveAt time.Time // zero is now
	Policy      int64     // version in force, 0 is none
	Actor       string    // who does it
}

// Reverse takes an entry back, in part or whole, by an entry in the opposite
// direction that Undoes it. All reversals of an entry together are at most its
// amount (or ErrTooMuch). The receiver may have spent it by then:
// ErrInsufficient. Holds, entries that only release one, and reversals give
// ErrNotReversible.
func (tx *Tx) Reverse(original EntryID, amount int64, r Reversal) (Entry, error) {
	o, err := tx.Entry(original)
	switch {
	case err != nil:
		return Entry{}, err
	case o.Amount == 0 || o.Undoes != 0:
		return Entry{}, fmt.Errorf("entry %d: %w", original, ErrNotReversible)
	case amount < 1 || r.Kind == KindPost || r.Kind == KindVoid || r.Kind == KindExpire:
		return Entry{}, invalid("reverse %d of entry %d as %s", amount, original, r.Kind)
	}
	if err := tx.leftToReverse(o, amount, r); err != nil {
		return Entry{}, err
	}
	return tx.record(Entry{
		Kind: r.Kind, Ref: r.Ref, Debit: o.Credit, Credit: o.Debit, Amount: amount,
		Undoes: original, EffectiveAt: r.EffectiveAt, Policy: r.Policy, Actor: r.Actor,
	})
}

// leftToReverse lets a repeat pass: it is not counted twice.
func (tx *Tx) leftToReverse(o Entry, amount int64, r Reversal) error {
	if found, err := tx.recorded(r.Kind, r.Ref); err != nil || found {
		return err
	}
	reversed, err := tx.Reversed(o.ID)
	if err != nil {
		return err
	}
	if amount > o.Amount-reversed {
		return fmt.Errorf("%w: reverse %d of entry %d, of which %d is left", ErrTooMuch, amount, o.ID, o.Amount-reversed)
	}
	return nil
}

// UndoneBy is the newest entry that takes an entry back, 0 when none does.
func (v *View) UndoneBy(original EntryID) (id EntryID, err error) {
	err = v.queryRow(`SELECT coalesce(max(id), 0) FROM entries WHERE undoes = $1`, original).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("reversals of entry %d: %w", original, err)
	}
	return id, nil
}

// Reversed is how much of an entry has been taken back.
func (v *View) Reversed(original EntryID) (amount int64, err error) {
	err = v.queryRow(`SELECT coalesce(sum(amount), 0) FROM entries WHERE undoes = $1`, original).Scan(&amount)
	if err != nil {
		return 0, fmt.Errorf("reversals of entry %d: %w", original, err)
	}
	return amount, nil
}
