package carrier

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strconv"
)

// applicationError is what Twilio says when a document fails.
const applicationError = "We are sorry, an application error has occurred. Goodbye."

// maxHops is how many documents may follow each other without a moment's rest.
const maxHops = 50

// serve answers a call that a handset dialled, unless its first document
// rejects it. It returns the final status.
func (c *call) serve() string {
	verbs, err := c.load(c.first)
	switch {
	case errors.Is(err, errOver):
		return noAnswer
	case err == nil && len(verbs) > 0 && verbs[0].name == "Reject":
		if verbs[0].attr("reason", "rejected") == "busy" {
			return busy
		}
		return noAnswer
	}
	c.pickUp(false)
	next, err := c.play(verbs, err)
	c.carryOn(next, err)
	return completed
}

// follow plays a document and those that it leads to.
func (c *call) follow(src source) {
	c.carryOn(&src, c.doom)
}

// carryOn plays on from where a document led, or from the error with which it
// stopped, until nothing more is to be played.
func (c *call) carryOn(next *source, err error) {
	for {
		var fault *docError
		switch {
		case errors.Is(err, errMoved):
			onto := c.next
			next, c.doom = &onto, nil
		case errors.As(err, &fault):
			next = c.recover(fault)
		case err != nil:
			return
		}
		if next == nil || next.empty() {
			return
		}
		next, err = c.play(c.load(*next))
	}
}

// play plays the verbs of a document and returns where it leads, if anywhere.
func (c *call) play(verbs []verb, err error) (*source, error) {
	if err != nil {
		return nil, err
	}
	c.n.mu.Lock()
	c.turn++
	c.n.mu.Unlock()
	for _, v := range verbs {
		if err := c.clear(); err != nil {
			return nil, err
		}
		if next, err := c.do(v); next != nil || err != nil {
			return next, err
		}
	}
	return nil, nil
}

// do plays one verb.
func (c *call) do(v verb) (*source, error) {
	switch v.name {
	case "Say", "Play", "Pause":
		_, err := c.utter(v, deaf)
		return nil, err
	case "Gather":
		return c.gather(v)
	case "Record":
		return c.takeRecord(v)
	case "Dial":
		return c.dial(v)
	case "Redirect":
		return c.leadTo(v.text, v, nil)
	default: // Hangup, and Reject of a call already answered
		c.doom = errOver
		return nil, errOver
	}
}

// leadTo is the document at a URL found in the current one, asked for with
// these further parameters.
func (c *call) leadTo(found string, v verb, params url.Values) (*source, error) {
	target, err := resolve(c.base, found)
	if err != nil {
		return nil, &docError{codeRetrieval, c.base, fmt.Sprintf("%s to %q: %v", v.name, found, err)}
	}
	return &source{url: target, method: v.attr("method", "POST"), params: params}, nil
}

// load asks for a document. What happens on the line meanwhile is seen at
// once: a caller who hangs up does not wait for the customer.
func (c *call) load(src source) ([]verb, error) {
	if c.doom != nil {
		return nil, c.doom
	}
	if c.hops++; c.hops > maxHops {
		return nil, &docError{codeRedirects, src.url, "documents lead to each other without end"}
	}
	c.n.mu.Lock()
	c.request(src)
	c.n.mu.Unlock()
	for {
		s, err := c.await(never)
		if err != nil {
			return nil, err
		}
		if s.kind == loaded && s.fetch.ticket == c.ticket {
			c.base = src.url
			return s.fetch.verbs, s.fetch.err
		}
	}
}

// A fetched document, or why there is none.
type fetched struct {
	ticket int // of the request
	verbs  []verb
	err    error
}

// request sets a hand on the way to fetch a document. The caller holds n.mu.
func (c *call) request(src source) {
	c.ticket++
	ticket, params := c.ticket, c.params()
	for name, values := range src.params {
		params[name] = values
	}
	grammar := c.grammar()
	c.n.set(c.n.hire(), func() {
		verbs, err := c.n.fetchDocument(src, params, grammar)
		c.n.mu.Lock()
		defer c.n.mu.Unlock()
		c.tell(signal{kind: loaded, fetch: fetched{ticket, verbs, err}})
	})
}

func (c *call) grammar() grammar {
	switch {
	case c.room != nil:
		return waitGrammar
	case c.n.cfg.Personality == Minimal:
		return minimalGrammar
	}
	return voiceGrammar
}

// recover is the fallback document, the first time that one fails. Otherwise
// the line says that something is wrong, and the call ends.
func (c *call) recover(fault *docError) *source {
	c.n.cfg.Logger.Warn("application error", "call", c.sid, "code", fault.code, "reason", fault.reason)
	if c.fallback.url != "" {
		next := c.fallback
		next.params = url.Values{"ErrorCode": {strconv.Itoa(fault.code)}, "ErrorUrl": {cmp.Or(fault.url, c.base)}}
		c.fallback = source{}
		return &next
	}
	if fault.code != codeSchema || c.n.cfg.Personality != Minimal {
		c.hear(Event{Text: applicationError})
		c.pause(c.n.cfg.SayTime(applicationError))
	}
	c.doom = errOver
	return nil
}
