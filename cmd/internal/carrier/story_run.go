package carrier

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A telling is a script being played.
type telling struct {
	*Story
	seen int64           // Seq of the latest event looked at
	ears map[string]*ear // by handset
}

func (s *Story) begin() *telling {
	t := &telling{Story: s, ears: map[string]*ear{}}
	for _, h := range s.Network.Handsets() {
		t.ears[h.Name] = &ear{}
	}
	s.Network.mu.Lock()
	defer s.Network.mu.Unlock()
	t.seen = s.Network.events.last
	return t
}

// play plays one line.
func (t *telling) play(l line) error {
	if err := t.catchUp(); err != nil {
		return err
	}
	switch h := t.Network.Handset(l.who); {
	case l.who == "advance":
		return t.advance(l.args)
	case l.deed != nil:
		l.deed(t.Network)
		return t.catchUp()
	case l.who == "nobody":
		return t.nobody()
	case h != nil && l.steps == nil:
		return fmt.Errorf("%s does not know how to do that", l.who)
	case h != nil:
		return t.person(h, l.steps)
	}
	verb := t.Verbs[l.who]
	if verb == nil {
		return fmt.Errorf("%q is neither a handset nor a verb", l.who)
	}
	if err := verb(l.args); err != nil {
		return err
	}
	return t.catchUp()
}

// catchUp settles and takes in what happened.
func (t *telling) catchUp() error {
	if err := t.settle(); err != nil {
		return err
	}
	events, _ := t.Network.eventsSince(t.seen)
	for _, e := range events {
		t.seen = e.Seq
		if t.ears[e.Handset] == nil {
			t.ears[e.Handset] = &ear{}
		}
		t.ears[e.Handset].take(e)
		if t.Transcript != nil && e.Kind != Listens && e.Kind != Behaves {
			fmt.Fprintln(t.Transcript, e)
		}
	}
	return nil
}

// until lets time pass, second by second, until something is so. It asks once
// a second, and never again after a yes.
func (t *telling) until(patience time.Duration, is func() bool) (bool, error) {
	for waited := time.Duration(0); ; waited += time.Second {
		if err := t.catchUp(); err != nil {
			return false, err
		}
		if so := is(); so || waited >= patience {
			return so, nil
		}
		if err := t.pass(time.Second); err != nil {
			return false, err
		}
	}
}

func (t *telling) advance(args []string) error {
	d, clock, err := parseAdvance(args)
	if err != nil {
		return err
	}
	if d == 0 {
		now := t.Network.cfg.Now()
		at := time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), 0, 0, now.Location())
		if !at.After(now) {
			at = at.AddDate(0, 0, 1)
		}
		d = at.Sub(now)
	}
	if err := t.pass(d); err != nil {
		return err
	}
	return t.catchUp()
}

// nobody fails when something happened on a handset that nobody noticed.
func (t *telling) nobody() error {
	var unnoticed []error
	for _, h := range t.Network.Handsets() {
		for _, what := range t.ears[h.Name].unnoticed() {
			unnoticed = append(unnoticed, fmt.Errorf("%s %s", h.Name, what))
		}
	}
	return errors.Join(unnoticed...)
}

// person plays the clauses of one person.
func (t *telling) person(h *Handset, steps []step) error {
	for _, s := range steps {
		var err error
		if s.text, err = t.fill(h, s.text); err != nil {
			return err
		}
		if err := t.step(h, s); err != nil {
			return err
		}
		if err := t.catchUp(); err != nil {
			return err
		}
	}
	return nil
}

func (t *telling) step(h *Handset, s step) error {
	e := t.ears[h.Name]
	switch s.do {
	case "hears":
		return t.hears(e, s)
	case "gets":
		return t.gets(e, s)
	case "rung":
		return t.rung(h, e)
	case "unrung":
		return e.unrung()
	case "presses":
		return t.presses(h, e, s)
	case "texts":
		return h.Text(t.number(s.to), s.text)
	case "calls":
		e.excused = false
		e.attend()
		return t.calls(h, s)
	case "says":
		e.attend()
		return h.Speak(s.text)
	case "hangs":
		e.attend()
		if err := h.HangUp(); !errors.Is(err, ErrNoCall) { // the other side may have been first
			return err
		}
		return nil
	}
	e.excused = s.do != "answers itself"
	if e.excused {
		e.rings = nil
	}
	h.Set(behaviours[s.do])
	return nil
}

// behaviours are what the clauses set.
var behaviours = map[string]Behaviour{
	"lets it ring":   {},
	"machine":        {Machine: true},
	"busy":           {Busy: true},
	"off":            {Off: true},
	"declines":       {Declines: true},
	"answers itself": {AutoAnswer: true},
	"never rings":    {NeverRings: true},
}

func (t *telling) calls(h *Handset, s step) error {
	if s.to == hiddenCall {
		return h.DialHidden(t.number(s.text))
	}
	return h.Dial(t.number(s.text))
}

// number is what a script calls by a name, by its place among the customer's
// numbers, or, with nothing, the hotline.
func (t *telling) number(named string) string {
	if named == "" {
		return t.Hotline
	}
	t.Network.mu.Lock()
	defer t.Network.mu.Unlock()
	if h := t.Network.handset(named); h != nil {
		return h.E164
	}
	if i, err := strconv.Atoi(named); err == nil && !strings.HasPrefix(named, "+") && i >= 1 && i <= len(t.Network.numbers) {
		return t.Network.numbers[i-1].E164
	}
	return named
}

// presses types keys, each when the line listens.
func (t *telling) presses(h *Handset, e *ear, s step) error {
	breath := t.breath()
	if s.hasty {
		breath = 0
	}
	for _, key := range s.keys {
		key, err := t.fill(h, key)
		if err != nil {
			return err
		}
		key = strings.ReplaceAll(key, " ", "") // a text shows long numbers in groups
		if err := t.pass(breath); err != nil {
			return err
		}
		listens, err := t.until(patienceToHear, func() bool { return h.State().Listening })
		if err != nil {
			return err
		}
		if !listens {
			return fmt.Errorf("nothing listens for key %s; %s", key, e.heardInstead())
		}
		e.attend()
		if err := h.Press(key); err != nil {
			return err
		}
		if err := t.catchUp(); err != nil {
			return err
		}
	}
	return nil
}

func (t *telling) hears(e *ear, s step) error {
	if s.none {
		if words := e.unheard(); len(words) > 0 {
			return fmt.Errorf("heard %s", quoteAll(words))
		}
		return nil
	}
	heard, err := t.until(patienceToHear, func() bool { return e.hears(s.text) })
	if err == nil && !heard {
		err = errors.New(e.heardInstead())
	}
	return err
}

func (t *telling) gets(e *ear, s step) error {
	if s.none {
		if texts := e.unread(); len(texts) > 0 {
			return fmt.Errorf("got %s", quoteAll(texts))
		}
		return nil
	}
	got, err := t.until(patienceToGet, func() bool { return e.gets(s.text) })
	if err == nil && !got {
		err = errors.New("unread instead: " + quoteAll(e.unread()))
	}
	return err
}

// rung waits for the ring and answers, unless the handset did so by itself.
func (t *telling) rung(h *Handset, e *ear) error {
	rings, err := t.until(patienceToRing, func() bool { return e.ringing })
	switch {
	case err != nil:
		return err
	case !rings && len(e.rings) > 0:
		return fmt.Errorf("it rang at %s, and stopped unanswered", e.rings[0].At.Format("15:04:05"))
	case !rings:
		return errors.New("it does not ring")
	}
	e.rings, e.ringing, e.excused = nil, false, false
	e.attend()
	if h.State().Phase != Ringing {
		return nil
	}
	return h.Answer()
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// fill puts in what the handset was told for every {name}.
func (t *telling) fill(h *Handset, text string) (string, error) {
	var missing error
	filled := placeholder.ReplaceAllStringFunc(text, func(braced string) string {
		value, ok := t.extract(h, braced[1:len(braced)-1])
		if !ok {
			missing = fmt.Errorf("%s was not told what %s is", h.Name, braced)
		}
		return value
	})
	return filled, missing
}

func (t *telling) extract(h *Handset, name string) (string, bool) {
	if knows := t.Knows[name]; knows != nil {
		return knows(h)
	}
	pattern := t.Extract[name]
	if pattern == nil {
		return "", false
	}
	told := h.Heard()
	for _, text := range h.Texts() {
		if text.Received {
			told = append(told, text.Body)
		}
	}
	for i := len(told) - 1; i >= 0; i-- {
		if m := pattern.FindStringSubmatch(told[i]); m != nil {
			return m[min(1, len(m)-1)], true
		}
	}
	return "", false
}
