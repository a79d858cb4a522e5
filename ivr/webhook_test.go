package ivr_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"hourline/ivr"
	"hourline/ivr/session"
	"hourline/ledger/care"
	"hourline/prompts"
)

func TestARequestTakesFourKeys(t *testing.T) {
	h := open(t)
	h.call("CA1", wang).hears("王奶奶您好", "请按9").
		press("1").hears("家务事").
		press("2").hears("今天").
		press("2").hears("明天", "陪您聊天").
		press("1").hears("记下了")
	if h.requests(wang) != 1 {
		t.Error("nothing was booked")
	}
}

func TestTheSameWebhookTwiceGetsTheSameAnswerAndOneEffect(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("1", "2", "2")
	confirm := c.at.action()
	first := h.post(confirm, c.form(url.Values{"Digits": {"1"}}))
	second := h.post(confirm, c.form(url.Values{"Digits": {"1"}}))
	if first.raw != second.raw {
		t.Errorf("the repeat heard something else:\n%s\n%s", first.raw, second.raw)
	}
	if h.requests(wang) != 1 {
		t.Error("booked not once")
	}
}

func TestTwoPostsAtTheSameMomentBookOnce(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("1", "2", "2")
	confirm := c.at.action()
	const posts = 8
	answers := make([]string, posts)
	var all sync.WaitGroup
	for i := range posts {
		all.Go(func() { answers[i] = h.post(confirm, c.form(url.Values{"Digits": {"1"}})).raw })
	}
	all.Wait()
	for _, a := range answers {
		if a != answers[0] {
			t.Errorf("two answers to one key:\n%s\n%s", answers[0], a)
		}
	}
	if h.requests(wang) != 1 {
		t.Error("booked not once")
	}
}

func TestAPostFromThePastHearsWhatItHeardThen(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang)
	early, form := c.at.action(), c.form(url.Values{"Digits": {"1"}})
	then := h.post(early, form)
	c.at = then
	c.press("2", "2")
	if late := h.post(early, form); late.raw != then.raw {
		t.Errorf("a late post heard %q", late.words())
	}
	c.press("1").hears("记下了") // and the call goes on
}

// A turn number that runs ahead books nothing twice and leaves nobody behind.
func TestAPostFromTheFutureLeadsNobodyAstray(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("1", "2")
	ahead := strings.Replace(c.at.action(), "t=3", "t=900", 1)
	if ahead == c.at.action() {
		t.Fatalf("the third turn is not in %s", ahead)
	}
	c.clock.Advance(2 * time.Second) // or the key would be taken for an echo
	future := h.post(ahead, c.form(url.Values{"Digits": {"2"}}))
	c.press("2") // the same key, with its own number, comes second
	if c.at.raw != future.raw {
		t.Errorf("heard %q and %q", future.words(), c.at.words())
	}
	c.hears("明天", "对的").press("1").hears("记下了")
	if h.requests(wang) != 1 {
		t.Error("booked not once")
	}
}

// A key that bounces is not a second key: what is booked is said again, and is
// true then too.
func TestABouncingKeyHearsTheSameOnceMore(t *testing.T) {
	h := open(t)
	h.call("CA1", wang).press("1", "2", "2", "1").hears("记下了")
	c := h.call("CA2", wang).press("3").hears("现在还没有人接")
	c.at = c.post(c.at.action(), c.form(url.Values{"Digits": {"3"}}))
	c.hears("现在还没有人接").press("2", "1").hears("取消了")
}

// The first document of a call that we placed may be asked for twice, too.
func TestTheFirstDocumentOfOurCallIsAskedForAgain(t *testing.T) {
	h := open(t)
	h.call("CA1", wang).press("1", "2", "2", "1")
	if err := h.centre.Take(t.Context(), care.Text{SID: "SM1", From: "+8613800000001"}, 1, care.NoTime); err != nil {
		t.Fatal(err)
	}
	ours := call{house: h, sid: "CA2", from: hotline}
	first := "/voice/turn?d=announce&n=O1&v=1&o=1&m=1"
	ask := func() doc { return h.post(first, ours.form(url.Values{"To": {wang}})) }
	ours.at = ask()
	if err := h.centre.CancelRequest(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if again := ask(); again.raw != ours.at.raw {
		t.Errorf("asked again it is %q", again.words())
	}
}

func TestALostSessionCostsNothing(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("1", "2", "2")
	h.handler.Sessions = session.NewMemory(session.Options{Clock: h.clock.Clock()})
	c.press("1").hears("记下了")
	if h.requests(wang) != 1 {
		t.Error("nothing was booked")
	}
}

// brokenStore is a Redis that is gone.
type brokenStore struct{ session.Store }

func (brokenStore) Load(context.Context, string) (session.Snapshot, error) {
	return session.Snapshot{}, session.ErrUnavailable
}
func (brokenStore) Save(context.Context, string, int64, []byte) error { return session.ErrUnavailable }
func (brokenStore) Answer(context.Context, string) ([]byte, bool, error) {
	return nil, false, session.ErrUnavailable
}
func (brokenStore) Remember(context.Context, string, []byte) error { return session.ErrUnavailable }

func TestWithoutASessionStoreEverythingWorks(t *testing.T) {
	h := open(t)
	h.handler.Sessions = brokenStore{}
	h.call("CA1", wang).press("1", "2", "2", "1").hears("记下了")
	h.call("CA2", wang).press("9").hears("正在叫人")
}

// forbiddenStore fails the test when it is asked anything.
type forbiddenStore struct {
	session.Store
	t *testing.T
}

func (f forbiddenStore) Load(context.Context, string) (session.Snapshot, error) {
	f.t.Error("the emergency asked the session store")
	return session.Snapshot{}, session.ErrUnavailable
}

func TestTheEmergencyDoesNotTouchTheSessionStore(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang)
	h.handler.Sessions = forbiddenStore{t: t}
	c.press("9").hears("正在叫人").silent().hears("还在叫人,我们接着打")
	calls := h.placeCalls()
	c.silent().hears("已经打给王主任").press("9").hears("已经在叫人")
	young, old := h.picksUp("CA2", "+8613800000102", calls[1]), h.picksUp("CA3", director, calls[0])
	young.hears("紧急").silent().hears("翠湖社区,老人呼救").press("5").hears("能马上处理").press("#")
	old.hears("紧急").press("1").hears("交给您了", "翠湖南路")
	young.press("1").hears("王主任已经接了")
	c.silent().hears("王主任接了")
}

// placeCalls lets the carrier take all calls of emergencies that wait, and
// tells what each of them asks when it is answered.
func (h *house) placeCalls() (urls []string) {
	h.Helper()
	rows, err := h.centre.Claim(h.Context(), care.EmergencyLane, 10)
	if err != nil {
		h.Fatal(err)
	}
	dialer := ivr.Dialer{Place: func(_ context.Context, c ivr.Call) (string, error) {
		urls = append(urls, c.URL)
		return fmt.Sprintf("CA-out-%d", len(urls)), nil
	}}
	for _, o := range rows {
		if err := h.centre.Settle(h.Context(), o, dialer.Hand().Do(h.Context(), o)); err != nil {
			h.Fatal(err)
		}
	}
	return urls
}

// picksUp is the call of somebody whom we rang.
func (h *house) picksUp(sid, number, url string) *call {
	h.Helper()
	c := &call{house: h, sid: sid, from: hotline, to: number}
	c.at = h.post(url, c.form(nil))
	return c
}

func TestABouncingKeyCountsOnce(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("1").hears("家务事") // at home
	c.at = h.post(c.at.action(), c.form(url.Values{"Digits": {"1"}}))
	c.hears("家务事") // not yet the day
	c.at = h.post(c.at.action(), c.form(url.Values{"Digits": {"2"}}))
	c.hears("今天") // another key counts at once
}

func TestNineIsHeardAmongHurriedKeys(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang)
	c.at = h.post(c.at.action(), c.form(url.Values{"Digits": {"99"}}))
	c.hears("正在叫人")
}

func TestHiddenCallersAreStrangers(t *testing.T) {
	h := open(t)
	for _, from := range []string{"", "anonymous", "+86282452253", "+266696687", "Restaurant", "+86871x"} {
		c := h.call("CA"+from, from)
		c.hears("要帮忙")
		c.press("9").hears("正在叫人")
	}
}

func TestASharedLineAsksWhoIsCalling(t *testing.T) {
	h := open(t)
	c := h.call("CA1", shared).hears("李爷爷", "赵奶奶", "请按9")
	c.press("3").hears("这个键没有用")
	c.press("2").hears("赵奶奶您好")
}

func TestAHangUpBeforeConfirmingBecomesATicket(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).press("1", "2", "2")
	h.hangUp(c)
	if got := h.tickets(); got != "unfinished" {
		t.Errorf("the tickets are %q", got)
	}
	if h.requests(wang) != 0 {
		t.Error("what was never confirmed was booked")
	}
}

func TestAKnownElderWhoPressesNothingIsCalledBack(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang).silent()
	h.hangUp(c)
	if got := h.cases(); got != "silent" {
		t.Errorf("the cases are %q", got)
	}
}

func (h *house) hangUp(c *call) {
	h.Helper()
	form := c.form(url.Values{"CallStatus": {"completed"}})
	if code := h.status("/voice/status", form); code != 204 {
		h.Fatalf("status callback: %d", code)
	}
}

func TestWhenNothingWorksAPersonIsDialled(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang)
	h.handler.Prompts = &prompts.Catalogue{} // every word is missing, and saying one panics or fails
	c.at = h.post(c.at.action(), c.form(url.Values{"Digits": {"1"}}))
	if n, ok := c.at.verbs.find("Number"); !ok || n.Text != fallback {
		t.Errorf("nobody is dialled: %s", c.at.raw)
	}
	if !strings.Contains(h.log.String(), "level=ERROR") || strings.Contains(h.log.String(), wang) {
		t.Errorf("logged: %s", h.log.String())
	}
}

func TestAnEmergencyThatCannotBeStoredDialsTheFallback(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang)
	h.centre.Close()
	c.at = h.post(c.at.action(), c.form(url.Values{"Digits": {"9"}}))
	c.hears("转接值班人员")
	if n, ok := c.at.verbs.find("Number"); !ok || n.Text != fallback {
		t.Errorf("nobody is dialled: %s", c.at.raw)
	}
}

func TestAddressesOfAnotherVersionStartOver(t *testing.T) {
	h := open(t)
	c := h.call("CA1", wang)
	for _, address := range []string{
		"/voice/turn", "/voice/turn?d=hotline&n=GONE&t=4", "/voice/turn?d=gone&n=M1&t=4",
		"/voice/turn?d=hotline&n=M1&t=-7", "/voice/turn?d=hotline&n=M1&t=99999999999999999999",
	} {
		c.at = h.post(address, c.form(url.Values{"Digits": {"x"}}))
		c.press("9").hears("正在叫人")
	}
}
