package care

import (
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// A first visit goes with somebody who has made visits. Whoever takes it waits
// for a companion, who is asked by a request of its own: to the companion it is
// a visit like any other, with a code and hours. The address is told, and the
// elder rung, when both are found. Where nobody has made a visit yet, the
// first ones go alone.

// needsCompanion tells whether a volunteer takes a first visit, and there are
// others who have made some.
func (v *verb) needsCompanion(r Request, m Member) (needs bool, err error) {
	if !v.policy.Dispatch.Pairs || r.Pair != 0 {
		return false, nil
	}
	err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM turns WHERE volunteer = $1 AND experienced = 0)
		AND EXISTS (SELECT 1 FROM turns WHERE experienced = 1 AND asks = 1 AND volunteer <> $1)`, m.ID).Scan(&needs)
	return needs, err
}

// seekCompanion asks the experienced to go along with a visit.
func (v *verb) seekCompanion(r Request) error {
	w := r.Visit
	day := w.PlannedAt.Format(time.DateOnly)
	var id int64
	err := v.QueryRow(`INSERT INTO requests (source, elder, kind, first_day, last_day, state, created_at, keep_at, pair)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
		fmt.Sprintf("visit/%d/companion/%d/%d", w.ID, w.PlannedAt.Unix(), ms(v.now)), r.Elder, string(r.Kind), day, day, string(OpenState), ms(v.now), ms(w.PlannedAt), w.ID).Scan(&id)
	if err != nil {
		return err
	}
	along, err := v.requestWhere(`id = $1`, id)
	if err != nil {
		return err
	}
	_, err = v.dispatch(along)
	return err
}

// pairOf is the request for somebody to go along with a visit; its ID is zero
// when the visit needs nobody.
func pairOf(v *ledger.View, p *Policy, w Visit) (Request, error) {
	r, err := requestIn(v, p, `pair = $1 AND state <> 'cancelled'`, w.ID)
	return r, ignoreNoRows(err)
}

// bothOf is the request of the first of two who go together, and that of whoever
// goes along, whichever of them r is; the latter's ID is zero for one who needs
// nobody.
func (v *verb) bothOf(r Request) (first, along Request, err error) {
	if r.Pair != 0 {
		if first, err = v.requestOfVisit(r.Pair); err != nil {
			return first, r, err
		}
		return first, r, nil
	}
	along, err = pairOf(v.View, v.policy, r.Visit)
	return r, along, err
}

// waitsForCompanion tells whether a visit is not to begin before somebody is
// found who goes along.
func (v *verb) waitsForCompanion(w Visit) (bool, error) {
	along, err := pairOf(v.View, v.policy, w)
	return along.ID != 0 && !along.Taken(), err
}

// takenFirst is the answer to whoever has to wait for a companion: no address yet.
func takenFirst(r Request) answer {
	return answer{words: "taken.first", ref: r.Visit.ID, facts: Facts{Kind: r.Kind, When: r.Visit.PlannedAt, Code: r.Visit.Code}}
}

// takenAlong lets both know of each other: whoever waited is told where to go,
// and the elder who comes. The door word is one for both.
func (v *verb) takenAlong(along Request, companion Member) (doorWord int, err error) {
	r, err := v.requestWhere(`visit = $1`, along.Pair)
	if err != nil {
		return 0, err
	}
	if _, err := v.Exec(`UPDATE visits SET door_word = $1 WHERE id = $2`, r.Visit.DoorWord, along.Visit.ID); err != nil {
		return 0, err
	}
	return r.Visit.DoorWord, v.tellGoes(r, "pair.found", companion.Name)
}

// tellGoes lets whoever waited for a companion hear why the wait is over, and
// where to go, and the elder who comes.
func (v *verb) tellGoes(r Request, words, companion string) error {
	first, err := member(v.View, r.Visit.Volunteer)
	if err != nil {
		return err
	}
	a, err := v.taken(r, first)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("visit/%d/%s/%d", r.Visit.ID, words, ms(v.now))
	return errors.Join(
		v.text(key, words, r.Visit.ID, first, Facts{Helper: companion, Kind: r.Kind, When: r.Visit.PlannedAt}),
		v.text(key+"/taken", a.words, r.Visit.ID, first, a.facts),
		v.announceRound(r.Visit, r.Elder, Facts{Round: fmt.Sprintf("%s/%d", words, v.now.Unix()), Since: v.now, Try: 1}, v.now))
}

// companionFellOut lets whoever has to be accompanied wait again.
func (v *verb) companionFellOut(along Request) error { return v.tellFirst(along, "pair.lost") }

// noCompanion hands a first visit for which nobody was found to go along to a
// person.
func (v *verb) noCompanion(along Request) error {
	return errors.Join(v.tellFirst(along, "pair.none"), v.ticket(Ticket{
		Source: fmt.Sprintf("visit/%d/%s", along.Pair, NoCompanion), Kind: NoCompanion, Member: along.Elder, Ref: along.Pair,
	}))
}

// tellFirst texts whoever waits for a companion.
func (v *verb) tellFirst(along Request, words string) error {
	w, err := visitIn(v.View, v.policy, `id = $1`, along.Pair)
	if err != nil || !w.Open {
		return err
	}
	first, err := member(v.View, w.Volunteer)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("visit/%d/%s/%d", w.ID, words, along.Rings), words, w.ID, first, Facts{Kind: along.Kind, When: w.PlannedAt})
}

// endPair lets a companion go when the visit that was to be made together is
// given up.
func (v *verb) endPair(w Visit) error {
	along, err := pairOf(v.View, v.policy, w)
	if err != nil || along.ID == 0 || !along.State.allows(cancel) {
		return err
	}
	visit := along.Visit
	if along, err = v.move(along, cancel); err != nil {
		return err
	}
	if err := v.lookAgain(along, time.Time{}); err != nil || visit.ID == 0 {
		return err
	}
	companion, err := member(v.View, visit.Volunteer)
	if err != nil {
		return err
	}
	return errors.Join(v.endVisit(visit, "cancelled"),
		v.text(fmt.Sprintf("visit/%d/cancelled", visit.ID), "cancelled.pair", visit.ID, companion, Facts{Kind: along.Kind, When: visit.PlannedAt, Code: visit.Code}))
}
