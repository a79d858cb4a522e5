package ivr_test

import (
	"strings"
	"testing"
	"time"
)

// The ladder is not climbed, whatever the reason is: the one who waits for it
// is not told that somebody is being rung.
func TestALadderThatStandsStill(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("9").hears("正在叫人").silent().hears("还在叫人")
	h.clock.Advance(time.Minute) // and nobody has looked at what is due
	c.silent().hears("转接值班人员")
	if n, ok := c.at.verbs.find("Number"); !ok || n.Text != fallback {
		t.Errorf("nobody is dialled: %s", c.at.raw)
	}
	if err := h.centre.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.dialled("no-answer").hears("还在叫人") // the same case, which goes on
}

func TestWhoWasPutThroughToAPersonIsLetGo(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang)
	h.centre.Close()
	c.press("9").hears("转接值班人员").dialled("busy").hears("转接值班人员").dialled("completed")
	if _, ok := c.at.verbs.find("Hangup"); !ok || c.at.words() != "" {
		t.Errorf("after the talk: %s", c.at.raw)
	}
}

// Nobody can be dialled: the emergency is tried again until it is stored.
func TestAnEmergencyWithoutBooksAndWithoutAFallback(t *testing.T) {
	h := open(t)
	h.handler.Fallback = ""
	c := h.call("CA1", wang)
	h.centre.Close()
	c.press("9").hears("再试", "120")
	again, ok := c.at.verbs.find("Redirect")
	if !ok {
		t.Fatalf("the call ends: %s", c.at.raw)
	}
	c.at = h.post(strings.TrimSpace(again.Text), c.form(nil))
	c.hears("再试")
}
