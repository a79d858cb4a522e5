package ivr

import (
	"context"
	"net/http"
	"strings"

	"hourline/ivr/twiml"
	"hourline/ledger/care"
)

// selfTestPath is what our call to our own hotline is told.
const selfTestPath = "/voice/selftest"

// half is half a second of silence between keys.
const half = "w"

// How long the other end may take to listen, in halves of a second, and when
// the key is pressed once more. A key too many does no harm.
const (
	listensBy = 6
	onceMore  = 18
)

// presses plays a key when the other end should listen, and once more.
func presses(key string) twiml.Tones {
	return twiml.Tones{Digits: strings.Repeat(half, listensBy) + key + strings.Repeat(half, onceMore) + key}
}

// selfTest is the call that presses 9: then it waits on the line as an elder
// does, until the test has ended and we end it.
func (h *Handler) selfTest(w http.ResponseWriter, _ *http.Request) {
	const waits = 180 // seconds
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.Write(twiml.Write(nil, presses("9"), twiml.Pause{Seconds: waits}, twiml.Hangup{}))
}

// pressesOne reports whether a call that comes in from our own hotline is the
// one that accepts the emergency of a self-test. When the books cannot tell, it
// is a caller like any other.
func (h *Handler) pressesOne(ctx context.Context, r *http.Request) bool {
	if from := care.Caller(r.PostForm.Get("From")); from == "" || from != h.Number {
		return false
	}
	role, err := h.Centre.SelfTestCall(ctx, r.PostForm.Get("CallSid"))
	return err == nil && role == care.PressesOne
}

// accepts presses 1. Whoever was taken for a self-test hears the menu next.
func (h *Handler) accepts() []byte {
	menu := Place{Dialog: Hotline.Name, Node: Hotline.Start[0]}
	return twiml.Write(nil, presses("1"), twiml.Redirect{URL: h.action(menu)})
}
