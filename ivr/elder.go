package ivr

import (
	"context"
	"strconv"

	"hourline/ledger/care"
)

// Announcement is the call that tells an elder who comes. Nothing about the
// visit is said before key 1: a voicemail is told nothing.
var Announcement = newDialog(&Dialog{
	Name:  "announce",
	Start: []Node{"O1"},
	Points: shared(map[Node]Point{
		"O1": {Say: say("O1"), Keys: true, Next: ifOver, Needs: needVisit},
		"O2": {Say: whoComes, Keys: true, Next: ifOver, Needs: needVisit},
		"OF": {Say: say("O2.fine"), Next: ifOver, Needs: needVisit},
		"OI": {Say: say("O2.inconvenient"), Next: ifOver, Needs: needVisit},
		"OO": {Say: say("O.other"), Needs: needVisit},
		"OC": {Say: say("O.changed")},
	}),
	Arrows: append([]Arrow{
		{From: []Node{"O1"}, Event: "1", To: "O2"},
		{From: []Node{"O1"}, Event: "2", To: "OO"},
		{From: []Node{"O2"}, Event: "1", To: "OF", Do: told(true)},
		{From: []Node{"O2"}, Event: "2", To: "OI", Do: told(false)},
		{From: []Node{"O1"}, Event: "*", To: here},
		{From: []Node{"O2"}, Event: "*", To: "O1"},
		{From: []Node{"O1", "O2"}, Event: lost, To: byeNode},
		{From: []Node{"O1"}, Event: closed, To: byeNode},
		{From: []Node{"O2", "OF", "OI"}, Event: closed, To: "OC"},
	}, sharedArrows...),
})

// DoorWord is the call to the registered phone that tells the door word.
var DoorWord = newDialog(&Dialog{
	Name:  "door-word",
	Start: []Node{"W1"},
	Points: shared(map[Node]Point{
		"W1": {Say: say("O1"), Keys: true, Next: ifVoid, Needs: needVisit},
		"W2": {Say: say("O.code"), Next: ifVoid, Needs: needVisit},
		"WO": {Say: say("O.other"), Needs: needVisit},
		"WC": {Say: say("O.changed")},
	}),
	Arrows: append([]Arrow{
		{From: []Node{"W1"}, Event: "1", To: "W2"},
		{From: []Node{"W1"}, Event: "2", To: "WO"},
		{From: []Node{"W1"}, Event: "*", To: here},
		{From: []Node{"W1"}, Event: lost, To: byeNode},
		{From: []Node{"W1"}, Event: closed, To: byeNode},
		{From: []Node{"W2"}, Event: closed, To: "WC"},
	}, sharedArrows...),
})

// After is the call after the visit. Silence is never a confirmation.
var After = newDialog(&Dialog{
	Name:  "confirm",
	Start: []Node{"Q1"},
	Timed: true,
	Points: shared(map[Node]Point{
		"Q1": {Say: askAfter, Keys: true, Needs: needVisit},
		"Q2": {Say: say("Q2"), Keys: true, Needs: needVisit},
		"QT": {Say: say("Q.thanks")},
		"QU": {Say: say("Q.unsatisfied")},
		"QW": {Say: say("Q.wrong")},
	}),
	Arrows: append([]Arrow{
		{From: []Node{"Q1"}, Event: "1", To: "Q2", Do: confirmVisit},
		{From: []Node{"Q1"}, Event: "2", To: "QW", Do: disputeVisit},
		{From: []Node{"Q2"}, Event: "1", To: "QT", Do: satisfied},
		{From: []Node{"Q2"}, Event: "2", To: "QT", Do: satisfied},
		{From: []Node{"Q2"}, Event: "3", To: "QU", Do: satisfied},
		{From: []Node{"Q1", "Q2"}, Event: "*", To: here},
		{From: []Node{"Q1"}, Event: lost, To: byeNode},
		{From: []Node{"Q2"}, Event: lost, To: "QT"},
	}, sharedArrows...),
})

// askAfter greets once, and asks.
func askAfter(t *Turn) []Words {
	ask := t.words("Q1")
	if t.Appointment.Also.ID != 0 {
		ask = t.words("Q1.pair")
	}
	if t.Short {
		return []Words{ask}
	}
	return []Words{t.words("Q.hello"), ask}
}

// ifOver ends a call about a visit that was given up while the phone rang.
func ifOver(t *Turn) string {
	if !t.Appointment.Request.Visit.Open {
		return closed
	}
	return ""
}

// ifVoid ends a call about a door word that opens no door any more.
func ifVoid(t *Turn) string {
	if !t.Appointment.Request.Visit.WordHolds() {
		return closed
	}
	return ""
}

func told(convenient bool) func(*Turn) {
	return func(t *Turn) {
		visit := t.Appointment.Request.Visit.ID
		t.want("told", func(ctx context.Context, c *care.Centre) error { return c.Told(ctx, visit, convenient) })
	}
}

func confirmVisit(t *Turn) {
	visit, after := t.Appointment.Request.Visit.ID, t.sinceAnswered()
	t.want("confirm", func(ctx context.Context, c *care.Centre) error { return c.Confirm(ctx, visit, after) })
}

func disputeVisit(t *Turn) {
	visit, after := t.Appointment.Request.Visit.ID, t.sinceAnswered()
	t.want("dispute", func(ctx context.Context, c *care.Centre) error { return c.Dispute(ctx, visit, after) })
}

func satisfied(t *Turn) {
	visit := t.Appointment.Request.Visit.ID
	key, _ := strconv.Atoi(t.Digit)
	t.want("satisfied", func(ctx context.Context, c *care.Centre) error { return c.Satisfied(ctx, visit, key) })
}
