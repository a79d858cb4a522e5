package carrier

import (
	"fmt"
	"strings"
)

// An ear is what one person noticed so far, and what not.
type ear struct {
	rings   []Event // that nobody noticed
	ringing bool    // and it still rings, or answered itself
	words   []noticed
	texts   []noticed
	from    int  // hears looks from this word on,
	offset  int  // and there from this byte on
	turn    turn // of the latest match by hears; zero after the person acted
	excused bool // rings, and what a machine hears, need not be noticed
}

// A noticed thing is an event that has been noticed, or not yet.
type noticed struct {
	Event
	done bool
}

func (e *ear) take(event Event) {
	switch event.Kind {
	case Rings:
		e.ringing = true
		if !e.excused {
			e.rings = append(e.rings, event)
		}
	case Misses, HangsUp, IsHungUp:
		e.ringing = false
	case Hears:
		if event.Text != "" {
			e.words = append(e.words, noticed{event, e.excused || e.sameTurn(event)})
		}
	case Gets:
		e.texts = append(e.texts, noticed{Event: event})
	}
}

// A turn is one document of one call.
type turn struct {
	call   string
	number int
}

// sameTurn reports whether these words belong to the document of which the
// person noticed something last.
func (e *ear) sameTurn(event Event) bool {
	return event.Peer == "" && e.turn == turn{event.CallSID, event.Turn}
}

// attend is what a person does who acts: all that was said is past.
func (e *ear) attend() {
	for i := range e.words {
		e.words[i].done = true
	}
	e.from, e.offset, e.turn = len(e.words), 0, turn{}
}

// hears finds words that were said since the person last acted or noticed, and
// takes what was said before them and the rest of their document.
func (e *ear) hears(text string) bool {
	for i := e.from; i < len(e.words); i++ {
		start := 0
		if i == e.from {
			start = e.offset
		}
		at := strings.Index(e.words[i].Text[start:], text)
		if at < 0 {
			continue
		}
		e.from, e.offset = i, start+at+len(text)
		e.turn = turn{e.words[i].CallSID, e.words[i].Turn}
		e.settleWords(i)
		return true
	}
	return false
}

// settleWords marks what a match at i takes with it.
func (e *ear) settleWords(i int) {
	for j := range e.words {
		if j <= i || e.sameTurn(e.words[j].Event) {
			e.words[j].done = true
		}
	}
}

// gets takes the oldest unread text that has these words.
func (e *ear) gets(text string) bool {
	for i := range e.texts {
		if !e.texts[i].done && strings.Contains(e.texts[i].Text, text) {
			e.texts[i].done = true
			return true
		}
	}
	return false
}

func (e *ear) unrung() error {
	if len(e.rings) > 0 {
		return fmt.Errorf("it rang %d times, first at %s", len(e.rings), e.rings[0].At.Format("15:04:05"))
	}
	return nil
}

func (e *ear) unheard() []string { return notDone(e.words) }
func (e *ear) unread() []string  { return notDone(e.texts) }

func notDone(all []noticed) (texts []string) {
	for _, n := range all {
		if !n.done {
			texts = append(texts, n.Text)
		}
	}
	return texts
}

// unnoticed is everything that should have been noticed, in words.
func (e *ear) unnoticed() (all []string) {
	for _, ring := range e.rings {
		all = append(all, "was rung at "+ring.At.Format("15:04:05"))
	}
	for _, words := range e.unheard() {
		all = append(all, fmt.Sprintf("hears %q", words))
	}
	for _, text := range e.unread() {
		all = append(all, fmt.Sprintf("gets %q", text))
	}
	return all
}

// heardInstead says what was said since the person last acted or noticed.
func (e *ear) heardInstead() string {
	var since []string
	for _, w := range e.words[min(e.from, len(e.words)):] {
		since = append(since, w.Text)
	}
	return "heard instead: " + quoteAll(since)
}

func quoteAll(texts []string) string {
	if len(texts) == 0 {
		return "nothing"
	}
	var quoted []string
	for _, text := range texts {
		quoted = append(quoted, fmt.Sprintf("%q", text))
	}
	return strings.Join(quoted, ", ")
}
