package faults

import (
	"regexp"
	"strings"
	"time"

	"hourline/cmd/internal/carrier"
)

// A claim is what somebody was told, and must therefore be so.
type claim struct {
	number string    // the handset's
	call   string    // the carrier's name of the call; empty for a text
	code   string    // of the visit or the redemption, in a text about one
	at     time.Time // policy time
}

// A text is what arrived on a handset.
type text struct{ number, body string }

// claims are all that people were told; written while the town is locked.
type claims struct {
	booked, alarmed, accepted, confirmed []claim
	started, finished, ordered           []claim
	exchanged, agreed, mistyped          []claim
	texts                                map[text]int
	numbers                              map[string]string // of the handsets, by name
	calls                                map[string]string // the handset's number, by the carrier's name of the call
}

// spoken and written are the words that claim something.
var (
	takesBack = regexp.MustCompile(`CX (\d{4})`)
	holds     = regexp.MustCompile(`^收到:换.*号(\d+)`)
	spoken    = []struct {
		who, words string
		list       func(*claims) *[]claim
	}{
		{"elder", "好,记下了", func(c *claims) *[]claim { return &c.booked }},
		{"elder", "正在叫人", func(c *claims) *[]claim { return &c.alarmed }},
		{"elder", "满意,请按1", func(c *claims) *[]claim { return &c.confirmed }},
		{"saver", "时间先给您留着", func(c *claims) *[]claim { return &c.exchanged }},
		{"saver", "办成了", func(c *claims) *[]claim { return &c.agreed }},
		{"saver", "密码不对", func(c *claims) *[]claim { return &c.mistyped }},
		{"staff", "交给您了", func(c *claims) *[]claim { return &c.accepted }},
		{"room", "交给您了", func(c *claims) *[]claim { return &c.accepted }},
	}
)

// hear notes what an event claims, if it claims anything.
func (c *claims) hear(e carrier.Event) (told bool) {
	number := c.numbers[e.Handset]
	if e.CallSID != "" {
		c.calls[e.CallSID] = number
	}
	switch e.Kind {
	case carrier.Hears:
		for _, s := range spoken {
			if strings.HasPrefix(e.Handset, s.who) && strings.Contains(e.Text, s.words) {
				list := s.list(c)
				*list = append(*list, claim{number: number, call: e.CallSID, at: e.At})
				told = true
			}
		}
	case carrier.Gets:
		told = true
		c.texts[text{number, e.Text}]++
		if order := holds.FindStringSubmatch(e.Text); order != nil {
			c.ordered = append(c.ordered, claim{number: number, code: order[1], at: e.At})
		}
		code := takesBack.FindStringSubmatch(e.Text)
		switch {
		case code == nil:
		case strings.HasPrefix(e.Text, "已开始"):
			c.started = append(c.started, claim{number: number, code: code[1], at: e.At})
		case strings.HasPrefix(e.Text, "已结束"):
			c.finished = append(c.finished, claim{number: number, code: code[1], at: e.At})
		}
	}
	return told
}
