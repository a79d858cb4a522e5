package chart

import (
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/go-analyze/charts"
)

func whole(v float64) string { return strconv.FormatFloat(v, 'f', 0, 64) }

// two are communities with two rows of numbers.
func two() Bars {
	return Bars{Lying: true, Data: Data{
		ID: "places", Name: `served & "stored"`, Labels: []string{"翠湖社区", "<script>alert(1)</script>"}, Say: whole,
		Series: []Series{{"served", []float64{120, 40}}, {"stored", []float64{60, 35}}},
	}}
}

func drawn(t *testing.T, c interface{ SVG() (template.HTML, error) }) string {
	t.Helper()
	svg, err := c.SVG()
	if err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(strings.NewReader(string(svg))); ; {
		if _, err := d.Token(); err == io.EOF {
			return string(svg)
		} else if err != nil {
			t.Fatalf("%v:\n%s", err, svg)
		}
	}
}

func TestWordsOfAChartAreWordsAndNothingElse(t *testing.T) {
	svg := drawn(t, two())
	for _, want := range []string{`role="img" aria-label="served &amp; &#34;stored&#34;"`, ">翠湖社区<", "&lt;script&gt;alert(1)&lt;/script&gt;", ">120<", ">35<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is not in it:\n%s", want, svg)
		}
	}
	for _, bad := range []string{"<script", "http://", "https://"} {
		if strings.Contains(strings.ReplaceAll(svg, "http://www.w3.org/", ""), bad) {
			t.Errorf("%s is in it", bad)
		}
	}
}

func TestSeriesDifferWithoutColour(t *testing.T) {
	bars := drawn(t, two())
	for i, n := range []int{3, 3} { // two bars and the legend
		if got := strings.Count(bars, fmt.Sprintf("fill:url(#places-%d)", i)); got != n {
			t.Errorf("series %d has %d areas with its pattern, want %d", i, got, n)
		}
	}
	lines := drawn(t, Lines{Data{ID: "months", Name: "months", Labels: []string{"10", "11"}, Say: whole,
		Series: []Series{{"owed", []float64{1, 200}}, {"fund", []float64{5, 100}}, {"old", []float64{3, 3}}}}})
	for _, want := range []string{"stroke-dasharray:9 5", "stroke-dasharray:2 4", ">200<", ">100<", ">3<"} {
		if !strings.Contains(lines, want) {
			t.Errorf("%s is not in it:\n%s", want, lines)
		}
	}
	greys := map[int]bool{}
	for _, c := range inks {
		greys[(299*int(c.R)+587*int(c.G)+114*int(c.B))/16_000] = true
	}
	if len(greys) < mostSeries {
		t.Errorf("in grey the inks are alike: %v", greys)
	}
}

// A Chinese letter is as wide as it is high: a long name begins on the chart.
func TestRoomIsLeftForChineseLetters(t *testing.T) {
	p, style, err := two().begin(100)
	if err != nil {
		t.Fatal(err)
	}
	style.FontSize = 12
	if got := p.MeasureText("翠湖社区", 0, style).Width(); got < 60 || got > 70 {
		t.Errorf("four letters of 16 units are %d wide", got)
	}
	b := two()
	b.Labels[0] = "昆明市五华区翠湖街道第一社区"
	at := regexp.MustCompile(`<text x="(-?\d+)"[^>]*>` + b.Labels[0]).FindStringSubmatch(drawn(t, b))
	if len(at) < 2 {
		t.Fatal("the name is not on it")
	}
	if x, _ := strconv.Atoi(at[1]); x < 0 || x > 60 {
		t.Errorf("it begins at %d", x)
	}
}

func TestWhatCannotBeDrawnIsRefused(t *testing.T) {
	for label, change := range map[string]func(*Bars){
		"nothing":                  func(b *Bars) { b.Labels = nil },
		"no series":                func(b *Bars) { b.Series = nil },
		"a value is missing":       func(b *Bars) { b.Series[1].Values = b.Series[1].Values[:1] },
		"too many to tell asunder": func(b *Bars) { b.Series = append(b.Series, b.Series[0], b.Series[0], b.Series[0]) },
	} {
		b := two()
		if change(&b); b.Labels == nil {
			b.Series[0].Values, b.Series[1].Values = nil, nil
		}
		if _, err := b.SVG(); err == nil {
			t.Errorf("%s: it was drawn", label)
		}
	}
}

func TestAnAxisHasRoundSteps(t *testing.T) {
	for highest, want := range map[float64]float64{0: 1, 3: 1, 12: 5, 14: 5, 287: 100, 541: 200, 3825: 1000, 5000: 1000, 123456: 50000} {
		if got := roundStep(highest / steps); got != want {
			t.Errorf("up to %v in steps of %v, want %v", highest, got, want)
		}
		a := scale([]Series{{"", []float64{highest}}}, whole, charts.FontStyle{})
		if *a.Max < highest || *a.Max > 2*max(highest, 1) || float64(a.LabelCount-1)*want != *a.Max {
			t.Errorf("up to %v: %v in %d labels", highest, *a.Max, a.LabelCount)
		}
	}
}
