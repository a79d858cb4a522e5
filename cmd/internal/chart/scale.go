package chart

import (
	"math"

	"github.com/go-analyze/charts"
)

// steps is about how many parts an axis has.
const steps = 5

// scale is an axis from zero in round steps.
func scale(series []Series, say func(float64) string, style charts.FontStyle) charts.ValueAxisOption {
	highest := 1.0
	for _, s := range series {
		for _, v := range s.Values {
			highest = max(highest, v)
		}
	}
	step := roundStep(highest / steps)
	n := math.Ceil(highest / step)
	return charts.ValueAxisOption{
		LabelFontStyle: style, ValueFormatter: say,
		Min: charts.Ptr(0.0), Max: charts.Ptr(n * step), LabelCount: int(n) + 1, RangeValuePaddingScale: charts.Ptr(0.0),
	}
}

// roundStep is the least of 1, 2, 5, 10, 20, … that is no less than v.
func roundStep(v float64) float64 {
	ten := math.Pow(10, math.Floor(math.Log10(max(v, 1))))
	for _, by := range []float64{1, 2, 5} {
		if v <= by*ten {
			return by * ten
		}
	}
	return 10 * ten
}
