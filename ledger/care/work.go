package care

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"time"

	"hourline/ledger"
)

// A Hand carries out outgoing rows: the dialer hands calls to the carrier,
// the sender texts.
type Hand struct {
	Do   func(ctx context.Context, o Outgoing) Result // one attempt
	Find func(ctx context.Context, o Outgoing) Result // look an attempt of unknown outcome up
}

// Work carries out one lane with the given number of workers until ctx ends.
// It returns when the last attempt under way is settled.
func (c *Centre) Work(ctx context.Context, lane Lane, workers int, hand Hand) {
	free := make(chan struct{}, workers)
	var busy sync.WaitGroup
	defer busy.Wait()
	defer c.loop()()
	for {
		c.pulses.beat(lane)
		select {
		case free <- struct{}{}: // a worker is free
		case <-ctx.Done():
			return
		}
		rows, err := c.choose(ctx, lane)
		if err == nil && len(rows) == 1 {
			c.tellTurn(rows[0])
			c.stirring.Add(1)
			busy.Go(func() {
				defer func() { <-free; c.stirring.Add(-1) }()
				c.attempt(context.WithoutCancel(ctx), rows[0], hand)
			})
			continue
		}
		<-free
		if err != nil && ctx.Err() == nil {
			c.seldom.Do(func() { c.log.Error("the outbox cannot be worked off", "lane", lane, "error", err) })
			c.nap(ctx, nil, func() (time.Time, error) { return time.Time{}, err })
			continue
		}
		c.nap(ctx, c.wake[lane], func() (time.Time, error) { return c.wakes(ctx, lane) })
	}
}

// attempt carries out one row and settles it.
func (c *Centre) attempt(ctx context.Context, o Outgoing, hand Hand) {
	do := hand.Do
	if o.Unsure {
		do = hand.Find
	}
	if o.Phone.EmergencyService() && (o.Action == PlaceCall || o.Action == SendText) {
		c.log.Error("a call or text to an emergency service was not made; give a person's number in its place", "outgoing", o.ID, "kind", o.Kind)
		do = func(context.Context, Outgoing) Result { return Result{Verdict: Hopeless, Cause: errService} }
	}
	r := guarded(ctx, o, do)
	if !o.Unsure && o.Action == PlaceCall && c.pace != nil {
		c.pace.heard(r.Verdict)
	}
	if c.observer.Attempt != nil {
		c.observer.Attempt(o, r)
	}
	if r.Cause != nil {
		c.log.Warn("the carrier did not take it", "outgoing", o.ID, "kind", o.Kind, "attempt", o.Attempt, "verdict", r.Verdict, "error", r.Cause)
	}
	if err := c.Settle(ctx, o, r); err != nil {
		c.log.Error("an outcome was not recorded; its lease will run out and it will be looked up", "outgoing", o.ID, "error", err)
	}
}

// guarded is one attempt. One that panics may have reached the carrier, and
// must not end the gateway for everybody.
func guarded(ctx context.Context, o Outgoing, do func(context.Context, Outgoing) Result) (r Result) {
	defer func() {
		if p := recover(); p != nil {
			r = Result{Verdict: Unknown, Cause: ledger.Recovered(p)}
		}
	}()
	return do(ctx, o)
}

// loop counts a loop of Work or Watch, which is awake, until it ends.
func (c *Centre) loop() (end func()) {
	c.loops.Add(1)
	c.stirring.Add(1)
	return func() { c.loops.Add(-1); c.stirring.Add(-1) }
}

// nap waits until the moment that due names, a nudge, or the end of ctx.
func (c *Centre) nap(ctx context.Context, nudged <-chan struct{}, due func() (time.Time, error)) {
	at, err := due()
	var timer <-chan time.Time
	if err != nil {
		timer = time.After(time.Second) // the file is in trouble, whatever the policy's time
	} else {
		timer = c.alarm(at)
	}
	defer c.sleeps(at)()
	c.stirring.Add(-1)
	select {
	case <-nudged: // with a stir of its own
	case <-timer:
		c.stirring.Add(1)
	case <-ctx.Done():
		c.stirring.Add(1)
	}
}

// sleeps notes until when a loop sleeps; zero is until it is nudged.
func (c *Centre) sleeps(until time.Time) (wakes func()) {
	c.sleepers.Store(&until, until)
	return func() { c.sleepers.Delete(&until) }
}

// overslept reports whether a loop still sleeps whose moment has come.
func (c *Centre) overslept() (so bool) {
	now := c.clock.Now()
	c.sleepers.Range(func(_, until any) bool {
		at := until.(time.Time)
		so = !at.IsZero() && !at.After(now)
		return !so
	})
	return so
}

// alarm rings at a moment, never when it is zero, and in any case after the
// longest nap. When the clock was moved while it was set, it is set again.
func (c *Centre) alarm(at time.Time) <-chan time.Time {
	for {
		now := c.clock.Now()
		wait := max(at.Sub(now), 0)
		switch {
		case c.longestNap > 0 && (at.IsZero() || wait > c.longestNap):
			return c.clock.After(c.longestNap)
		case at.IsZero():
			return nil
		}
		if ring := c.clock.After(wait); c.longestNap > 0 || c.clock.Now().Equal(now) {
			return ring
		}
	}
}

// Watch does what falls due by itself, the steps of ladders, the rounds of
// offers, the timers of visits, the hand-overs of duty, overdue tickets and the
// daily look for what is odd, until ctx ends.
func (c *Centre) Watch(ctx context.Context) {
	defer c.loop()()
	for ctx.Err() == nil {
		c.pulses.beat(timers)
		if err := c.Tick(ctx); err != nil && ctx.Err() == nil {
			c.seldom.Do(func() { c.log.Error("what is due cannot be done", "error", err) })
			c.nap(ctx, nil, func() (time.Time, error) { return time.Time{}, err })
			continue
		}
		c.nap(ctx, c.wake[timers], func() (time.Time, error) { return c.nextTick(ctx) })
	}
}

// dues are all that falls due by itself, emergencies first: what asks the books
// when the first of a kind is due, and what is done then.
var dues = []struct {
	first string
	do    func(*Centre, context.Context) error
}{
	{`SELECT min(next_at) FROM cases WHERE next_at IS NOT NULL`, inOne((*verb).stepCases)},
	{`SELECT min(next_at) FROM requests WHERE next_at IS NOT NULL`, inOne((*verb).stepRequests)},
	{`SELECT min(next_at) FROM visits WHERE next_at IS NOT NULL`, inOne((*verb).stepNudges)},
	{`SELECT min(next_at) FROM handovers`, inOne((*verb).handOver)},
	{`SELECT next_at FROM selftest_due`, inOne((*verb).stepSelfTest)},
	{`SELECT min(next_at) FROM tickets WHERE next_at IS NOT NULL`, inOne((*verb).stepTickets)},
	{`SELECT min(silent_until) FROM visits WHERE silent_until IS NOT NULL`, inOne((*verb).stepVisits)},
	{`SELECT min(next_at) FROM checkins WHERE next_at IS NOT NULL`, inOne((*verb).stepCheckins)},
	{`SELECT min(next_at) FROM redemptions WHERE next_at IS NOT NULL`, inOne((*verb).stepRedemptions)},
	{`SELECT next_at FROM sweep`, (*Centre).sweep},
	{`SELECT next_at FROM policy_taken`, inOne((*verb).takeUp)},
	{`SELECT next_at FROM opening_run`, inOne((*verb).stepOpenings)},
	{`SELECT next_at FROM yearly_run`, inOne((*verb).stepYearly)},
}

// inOne does a step in one transaction.
func inOne(step func(*verb) error) func(*Centre, context.Context) error {
	return func(c *Centre, ctx context.Context) error { return c.write(ctx, step) }
}

// firstOfEach asks for all of them at once.
var firstOfEach = func() string {
	var all []string
	for _, d := range dues {
		all = append(all, "("+d.first+")")
	}
	return "SELECT " + strings.Join(all, ", ")
}()

// Tick does everything that is due now, each kind by itself.
func (c *Centre) Tick(ctx context.Context) error {
	if err := c.heed(ctx); err != nil {
		return err
	}
	first, err := c.firstDue(ctx)
	if err != nil {
		return err
	}
	var faults []error
	now := c.clock.Now()
	for i, d := range dues {
		if at := first[i]; !at.IsZero() && !at.After(now) {
			faults = append(faults, d.do(c, ctx))
		}
	}
	return errors.Join(faults...)
}

// firstDue is when the first of each kind of dues is due, zero when never.
func (c *Centre) firstDue(ctx context.Context) ([]time.Time, error) {
	found := make([]sql.NullInt64, len(dues))
	into := make([]any, len(dues))
	for i := range found {
		into[i] = &found[i]
	}
	err := c.Bank.Read(ctx, func(v *ledger.View) error { return v.QueryRow(firstOfEach).Scan(into...) })
	if err != nil {
		return nil, err
	}
	first := make([]time.Time, len(dues))
	for i, at := range found {
		if at.Valid {
			first[i] = time.UnixMilli(at.Int64)
		}
	}
	return first, nil
}

// nextTick is when Tick next has something to do, zero when never.
func (c *Centre) nextTick(ctx context.Context) (next time.Time, err error) {
	first, err := c.firstDue(ctx)
	for _, at := range first {
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next, err
}

// Idle reports whether nothing is due, nothing is being handed over and all
// workers sleep until their next moment, so that only the passing of time or
// a person can make something happen. Calls that wait for the pace are not due.
func (c *Centre) Idle(ctx context.Context) (idle bool, err error) {
	if c.wasSet() {
		c.nudge(timers)
		return false, nil
	}
	room := c.pace == nil || c.pace.wait() == 0
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE state = 'waiting' AND due_at <= $1 AND (lane NOT IN ('emergency', 'call') OR $2))
			AND NOT EXISTS (SELECT 1 FROM outbox WHERE state = 'leased')
			AND NOT EXISTS (SELECT 1 FROM outbox WHERE state IN ('unknown', 'handed') AND lease_until <= $1)`, ms(c.clock.Now()), room).Scan(&idle)
	})
	if next, fault := c.nextTick(ctx); fault != nil || !next.IsZero() && !next.After(c.clock.Now()) {
		return false, errors.Join(err, fault)
	}
	// The workers come last: what they did since the books were read is over.
	// One that wakes stirs before it sleeps no more.
	return idle && !c.overslept() && (c.loops.Load() == 0 || c.stirring.Load() == 0), err
}
