package twilio

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twilio/twilio-go/client"
)

// longest is the longest answer that is read: a page of fifty long texts.
const longest = 1 << 20

// bound is a Client within the context of one request. Twilio's own client
// knows neither contexts nor other servers, leaks the connection of an error
// and takes an account with a hyphen for a mistake.
type bound struct {
	*Client
	ctx context.Context
}

var _ client.BaseClient = bound{}

func (b bound) AccountSid() string       { return url.PathEscape(b.accountSID) }
func (b bound) SetTimeout(time.Duration) {}
func (b bound) SetOauth(client.OAuth)    {}
func (b bound) OAuth() client.OAuth      { return nil }

// Asked is one request to the carrier, for whoever counts them.
type Asked struct {
	Method, What string // POST, Calls
	Took         time.Duration
	Err          error // *Error
}

// SendRequest carries out one request of Twilio's interface. Its errors are
// *Error, and the body of its answer is JSON that was read to the end.
func (b bound) SendRequest(method, rawURL string, data url.Values, _ map[string]any, _ ...byte) (*http.Response, error) {
	began := time.Now()
	response, err := b.send(method, rawURL, data)
	b.observe(Asked{Method: method, What: list(rawURL), Took: time.Since(began), Err: err})
	return response, err
}

// list is the list of the carrier that a URL is about: Calls, Messages.
func list(rawURL string) string {
	_, below, _ := strings.Cut(rawURL, "/Accounts/")
	_, below, _ = strings.Cut(below, "/")
	name, _, _ := strings.Cut(below, "/")
	return strings.TrimSuffix(name, ".json")
}

func (b bound) send(method, rawURL string, data url.Values) (*http.Response, error) {
	if err := b.ctx.Err(); err != nil {
		return nil, &Error{Class: Retry, Message: "not sent", cause: err}
	}
	waits := &wait{}
	r, err := b.request(waits.trace(b.ctx), method, rawURL, data)
	if err != nil {
		return nil, &Error{Class: Permanent, Message: "the request cannot be made", cause: err}
	}
	response, err := b.http.Do(r)
	if err != nil {
		return nil, waits.failure(err)
	}
	body, err := readAll(response.Body)
	switch {
	case response.StatusCode < 200 || response.StatusCode >= 300:
		return nil, refusal(response, body)
	case err != nil:
		return nil, ambiguous(response, err)
	case !json.Valid(body):
		return nil, ambiguous(response, errors.New("the answer is not JSON"))
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// request is the request at our carrier.
func (b bound) request(ctx context.Context, method, rawURL string, data url.Values) (*http.Request, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, err
	}
	target := b.base.JoinPath(u.EscapedPath())
	form := ""
	if method == http.MethodGet {
		target.RawQuery = data.Encode()
	} else {
		form = data.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, method, target.String(), strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	r.SetBasicAuth(b.accountSID, b.authToken)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "hourline")
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r, nil
}

// readAll reads a body and closes it. One that was read to its end leaves the
// connection to the next request.
func readAll(body io.ReadCloser) ([]byte, error) {
	defer body.Close()
	b, err := io.ReadAll(io.LimitReader(body, longest+1))
	if err == nil && len(b) > longest {
		return nil, fmt.Errorf("the answer is longer than %d bytes", longest)
	}
	return b, err
}

// A wait watches whether a request ever got a connection: one that did not
// was not carried out.
type wait struct{ began, ended atomic.Bool }

func (w *wait) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { w.began.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.ended.Store(true) },
	})
}

// failure is an error for a request that got no answer. The URL around the
// cause is left out: the query of a list has a phone number.
func (w *wait) failure(err error) *Error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	dial, ok := errors.AsType[*net.OpError](err)
	if ok && dial.Op == "dial" || w.began.Load() && !w.ended.Load() {
		return &Error{Class: Retry, Message: "the carrier cannot be reached", cause: err}
	}
	return &Error{Class: Ambiguous, Message: "no answer", cause: err}
}
