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
	switch {
	case r.State.stored():
		if err := v.replaceEntry(&r, was, who); err != nil {
			return err
		}
		if r.State == Credited { // the two have asked the elder
			err = v.letStand(r)
		}
		return errors.Join(err, v.tellCorrected(r))
	case r.Visit.Credited == 0:
		if r, err = v.move(r, withdrawAll); err != nil {
			return err
		}
		return errors.Join(v.silent(was, time.Time{}), v.endVisit(was, "withdrawn"), v.tellCorrected(r))
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
	helper, err := member(v.View, was.Volunteer)
	if err != nil {
		return err
	}
	w := &r.Visit
	w.Entry = 0
	if w.Credited > 0 {
		e, err := v.Post(ledger.Posting{
			Debit: ledger.Issued, Credit: helper.Account, Amount: w.Credited, Kind: correction, Ref: was.Entry,
			EffectiveAt: was.FinishedAt, Policy: v.policy.Version, Actor: who,
		})
		if err != nil {
			return err
		}
		w.Entry = int64(e.ID)
	}
	wrong, err := v.Entry(ledger.EntryID(was.Entry))
	if err != nil {
		return err
	}
	_, err = v.Reverse(wrong.ID, wrong.Amount, ledger.Reversal{Kind: corrected, Ref: was.Entry, Policy: v.policy.Version, Actor: who})
	if errors.Is(err, ledger.ErrInsufficient) {
		return ErrSpent
	}
	if err != nil {
		return err
	}
	_, err = v.Exec(`UPDATE visits SET entry = nullif($1, 0) WHERE id = $2`, w.Entry, w.ID)
	return err
}

// tellCorrected tells the volunteer what the hours are now.
func (v *verb) tellCorrected(r Request) error {
	helper, balance, err := v.savings(r.Visit)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("visit/%d/corrected/%d", r.Visit.ID, v.now.Unix()), "corrected", r.Visit.ID, helper,
		Facts{Kind: r.Kind, Minutes: r.Visit.Credited, Balance: balance})
}
