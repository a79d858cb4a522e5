package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"hourline/ledger"
)

// The auditor looks over the shoulder of the loops that do things: Work and
// Watch. It shares nothing with them but the books, which it only reads, and
// goes by the machine's own clock, so that it also sees a loop that hangs and
// a policy time that stands still.

// A Trouble is what the auditor raises an alarm for.
type Trouble string

// The troubles.
const (
	LateStep   Trouble = "step"  // a step of a ladder is overdue
	LateCall   Trouble = "call"  // what an emergency has to say does not reach the carrier
	SilentLoop Trouble = "loop"  // a loop that does things gives no sign of life
	BlindAudit Trouble = "books" // the books cannot be read
)

// Troubles are all troubles, the worst first.
var Troubles = []Trouble{BlindAudit, SilentLoop, LateStep, LateCall}

// Bounds of the auditor, by the machine's own clock.
const (
	auditEvery  = time.Second
	readWithin  = 3 * time.Second  // how long it waits for the books
	loopSilence = 20 * time.Second // a loop wakes every second, unless all its workers wait for the carrier
	// standsFor is how long a trouble must be seen: what is late because the
	// program has just begun, or the clock was just set, is being done.
	standsFor = 2 * time.Second
)

// A sighting is what comes nearest to a trouble at one look.
type sighting struct {
	what string        // the case, row or loop
	due  int64         // since when, by the books; tells one step from the next
	late time.Duration // policy time for a step or a call, the machine's own for a loop; 0 when nothing is
	bad  bool          // past its bound
	err  error         // of the books
}

// An auditor knows what it has seen, and of which of that it has told.
type auditor struct {
	mu     sync.Mutex
	looked time.Time // by the machine's own clock; zero before the first look
	seen   map[Trouble]*incident
	answer chan sightings // of a question to the books that was not answered yet
}

// sightings are what one look at the books has found.
type sightings struct {
	step, call sighting
	err        error
}

// An incident is a trouble from the first look that saw it.
type incident struct {
	first  sighting
	since  time.Time
	raised bool
}

// Audit looks every second until ctx ends, and raises an alarm for what is
// late: one line in the log at its beginning, and one at its end.
func (c *Centre) Audit(ctx context.Context) {
	tick := time.NewTicker(auditEvery)
	defer tick.Stop()
	began := time.Now()
	for {
		found := c.sight(ctx, began)
		if ctx.Err() != nil {
			return
		}
		c.judge(found, time.Now())
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Audited tells which alarms stand, the worst first, and how long ago the
// auditor looked: negative when it never has.
func (c *Centre) Audited() (standing []Trouble, ago time.Duration) {
	c.auditor.mu.Lock()
	defer c.auditor.mu.Unlock()
	for _, t := range Troubles {
		if i := c.auditor.seen[t]; i != nil && i.raised {
			standing = append(standing, t)
		}
	}
	if c.auditor.looked.IsZero() {
		return standing, -1
	}
	return standing, time.Since(c.auditor.looked)
}

// sight is one look at the books and at the loops, which began to run then.
func (c *Centre) sight(ctx context.Context, began time.Time) map[Trouble]sighting {
	found := map[Trouble]sighting{}
	if loop, silent := c.silentest(began, time.Now()); c.longestNap > 0 { // else loops sleep until the clock is moved
		found[SilentLoop] = sighting{what: loop, late: silent, bad: silent > loopSilence}
	}
	s := c.askBooks(ctx)
	if s.err != nil {
		found[BlindAudit] = sighting{bad: true, err: s.err}
		return found
	}
	found[BlindAudit], found[LateStep], found[LateCall] = sighting{}, s.step, s.call
	return found
}

// askBooks asks the books in a goroutine of its own: a disk that hangs must not
// keep the auditor from telling. One question is open at a time.
func (c *Centre) askBooks(ctx context.Context) sightings {
	if c.auditor.answer == nil {
		answer := make(chan sightings, 1)
		c.auditor.answer = answer
		go func() { answer <- c.lateness(ctx) }()
	}
	patience := time.NewTimer(readWithin)
	defer patience.Stop()
	select {
	case s := <-c.auditor.answer:
		c.auditor.answer = nil
		return s
	case <-patience.C:
		return sightings{err: fmt.Errorf("no answer within %v", readWithin)}
	}
}

// lateness reads what is late in the books.
func (c *Centre) lateness(ctx context.Context) (s sightings) {
	s.err = c.Bank.Read(ctx, func(v *ledger.View) error {
		p, err := c.policyAt(v)
		if err != nil {
			return err
		}
		now := v.Now.Add(time.Duration(c.heeded.Load()) - c.ahead()) // a clock that was just set makes nothing late
		if s.step, err = oldest(v, now, p.Watch.StepAfter, `SELECT id, next_at FROM cases WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1`); err != nil {
			return err
		}
		s.call, err = oldest(v, now, p.Watch.CallAfter, unsent)
		return err
	})
	return s
}

// unsent is what an emergency has to say that the carrier never had, and since
// when: an attempt that failed has moved due_at on. A call that was not tried,
// of a case for which a phone was rung, is no trouble: it waits for those that
// are more urgent.
const unsent = `SELECT id, since FROM (
	SELECT id, CASE attempts WHEN 0 THEN due_at ELSE created_at END AS since FROM outbox
		WHERE lane IN ('emergency', 'urgent') AND state = 'waiting' AND (lane = 'urgent' OR attempts > 0
			OR NOT EXISTS (SELECT 1 FROM outbox r INDEXED BY outbox_rung WHERE r.ref = outbox.ref AND ` + wasRung + `))
	UNION ALL
	SELECT id, created_at FROM outbox
		WHERE lane IN ('emergency', 'urgent') AND state IN ('leased', 'unknown', 'handed') AND lease_until IS NOT NULL AND handed_at IS NULL)
	ORDER BY since LIMIT 1`

// oldest is what has waited longest, by a query for its id and since when.
func oldest(v *ledger.View, now time.Time, bound Duration, query string) (s sighting, err error) {
	err = v.QueryRow(query).Scan(&s.what, &s.due)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	s.late = max(now.Sub(time.UnixMilli(s.due)), 0)
	s.bad = s.late >= bound.Std()
	return s, err
}

// judge compares a look with those before it, and tells what has begun and
// what is over.
func (c *Centre) judge(found map[Trouble]sighting, now time.Time) {
	c.auditor.mu.Lock()
	defer c.auditor.mu.Unlock()
	c.auditor.looked = now
	if c.auditor.seen == nil {
		c.auditor.seen = map[Trouble]*incident{}
	}
	for _, t := range Troubles {
		s, looked := found[t]
		before := c.auditor.seen[t]
		switch {
		case !looked: // nobody knows
		case before != nil && before.raised && !s.bad:
			c.log.Info("an alarm of the auditor is over", "trouble", t, "lasted", now.Sub(before.since).Round(time.Second))
			delete(c.auditor.seen, t)
		case s.late == 0 && !s.bad:
			delete(c.auditor.seen, t)
		case before == nil || !before.raised && !before.first.same(s):
			c.auditor.seen[t] = &incident{first: s, since: now}
		case !before.raised && s.bad && now.Sub(before.since) >= standsFor:
			before.raised = true
			c.raise(t, s)
		}
	}
}

// same reports whether two looks saw one thing.
func (s sighting) same(other sighting) bool { return s.what == other.what && s.due == other.due }

// raise tells whoever is to be woken.
func (c *Centre) raise(t Trouble, s sighting) {
	words := map[Trouble]string{
		LateStep:   "an emergency is not pursued: a step of its ladder is overdue; restart the gateway if this lasts",
		LateCall:   "an emergency does not get through: the carrier takes neither its calls nor its texts; ring people by hand",
		SilentLoop: "a part of the gateway does nothing any more; restart it",
		BlindAudit: "the books cannot be read, so nobody knows whether an emergency is pursued; look at the disk",
	}[t]
	if s.err != nil {
		c.log.Error(words, "trouble", t, "error", s.err)
	} else {
		c.log.Error(words, "trouble", t, "about", s.what, "late", s.late.Round(time.Millisecond))
	}
	if c.observer.Alarm != nil {
		c.observer.Alarm(t)
	}
}
