package carrier

import (
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A recording is what was said on a call. Its sound is silence of that length;
// what was said is kept beside it.
type recording struct {
	sid     string
	call    *call
	seconds int
	words   []string
	made    time.Time
	url     string // without an extension
}

// keepRecording stores a recording. The caller holds n.mu.
func (n *Network) keepRecording(c *call, seconds int, words []string) *recording {
	r := &recording{sid: newSID(n.cfg.Personality, "RE"), call: c, seconds: seconds, words: words, made: n.cfg.Now()}
	r.url = n.baseURL + n.path("Recordings", r.sid)
	n.recordings.add(r.sid, r)
	return r
}

// Recorded is what was said in a recording, by its SID.
func (n *Network) Recorded(sid string) (words string, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	r, ok := n.recordings.bySID[sid]
	if !ok {
		return "", false
	}
	return strings.Join(r.words, " "), true
}

func (r *recording) addTo(p url.Values) {
	p.Set("RecordingSid", r.sid)
	p.Set("RecordingUrl", r.url)
	p.Set("RecordingDuration", strconv.Itoa(r.seconds))
}

// A taking is a Record while it runs.
type taking struct {
	silence  time.Duration // that ends it
	finishOn string        // the keys that end it
	began    time.Time
	last     time.Time // when something was said
	words    []string
	digits   string // what ended it: a key, "hangup", or nothing
}

// takeRecord plays a Record: a beep, then what is said until a key, silence or
// maxLength. A recording without a word leads on to the next verb.
func (c *call) takeRecord(v verb) (*source, error) {
	if v.attr("playBeep", "true") == "true" {
		c.hear(Event{Text: "beep"})
	}
	now := c.n.cfg.Now()
	t := &taking{
		silence:  seconds(v.attr("timeout", "5"), 5*time.Second),
		finishOn: v.attr("finishOnKey", "1234567890*#"),
		began:    now, last: now,
	}
	limit := now.Add(seconds(v.attr("maxLength", "3600"), time.Hour))
	c.listen(true)
	err := c.take(t, limit)
	c.listen(false)
	if len(t.words) == 0 {
		return nil, err
	}
	return c.deliverRecording(v, t, err)
}

// take runs until t is over.
func (c *call) take(t *taking, limit time.Time) error {
	for {
		s, err := c.await(earliest(t.last.Add(t.silence), limit))
		switch {
		case err != nil:
			t.digits = "hangup"
			return err
		case s.kind == spoke:
			t.words = append(t.words, s.text)
			t.last = c.n.cfg.Now().Add(c.n.cfg.SayTime(s.text))
		case s.kind == keyed && strings.Contains(t.finishOn, s.text):
			t.digits = s.text
			return nil
		case s.kind == timeUp:
			return nil
		}
	}
}

// deliverRecording stores a recording and leads to the action. A caller who
// hung up is recorded too; the action is told, and its answer is not played.
func (c *call) deliverRecording(v verb, t *taking, err error) (*source, error) {
	next, bad := c.leadTo(v.attr("action", ""), v, url.Values{"Digits": {t.digits}})
	if bad != nil {
		return nil, bad
	}
	length := int(math.Ceil(max(c.n.cfg.Now().Sub(t.began), t.last.Sub(t.began), time.Second).Seconds()))
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	r := c.n.keepRecording(c, length, t.words)
	r.addTo(next.params)
	c.tellOfRecording(v, r)
	if err == nil {
		return next, nil
	}
	if err == errOver {
		c.state = completed
		c.request(*next)
	}
	return nil, err
}

// tellOfRecording sends the recordingStatusCallback. The caller holds n.mu.
func (c *call) tellOfRecording(v verb, r *recording) {
	target := v.attr("recordingStatusCallback", "")
	if target == "" {
		return
	}
	whole, err := resolve(c.base, target)
	if err != nil {
		c.n.cfg.Logger.Warn("recordingStatusCallback", "call", c.sid, "error", err)
		return
	}
	p := url.Values{"CallSid": {c.sid}, "AccountSid": {c.n.cfg.AccountSID}, "RecordingStatus": {completed}, "RecordingChannels": {"1"}, "RecordingSource": {"RecordVerb"}}
	r.addTo(p)
	c.n.newCourier(whole, "POST").send(p, true)
}
