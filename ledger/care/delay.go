package care

import (
	"context"
	"fmt"
	"time"
)

// tellDelay rings an elder who was told when somebody comes, and waits: the
// volunteer comes later, or has not come. What is said is decided when she
// presses 1, so it is true then. At a time at which nobody is rung, and which
// lasts until the visit should have begun, she is not.
func (v *verb) tellDelay(r Request) error {
	told, err := v.toldAt(r.Visit.ID)
	if err != nil || told.IsZero() {
		return err
	}
	round := Facts{Round: fmt.Sprintf("delay/%d", v.now.Unix()), Since: v.now, Try: 1}
	return v.tellDelayOnce(r, round, v.now)
}

func (v *verb) tellDelayOnce(r Request, round Facts, due time.Time) error {
	at := v.policy.Hours.Confirm.Next(due)
	if at.After(due) && !at.Before(r.Visit.ExpectedAt()) {
		return nil
	}
	if err := v.drop(AboutDelay, r.Visit.ID); err != nil {
		return err
	}
	return v.callElder(r.Visit, r.Elder, AboutDelay, round, at)
}

// HeardDelay is the elder's key before she is told that somebody is late.
func (c *Centre) HeardDelay(ctx context.Context, visit int64) error {
	return c.write(ctx, func(v *verb) error {
		_, err := v.Exec(`UPDATE visits SET told_at = $1 WHERE id = $2`, ms(v.now), visit)
		return err
	})
}

// delayEnded follows a call about a delay that was not heard: it is made again
// soon, while she waits.
func (v *verb) delayEnded(o Outgoing) error {
	r, err := v.requestWhere(`visit = $1`, o.Ref)
	if err != nil || r.State != Accepted && r.State != Announced {
		return ignoreNoRows(err)
	}
	told, err := v.toldAt(o.Ref)
	if err != nil || !told.Before(o.Facts.Since) || o.Facts.Try >= v.policy.Announce.Attempts {
		return err
	}
	o.Facts.Try++
	return v.tellDelayOnce(r, o.Facts, v.now.Add(v.policy.Reminders.Again.Std()))
}
