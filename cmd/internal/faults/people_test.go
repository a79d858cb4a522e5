package faults

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"hourline/cmd/internal/carrier"
)

// A caller is what everybody does with a telephone.
type caller struct {
	*town
	h      *carrier.Handset
	dialed bool
	calls  int // counts the calls, so that what was meant for one is not done in another
}

// patience is how long somebody holds the line, in the machine's own time.
const patience = 9 * time.Second

// calling keeps the books of a handset: who began the call, and how long it
// may last.
func (c *caller) calling(e carrier.Event) {
	switch e.Kind {
	case carrier.Dials, carrier.Answers:
		c.dialed = e.Kind == carrier.Dials
		c.calls++
		c.during(patience, patience, func() { c.h.HangUp() })
	case carrier.HangsUp, carrier.IsHungUp, carrier.Misses:
		c.calls++
	}
}

// during does something soon, if the call is still the same.
func (c *caller) during(least, most time.Duration, do func()) {
	call := c.calls
	c.soon(least, most, func() {
		if c.calls == call {
			do()
		}
	})
}

// press types a key, after the moment that a hand needs.
func (c *caller) press(key string) {
	c.during(20*time.Millisecond, 60*time.Millisecond, func() { c.h.Press(key) })
}

// pickUp answers most calls.
func (c *caller) pickUp(probability float64) {
	if c.calm || c.maybe(probability) {
		c.soon(50*time.Millisecond, 250*time.Millisecond, func() { c.h.Answer() })
	}
}

// An elder asks for company, calls for help now and then, and says yes when
// asked.
type elder struct {
	caller
	urgent bool
}

func (p *elder) wish() {
	if p.calm || p.h.State().Phase != carrier.OnHook || !p.maybe(0.5) {
		return
	}
	p.urgent = p.maybe(0.5)
	p.h.Dial(hotline)
}

// answers are what an elder presses who asks for company today.
var answers = []struct{ heard, key string }{{"请人到家里来", "1"}, {"陪您聊聊天", "2"}, {"今天,请按1", "1"}, {"对的,请按1", "1"}}

func (p *elder) notice(e carrier.Event) {
	p.calling(e)
	switch {
	case e.Kind == carrier.Rings:
		p.pickUp(0.9)
	case e.Kind != carrier.Hears:
	case !p.dialed:
		if strings.Contains(e.Text, "请按1") {
			p.press("1")
		}
	case strings.Contains(e.Text, "可以挂电话了"):
		p.during(0, 50*time.Millisecond, func() { p.h.HangUp() })
	case p.urgent && strings.Contains(e.Text, "请按9"):
		p.press("9")
	case !p.urgent:
		for _, a := range answers {
			if strings.Contains(e.Text, a.heard) {
				p.press(a.key)
				break
			}
		}
	}
}

// A volunteer takes one request at a time, asks for cash now and then, each
// time for more, and texts again what is not answered.
type volunteer struct {
	caller
	sends string // the text that waits for an answer; empty for none
	tries int
	busy  bool
	hours int // asked for last
}

var (
	offered = regexp.MustCompile(`接 (\d+)`)
	begins  = regexp.MustCompile(`KS (\d{4})`)
	ends    = regexp.MustCompile(`已开始.*JS (\d{4})`)
	over    = regexp.MustCompile(`已结束|已有人接|没有这个编号|不用去了|请核对|先接了|^收到:换`)
)

func (p *volunteer) wish() {
	if p.calm || p.busy || p.sends != "" || p.hours == largestSum || !p.maybe(0.15) {
		return
	}
	p.hours++
	p.say(fmt.Sprintf("DH 现金 %d", p.hours))
}

func (p *volunteer) notice(e carrier.Event) {
	p.calling(e)
	if e.Kind != carrier.Gets {
		return
	}
	switch took, start, end := offered.FindStringSubmatch(e.Text), begins.FindStringSubmatch(e.Text), ends.FindStringSubmatch(e.Text); {
	case end != nil:
		p.sends = ""
		p.soon(9*time.Second, 11*time.Second, func() { p.say("JS " + end[1]) })
	case start != nil:
		p.busy = true
		p.say("KS " + start[1])
	case over.MatchString(e.Text):
		p.sends, p.busy = "", false
	case took != nil && !p.busy && !p.calm:
		p.busy = true
		p.say("接 " + took[1])
	}
}

// say texts until there is an answer, as people do.
func (p *volunteer) say(words string) {
	p.sends, p.tries = words, 0
	p.again(words)
}

func (p *volunteer) again(words string) {
	p.soon(20*time.Millisecond, 200*time.Millisecond, func() {
		const enough = 8
		if p.sends != words {
			return
		}
		if p.tries++; p.tries > enough {
			p.sends, p.busy = "", false
			return
		}
		p.h.Text(hotline, words)
		p.soon(3*time.Second, 4*time.Second, func() { p.again(words) })
	})
}

// A responder takes most emergencies, and closes them by text.
type responder struct {
	caller
	closes map[string]bool
}

var closing = regexp.MustCompile(`JA (\d+)`)

func (p *responder) wish() {}

func (p *responder) notice(e carrier.Event) {
	p.calling(e)
	switch {
	case e.Kind == carrier.Rings:
		p.pickUp(0.8)
	case e.Kind == carrier.Hears && strings.Contains(e.Text, "请按1"):
		key := "1"
		if !p.calm && p.maybe(0.25) {
			key = "2"
		}
		p.press(key)
	case e.Kind == carrier.Gets:
		p.read(e.Text)
	}
}

// read closes the case of which a text gives the address, and is content with
// any answer.
func (p *responder) read(text string) {
	if p.closes == nil {
		p.closes = map[string]bool{}
	}
	if number := closing.FindStringSubmatch(text); number != nil {
		p.closes[number[1]] = true
		p.close(number[1])
		return
	}
	for number := range p.closes {
		if strings.Contains(text, number) || strings.Contains(text, "没有这个编号") {
			delete(p.closes, number)
		}
	}
}

func (p *responder) close(number string) {
	p.soon(2*time.Second, 3*time.Second, func() {
		if p.closes[number] {
			p.h.Text(hotline, "JA "+number)
			p.close(number)
		}
	})
}
