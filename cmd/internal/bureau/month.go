package bureau

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"hourline/cmd/internal/chart"
	"hourline/ledger/care"
	"hourline/ledger/reports"
	"hourline/prompts"
)

// Month is the report of a month.
func Month(words *prompts.Catalogue, lang, bank string, m reports.Month) (Sheet, error) {
	w := &speaker{words: words, lang: words.Match(lang)}
	sheet := w.sheet("month", bank)
	sheet.Period, sheet.Counted = m.Month.String(), stamp(m.At)
	if !m.Over {
		sheet.Running = w.say("running")
	}
	ratio, known := m.End.Coverage(m.Rate)
	sheet.Summary = []Figure{
		{w.say("visit-count"), w.count(m.All.Visits, "visits")}, {w.say("served"), w.hours(m.All.Served)}, {w.say("stored"), w.hours(m.All.Stored)}, {w.say("stored-part"), w.part(m.All.Stored, m.All.Served)},
		{w.say("active-elders"), w.count(m.Elders, "people")}, {w.say("active-volunteers"), w.count(m.Volunteers, "people")}, {w.say("alarms"), w.count(m.Emergencies.Alarms, "calls")}, {w.say("coverage"), w.percent(ratio, known)},
	}
	for _, make := range []func(reports.Month) (Section, error){
		w.kinds, w.monthPlaces, w.days, w.outcomes, w.requests, w.satisfaction, w.emergencies, w.staff, w.codes, w.taken, w.year,
	} {
		section, err := make(m)
		if err != nil {
			return sheet, err
		}
		sheet.Sections = append(sheet.Sections, section)
	}
	return sheet, w.err
}

// tally are the figures of some visits.
func (w *speaker) tally(t reports.Tally) []Cell {
	return []Cell{w.count(t.Visits, "visits"), w.hours(t.Served), w.hours(t.Stored), w.part(t.Stored, t.Served)}
}

func (w *speaker) kinds(m reports.Month) (Section, error) {
	section := Section{Title: w.say("kinds"), Head: w.all("item", "visit-count", "served", "stored", "stored-part")}
	bars := chart.Bars{Data: chart.Data{ID: "kinds", Name: section.Title, Say: axis, Series: []chart.Series{{Name: w.say("served")}, {Name: w.say("stored")}}}, Lying: true}
	for _, k := range m.Kinds {
		section.Rows = append(section.Rows, Row{w.kind(k.Name), w.tally(k.Tally)})
		bars.Add(w.kind(k.Name), float64(k.Served)/60, float64(k.Stored)/60)
	}
	section.Rows = append(section.Rows, Row{w.say("total"), w.tally(m.All)})
	return section.drawn("", bars)
}

func (w *speaker) monthPlaces(m reports.Month) (Section, error) {
	section := Section{Title: w.say("communities"), Head: w.all("item", "visit-count", "served", "stored", "stored-part", "active-elders", "active-volunteers"), Most: mostPlaces}
	bars := chart.Bars{Data: chart.Data{ID: "places", Name: section.Title, Say: axis, Series: []chart.Series{{Name: w.say("served")}, {Name: w.say("stored")}}}, Lying: true}
	for i, p := range m.Communities {
		cells := append(w.tally(p.Tally), w.count(p.Elders, "people"), w.count(p.Volunteers, "people"))
		section.Rows = append(section.Rows, Row{w.orNone(p.Name), cells})
		if i < mostPlaces {
			bars.Add(w.orNone(p.Name), float64(p.Served)/60, float64(p.Stored)/60)
		}
	}
	return section.drawn("", bars)
}

// days is a picture; its rows are for the spreadsheet.
func (w *speaker) days(m reports.Month) (Section, error) {
	section := Section{Title: w.say("days"), Head: w.all("item", "visit-count"), Most: -1}
	bars := chart.Bars{Data: chart.Data{ID: "days", Name: section.Title, Say: axis, Series: []chart.Series{{Name: w.say("visit-count")}}}}
	for i, n := range m.Days {
		section.Rows = append(section.Rows, Row{fmt.Sprintf("%s-%02d", m.Month, i+1), []Cell{w.count(n, "visits")}})
		bars.Add(everyFifth(i+1, len(m.Days)), float64(n))
	}
	return section.drawn("", bars)
}

// everyFifth is a day on an axis that has no room for all.
func everyFifth(day, last int) string {
	if day == 1 || day%5 == 0 && day < last || day == last && last%5 != 1 {
		return strconv.Itoa(day)
	}
	return " "
}

func (w *speaker) outcomes(m reports.Month) (Section, error) {
	section := Section{Title: w.say("outcomes"), Head: w.all("item", "visit-count", "share")}
	all := int64(0)
	for _, o := range m.Outcomes {
		all += int64(o.Visits)
	}
	for _, o := range m.Outcomes {
		section.Rows = append(section.Rows, Row{w.say("outcome-" + o.How), []Cell{w.count(o.Visits, "visits"), w.part(int64(o.Visits), all)}})
	}
	return section, nil
}

func (w *speaker) requests(m reports.Month) (Section, error) {
	r := m.Requests
	return Section{Title: w.say("requests"), Head: w.all("item", "value", "unit"), Rows: w.list([]Figure{
		{w.say("asked"), w.count(r.Asked, "visits")}, {w.say("taken"), w.count(r.Taken.Count, "visits")},
		{w.say("taken-median"), w.lasting(r.Taken.Median, r.Taken.Count, "minutes")}, {w.say("taken-p90"), w.lasting(r.Taken.P90, r.Taken.Count, "minutes")},
		{w.say("expired"), w.count(r.Expired, "visits")}, {w.say("cancelled"), w.count(r.Cancelled, "visits")},
	})}, nil
}

// list are figures below one another, each with its unit.
func (w *speaker) list(figures []Figure) (rows []Row) {
	for _, f := range figures {
		rows = append(rows, Row{f.Label, []Cell{f.Cell, {Shown: f.Unit}}})
	}
	return rows
}

func (w *speaker) satisfaction(m reports.Month) (Section, error) {
	s := m.Satisfaction
	section := Section{Title: w.say("satisfaction"), Head: w.all("item", "visit-count", "share")}
	bars := chart.Bars{Data: chart.Data{ID: "satisfaction", Name: section.Title, Say: axis, Series: []chart.Series{{Name: w.say("visit-count")}}}, Lying: true}
	all := int64(s.Well + s.SoSo + s.Not + s.Unasked)
	for _, a := range []struct {
		label string
		n     int
	}{{"well", s.Well}, {"so-so", s.SoSo}, {"not", s.Not}, {"unasked", s.Unasked}} {
		section.Rows = append(section.Rows, Row{w.say(a.label), []Cell{w.count(a.n, "visits"), w.part(int64(a.n), all)}})
		bars.Add(w.say(a.label), float64(a.n))
	}
	return section.drawn("", bars)
}

func (w *speaker) emergencies(m reports.Month) (Section, error) {
	e := m.Emergencies
	figures := []Figure{
		{w.say("alarms"), w.count(e.Alarms, "calls")},
		{w.say("first-ring-median"), w.lasting(e.FirstRing.Median, e.FirstRing.Count, "seconds")}, {w.say("first-ring-p90"), w.lasting(e.FirstRing.P90, e.FirstRing.Count, "seconds")},
		{w.say("accepted"), w.count(e.Accepted.Count, "calls")},
		{w.say("accepted-median"), w.lasting(e.Accepted.Median, e.Accepted.Count, "seconds")}, {w.say("accepted-p90"), w.lasting(e.Accepted.P90, e.Accepted.Count, "seconds")},
		{w.say("nobody"), w.count(e.Nobody, "calls")}, {w.say("mistakes"), w.count(e.Mistakes, "calls")},
	}
	for _, k := range e.Kinds {
		if k.Kind != care.AlarmCase {
			figures = append(figures, Figure{w.say("case-" + string(k.Kind)), w.count(k.Cases, "calls")})
		}
	}
	return Section{Title: w.say("emergencies"), Head: w.all("item", "value", "unit"), Rows: w.list(figures)}, nil
}

func (w *speaker) staff(m reports.Month) (Section, error) {
	section := Section{Title: w.say("exceptions"), Head: w.all("item", "entered", "corrected", "vouched", "share")}
	for _, d := range m.Oddities.Staff {
		section.Rows = append(section.Rows, Row{d.Who.Name + " " + d.Who.Number, []Cell{
			w.count(d.Entered, "times"), w.count(d.Corrected, "times"), w.count(d.Vouched, "times"), w.part(int64(d.Entered+d.Corrected), int64(m.Oddities.ByHand)),
		}})
	}
	section.Rows = append(section.Rows, Row{w.say("by-hand"), []Cell{{}, {}, {}, w.part(int64(m.Staff.ByHand), int64(m.Staff.Visits))}})
	return section, nil
}

// codes are reasons and signals by the words that the books use.
func (w *speaker) codes(m reports.Month) (Section, error) {
	section := Section{Title: w.say("reasons"), Head: w.all("code", "times", "signals-open")}
	for _, r := range m.Oddities.Reasons {
		section.Rows = append(section.Rows, Row{string(r.Reason), []Cell{w.count(r.Visits, "visits"), {}}})
	}
	found, open := map[string]int{}, map[string]int{}
	for _, s := range m.Oddities.Signals {
		found[string(s.Kind)]++
		if s.Outcome == "" {
			open[string(s.Kind)]++
		}
	}
	for _, kind := range slices.SortedFunc(maps.Keys(found), func(a, b string) int { return cmp.Or(cmp.Compare(found[b], found[a]), cmp.Compare(a, b)) }) {
		section.Rows = append(section.Rows, Row{w.say("signals") + " " + kind, []Cell{w.count(found[kind], "times"), w.count(open[kind], "times")}})
	}
	return section, nil
}

func (w *speaker) taken(m reports.Month) (Section, error) {
	section := Section{Title: w.say("redeemed"), Head: w.all("item", "times", "hours")}
	labels := map[string]string{"service": "as-service", "goods": "as-goods", "cash": "as-cash-out"}
	for _, r := range m.Redeemed {
		section.Rows = append(section.Rows, Row{w.say(labels[r.How]), []Cell{w.count(r.Times, "times"), w.hours(r.Minutes)}})
	}
	return section, nil
}

// year is how the bank stood at the month's end, and the twelve months to it.
func (w *speaker) year(m reports.Month) (Section, error) {
	ratio, known := m.End.Coverage(m.Rate)
	section := Section{Title: w.say("liability"), Head: w.all("item", "value", "unit"), Rows: w.list([]Figure{
		{w.say("outstanding"), w.hours(m.End.Outstanding)}, {w.say("as-cash"), w.yuan(reports.Cost(m.End.Outstanding, m.Rate))},
		{w.say("fund"), w.yuan(m.End.Fund)}, {w.say("coverage"), w.percent(ratio, known)}, {w.say("paid"), w.yuan(m.End.Paid)},
	})}
	bars := w.servedAndStored(m.Trend)
	return section.drawn(bars.Name, bars)
}
