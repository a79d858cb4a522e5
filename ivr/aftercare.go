package ivr

import (
	"context"

	"hourline/ledger/care"
)

// Check asks the one who accepted an emergency how it stands. Who says nothing
// has it no more, and everybody is called again.
var Check = newDialog(&Dialog{
	Name:     "check",
	Start:    []Node{"S10"},
	Patience: 1, // the question is asked three times, like the alarm
	Points: map[Node]Point{
		"S10": {Say: say("S10"), Keys: true, Next: notMine, Needs: needCase},
		"CS":  {Say: say("S10.safe"), Next: unless(care.CaseClosed), Needs: needCase},
		"CA":  {Say: say("S10.still"), Next: notMine, Needs: needCase},
		"CH":  {Say: say("S10.handover"), Next: unless(care.Ringing), Needs: needCase},
		"CN":  {Say: say("S10.silent"), Next: unless(care.Ringing), Needs: needCase},
		"CL":  {Say: takenWords, Needs: needCase},
	},
	Arrows: []Arrow{
		{From: []Node{"S10"}, Event: "1", To: "CS", Do: checked("safe", care.Safe)},
		{From: []Node{"S10"}, Event: "2", To: "CA", Do: checked("still at it", care.StillAtIt)},
		{From: []Node{"S10"}, Event: "3", To: "CH", Do: checked("hand over", care.HandOver)},
		{From: []Node{"S10"}, Event: "#", To: here},
		{From: []Node{"S10"}, Event: silence, To: here, Do: tryAgain("again")},
		{From: []Node{"S10"}, Event: wrong, To: here, Do: tryAgain("wrong")},
		{From: []Node{"S10"}, Event: lost, To: "CN", Do: checked("no word", care.NoWord)},
		{From: []Node{"S10", "CS", "CA", "CH", "CN"}, Event: taken, To: "CL"},
	},
})

// unless sends on an answer that came too late to make a case what it should:
// somebody else has it, or it is over.
func unless(state care.CaseState) func(*Turn) string {
	return func(t *Turn) string {
		others := state == care.CaseClosed && t.Case.Progress.By != t.Responder
		if t.Case.Progress.State != state || others {
			return taken
		}
		return ""
	}
}

func checked(how string, answer care.CaseEvent) func(*Turn) {
	return func(t *Turn) {
		id, responder := t.Case.ID, t.Responder
		t.want(how, func(ctx context.Context, c *care.Centre) error {
			_, err := c.CheckedCase(ctx, id, responder, answer)
			return err
		})
	}
}

// CallBack is the call to an elder who called for help and has hung up, or who
// rang and pressed nothing. Only a key brings them to where help is waited for:
// nobody is connected with a voicemail.
var CallBack = newDialog(&Dialog{
	Name:     "call-back",
	Start:    []Node{"EH"},
	Patience: 1,
	Points: shared(map[Node]Point{
		"EH": {Say: say("E.back"), Keys: true, Next: whyBack, Needs: needCase},
		"EQ": {Say: say("E.well"), Keys: true, Next: ifCaseOver, Needs: needCase},
		"EY": {Say: say("E.well.thanks"), Needs: needCase},
		"EK": {Say: say("E.unsaid"), Next: ifCaseOver, Needs: needCase},
		"EO": {Say: say("E.over")},
	}),
	Arrows: append([]Arrow{
		{From: []Node{"EH"}, Event: "1", To: alarmNode},
		{From: []Node{"EH"}, Event: quiet, To: "EQ"},
		{From: []Node{"EQ"}, Event: "1", To: "EY", Do: elderIsWell},
		{From: []Node{"EH", "EQ"}, Event: "*", To: here},
		{From: []Node{"EH", "EQ"}, Event: lost, To: "EK"},
		{From: []Node{"EH", "EQ", "EK"}, Event: closed, To: "EO"},
	}, sharedArrows...),
})

// whyBack is why the elder is rung, or that there is no need any more.
func whyBack(t *Turn) string {
	if over := ifCaseOver(t); over != "" {
		return over
	}
	if t.Case.Kind == care.SilentOne || t.Case.Kind == care.HangUps {
		return quiet
	}
	return ""
}

func ifCaseOver(t *Turn) string {
	if !t.Case.Open() {
		return closed
	}
	return ""
}

func elderIsWell(t *Turn) {
	id := t.Case.ID
	t.want("elder is well", func(ctx context.Context, c *care.Centre) error { return c.ElderIsWell(ctx, id) })
}
