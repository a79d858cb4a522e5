package demo

import (
	"net/http"

	"hourline/cmd/internal/carrier"
)

// handler is what the carrier's listener serves: the REST interface for the
// gateway, and the page of handsets for people.
func (t *Town) handler(o Options) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/2010-04-01/", watching(o.Watch, t.Network.Handler()))
	mux.HandleFunc("GET "+cardsAt+"{number}", t.showCard)
	mux.Handle("/", t.Network.Page(t.page()))
	return mux
}

// page says how the handsets are arranged.
func (t *Town) page() carrier.PageOptions {
	o := carrier.PageOptions{
		Title: bankName,
		Dials: []carrier.DialKey{
			{Chinese: "热线", English: "Hotline", E164: Hotline},
			{Chinese: "救命", English: "Emergency", E164: Emergency, Urgent: true},
		},
		Jump:   t.Clock.Advance,
		Papers: t.papers,
	}
	for _, g := range handsets {
		row := carrier.PageRow{Chinese: g.chinese, English: g.english}
		for _, h := range g.handsets {
			row.Handsets = append(row.Handsets, h.Name)
		}
		o.Rows = append(o.Rows, row)
	}
	return o
}
