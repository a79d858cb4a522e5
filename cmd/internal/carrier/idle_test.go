package carrier_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
)

// TestIdleIsNeverTooEarly moves the clock the moment that the network says it
// is idle, and checks that whatever was due has then been done: the loop of
// Gather and Redirect takes one webhook a step, neither more nor fewer.
func TestIdleIsNeverTooEarly(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Gather timeout="1" numDigits="1" action="/voice"/><Redirect/>`)
	const callers, steps = 8, 150
	var phones []*carrier.Handset
	for i := range callers {
		phones = append(phones, w.AddHandset(carrier.HandsetConfig{Name: fmt.Sprint("caller", i), E164: fmt.Sprintf("+861390001%04d", i)}))
		w.do(phones[i].Dial(hotline))
	}
	for step := range steps {
		before := len(w.customer.posts("/voice"))
		if step%2 == 0 {
			w.clock.set(w.clock.Now().Add(time.Second))
		} else {
			for _, h := range phones {
				if err := h.Press("1"); err != nil {
					t.Fatal(err)
				}
			}
		}
		if w.Idle() && len(w.customer.posts("/voice")) != before+callers {
			t.Fatalf("step %d: idle in the very moment that everybody was woken", step)
		}
		for !w.Idle() {
			time.Sleep(20 * time.Microsecond)
		}
		if got := len(w.customer.posts("/voice")) - before; got != callers {
			t.Fatalf("step %d: idle after %d of %d webhooks", step, got, callers)
		}
	}
}

func TestWaitingForThePersonOrTheClockIsIdle(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Dial timeout="600">`+liNumber+`</Dial>`)
	w.do(w.wang.Dial(hotline)) // settles while li's handset rings
	w.Misbehave(func(m *carrier.Misbehaviour) { m.LateStatus = time.Hour })
	w.do(w.wang.HangUp()) // settles while the callback waits
	if got := w.statuses("/status"); len(got) != 0 {
		t.Errorf("callbacks %q", got)
	}
	w.pass(time.Hour)
	if got := w.statuses("/status"); len(got) != 1 {
		t.Errorf("callbacks %q", got)
	}
}

func TestIdleIsFalseWhileARequestIsAnswered(t *testing.T) {
	var n *carrier.Network
	var idle atomic.Bool
	asked := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		idle.Store(n.Idle())
		close(asked)
	}))
	defer slow.Close()
	n = carrier.New(carrier.Config{AccountSID: accountSID, AuthToken: authToken})
	defer n.Close()
	n.AddNumber(carrier.Number{E164: hotline, SMSURL: slow.URL})
	if err := n.AddHandset(carrier.HandsetConfig{Name: "wang", E164: wangNumber}).Text(hotline, "hi"); err != nil {
		t.Fatal(err)
	}
	<-asked
	if idle.Load() {
		t.Error("idle while a webhook is answered")
	}
}

func TestCloseEndsEverythingThatWaits(t *testing.T) {
	w := newWorld(t)
	w.customer.answers("/voice", func(url.Values) string { return "<Response><Pause length=\"999\"/></Response>" })
	w.do(w.wang.Dial(hotline))
	w.call()
	events := w.Subscribe(t.Context())
	w.Close()
	for range events { // until it is closed
	}
	if err := w.wang.Text(hotline, "hi"); err != carrier.ErrClosed {
		t.Errorf("a text after Close: %v", err)
	}
	if status, _ := w.get("Calls.json"); status != 200 {
		t.Errorf("the interface answers %d", status)
	}
	if !w.Idle() {
		t.Error("not idle after Close")
	}
}
