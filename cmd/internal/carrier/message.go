package carrier

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Why a text did not arrive, in Twilio's codes.
const (
	codeUnreachable = 30003 // the handset is off
	codeUnknown     = 30005 // no such number
	codeLandline    = 30006 // it cannot receive texts
	codeOptedOut    = 21610
)

// A message is one text. It is guarded by n.mu.
type message struct {
	n         *Network
	sid       string
	from, to  string
	service   string // its MessagingServiceSid
	body      string
	direction string // inbound, outbound-api or outbound-reply
	state     string // received; or queued, sent, delivered, undelivered, failed
	errorCode int    // zero unless undelivered or failed
	created   time.Time
	sent      time.Time
	updated   time.Time
	reports   *courier
}

// An optOut is a handset that wants no texts from a number.
type optOut struct{ handset, number string }

// What a handset may text, alone, to stop texts from a number and to allow
// them again, whatever the customer says.
var (
	stopWords  = map[string]bool{"STOP": true, "STOPALL": true, "UNSUBSCRIBE": true, "CANCEL": true, "END": true, "QUIT": true}
	startWords = map[string]bool{"START": true, "YES": true, "UNSTOP": true}
	helpWords  = map[string]bool{"HELP": true, "INFO": true}
)

// What the network itself replies to them, as Twilio does.
const (
	stopReply  = "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe."
	startReply = "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply."
	helpReply  = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)

// compose creates a text. The caller holds n.mu.
func (n *Network) compose(m message) *message {
	now := n.cfg.Now()
	m.n, m.sid, m.created, m.updated = n, newSID(n.cfg.Personality, "SM"), now, now
	n.messages.add(m.sid, &m)
	return &m
}

// textIn takes a text that a handset sent. The caller holds n.mu.
func (n *Network) textIn(h *Handset, to, body string) {
	own, isOwn := n.number(to)
	if !isOwn {
		if peer := n.handset(to); peer != nil && !peer.Landline && !peer.behaviour.Off {
			peer.receive(h.E164, body)
		}
		return
	}
	m := n.compose(message{from: h.E164, to: to, body: body, direction: inbound, state: "received"})
	n.heed(h, to, body)
	if own.SMSURL == "" {
		return
	}
	n.set(n.hire(), func() { n.askReply(m, source{url: own.SMSURL}) })
}

// heed obeys the words that a carrier takes for itself. The caller holds n.mu.
func (n *Network) heed(h *Handset, to, body string) {
	word := strings.ToUpper(strings.TrimSpace(body))
	out := optOut{h.E164, to}
	switch {
	case stopWords[word]:
		n.optOuts[out] = true
		h.receive(to, stopReply)
	case startWords[word] && n.optOuts[out]:
		delete(n.optOuts, out)
		h.receive(to, startReply)
	case helpWords[word]:
		h.receive(to, helpReply)
	}
}

// receive puts a text into the handset's thread. The caller holds n.mu.
func (h *Handset) receive(from, body string) {
	h.thread = append(h.thread, Text{At: h.n.cfg.Now(), Peer: from, Body: body, Received: true})
	h.note(Event{Kind: Gets, Peer: from, Text: body})
}

// askReply tells the customer of a text and delivers what is replied.
func (n *Network) askReply(m *message, src source) {
	for range maxHops {
		src.params = m.params()
		verbs, err := n.fetchReply(src)
		if err != nil {
			n.cfg.Logger.Warn("text webhook failed", "message", m.sid, "error", err)
			return
		}
		next := n.reply(m, verbs, src.url)
		if next == "" {
			return
		}
		src = source{url: next}
	}
}

// fetchReply asks for the TwiML that answers a text; an empty answer is one.
func (n *Network) fetchReply(src source) ([]verb, error) {
	a, err := n.post(webhook{src.url, src.method, src.params})
	if err != nil {
		return nil, err
	}
	if a.ok() && len(a.body) == 0 {
		return nil, nil
	}
	if fault := a.fault(); fault != nil {
		return nil, fault
	}
	return parseTwiML(a.body, smsGrammar)
}

// params are what the webhook of an inbound text carries.
func (m *message) params() url.Values {
	return url.Values{
		"MessageSid": {m.sid}, "SmsSid": {m.sid}, "SmsMessageSid": {m.sid}, "AccountSid": {m.n.cfg.AccountSID},
		"From": {m.from}, "To": {m.to}, "Body": {m.body}, "NumMedia": {"0"},
		"NumSegments": {strconv.Itoa(segments(m.body))}, "SmsStatus": {"received"}, "ApiVersion": {apiVersion},
	}
}

// reply sends the Messages of a document. It returns the URL of the document
// that goes on, if one does.
func (n *Network) reply(m *message, verbs []verb, base string) (next string) {
	for _, v := range verbs {
		if v.name == "Redirect" {
			next, err := resolve(base, v.text)
			if err != nil {
				n.cfg.Logger.Warn("text redirect", "message", m.sid, "error", err)
			}
			return next
		}
		body := v.text
		if inner, ok := v.kid("Body"); ok {
			body = inner.text
		}
		n.sendReply(m, v, body, base)
	}
	return ""
}

func (n *Network) sendReply(m *message, v verb, body, base string) {
	var told string
	if found := v.attr("action", v.attr("statusCallback", "")); found != "" {
		told, _ = resolve(base, found) // nobody is told at a URL that leads nowhere
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	r := n.compose(message{
		from: v.attr("from", m.to), to: v.attr("to", m.from), body: body,
		direction: "outbound-reply", state: queued, reports: n.newCourier(told, v.attr("method", "POST")),
	})
	if n.optOuts[optOut{r.to, r.from}] {
		r.become("failed", codeOptedOut)
		return
	}
	n.dispatch(r)
}

// dispatch queues a text. One hand brings them all, so that they arrive in the
// order in which they were sent. The caller holds n.mu.
func (n *Network) dispatch(m *message) {
	n.outgoing = append(n.outgoing, m)
	if len(n.outgoing) > 1 {
		return
	}
	n.set(n.hire(), func() {
		for n.bringNext() {
		}
	})
}

// bringNext brings the first queued text to its handset. It reports whether
// there is another one.
func (n *Network) bringNext() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	m := n.outgoing[0]
	m.sent = n.cfg.Now()
	m.become("sent", 0)
	m.become(m.arrive())
	n.outgoing = n.outgoing[1:]
	return len(n.outgoing) > 0
}

// arrive puts the text into the handset, or says why not. The caller holds n.mu.
func (m *message) arrive() (state string, code int) {
	switch h := m.n.handset(m.to); {
	case h == nil:
		return "undelivered", codeUnknown
	case h.Landline:
		return "undelivered", codeLandline
	case h.behaviour.Off:
		return "undelivered", codeUnreachable
	default:
		h.receive(m.from, m.body)
		return "delivered", 0
	}
}

// become gives the text a new state and reports it. The caller holds n.mu.
func (m *message) become(state string, code int) {
	m.state, m.errorCode, m.updated = state, code, m.n.cfg.Now()
	last := state != "sent"
	if m.n.cfg.Personality == Minimal && !last {
		return
	}
	p := url.Values{
		"MessageSid": {m.sid}, "SmsSid": {m.sid}, "MessageStatus": {state}, "SmsStatus": {state},
		"AccountSid": {m.n.cfg.AccountSID}, "From": {m.from}, "To": {m.to}, "ApiVersion": {apiVersion},
	}
	if code != 0 {
		p.Set("ErrorCode", strconv.Itoa(code))
	}
	if m.service != "" {
		p.Set("MessagingServiceSid", m.service)
	}
	m.reports.send(p, last)
}
