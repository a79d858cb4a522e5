package passbook

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/reports/reportstest"
	"hourline/prompts"
)

var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

func day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, zone)
}

// busiest is whoever has redeemed most, and the town's books.
func busiest(t *testing.T) (*care.Centre, care.Member) {
	t.Helper()
	c := reportstest.Open(t)
	var id int64
	err := c.Look(t.Context(), func(v *ledger.View, _ *care.Policy) error {
		return v.QueryRow(`SELECT member FROM redemptions GROUP BY member ORDER BY count(*) DESC, member LIMIT 1`).Scan(&id)
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.Member(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c, m
}

func read(t *testing.T, c *care.Centre, m care.Member, p Period) Book {
	t.Helper()
	b, err := Read(t.Context(), c, m, p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func html(t *testing.T, b Book, bank string) string {
	t.Helper()
	words, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	page, err := New(words, bank, b)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := page.HTML(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Periods that follow one another join: what stood at the end of one stands at
// the beginning of the next, and each adds up.
func TestPeriodsJoin(t *testing.T) {
	c, m := busiest(t)
	whole := read(t, c, m, Period{})
	if len(whole.Lines) < 20 || whole.Opening != (Stand{}) || whole.Closing.Posted == 0 {
		t.Fatalf("%d lines from %+v to %+v", len(whole.Lines), whole.Opening, whole.Closing)
	}
	lines, stood := 0, Stand{}
	for at := day(2025, time.September, 1); at.Before(reportstest.Now.AddDate(0, 1, 0)); at = at.AddDate(0, 1, 0) {
		b := read(t, c, m, Period{at, at.AddDate(0, 1, 0)})
		if b.Opening != stood {
			t.Errorf("%s opens with %+v, and %+v stood there", at.Format(time.DateOnly), b.Opening, stood)
		}
		sum := b.Opening
		for _, l := range b.Lines {
			sum.Posted, sum.Held = sum.Posted+l.Change, sum.Held+l.HeldChange
			if l.RecordedAt.Before(at) || !l.RecordedAt.Before(at.AddDate(0, 1, 0)) {
				t.Errorf("entry %d is of another month", l.ID)
			}
		}
		if sum != b.Closing {
			t.Errorf("%s adds up to %+v, and closes with %+v", at.Format(time.DateOnly), sum, b.Closing)
		}
		lines, stood = lines+len(b.Lines), b.Closing
	}
	if lines != len(whole.Lines) || stood != whole.Closing {
		t.Errorf("the months have %d lines and close with %+v, the whole has %d and %+v", lines, stood, len(whole.Lines), whole.Closing)
	}
}

func TestTheStatementSaysEverythingInTwoLanguages(t *testing.T) {
	c, m := busiest(t)
	b := read(t, c, m, Period{day(2026, time.October, 1), day(2026, time.November, 1)})
	if len(b.Lines) == 0 {
		t.Fatal("nothing happened in October")
	}
	page := html(t, b, "翠湖时间银行")
	last := b.Lines[len(b.Lines)-1]
	for _, want := range []string{`lang="zh-CN"`, "存折 <small>Passbook</small>", m.Number, "2026-10-01 – 2026-10-31", "期初", "at the beginning", fours(last.Receipt), "翠湖时间银行", "小时"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on it", want)
		}
	}
	if n := strings.Count(page, "<tr><td"); n != len(b.Lines) {
		t.Errorf("%d lines of %d are on it", n, len(b.Lines))
	}
	all := html(t, read(t, c, m, Period{}), "bank")
	for _, want := range []string{"陪看病", "hospital escort", ":冻结", ": set aside", "换东西", "&#43;2小时", "−"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in the whole book", want)
		}
	}
	m.Lang = "en"
	if english := html(t, read(t, c, m, Period{}), "bank"); !strings.Contains(english, "Passbook <small>存折</small>") {
		t.Error("the English page does not begin in English")
	}
	if elders := regexp.MustCompile(`奶奶|爷爷`).FindString(strings.ReplaceAll(all, m.Name, "")); elders != "" {
		t.Error("it tells whom the hours were for")
	}
}

func TestANameIsNeverCode(t *testing.T) {
	c, m := busiest(t)
	m.Name = `<script>alert("1")</script>`
	page := html(t, read(t, c, m, Period{}), `<img src=x onerror=alert(1)>`)
	if strings.Contains(page, "<script") || strings.Contains(page, "<img") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("a name became code")
	}
	if found := regexp.MustCompile(`(?i)\s(src|href)=|@import|url\(|http`).FindString(strings.ReplaceAll(page, "&lt;img src=x", "")); found != "" {
		t.Errorf("it needs something from elsewhere: %s", found)
	}
}

func TestAPeriodInWhichNothingHappened(t *testing.T) {
	c, m := busiest(t)
	whole := read(t, c, m, Period{})
	after := read(t, c, m, Period{From: day(2027, time.January, 1)})
	if after.Opening != whole.Closing || after.Closing != whole.Closing {
		t.Errorf("%+v and %+v, want %+v", after.Opening, after.Closing, whole.Closing)
	}
	before := read(t, c, m, Period{day(2020, time.January, 1), day(2021, time.January, 1)})
	if before.Opening != (Stand{}) || before.Closing != (Stand{}) {
		t.Errorf("before the bank: %+v, %+v", before.Opening, before.Closing)
	}
	if page := html(t, before, "bank"); !strings.Contains(page, "没有收支") || strings.Contains(page, "<table") {
		t.Error("the page does not say that there was nothing")
	}
}
