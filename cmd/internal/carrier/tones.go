package carrier

import (
	"strings"
	"time"
)

// How long the parts of <Play digits> and of SendDigits last.
const (
	toneTime  = 250 * time.Millisecond
	shortRest = 500 * time.Millisecond // w
	longRest  = time.Second            // W
	toneKeys  = "0123456789*#"
)

// playTones plays <Play digits>, which a Minimal carrier does not know.
func (c *call) playTones(digits string, interruptible bool) (signal, error) {
	if c.n.cfg.Personality == Minimal || strings.Trim(digits, toneKeys+"wW") != "" {
		return signal{}, &docError{codeSchema, c.base, "Play: these digits cannot be played"}
	}
	return c.tones(digits, interruptible)
}

// tones plays digits on the line, with the rests between them. A handset hears
// them; at the other end of a call to a line of the customer they are keys.
// With bargeIn the key or word that stopped them is returned.
func (c *call) tones(digits string, interruptible bool) (signal, error) {
	c.hear(Event{Text: "tones " + strings.Trim(digits, "wW")})
	for _, digit := range digits {
		d := toneTime
		switch digit {
		case 'w':
			d = shortRest
		case 'W':
			d = longRest
		default:
			c.sendTone(string(digit))
		}
		if s, err := c.heedFor(d, interruptible); s.kind != 0 || err != nil {
			return s, err
		}
	}
	return signal{}, nil
}

// sendTone is heard at the other end, if there is one.
func (c *call) sendTone(digit string) {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	if c.other != nil {
		c.other.tell(signal{kind: keyed, text: digit})
	}
}
