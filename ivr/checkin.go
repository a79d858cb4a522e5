package ivr

import (
	"context"

	"hourline/ledger/care"
)

// Checkin is the call to a member who wants to be asked every day. Whoever
// presses nothing is not well until somebody knows better.
var Checkin = newDialog(&Dialog{
	Name:  "checkin",
	Start: []Node{"U1"},
	Points: shared(map[Node]Point{
		"U1": {Say: say("U.well"), Keys: true},
		"UW": {Say: say("U.thanks")},
	}),
	Arrows: append([]Arrow{
		{From: []Node{"U1"}, Event: "1", To: "UW", Do: answered("well", (*care.Centre).Well)},
		{From: []Node{"U1"}, Event: "0", To: personNode, Do: answered("heard from", (*care.Centre).HeardFrom)},
		{From: []Node{"U1"}, Event: "*", To: here},
		{From: []Node{"U1"}, Event: lost, To: byeNode},
	}, sharedArrows...),
})

// Contact is the call to somebody whom a member has named, when the member
// has not answered.
var Contact = newDialog(&Dialog{
	Name:  "contact",
	Start: []Node{"L1"},
	Points: shared(map[Node]Point{
		"L1": {Say: say("U.contact"), Keys: true, Needs: needWhom},
		"LT": {Say: say("U.contact.thanks"), Needs: needWhom},
	}),
	Arrows: append([]Arrow{
		{From: []Node{"L1"}, Event: "1", To: "LT", Do: answered("contact looks", (*care.Centre).ContactLooks)},
		{From: []Node{"L1"}, Event: "*", To: here},
		{From: []Node{"L1"}, Event: lost, To: byeNode},
	}, sharedArrows...),
})

// answered carries out a verb about the call of ours that this is.
func answered(name string, verb func(*care.Centre, context.Context, int64) error) func(*Turn) {
	return func(t *Turn) {
		outgoing := t.Outgoing
		t.want(name, func(ctx context.Context, c *care.Centre) error { return verb(c, ctx, outgoing) })
	}
}
