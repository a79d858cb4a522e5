package carrier

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// What a call may be, in the words of the REST interface.
const (
	queued     = "queued"
	ringing    = "ringing"
	inProgress = "in-progress"
	completed  = "completed"
	busy       = "busy"
	noAnswer   = "no-answer"
	failed     = "failed"
	canceled   = "canceled"
)

// Which way a call goes.
const (
	inbound      = "inbound"
	outboundAPI  = "outbound-api"
	outboundDial = "outbound-dial"
)

const apiVersion = "2010-04-01"

// A plan is what a call is to be. It does not change.
type plan struct {
	from, to   string
	direction  string
	first      source        // the document that it begins with
	fallback   source        // the one for when that fails; may be empty
	parent     *call         // whose Dial it is, else nil
	status     statusOrder   // who is told how it goes
	ringFor    time.Duration // policy time
	limit      time.Duration // policy time in progress
	detect     string        // "", "Enable" or "DetectMessageEnd"
	sendDigits string
	record     bool
	private    bool // between two handsets; not the customer's business
}

// A call is one leg, between the network and one handset. Its hand is the
// actor that lives it; others send that hand signals.
type call struct {
	*hand
	plan
	sid string

	// Guarded by n.mu.
	state      string
	handset    *Handset // nil at the customer's end of a call to a line of its own
	other      *call    // the other end of such a call, whose tones this one hears
	answeredBy string
	created    time.Time
	started    time.Time // when the dialling began
	answered   time.Time // zero unless somebody answered
	ended      time.Time
	turn       int      // documents begun so far
	reports    *courier // of status callbacks
	sequence   int      // of the next status callback
	putDown    bool     // its owner hung up, so nobody need tell
	spoken     []string // what its owner said, for a recording of the whole call

	// Only the call's own hand looks at these.
	doom   error     // why nothing more can be done: errOver or errMoved
	next   source    // where errMoved leads
	base   string    // URL of the current document
	cutOff time.Time // when the call ends whatever happens; zero means never
	hops   int       // documents in a row without a moment's rest
	ticket int       // of the latest document asked for
	room   *room     // the conference that it is in
}

// place creates a call and sets it going. The caller holds n.mu.
func (n *Network) place(p plan) *call {
	c := &call{hand: n.hire(), plan: p, sid: newSID(n.cfg.Personality, "CA"), state: queued, created: n.cfg.Now()}
	c.reports = n.newCourier(p.status.url, p.status.method)
	if !p.private {
		n.calls.add(c.sid, c)
	}
	return c
}

// start places a call and sets it going. The caller holds n.mu.
func (n *Network) start(p plan) *call {
	c := n.place(p)
	n.set(c.hand, c.run)
	return c
}

// maxCall is how long a call may last.
const maxCall = 4 * time.Hour

// callIn begins a call that a handset dialled. The caller holds n.mu.
func (n *Network) callIn(h *Handset, from, to string) {
	p := plan{from: from, to: to, direction: inbound, limit: maxCall, private: true}
	switch own, isOwn := n.number(to); {
	case isOwn:
		p = own.incoming(from)
	case n.handset(to) != nil:
		p.first = source{inline: "<Response><Dial>" + to + "</Dial></Response>"}
	default:
		p.first = source{inline: "<Response><Say>The number you have dialled is not in service.</Say></Response>"}
	}
	c := n.place(p)
	c.state, c.started = ringing, c.created
	c.handset, h.call, h.phase, h.heard = h, c, Dialing, nil
	n.set(c.hand, c.run)
}

// incoming is a call to a line of the customer.
func (own Number) incoming(from string) plan {
	return plan{
		from: from, to: own.E164, direction: inbound, limit: maxCall,
		first: source{url: own.VoiceURL}, fallback: source{url: own.VoiceFallbackURL},
		status: statusOrder{url: own.StatusURL, events: []string{completed}},
	}
}

// callOwn begins the other end of a call that the customer places to a line of
// its own: two legs, each with documents of its own, joined by the line between
// them. The caller holds n.mu.
func (c *call) callOwn(own Number) {
	other := c.n.place(own.incoming(c.from))
	other.state, other.started = ringing, other.created
	other.other, c.other = c, other
	c.state = ringing
	c.report(ringing, ringing)
	c.n.set(other.hand, other.run)
}

// hangUpOther tells the other end, if there is one, that this one is over. An
// end that was never answered has turned the call down. The caller holds n.mu.
func (c *call) hangUpOther(status string) {
	s := signal{kind: ended}
	if c.answered.IsZero() {
		s = signal{kind: turnedDown, text: status}
	}
	if c.other != nil {
		c.other.tell(s)
	}
}

// run lives the call from beginning to end.
func (c *call) run() {
	c.finish(c.live())
}

// live returns the final status.
func (c *call) live() string {
	if c.direction == inbound {
		return c.serve()
	}
	if status := c.ring(); status != "" {
		return status
	}
	c.screen()
	c.follow(c.first)
	if c.parent != nil {
		c.join()
	}
	return completed
}

// finish frees the handset and tells everybody.
func (c *call) finish(status string) {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	c.state, c.ended = status, c.n.cfg.Now()
	c.release(status)
	c.hangUpOther(status)
	if c.parent != nil {
		c.parent.tell(signal{kind: legOver, call: c, text: status})
	}
	c.report(completed, status)
	c.n.cfg.Logger.Debug("call over", "call", c.sid, "from", mask(c.from), "to", mask(c.to), "status", status)
}

// release puts the handset on the hook. The caller holds n.mu.
func (c *call) release(status string) {
	h := c.handset
	if h == nil {
		return
	}
	e := Event{Kind: IsHungUp, CallSID: c.sid}
	switch {
	case h.phase == Ringing:
		e.Kind, e.Peer = Misses, c.from
	case status != completed:
		e.Text = status
	}
	if !c.putDown {
		h.note(e)
	}
	h.call, h.phase, h.listening = nil, OnHook, false
}

// seconds is how long the call has been answered, rounded up as carriers do.
// The caller holds n.mu.
func (c *call) seconds() int {
	if c.answered.IsZero() {
		return 0
	}
	end := c.ended
	if end.IsZero() {
		end = c.n.cfg.Now()
	}
	return int((end.Sub(c.answered) + time.Second - 1) / time.Second)
}

// over reports whether the call has its final status. The caller holds n.mu.
func (c *call) over() bool { return !c.ended.IsZero() }

// peerOf is the number at the other end, as h sees it. The caller holds n.mu.
func (c *call) peerOf(h *Handset) string {
	if c.direction == inbound && c.handset == h {
		return c.to
	}
	return c.from
}

// params are what every webhook about the call carries.
// The caller holds n.mu.
func (c *call) params() url.Values {
	p := url.Values{}
	for name, value := range map[string]string{
		"CallSid": c.sid, "AccountSid": c.n.cfg.AccountSID, "ApiVersion": apiVersion,
		"From": c.from, "Caller": c.from, "To": c.to, "Called": c.to,
		"CallStatus": c.state, "Direction": c.direction,
	} {
		p.Set(name, value)
	}
	if c.answeredBy != "" {
		p.Set("AnsweredBy", c.answeredBy)
	}
	if c.parent != nil {
		p.Set("ParentCallSid", c.parent.sid)
	}
	return p
}

// A statusOrder says who is told of what about a call.
type statusOrder struct {
	url, method string
	events      []string // of initiated, ringing, answered, completed; nil means the last
}

func (o statusOrder) wants(event string) bool {
	return slices.Contains(o.events, event) || o.events == nil && event == completed
}

// report queues a status callback if one was ordered. The caller holds n.mu.
func (c *call) report(event, status string) {
	order := c.plan.status
	if order.url == "" || !order.wants(event) || c.n.cfg.Personality == Minimal && event != completed {
		return
	}
	p := c.params()
	p.Set("CallStatus", status)
	p.Set("CallbackSource", "call-progress-events")
	p.Set("SequenceNumber", strconv.Itoa(c.sequence))
	p.Set("Timestamp", stamp(c.n.cfg.Now()))
	c.sequence++
	if status == completed {
		p.Set("CallDuration", strconv.Itoa(c.seconds()))
		p.Set("Duration", strconv.Itoa((c.seconds()+59)/60))
	}
	if event == completed && c.record {
		c.n.keepRecording(c, cmp.Or(c.seconds(), 1), c.spoken).addTo(p)
	}
	c.reports.send(p, event == completed)
}
