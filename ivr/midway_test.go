package ivr_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"hourline/ledger/care"
)

// What the walk shows of the decisions, here on the webhooks with real books.

// dialled is the carrier's word on a phone that was rung for the caller.
func (c *call) dialled(status string) *call {
	c.Helper()
	c.clock.Advance(25 * time.Second)
	c.at = c.post(c.at.action(), c.form(url.Values{"DialCallStatus": {status}}))
	return c
}

// rings is the phone that the caller is being connected with.
func (c *call) rings() string {
	n, _ := c.at.verbs.find("Number")
	return n.Text
}

func TestWhoHangsUpWhileStaffAreRungIsCalledBack(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("0").hears("转工作人员")
	h.hangUp(c)
	h.hangUp(c) // the status callback comes twice
	if got := h.tickets(); got != "call-back" {
		t.Errorf("the tickets are %q", got)
	}
}

func TestWhoHangsUpAfterTheTalkIsNotCalledBack(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("0")
	n, _ := c.at.verbs.find("Number")
	whisper := h.post(n.attr("url"), url.Values{"CallSid": {"CA2"}, "From": {hotline}, "To": {director}})
	h.post(whisper.action(), url.Values{"CallSid": {"CA2"}, "From": {hotline}, "To": {director}, "Digits": {"1"}})
	h.hangUp(c)
	if got := h.tickets(); got != "" {
		t.Errorf("the tickets are %q", got)
	}
}

func TestAStrangerWhoHangsUpBeforeSpeakingIsCalledBack(t *testing.T) {
	h := open(t)
	c := h.call("CA1", "+8687160000001").press("1").hears("请说您的名字")
	h.hangUp(c)
	if got := h.tickets(); got != "call-back" {
		t.Errorf("the tickets are %q", got)
	}
}

// A hang-up after each key of a request: nothing is booked before the last.
func TestAHangUpAfterEachKeyOfARequest(t *testing.T) {
	for keys, want := range map[string]string{"1": "", "12": "unfinished", "122": "unfinished", "1221": ""} {
		t.Run(keys, func(t *testing.T) {
			h := open(t)
			h.hangUp(h.call("CA1", wang).press(strings.Split(keys, "")...))
			if got := h.tickets(); got != want {
				t.Errorf("the tickets are %q, want %q", got, want)
			}
			if got := h.requests(wang) == 1; got != (keys == "1221") {
				t.Errorf("booked: %v", got)
			}
		})
	}
}

// Whoever never presses hears the menu, its keys and the two that always
// help; then staff are rung one after another, and a call back is promised.
func TestACallerWhoNeverPressesIsRungBack(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).silent().hears("请听一遍").silent().hears("找人帮忙按1").silent().hears("转工作人员")
	var rung []string
	for c.rings() != "" && len(rung) < 9 {
		rung = append(rung, c.rings())
		c.dialled("no-answer")
	}
	c.hears("没有人能接电话", "打回去")
	if len(rung) != 3 || rung[0] != director || rung[2] != fallback {
		t.Errorf("rang %d phones, the first %v, the last not the fallback number", len(rung), rung[0] == director)
	}
	h.hangUp(c)
	if got := h.cases(); got != "silent" {
		t.Errorf("the cases are %q", got)
	}
}

// A trembling finger presses every key twice within a second.
func TestEveryKeyTwiceIsOneRequest(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang)
	for _, key := range []string{"1", "2", "2"} {
		c.press(key)
		heard := c.at.words()
		c.clock.Advance(300 * time.Millisecond)
		c.at = c.post(c.at.action(), c.form(url.Values{"Digits": {key}}))
		if c.at.words() != heard {
			t.Fatalf("the echo of %s heard %q, not %q", key, c.at.words(), heard)
		}
	}
	c.press("1").hears("记下了")
	if h.requests(wang) != 1 {
		t.Error("booked not once")
	}
}

func TestFiveKeysAtOnceAreOneWrongKey(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("12345").hears("这个键没有用", "请人到家里来")
	c.press("1", "2", "2").press("11").hears("这个键没有用") // and no booking either
	if h.requests(wang) != 0 {
		t.Error("something was booked")
	}
	c.press("91").hears("正在叫人")
}

// Her helper has hung up and she still needs somebody: 9 rings everybody again.
func TestAnElderLeftAloneRingsEverybodyAgain(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("9").hears("正在叫人")
	if _, err := h.centre.AcceptCase(context.Background(), 1, 0); err != nil {
		t.Fatal(err)
	}
	c.silent().hears("王主任")
	if c.rings() != director {
		t.Fatalf("the acceptor, who is not on the telephone, is not dialled: %s", c.at.raw)
	}
	c.dialled("completed").hears("电话那头断了").press("5").hears("这个键没有用", "请按9").press("9").hears("还在叫人")
	if k, err := h.centre.Case(context.Background(), 1); err != nil || k.Progress.State != care.Ringing {
		t.Errorf("the case is %s, %v", k.Progress.State, err)
	}
}

// The acceptor's phone is dead: she is not left waiting for it for ever.
func TestAnAcceptorWhoDoesNotPickUpIsFollowedByEverybody(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("9")
	if _, err := h.centre.AcceptCase(context.Background(), 1, 0); err != nil {
		t.Fatal(err)
	}
	c.silent()
	for range 2 {
		c.dialled("no-answer").hears("请别挂电话").silent()
	}
	c.dialled("busy").hears("还在叫人")
	if k, err := h.centre.Case(context.Background(), 1); err != nil || k.Progress.State != care.Ringing {
		t.Errorf("the case is %s, %v", k.Progress.State, err)
	}
}

// She waits, and the desk or the acceptor's text says that it is settled; she
// may be of another mind.
func TestAnEmergencyThatIsClosedWhileTheElderWaits(t *testing.T) {
	for name, accepted := range map[string]bool{"nobody has it": false, "the acceptor's phone is rung": true} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			c := h.call("CA1", wang).press("9")
			if accepted {
				if _, err := h.centre.AcceptCase(t.Context(), 1, 0); err != nil {
					t.Fatal(err)
				}
				c.silent().dialled("busy").hears("王主任接了")
			}
			if _, err := h.centre.CloseCase(t.Context(), 1, care.Closing{Actor: "赵", Outcome: "邻居在"}); err != nil {
				t.Fatal(err)
			}
			c.silent().hears("事情办好了", "请按9").press("9").hears("收到了")
			if got := h.cases(); got != "alarm" {
				t.Errorf("the cases are %q", got)
			}
		})
	}
}

// She waits for the acceptor, who has given no word: she hears that others are
// called, and then who has it.
func TestAnEmergencyThatIsReopenedWhileTheElderWaits(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("9")
	accept := func(who int) {
		t.Helper()
		if _, err := h.centre.AcceptCase(t.Context(), 1, who); err != nil {
			t.Fatal(err)
		}
	}
	accept(0)
	c.silent().dialled("busy").hears("王主任接了").silent().dialled("busy").hears("王主任接了")
	if _, err := h.centre.CheckedCase(t.Context(), 1, 0, care.HandOver); err != nil {
		t.Fatal(err)
	}
	c.silent().hears("还在叫人")
	accept(1)
	for range 2 { // the second has three tries too
		if c.silent().hears("小马接了"); c.rings() != "+8613800000102" {
			t.Errorf("she is connected with %s", c.at.raw)
		}
		c.dialled("busy").hears("小马接了")
	}
}

// Whatever was pressed before: within 15 s key 1 takes an alarm back.
func TestAMistakeAfterAnotherKey(t *testing.T) {
	h := open(t)
	h.call("CA1", wang).press("9", "5", "9").hears("已经在叫人").press("1").hears("不叫人了", "有人打电话问您")
	if got := h.cases(); got != "cancelled" {
		t.Errorf("the cases are %q", got)
	}
	c := h.call("CA2", shared).press("9", "5")
	h.clock.Advance(15 * time.Second)
	c.press("1").hears("停不下来")
}

// An answer that came too late is not taken for one.
func TestAnAcceptorWhoAnswersWhenAnotherHasIt(t *testing.T) {
	h := open(t)
	h.call("CA1", wang).press("9")
	if _, err := h.centre.AcceptCase(t.Context(), 1, 0); err != nil {
		t.Fatal(err)
	}
	form := url.Values{"CallSid": {"CA2"}, "From": {hotline}, "To": {director}}
	asked := h.post("/voice/turn?d=check&n=S10&o=99&c=1", form)
	if !strings.Contains(asked.words(), "翠湖社区,案号") || !strings.Contains(asked.words(), "老人平安,请按1") {
		t.Fatalf("asked %q", asked.words())
	}
	form.Set("Digits", "1")
	for _, c := range []struct {
		becomes func() error
		hears   string
	}{
		{func() error { _, err := h.centre.CheckedCase(t.Context(), 1, 0, care.HandOver); return err }, "又在叫人了"},
		{func() error { _, err := h.centre.AcceptCase(t.Context(), 1, 1); return err }, "小马已经接了"},
		{func() error { _, err := h.centre.CheckedCase(t.Context(), 1, 1, care.Safe); return err }, "了结了"},
	} {
		if err := c.becomes(); err != nil {
			t.Fatal(err)
		}
		if at := h.post(asked.action(), form); !strings.Contains(at.words(), c.hears) || strings.Contains(at.words(), "记下了") {
			t.Errorf("hears %q, want %q", at.words(), c.hears)
		}
	}
}

// The visit is given up while the elder listens to its announcement: what is
// said then is true.
func TestAVisitGivenUpWhileItIsAnnounced(t *testing.T) {
	h := open(t)
	h.call("CA1", wang).press("1", "2", "2", "1")
	zhang := care.Text{SID: "SM1", From: "+8613800000001"}
	a, _, err := h.centre.Appointment(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.centre.Take(t.Context(), zhang, a.Request.ID, care.NoTime); err != nil {
		t.Fatal(err)
	}
	a, _, err = h.centre.Appointment(t.Context(), 1)
	if err != nil || !a.Request.Taken() {
		t.Fatal(a, err)
	}
	form := url.Values{"CallSid": {"CA2"}, "From": {hotline}, "To": {wang}}
	at := h.post("/voice/turn?d=announce&n=O1&o=7&v=1&m=1", form)
	h.call("CA3", wang).press("3", "2", "1").hears("取消了")
	form.Set("Digits", "1")
	at = h.post(at.action(), form)
	if !strings.Contains(at.words(), "有变动") || strings.Contains(at.words(), "小张") {
		t.Errorf("hears %q", at.words())
	}
}

// A promise to call back is made only to a number that can be seen.
func TestAHiddenCallerWhomNobodyAnswersIsAskedForTheNumber(t *testing.T) {
	h := open(t)
	c := h.call("CA1", "anonymous").press("0")
	for c.rings() != "" {
		c.dialled("no-answer")
	}
	c.hears("没有人能接电话", "看不到您的号码")
	if got := h.tickets(); got != "" {
		t.Errorf("the tickets are %q before anything was said", got)
	}
	c.at = h.post(c.at.action(), c.form(url.Values{"RecordingSid": {"RE1"}, "RecordingUrl": {"https://carrier/RE1"}}))
	c.hears("记下了", "打回去")
	if got := h.tickets(); got != "voice-note" {
		t.Errorf("the tickets are %q", got)
	}
}

// An elder who hangs up before pressing anything may have slipped; one who
// does it again within ten minutes is called back.
func TestTwoHangUpsWithoutAKeyAreASilentCall(t *testing.T) {
	h := open(t)
	ring := func(sid, from string) {
		h.hangUp(h.call(sid, from))
		h.clock.Advance(4 * time.Minute)
	}
	ring("CA1", wang)
	ring("CA2", "+8687160000001") // a stranger's are nothing
	ring("CA3", "+8687160000001")
	h.hangUp(&call{house: h, sid: "CA1", from: wang}) // the status callback once more
	if got := h.cases(); got != "" {
		t.Fatalf("after one hang-up the cases are %q", got)
	}
	h.clock.Advance(time.Hour)
	ring("CA4", wang)
	ring("CA7", shared)
	h.hangUp(h.call("CA5", shared).press("9")) // in need, and not counted
	if got := h.cases(); got != "alarm" {
		t.Fatalf("after an hour the cases are %q", got)
	}
	ring("CA6", wang)
	if got := h.cases(); got != "alarm hangups" {
		t.Errorf("after two hang-ups the cases are %q", got)
	}
}
