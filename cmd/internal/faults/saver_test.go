package faults

import (
	"fmt"
	"strings"
	"time"

	"hourline/cmd/internal/carrier"
)

// A saver turns hours into goods and cash by telephone, with a PIN or by key 1
// in a call back, and agrees to what the service point pays; now and then the
// PIN is mistyped, or nobody answers, or a machine does.
type saver struct {
	caller
	number string  // of the member
	pin    string  // empty for one who has none
	locked bool    // whoever sets PINs anew has not done it yet
	goods  bool    // goods are wanted, not cash
	tries  int     // calls that are still made until it is done
	errs   float64 // how often the PIN is mistyped
	waits  bool    // rather for the point to ask
}

const pointNumber = "+8613900000101"

func saverNumber(i int) string { return fmt.Sprintf("+8613900000%03d", i+1) }

func (p *saver) wish() {
	if p.calm || p.h.State().Phase != carrier.OnHook || p.waits && !p.maybe(0.1) {
		return
	}
	p.goods, p.tries = p.maybe(0.4), 4
	p.dial()
}

func (p *saver) dial() {
	if p.tries--; p.tries >= 0 && !p.calm {
		p.h.Dial(hotline)
	}
}

// fickle lets the telephone ring in vain, or a machine answer, for a while.
func (p *saver) fickle() {
	var does carrier.Behaviour
	switch p.chance.IntN(12) {
	case 0, 1:
		does.Machine = true
	case 2:
		does.Busy = true
	case 3:
		does.NeverRings = true
	case 4:
		does.Declines = true
	}
	p.h.Set(does)
}

// exchanges are what is pressed when something is heard: one of the keys, by
// chance.
var exchanges = []struct{ heard, keys string }{
	{"是储户", "1"},
	{"存的时间,请按3", "3"},
	{"听存的时间,请按5", "5"},
	{"要换东西或换钱,请按1", "1"},
	{"换钱,请按1", "1"},
	{"全部换", "1235"},
	{"对的,请按1", "1111111112"},  // what was chosen
	{"换1份,请按1", "123"},        // pieces
	{"小时,请按3", "123"},         // goods, of which this is the third
	{"是您要的,请按1", "111111112"}, // in the call back
}

func (p *saver) notice(e carrier.Event) {
	p.calling(e)
	if strings.Contains(e.Text, "锁上了") || strings.Contains(e.Text, "已经锁住") {
		p.locked = true
	}
	switch {
	case e.Kind == carrier.IsHungUp && p.dialed: // whoever is cut off dials again
		p.soon(50*time.Millisecond, 300*time.Millisecond, p.dial)
	case p.h.State().Behaviour.Machine:
	case e.Kind == carrier.Rings:
		if p.calm || p.maybe(0.85) {
			p.soon(20*time.Millisecond, 80*time.Millisecond, func() { p.h.Answer() })
		}
	case e.Kind == carrier.Hears:
		p.hears(e.Text)
	}
}

func (p *saver) hears(words string) {
	has := func(part string) bool { return strings.Contains(words, part) }
	switch {
	case has("您可以挂电话了"), has("我们马上打给您"), has("短信里有收条"):
		p.tries = 0
		p.during(0, 50*time.Millisecond, func() { p.h.HangUp() })
	case has("要的,请按六位密码") && p.maybe(0.1): // what the point would pay
		p.press("2")
	case has("六位密码"):
		p.keysPIN()
	case has("换东西,请按2") && p.goods:
		p.press("2")
	default:
		for _, a := range exchanges {
			if has(a.heard) {
				p.press(string(a.keys[p.chance.IntN(len(a.keys))]))
				return
			}
		}
	}
}

// keysPIN keys the PIN, or another one by mistake, or nothing at all.
func (p *saver) keysPIN() {
	switch {
	case !p.calm && p.maybe(0.05):
	case p.pin == "", !p.calm && p.maybe(p.errs):
		p.press("246802")
	default:
		p.press(p.pin)
	}
}

// A point is a service point: it asks for hours of the savers by text.
type point struct {
	caller
	savers []*saver
}

// pointMost is the most that it may ask for at once.
const pointMost = 10

func (p *point) wish() {
	for range 4 {
		p.soon(0, 2*time.Second, p.asks)
	}
}

func (p *point) asks() {
	s := p.savers[p.chance.IntN(len(p.savers))]
	if !s.waits && p.maybe(0.7) || p.calm || s.locked || s.pin == "" || s.h.State().Phase != carrier.OnHook { // or the point is taken for one who guesses
		return
	}
	text := fmt.Sprintf("兑付 %s %d", s.number, 1+p.chance.IntN(pointMost))
	p.h.Text(hotline, text)
	if p.maybe(0.3) { // impatient
		p.soon(20*time.Millisecond, 2*time.Second, func() { p.h.Text(hotline, text) })
	}
}

func (p *point) notice(e carrier.Event) { p.calling(e) }
