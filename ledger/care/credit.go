package care

import (
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// Kinds of entries about visits, besides deposits. The reference of each is
// the entry that it takes back, or that took the one before it back.
const (
	undone       ledger.Kind = "undone"        // the volunteer took the finish back
	objection    ledger.Kind = "objection"     // the elder says that it was not so
	depositAgain ledger.Kind = "deposit-again" // after one of those
)

// spent is why hours that were to go back have not.
const spent Reason = "spent"

// trusted reports whether both ends are so well attested that the hours are
// stored before the elder was asked.
func (w Visit) trusted() bool {
	return (w.StartGrade == OnLine || w.StartGrade == ByCard) && (w.FinishGrade == OnLine || w.FinishGrade == ByCard)
}

// byHand reports whether staff entered an end, so that a second person must
// vouch for it.
func (w Visit) byHand() bool { return w.StartGrade == ByHand || w.FinishGrade == ByHand }

// credit stores the hours before the elder was asked, who is rung all the same
// and may object.
func (v *verb) credit(r Request, why string) (Request, error) {
	r, err := v.move(r, credit)
	if err != nil {
		return r, err
	}
	if err := v.deposit(&r, why); err != nil {
		return r, err
	}
	return r, errors.Join(v.endVisit(r.Visit, "posted"), v.silent(r.Visit, v.now.Add(v.policy.Evidence.Objection.Std())), v.askAfter(r))
}

// letStand makes hours final that were stored on the evidence.
func (v *verb) letStand(r Request) error {
	r, err := v.move(r, letStand)
	if err != nil {
		return err
	}
	return errors.Join(v.silent(r.Visit, time.Time{}), v.drop(AboutConfirm, r.Visit.ID))
}

// object takes hours back that were stored on the evidence, and leaves the
// visit to a person. Hours that were spent meanwhile stay: the person is told.
func (v *verb) object(r Request, who string) error {
	r, err := v.move(r, object)
	if err != nil {
		return err
	}
	gone, err := v.takeBack(r, objection, who)
	if err != nil {
		return err
	}
	if err := errors.Join(v.silent(r.Visit, time.Time{}), v.drop(AboutConfirm, r.Visit.ID), v.visitTicket(r, NotRight)); err != nil || !gone {
		return errors.Join(err, v.spentTicket(r, gone))
	}
	helper, balance, err := v.savings(r.Visit)
	if err != nil {
		return err
	}
	back, err := v.taker(r.Visit.Entry)
	if err != nil {
		return err
	}
	number, err := v.Number(back)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("visit/%d/objected/%d", r.Visit.ID, r.Visit.Entry), "objected", r.Visit.ID, helper,
		Facts{Kind: r.Kind, Minutes: r.Visit.Credited, Balance: balance, Receipt: number})
}

// spentTicket tells a person that hours could not be taken back.
func (v *verb) spentTicket(r Request, gone bool) error {
	if gone {
		return nil
	}
	return v.review(r.Visit, spent)
}

// deposit moves the credited minutes into the volunteer's account, and lets the
// visit be paid. After a reversal it is a new entry, which the reversal leads to.
func (v *verb) deposit(r *Request, why string) error {
	w := &r.Visit
	elder, helper, err := v.people(*r)
	if err != nil {
		return err
	}
	p, err := v.policyWhen(w.FinishedAt)
	if err != nil {
		return err
	}
	e, err := v.Deposit(w.ID, helper.Account, w.Credited, w.FinishedAt, p.Version, why)
	if errors.Is(err, ledger.ErrKeyReused) || err == nil && e.Repeated {
		e, err = v.depositAgain(*w, helper.Account, p.Version, why)
	}
	if err != nil {
		return err
	}
	w.Entry = int64(e.ID)
	if _, err = v.Exec(`UPDATE visits SET entry = $1 WHERE id = $2`, w.Entry, w.ID); err != nil || e.Repeated {
		return err
	}
	return errors.Join(v.pay(elder, e), v.spillOver(*w, helper, e), v.toEstates(why, helper), v.yearlySoon())
}

// depositAgain deposits a visit whose deposits were all taken back; Repeated
// when one of them stands.
func (v *verb) depositAgain(w Visit, account ledger.AccountID, policy int64, why string) (ledger.Entry, error) {
	last, back, err := v.lastDeposit(w.ID)
	if err != nil || back == 0 {
		last.Repeated = true
		return last, err
	}
	return v.Post(ledger.Posting{
		Debit: ledger.Issued, Credit: account, Amount: w.Credited, Kind: depositAgain, Ref: int64(back),
		EffectiveAt: w.FinishedAt, Policy: policy, Actor: why,
	})
}

// lastDeposit is the last entry that stored a visit's hours, and the one that
// took it back, 0 while it stands. What took one back, or took its place, leads
// to the next.
func (v *verb) lastDeposit(visit int64) (last ledger.Entry, back ledger.EntryID, err error) {
	next, err := v.EntryFor(ledger.KindDeposit, visit)
	for err == nil {
		last = next
		if back, err = v.UndoneBy(last.ID); err != nil || back == 0 {
			return last, back, err
		}
		if next, err = v.EntryFor(correction, int64(last.ID)); errors.Is(err, ledger.ErrNoEntry) {
			next, err = v.EntryFor(depositAgain, int64(back))
		}
	}
	if errors.Is(err, ledger.ErrNoEntry) && last.ID != 0 {
		err = nil
	}
	return last, back, err
}

// takeBack reverses a visit's deposit and all that followed from it; gone is
// false, and nothing is changed, when the volunteer has spent the hours.
func (v *verb) takeBack(r Request, kind ledger.Kind, who string) (gone bool, err error) {
	w := r.Visit
	elder, helper, err := v.people(r)
	if err != nil {
		return false, err
	}
	spilt, err := v.spilt(ledger.EntryID(w.Entry))
	if err != nil {
		return false, err
	}
	if err := v.fromEstate(helper.ID, w.Credited-spilt.Amount, who); err != nil {
		return false, err
	}
	b, err := v.Balance(helper.Account)
	if err != nil || b.Available()+spilt.Amount < w.Credited {
		return false, err
	}
	if err := v.spillBack(spilt, who); err != nil {
		return false, err
	}
	_, err = v.Reverse(ledger.EntryID(w.Entry), w.Credited, ledger.Reversal{Kind: kind, Ref: w.Entry, Policy: v.policy.Version, Actor: who})
	if err != nil {
		return false, err
	}
	if err := v.payBack(elder, ledger.EntryID(w.Entry), who); err != nil {
		return false, err
	}
	if _, err = v.Exec(`UPDATE visits SET entry = NULL WHERE id = $1`, w.ID); err != nil {
		return true, err
	}
	return true, v.toEstates(who, elder)
}

// reopen gives a visit whose finish was taken back its code again, unless
// another visit has it now.
func (v *verb) reopen(w Visit) error {
	_, err := v.Exec(`UPDATE visits SET open = 1, ended = '' WHERE id = $1 AND open = 0
		AND NOT EXISTS (SELECT 1 FROM visits o WHERE o.open = 1 AND o.code = visits.code)`, w.ID)
	return err
}

// savings are the volunteer of a visit, and the minutes saved by now.
func (v *verb) savings(w Visit) (helper Member, minutes int64, err error) {
	if helper, err = member(v.View, w.Volunteer); err != nil {
		return helper, 0, err
	}
	b, err := v.Balance(helper.Account)
	return helper, b.Posted, err
}

// receipt tells the volunteer by text that hours were stored.
func (v *verb) receipt(r Request) error {
	e, err := v.Entry(ledger.EntryID(r.Visit.Entry))
	if err != nil {
		return err
	}
	helper, err := member(v.View, r.Visit.Volunteer)
	if err != nil {
		return err
	}
	return v.receiptOf(e, helper)
}

// taker is the entry that took a visit's hours back.
func (v *verb) taker(entry int64) (ledger.Entry, error) {
	id, err := v.UndoneBy(ledger.EntryID(entry))
	if err != nil {
		return ledger.Entry{}, err
	}
	return v.Entry(id)
}
