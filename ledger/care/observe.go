package care

import (
	"time"

	"hourline/ledger"
)

// An Observer is told what happens, for whoever counts it: no number, no name,
// no id. A nil field hears nothing, and none may make anybody wait.
type Observer struct {
	Commit     func(ledger.Commit)                          // the writer has ended a transaction
	Attempt    func(Outgoing, Result)                       // the carrier was asked about a row, or to do it
	Turn       func(lane Lane, sinceDue time.Duration)      // a row had waited so long for a worker, and a call for the pace
	FirstRing  func(of CaseKind, sinceOpened time.Duration) // the first call of a case was handed to the carrier
	Accepted   func(of CaseKind, sinceOpened time.Duration) // somebody accepted a case
	SelfTested func(Fault)                                  // a self-test is over; empty when it passed
	Alarm      func(Trouble)                                // the auditor has raised an alarm
}

// tell has the observer told after the commit; a verb may run more than once.
func (v *verb) tell(heard func(CaseKind, time.Duration), of CaseKind, took time.Duration) {
	if heard != nil {
		v.told = append(v.told, func() { heard(of, took) })
	}
}

// firstRing tells how long a case waited for its first call, which o is
// unless another one was handed over before.
func (v *verb) firstRing(o Outgoing) error {
	var before bool
	var opened int64
	var kind CaseKind
	err := v.QueryRow(`SELECT kind, opened_at, EXISTS (SELECT 1 FROM outbox WHERE kind = $1 AND ref = $2 AND action = 'call' AND handed_at IS NOT NULL)
		FROM cases WHERE id = $2`, AboutCase, o.Ref).Scan(&kind, &opened, &before)
	if err != nil || before {
		return err
	}
	v.tell(v.observer.FirstRing, kind, v.now.Sub(time.UnixMilli(opened)))
	return nil
}

// tellTurn tells how long a row that is carried out now has been due.
func (c *Centre) tellTurn(o Outgoing) {
	if c.observer.Turn != nil && !o.Unsure {
		c.observer.Turn(o.Lane, max(c.clock.Now().Sub(o.DueAt), 0))
	}
}
