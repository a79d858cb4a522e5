package carrier_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
)

// progress makes a call that li answers, and returns its status callbacks.
func (w *world) progress() []string {
	w.customer.says("/out", "<Say>hello</Say>")
	form := pairs("To", liNumber, "From", hotline, "Url", w.customer.URL+"/out", "StatusCallback", w.customer.URL+"/progress")
	form["StatusCallbackEvent"] = allEvents
	w.post("Calls.json", form)
	w.settle()
	w.do(w.li.Answer())
	w.pass(2 * time.Second)
	return w.statuses("/progress")
}

func TestEveryWebhookComesTwice(t *testing.T) {
	w := newWorld(t)
	w.Misbehave(func(m *carrier.Misbehaviour) { m.DuplicateWebhooks = true })
	if got := w.progress(); len(got) != 8 {
		t.Errorf("callbacks %q", got)
	}
	w.do(w.wang.Text(hotline, "hi"))
	if got := w.customer.posts("/sms"); len(got) != 2 || got[0].Get("MessageSid") != got[1].Get("MessageSid") {
		t.Errorf("texts told %v", got)
	}
	w.mustHear(w.li, "hello")
}

func TestStatusCallbacksGoWrong(t *testing.T) {
	w := newWorld(t)
	w.Misbehave(func(m *carrier.Misbehaviour) { m.LoseStatus = true })
	if got := w.progress(); len(got) != 0 {
		t.Errorf("lost callbacks came: %q", got)
	}

	w = newWorld(t)
	w.Misbehave(func(m *carrier.Misbehaviour) { m.ReorderStatus = true })
	want := []string{"ringing", "initiated", "completed", "in-progress"}
	if got := w.progress(); !slices.Equal(got, want) {
		t.Errorf("reordered callbacks %q, want %q", got, want)
	}

	w = newWorld(t)
	w.Misbehave(func(m *carrier.Misbehaviour) { m.LateStatus = time.Minute })
	if got := w.progress(); len(got) != 0 {
		t.Errorf("late callbacks came early: %q", got)
	}
	w.pass(5 * time.Minute)
	if got := w.statuses("/progress"); len(got) != 4 {
		t.Errorf("late callbacks %q", got)
	}
}

func TestStatusCallbackIsTriedAgain(t *testing.T) {
	w := newWorld(t)
	w.customer.fails("/progress", 503)
	w.progress()
	w.customer.fails("/progress", 0)
	w.pass(time.Minute)
	seen := map[string]bool{}
	for _, s := range w.statuses("/progress") {
		seen[s] = true
	}
	if len(seen) != 4 {
		t.Errorf("callbacks %v", seen)
	}
}

func TestLineGoesDeadInAGather(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Gather action="/next"><Say>press</Say><Say>a key</Say></Gather>`)
	w.Misbehave(func(m *carrier.Misbehaviour) { m.HangUpGathers = 1 })
	w.do(w.wang.Dial(hotline))
	w.pass(time.Second)
	w.mustHear(w.wang, "press")
	if w.wang.State().Phase != carrier.OnHook || w.customer.last("/status").Get("CallStatus") != "completed" {
		t.Error("the line is not dead")
	}
	w.do(w.wang.Dial(hotline))
	w.pass(time.Second)
	w.mustHear(w.wang, "press", "a key")
}

func TestNoCallReachesItsHandset(t *testing.T) {
	w := newWorld(t)
	w.Misbehave(func(m *carrier.Misbehaviour) { m.NeverRing = true })
	sid := w.call("Timeout", "20")
	if phase := w.li.State().Phase; phase != carrier.OnHook {
		t.Errorf("the handset is %s", phase)
	}
	w.pass(20 * time.Second)
	if got := w.statusOf(sid); got != "no-answer" {
		t.Errorf("the call is %s", got)
	}
}

func TestWrongSignatureIsSeenByTwilioGo(t *testing.T) {
	w := newWorld(t)
	w.progress()
	if bad := w.customer.wrongSignatures(); bad != 0 {
		t.Fatalf("%d wrong signatures without misbehaviour", bad)
	}
	w.Misbehave(func(m *carrier.Misbehaviour) { m.WrongSignature = true })
	w.do(w.wang.Text(hotline, "hi"))
	if bad := w.customer.wrongSignatures(); bad != 1 {
		t.Errorf("%d wrong signatures, want 1", bad)
	}
}

func TestWebhookIsSentAgainByItsConnectionRules(t *testing.T) {
	for _, row := range []struct {
		fragment string
		code     int
		want     int
	}{
		{"", 500, 1},
		{"#rc=2&rp=ct,5xx", 500, 3},
		{"#rc=2&rp=5xx", 404, 1},
		{"#rc=1&rp=all", 404, 2},
		{"#rc=9&rp=4xx", 404, 6},
		{"#rc=0&rp=all", 404, 1},
	} {
		t.Run(row.fragment+" after "+strconv.Itoa(row.code), func(t *testing.T) {
			w := newWorld(t)
			w.AddNumber(carrier.Number{E164: hotline, VoiceURL: w.customer.URL + "/voice?lang=zh" + row.fragment})
			w.customer.fails("/voice", row.code)
			w.do(w.wang.Dial(hotline))
			if got := len(w.customer.posts("/voice")); got != row.want {
				t.Errorf("asked %d times, want %d", got, row.want)
			}
			if bad := w.customer.wrongSignatures(); bad > 0 {
				t.Error("the fragment was signed")
			}
			tokens := map[string]bool{}
			for _, head := range w.customer.heads {
				tokens[head.Get("I-Twilio-Idempotency-Token")] = true
			}
			if len(tokens) != 1 {
				t.Errorf("%d tokens for one webhook", len(tokens))
			}
		})
	}
}

func TestGETWebhookHasItsParametersInTheURL(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Gather numDigits="1" method="GET" action="/next?turn=2"/>`)
	w.do(w.wang.Dial(hotline))
	w.do(w.wang.Press("5"))
	if p := w.customer.last("/next"); p.Get("Digits") != "5" || p.Get("turn") != "2" || w.customer.wrongSignatures() > 0 {
		t.Errorf("told %v, %d wrong signatures", p, w.customer.wrongSignatures())
	}
}

func TestAnswerThatIsNoTwiML(t *testing.T) {
	w := newWorld(t)
	w.customer.answers("/voice", func(url.Values) string { return "" })
	w.do(w.wang.Dial(hotline))
	w.mustHear(w.wang, appError)
}

func TestThePastIsReplayed(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Gather numDigits="1" action="/next?turn=2"><Say>press</Say></Gather>`)
	w.do(w.wang.Dial(hotline))
	w.do(w.wang.Press("5"))
	before := len(w.customer.posts("/voice"))
	if posted := w.Replay(nil); posted < 2 || len(w.customer.posts("/voice")) != before+1 {
		t.Errorf("%d were posted again, %d of them for the first document", posted, len(w.customer.posts("/voice"))-before)
	}
	posted := w.Replay(func(address string) string {
		if !strings.Contains(address, "turn=2") {
			return ""
		}
		return strings.Replace(address, "turn=2", "turn=9", 1)
	})
	if p := w.customer.last("/next"); posted != 1 || p.Get("turn") != "9" || p.Get("Digits") != "5" {
		t.Errorf("%d were bent, the last to %v", posted, p)
	}
	if bad := w.customer.wrongSignatures(); bad != 0 {
		t.Errorf("%d were signed wrongly", bad)
	}
}

func TestMisdeedsAreCounted(t *testing.T) {
	w := newWorld(t)
	w.Misbehave(func(m *carrier.Misbehaviour) {
		m.DuplicateWebhooks, m.LoseStatus, m.REST = true, true, []carrier.Fault{carrier.NoFault, carrier.SlowAnswer}
		m.SlowBy = time.Millisecond
	})
	w.progress()
	w.do(w.wang.Text(hotline, "hi"))
	w.statusOf("CA0") // nobody knows it, slowly
	got := w.Misdeeds()
	for _, row := range []struct {
		what string
		want int
	}{{"webhook twice", 2}, {"status lost", 4}, {"REST slow", 1}, {"REST ", 0}, {"status late", 0}} {
		if got[row.what] != row.want {
			t.Errorf("%s: %d, want %d", row.what, got[row.what], row.want)
		}
	}
}
