package bureau

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"hourline/ledger/care"
	"hourline/ledger/reports"
	"hourline/ledger/reports/reportstest"
	"hourline/prompts"
)

const evil = `<script>alert("1")</script>`

// sheets are both reports of the town in a language.
func sheets(t *testing.T, lang string, spoil func(*reports.Solvency, *reports.Month)) map[string]Sheet {
	t.Helper()
	c := reportstest.Open(t)
	s, err := reports.SolvencyOf(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	m, err := reports.MonthOf(t.Context(), c, care.Month{Year: 2026, Month: time.November})
	if err != nil {
		t.Fatal(err)
	}
	if spoil != nil {
		spoil(&s, &m)
	}
	words, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]Sheet{}
	if all["solvency"], err = Solvency(words, lang, "翠湖时间银行"+evil, s); err != nil {
		t.Fatal(err)
	}
	if all["month"], err = Month(words, lang, "翠湖时间银行"+evil, m); err != nil {
		t.Fatal(err)
	}
	return all
}

func drawn(t *testing.T, s Sheet) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.HTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Names come from people, and may be anything.
func TestANameIsNeverCode(t *testing.T) {
	for name, s := range sheets(t, "en", func(s *reports.Solvency, m *reports.Month) {
		s.Communities[0].Name, s.Holders[0].Name, s.Holders[0].Community, s.Funds[0].Source = evil, evil, evil, evil
		m.Communities[0].Name, m.Oddities.Staff[0].Who.Name = evil, evil
	}) {
		page := drawn(t, s)
		if strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script&gt;") {
			t.Errorf("%s: a name became code", name)
		}
		if found := regexp.MustCompile(`(?i)(src|href|@import|url\((?:[^#]))[^>]{0,40}`).FindString(page); found != "" {
			t.Errorf("%s: it needs something from elsewhere: %s", name, found)
		}
	}
}

func TestReportsSpeakBothLanguages(t *testing.T) {
	for lang, want := range map[string][]string{
		"zh-CN": {"能不能兑付", "按年龄", "翠湖社区", "集中兑付测算", "近十二个月", "时间最多的账户", "陪看病", "本月还没结束", "九成在多久内接警"},
		"en":    {"Can the hours be paid?", "Hours outstanding by age", "翠湖社区", "hospital escort", "nobody could come", "The month is not over"},
	} {
		all := sheets(t, lang, nil)
		both := drawn(t, all["solvency"]) + drawn(t, all["month"])
		for _, w := range append(want, `lang="`+lang+`"`, "49.1 %", "77.1 %", "3,825.00") {
			if !strings.Contains(both, w) {
				t.Errorf("%s: %q is not in it", lang, w)
			}
		}
		if n := strings.Count(both, `<svg`); n != 10 {
			t.Errorf("%s: there are %d charts", lang, n)
		}
	}
}

// ids of patterns are looked up in the whole page: twice the same would give a
// chart the pattern of another.
func TestNoTwoChartsOfAPageShareAPattern(t *testing.T) {
	for name, s := range sheets(t, "en", nil) {
		seen := map[string]bool{}
		for _, id := range regexp.MustCompile(`<pattern id="([^"]+)"`).FindAllStringSubmatch(drawn(t, s), -1) {
			if seen[id[1]] {
				t.Errorf("%s: the pattern %s is there twice", name, id[1])
			}
			seen[id[1]] = true
		}
		if len(seen) == 0 {
			t.Errorf("%s: no patterns", name)
		}
	}
}

func TestASpreadsheetGetsEveryNumberOnALineOfItsOwn(t *testing.T) {
	all := sheets(t, "en", func(s *reports.Solvency, m *reports.Month) {
		m.Communities[0].Name = "=HYPERLINK(1)"
		for range 30 {
			m.Communities = append(m.Communities, reports.Part{Name: "quiet"})
		}
	})
	var b bytes.Buffer
	if err := all["month"].CSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), mark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sums, quiet := map[string]float64{}, 0
	for _, r := range rows[1:] {
		v, err := strconv.ParseFloat(r[3], 64)
		if err != nil {
			t.Errorf("%v has no number", r)
		}
		if strings.HasPrefix(r[1], "=") {
			t.Errorf("%v is a formula", r)
		}
		if r[1] == "quiet" && r[2] == "visits" {
			quiet++
		}
		if r[1] != "all together" {
			sums[r[0]+"/"+r[2]] += v
		}
	}
	if quiet != 30 {
		t.Errorf("%d of 30 communities are in it", quiet)
	}
	kinds, places, days := sums["By kind of service/visits"], sums["By community/visits"], sums["Visits by day/visits"]
	if kinds == 0 || kinds != places || kinds != days {
		t.Errorf("%v visits by kind, %v by community, %v by day", kinds, places, days)
	}
	if shown := drawn(t, all["month"]); !strings.Contains(shown, "… + 21") {
		t.Error("the page does not say that it leaves communities out")
	}
}

// Where nothing was counted there is no chart, and no division by it.
func TestAReportOfNothing(t *testing.T) {
	words, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Solvency(words, "en", "bank", reports.Solvency{Runs: []reports.Run{{Percent: 100}}})
	if err != nil {
		t.Fatal(err)
	}
	m, err := Month(words, "en", "bank", reports.Month{})
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{drawn(t, s), drawn(t, m)} {
		if strings.Contains(page, "<svg") || strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
			t.Errorf("something was drawn of nothing")
		}
	}
}

func TestThousandsStandApart(t *testing.T) {
	for n, want := range map[string]string{"0": "0", "999": "999", "1000": "1,000", "-1234567.50": "-1,234,567.50", "-12": "-12"} {
		if got := grouped(n); got != want {
			t.Errorf("%s is written %s, want %s", n, got, want)
		}
	}
}
