package carrier

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A room is a conference. It is guarded by n.mu.
type room struct {
	n        *Network
	sid      string
	name     string // its FriendlyName
	state    string // init, in-progress or completed
	created  time.Time
	ended    time.Time
	members  []*member // those who are in, in the order in which they came
	told     statusOrder
	reports  *courier
	sequence int
}

// A member is a call in a room.
type member struct {
	call   *call
	label  string
	starts bool // startConferenceOnEnter
	ends   bool // endConferenceOnExit
	joined time.Time
}

// confer plays a Conference: it waits until the conference begins, stays until
// it is over, and leads to the action of the Dial.
func (c *call) confer(dial, v verb) (*source, error) {
	m := &member{
		call: c, label: v.attr("participantLabel", ""),
		starts: v.attr("startConferenceOnEnter", "true") == "true",
		ends:   v.attr("endConferenceOnExit", "false") == "true",
	}
	order, err := c.conferenceOrder(v)
	if err != nil {
		return nil, err
	}
	began := c.enter(strings.TrimSpace(v.text), m, order)
	err = c.stay(v, began)
	spent := c.leave(m)
	if !errors.Is(err, errRoomFinished) {
		return nil, err
	}
	action, ok := dial.attrs["action"]
	if !ok {
		return nil, nil
	}
	return c.leadTo(action, dial, url.Values{"DialCallStatus": {"answered"}, "DialCallDuration": {spent}})
}

// conferenceOrder is who is told of what happens in the room.
func (c *call) conferenceOrder(v verb) (statusOrder, error) {
	order := statusOrder{method: v.attr("statusCallbackMethod", "POST"), events: strings.Fields(v.attr("statusCallbackEvent", ""))}
	told := v.attr("statusCallback", "")
	if told == "" {
		return order, nil
	}
	whole, err := c.leadTo(told, v, nil)
	if err != nil {
		return order, err
	}
	order.url = whole.url
	return order, nil
}

// enter brings c into the room of that name, which is opened for the first to
// come. It reports whether the conference is going on.
func (c *call) enter(name string, m *member, order statusOrder) bool {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	r := c.n.openRoom(name, order)
	m.joined = c.n.cfg.Now()
	r.members = append(r.members, m)
	c.room = r
	c.note(Event{Kind: Joins, CallSID: c.sid, Text: name})
	r.report("join", "participant-join", c)
	if r.state == "init" && m.starts {
		r.state = inProgress
		r.report("start", "conference-start", c)
		r.tellOthers(c, roomStarted)
	}
	return r.state == inProgress
}

// openRoom is the room of that name that is not over. The caller holds n.mu.
func (n *Network) openRoom(name string, order statusOrder) *room {
	for _, r := range n.rooms {
		if r.name == name && r.state != completed {
			return r
		}
	}
	r := &room{
		n: n, sid: newSID(n.cfg.Personality, "CF"), name: name, state: "init", created: n.cfg.Now(),
		told: order, reports: n.newCourier(order.url, order.method),
	}
	n.rooms = append(n.rooms, r)
	return r
}

// stay keeps c in the conference. The error says why it is over.
func (c *call) stay(v verb, began bool) error {
	if !began {
		if err := c.waitForRoom(v); !errors.Is(err, errRoomStarted) {
			return err
		}
	}
	for !c.roomIsOver() {
		s, err := c.await(never)
		if err != nil {
			return err
		}
		if s.kind == spoke {
			c.sayInRoom(s.text)
		}
	}
	return errRoomFinished
}

// roomIsOver is asked in case the conference ended in the moment it began.
func (c *call) roomIsOver() bool {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	return c.room.state == completed
}

// waitForRoom plays the waitUrl over and over until the conference begins, or
// silence if it cannot be played. The error says what ended the waiting.
func (c *call) waitForRoom(v verb) error {
	defer func(base string) { c.base = base }(c.base)
	err := c.playWaitURL(v)
	var fault *docError
	if errors.As(err, &fault) {
		c.n.cfg.Logger.Warn("waitUrl", "call", c.sid, "code", fault.code, "reason", fault.reason)
		err = nil
	}
	for err == nil {
		err = c.pause(time.Hour)
	}
	return err
}

// playWaitURL returns without an error only if there is none to play.
func (c *call) playWaitURL(v verb) error {
	found := v.attr("waitUrl", "")
	if found == "" {
		return nil
	}
	next, err := c.leadTo(found, verb{name: "waitUrl", attrs: map[string]string{"method": v.attr("waitMethod", "POST")}}, nil)
	for err == nil {
		began := c.n.cfg.Now()
		var onto *source
		if onto, err = c.play(c.load(*next)); onto != nil {
			next = onto
		}
		if err == nil && onto == nil && c.n.cfg.Now().Sub(began) < time.Second {
			err = c.pause(time.Second) // a document that takes no time is not asked for in a rush
		}
	}
	return err
}

// sayInRoom lets the other members hear c's owner.
func (c *call) sayInRoom(words string) {
	c.n.mu.Lock()
	var others []*call
	for _, m := range c.room.members {
		if m.call != c && c.room.state == inProgress {
			others = append(others, m.call)
		}
	}
	from := c.number()
	c.n.mu.Unlock()
	for _, other := range others {
		other.hear(Event{Text: words, Peer: from})
	}
}

// leave takes c out of its room; a member who ends the conference takes the
// others along. It returns the seconds that c was in.
func (c *call) leave(m *member) (spent string) {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	r, now := c.room, c.n.cfg.Now()
	c.room = nil
	r.members = slices.DeleteFunc(r.members, func(other *member) bool { return other == m })
	c.note(Event{Kind: Leaves, CallSID: c.sid, Text: r.name})
	r.report("leave", "participant-leave", c)
	if m.ends {
		r.tellOthers(c, roomFinished)
	}
	if r.state != completed && (m.ends || len(r.members) == 0) {
		r.state, r.ended = completed, now
		r.report("end", "conference-end", c)
	}
	return strconv.Itoa(int(now.Sub(m.joined) / time.Second))
}

// tellOthers sends all members but c a signal. The caller holds n.mu.
func (r *room) tellOthers(c *call, kind signalKind) {
	for _, m := range r.members {
		if m.call != c {
			m.call.tell(signal{kind: kind})
		}
	}
}

// report sends a status callback about the room, if it was ordered by its
// short name. The caller holds n.mu.
func (r *room) report(short, event string, c *call) {
	if r.told.url == "" || !slices.Contains(r.told.events, short) {
		return
	}
	r.sequence++
	r.reports.send(url.Values{
		"ConferenceSid": {r.sid}, "FriendlyName": {r.name}, "AccountSid": {r.n.cfg.AccountSID},
		"StatusCallbackEvent": {event}, "SequenceNumber": {strconv.Itoa(r.sequence)},
		"Timestamp": {stamp(r.n.cfg.Now())}, "CallSid": {c.sid},
	}, short == "end")
}
