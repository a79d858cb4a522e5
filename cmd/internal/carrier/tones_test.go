package carrier_test

import (
	"net/url"
	"slices"
	"testing"
	"time"
)

// callOwn places a call from the hotline to the hotline.
func (w *world) callOwn() string {
	w.Helper()
	form := pairs("To", hotline, "From", hotline, "Url", w.customer.URL+"/out", "StatusCallback", w.customer.URL+"/progress")
	form["StatusCallbackEvent"] = allEvents
	_, body := w.post("Calls.json", form)
	w.settle()
	return body["sid"].(string)
}

func TestACallToALineOfOnesOwnHasTwoLegs(t *testing.T) {
	for _, row := range []struct {
		label    string
		in, out  string // what the two legs are told
		digits   string // that the incoming leg's Gather got
		statuses []string
	}{
		{"tones of the one are keys of the other", `<Gather numDigits="1" timeout="10" action="/key"/>`, `<Play digits="ww9"/>`, "9",
			[]string{"initiated", "ringing", "in-progress", "completed"}},
		{"tones stop a prompt", `<Gather numDigits="1" action="/key"><Say>long</Say><Say>words</Say></Gather>`, `<Play digits="ww9"/><Pause length="5"/>`, "9",
			[]string{"initiated", "ringing", "in-progress", "completed"}},
		{"several at once", `<Gather numDigits="3" timeout="10" action="/key"/>`, `<Play digits="w1Ww2#"/>`, "12",
			[]string{"initiated", "ringing", "in-progress", "completed"}},
		{"too early they are lost", `<Pause length="5"/><Gather numDigits="1" timeout="10" action="/key"/>`, `<Play digits="ww9"/><Pause length="5"/>`, "",
			[]string{"initiated", "ringing", "in-progress", "completed"}},
		{"the other end is engaged", `<Reject reason="busy"/>`, `<Play digits="ww9"/>`, "", []string{"initiated", "ringing", "busy"}},
		{"the other end hangs up", `<Hangup/>`, `<Play digits="ww9"/>`, "", []string{"initiated", "ringing", "in-progress", "completed"}},
		{"no tones at all", `<Gather numDigits="1" timeout="10" action="/key"/>`, `<Play digits="ABC"/>`, "", []string{"initiated", "ringing", "in-progress", "completed"}},
	} {
		t.Run(row.label, func(t *testing.T) {
			w := newWorld(t)
			w.customer.says("/voice", row.in)
			w.customer.says("/out", row.out)
			w.customer.says("/key", `<Hangup/>`)
			sid := w.callOwn()
			w.pass(2 * time.Minute)
			if got := w.customer.last("/key").Get("Digits"); got != row.digits {
				t.Errorf("the other leg got %q, want %q", got, row.digits)
			}
			if got := w.statuses("/progress"); !slices.Equal(got, row.statuses) {
				t.Errorf("status callbacks %q, want %q", got, row.statuses)
			}
			in := w.customer.last("/voice")
			if in.Get("From") != hotline || in.Get("To") != hotline || in.Get("Direction") != "inbound" || in.Get("CallSid") == sid {
				t.Errorf("the incoming leg is %v", in)
			}
		})
	}
}

func TestOneLegEndsWithTheOther(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Pause length="600"/>`)
	w.customer.says("/out", `<Pause length="600"/>`)
	out := w.callOwn()
	in := w.customer.last("/voice").Get("CallSid")
	if w.statusOf(out) != "in-progress" || w.statusOf(in) != "in-progress" {
		t.Fatalf("the legs are %s and %s", w.statusOf(out), w.statusOf(in))
	}
	w.post("Calls/"+in+".json", url.Values{"Status": {"completed"}})
	w.settle()
	if w.statusOf(out) != "completed" || w.statusOf(in) != "completed" {
		t.Errorf("the legs are %s and %s", w.statusOf(out), w.statusOf(in))
	}
}

func TestAWebhookThatRefusesEndsBothLegs(t *testing.T) {
	w := newWorld(t)
	w.customer.fails("/voice", 403)
	w.customer.says("/out", `<Play digits="ww9"/><Pause length="60"/>`)
	out := w.callOwn()
	w.pass(10 * time.Second)
	if got := w.statusOf(out); got != "completed" {
		t.Errorf("the call is %s", got)
	}
}

func TestLegsMeetInAConference(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Dial><Conference>both</Conference></Dial>`)
	w.customer.says("/out", `<Pause length="5"/>`)
	out := w.callOwn()
	w.pass(10 * time.Second)
	if got := w.statusOf(out); got != "completed" {
		t.Errorf("the call is %s", got)
	}
}

func TestAMinimalCarrierPlaysNoTones(t *testing.T) {
	w := newWorld(t, minimal)
	w.customer.says("/out", `<Play digits="1"/><Say>never</Say>`)
	w.call()
	w.do(w.li.Answer())
	w.pass(10 * time.Second)
	w.mustHear(w.li)
}
