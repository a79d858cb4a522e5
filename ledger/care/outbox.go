package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A Verdict is what the carrier made of one attempt.
type Verdict int

// The verdicts.
const (
	Handed   Verdict = iota // taken; Result.SID names it
	Refused                 // surely not processed; to be tried again
	Unknown                 // may have been processed; to be looked up first
	Hopeless                // will never work; Result.OptedOut tells one reason
	Missing                 // looked up, and the carrier knows nothing of it
	Over                    // looked up, and it is over; Result.Status is the last word
)

var verdictNames = [...]string{"handed", "refused", "unknown", "hopeless", "missing", "over"}

// String is the verdict's name for logs.
func (v Verdict) String() string { return verdictNames[v] }

// A Result is the outcome of one attempt.
type Result struct {
	Verdict  Verdict
	SID      string
	Status   string // the carrier's word: completed, busy, delivered …
	Body     string // the text as it was sent
	OptedOut bool   // the owner of the number wants no texts
	Cause    error  // for the log; never carries a whole number
}

// Sending records the words of a text before the carrier is asked, so that an
// unknown outcome can be looked up by them.
func (c *Centre) Sending(ctx context.Context, id int64, body string) error {
	return c.write(ctx, func(v *verb) error {
		_, err := v.Exec(`UPDATE outbox SET body = $1 WHERE id = $2`, body, id)
		return err
	})
}

// Settle records what became of one attempt and what follows from it.
func (c *Centre) Settle(ctx context.Context, o Outgoing, r Result) error {
	err := c.write(ctx, func(v *verb) error { return v.settle(o, r) })
	if err != nil {
		return fmt.Errorf("settle outbox row %d: %w", o.ID, err)
	}
	return nil
}

func (v *verb) settle(o Outgoing, r Result) error {
	if o.Lane == EmergencyLane {
		v.roomForOthers()
	}
	switch r.Verdict {
	case Handed:
		return v.handed(o, r)
	case Over:
		if err := v.handed(o, r); err != nil {
			return err
		}
		return v.status(o.ID, r.Status)
	case Refused:
		return v.again(o, o.Attempt)
	case Unknown:
		if o.Unsure && o.Action == SendText && o.SID != "" {
			return v.handed(o, Result{SID: o.SID}) // a carrier that cannot tell is not asked for ever
		}
		return v.lookUp(o)
	case Missing:
		return v.missing(o)
	}
	if r.OptedOut {
		if err := v.optedOut(o); err != nil {
			return err
		}
	}
	return v.fail(o, "failed")
}

// missing lets an attempt that the carrier knows nothing of be made again. Its
// list may lag, so a text that is no emergency is sent only so often.
func (v *verb) missing(o Outgoing) error {
	var times int
	err := v.QueryRow(`UPDATE outbox SET missing = missing + 1 WHERE id = $1 RETURNING missing`, o.ID).Scan(&times)
	if err != nil {
		return err
	}
	if o.Action == SendText && !o.Lane.forHelp() && times >= v.policy.Outbox.TextAttempts {
		return v.fail(o, "lost")
	}
	return v.again(o, o.Attempt)
}

// handed notes that the carrier has it. A call or text is leased on until its
// last word, for status callbacks get lost; hang-ups and redirects are done. A
// text that was looked up is done too: it was sent, and no more can be known.
func (v *verb) handed(o Outgoing, r Result) error {
	if o.Kind == AboutCase && o.Action == PlaceCall {
		if err := v.firstRing(o); err != nil {
			return err
		}
	}
	state, until := "done", any(nil)
	switch o.Action {
	case PlaceCall:
		state, until = "handed", ms(v.now.Add(v.policy.Outbox.CallLasts.Std()))
	case SendText:
		if !o.Unsure {
			state, until = "handed", ms(v.now.Add(v.policy.Outbox.CallLasts.Std()))
		}
	}
	if _, err := v.Exec(`UPDATE outbox SET state = $1, lease_until = $2, sid = $3, handed_at = coalesce(handed_at, $4)
		WHERE id = $5 AND state = 'leased'`, state, until, r.SID, ms(v.now), o.ID); err != nil {
		return err
	}
	if o.Kind == AboutCase && o.Action == PlaceCall {
		return v.hangUpUnlessWanted(o, r.SID)
	}
	if o.Kind == AboutSelfTest && o.Action == PlaceCall {
		return v.hangUpEndedSelfTest(o, r.SID)
	}
	return nil
}

// again lets the row wait for its next attempt, longer each time, unless its
// subject was settled while the carrier was asked.
func (v *verb) again(o Outgoing, attempt int) error {
	if wanted, err := v.wanted(o); err != nil || !wanted {
		return errors.Join(err, v.giveBack(o))
	}
	wait := v.policy.Outbox.RetryFrom.Std() << min(max(attempt-1, 0), 16)
	wait = min(wait, v.policy.Outbox.RetryTo.Std())
	wait += time.Duration(v.chance(1000)) * wait / 4000 // so that many do not come back together
	_, err := v.Exec(`UPDATE outbox SET state = 'waiting', lease_until = NULL, due_at = $1 WHERE id = $2 AND state = 'leased'`,
		ms(v.now.Add(wait)), o.ID)
	v.queued[o.Lane] = true
	return err
}

// wanted tells whether a call is still to be placed.
func (v *verb) wanted(o Outgoing) (wanted bool, err error) {
	if o.Kind != AboutElder && o.reaches() {
		if dead, err := isDead(v.View, o.Member); err != nil || dead {
			return false, err
		}
	}
	if o.Action != PlaceCall {
		return true, nil
	}
	switch o.Kind {
	case AboutCase, AboutCheck, AboutElder:
		k, err := v.caseWhere(`id = $1`, o.Ref)
		return k.wants(o), err
	case AboutSelfTest:
		return v.wantsSelfTest(o)
	case AboutDoorWord:
		w, err := visitIn(v.View, v.policy, `id = $1`, o.Ref)
		return w.WordHolds(), err
	case AboutVisit:
		err = v.QueryRow(`SELECT open FROM visits WHERE id = $1`, o.Ref).Scan(&wanted)
	case AboutNotBegun, AboutNotEnded, AboutDelay:
		w, err := visitIn(v.View, v.policy, `id = $1`, o.Ref)
		return w.WordHolds() && w.StartedAt.IsZero() == (o.Kind != AboutNotEnded), err
	case AboutNews:
		_, wanted, err = v.isNews(o.Ref)
	case AboutConfirm:
		err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM requests WHERE visit = $1 AND state IN ($2, $3))`, o.Ref, string(Finished), string(Credited)).Scan(&wanted)
	case AboutCheckin:
		d, err := v.checkinDay(o.Ref)
		return d.state == "ringing", err
	case AboutContact:
		wanted = true
	case AboutExchange:
		_, settled, err := orderWhere(v.View, o.Ref)
		return !settled, err
	case AboutPayment:
		r, err := v.redemption(o.Ref)
		return r.State == Asked, err
	}
	return wanted, err
}

// giveBack drops a row that was leased.
func (v *verb) giveBack(o Outgoing) error {
	_, err := v.Exec(`UPDATE outbox SET state = 'dropped', lease_until = NULL WHERE id = $1 AND state = 'leased'`, o.ID)
	return err
}

// lookUp lets the row rest for a moment; then it is looked up with the carrier.
func (v *verb) lookUp(o Outgoing) error {
	_, err := v.Exec(`UPDATE outbox SET state = 'unknown', lease_until = $1 WHERE id = $2 AND state = 'leased'`,
		ms(v.now.Add(v.policy.Outbox.RetryFrom.Std())), o.ID)
	v.queued[o.Lane] = true
	return err
}

// fail gives the row up and lets its subject find another way.
func (v *verb) fail(o Outgoing, status string) error {
	res, err := v.Exec(`UPDATE outbox SET state = 'failed', lease_until = NULL, status = $1 WHERE id = $2 AND state IN ('leased', 'handed')`, status, o.ID)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return v.ended(o, status)
}

// callRank orders a call's words: a later one never undoes an earlier one of
// higher rank, whatever order they arrive in. The last rank is final.
var callRank = map[string]int{
	"queued": 1, "initiated": 2, "ringing": 3, "in-progress": 4, "answered": 4,
	"completed": final, "busy": final, "failed": final, "no-answer": final, "canceled": final,
	"sending": 2, "sent": 3, "delivered": final, "undelivered": final, "lost": final,
}

const final = 9

// Status takes a status callback for an outgoing row. Late, repeated and
// unordered ones change nothing that is final; those of an earlier attempt,
// under another SID, change nothing at all.
func (c *Centre) Status(ctx context.Context, id int64, sid, status string) error {
	return c.write(ctx, func(v *verb) error {
		res, err := v.Exec(`UPDATE outbox SET sid = $1 WHERE id = $2 AND sid IN ('', $1)`, sid, id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return v.status(id, status)
	})
}

func (v *verb) status(id int64, status string) error {
	var before, state string
	err := v.QueryRow(`SELECT status, state FROM outbox WHERE id = $1`, id).Scan(&before, &state)
	if errors.Is(err, sql.ErrNoRows) || err == nil && callRank[status] <= callRank[before] {
		return nil
	}
	if err != nil {
		return err
	}
	if callRank[status] < final {
		_, err = v.Exec(`UPDATE outbox SET status = $1 WHERE id = $2`, status, id)
		return err
	}
	if _, err := v.Exec(`UPDATE outbox SET status = $1, state = 'done', lease_until = NULL WHERE id = $2`, status, id); err != nil {
		return err
	}
	o, err := v.outgoing(id)
	if err != nil {
		return err
	}
	return v.ended(o, status)
}

// ended tells the subject of an outgoing row that it is over, with the
// carrier's last word or ours.
func (v *verb) ended(o Outgoing, status string) error {
	if o.Action != PlaceCall {
		return nil
	}
	switch o.Kind {
	case AboutCase:
		return v.ringEnded(o, status)
	case AboutCheck:
		return v.checkEnded(o, status)
	case AboutSelfTest:
		return v.selfTestEnded(o)
	case AboutVisit:
		return v.announceEnded(o)
	case AboutDoorWord:
		return v.doorWordEnded(o, status)
	case AboutNews:
		return v.newsEnded(o)
	case AboutDelay:
		return v.delayEnded(o)
	case AboutConfirm:
		return v.confirmEnded(o)
	case AboutCheckin:
		return v.checkinEnded(o)
	case AboutExchange:
		return v.orderEnded(o, status)
	case AboutPayment:
		return v.paymentEnded(o)
	}
	return nil
}

// optedOut notes that a number wants no texts; a person rings it instead.
func (v *verb) optedOut(o Outgoing) error {
	if _, err := v.Exec(`INSERT INTO optouts (phone, at) VALUES ($1, $2) ON CONFLICT (phone) DO NOTHING`, string(o.Phone), ms(v.now)); err != nil {
		return err
	}
	return v.ringInstead(o)
}

// ringInstead asks a person to say what a text cannot.
func (v *verb) ringInstead(o Outgoing) error {
	return v.ticket(Ticket{Source: "opt-out/" + o.Key, Kind: OptedOut, Member: o.Member, Phone: o.Phone, Ref: o.Ref, Note: o.Kind})
}

// Final reports whether a carrier's word on a call or text is its last.
func Final(status string) bool { return callRank[status] == final }
