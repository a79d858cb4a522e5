package ledger

import (
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
	entry, err := tx.decide(e)
	if err == nil && !entry.Repeated {
		err = tx.append(entry)
	}
	if err != nil {
		return Entry{}, fmt.Errorf("%s %d: %w", e.Kind, e.Ref, err)
	}
	return entry, nil
}

func (tx *Tx) decide(e Entry) (Entry, error) {
	if len(e.Kind) < 1 || len(e.Kind) > 32 {
		return e, invalid("a kind has 1 to 32 letters")
	}
	if e.Debit == e.Credit {
		return e, invalid("account %d on both sides", e.Debit)
	}
	if found, err := tx.recorded(e.Kind, e.Ref); err != nil {
		return e, err
	} else if found {
		first, err := tx.EntryFor(e.Kind, e.Ref)
		if err != nil {
			return e, err
		}
		return first.repeat(e)
	}
	debit, err := tx.standing(e.Debit)
	if err != nil {
		return e, err
	}
	credit, err := tx.standing(e.Credit)
	if err != nil {
		return e, err
	}
	e, err = e.between(debit, credit)
	if err != nil {
		return e, err
	}
	return tx.date(e), nil
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
func (e Entry) between(debit, credit standing) (Entry, error) {
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
	e.ID = tx.tip.id + 1
	e.RecordedAt = fromMilli(max(tx.Now.UnixMilli(), tx.tip.at))
	if e.EffectiveAt.IsZero() {
		e.EffectiveAt = tx.Now
	}
	e.EffectiveAt = e.EffectiveAt.UTC().Truncate(time.Millisecond)
	return e
}

// append writes e and the two balances.
func (tx *Tx) append(e Entry) error {
	if err := tx.insert(e); err != nil {
		return err
	}
	if err := tx.stand(e.Debit, e.ID, e.DebitSide); err != nil {
		return err
	}
	if err := tx.stand(e.Credit, e.ID, e.CreditSide); err != nil {
		return err
	}
	*tx.tip = tip{id: e.ID, at: e.RecordedAt.UnixMilli()}
	return nil
}
