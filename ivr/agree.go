package ivr

import (
	"context"

	"hourline/ledger/care"
	"hourline/prompts"
)

// Order is the call to the registered phone of a member without a PIN: key 1
// asks for what was chosen. Nothing about it is said before somebody has said
// to be that member, so a voicemail, and whoever else picks up, hears nothing.
var Order = newDialog(&Dialog{
	Name:  "order",
	Start: []Node{"Y1"},
	Points: shared(map[Node]Point{
		"Y1": {Say: say("O1"), Keys: true, Next: ifSettled, Needs: needQuestion},
		"Y2": {Say: asked("Y.order"), Keys: true, Next: ifSettled, Needs: needQuestion},
		"YR": {Say: turnout, Next: ifTurnedOut, Needs: needTurnout},
		"YN": {Say: say("Y.no")},
		"YO": {Say: say("Y.other")},
		"YL": {Say: say("Y.over")},
	}),
	Arrows: append([]Arrow{
		{From: []Node{"Y1"}, Event: "1", To: "Y2"},
		{From: []Node{"Y1"}, Event: "2", To: "YO"},
		{From: []Node{"Y2"}, Event: "1", To: "YR", Do: wanted(true)},
		{From: []Node{"Y2"}, Event: "2", To: "YN", Do: wanted(false)},
		{From: []Node{"Y1"}, Event: "*", To: here},
		{From: []Node{"Y2"}, Event: "*", To: "Y1"},
		{From: []Node{"Y1", "Y2"}, Event: lost, To: byeNode},
		{From: []Node{"Y1", "Y2", "YR"}, Event: closed, To: "YL"},
	}, sharedArrows...),
})

// Payment is the call to a member of whom a service point asks hours: key 1,
// and then the PIN. Until then nothing is paid.
var Payment = newDialog(&Dialog{
	Name:  "payment",
	Start: []Node{"Z1"},
	Points: shared(map[Node]Point{
		"Z1": {Say: say("O1"), Keys: true, Next: ifSettled, Needs: needQuestion},
		"Z2": {Say: asked("Y.point"), Keys: true, Row: pinDigits, Think: pinSeconds, Next: ifSettled, Needs: needQuestion},
		"ZR": {Say: paid, Next: ifNotPaid, Needs: needTurnout},
		"ZK": {Say: say("X.pin.locked")},
		"ZN": {Say: say("Y.no")},
		"ZO": {Say: say("Y.other")},
		"ZL": {Say: say("Y.over")},
	}),
	Arrows: append([]Arrow{
		{From: []Node{"Z1"}, Event: "1", To: "Z2"},
		{From: []Node{"Z1"}, Event: "2", To: "ZO"},
		{From: []Node{"Z2"}, Event: row, To: "ZR", Do: agreeByPIN},
		{From: []Node{"Z2"}, Event: "2", To: "ZN"}, // the call ends, and that it was not agreed to is kept then
		{From: []Node{"ZR"}, Event: unknown, To: "Z2", Do: func(t *Turn) { t.Said, t.Short = "X.pin.wrong", true }},
		{From: []Node{"ZR"}, Event: barred, To: "ZK"},
		{From: []Node{"Z1"}, Event: "*", To: here},
		{From: []Node{"Z2"}, Event: "*", To: "Z1"},
		{From: []Node{"Z1", "Z2"}, Event: lost, To: byeNode},
		{From: []Node{"Z1", "Z2", "ZR"}, Event: closed, To: "ZL"},
	}, sharedArrows...),
})

// ifSettled ends a call about what is over.
func ifSettled(t *Turn) string {
	if t.Question.Over {
		return closed
	}
	return ""
}

// asked are the words of what a member is to agree to.
func asked(key string) func(*Turn) []Words {
	return func(t *Turn) []Words {
		q, w := t.Question, t.words(key)
		w.Args["what"], w.Args["minutes"], w.Args["point"] = prompts.Money(q.Fen), prompts.Minutes(q.Minutes), prompts.Name(q.Point.Name)
		if q.Goods != "" {
			w.Args["what"] = prompts.Goods(q.Goods, q.Pieces)
		}
		return []Words{w}
	}
}

func wanted(yes bool) func(*Turn) {
	return func(t *Turn) {
		source, outgoing := t.source(), t.Outgoing
		t.want("confirm order", func(ctx context.Context, c *care.Centre) error { return c.ConfirmOrder(ctx, source, outgoing, yes) })
	}
}

// ifTurnedOut tells of an order that came to nothing, or was settled before.
func ifTurnedOut(t *Turn) string {
	if t.Turnout.Outcome == care.NoOutcome || t.Turnout.Outcome == care.TooLate {
		return closed
	}
	return ""
}

func agreeByPIN(t *Turn) {
	source, outgoing, pin := t.source(), t.Outgoing, t.Digit
	t.want("agree", func(ctx context.Context, c *care.Centre) error { return c.AgreeByPIN(ctx, source, outgoing, pin) })
}

// ifNotPaid leads on from a PIN that was not right.
func ifNotPaid(t *Turn) string {
	switch t.Turnout.Outcome {
	case care.PaidOut, care.InQueue:
		return ""
	case care.WrongPIN:
		return unknown
	case care.Locked:
		return barred
	}
	return closed
}

func paid(t *Turn) []Words {
	if t.Turnout.Outcome == care.InQueue {
		return []Words{t.words("Y.queue")}
	}
	return []Words{t.words("Y.paid")}
}
