package carrier

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A gathering is a Gather while it listens.
type gathering struct {
	timeout   time.Duration
	numDigits int    // 0: no limit
	finishOn  string // the finish key, or ""
	keys      bool   // input has dtmf
	speech    bool   // input has speech

	digits   string
	finished string // the finish key, if it was pressed
	said     string // the words, if some were
}

func newGathering(v verb) *gathering {
	input := strings.Fields(v.attr("input", "dtmf"))
	g := &gathering{
		timeout:  seconds(v.attr("timeout", "5"), 5*time.Second),
		finishOn: v.attr("finishOnKey", "#"),
	}
	g.numDigits, _ = strconv.Atoi(v.attr("numDigits", "0"))
	for _, kind := range input {
		g.keys = g.keys || kind == "dtmf"
		g.speech = g.speech || kind == "speech"
	}
	return g
}

// take reports whether the Gather is over with this signal.
func (g *gathering) take(s signal) bool {
	switch {
	case s.kind == timeUp:
		return true
	case s.kind == keyed && g.keys && s.text == g.finishOn:
		g.finished = s.text
		return true
	case s.kind == keyed && g.keys:
		g.digits += s.text
		return len(g.digits) == g.numDigits
	case s.kind == spoke && g.speech:
		g.said = s.text
		return true
	}
	return false
}

func (g *gathering) empty() bool { return g.digits == "" && g.said == "" }

// gather plays the prompts of a Gather, listens, and leads to its action. It
// leads nowhere, to the next verb, when nothing was pressed.
func (c *call) gather(v verb) (*source, error) {
	g := newGathering(v)
	c.listen(true)
	defer c.listen(false)
	first, err := c.prompts(v)
	if err == nil {
		err = c.collect(g, first)
	}
	if err != nil || g.empty() && v.attr("actionOnEmptyResult", "false") != "true" {
		return nil, err
	}
	return c.leadTo(v.attr("action", ""), v, g.params())
}

// prompts plays what is nested in a Gather and returns the key or word that
// barged in, if one did.
func (c *call) prompts(v verb) (signal, error) {
	dead := c.n.gatherGoesDead()
	interruptible := v.attr("bargeIn", "true") == "true"
	for _, kid := range v.kids {
		s, err := c.utter(kid, interruptible)
		if dead {
			c.doom = errOver
			return signal{}, errOver
		}
		if err != nil || s.kind != 0 {
			return s, err
		}
	}
	if dead {
		c.doom = errOver
	}
	return signal{}, c.doom
}

// collect takes keys until the Gather is over. The timeout counts from the end
// of the prompts and again from each key.
func (c *call) collect(g *gathering, s signal) error {
	deadline := c.n.cfg.Now().Add(g.timeout)
	for {
		if s.kind != 0 && g.take(s) {
			return nil
		}
		if s.kind == keyed {
			deadline = c.n.cfg.Now().Add(g.timeout)
		}
		var err error
		if s, err = c.await(deadline); err != nil {
			return err
		}
	}
}

func (g *gathering) params() url.Values {
	p := url.Values{"msg": {"Gather End"}, "Digits": {g.digits}, "FinishedOnKey": {g.finished}}
	if g.said != "" {
		p = url.Values{"SpeechResult": {g.said}, "Confidence": {"0.9"}}
	}
	return p
}
