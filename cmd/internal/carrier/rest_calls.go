package carrier

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"
)

// The parameters of POST Calls.json.
var (
	minimalCallParams = []string{"To", "From", "Url", "Method", "Twiml", "StatusCallback", "StatusCallbackMethod"}
	callParams        = slices.Concat(minimalCallParams, []string{
		"FallbackUrl", "FallbackMethod", "StatusCallbackEvent", "Timeout", "MachineDetection", "SendDigits", "Record", "TimeLimit",
	})
)

var e164 = regexp.MustCompile(`^\+[1-9]\d{5,14}$`)

func (n *Network) createCall(r *http.Request) (any, *restError) {
	known := callParams
	if n.cfg.Personality == Minimal {
		known = minimalCallParams
	}
	params, refusal := readParams(r, known...)
	if refusal != nil {
		return nil, refusal
	}
	p, refusal := readPlan(params)
	if refusal != nil {
		return nil, refusal
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, own := n.number(p.from); !own {
		return nil, bad(21210, "The source phone number provided, %s, is not yet verified for your account", p.from)
	}
	return n.start(p).json(), nil
}

// readPlan reads what the customer wants a call to be.
func readPlan(params url.Values) (plan, *restError) {
	p := plan{from: params.Get("From"), to: params.Get("To"), direction: outboundAPI, detect: params.Get("MachineDetection"), sendDigits: params.Get("SendDigits")}
	switch {
	case p.to == "":
		return p, bad(21201, "No 'To' number is specified")
	case !e164.MatchString(p.to):
		return p, bad(21211, "The phone number you are attempting to call, %s, is not valid.", p.to)
	case p.from == "":
		return p, bad(21213, "No 'From' number is specified")
	case p.detect != "" && p.detect != "Enable" && p.detect != "DetectMessageEnd":
		return p, bad(21219, "MachineDetection must be Enable or DetectMessageEnd")
	case strings.Trim(p.sendDigits, "0123456789*#wW") != "" || len(p.sendDigits) > 32:
		return p, bad(21222, "SendDigits must be at most 32 of 0-9, *, #, w and W")
	}
	var refusal *restError
	if p.first, refusal = readSource(params); refusal != nil {
		return p, refusal
	}
	if p.first.empty() {
		return p, bad(21205, "Url parameter is required.")
	}
	refusal = readCallOptions(params, &p)
	return p, refusal
}

// readCallOptions reads what most calls leave as it is.
func readCallOptions(params url.Values, p *plan) *restError {
	p.record = params.Get("Record") == "true"
	p.fallback = source{url: params.Get("FallbackUrl"), method: params.Get("FallbackMethod")}
	p.status = statusOrder{url: params.Get("StatusCallback"), method: params.Get("StatusCallbackMethod"), events: params["StatusCallbackEvent"]}
	for _, name := range []string{"FallbackUrl", "StatusCallback"} {
		if refusal := checkURL(name, params.Get(name)); refusal != nil {
			return refusal
		}
	}
	for _, event := range p.status.events {
		if !slices.Contains([]string{"initiated", ringing, "answered", completed}, event) {
			return bad(21626, "StatusCallbackEvent %q is not one of initiated, ringing, answered and completed", event)
		}
	}
	var refusal *restError
	if p.ringFor, refusal = readSeconds(params, "Timeout", time.Minute, 10*time.Minute); refusal != nil {
		return refusal
	}
	p.limit, refusal = readSeconds(params, "TimeLimit", maxCall, 24*time.Hour)
	return refusal
}

func readSeconds(params url.Values, name string, unset, most time.Duration) (time.Duration, *restError) {
	text := params.Get(name)
	if text == "" {
		return unset, nil
	}
	n, err := strconv.Atoi(text)
	if d := time.Duration(n) * time.Second; err == nil && n > 0 && d <= most {
		return d, nil
	}
	return 0, bad(20001, "%s must be a number of seconds from 1 to %d", name, most/time.Second)
}

// readSource reads Url and Method, or Twiml.
func readSource(params url.Values) (source, *restError) {
	const longest = 4000
	src := source{url: params.Get("Url"), method: params.Get("Method"), inline: params.Get("Twiml")}
	if utf8.RuneCountInString(src.inline) > longest {
		return src, bad(21218, "Twiml must be at most 4000 characters")
	}
	if src.url != "" {
		src.inline = ""
	}
	return src, checkURL("Url", src.url)
}

// checkURL refuses what a carrier cannot post to. An underscore in the host is
// such a thing with Twilio.
func checkURL(name, text string) *restError {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return nil
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", strings.Contains(u.Hostname(), "_"):
		return bad(21205, "%s is not a valid URL: %s", name, text)
	}
	return nil
}

// findCall is the call that the request is about. The caller holds n.mu.
func (n *Network) findCall(r *http.Request) (*call, *restError) {
	c, ok := n.calls.bySID[chi.URLParam(r, "sid")]
	if !ok {
		return nil, errNotFound
	}
	return c, nil
}

func (n *Network) fetchCall(r *http.Request) (any, *restError) {
	n.mu.Lock()
	defer n.mu.Unlock()
	c, refusal := n.findCall(r)
	if refusal != nil {
		return nil, refusal
	}
	return c.json(), nil
}

func (n *Network) updateCall(r *http.Request) (any, *restError) {
	params, refusal := readParams(r, "Status", "Url", "Method", "Twiml")
	if refusal != nil {
		return nil, refusal
	}
	src, refusal := readSource(params)
	if refusal != nil {
		return nil, refusal
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	c, refusal := n.findCall(r)
	if refusal != nil {
		return nil, refusal
	}
	if refusal := c.update(params.Get("Status"), src); refusal != nil {
		return nil, refusal
	}
	return c.json(), nil
}

// update ends a call or moves it to another document. The caller holds n.mu.
func (c *call) update(status string, src source) *restError {
	switch {
	case c.over():
		return bad(21220, "Call is not in-progress. Cannot redirect.")
	case status == canceled && c.state == inProgress:
		return bad(21220, "Call is in-progress. It can be completed, not canceled.")
	case status == canceled, status == completed:
		c.tell(signal{kind: ended})
	case status != "":
		return bad(21218, "Status must be canceled or completed, not %q", status)
	case src.empty():
		return bad(21218, "Status, Url or Twiml is required")
	case c.state != inProgress:
		return bad(21220, "Call is not in-progress. Cannot redirect.")
	default:
		c.tell(signal{kind: moved, move: src})
	}
	return nil
}

func (n *Network) listCalls(r *http.Request) (any, *restError) {
	known := slices.Concat(pagingParams, []string{"To", "From", "Status", "ParentCallSid"}, spanParams("StartTime"))
	params, refusal := readParams(r, known...)
	if refusal != nil {
		return nil, refusal
	}
	started, refusal := readSpan(params, "StartTime")
	if refusal != nil {
		return nil, refusal
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	found := newestFirst(n.calls.list, func(c *call) bool {
		return matches(params, "To", c.to) && matches(params, "From", c.from) && matches(params, "Status", c.state) &&
			matches(params, "ParentCallSid", c.parentSID()) && started.has(cmp.Or(c.started, c.created))
	})
	return page(r, "calls", found, func(c *call) string { return c.sid }, func(c *call) any { return c.json() }), nil
}

func (c *call) parentSID() string {
	if c.parent == nil {
		return ""
	}
	return c.parent.sid
}

// json is the call as Twilio shows it. The caller holds n.mu.
func (c *call) json() map[string]any {
	own := c.n.path("Calls", c.sid)
	j := map[string]any{
		"sid": c.sid, "account_sid": c.n.cfg.AccountSID, "api_version": apiVersion, "uri": own + ".json",
		"from": c.from, "from_formatted": c.from, "to": c.to, "to_formatted": c.to,
		"status": c.state, "direction": c.direction, "parent_call_sid": orNull(c.parentSID()),
		"answered_by": orNull(c.answeredBy), "date_created": stamp(c.created), "date_updated": stamp(latest(c.created, c.started, c.answered, c.ended)),
		"start_time": momentOrNull(c.started), "end_time": momentOrNull(c.ended), "duration": nil,
		"price": nil, "price_unit": "USD", "queue_time": "0", "caller_name": nil, "forwarded_from": nil,
		"phone_number_sid": nil, "group_sid": nil, "trunk_sid": nil,
		"subresource_uris": map[string]any{"recordings": own + "/Recordings.json"},
	}
	if c.over() {
		j["duration"] = strconv.Itoa(c.seconds())
	}
	return j
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func momentOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return stamp(t)
}

func latest(times ...time.Time) time.Time { return slices.MaxFunc(times, time.Time.Compare) }
