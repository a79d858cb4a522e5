package carrier

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"
)

// The parameters of POST Messages.json.
var (
	minimalMessageParams = []string{"To", "From", "Body", "StatusCallback", "ValidityPeriod"}
	messageParams        = append(slices.Clone(minimalMessageParams), "MessagingServiceSid")
)

func (n *Network) createMessage(r *http.Request) (any, *restError) {
	known := messageParams
	if n.cfg.Personality == Minimal {
		known = minimalMessageParams
	}
	params, refusal := readParams(r, known...)
	if refusal != nil {
		return nil, refusal
	}
	if refusal := checkMessage(params); refusal != nil {
		return nil, refusal
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	from, refusal := n.sender(params.Get("From"))
	if refusal != nil {
		return nil, refusal
	}
	if n.optOuts[optOut{params.Get("To"), from}] {
		return nil, bad(codeOptedOut, "Attempt to send to unsubscribed recipient")
	}
	m := n.compose(message{
		from: from, to: params.Get("To"), body: params.Get("Body"), service: params.Get("MessagingServiceSid"),
		direction: outboundAPI, state: queued, reports: n.newCourier(params.Get("StatusCallback"), http.MethodPost),
	})
	n.dispatch(m)
	return m.json(), nil
}

func checkMessage(params url.Values) *restError {
	const longest = 1600
	switch to := params.Get("To"); {
	case to == "":
		return bad(21604, "A 'To' phone number is required.")
	case !e164.MatchString(to):
		return bad(21211, "Invalid 'To' Phone Number: %s", to)
	case params.Get("From") == "" && params.Get("MessagingServiceSid") == "":
		return bad(21603, "A 'From' phone number is required.")
	case params.Get("Body") == "":
		return bad(21602, "Message body is required.")
	case utf8.RuneCountInString(params.Get("Body")) > longest:
		return bad(21617, "The concatenated message body exceeds the 1600 character limit.")
	}
	if _, refusal := readSeconds(params, "ValidityPeriod", 0, 10*time.Hour); refusal != nil {
		return refusal
	}
	return checkURL("StatusCallback", params.Get("StatusCallback"))
}

// sender is the number that a text comes from; a messaging service takes the
// first there is. The caller holds n.mu.
func (n *Network) sender(from string) (string, *restError) {
	if from == "" && len(n.numbers) > 0 {
		return n.numbers[0].E164, nil
	}
	if _, own := n.number(from); !own {
		return "", bad(21606, "The 'From' phone number %s is not a valid message-capable phone number of this account.", from)
	}
	return from, nil
}

func (n *Network) fetchMessage(r *http.Request) (any, *restError) {
	n.mu.Lock()
	defer n.mu.Unlock()
	m, ok := n.messages.bySID[chi.URLParam(r, "sid")]
	if !ok {
		return nil, errNotFound
	}
	return m.json(), nil
}

func (n *Network) listMessages(r *http.Request) (any, *restError) {
	params, refusal := readParams(r, slices.Concat(pagingParams, []string{"To", "From"}, spanParams("DateSent"))...)
	if refusal != nil {
		return nil, refusal
	}
	sent, refusal := readSpan(params, "DateSent")
	if refusal != nil {
		return nil, refusal
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	found := newestFirst(n.messages.list, func(m *message) bool {
		return matches(params, "To", m.to) && matches(params, "From", m.from) && sent.has(m.sentAt())
	})
	return page(r, "messages", found, func(m *message) string { return m.sid }, func(m *message) any { return m.json() }), nil
}

// sentAt is when the text went out; one that came in did so at once.
func (m *message) sentAt() time.Time {
	if m.direction == inbound {
		return m.created
	}
	return m.sent
}

// json is the text as Twilio shows it. The caller holds n.mu.
func (m *message) json() map[string]any {
	own := m.n.path("Messages", m.sid)
	j := map[string]any{
		"sid": m.sid, "account_sid": m.n.cfg.AccountSID, "api_version": apiVersion, "uri": own + ".json",
		"from": m.from, "to": m.to, "body": m.body, "direction": m.direction, "status": m.state,
		"messaging_service_sid": orNull(m.service), "num_segments": strconv.Itoa(segments(m.body)), "num_media": "0",
		"date_created": stamp(m.created), "date_updated": stamp(m.updated), "date_sent": momentOrNull(m.sentAt()),
		"error_code": nil, "error_message": nil, "price": nil, "price_unit": "USD",
		"subresource_uris": map[string]any{"media": own + "/Media.json"},
	}
	if m.errorCode != 0 {
		j["error_code"], j["error_message"] = m.errorCode, errorWords[m.errorCode]
	}
	return j
}

var errorWords = map[int]string{
	codeUnreachable: "Unreachable destination handset",
	codeUnknown:     "Unknown destination handset",
	codeLandline:    "Landline or unreachable carrier",
	codeOptedOut:    "Attempt to send to unsubscribed recipient",
}
