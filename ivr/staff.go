package ivr

import (
	"context"

	"hourline/ledger/care"
)

const emergencyName = "emergency"

// Emergency is what the one in need hears. It is decided from the case alone,
// with no session and no Redis.
var Emergency = newDialog(&Dialog{
	Name:  emergencyName,
	Start: []Node{"E"},
	Points: map[Node]Point{
		"E":  {Say: say("E"), Keys: true, Next: caseNews, Needs: needCase},
		"EW": {Say: stillCalling, Keys: true, Next: caseNews, Needs: needCase},
		"EX": {Say: cancelledWords, Needs: needCase},
		"EB": {Say: bridgeWords, Then: then(bridge), Needs: needCase},
		"EA": {Say: say("E.accepted"), Keys: true, Next: ifUnreachable, Needs: needCase},
		"ED": {Say: say("E.alone"), Keys: true, Needs: needCase},
		"EN": {Say: say("bye")},

		alarmNode: {Then: then(alarm)}, // everybody is rung again
	},
	Arrows: []Arrow{
		{From: []Node{"E"}, Event: "1", To: "EW", Do: cancelCase},
		{From: []Node{"E", "EW"}, Event: silence, To: "EW"},
		{From: []Node{"E", "EW"}, Event: wrong, To: "EW"},
		{From: []Node{"E", "EW"}, Event: "9", To: "EW"},
		{From: []Node{"E", "EW"}, Event: accepted, To: "EB", Do: joinCase},
		{From: []Node{"E", "EW"}, Event: cancelled, To: "EX"},
		{From: []Node{"E", "EW"}, Event: closed, To: "ED"},
		{From: []Node{"EB"}, Event: reached, To: "ED"},
		{From: []Node{"EB"}, Event: missed, To: "EA"},
		{From: []Node{"EA"}, Event: silence, To: "EB"}, // the acceptor's phone was not free yet
		{From: []Node{"EA"}, Event: wrong, To: "EB"},
		{From: []Node{"EA"}, Event: missed, To: alarmNode},
		{From: []Node{"ED"}, Event: "9", To: alarmNode},
		{From: []Node{"ED"}, Event: "0", To: alarmNode},
		{From: []Node{"ED"}, Event: silence, To: "EN"},
		{From: []Node{"ED"}, Event: wrong, To: here, Do: tryAgain("wrong")},
		{From: []Node{"ED"}, Event: lost, To: "EN"},
	},
})

// caseNews is what the case has to tell the one in need, whatever was pressed.
func caseNews(t *Turn) string {
	switch t.Case.Progress.State {
	case care.CaseAccepted:
		return accepted
	case care.CaseCancelled:
		return cancelled
	case care.CaseClosed:
		return closed
	}
	return ""
}

// stillCalling tells the truth: who is being rung, that nobody is this
// second, and after a minute how to reach 120.
func stillCalling(t *Turn) []Words {
	const firstMinute = 60
	switch {
	case t.Digit == "1":
		return []Words{t.words("E.late")}
	case t.Digit == "9":
		return []Words{t.words("E.known")}
	case t.Now.Sub(t.Case.Opened()).Seconds() >= firstMinute:
		return []Words{t.words("E.sixty")}
	case len(t.Case.Ringing(t.Now)) == 0:
		return []Words{t.words("E.still.nobody")}
	}
	return []Words{t.words("E.still")}
}

// cancelledWords promise a call only to somebody who can be rung.
func cancelledWords(t *Turn) []Words {
	if t.Case.Phone == "" {
		return []Words{t.words("E.cancelled.hidden")}
	}
	return []Words{t.words("E.cancelled")}
}

// ifUnreachable lets everybody be rung again when the acceptor was rung three
// times and does not pick up; the first time the phone may not be free yet.
func ifUnreachable(t *Turn) string {
	const enough = 3
	if t.Dialled >= enough {
		return missed
	}
	return ""
}

// meets reports whether elder and acceptor talk in a conference. An acceptor
// who is on the telephone no more must be rung.
func (t *Turn) meets() bool {
	return t.Conference && (t.Dialog != emergencyName || t.Case.Attended)
}

// bridgeWords say that somebody is there, or, where the acceptor must be rung
// first, that somebody has accepted.
func bridgeWords(t *Turn) []Words {
	if t.meets() {
		return []Words{t.words("E.bridge")}
	}
	return []Words{t.words("E.accepted")}
}

func joinCase(t *Turn) {
	id := t.Case.ID
	t.want("join case", func(ctx context.Context, c *care.Centre) error { return c.Joined(ctx, id) })
}

func cancelCase(t *Turn) {
	id := t.Case.ID
	t.want("cancel case", func(ctx context.Context, c *care.Centre) error {
		_, err := c.CancelCase(ctx, id)
		return err
	})
}

// Staff is what a responder hears who is rung for an emergency. Being
// answered is not being accepted: only key 1 is.
var Staff = newDialog(&Dialog{
	Name:     "staff",
	Start:    []Node{"S"},
	Patience: 1, // the alarm is said three times (emergency.md)
	Points: map[Node]Point{
		"S":  {Say: alarmWords, Keys: true, Next: notMine, Needs: needCase},
		"SA": {Say: acceptedWords, Then: joinElder, Next: afterAccept, Needs: needCase},
		"SR": {Say: acceptedWords, Keys: true, Next: notMine, Needs: needCase},
		"SC": {Then: then(ringElder), Next: elderIsBack, Needs: needCase},
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
		{From: []Node{"S", "SA", "SR"}, Event: taken, To: "SL"},
		{From: []Node{"SA"}, Event: alone, To: "SR"},
		{From: []Node{"SA"}, Event: drilled, To: "SP"},
		{From: []Node{"SC"}, Event: back, To: "SA"},
		{From: []Node{"SR"}, Event: "1", To: "SC"},
		{From: []Node{"SR"}, Event: "2", To: "SX"},
		{From: []Node{"SR"}, Event: silence, To: "SX"},
		{From: []Node{"SR"}, Event: wrong, To: here, Do: tryAgain("wrong")},
		{From: []Node{"SR"}, Event: lost, To: "SX"},
		{From: []Node{"SA", "SC"}, Event: reached, To: "SX"},
		{From: []Node{"SA", "SC"}, Event: missed, To: "SX"},
	},
})

// alarmWords name the street and the case, and nobody.
func alarmWords(t *Turn) []Words {
	key := "S"
	switch t.Case.Kind {
	case care.RingBack:
		key = "S.ringback"
	case care.SilentOne, care.HangUps:
		key = "S.silent"
	case care.Drill:
		key = "S.drill"
	default:
		if t.Tries > 0 {
			key = "S.again"
		}
	}
	return []Words{{Key: key, Args: t.args()}}
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
	if t.Case.Progress.By == t.Responder && t.Case.OnLine {
		return back
	}
	return ""
}

// afterAccept is what key 1 has come to.
func afterAccept(t *Turn) string {
	switch {
	case t.Case.Progress.By != t.Responder:
		return taken
	case t.Case.Kind == care.Drill || t.Case.Kind == care.SelfTest:
		return drilled
	case !t.Case.OnLine:
		return alone
	}
	return ""
}

// joinElder lets the acceptor talk to the elder at once; without conferences
// the elder's call dials the acceptor's phone, which must be free for it.
func joinElder(t *Turn) ending {
	if t.Conference {
		return bridge
	}
	return hangUp
}

// acceptedWords give name and address to the one who accepted.
func acceptedWords(t *Turn) []Words {
	out := []Words{t.words("S.accepted"), t.words("S.address")}
	if !t.Case.OnLine {
		return append(out, t.words("S.offer"))
	}
	if !t.Conference {
		return append(out, t.words("S.wait"))
	}
	return append(out, t.words("S.bridge"))
}

// takenWords tell a late key who has it, that it rings again, or that it was a
// mistake.
func takenWords(t *Turn) []Words {
	if _, ok := t.Case.Acceptor(); ok && t.Case.Open() {
		return []Words{t.words("S.late")}
	}
	switch t.Case.Progress.State {
	case care.Ringing:
		return []Words{t.words("S.declined")}
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
