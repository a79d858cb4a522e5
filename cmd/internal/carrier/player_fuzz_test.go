package carrier_test

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
)

// FuzzPlayer lets every webhook of a call be answered with the same document,
// whatever it is. The network plays it, or gives it up with an application
// error; the call never outlasts the patience of the one who holds the phone.
func FuzzPlayer(f *testing.F) {
	f.Add(`<Response><Gather numDigits="1" timeout="10"><Say language="cmn-CN">请按1</Say></Gather><Redirect>/voice</Redirect></Response>`, "1", false)
	f.Add(`<Response><Say loop="0">a</Say><Pause length="9999999999"/></Response>`, "", false)
	f.Add(`<Response><Dial timeout="5" action="/voice"><Number url="/voice">`+liNumber+`</Number></Dial></Response>`, "#", true)
	f.Add(`<Response><Dial><Conference waitUrl="" startConferenceOnEnter="false">r</Conference></Dial></Response>`, "*", false)
	f.Add(`<Response><Record maxLength="3" finishOnKey="#" action="/voice"/><Redirect/></Response>`, "12#", true)
	f.Add(`<Response><Play loop="-1">/clip.wav</Play><Message>x</Message><Reject reason="busy"/></Response>`, "9", false)
	f.Add("<Response/>", "", false)
	f.Add("HTTP 500", "", true)
	f.Fuzz(func(t *testing.T, document, keys string, isMinimal bool) {
		w := newWorld(t, func(cfg *carrier.Config) {
			cfg.Client = onlyThisMachine()
			if isMinimal {
				minimal(cfg)
			}
		})
		w.customer.answers("/voice", func(url.Values) string { return document })
		if err := w.wang.Dial(hotline); err != nil {
			t.Fatal(err)
		}
		w.settle()
		for i, key := range []byte(keys) {
			if i == 20 || w.wang.Press(string(key)) != nil {
				break
			}
			w.settle()
		}
		w.pass(2 * time.Minute)
		w.wang.HangUp()
		w.li.HangUp()
		w.pass(time.Minute)
	})
}

// onlyThisMachine is a client for documents that name any host.
func onlyThisMachine() *http.Client {
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		if !strings.HasPrefix(address, "127.0.0.1:") {
			return nil, net.ErrClosed
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	return &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
}
