package main

import (
	"bytes"
	"flag"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"hourline/cmd/internal/bureau"
	"hourline/cmd/internal/papertest"
	"hourline/ledger/care"
	"hourline/ledger/reports"
	"hourline/ledger/reports/reportstest"
	"hourline/prompts"
)

var update = flag.Bool("update", false, "take the pictures of the reports anew")

// faults finds charts without a size or without anything in them, words that
// stick out of their chart, and whatever is wider than its place.
const faults = `[...document.querySelectorAll("svg.chart")].flatMap((svg) => {
	const box = svg.getBoundingClientRect(), out = []
	if (box.width < 400 || box.height < 100) out.push("a chart of " + box.width + " by " + box.height)
	if (![...svg.querySelectorAll("path")].some((p) => { const b = p.getBoundingClientRect(); return getComputedStyle(p).fill.startsWith("url(") && b.width > 3 && b.height > 3 }) &&
		!svg.querySelector("circle")) out.push("nothing is drawn in " + svg.getAttribute("aria-label"))
	for (const word of svg.querySelectorAll("text")) {
		const w = word.getBoundingClientRect()
		if (w.left < box.left - 1 || w.right > box.right + 1 || w.top < box.top - 1 || w.bottom > box.bottom + 1) out.push("outside of its chart: " + word.textContent)
	}
	return out
}).concat([...document.querySelectorAll("main, table, td, th, dd, li")].filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0).map((e) => "too wide: " + e.textContent.slice(0, 60)))`

// Everything that is printed is opened in a browser as it was written, and
// printed by it on sheets of A4, none of them empty.
func TestABrowserPrintsWhatIsForPaper(t *testing.T) {
	dir, out := townBooks(t), t.TempDir()
	ctx := papertest.Chromium(t)
	for _, paper := range []struct {
		name, line  string
		charts      int
		least, most int // sheets
		words       []string
	}{
		{"board", "report solvency --lang zh-CN", 5, 3, 6, []string{"能不能兑付", "翠湖社区", "集中兑付测算", "近十二个月"}},
		{"board-en", "report solvency --lang en", 5, 3, 6, []string{"Can the hours be paid?", "If many take their hours out at once"}},
		{"month", "report --month 2026-10 --lang zh-CN", 5, 3, 6, []string{"月报 2026-10", "按服务类型", "满意度", "紧急呼叫"}},
		{"month-en", "report --month 2026-10 --lang en", 5, 3, 6, []string{"Monthly report 2026-10", "hospital escort", "Emergencies"}},
		{"book", "statement " + saver, 0, 3, 12, []string{"存折", saver, "陪看病", "hospital escort"}},
	} {
		t.Run(paper.name, func(t *testing.T) {
			file := filepath.Join(out, paper.name+".html")
			must(t, append(strings.Fields(paper.line), "--html", "--out", file, "--data", dir)...)
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(900, 1200), chromedp.Navigate("file://"+file)); err != nil {
				t.Fatal(err)
			}
			found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](faults))
			if err != nil || len(found) > 0 {
				t.Errorf("%v %v", found, err)
			}
			if n, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.querySelectorAll("svg.chart").length`)); err != nil || n != paper.charts {
				t.Errorf("there are %d charts, want %d (%v)", n, paper.charts, err)
			}
			printed, err := chromedp.Run(ctx, chromedp.PrintToPDF(func(o *page.PrintToPDFParams) { yes := true; o.PreferCSSPageSize = &yes }))
			if err != nil {
				t.Fatal(err)
			}
			sheets := sheetsOf(t, printed)
			if len(sheets) < paper.least || len(sheets) > paper.most {
				t.Errorf("it takes %d sheets", len(sheets))
			}
			for i, sheet := range sheets {
				if len(strings.Fields(sheet)) < 10 || !strings.HasSuffix(strings.Join(strings.Fields(sheet), ""), fmt.Sprintf("%d/%d", i+1, len(sheets))) {
					t.Errorf("sheet %d has little on it, or no number:\n%s", i+1, sheet)
				}
			}
			has(t, strings.Join(sheets, "\n"), paper.words...)
		})
	}
}

// saver is the number of a volunteer of the town who has many entries.
const saver = "10001236"

// sheetsOf are the words on each sheet, as a reader of PDF sees them.
func sheetsOf(t *testing.T, pdf []byte) []string {
	t.Helper()
	read := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-", "-")
	read.Stdin = bytes.NewReader(pdf)
	text, err := read.Output()
	if err != nil {
		t.Fatalf("pdftotext: %v (make deps)", err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
}

// The pictures in the README are of the town's reports. -update takes them anew.
func TestPicturesOfTheReports(t *testing.T) {
	const width, height, most = 820, 1160, 250_000
	if *update {
		takePictures(t, width, height)
	}
	for _, name := range []string{"solvency.png", "month.png"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatalf("%v: take it with: make docs", err)
		}
		c, err := png.DecodeConfig(bytes.NewReader(b))
		if err != nil || c.Width != width || c.Height != height || len(b) > most {
			t.Errorf("%s: %d by %d in %d bytes (%v)", name, c.Width, c.Height, len(b), err)
		}
	}
}

func takePictures(t *testing.T, width, height int64) {
	t.Helper()
	c := reportstest.Open(t)
	s, err := reports.SolvencyOf(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	m, err := reports.MonthOf(t.Context(), c, care.Month{Year: 2026, Month: time.October})
	if err != nil {
		t.Fatal(err)
	}
	words, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	board, err := bureau.Solvency(words, "zh-CN", "翠湖时间银行", s)
	if err != nil {
		t.Fatal(err)
	}
	month, err := bureau.Month(words, "en", "Green Lake Time Bank", m)
	if err != nil {
		t.Fatal(err)
	}
	ctx := papertest.Chromium(t)
	for name, sheet := range map[string]bureau.Sheet{"solvency": board, "month": month} {
		file := filepath.Join(t.TempDir(), name+".html")
		if err := writeOnly(file, sheet.HTML); err != nil {
			t.Fatal(err)
		}
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height), chromedp.Navigate("file://"+file)); err != nil {
			t.Fatal(err)
		}
		picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name+".png", picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
