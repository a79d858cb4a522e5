package ivr

import (
	"context"
	"time"

	"hourline/ledger/care"
)

const emergencyName = "emergency"

// waitSeconds is how long one in need may think between two words of ours:
// something true is said every 15 s (emergency.md).
const waitSeconds = 5

// Emergency is what the one in need hears. It is decided from the case alone,
// with no session and no Redis.
var Emergency = newDialog(&Dialog{
	Name:  emergencyName,
	Start: []Node{"E"},
	Points: map[Node]Point{
		"E":  {Say: say("E"), Keys: true, Think: waitSeconds, Next: caseNews, Needs: needCase},
		"EW": {Say: stillCalling, Keys: true, Think: waitSeconds, Next: caseNews, Needs: needCase},
		"EX": {Say: cancelledWords, Needs: needCase},
		"EB": {Say: bridgeWords, Then: then(bridge), Next: ifNobodyHasIt, Needs: needCase},
		"EA": {Say: say("E.accepted"), Keys: true, Think: waitSeconds, Next: ifUnreachable, Needs: needCase},
		"ED": {Say: aloneWords, Keys: true, Next: ifReopened, Needs: needCase},
		"EN": {Say: say("bye"), Next: ifReopened, Needs: needCase},

		alarmNode: {Then: then(alarm)}, // everybody is rung again
	},
	Arrows: []Arrow{
		{From: []Node{"E", "EW"}, Event: "1", To: "EW", Do: cancelCase},
		{From: []Node{"E", "EW"}, Event: silence, To: "EW"},
		{From: []Node{"E", "EW"}, Event: wrong, To: "EW"},
		{From: []Node{"E", "EW"}, Event: "9", To: "EW"},
		{From: []Node{"E", "EW"}, Event: accepted, To: "EB", Do: joinCase},
		{From: []Node{"E", "EW"}, Event: cancelled, To: "EX"},
		{From: []Node{"E", "EW", "EB", "EA"}, Event: closed, To: "ED"},
		{From: []Node{"EB", "EA", "ED", "EN"}, Event: reopened, To: "EW", Do: func(t *Turn) { t.Dialled = 0 }},
		{From: []Node{"EB"}, Event: reached, To: "ED"},
		{From: []Node{"EB"}, Event: missed, To: "EA"},
		{From: []Node{"EA"}, Event: silence, To: "EB"}, // the acceptor's phone was not free yet
		{From: []Node{"EA"}, Event: wrong, To: "EB"},
		{From: []Node{"EA"}, Event: missed, To: alarmNode},
		{From: []Node{"ED"}, Event: "9", To: alarmNode},
		{From: []Node{"ED"}, Event: "0", To: alarmNode},
		{From: []Node{"ED"}, Event: silence, To: here, Do: tryAgain("")},
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

// ifNobodyHasIt is what has become of an emergency that somebody had.
func ifNobodyHasIt(t *Turn) string {
	if t.Case.Progress.State == care.CaseClosed {
		return closed
	}
	return ifReopened(t)
}

func ifReopened(t *Turn) string {
	if t.Case.Progress.State == care.Ringing {
		return reopened
	}
	return ""
}

// stillCalling tells the truth: who is being rung, that nobody is this
// second, and once in every minute how to reach 120.
func stillCalling(t *Turn) []Words {
	switch waited := t.Now.Sub(t.Case.Opened()); {
	case t.Digit == "1":
		return []Words{t.words("E.late")}
	case t.Digit == "9":
		return []Words{t.words("E.known")}
	case waited >= time.Minute && waited%time.Minute < 15*time.Second:
		return []Words{t.words("E.sixty")}
	case len(t.Case.Ringing(t.Now)) == 0:
		return []Words{t.words("E.still.nobody")}
	}
	return []Words{t.words("E.still")}
}

// aloneWords are for one in need at whose other end nobody is any more.
func aloneWords(t *Turn) []Words {
	if t.Case.Progress.State == care.CaseClosed {
		return []Words{t.words("E.closed")}
	}
	return []Words{t.words("E.alone")}
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
	if news := ifNobodyHasIt(t); news != "" {
		return news
	}
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
