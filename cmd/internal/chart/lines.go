package chart

import (
	"fmt"
	"html/template"

	"github.com/go-analyze/charts"
)

// Lines are numbers that change from one label to the next, most often with
// the months.
type Lines struct{ Data }

// SVG draws the lines, from zero, each with its number at the end.
func (l Lines) SVG() (template.HTML, error) {
	p, style, err := l.begin(280)
	if err != nil {
		return "", err
	}
	o := charts.NewLineChartOptionWithSeries(l.lines(style))
	o.Theme, o.LineStrokeWidth, o.ValueFormatter = theme, 2.5, l.Say
	o.Padding = charts.NewBox(8, 8, 60, 4)
	o.XAxis = charts.XAxisOption{Labels: l.Labels, LabelFontStyle: style, LabelCount: len(l.Labels)}
	o.YAxis = []charts.YAxisOption{scale(l.Series, l.Say, style)}
	o.Legend = legend(l.Series, style)
	if err := p.LineChart(o); err != nil {
		return "", fmt.Errorf("chart %s: %w", l.ID, err)
	}
	return finish(p, l.ID, l.Name)
}

func (l Lines) lines(style charts.FontStyle) (all charts.LineSeriesList) {
	for i, s := range l.Series {
		all = append(all, charts.LineSeries{
			Name: s.Name, Values: s.Values, Symbol: charts.Symbol{Shape: marks[i], Size: 4},
			Label: charts.SeriesLabel{Show: charts.Ptr(true), FontStyle: style, LabelFormatter: l.atTheEnd()},
		})
	}
	return all
}

// atTheEnd says the last value alone. The library asks for one after the
// other, and tells of which series it is, not of which label.
func (l Lines) atTheEnd() charts.SeriesLabelFormatter {
	asked := 0
	return func(_ int, _ string, v float64) (string, *charts.LabelStyle) {
		if asked++; asked%len(l.Labels) != 0 {
			return "", nil
		}
		return l.Say(v), nil
	}
}
