package carrier

import (
	"cmp"
	"errors"
	"time"
)

// Why the player stops in the middle of a document. These are not faults.
var (
	errOver         = errors.New("the call is over")
	errMoved        = errors.New("the call was moved to another document")
	errRoomStarted  = errors.New("the conference began")
	errRoomFinished = errors.New("the conference is over")
)

// await gives the next signal. The error is one of the four above when the
// signal ends what the call is doing; errOver and errMoved stay until follow
// has seen them.
func (c *call) await(until time.Time) (signal, error) {
	if c.doom != nil {
		return signal{}, c.doom
	}
	before := c.n.cfg.Now()
	s := c.wait(earliest(until, c.cutOff))
	if s.kind == keyed || c.n.cfg.Now().Sub(before) > time.Second/10 {
		c.hops = 0
	}
	return s, c.fate(s)
}

// fate is what a signal means for what the call is doing.
func (c *call) fate(s signal) error {
	switch s.kind {
	case closed, hungUp, ended:
		c.doom = errOver
	case moved:
		c.doom, c.next = errMoved, s.move
	case timeUp:
		if c.n.due(c.cutOff) {
			c.doom = errOver
		}
	case roomStarted:
		if c.room != nil {
			return errRoomStarted
		}
	case roomFinished:
		if c.room != nil {
			return errRoomFinished
		}
	}
	return c.doom
}

// clear drops what came while nothing listened, keys above all, but not what
// stops the player.
func (c *call) clear() (err error) {
	for _, s := range c.drain() {
		err = cmp.Or(c.fate(s), err)
	}
	return cmp.Or(c.doom, err)
}

// pause lets time pass. Keys are lost.
func (c *call) pause(d time.Duration) error {
	until := c.n.cfg.Now().Add(d)
	for {
		if s, err := c.await(until); err != nil || s.kind == timeUp {
			return err
		}
	}
}

// hear lets the call's handset hear something.
func (c *call) hear(e Event) {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	h := c.handset
	if h == nil || h.call != c {
		return
	}
	e.Kind, e.CallSID, e.Turn = Hears, c.sid, c.turn
	if e.Text != "" {
		h.heard = append(h.heard, e.Text)
	}
	h.note(e)
}

// note writes down an event on the call's handset, if it has one.
// The caller holds n.mu.
func (c *call) note(e Event) {
	if c.handset != nil {
		c.handset.note(e)
	}
}

// number is the number at the call's own end. The caller holds n.mu.
func (c *call) number() string {
	if c.direction == inbound {
		return c.from
	}
	return c.to
}

// listen shows whether the line takes keys.
func (c *call) listen(on bool) {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	h := c.handset
	if h == nil || h.call != c {
		return
	}
	h.listening = on
	if on {
		h.note(Event{Kind: Listens, CallSID: c.sid, Turn: c.turn})
	}
}
