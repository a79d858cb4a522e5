package twilio

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestFailuresSayWhetherItMayHaveHappened(t *testing.T) {
	for _, tt := range []struct {
		label  string
		answer http.HandlerFunc
		class  Class
		code   int
	}{
		{"too many requests", says(429, `{"code":20429,"message":"Too Many Requests","status":429}`), Retry, 20429},
		{"too many, in HTML", says(429, `<html>slow down</html>`), Retry, 0},
		{"too many, as another error", says(400, `{"code":20429,"message":"Too Many Requests"}`), Retry, 20429},
		{"too many calls at a time", says(400, `{"code":10004,"message":"Call concurrency limit exceeded"}`), Retry, 10004},

		{"broken inside", says(500, `{"code":20500,"message":"Internal Server Error"}`), Ambiguous, 20500},
		{"a gateway's page", says(502, `<html><h1>502 Bad Gateway</h1></html>`), Ambiguous, 0},
		{"a gateway gave up waiting", says(504, ``), Ambiguous, 0},
		{"an empty 200", says(200, ``), Ambiguous, 0},
		{"a page with status 200", says(200, `<html>Welcome</html>`), Ambiguous, 0},
		{"no SID", says(201, `{"status":"queued"}`), Ambiguous, 0},
		{"another type of SID", says(201, `{"sid":7}`), Ambiguous, 0},
		{"a document without end", says(201, `{"sid":"`+strings.Repeat("x", longest)+`"}`), Ambiguous, 0},
		{"dropped after it was done", drops, Ambiguous, 0},

		{"wrong token", says(401, `{"code":20003,"message":"Authenticate"}`), Permanent, 20003},
		{"an impossible number", says(400, `{"code":21211,"message":"Invalid 'To' Phone Number"}`), Permanent, 21211},
		{"a landline", says(400, `{"code":21614,"message":"not a mobile number"}`), Permanent, 21614},
		{"opted out", says(400, `{"code":21610,"message":"unsubscribed recipient"}`), Permanent, 21610},
		{"a switch that quotes its codes", says(422, `{"code":"20422","message":"Unprocessable"}`), Permanent, 20422},
		{"not there, in HTML", says(404, `<html>Not Found</html>`), Permanent, 0},
	} {
		t.Run(tt.label, func(t *testing.T) {
			client := newCarrier(t, tt.answer).client(t, Twilio)
			_, byText := client.SendText(t.Context(), Text{To: elder, From: hotline, Body: "好"})
			_, byCall := client.PlaceCall(t.Context(), Call{To: elder, From: hotline, URL: "https://gw/voice"})
			for _, err := range []error{byText, byCall} {
				var failed *Error
				if !errors.As(err, &failed) {
					t.Fatalf("%v is a %T", err, err)
				}
				if failed.Class != tt.class || Classify(err) != tt.class || failed.Code != tt.code {
					t.Errorf("%v is %v with code %d, want %v with %d", err, failed.Class, failed.Code, tt.class, tt.code)
				}
				if OptedOut(err) != (tt.code == 21610) {
					t.Errorf("%v: opted out is %v", err, OptedOut(err))
				}
			}
		})
	}
}

func TestWhatWasNeverSentMayBeTriedAgain(t *testing.T) {
	refusing, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refusing.Close() // nobody listens there now
	client := func(transport http.RoundTripper) *Client {
		c, err := New(Config{BaseURL: "http://" + refusing.Addr().String(), AccountSID: "AC1", AuthToken: "t", HTTP: &http.Client{Transport: transport}})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	neverConnects := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	for _, tt := range []struct {
		label     string
		ctx       context.Context
		transport http.RoundTripper
		class     Class
	}{
		{"nobody listens", t.Context(), &http.Transport{}, Retry},
		{"the caller had already given up", over, &http.Transport{}, Retry},
		{"gave up while connecting", soon, neverConnects, Retry},
		{"a transport that tells nothing", t.Context(), silent{}, Ambiguous},
	} {
		t.Run(tt.label, func(t *testing.T) {
			_, err := client(tt.transport).SendText(tt.ctx, Text{To: elder, From: hotline, Body: "好"})
			if Classify(err) != tt.class {
				t.Errorf("%v is %v, want %v", err, Classify(err), tt.class)
			}
		})
	}
}

// silent is a transport that fails without saying where.
type silent struct{}

func (silent) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("failed") }

func TestForeignErrorsAreAmbiguous(t *testing.T) {
	if got := Classify(errors.New("anything")); got != Ambiguous {
		t.Errorf("is %v", got)
	}
}

func TestErrorsHideNumbers(t *testing.T) {
	refuses := newCarrier(t, says(400, `{"code":21211,"message":"Invalid 'To' Phone Number: +85261234567 (also +1 415-867-5309)"}`)).client(t, Twilio)
	_, refused := refuses.SendText(t.Context(), Text{To: elder, From: hotline, Body: "好"})
	if want := "carrier: Invalid 'To' Phone Number: …4567 (also …5309) (HTTP 400, code 21211)"; refused.Error() != want {
		t.Errorf("says %q, want %q", refused, want)
	}
	_, lost := newCarrier(t, drops).client(t, Twilio).FindCall(t.Context(), hotline, elder, time.Now())
	if lost == nil || strings.Contains(lost.Error(), "61234567") {
		t.Errorf("says %v", lost)
	}
}
