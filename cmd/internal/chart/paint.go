package chart

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"github.com/go-analyze/charts"
)

// A Series is one row of numbers, with what it is called.
type Series struct {
	Name   string
	Values []float64
}

// mostSeries is how many rows can be told apart without colour.
const mostSeries = 4

// inks are the colours of the series: from dark to light, so that they differ
// in grey as well.
var inks = [mostSeries]charts.Color{
	{R: 27, G: 67, B: 112, A: 255}, {R: 176, G: 84, B: 30, A: 255}, {R: 84, G: 150, B: 108, A: 255}, {R: 146, G: 158, B: 196, A: 255},
}

// hatches are the patterns of the series' areas, on white; INK is its ink.
var hatches = [mostSeries]string{
	`<path d="M0 0h8v8H0z" fill="INK"/>`,
	`<path d="M-2 2l4-4M0 8l8-8M6 10l4-4" stroke="INK" stroke-width="2"/>`,
	`<circle cx="2" cy="2" r="1.5" fill="INK"/><circle cx="6" cy="6" r="1.5" fill="INK"/>`,
	`<path d="M0 0l8 8M0 8l8-8" stroke="INK" stroke-width="1.2"/>`,
}

// dashes are the strokes of the series' lines, and marks their points.
var (
	dashes = [mostSeries]string{"", "9 5", "2 4", "12 4 2 4"}
	marks  = [mostSeries]charts.SymbolShape{charts.SymbolDot, charts.SymbolDiamond, charts.SymbolCircle, charts.SymbolSquare}
)

var (
	ink   = charts.Color{R: 34, G: 34, B: 34, A: 255}
	faint = charts.Color{R: 200, G: 200, B: 200, A: 255}
)

// theme is black on white, in the inks of the series.
var theme = charts.MakeTheme(charts.ThemeOption{
	AxisStrokeColor: ink, AxisSplitLineColor: faint, BackgroundColor: charts.Color{R: 255, G: 255, B: 255, A: 255},
	TextColor: ink, TextColorTitle: ink, TextColorMark: ink, TextColorLabel: ink, TextColorLegend: ink, TextColorXAxis: ink, TextColorYAxis: ink,
	SeriesColors: inks[:],
})

// width is that of every chart, in units of its own: about two fifths of a
// millimetre on a page of A4.
const width = 720

// letters are those of every word in a chart.
func letters() (charts.FontStyle, error) {
	font, err := measure()
	return charts.FontStyle{FontSize: 11.5, FontColor: ink, Font: font}, err
}

// finish gives a chart its name for those who cannot see it, and its patterns
// and strokes. No two charts of a page have the same id, a word of letters.
func finish(p *charts.Painter, id, name string) (template.HTML, error) {
	drawn, err := p.Bytes()
	if err != nil {
		return "", fmt.Errorf("chart %s: %w", id, err)
	}
	open, body, whole := bytes.Cut(drawn, []byte(">"))
	if !whole {
		return "", fmt.Errorf("chart %s: it is not drawn", id)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `%s role="img" aria-label="%s" class="chart">`, open, template.HTMLEscapeString(name))
	b.WriteString(`<defs>`)
	var swaps []string
	for i, c := range inks {
		fmt.Fprintf(&b, `<pattern id="%s-%d" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 0h8v8H0z" fill="#fff"/>%s</pattern>`,
			id, i, strings.ReplaceAll(hatches[i], "INK", c.String()))
		swaps = append(swaps,
			"stroke:none;fill:"+c.String(), fmt.Sprintf("stroke-width:1;stroke:%s;fill:url(#%s-%d)", c, id, i),
			"stroke:"+c.String()+";fill:none", fmt.Sprintf("stroke:%s;stroke-dasharray:%s;fill:none", c, dashes[i]))
	}
	b.WriteString(`</defs>`)
	swaps = append(swaps, "font-family:'Go',sans-serif", "font-family:"+fonts, "stroke-dasharray:;", "")
	b.WriteString(strings.NewReplacer(swaps...).Replace(string(body)))
	return template.HTML(b.String()), nil
}

// fonts are those with Chinese letters that systems have.
const fonts = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei','Droid Sans Fallback',sans-serif"
