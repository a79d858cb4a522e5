package ivr

import (
	"context"

	"hourline/ledger/care"
)

// News is the call that tells an elder that nobody comes, yet or at all.
// Who answers is asked first, as in Announcement; then it is said how the
// request stands at that moment.
var News = newDialog(&Dialog{
	Name:  "news",
	Start: []Node{"G1"},
	Points: shared(map[Node]Point{
		"G1": {Say: say("O1"), Keys: true, Next: ifNoNews, Needs: needNews},
		"G2": {Say: howItStands, Next: ifNoNews, Needs: needNews},
		"GO": {Say: say("O.other"), Needs: needNews},
		"GC": {Say: say("O.changed")},
	}),
	Arrows: append([]Arrow{
		{From: []Node{"G1"}, Event: "1", To: "G2", Do: heardNews},
		{From: []Node{"G1"}, Event: "2", To: "GO"},
		{From: []Node{"G1"}, Event: "*", To: here},
		{From: []Node{"G1"}, Event: lost, To: byeNode},
		{From: []Node{"G1"}, Event: closed, To: byeNode},
		{From: []Node{"G2"}, Event: closed, To: "GC"},
	}, sharedArrows...),
})

// ifNoNews ends a call about a request for which somebody was found, or which
// was cancelled, while the phone rang: another call tells who comes.
func ifNoNews(t *Turn) string {
	if s := t.Appointment.Request.State; s != care.Offered && s != care.Expired {
		return closed
	}
	return ""
}

// howItStands is that somebody is looked for, or that a person will ring.
func howItStands(t *Turn) []Words {
	if t.Appointment.Request.State == care.Expired {
		return []Words{t.words("O.nobody")}
	}
	return []Words{t.words("O.gone")}
}

func heardNews(t *Turn) {
	id := t.Request
	t.want("heard", func(ctx context.Context, c *care.Centre) error { return c.HeardNews(ctx, id) })
}

// whoComes is who comes and when, after a word on whoever was to come before,
// and on whoever comes along.
func whoComes(t *Turn) (out []Words) {
	if t.Appointment.Gone.ID != 0 && !t.Short {
		out = append(out, t.words("O.instead"))
	}
	if t.Appointment.Along.ID != 0 && !t.Short {
		out = append(out, t.words("O.pair"))
	}
	return append(out, t.words("O2"))
}
