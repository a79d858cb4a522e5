package carrier

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// webhookTimeout is how long a webhook may take, retries included.
const webhookTimeout = 15 * time.Second

// maxDocument is the largest TwiML document that is read.
const maxDocument = 64 << 10

// A webhook is one request to the customer.
type webhook struct {
	url    string // absolute; the fragment holds connection rules
	method string // GET or POST; empty means POST
	params url.Values
}

// An answer is what the customer said to a webhook.
type answer struct {
	status      int
	contentType string
	body        []byte
}

func (a answer) ok() bool { return a.status >= 200 && a.status < 300 }

// connectionRules are Twilio's connection overrides: how often a webhook is
// tried again, and after what.
type connectionRules struct {
	retries    int  // rc
	after5xx   bool // rp has 5xx or all
	after4xx   bool // rp has 4xx or all
	notConnect bool // rp leaves ct out
}

func parseRules(fragment string) connectionRules {
	rules := connectionRules{retries: 1}
	values, err := url.ParseQuery(fragment)
	if err != nil {
		return rules
	}
	if rc, err := strconv.Atoi(values.Get("rc")); err == nil {
		rules.retries = min(max(rc, 0), 5)
	}
	if !values.Has("rp") {
		return rules
	}
	policies := "," + values.Get("rp") + ","
	all := strings.Contains(policies, ",all,")
	rules.after5xx = all || strings.Contains(policies, ",5xx,")
	rules.after4xx = all || strings.Contains(policies, ",4xx,")
	rules.notConnect = !all && !strings.Contains(policies, ",ct,")
	return rules
}

func (r connectionRules) again(a answer, err error) bool {
	switch {
	case err != nil:
		return !r.notConnect && !errors.Is(err, context.DeadlineExceeded)
	case a.status >= 500:
		return r.after5xx
	case a.status >= 400:
		return r.after4xx
	}
	return false
}

// post sends a webhook, twice if the network misbehaves so, and returns the
// first answer.
func (n *Network) post(w webhook) (answer, error) {
	token := newSID(n.cfg.Personality, "IT")
	n.keep(w)
	if !n.Misbehaviour().DuplicateWebhooks {
		return n.deliver(w, token)
	}
	n.wronged("webhook twice")
	second := make(chan struct{})
	go func() {
		defer close(second)
		_, _ = n.deliver(w, token) // thrown away: that is the misbehaviour
	}()
	a, err := n.deliver(w, token)
	<-second
	return a, err
}

// deliver sends a webhook as often as its connection rules say, each time at
// once: Twilio tells of no pause between two tries, so nobody may count on one.
func (n *Network) deliver(w webhook, token string) (answer, error) {
	ctx, cancel := context.WithTimeout(n.ctx, webhookTimeout)
	defer cancel()
	target, fragment, _ := strings.Cut(w.url, "#")
	rules := parseRules(fragment)
	for try := 0; ; try++ {
		a, err := n.once(ctx, target, w, token)
		if try >= rules.retries || !rules.again(a, err) {
			return a, err
		}
	}
}

// once sends one signed request.
func (n *Network) once(ctx context.Context, target string, w webhook, token string) (answer, error) {
	method := cmp.Or(w.method, http.MethodPost)
	signed, body := w.params, w.params.Encode()
	if method == http.MethodGet {
		target, signed, body = withQuery(target, body), nil, ""
	}
	req, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if err != nil {
		return answer{}, fmt.Errorf("webhook: %w", err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	}
	req.Header.Set("User-Agent", "TwilioProxy/1.1")
	req.Header.Set("I-Twilio-Idempotency-Token", token)
	req.Header.Set("X-Twilio-Signature", Sign(n.signingToken(), target, signed))
	res, err := n.client.Do(req)
	if err != nil {
		return answer{}, fmt.Errorf("webhook: %w", err)
	}
	defer res.Body.Close()
	var document bytes.Buffer
	if _, err := document.ReadFrom(io.LimitReader(res.Body, maxDocument+1)); err != nil {
		return answer{}, fmt.Errorf("webhook: read the answer: %w", err)
	}
	return answer{res.StatusCode, res.Header.Get("Content-Type"), document.Bytes()}, nil
}

func (n *Network) signingToken() string {
	if n.Misbehaviour().WrongSignature {
		n.wronged("signature wrong")
		return n.cfg.AuthToken + " but wrong"
	}
	return n.cfg.AuthToken
}

func withQuery(target, query string) string {
	switch {
	case query == "":
		return target
	case strings.Contains(target, "?"):
		return target + "&" + query
	}
	return target + "?" + query
}
