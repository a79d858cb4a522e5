package ivr

import (
	"context"

	"hourline/ledger/care"
)

// Reminder is the call to a volunteer whose visit has not begun, or has not
// ended. Nothing is said of the elder: a phone may lie open on a table.
var Reminder = newDialog(&Dialog{
	Name:  "reminder",
	Start: []Node{"H1", "H2"},
	Points: shared(map[Node]Point{
		"H1": {Say: say("H1"), Keys: true, Next: ifThere, Needs: needHelp},
		"HW": {Say: say("H1.way"), Needs: needHelp},
		"HN": {Say: say("H1.cannot")},
		"HA": {Say: say("H1.arrived")},
		"H2": {Say: say("H2"), Keys: true, Next: ifGone, Needs: needHelp},
		"HS": {Say: say("H2.still")},
		"HL": {Say: say("H2.left")},
		"HO": {Say: say("H.known")},
	}),
	Arrows: append([]Arrow{
		{From: []Node{"H1"}, Event: "1", To: "HW", Do: saysOf("on the way", (*care.Centre).OnTheWay)},
		{From: []Node{"H1"}, Event: "2", To: "HN", Do: saysOf("cannot come", (*care.Centre).CannotCome)},
		{From: []Node{"H1"}, Event: "3", To: "HA", Do: saysOf("arrived", (*care.Centre).Arrived)},
		{From: []Node{"H2"}, Event: "1", To: "HS"},
		{From: []Node{"H2"}, Event: "2", To: "HL", Do: saysOf("left", (*care.Centre).Left)},
		{From: []Node{"H1", "H2"}, Event: "*", To: here},
		{From: []Node{"H1", "H2"}, Event: lost, To: byeNode},
		{From: []Node{"H1", "H2"}, Event: closed, To: "HO"},
	}, sharedArrows...),
})

// ifThere ends a call about a visit that has begun, or was given up, while the
// phone rang.
func ifThere(t *Turn) string {
	if w := t.Appointment.Request.Visit; !w.WordHolds() || !w.StartedAt.IsZero() {
		return closed
	}
	return ""
}

// ifGone ends a call about a visit that is over.
func ifGone(t *Turn) string {
	if !t.Appointment.Request.Visit.WordHolds() {
		return closed
	}
	return ""
}

// saysOf is what a volunteer's key says of the visit.
func saysOf(name string, verb func(*care.Centre, context.Context, int64) error) func(*Turn) {
	return func(t *Turn) {
		visit := t.Appointment.Request.Visit.ID
		t.want(name, func(ctx context.Context, c *care.Centre) error { return verb(c, ctx, visit) })
	}
}

// Delay is the call that tells an elder that whoever should be there comes
// later, or has not come. Who answers is asked first, as in Announcement.
var Delay = newDialog(&Dialog{
	Name:  "delay",
	Start: []Node{"L1"},
	Points: shared(map[Node]Point{
		"L1": {Say: say("O1"), Keys: true, Next: ifThere, Needs: needVisit},
		"L2": {Say: say("L2"), Keys: true, Next: orMissing, Needs: needVisit},
		"LM": {Say: say("L.missing"), Keys: true, Next: ifThere, Needs: needVisit},
		"LF": {Say: say("O2.fine"), Next: ifOver, Needs: needVisit},
		"LI": {Say: say("O2.inconvenient"), Next: ifOver, Needs: needVisit},
		"LO": {Say: say("O.other"), Needs: needVisit},
		"LC": {Say: say("L.settled")},
	}),
	Arrows: append([]Arrow{
		{From: []Node{"L1"}, Event: "1", To: "L2", Do: saysOf("heard delay", (*care.Centre).HeardDelay)},
		{From: []Node{"L1"}, Event: "2", To: "LO"},
		{From: []Node{"L2"}, Event: missed, To: "LM"},
		{From: []Node{"L2", "LM"}, Event: "1", To: "LF"},
		{From: []Node{"L2", "LM"}, Event: "2", To: "LI", Do: told(false)},
		{From: []Node{"L1"}, Event: "*", To: here},
		{From: []Node{"L2", "LM"}, Event: "*", To: "L1"},
		{From: []Node{"L1", "L2", "LM"}, Event: lost, To: byeNode},
		{From: []Node{"L1"}, Event: closed, To: byeNode},
		{From: []Node{"L2", "LM", "LF", "LI"}, Event: closed, To: "LC"},
	}, sharedArrows...),
})

// orMissing is what a call about a delay says when nobody knows when the
// volunteer comes.
func orMissing(t *Turn) string {
	switch w := t.Appointment.Request.Visit; {
	case ifThere(t) != "":
		return closed
	case w.Late == 0 || w.ExpectedAt().Before(t.Now):
		return missed
	}
	return ""
}
