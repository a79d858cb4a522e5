package ivr

import (
	"fmt"
	"net/url"
	"strings"

	"hourline/ledger/care"
)

// Books are what a turn looks up and writes. Everything else of a turn is
// decided here, from its place, its event and what the books say: with other
// books, every conversation there can be is walked through.
type books struct {
	look func(*Turn, need) error // fills in what a node needs
	do   func(intent) error      // carries out a verb
}

// decide lets the turn's event happen, carries out what it asks for, and
// follows what the books say then. A nil form only arrives at the node.
func (d *Dialog) decide(t *Turn, form url.Values, b books) error {
	if err := b.look(t, d.Points[t.Node].Needs); err != nil {
		return err
	}
	if d.Timed && t.Turn == 0 {
		t.Answered = t.Now.UnixMilli()
	}
	if event := d.event(t, form); event != "" {
		if err := d.happen(t, event, b); err != nil {
			return err
		}
	}
	for range len(d.Points) { // news never lead in a circle longer than that
		follow := d.Points[t.Node].Next
		if follow == nil {
			break
		}
		event := follow(t)
		if event == "" {
			break
		}
		t.Said, t.Short = "", false // what was to be said before does not lead there
		if err := d.happen(t, event, b); err != nil {
			return err
		}
	}
	return nil
}

// happen is one step: decide, then write; what is said is read after that.
func (d *Dialog) happen(t *Turn, event string, b books) error {
	to, err := d.step(t.Node, event, t)
	if err != nil {
		return err
	}
	for _, i := range t.Intents {
		if err := b.do(i); err != nil {
			return fmt.Errorf("%s: %w", i.name, err)
		}
	}
	t.Node, t.Intents = to, nil
	if event != silence && event != wrong && event != lost {
		t.Tries = 0
	}
	return b.look(t, d.Points[to].Needs)
}

// event is what a webhook means at the turn's node, "" for a call that has
// only just arrived there.
func (d *Dialog) event(t *Turn, form url.Values) string {
	if form == nil || t.Turn == 0 { // arriving
		return ""
	}
	switch {
	case form.Has("RecordingSid") || form.Has("RecordingUrl"):
		return noted
	case form.Has("DialCallStatus"):
		return t.dialled(form)
	}
	point := d.Points[t.Node]
	if !point.Keys {
		return d.unheard(t.Node)
	}
	event := t.Digit
	switch {
	case event == "":
		event = silence
	case point.Code && care.IsVisitCode(event):
		event = code
	case point.isRow(event):
		event = row
	}
	_, known := d.arrow(t.Node, event)
	if !known || point.Allow != nil && !point.Allow(t, event) {
		event = wrong
	}
	if _, can := d.arrow(t.Node, lost); can && t.Tries > d.Patience && (event == silence || event == wrong) {
		event = lost
	}
	return event
}

// unheard is what a key or a silence means at a node that gathers none: a
// message that was not left is still a wish to be called back, a phone that
// nobody reports on was missed. Elsewhere the node is said once more.
func (d *Dialog) unheard(n Node) string {
	for _, event := range []string{noted, missed} {
		if _, ok := d.arrow(n, event); ok {
			return event
		}
	}
	return ""
}

// dialled is what became of the phone that was dialled.
func (t *Turn) dialled(form url.Values) string {
	status := form.Get("DialCallStatus")
	switch {
	case t.Reached:
		return reached
	case t.Node == personNode && t.Dialled < len(t.Line.Staff):
		return next
	case t.Node != personNode && (status == "completed" || status == "answered"): // the latter of a conference
		return reached
	}
	return missed
}

// goesOn is how the call goes on at the turn's node.
func (d *Dialog) goesOn(t *Turn) ending {
	switch p := d.Points[t.Node]; {
	case p.Keys:
		return listen
	case p.Then != nil:
		return p.Then(t)
	}
	return hangUp
}

// sounds reports whether the keys that were pressed ask for an emergency
// at a node: a 9 among them, whatever else a hurried hand has touched. Only a
// whole visit code, or another row of digits, where one is asked for, may have a
// 9; none begins with it.
func (d *Dialog) sounds(at Node, digits string) bool {
	_, ok := d.Points[alarmNode]
	p := d.Points[at]
	return ok && d != Emergency && strings.Contains(digits, "9") && !(p.Code && care.IsVisitCode(digits)) && !p.isRow(digits)
}

// isRow reports whether digits are what the point asks for.
func (p Point) isRow(digits string) bool {
	return p.Row > 0 && len(digits) == p.Row && strings.Trim(digits, "0123456789") == "" && digits[0] != '9'
}

// inNeed moves the turn to where a caller waits for help: one that is known for
// long is no mistake that could be taken back.
func (t *Turn) inNeed(k care.Case) {
	node := Emergency.Start[0]
	if t.Now.Sub(k.Opened()) > k.Ladder.CancelWithin.Std() {
		node = "EW"
	}
	t.Place = Place{Dialog: Emergency.Name, Node: node, Turn: t.Turn, Case: k.ID, Member: t.Member}
	t.Digit, t.Said, t.Short = "", "", false
}
