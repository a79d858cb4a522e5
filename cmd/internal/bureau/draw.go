package bureau

import (
	"html/template"
	"slices"

	"hourline/cmd/internal/chart"
)

// drawn adds a chart to a section. Where there is nothing to see, there is none.
func (s Section) drawn(title string, c interface {
	SVG() (template.HTML, error)
}) (Section, error) {
	if empty(c) {
		return s, nil
	}
	svg, err := c.SVG()
	if err != nil {
		return s, err
	}
	s.Charts = append(s.Charts, Chart{title, svg})
	return s, nil
}

// empty reports whether a chart would show nothing but zeros.
func empty(c any) bool {
	var series []chart.Series
	switch c := c.(type) {
	case chart.Bars:
		series = c.Series
	case chart.Lines:
		series = c.Series
	}
	return !slices.ContainsFunc(series, func(s chart.Series) bool {
		return slices.ContainsFunc(s.Values, func(v float64) bool { return v != 0 })
	})
}
