package carrier_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
)

var allEvents = []string{"initiated", "ringing", "answered", "completed"}

func TestOutgoingCallEndsAsTheHandsetHasIt(t *testing.T) {
	for _, row := range []struct {
		label     string
		to        string
		behaviour carrier.Behaviour
		act       func(*world)
		want      []string // CallStatus of the callbacks
		answered  string   // AnsweredBy
	}{
		{"answered, then the document ends", liNumber, carrier.Behaviour{}, func(w *world) { w.do(w.li.Answer()) },
			[]string{"initiated", "ringing", "in-progress", "completed"}, "human"},
		{"answers by itself", liNumber, carrier.Behaviour{AutoAnswer: true}, nil,
			[]string{"initiated", "ringing", "in-progress", "completed"}, "human"},
		{"nobody answers", liNumber, carrier.Behaviour{}, nil,
			[]string{"initiated", "ringing", "no-answer"}, ""},
		{"a machine answers", liNumber, carrier.Behaviour{Machine: true}, nil,
			[]string{"initiated", "ringing", "in-progress", "completed"}, "machine_start"},
		{"its owner hangs up instead", liNumber, carrier.Behaviour{}, func(w *world) { w.do(w.li.HangUp()) },
			[]string{"initiated", "ringing", "busy"}, ""},
		{"declines", liNumber, carrier.Behaviour{Declines: true}, nil,
			[]string{"initiated", "ringing", "busy"}, ""},
		{"busy", liNumber, carrier.Behaviour{Busy: true}, nil, []string{"initiated", "busy"}, ""},
		{"off", liNumber, carrier.Behaviour{Off: true}, nil, []string{"initiated", "no-answer"}, ""},
		{"lost on the way", liNumber, carrier.Behaviour{NeverRings: true}, nil, []string{"initiated", "no-answer"}, ""},
		{"no such number", "+8613999999999", carrier.Behaviour{}, nil, []string{"initiated", "failed"}, ""},
		{"in another call", liNumber, carrier.Behaviour{}, func(w *world) {
			w.do(w.li.Answer())
			if second := w.call(); w.statusOf(second) != "busy" {
				t.Error("a second call finds the line free")
			}
		}, []string{"initiated", "ringing", "in-progress", "completed"}, "human"},
	} {
		t.Run(row.label, func(t *testing.T) {
			w := newWorld(t)
			w.li.Set(row.behaviour)
			w.customer.says("/out", "<Say>hello</Say>")
			form := pairs("To", row.to, "From", hotline, "Url", w.customer.URL+"/out", "Timeout", "20",
				"StatusCallback", w.customer.URL+"/progress", "MachineDetection", "Enable")
			form["StatusCallbackEvent"] = allEvents
			_, body := w.post("Calls.json", form)
			w.settle()
			if row.act != nil {
				row.act(w)
			}
			w.pass(time.Minute)
			if got := w.statuses("/progress"); !slices.Equal(got, row.want) {
				t.Errorf("status callbacks %q, want %q", got, row.want)
			}
			if got := w.statusOf(body["sid"].(string)); got != row.want[len(row.want)-1] {
				t.Errorf("the call is %q", got)
			}
			for i, p := range w.customer.posts("/progress") {
				if p.Get("SequenceNumber") != string(rune('0'+i)) || p.Get("Timestamp") == "" {
					t.Errorf("callback %d is numbered %s", i, p.Get("SequenceNumber"))
				}
			}
			if got := w.customer.last("/progress").Get("AnsweredBy"); got != row.answered {
				t.Errorf("answered by %q, want %q", got, row.answered)
			}
		})
	}
}

func (w *world) statusOf(sid string) string {
	_, body := w.get("Calls/" + sid + ".json")
	status, _ := body["status"].(string)
	return status
}

func TestStatusCallbackIsOnlyTheLastUnlessOrdered(t *testing.T) {
	for label, change := range map[string]func(*carrier.Config){"twilio": func(*carrier.Config) {}, "minimal": minimal} {
		t.Run(label, func(t *testing.T) {
			w := newWorld(t, change)
			w.customer.says("/out", "<Say>hello</Say>")
			w.call("StatusCallback", w.customer.URL+"/progress")
			w.do(w.li.Answer())
			w.pass(3 * time.Second)
			posts := w.customer.posts("/progress")
			if len(posts) != 1 || posts[0].Get("CallStatus") != "completed" || posts[0].Get("SequenceNumber") != "0" || posts[0].Get("CallDuration") != "1" {
				t.Errorf("callbacks %v", posts)
			}
		})
	}
}

func TestMachineHearsTheWordsAndHangsUp(t *testing.T) {
	w := newWorld(t)
	w.li.Set(carrier.Behaviour{Machine: true})
	w.customer.says("/out", `<Gather numDigits="1" timeout="10"><Say>press 1</Say></Gather><Redirect/>`)
	sid := w.call()
	w.pass(28 * time.Second)
	if got := w.statusOf(sid); got != "in-progress" {
		t.Errorf("after 28 s the call is %s", got)
	}
	w.pass(2 * time.Second)
	if got := w.statusOf(sid); got != "completed" {
		t.Errorf("after 30 s the call is %s", got)
	}
	w.mustHear(w.li, "press 1", "press 1", "press 1")
	if w.customer.last("/out").Has("AnsweredBy") {
		t.Error("AnsweredBy is told although nobody asked")
	}
}

func TestCallIsMovedToAnotherDocument(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Gather timeout="100"><Say>waiting</Say></Gather>`)
	w.do(w.wang.Dial(hotline))
	sid := w.wang.State().CallSID
	w.customer.says("/moved", `<Say>someone is coming</Say><Pause length="9"/>`)
	if code, body := w.post("Calls/"+sid+".json", pairs("Url", w.customer.URL+"/moved")); code != 200 {
		t.Fatalf("%d %v", code, body)
	}
	w.settle()
	w.mustHear(w.wang, "waiting", "someone is coming")
	w.post("Calls/"+sid+".json", pairs("Twiml", "<Response><Say>inline</Say></Response>"))
	w.settle()
	w.mustHear(w.wang, "waiting", "someone is coming", "inline")
	w.pass(2 * time.Second)
	if code, body := w.post("Calls/"+sid+".json", pairs("Status", "completed")); code != 400 || body["code"] != 21220.0 {
		t.Errorf("ending a call that is over: %d %v", code, body)
	}
}

func TestCallIsCanceledWhileItRings(t *testing.T) {
	w := newWorld(t)
	sid := w.call()
	w.post("Calls/"+sid+".json", pairs("Status", "canceled"))
	w.settle()
	if got := w.statusOf(sid); got != "canceled" {
		t.Errorf("the call is %s", got)
	}
	if phase := w.li.State().Phase; phase != carrier.OnHook {
		t.Errorf("the handset is %s", phase)
	}
}

func TestCallIsCompletedWhileItTalks(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/out", `<Pause length="100"/>`)
	sid := w.call("TimeLimit", "50")
	w.do(w.li.Answer())
	w.post("Calls/"+sid+".json", pairs("Status", "completed"))
	w.settle()
	if got := w.statusOf(sid); got != "completed" {
		t.Errorf("the call is %s", got)
	}
	limited := w.call("TimeLimit", "50")
	w.do(w.li.Answer())
	w.pass(50 * time.Second)
	if got := w.statusOf(limited); got != "completed" {
		t.Errorf("past its limit the call is %s", got)
	}
}

func TestTonesAndRecordingOfTheWholeCall(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/out", `<Pause length="5"/>`)
	w.call("SendDigits", "ww12#", "Record", "true", "StatusCallback", w.customer.URL+"/progress")
	w.do(w.li.Answer())
	w.mustHear(w.li, "tones 12#")
	w.pass(10 * time.Second)
	p := w.customer.last("/progress")
	if p.Get("RecordingUrl") == "" || p.Get("RecordingDuration") != "7" {
		t.Errorf("the last callback has %v", p)
	}
}

func TestDialConnectsTwoHandsets(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Dial timeout="20" action="/after">`+liNumber+`</Dial>`)
	w.customer.says("/after", `<Say>goodbye</Say>`)
	w.do(w.wang.Dial(hotline))
	if s := w.li.State(); s.Phase != carrier.Ringing || s.Peer != wangNumber {
		t.Fatalf("li's handset is %+v", s)
	}
	w.do(w.li.Answer())
	w.do(w.wang.Speak("can you hear me"))
	w.do(w.li.Speak("I can"))
	w.mustHear(w.li, "can you hear me")
	w.mustHear(w.wang, "I can")
	w.pass(90 * time.Second)
	w.do(w.li.HangUp())
	p := w.customer.last("/after")
	if p.Get("DialCallStatus") != "completed" || p.Get("DialBridged") != "true" || p.Get("DialCallDuration") != "90" {
		t.Errorf("the action was told %v", p)
	}
	w.mustHear(w.wang, "I can", "goodbye")
}

func TestDialTellsWhyNobodyAnswered(t *testing.T) {
	for want, b := range map[string]carrier.Behaviour{"busy": {Busy: true}, "no-answer": {}} {
		w := newWorld(t)
		w.li.Set(b)
		w.customer.says("/voice", `<Dial timeout="20" action="/after"><Number>`+liNumber+`</Number></Dial>`)
		w.do(w.wang.Dial(hotline))
		w.pass(21 * time.Second)
		if got := w.customer.last("/after").Get("DialCallStatus"); got != want {
			t.Errorf("DialCallStatus %q, want %q", got, want)
		}
	}
}

func TestCallerWhoHangsUpEndsTheDial(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Dial>`+liNumber+`</Dial>`)
	w.do(w.wang.Dial(hotline))
	w.do(w.wang.HangUp())
	if phase := w.li.State().Phase; phase != carrier.OnHook {
		t.Errorf("li's handset is %s", phase)
	}
}

func TestFirstToAnswerIsConnectedAfterTheWhisper(t *testing.T) {
	w := newWorld(t)
	sun := w.AddHandset(carrier.HandsetConfig{Name: "sun", E164: "+8613900000004"})
	w.customer.says("/voice", `<Dial><Number url="/whisper">`+liNumber+`</Number><Number>`+sun.E164+`</Number></Dial>`)
	w.customer.says("/whisper", `<Gather numDigits="1" action="/accept"><Say>press 1</Say></Gather><Hangup/>`)
	w.customer.answers("/accept", func(p url.Values) string { return "<Response/>" })
	w.do(w.wang.Dial(hotline))
	w.do(w.li.Answer())
	if phase := sun.State().Phase; phase != carrier.OnHook {
		t.Errorf("the other handset is %s", phase)
	}
	w.do(w.wang.Speak("too early"))
	w.do(w.li.Press("1"))
	w.do(w.wang.Speak("hello"))
	w.mustHear(w.li, "press 1", "hello")
}

func TestWhisperThatHangsUpConnectsNobody(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Dial action="/after"><Number url="/whisper">`+liNumber+`</Number></Dial>`)
	w.customer.says("/whisper", `<Gather timeout="5"><Say>press 1</Say></Gather><Hangup/>`)
	w.do(w.wang.Dial(hotline))
	w.do(w.li.Answer())
	w.pass(7 * time.Second)
	if p := w.customer.last("/after"); p.Get("DialBridged") != "false" {
		t.Errorf("the action was told %v", p)
	}
}

func TestHandsetsCallEachOther(t *testing.T) {
	w := newWorld(t)
	w.do(w.wang.Dial(liNumber))
	w.do(w.li.Answer())
	w.do(w.li.Speak("hello"))
	w.mustHear(w.wang, "hello")
	if _, body := w.get("Calls.json"); len(body["calls"].([]any)) != 0 {
		t.Error("a call between two handsets is shown to the customer")
	}
	w.do(w.wang.HangUp())
	w.do(w.wang.Dial("+8613912345678"))
	w.mustHear(w.wang, "The number you have dialled is not in service.")
}

func TestHandsetRefusesWhatItCannot(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Pause length="9"/>`)
	for label, err := range map[string]error{
		"answer": w.wang.Answer(), "press": w.wang.Press("1"), "hang up": w.wang.HangUp(), "speak": w.wang.Speak("hi"), "bad keys": w.wang.Press("a"),
	} {
		if err == nil {
			t.Errorf("%s: no error", label)
		}
	}
	w.do(w.wang.DialHidden(hotline))
	if from := w.customer.last("/voice").Get("From"); from != carrier.Anonymous {
		t.Errorf("a hidden caller is %q", from)
	}
	if err := w.wang.Dial(hotline); err != carrier.ErrInCall {
		t.Errorf("a second call: %v", err)
	}
	w.li.Set(carrier.Behaviour{Off: true})
	if w.li.Dial(hotline) != carrier.ErrOff || w.li.Text(hotline, "hi") != carrier.ErrOff {
		t.Error("a handset that is off calls or texts")
	}
}
