package carrier_test

import (
	"slices"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
)

// emergency has wang wait in a conference for li, who is called.
func emergency(t *testing.T) *world {
	w := newWorld(t)
	w.customer.says("/voice", `<Dial action="/after"><Conference startConferenceOnEnter="false" endConferenceOnExit="true" waitUrl="/wait"
		statusCallback="/room" statusCallbackEvent="start end join leave">case 235</Conference></Dial>`)
	w.customer.says("/wait", `<Say>still calling</Say><Pause length="14"/>`)
	w.customer.says("/out", `<Dial action="/after"><Conference participantLabel="director">case 235</Conference></Dial>`)
	w.customer.says("/after", `<Say>the conference is over</Say>`)
	return w
}

func TestElderWaitsUntilTheDirectorJoins(t *testing.T) {
	w := emergency(t)
	w.do(w.wang.Dial(hotline))
	w.pass(20 * time.Second)
	w.mustHear(w.wang, "still calling", "still calling")
	w.call()
	w.do(w.li.Answer())
	w.do(w.li.Speak("I am here"))
	w.do(w.wang.Speak("thank you"))
	w.pass(time.Minute)
	w.mustHear(w.wang, "still calling", "still calling", "I am here")
	w.mustHear(w.li, "thank you")
	_, body := w.get("Conferences/case%20235/Participants.json")
	if in := body["participants"].([]any); len(in) != 2 || in[1].(map[string]any)["label"] != "director" {
		t.Errorf("participants %v", in)
	}
	w.do(w.wang.HangUp())
	w.mustHear(w.li, "thank you", "the conference is over")
	if got := w.customer.last("/after").Get("DialCallStatus"); got != "answered" {
		t.Errorf("DialCallStatus %q", got)
	}
	var events []string
	for _, p := range w.customer.posts("/room") {
		events = append(events, p.Get("StatusCallbackEvent"))
	}
	want := []string{"participant-join", "participant-join", "conference-start", "participant-leave", "conference-end", "participant-leave"}
	slices.Sort(events[3:]) // who leaves first is not settled
	slices.Sort(want[3:])
	if !slices.Equal(events, want) {
		t.Errorf("callbacks %q, want %q", events, want)
	}
}

func TestElderStaysWhenTheDirectorLeaves(t *testing.T) {
	w := emergency(t)
	w.do(w.wang.Dial(hotline))
	w.call()
	w.do(w.li.Answer())
	w.do(w.li.HangUp())
	if phase := w.wang.State().Phase; phase != carrier.Talking {
		t.Errorf("wang's handset is %s", phase)
	}
	_, body := w.get("Conferences.json?Status=in-progress&FriendlyName=case+235")
	if len(body["conferences"].([]any)) != 1 {
		t.Errorf("conferences %v", body)
	}
}

func TestWaitingMemberIsMovedOut(t *testing.T) {
	w := emergency(t)
	w.customer.fails("/wait", 500)
	w.do(w.wang.Dial(hotline))
	w.post("Calls/"+w.wang.State().CallSID+".json", pairs("Twiml", "<Response><Say>hang up and dial 120</Say></Response>"))
	w.settle()
	w.mustHear(w.wang, "hang up and dial 120")
}
