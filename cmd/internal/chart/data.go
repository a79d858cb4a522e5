package chart

import (
	"fmt"

	"github.com/go-analyze/charts"
)

// Data are the numbers of a chart.
type Data struct {
	ID     string // of letters, unlike that of any other chart on the page
	Name   string // what it shows, for those who cannot see it
	Labels []string
	Series []Series // at most four, each with a value for each label
	Say    func(float64) string
}

// Add adds a label with its value in each series.
func (d *Data) Add(label string, values ...float64) {
	d.Labels = append(d.Labels, label)
	for i, v := range values {
		d.Series[i].Values = append(d.Series[i].Values, v)
	}
}

// begin is an empty chart of a height, and the letters that are written in it.
func (d Data) begin(height int) (p *charts.Painter, style charts.FontStyle, err error) {
	if err := d.sane(); err != nil {
		return nil, style, err
	}
	if style, err = letters(); err != nil {
		return nil, style, err
	}
	return charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: width, Height: height, Font: style.Font, Theme: theme}), style, nil
}

// sane refuses what could not be drawn or not be told apart.
func (d Data) sane() error {
	labels := len(d.Labels)
	if labels == 0 || len(d.Series) == 0 || len(d.Series) > mostSeries {
		return fmt.Errorf("chart %s: %d series for %d labels", d.ID, len(d.Series), labels)
	}
	for _, s := range d.Series {
		if len(s.Values) != labels {
			return fmt.Errorf("chart %s: %s has %d values for %d labels", d.ID, s.Name, len(s.Values), labels)
		}
	}
	return nil
}
