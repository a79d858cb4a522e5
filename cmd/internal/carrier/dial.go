package carrier

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A bridge is a Dial while it lasts.
type bridge struct {
	legs   []*call // those that are not over
	first  *call
	winner *call // the leg that was answered first
	talks  bool  // the winner is through its whisper
	status string
}

// dial plays a Dial: it rings one or more numbers, connects the first to
// answer, and leads to the action when that is over.
func (c *call) dial(v verb) (*source, error) {
	if conference, ok := v.kid("Conference"); ok {
		return c.confer(v, conference)
	}
	b, err := c.ringOut(v)
	if err != nil {
		return nil, err
	}
	defer c.letGo(b)
	if err := c.connect(b); err != nil {
		return nil, err
	}
	action, ok := v.attrs["action"]
	if !ok {
		return nil, nil
	}
	return c.leadTo(action, v, c.dialParams(b))
}

// ringOut begins a leg for every number of a Dial.
func (c *call) ringOut(v verb) (*bridge, error) {
	targets := v.kids
	if len(targets) == 0 {
		targets = []verb{{name: "Number", text: v.text}}
	}
	b := &bridge{status: failed}
	var plans []plan
	for _, target := range targets {
		p, err := c.legPlan(v, target)
		if err != nil {
			return nil, err
		}
		plans = append(plans, p)
	}
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	for _, p := range plans {
		b.legs = append(b.legs, c.n.start(p))
	}
	b.first = b.legs[0]
	return b, nil
}

// legPlan is the call that a Dial makes to one number. Unless callerId says,
// it shows the From of the call that dials.
func (c *call) legPlan(v, target verb) (plan, error) {
	p := plan{
		from: v.attr("callerId", c.from), to: strings.TrimSpace(target.text),
		direction: outboundDial, parent: c, private: c.private,
		ringFor: seconds(v.attr("timeout", "30"), 30*time.Second),
		limit:   seconds(v.attr("timeLimit", "14400"), maxCall),
	}
	if whisper := target.attr("url", ""); whisper != "" {
		first, err := c.leadTo(whisper, target, nil)
		if err != nil {
			return p, err
		}
		p.first = *first
	}
	if told := target.attr("statusCallback", ""); told != "" {
		whole, err := c.leadTo(told, target, nil)
		if err != nil {
			return p, err
		}
		p.status = statusOrder{url: whole.url, method: target.attr("statusCallbackMethod", "POST"), events: []string{completed}}
		if events := strings.Fields(target.attr("statusCallbackEvent", "")); events != nil {
			p.status.events = events
		}
	}
	return p, nil
}

// connect waits until the Dial is over.
func (c *call) connect(b *bridge) error {
	for len(b.legs) > 0 {
		s, err := c.await(never)
		if err != nil {
			return err
		}
		switch {
		case s.kind == spoke && b.talks:
			b.winner.hear(Event{Text: s.text, Peer: c.from})
		case !slices.Contains(b.legs, s.call):
			// a leg of an earlier Dial
		case s.kind == legAnswered:
			c.choose(b, s.call)
		case s.kind == legBridged && s.call == b.winner:
			b.talks = true
			c.meet(s.call)
		case s.kind == legOver:
			b.drop(s.call, s.text)
		}
	}
	return nil
}

// drop forgets a leg that is over. The Dial ends as the winner did, or as the
// last leg that nobody answered.
func (b *bridge) drop(leg *call, status string) {
	b.legs = slices.DeleteFunc(b.legs, func(l *call) bool { return l == leg })
	if b.winner == nil || b.winner == leg {
		b.status = status
	}
}

// choose connects the first leg to be answered and cancels the others.
func (c *call) choose(b *bridge, leg *call) {
	if b.winner != nil {
		return
	}
	b.winner = leg
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	for _, other := range b.legs {
		if other != leg {
			other.tell(signal{kind: ended})
		}
	}
}

// meet notes that two handsets can talk.
func (c *call) meet(leg *call) {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	for _, pair := range [][2]*call{{c, leg}, {leg, c}} {
		if me, other := pair[0].handset, pair[1].handset; me != nil && other != nil {
			me.note(Event{Kind: Joins, CallSID: pair[0].sid, Peer: other.E164, Text: other.Name})
		}
	}
}

// letGo ends whatever legs are left when the Dial is over for its caller.
func (c *call) letGo(b *bridge) {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	for _, leg := range b.legs {
		leg.tell(signal{kind: ended})
	}
}

func (c *call) dialParams(b *bridge) url.Values {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	p := url.Values{"DialCallStatus": {b.status}, "DialBridged": {strconv.FormatBool(b.talks)}}
	leg := cmp.Or(b.winner, b.first)
	p.Set("DialCallSid", leg.sid)
	p.Set("DialCallDuration", strconv.Itoa(leg.seconds()))
	return p
}

// join is a dialled leg's part: it talks with whoever dialled it until one of
// them goes, or the customer moves it elsewhere.
func (c *call) join() {
	if c.doom != nil {
		return
	}
	c.n.mu.Lock()
	c.parent.tell(signal{kind: legBridged, call: c})
	c.n.mu.Unlock()
	for {
		s, err := c.await(never)
		if err != nil {
			c.part()
			c.carryOn(nil, err)
			return
		}
		if s.kind == spoke {
			c.parent.hear(Event{Text: s.text, Peer: c.to})
		}
	}
}

// part tells the parent that this leg was moved elsewhere and talks no more.
func (c *call) part() {
	if c.doom != errMoved {
		return
	}
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	c.parent.tell(signal{kind: legOver, call: c, text: completed})
}
