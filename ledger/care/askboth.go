package care

import (
	"errors"
	"fmt"

	"hourline/ledger"
)

// Of two who were on a visit together the elder is asked in one call, once both
// are over: her keys are about both, and each has hours of their own.

// askAfter queues the first call after a visit. Whoever is the first of two to
// leave waits for the other, but not longer than a visit that should be over;
// a call that waits about the first is about both, soon after the second.
func (v *verb) askAfter(r Request) error {
	due := v.now.Add(v.policy.Confirm.After.Std())
	other, err := partnerOf(v.View, v.policy, r)
	if err != nil {
		return err
	}
	if w := other.Visit; w.ID != 0 && w.Open && w.FinishedAt.IsZero() {
		due = later(due, w.Ends().Add(v.policy.Reminders.NotEnded.Std()))
	} else if w.ID != 0 {
		asked, err := v.askSooner(w)
		if err != nil || asked {
			return err
		}
	}
	return v.askElder(r.Visit, r.Elder, 1, due)
}

// askSooner makes a call about a visit that waits the one about both; asked is
// false when none waits.
func (v *verb) askSooner(w Visit) (asked bool, err error) {
	due := v.policy.Hours.Confirm.Next(v.now.Add(v.policy.Confirm.After.Std()))
	res, err := v.Exec(`UPDATE outbox SET due_at = $1 WHERE kind = $2 AND ref = $3 AND state = 'waiting'`, ms(due), AboutConfirm, w.ID)
	if err != nil {
		return false, fmt.Errorf("ask about both: %w", err)
	}
	v.queued[CallLane] = true
	n, err := res.RowsAffected()
	return n > 0, err
}

// partnerOf is the request of the other of two who go together; its visit's ID
// is zero for whoever goes alone.
func partnerOf(v *ledger.View, p *Policy, r Request) (other Request, err error) {
	if r.Pair == 0 {
		return pairOf(v, p, r.Visit)
	}
	other, err = requestIn(v, p, `visit = $1`, r.Pair)
	return other, ignoreNoRows(err)
}

// askable reports whether the elder's key still means something for a visit.
func (r Request) askable() bool {
	return r.State == Credited || r.State.allows(confirm) && !r.Visit.byHand() && r.Visit.Credited > 0
}

// alsoAsked is the request of the other of two whom the last call after a visit
// asked about too: nothing has happened to that visit since the call was
// placed. Its ID is zero for a call about one.
func alsoAsked(v *ledger.View, p *Policy, r Request) (other Request, err error) {
	other, err = partnerOf(v, p, r)
	if err != nil || other.Visit.ID == 0 || !other.askable() {
		return Request{}, err
	}
	var mentioned bool
	err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM outbox WHERE kind = $1 AND ref = $2 AND handed_at >= (SELECT max(at) FROM visit_events WHERE visit = $3))`,
		AboutConfirm, r.Visit.ID, other.Visit.ID).Scan(&mentioned)
	if err != nil || !mentioned {
		return Request{}, err
	}
	return other, nil
}

// aboutBoth does something with the request of a visit, and with that of whom
// else the call asked about.
func (v *verb) aboutBoth(visit int64, do func(Request) error) error {
	r, err := v.requestWhere(`visit = $1`, visit)
	if err != nil {
		return err
	}
	other, err := alsoAsked(v.View, v.policy, r)
	if err != nil {
		return err
	}
	err = do(r)
	if other.ID != 0 {
		err = errors.Join(err, do(other))
	}
	return err
}
