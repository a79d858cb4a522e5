package care

import (
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// stored reports whether a visit's hours are in the volunteer's account.
func (s State) stored() bool { return s == Posted || s == Credited }

// over reports whether a visit has ended, so that its hours can be spoken of.
func (s State) over() bool { return s.stored() || s == Finished || s == Disputed }

// storeCorrected brings the corrected minutes into the books, from whatever
// state the visit is in.
func (v *verb) storeCorrected(r Request, was Visit, who string) (err error) {
	if !r.State.stored() && was.Entry != 0 { // they were spent when the elder objected, and stand there still
		if err := v.replaceEntry(&r, was, who); err != nil {
			return err
		}
	}
	switch {
	case r.State.stored():
		if was.Entry == 0 { // it was corrected to nothing before
			err = v.deposit(&r, who)
		} else {
			err = v.replaceEntry(&r, was, who)
		}
		if err != nil {
			return err
		}
		if r.State == Credited { // the two have asked the elder
			err = v.letStand(r)
		}
		return errors.Join(err, v.tellCorrected(r, was))
	case r.Visit.Credited == 0:
		if r, err = v.move(r, withdrawAll); err != nil {
			return err
		}
		return errors.Join(v.silent(was, time.Time{}), v.endVisit(was, "withdrawn"), v.tellCorrected(r, was))
	}
	if r, err = v.move(r, settleAsIs); err != nil {
		return err
	}
	return v.post(r, who)
}

// Kinds of entries of corrections. The reference of both is the entry that was
// wrong: the one takes it back, the other takes its place.
const (
	corrected  ledger.Kind = "corrected"
	correction ledger.Kind = "correction"
)

// replaceEntry puts a right entry in the place of a wrong one. The right one
// comes first, so that hours that were spent meanwhile hinder nobody who has
// enough.
func (v *verb) replaceEntry(r *Request, was Visit, who string) error {
	elder, helper, err := v.people(*r)
	if err != nil {
		return err
	}
	wrong, err := v.Entry(ledger.EntryID(was.Entry))
	if err != nil {
		return err
	}
	spilt, err := v.spilt(wrong.ID)
	if err == nil {
		err = v.spillBack(spilt, who)
	}
	if err != nil {
		return err
	}
	right, err := v.rightEntry(r, was, helper.Account, who)
	if err != nil {
		return err
	}
	if err := v.fromEstate(helper.ID, max(wrong.Amount-spilt.Amount-right.Amount, 0), who); err != nil {
		return err
	}
	_, err = v.Reverse(wrong.ID, wrong.Amount, ledger.Reversal{Kind: corrected, Ref: was.Entry, Policy: v.policy.Version, Actor: who})
	if errors.Is(err, ledger.ErrInsufficient) {
		return ErrSpent
	}
	if err != nil {
		return err
	}
	if err := v.payBack(elder, wrong.ID, who); err != nil {
		return err
	}
	if right.ID != 0 {
		if err := errors.Join(v.pay(elder, right), v.spillOver(r.Visit, helper, right)); err != nil {
			return err
		}
	}
	if _, err = v.Exec(`UPDATE visits SET entry = nullif($1, 0) WHERE id = $2`, r.Visit.Entry, was.ID); err != nil {
		return err
	}
	return v.toEstates(who, elder, helper)
}

// rightEntry deposits the corrected minutes, under the policy of the visit's
// day; none when there are none.
func (v *verb) rightEntry(r *Request, was Visit, helper ledger.AccountID, who string) (e ledger.Entry, err error) {
	w := &r.Visit
	w.Entry = 0
	if w.Credited == 0 {
		return e, nil
	}
	p, err := v.policyWhen(was.FinishedAt)
	if err != nil {
		return e, err
	}
	e, err = v.Post(ledger.Posting{
		Debit: ledger.Issued, Credit: helper, Amount: w.Credited, Kind: correction, Ref: was.Entry,
		EffectiveAt: was.FinishedAt, Policy: p.Version, Actor: who,
	})
	w.Entry = int64(e.ID)
	return e, err
}

// tellCorrected tells the volunteer what the hours are now.
func (v *verb) tellCorrected(r Request, was Visit) error {
	helper, balance, err := v.savings(r.Visit)
	if err != nil {
		return err
	}
	words, f := "corrected", Facts{Kind: r.Kind, Minutes: r.Visit.Credited, Balance: balance}
	switch {
	case r.Visit.Credited > 0:
		right, err := v.Entry(ledger.EntryID(r.Visit.Entry))
		if err != nil {
			return err
		}
		if f.Receipt, err = v.Number(right); err != nil {
			return err
		}
	case was.Entry != 0:
		back, err := v.taker(was.Entry)
		if err != nil {
			return err
		}
		return v.receiptOf(back, helper)
	default:
		words = "corrected.none"
	}
	return v.text(fmt.Sprintf("visit/%d/corrected/%d", r.Visit.ID, v.now.Unix()), words, r.Visit.ID, helper, f)
}
