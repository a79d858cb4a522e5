package chart

import (
	"fmt"
	"html/template"
	"slices"

	"github.com/go-analyze/charts"
)

// Bars are numbers of the same things side by side: one group of bars for each
// label, in it one bar for each series.
type Bars struct {
	Data
	Lying bool // the labels stand below one another, which suits long ones
}

// SVG draws the bars.
func (b Bars) SVG() (template.HTML, error) {
	p, style, err := b.begin(b.height())
	if err != nil {
		return "", err
	}
	o := charts.NewBarChartOptionWithSeries(b.bars(style))
	o.Theme, o.Horizontal, o.ValueFormatter = theme, b.Lying, b.Say
	o.Padding = charts.NewBox(8, 8, 56, 4)
	o.CategoryAxis.LabelFontStyle, o.CategoryAxis.Labels = style, b.labels()
	if !b.Lying {
		o.CategoryAxis.LabelCount = len(b.Labels)
		o.Padding = charts.NewBox(8, 24, 8, 4) // a number stands above the highest bar
	}
	o.ValueAxis = []charts.ValueAxisOption{scale(b.Series, b.Say, style)}
	o.Legend = legend(b.Series, style)
	if err := p.BarChart(o); err != nil {
		return "", fmt.Errorf("chart %s: %w", b.ID, err)
	}
	return finish(p, b.ID, b.Name)
}

// bars are the series for the library, which draws the first label of lying
// bars at the bottom.
func (b Bars) bars(style charts.FontStyle) (all charts.BarSeriesList) {
	var legible bool
	style.FontSize, legible = b.numberSize(style.FontSize)
	for _, s := range b.Series {
		values := slices.Clone(s.Values)
		if b.Lying {
			slices.Reverse(values)
		}
		all = append(all, charts.BarSeries{Name: s.Name, Values: values, Label: charts.SeriesLabel{Show: charts.Ptr(legible), ValueFormatter: b.Say, FontStyle: style}})
	}
	return all
}

// numberSize is how large the numbers can be above standing bars, so that none
// runs into its neighbour; they are left out where nobody could read them.
func (b Bars) numberSize(size float64) (float64, bool) {
	const room, part, digit, smallest = 620.0, 0.8, 0.75, 6.5 // a digit is so wide, of its size in points
	if b.Lying {
		return size, true
	}
	longest := 1
	for _, s := range b.Series {
		for _, v := range s.Values {
			longest = max(longest, len(b.Say(v)))
		}
	}
	each := room * part / float64(len(b.Labels)*len(b.Series))
	size = min(size, each/digit/float64(longest))
	return size, size >= smallest
}

func (b Bars) labels() []string {
	labels := slices.Clone(b.Labels)
	if b.Lying {
		slices.Reverse(labels)
	}
	return labels
}

// height leaves room for every bar and its number.
func (b Bars) height() int {
	if !b.Lying {
		return 260
	}
	const bar, gap, axis = 18, 11, 90
	return axis + len(b.Labels)*(gap+bar*len(b.Series))
}

// legend names the series, where there are several.
func legend(series []Series, style charts.FontStyle) charts.LegendOption {
	o := charts.LegendOption{FontStyle: style, Show: charts.Ptr(len(series) > 1)}
	for _, s := range series {
		o.SeriesNames = append(o.SeriesNames, s.Name)
	}
	return o
}
