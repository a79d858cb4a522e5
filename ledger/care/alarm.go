package care

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// happen lets the ladder answer an event, stores where the case stands then,
// and queues the calls and texts that the ladder asks for.
func (v *verb) happen(k Case, e CaseEvent, responder int) (Case, error) {
	before, had := k.Progress.State, k.Progress.By
	var effects []Effect
	k.Progress, effects = k.Ladder.Next(k.Progress, e, responder, v.now)
	if err := v.storeProgress(k); err != nil {
		return k, err
	}
	for _, f := range effects {
		if err := v.carryOut(k, f); err != nil {
			return k, err
		}
	}
	switch after := k.Progress.State; {
	case before == Ringing && after != Ringing:
		return k, v.stopRinging(k, responder)
	case before == CaseAccepted && after == Ringing:
		return k, errors.Join(v.drop(AboutCheck, k.ID), v.reopened(k, e, had))
	}
	return k, nil
}

func (v *verb) carryOut(k Case, e Effect) error {
	switch e.Kind {
	case TextResponder:
		return v.alert(k, e)
	case CheckResponder:
		return v.checkUp(k, e)
	case RingElder:
		return v.ringElder(k, e)
	}
	return v.ring(k, e)
}

func (v *verb) storeProgress(k Case) error {
	progress, err := json.Marshal(k.Progress)
	if err != nil {
		return err
	}
	var next any
	if at, ok := k.Ladder.NextAt(k.Progress); ok {
		next = ms(at)
		v.queued[timers] = true
	}
	_, err = v.Exec(`UPDATE cases SET state = $1, progress = $2, next_at = $3 WHERE id = $4`, string(k.Progress.State), string(progress), next, k.ID)
	return err
}

// ringKey names a try to ring a responder.
func (k Case) ringKey(responder, try int) string {
	return fmt.Sprintf("case/%d/ring/%d/%d", k.ID, responder, try)
}

// ring queues a call to a responder. What is left of an older try is taken
// back, so that one phone never has two calls waiting.
func (v *verb) ring(k Case, e Effect) error {
	r := k.Ladder.Responders[e.Responder]
	if err := v.note(k, "ring", e.Responder); err != nil {
		return err
	}
	if _, err := v.Exec(`UPDATE outbox SET state = 'dropped' WHERE key = $1 AND state = 'waiting'`, k.ringKey(e.Responder, e.Try-1)); err != nil {
		return err
	}
	return v.queue(Outgoing{
		Key:  k.ringKey(e.Responder, e.Try),
		Lane: EmergencyLane, Action: PlaceCall, Kind: AboutCase, Ref: k.ID,
		Member: r.Member, Phone: r.Phone, Lang: r.Lang, Facts: Facts{Responder: e.Responder, Try: e.Try},
	})
}

// rings tells whether o is the call by which its responder is being rung now.
func (k Case) rings(o Outgoing) bool {
	i := o.Facts.Responder
	return k.Progress.State == Ringing && i < len(k.Progress.Rung) && k.Progress.Rung[i].Tries == o.Facts.Try
}

// ringEnded tells the ladder that a responder's phone rings no more. A call
// that ended with a key was told already, by the key; one whose last word
// comes after the next try has begun says nothing about that try.
func (v *verb) ringEnded(o Outgoing, status string) error {
	k, err := v.caseWhere(`id = $1`, o.Ref)
	if err != nil {
		return err
	}
	if !k.rings(o) || k.Progress.Rung[o.Facts.Responder].Until.IsZero() {
		return nil
	}
	e := NoAnswer
	switch status {
	case "busy":
		e = Busy
	case "failed":
		e = BadPhone
	}
	if err := v.note(k, "ended: "+status, o.Facts.Responder); err != nil {
		return err
	}
	_, err = v.happen(k, e, o.Facts.Responder)
	return err
}

// stopRinging ends all calls of the case but that of the responder who ended
// its ringing, and moves a waiting elder on at once.
func (v *verb) stopRinging(k Case, by int) error {
	for _, about := range []string{AboutCase, AboutElder} {
		if err := v.drop(about, k.ID); err != nil {
			return err
		}
	}
	if err := v.callOff(k); err != nil {
		return err
	}
	live, err := v.outgoings(`SELECT `+outgoingColumns+` FROM outbox WHERE kind = $1 AND ref = $2 AND action = 'call' AND state = 'handed'`, AboutCase, k.ID)
	if err != nil {
		return err
	}
	for _, o := range live {
		if o.Facts.Responder != by {
			if err := v.hangUp(o, o.SID); err != nil {
				return err
			}
		}
	}
	if k.OnLine && k.Progress.State == CaseAccepted {
		return v.queue(Outgoing{
			Key:  fmt.Sprintf("case/%d/join/%s/%d/%d", k.ID, k.Call, by, k.Progress.Rung[by].Tries),
			Lane: EmergencyLane, Action: Redirect, Kind: AboutCase, Ref: k.ID, Facts: Facts{Call: k.Call},
		})
	}
	return nil
}

// hangUpUnlessWanted ends a call that was placed while its case was being
// accepted or cancelled.
func (v *verb) hangUpUnlessWanted(o Outgoing, sid string) error {
	k, err := v.caseWhere(`id = $1`, o.Ref)
	if err != nil || k.Progress.State == Ringing || k.Progress.By == o.Facts.Responder {
		return err
	}
	return v.hangUp(o, sid)
}

func (v *verb) hangUp(o Outgoing, sid string) error {
	return v.queue(Outgoing{
		Key:  "hangup/" + sid,
		Lane: EmergencyLane, Action: HangUp, Kind: o.Kind, Ref: o.Ref, Facts: Facts{Call: sid},
	})
}

// AcceptCase is a responder's key 1. The first one wins; the case as it
// stands then tells everybody who that was.
func (c *Centre) AcceptCase(ctx context.Context, id int64, responder int) (k Case, err error) {
	err = c.write(ctx, func(v *verb) error {
		if k, err = v.caseWhere(`id = $1`, id); err != nil {
			return err
		}
		k, err = v.acceptByKey(k, responder)
		return err
	})
	if err != nil {
		return k, fmt.Errorf("accept case %d: %w", id, err)
	}
	return k, nil
}

// acceptByKey is an acceptance by somebody who is on the telephone now.
func (v *verb) acceptByKey(k Case, responder int) (Case, error) {
	k, err := v.acceptCase(k, responder)
	if err != nil || k.Progress.State != CaseAccepted || k.Progress.By != responder || k.Progress.ByKey {
		return k, err
	}
	k.Progress.ByKey, k.Attended = true, true
	return k, v.storeProgress(k)
}

func (v *verb) acceptCase(k Case, responder int) (Case, error) {
	if k.Progress.By == responder {
		return k, nil // the same key twice
	}
	if k.Progress.State != Ringing {
		return k, v.note(k, "key too late", responder)
	}
	k, err := v.happen(k, Accept, responder)
	if err != nil || k.Progress.By != responder {
		return k, err
	}
	if err := v.note(k, "accepted", responder); err != nil {
		return k, err
	}
	if _, err := v.Exec(`UPDATE cases SET accepted_by = $1, accepted_at = $2 WHERE id = $3`, responder, ms(v.now), k.ID); err != nil {
		return k, err
	}
	v.tell(v.observer.Accepted, k.Kind, v.now.Sub(k.Opened()))
	if k.Progress.State == CaseClosed { // a drill
		return k, errors.Join(v.closed(k, "accepted", ""), v.selfTestPassed(k))
	}
	r := k.Ladder.Responders[responder]
	return k, v.queue(Outgoing{
		Key:  fmt.Sprintf("case/%d/address/%d/%d", k.ID, responder, k.Progress.Rung[responder].Tries),
		Lane: EmergencyLane, Action: SendText, Kind: "emergency.address", Ref: k.ID,
		Member: r.Member, Phone: r.Phone, Lang: r.Lang,
		Facts: Facts{Case: k.Number, Name: k.Subject(), Address: k.Address(), Place: k.Community, Phone: k.Phone},
	})
}

// DeclineCase is a responder's key 2: the next one is rung at once.
func (c *Centre) DeclineCase(ctx context.Context, id int64, responder int) (k Case, err error) {
	err = c.write(ctx, func(v *verb) error {
		if k, err = v.caseWhere(`id = $1`, id); err != nil {
			return err
		}
		if responder < 0 || responder >= len(k.Progress.Rung) || k.Progress.Rung[responder].Until.IsZero() {
			return nil // the same key twice, or a call that was given up already
		}
		if err := v.note(k, "declined", responder); err != nil {
			return err
		}
		k, err = v.happen(k, Decline, responder)
		return err
	})
	if err != nil {
		return k, fmt.Errorf("decline case %d: %w", id, err)
	}
	return k, nil
}

// CancelCase is the elder's key 1 within the time that policy gives: it was a
// mistake. Ringing stops, and a person still rings back. Later, or when
// somebody has accepted, it changes nothing.
func (c *Centre) CancelCase(ctx context.Context, id int64) (k Case, err error) {
	err = c.write(ctx, func(v *verb) error {
		if k, err = v.caseWhere(`id = $1`, id); err != nil {
			return err
		}
		if k.Progress.State != Ringing || v.now.Sub(k.Opened()) > k.Ladder.CancelWithin.Std() {
			return nil
		}
		if k, err = v.happen(k, Cancel, none); err != nil {
			return err
		}
		return errors.Join(v.closed(k, "by mistake", ""), v.note(k, "cancelled", none), v.ringBack(k))
	})
	if err != nil {
		return k, fmt.Errorf("cancel case %d: %w", id, err)
	}
	return k, nil
}

func firstID(members []Member) int64 {
	if len(members) == 0 {
		return 0
	}
	return members[0].ID
}

// Joined notes that the waiting elder is on the way to the one who accepted:
// being moved there once more would tear the two apart.
func (c *Centre) Joined(ctx context.Context, id int64) error {
	return c.write(ctx, func(v *verb) error {
		_, err := v.Exec(`UPDATE outbox SET state = 'dropped' WHERE kind = $1 AND ref = $2 AND action = $3 AND state = 'waiting'`,
			AboutCase, id, string(Redirect))
		return err
	})
}

// CallEnded notes that an incoming call is over: an elder who waited on it
// for help waits on it no more, and the case goes on.
func (c *Centre) CallEnded(ctx context.Context, call string) error {
	return c.write(ctx, func(v *verb) error {
		_, err := v.Exec(`UPDATE cases SET on_line = 0 WHERE call = $1 AND on_line = 1`, call)
		return err
	})
}

// stepCases takes the steps of all ladders that are due.
func (v *verb) stepCases() error {
	ids, err := collect(v.View, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		`SELECT id FROM cases WHERE next_at <= $1 ORDER BY next_at`, ms(v.now))
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := v.stepCase(id); err != nil {
			return fmt.Errorf("case %d: %w", id, err)
		}
	}
	return nil
}

// stepCase takes the step of one case that is due. An acceptor who is still on
// the telephone with the elder need not be asked.
func (v *verb) stepCase(id int64) error {
	k, err := v.caseWhere(`id = $1`, id)
	if err != nil {
		return err
	}
	if k.Progress.State == CaseAccepted && k.Attended && !k.Progress.Asking {
		if err := v.note(k, "still talking", k.Progress.By); err != nil {
			return err
		}
		_, err = v.happen(k, StillAtIt, k.Progress.By)
		return err
	}
	if k, err = v.happen(k, Due, none); err != nil || k.Progress.State != CaseClosed {
		return err
	}
	return v.drillFailed(k)
}

// note keeps what happened in a case.
func (v *verb) note(k Case, what string, who int) error {
	_, err := v.Exec(`INSERT INTO case_events ("case", at, what, who) VALUES ($1, $2, $3, $4)`, k.ID, ms(v.now), what, who)
	return err
}

// responderOf is the place on the ladder of whoever texts, by membership or by
// telephone; none when not on it.
func (k Case) responderOf(from Phone, senders []Member) int {
	return slices.IndexFunc(k.Ladder.Responders, func(r Responder) bool {
		theirs := func(m Member) bool { return m.ID == r.Member }
		return r.Phone == from || r.Member != 0 && slices.ContainsFunc(senders, theirs)
	})
}
