package care

import (
	"context"
	"sync"
	"time"

	"hourline/ledger"
)

// A pace spaces the calls that are placed, for a carrier starts only so many a
// second and queues or refuses the rest, in an order of its own. Emergencies
// and all other calls share it; a nil pace holds nobody back.
//
// Whose call it is is decided when there is room for one and not before, so
// whoever has come last and needs it most is not behind calls that were chosen
// already. Hang-ups, texts and look-ups are no calls and are not held back.
type pace struct {
	now   func() time.Time // that nobody can set
	every time.Duration    // from one call to the next

	turn sync.Mutex // held from the look at next to the claim of the call that takes the room

	mu      sync.Mutex
	next    time.Time // when there is room for a call
	refused int       // by the carrier, in a row
}

// newPace is for so many calls a second, nil for zero: as many as there are.
func newPace(perSecond float64, steady func() time.Time) *pace {
	if perSecond <= 0 {
		return nil
	}
	return &pace{now: steady, every: time.Duration(float64(time.Second) / perSecond)}
}

// holds tells whether the calls of a lane wait for the pace.
func (p *pace) holds(lane Lane) bool {
	return p != nil && (lane == EmergencyLane || lane == CallLane)
}

// wait is how long until there is room for a call, 0 when there is.
func (p *pace) wait() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(p.next.Sub(p.now()), 0)
}

// placed takes the room for one call.
func (p *pace) placed() { p.notBefore(p.every) }

// heard learns from a call that was placed. A carrier that refuses calls gets
// none for a moment: a second, then two, then four.
func (p *pace) heard(v Verdict) {
	p.mu.Lock()
	if v != Refused {
		p.refused = 0
		p.mu.Unlock()
		return
	}
	pause := time.Second << min(p.refused, 2)
	p.refused++
	p.mu.Unlock()
	p.notBefore(pause)
}

func (p *pace) notBefore(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at := p.now().Add(d); at.After(p.next) {
		p.next = at
	}
}

// choose claims what a lane's next worker does: a row to look up at once, one
// to try when the pace has room for it.
func (c *Centre) choose(ctx context.Context, lane Lane) ([]Outgoing, error) {
	if !c.pace.holds(lane) {
		return c.Claim(ctx, lane, 1)
	}
	c.pace.turn.Lock()
	defer c.pace.turn.Unlock()
	wait, err := c.room(ctx, lane)
	if err != nil {
		return nil, err
	}
	rows, err := c.claim(ctx, lane, 1, wait == 0)
	if len(rows) == 1 && !rows[0].Unsure {
		c.pace.placed()
	}
	return rows, err
}

// room is how long a lane's calls wait for the pace. Ordinary ones stand back
// while somebody is to be rung for an emergency.
func (c *Centre) room(ctx context.Context, lane Lane) (time.Duration, error) {
	wait := c.pace.wait()
	if lane != CallLane || wait > 0 {
		return wait, nil
	}
	urgent, err := c.ringsForHelp(ctx)
	if urgent {
		wait = c.pace.every // at the latest: see roomForOthers
	}
	return wait, err
}

// ringsForHelp tells whether calls of emergencies are due or being handed over.
func (c *Centre) ringsForHelp(ctx context.Context) (so bool, err error) {
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT EXISTS (SELECT 1 FROM outbox WHERE lane = $1 AND state = 'waiting' AND due_at <= $2)
			OR EXISTS (SELECT 1 FROM outbox WHERE lane = $1 AND state = 'leased' AND lease_until IS NOT NULL)`,
			string(EmergencyLane), ms(c.clock.Now())).Scan(&so)
	})
	return so, err
}

// wakes is when a lane has something to do, zero when never.
func (c *Centre) wakes(ctx context.Context, lane Lane) (time.Time, error) {
	d, err := c.dues(ctx, lane)
	if err != nil || d.try.IsZero() || !c.pace.holds(lane) {
		return sooner(d.look, d.try), err
	}
	wait, err := c.room(ctx, lane)
	if free := c.clock.Now().Add(wait); free.After(d.try) {
		d.try = free
	}
	return sooner(d.look, d.try), err
}

// roomForOthers wakes ordinary calls, for an emergency may have one less to
// place.
func (v *verb) roomForOthers() {
	if v.pace != nil {
		v.queued[CallLane] = true
	}
}
