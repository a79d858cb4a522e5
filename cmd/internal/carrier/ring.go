package carrier

import "time"

// How a handset's machine behaves, in policy time.
const (
	machinePicksUp = 4 * time.Second
	machineListens = 25 * time.Second
	machineSpotted = 4 * time.Second // until machine detection is sure of a machine
	machineBeeps   = 8 * time.Second // until its greeting is over
)

// ring calls the handset. It returns the final status if nobody answers, and
// "" once somebody has.
func (c *call) ring() string {
	c.progress("initiated", queued)
	deadline := c.n.cfg.Now().Add(c.ringFor)
	does, status := c.reach()
	if status != "" {
		return status
	}
	var machine time.Time
	if does.Machine {
		machine = c.n.cfg.Now().Add(machinePicksUp)
	}
	for {
		switch s := c.wait(earliest(deadline, machine)); s.kind {
		case answered:
			c.pickUp(false)
			return ""
		case hungUp:
			return busy
		case turnedDown:
			return s.text
		case ended, closed:
			return canceled
		case timeUp:
			if does.Machine && c.n.due(machine) {
				c.pickUp(true)
				return ""
			}
			return noAnswer
		}
	}
}

// reach finds the handset and makes it ring. It returns how the handset
// behaves, or the final status when it cannot be reached.
func (c *call) reach() (does Behaviour, status string) {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	h := c.n.handset(c.to)
	own, isOwn := c.n.number(c.to)
	switch {
	case h == nil && !isOwn:
		return does, failed
	case h != nil && h.behaviour.Off:
		return does, noAnswer
	case h != nil && (h.behaviour.Busy || h.call != nil):
		return does, busy
	case c.n.wrong.NeverRing:
		c.n.misdeeds["call never rings"]++
		return does, ""
	case h == nil:
		c.callOwn(own)
		return does, ""
	case h.behaviour.NeverRings:
		return does, ""
	}
	c.handset, h.call, h.phase, h.heard = h, c, Ringing, nil
	h.note(Event{Kind: Rings, CallSID: c.sid, Peer: c.from})
	c.state = ringing
	c.report(ringing, ringing)
	switch {
	case h.behaviour.Declines:
		h.note(Event{Kind: HangsUp, CallSID: c.sid})
		c.putDown = true
		return does, busy
	case h.behaviour.AutoAnswer:
		c.tell(signal{kind: answered})
	}
	return h.behaviour, ""
}

// progress reports an event before the call is answered.
func (c *call) progress(event, state string) {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	c.started = c.n.cfg.Now()
	c.state = state
	c.report(event, event)
}

// pickUp answers the call, by its owner's hand or by a machine.
func (c *call) pickUp(byMachine bool) {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	now := c.n.cfg.Now()
	c.state, c.answered = inProgress, now
	if c.handset != nil {
		c.handset.phase = Talking
	}
	c.cutOff = now.Add(c.limit)
	if c.direction != inbound {
		e := Event{Kind: Answers, CallSID: c.sid}
		if byMachine {
			e.Text = "machine"
		}
		c.note(e)
	}
	c.report("answered", inProgress)
	if c.other != nil && c.direction == inbound {
		c.other.tell(signal{kind: answered})
	}
	if c.parent != nil {
		c.parent.tell(signal{kind: legAnswered, call: c})
	}
	if byMachine {
		c.answeredBy = "machine_start"
		c.cutOff = earliest(c.cutOff, now.Add(machineListens))
	} else {
		c.answeredBy = "human"
	}
	if c.detect == "" || c.sendDigits != "" { // tones and machine detection exclude each other
		c.detect, c.answeredBy = "", ""
	}
}

// screen does what is done before the first document: machine detection, or
// the tones that were ordered.
func (c *call) screen() {
	switch {
	case c.detect == "DetectMessageEnd" && c.answeredBy == "machine_start":
		c.pause(machineBeeps)
		c.n.mu.Lock()
		c.answeredBy = "machine_end_beep"
		c.n.mu.Unlock()
	case c.answeredBy == "machine_start":
		c.pause(machineSpotted)
	case c.sendDigits != "":
		c.tones(c.sendDigits, deaf)
	}
}

// earliest is the earlier of two moments; the zero one is never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
