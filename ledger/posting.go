package ledger

import (
	"errors"
	"fmt"
	"time"
)

// A Posting asks for one entry.
type Posting struct {
	Debit, Credit AccountID
	Amount        int64 // whole minutes or fen, 1 to MostAmount
	Kind          Kind
	Ref           int64     // with Kind the natural key
	EffectiveAt   time.Time // zero is now
	Policy        int64     // version in force, 0 is none
	Actor         string    // who does it
}

// MostAmount is the most that one entry can move.
const MostAmount = 1_000_000_000_000

// Post moves an amount. Asked for again it gives the first entry, Repeated.
//
// The errors are ErrInsufficient when the debit account would fall below its
// floor, ErrKeyReused when the natural key stands for something else,
// ErrNoAccount, ErrAccountClosed and ErrInvalid. Each of them comes before
// Post writes anything. To link entries, post them in one Write.
func (tx *Tx) Post(p Posting) (Entry, error) { return tx.ask(p, p.Amount, 0) }

// Deposit credits a member with the minutes of a visit that was served.
func (tx *Tx) Deposit(visit int64, member AccountID, minutes int64, effective time.Time, policy int64, actor string) (Entry, error) {
	return tx.Post(Posting{
		Debit: Issued, Credit: member, Amount: minutes, Kind: KindDeposit, Ref: visit,
		EffectiveAt: effective, Policy: policy, Actor: actor,
	})
}

func (tx *Tx) ask(p Posting, amount, held int64) (Entry, error) {
	switch {
	case p.Kind == KindPost || p.Kind == KindVoid || p.Kind == KindExpire:
		return Entry{}, invalid("the kind %s is kept for the ends of holds", p.Kind)
	case p.Amount < 1 || p.Amount > MostAmount:
		return Entry{}, invalid("an amount of %d", p.Amount)
	}
	return tx.record(Entry{
		Kind: p.Kind, Ref: p.Ref, Debit: p.Debit, Credit: p.Credit, Amount: amount, Held: held,
		EffectiveAt: p.EffectiveAt, Policy: p.Policy, Actor: p.Actor,
	})
}

// record makes e the next entry, unless it was recorded before. It decides
// everything before it writes.
func (tx *Tx) record(e Entry) (Entry, error) {
	entry, err := tx.enter(e)
	if err != nil {
		return Entry{}, fmt.Errorf("%s %d: %w", e.Kind, e.Ref, err)
	}
	return entry, nil
}

// enter looks for the natural key only when e is refused or not written: what
// was recorded before is answered again, whatever the balances are now.
func (tx *Tx) enter(e Entry) (Entry, error) {
	if len(e.Kind) < 1 || len(e.Kind) > 32 {
		return e, invalid("a kind has 1 to 32 letters")
	}
	if e.Debit == e.Credit {
		return e, invalid("account %d on both sides", e.Debit)
	}
	next, refusal := tx.decide(e)
	if storageFailed(refusal) {
		return e, refusal
	}
	if refusal == nil {
		if written, err := tx.append(next); written || err != nil {
			return next.Entry, err
		}
	}
	switch first, err := tx.EntryFor(e.Kind, e.Ref); {
	case err == nil:
		return first.repeat(e)
	case refusal != nil && errors.Is(err, ErrNoEntry):
		return e, refusal
	default:
		return e, err
	}
}

// decided is an entry on its way into the journal, and its accounts before it.
type decided struct {
	Entry
	debit, credit *standing
}

func (tx *Tx) decide(e Entry) (d decided, err error) {
	if d.debit, err = tx.standing(e.Debit); err != nil {
		return d, err
	}
	if d.credit, err = tx.standing(e.Credit); err != nil {
		return d, err
	}
	e, err = e.between(d.debit, d.credit)
	d.Entry = tx.date(e)
	return d, err
}

// repeat answers again, a request that first was made from. Who asks, and
// under which policy, may have changed since; what happened may not.
func (first Entry) repeat(again Entry) (Entry, error) {
	sameDay := again.EffectiveAt.IsZero() || again.EffectiveAt.UnixMilli() == first.EffectiveAt.UnixMilli()
	if !sameDay || first.Debit != again.Debit || first.Credit != again.Credit || first.Amount != again.Amount ||
		first.Held != again.Held || first.Undoes != again.Undoes || first.Resolves != again.Resolves {
		return Entry{}, fmt.Errorf("%w (entry %d)", ErrKeyReused, first.ID)
	}
	first.Repeated = true
	return first, nil
}

// between fits e onto its two accounts as they stand.
func (e Entry) between(debit, credit *standing) (Entry, error) {
	if debit.unit != credit.unit {
		return e, invalid("%s on one side and %s on the other", debit.unit, credit.unit)
	}
	// The end of a hold that moves nothing is welcome on a closed account.
	if (debit.closed || credit.closed) && (e.Amount > 0 || e.Held > 0) {
		return e, ErrAccountClosed
	}
	e.DebitSide = debit.next(-e.Amount, e.Held)
	e.CreditSide = credit.next(e.Amount, 0)
	if debit.breached(e.DebitSide) {
		return e, fmt.Errorf("%w: account %d has %d", ErrInsufficient, e.Debit, debit.Available())
	}
	return e, nil
}

// date gives e its number and its times. Recorded times never run back, even
// if the clock does: the past of an account is found by them.
func (tx *Tx) date(e Entry) Entry {
	e.ID = tx.books.tip.id + 1
	e.RecordedAt = fromMilli(max(tx.Now.UnixMilli(), tx.books.tip.at))
	if e.EffectiveAt.IsZero() {
		e.EffectiveAt = tx.Now
	}
	e.EffectiveAt = e.EffectiveAt.UTC().Truncate(time.Millisecond)
	return e
}

// append writes d, unless its natural key is taken. The balances follow with
// flush.
func (tx *Tx) append(d decided) (written bool, err error) {
	if written, err = tx.insertEntry(d.Entry); !written {
		return false, err
	}
	if err := tx.books.enlist(tx, d); err != nil {
		return false, tx.spoil(fmt.Errorf("put entry %d into the log: %w", d.ID, err))
	}
	tx.books.stand(d.debit, d.ID, d.DebitSide)
	tx.books.stand(d.credit, d.ID, d.CreditSide)
	tx.books.tip.id, tx.books.tip.at = d.ID, d.RecordedAt.UnixMilli()
	return true, nil
}
