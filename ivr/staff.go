package ivr

import (
	"context"

	"hourline/ledger/care"
)

// pressSeconds is how long a responder may think after each of the three times
// that the alarm is said, so that a voicemail is left soon (emergency.md: 20 s
// after the first time).
const pressSeconds = 2

// Staff is what a responder hears who is rung for an emergency. Being
// answered is not being accepted: only key 1 is.
var Staff = newDialog(&Dialog{
	Name:     "staff",
	Start:    []Node{"S"},
	Patience: 1, // the alarm is said three times (emergency.md)
	Points: map[Node]Point{
		"S":  {Say: alarmWords, Keys: true, Think: pressSeconds, Next: notMine, Needs: needCase},
		"SA": {Say: say("S.accepted", "S.address", "S.connect"), Keys: true, Think: 1, Next: afterAccept, Needs: needCase},
		"SB": {Say: say("S.bridge"), Then: then(bridge), Next: afterAccept, Needs: needCase},
		"SW": {Say: say("S.accepted", "S.address", "S.address", "S.wait"), Needs: needCase},
		"SR": {Say: offerWords, Keys: true, Next: ifOffered, Needs: needCase},
		"SC": {Then: then(ringElder), Next: elderIsBack, Needs: needCase},
		"SH": {Say: say("S.accepted", "S.address", "S.hidden"), Needs: needCase},
		"SD": {Say: say("S.declined"), Needs: needCase},
		"SP": {Say: say("S.drill.passed"), Needs: needCase},
		"SL": {Say: takenWords, Needs: needCase},
		"SX": {Say: say("bye")},
	},
	Arrows: []Arrow{
		{From: []Node{"S"}, Event: "1", To: "SA", Do: acceptCase},
		{From: []Node{"S"}, Event: "2", To: "SD", Do: declineCase},
		{From: []Node{"S"}, Event: "#", To: here},
		{From: []Node{"S"}, Event: silence, To: here, Do: ringAgain},
		{From: []Node{"S"}, Event: wrong, To: here, Do: tryAgain("wrong")},
		{From: []Node{"S"}, Event: lost, To: "SX"},
		{From: []Node{"S", "SA", "SB", "SR", "SC"}, Event: taken, To: "SL"},
		{From: []Node{"SA"}, Event: "#", To: here},
		{From: []Node{"SA"}, Event: "1", To: "SB"}, // need not hear it to the end
		{From: []Node{"SA"}, Event: silence, To: "SB"},
		{From: []Node{"SA"}, Event: wrong, To: "SB"},
		{From: []Node{"SA", "SB"}, Event: alone, To: "SR"},
		{From: []Node{"SA"}, Event: apart, To: "SW"},
		{From: []Node{"SA"}, Event: drilled, To: "SP"},
		{From: []Node{"SB"}, Event: reached, To: "SR", Do: elderHasGone},
		{From: []Node{"SB"}, Event: missed, To: "SR", Do: elderHasGone},
		{From: []Node{"SR"}, Event: hidden, To: "SH"},
		{From: []Node{"SR"}, Event: "1", To: "SC"},
		{From: []Node{"SR"}, Event: "2", To: "SX"},
		{From: []Node{"SR"}, Event: "#", To: here},
		{From: []Node{"SR"}, Event: silence, To: "SX"},
		{From: []Node{"SR"}, Event: wrong, To: here, Do: tryAgain("wrong")},
		{From: []Node{"SR"}, Event: lost, To: "SX"},
		{From: []Node{"SC"}, Event: back, To: "SA"},
		{From: []Node{"SC"}, Event: reached, To: "SX"},
		{From: []Node{"SC"}, Event: missed, To: "SR", Do: func(t *Turn) { t.Said, t.Short = "S.unanswered", true }},
	},
})

// alarmWords name the street and the case, and nobody. They are whole the
// first time.
func alarmWords(t *Turn) []Words {
	key := "S"
	switch t.Case.Kind {
	case care.RingBack:
		key = "S.ringback"
	case care.SilentOne, care.HangUps:
		key = "S.silent"
	case care.Drill:
		key = "S.drill"
	}
	return []Words{{Key: key, Short: t.Tries > 0, Args: t.args()}}
}

// notMine is what a responder must be told instead of the alarm.
func notMine(t *Turn) string {
	mine := t.Case.Progress.By == t.Responder && t.Case.Open()
	if !mine && (t.Node != "S" || t.Case.Progress.State != care.Ringing) {
		return taken
	}
	return ""
}

// elderIsBack lets the two meet when the elder has rung again meanwhile.
func elderIsBack(t *Turn) string {
	if news := notMine(t); news != "" {
		return news
	}
	if t.Case.OnLine {
		return back
	}
	return ""
}

// afterAccept is what key 1 has come to.
func afterAccept(t *Turn) string {
	switch {
	case t.Case.Kind == care.Drill && t.Case.Progress.By == t.Responder:
		return drilled
	case notMine(t) != "":
		return taken
	case !t.Case.OnLine:
		return alone
	case !t.Conference:
		return apart // the elder's call dials this phone, which must be free for it
	}
	return ""
}

// ifOffered is what stands against ringing the elder.
func ifOffered(t *Turn) string {
	if news := notMine(t); news != "" {
		return news
	}
	if t.Case.Phone == "" {
		return hidden
	}
	return ""
}

// offerWords tell the acceptor that the elder is gone. The address is said at
// first, and whenever it is asked for.
func offerWords(t *Turn) []Words {
	offer := t.words("S.offer")
	if t.Short && t.Digit != "#" {
		return []Words{offer}
	}
	offer.Short = false
	return []Words{t.words("S.accepted"), t.words("S.address"), offer}
}

// elderHasGone is the end of a talk: the acceptor has heard the address.
func elderHasGone(t *Turn) { t.Dialled, t.Short = 0, true }

// takenWords tell a late key who has it, that it rings again, or that it was a
// mistake.
func takenWords(t *Turn) []Words {
	if t.Case.Kind == care.Drill {
		return []Words{t.words("S.drill.over")}
	}
	if _, ok := t.Case.Acceptor(); ok && t.Case.Open() {
		return []Words{t.words("S.late")}
	}
	switch t.Case.Progress.State {
	case care.Ringing:
		return []Words{t.words("S.reopened")}
	case care.CaseClosed:
		return []Words{t.words("S.closed")}
	}
	return []Words{t.words("S.cancelled")}
}

// ringAgain says the alarm once more; three times are heard in all.
func ringAgain(t *Turn) { t.Tries++ }

func acceptCase(t *Turn) {
	id, responder := t.Case.ID, t.Responder
	t.want("accept case", func(ctx context.Context, c *care.Centre) error {
		_, err := c.AcceptCase(ctx, id, responder)
		return err
	})
}

func declineCase(t *Turn) {
	id, responder := t.Case.ID, t.Responder
	t.want("decline case", func(ctx context.Context, c *care.Centre) error {
		_, err := c.DeclineCase(ctx, id, responder)
		return err
	})
}
