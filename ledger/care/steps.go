package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// The clock on the wall can be set at any moment, by a person or by a time
// server. What only waits (the ladder of an emergency, a lease, a retry) must
// not notice: its moments are moved by as much, in the transaction of the
// first verb that comes after. What means a moment of the day (a visit at
// half past nine, texts that wait for the morning) stays where it is.

// stepBound is the least that counts as setting the clock.
const stepBound = 2 * time.Second

// ahead is how far the clock on the wall is ahead of what has passed.
func (c *Centre) ahead() time.Duration {
	return time.Duration(ms(c.clock.Now()))*time.Millisecond - c.clock.Passed().Truncate(time.Millisecond)
}

// wasSet tells whether the clock was set since the books heeded it.
func (c *Centre) wasSet() bool {
	return (c.ahead() - time.Duration(c.heeded.Load())).Abs() > stepBound
}

// heed moves what waits when the clock was set and nobody has heeded it yet.
func (c *Centre) heed(ctx context.Context) error {
	if !c.wasSet() {
		return nil
	}
	return c.write(ctx, func(*verb) error { return nil }) // every verb heeds first
}

// heed moves what waits by as much as the clock was set by, unless an earlier
// verb of this transaction has. The row tells, because it comes and goes with
// the transaction.
func (v *verb) heed() error {
	var before int64
	if err := v.QueryRow(`SELECT ahead FROM clock`).Scan(&before); err != nil {
		return fmt.Errorf("the clock: %w", err)
	}
	now := v.ahead()
	v.now, v.heeds = v.clock.Now().In(v.policy.Place), now
	step := now - time.Duration(before)*time.Millisecond
	if step.Abs() <= stepBound {
		return nil
	}
	if err := v.keepAhead(now); err != nil {
		return err
	}
	v.told = append(v.told, func() { v.log.Warn("the clock was set, and what waits was moved with it", "by", step) })
	return v.shift(step)
}

func (v *verb) keepAhead(d time.Duration) error {
	_, err := v.Exec(`UPDATE clock SET ahead = $1 WHERE one = 1`, d.Milliseconds())
	return err
}

// shift moves all that waits by d.
func (v *verb) shift(d time.Duration) error {
	if err := v.eachCase(func(k Case) Progress { return k.Progress.shift(d) }); err != nil {
		return err
	}
	if _, err := v.Exec(`UPDATE outbox SET lease_until = lease_until + $1
		WHERE state IN ('leased', 'unknown', 'handed') AND lease_until IS NOT NULL`, d.Milliseconds()); err != nil {
		return err
	}
	if err := v.eachWaiting(func(o Outgoing) time.Time { return v.policy.moved(o, d) }); err != nil {
		return err
	}
	if err := v.eachLook(func(at, _ time.Time) time.Time { return moveWithin(v.policy.Hours.Texts, at, d) }); err != nil {
		return err
	}
	if err := errors.Join(v.lookAtVisits(), v.lookAtCheckins()); err != nil {
		return err
	}
	if _, err := v.Exec(`UPDATE visits SET silent_until = silent_until + $1 WHERE silent_until IS NOT NULL`, d.Milliseconds()); err != nil {
		return err
	}
	v.everybodyLooks()
	if err := errors.Join(v.planSelfTest(d), v.planSweep(), v.planPolicy(), v.planOpenings(), v.planYearly()); err != nil {
		return err
	}
	return v.lookAtRosters()
}

// resume takes up what a process that ended has left. The file has one owner,
// so its leases can be nobody else's. What lies further ahead than anybody
// ever waits was set by a clock that has been set back since: it is due now.
func (v *verb) resume() error {
	p, now := v.policy, v.now
	v.heeds = v.ahead()
	if err := v.keepAhead(v.heeds); err != nil {
		return err
	}
	if _, err := v.Exec(`UPDATE outbox SET lease_until = $1 WHERE state IN ('leased', 'unknown', 'handed') AND lease_until IS NOT NULL
		AND (state = 'leased' AND lease_until > $1 OR state = 'unknown' AND lease_until > $2 OR state = 'handed' AND lease_until > $3)`,
		ms(now), ms(now.Add(p.Outbox.RetryTo.Std())), ms(now.Add(p.Outbox.CallLasts.Std()))); err != nil {
		return err
	}
	if err := v.eachCase(func(k Case) Progress { return k.Ladder.resume(k.Progress, now) }); err != nil {
		return err
	}
	if err := v.askAfterRinging(); err != nil {
		return err
	}
	if err := v.resumeVisits(); err != nil {
		return err
	}
	if err := v.eachWaiting(func(o Outgoing) time.Time { return p.resumed(o, now) }); err != nil {
		return err
	}
	if err := errors.Join(v.planSelfTest(0), v.planSweep(), v.planPolicy(), v.planOpenings(), v.planYearly()); err != nil {
		return err
	}
	if err := errors.Join(v.lookAtVisits(), v.lookAtCheckins()); err != nil {
		return err
	}
	if err := v.eachLook(func(at, created time.Time) time.Time {
		return moveWithin(p.Hours.Texts, at, -max(created.Sub(now), 0))
	}); err != nil {
		return err
	}
	return v.lookAtRosters()
}

// askAfterRinging has the calls of emergencies that were up looked up at once:
// whoever rings no more, because nobody answered the carrier meanwhile, makes
// room for the next.
func (v *verb) askAfterRinging() error {
	_, err := v.Exec(`UPDATE outbox SET lease_until = $1 WHERE kind IN ($2, $3) AND action = 'call' AND state = 'handed' AND lease_until > $1`,
		ms(v.now), AboutCase, AboutCheck)
	return err
}

// everybodyLooks wakes all workers once the verb is on disk.
func (v *verb) everybodyLooks() {
	v.queued[timers] = true
	for _, lane := range Lanes {
		v.queued[lane] = true
	}
}

// eachCase changes the progress of all emergencies that are not over.
func (v *verb) eachCase(change func(Case) Progress) error {
	ids, err := collect(v.View, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		`SELECT id FROM cases WHERE state IN ('ringing', 'accepted') ORDER BY number`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		k, err := v.caseWhere(`id = $1`, id)
		if err != nil {
			return err
		}
		k.Progress = change(k)
		if err := v.storeProgress(k); err != nil {
			return err
		}
	}
	return nil
}

// eachWaiting changes when the rows that wait in the outbox are due.
func (v *verb) eachWaiting(change func(Outgoing) time.Time) error {
	rows, err := v.outgoings(`SELECT ` + outgoingColumns + ` FROM outbox WHERE state = 'waiting' ORDER BY lane, due_at, id`)
	if err != nil {
		return err
	}
	for _, o := range rows {
		at := change(o)
		if at.Equal(o.DueAt) {
			continue
		}
		if _, err := v.Exec(`UPDATE outbox SET due_at = $1 WHERE id = $2`, ms(at), o.ID); err != nil {
			return err
		}
	}
	return nil
}

// eachLook changes when dispatch looks again at the requests that wait for a
// volunteer, given that moment and the one at which they were made.
func (v *verb) eachLook(change func(at, created time.Time) time.Time) error {
	type look struct{ id, at, created int64 }
	looks, err := collect(v.View, func(r *sql.Rows) (l look, err error) { return l, r.Scan(&l.id, &l.at, &l.created) },
		`SELECT id, next_at, created_at FROM requests WHERE next_at IS NOT NULL ORDER BY next_at, id`) // so that those that wait are found without all others
	if err != nil {
		return err
	}
	for _, l := range looks {
		at := change(v.policy.moment(&l.at), v.policy.moment(&l.created))
		if _, err := v.Exec(`UPDATE requests SET next_at = $1 WHERE id = $2`, ms(at), l.id); err != nil {
			return err
		}
	}
	return nil
}

// moveWithin is a moment that waits, moved by d into the hours in which
// something may happen. Their beginning stays: who waits for the morning waits
// for it by the clock on the wall.
func moveWithin(hours Span, at time.Time, d time.Duration) time.Time {
	if d == 0 || at.Equal(hours.From.On(at)) {
		return at
	}
	return hours.Next(at.Add(d))
}

// moved is when a row that waits is due after the clock was set by d.
func (p *Policy) moved(o Outgoing, d time.Duration) time.Time {
	at := o.DueAt.In(p.Place)
	switch {
	case o.Lane.forHelp() || o.Kind == AboutDoorWord:
		return at.Add(d)
	case o.Kind == AboutVisit, o.Kind == AboutNews, o.Kind == AboutCheckin:
		return moveWithin(p.Hours.Calls, at, d)
	case o.Kind == AboutConfirm, o.Kind == AboutDelay:
		return moveWithin(p.Hours.Confirm, at, d)
	case at.Equal(p.Hours.Texts.From.On(at)):
		return at
	}
	return at.Add(d) // a text that is due, perhaps at night: a reply
}

// resumed is when a row that waits is due in a process that begins now.
func (p *Policy) resumed(o Outgoing, now time.Time) time.Time {
	longest := p.Outbox.RetryTo.Std() * 5 / 4 // see again
	switch {
	case (o.Lane.forHelp() || o.Attempt > 0) && o.DueAt.After(now.Add(longest)):
		return now
	case o.Created.After(now):
		return p.moved(o, now.Sub(o.Created))
	}
	return o.DueAt
}

// shift is the progress with all its moments moved by d.
func (p Progress) shift(d time.Duration) Progress {
	move := func(at time.Time) time.Time {
		if at.IsZero() {
			return at
		}
		return at.Add(d)
	}
	p.Opened, p.From, p.StepAt, p.CheckAt, p.AskUntil = move(p.Opened), move(p.From), move(p.StepAt), move(p.CheckAt), move(p.AskUntil)
	rung := make([]Rung, len(p.Rung))
	for i, r := range p.Rung {
		rung[i] = Rung{Tries: r.Tries, Until: move(r.Until), Again: move(r.Again), Rest: move(r.Rest)}
	}
	p.Rung = rung
	return p
}

// soon is the longest that a case rings nobody anew after a restart: what was
// rung before it may have died with it (emergency.md: 30 s).
const soon = 15 * time.Second

// resume is the progress as a process that begins now takes it up. A step that
// is further ahead than the ladder ever waits was set by a clock that has been
// set back since: it is due now, and all the rest of the case moves with it.
func (l Ladder) resume(p Progress, now time.Time) Progress {
	if p.State == CaseAccepted {
		if longest := now.Add(max(l.CheckAfter.Std(), l.RingFor.Std()+talkTime)); p.CheckAt.IsZero() || p.CheckAt.After(longest) {
			p.CheckAt = now
		}
		return p
	}
	if p.State != Ringing {
		return p
	}
	if wait := p.StepAt.Sub(now); wait > l.gap(p, now) {
		p = p.shift(-wait)
	}
	p = p.shift(0) // a copy
	sooner := func(t *time.Time, wait time.Duration) {
		if at := now.Add(wait); t.After(at) {
			*t = at
		}
	}
	if p.Steps > 0 {
		sooner(&p.StepAt, soon)
	}
	for i := range p.Rung {
		r := &p.Rung[i]
		sooner(&r.Until, l.RingFor.Std()+talkTime)
		sooner(&r.Again, l.BusyAgain.Std())
		sooner(&r.Rest, l.RepeatEvery.Std())
	}
	return p
}

// gap is the longest that a case waits for the next step. The last one may have
// been taken early, after another restart.
func (l Ladder) gap(p Progress, now time.Time) time.Duration {
	switch {
	case p.Steps == 0:
		return l.firstAfter()
	case p.Steps < len(l.Rounds):
		return l.Rounds[p.Steps].After.Std()
	case now.Before(p.From.Add(l.RepeatFor.Std())):
		return l.RepeatEvery.Std()
	}
	return l.ThenEvery.Std()
}
