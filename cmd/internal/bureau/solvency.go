package bureau

import (
	"fmt"

	"hourline/cmd/internal/chart"
	"hourline/ledger/reports"
	"hourline/prompts"
)

// mostPlaces is how many communities are shown: those in which most happens.
const mostPlaces = 15

// Solvency is the report whether the hours that people hold could be paid.
func Solvency(words *prompts.Catalogue, lang, bank string, s reports.Solvency) (Sheet, error) {
	w := &speaker{words: words, lang: words.Match(lang)}
	sheet := w.sheet("solvency", bank)
	sheet.Period, sheet.Counted = s.At.Format("2006-01-02"), stamp(s.At)
	ratio, known := s.Coverage()
	cost := s.Runs[len(s.Runs)-1].Cost
	sheet.Summary = []Figure{
		{w.say("outstanding"), w.hours(s.Outstanding)}, {w.say("as-cash"), w.yuan(cost)}, {w.say("fund"), w.yuan(s.Fund)}, {w.say("coverage"), w.percent(ratio, known)},
		{w.say("held"), w.hours(s.Held)}, {w.say("holding"), w.count(s.Holding, "people")}, {w.say("fund-held"), w.yuan(s.FundHeld)}, {w.say("rate"), w.yuan(s.Rate)},
	}
	for _, make := range []func(reports.Solvency) (Section, error){w.runs, w.ends, w.stop, w.ages, w.places, w.hands, w.holders} {
		section, err := make(s)
		if err != nil {
			return sheet, err
		}
		sheet.Sections = append(sheet.Sections, section)
	}
	return sheet, w.err
}

// sheet is an empty report.
func (w *speaker) sheet(title, bank string) Sheet {
	return Sheet{
		Lang: w.lang, Bank: bank, Title: w.say(title), Source: w.say("source"),
		Labels: Labels{w.say("summary"), w.say("part"), w.say("item"), w.say("figure"), w.say("value"), w.say("unit")},
	}
}

func (w *speaker) ages(s reports.Solvency) (Section, error) {
	section := Section{Title: w.say("ages"), Head: w.all("item", "members", "outstanding", "share", "held")}
	bars := chart.Bars{Data: chart.Data{ID: "ages", Name: section.Title, Say: axis, Series: []chart.Series{{Name: w.say("outstanding")}}}, Lying: true}
	for _, b := range s.Bands {
		name := w.band(b)
		section.Rows = append(section.Rows, Row{name, []Cell{w.count(b.Members, "people"), w.hours(b.Minutes), w.part(b.Minutes, s.Own), w.hours(b.Held)}})
		bars.Add(name, float64(b.Minutes)/60)
	}
	return section.drawn("", bars)
}

// band is the name of some ages.
func (w *speaker) band(b reports.Band) string {
	switch {
	case b.From == 0:
		return w.say("age-unknown")
	case b.To == 0:
		return w.say("from-80")
	case b.From == 1:
		return w.say("up-to")
	}
	return fmt.Sprintf("%d–%d", b.From, b.To)
}

func (w *speaker) places(s reports.Solvency) (Section, error) {
	section := Section{Title: w.say("communities"), Head: w.all("item", "members", "outstanding", "share"), Most: mostPlaces}
	bars := chart.Bars{Data: chart.Data{ID: "places", Name: section.Title, Say: axis, Series: []chart.Series{{Name: w.say("outstanding")}}}, Lying: true}
	for i, p := range s.Communities {
		name := w.orNone(p.Name)
		section.Rows = append(section.Rows, Row{name, []Cell{w.count(p.Members, "people"), w.hours(p.Minutes), w.part(p.Minutes, s.Own)}})
		if i < mostPlaces {
			bars.Add(name, float64(p.Minutes)/60)
		}
	}
	return section.drawn("", bars)
}

// hands is where the hours and the money are.
func (w *speaker) hands(s reports.Solvency) (Section, error) {
	section := Section{Title: w.say("sources"), Head: w.all("item", "value", "held")}
	for _, f := range s.Funds {
		section.Rows = append(section.Rows, Row{f.Source, []Cell{w.yuan(f.Posted), w.yuan(f.Held)}})
	}
	for _, h := range []struct {
		label   string
		minutes int64
	}{{"own", s.Own}, {"estates", s.Estates}, {"granted", s.Granted}, {"ownerless", s.Ownerless}, {"pools", s.Pools}, {"budgets", s.Budgets}, {"we-owe", s.WeOwe}, {"they-owe", s.TheyOwe}} {
		c := w.hours(h.minutes)
		section.Rows = append(section.Rows, Row{w.say(h.label) + " (" + c.Unit + ")", []Cell{c, {}}})
	}
	return section, nil
}

func (w *speaker) runs(s reports.Solvency) (Section, error) {
	section := Section{Title: w.say("runs"), Head: w.all("item", "outstanding", "cost", "covered", "missing")}
	bars := chart.Bars{Data: chart.Data{ID: "runs", Name: section.Title, Say: axis, Series: []chart.Series{{Name: w.say("cost")}, {Name: w.say("covered")}}}}
	for _, r := range s.Runs {
		name := fmt.Sprintf("%d %%", r.Percent)
		section.Rows = append(section.Rows, Row{name, []Cell{w.hours(r.Minutes), w.yuan(r.Cost), w.yuan(r.Cost - r.Missing), w.yuan(r.Missing)}})
		bars.Add(name, float64(r.Cost)/100, float64(r.Cost-r.Missing)/100)
	}
	return section.drawn("", bars)
}

// stop is whether cash is queued, and which redemptions are open.
func (w *speaker) stop(s reports.Solvency) (Section, error) {
	section := Section{Title: w.say("redemptions"), Head: w.all("item", "times", "hours", "yuan", "oldest")}
	for _, o := range s.Open {
		oldest := Cell{}
		if o.Count > 0 {
			oldest.Shown = stamp(o.Oldest)
		}
		section.Rows = append(section.Rows, Row{w.say("open-" + string(o.State)), []Cell{w.count(o.Count, "times"), w.hours(o.Minutes), w.yuan(o.Fen), oldest}})
	}
	rule := "cash-off"
	switch {
	case s.Stop.Stopped:
		rule = "cash-queued"
	case s.Cash:
		rule = "cash-paid"
	}
	for _, r := range []Figure{
		{w.say("free-coverage"), w.percent(float64(s.Stop.Coverage)/100, s.Stop.Worth > 0)},
		{w.say("stop-at"), w.percent(float64(s.StopAt)/100, true)},
		{w.say("cash-rule"), Cell{Shown: w.say(rule)}},
	} {
		section.Rows = append(section.Rows, Row{r.Label, []Cell{r.Cell, {}, {}, {}}})
	}
	return section, nil
}

func (w *speaker) ends(s reports.Solvency) (Section, error) {
	section := Section{Title: w.say("trend"), Head: w.all("item", "outstanding", "owed", "kept", "coverage", "taken-out", "paid", "served", "stored", "stored-part")}
	lines := chart.Lines{Data: chart.Data{ID: "owed", Name: w.say("trend-owed"), Say: axis, Series: []chart.Series{{Name: w.say("owed")}, {Name: w.say("kept")}}}}
	for i, m := range s.Trend {
		owed := reports.Cost(m.Outstanding, s.Rate)
		ratio, known := m.Coverage(s.Rate)
		section.Rows = append(section.Rows, Row{m.Month.String(), []Cell{
			w.hours(m.Outstanding), w.yuan(owed), w.yuan(m.Fund), w.percent(ratio, known),
			w.hours(m.Redeemed), w.yuan(m.Paid), w.hours(m.Served), w.hours(m.Stored), w.part(m.Stored, m.Served),
		}})
		lines.Add(short(m.Month, i == 0), float64(owed)/100, float64(m.Fund)/100)
	}
	section, err := section.drawn(lines.Name, lines)
	if err != nil {
		return section, err
	}
	bars := w.servedAndStored(s.Trend)
	return section.drawn(bars.Name, bars)
}

// servedAndStored are the hours of twelve months.
func (w *speaker) servedAndStored(trend []reports.MonthEnd) chart.Bars {
	bars := chart.Bars{Data: chart.Data{ID: "served", Name: w.say("trend-served"), Say: axis, Series: []chart.Series{{Name: w.say("served")}, {Name: w.say("stored")}}}}
	for i, m := range trend {
		bars.Add(short(m.Month, i == 0), float64(m.Served)/60, float64(m.Stored)/60)
	}
	return bars
}

func (w *speaker) holders(s reports.Solvency) (Section, error) {
	section := Section{Title: w.say("holders"), Head: w.all("item", "number", "community", "outstanding", "share")}
	for _, h := range s.Holders {
		section.Rows = append(section.Rows, Row{h.Name, []Cell{{Shown: h.Number}, {Shown: w.orNone(h.Community)}, w.hours(h.Minutes), w.part(h.Minutes, s.Own)}})
	}
	if len(s.Holders) > 0 {
		section.Rows = append(section.Rows, Row{w.say("holders-share"), []Cell{{}, {}, {}, w.percent(s.TopShare, true)}})
	}
	return section, nil
}
