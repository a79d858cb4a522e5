package homecard

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"hourline/cmd/internal/papertest"
	"hourline/ledger/care"
)

// wangs is the page of Grandma Wang's card; the cells are 11, 48, 85, ….
func wangs(t *testing.T, name, lang string) Page {
	t.Helper()
	words, err := Words("")
	if err != nil {
		t.Fatal(err)
	}
	card := care.Card{Elder: care.Member{Name: name, Number: "10000012", Lang: lang}, Version: 2}
	for i := range card.Cells {
		card.Cells[i] = fmt.Sprintf("%02d", (i*37+11)%100)
	}
	p, err := New(words, Centre{Bank: "翠湖时间银行", Hotline: "+8687168000000"}, card)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// must are words that every card has, in the order in which they stand.
func must(p Page) []string {
	words := []string{p.Elder.Of, p.Other.Of, p.Elder.Dial, "087168000000", p.Elder.Emergency, p.Other.Emergency, p.Elder.Person}
	return append(words, p.Elder.Lost, "10000012-2")
}

// whole tells what is missing from a printed card, as a reader of PDF sees it.
func whole(t *testing.T, p Page, printed []byte) {
	t.Helper()
	read := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-", "-")
	read.Stdin = bytes.NewReader(printed)
	text, err := read.Output()
	if err != nil {
		t.Fatalf("pdftotext: %v (make deps)", err)
	}
	if pages := strings.Count(string(text), "\f"); pages != 1 {
		t.Errorf("the card has %d pages", pages)
	}
	got := strings.Join(strings.Fields(string(text)), " ")
	for _, words := range must(p) {
		if !strings.Contains(strings.ReplaceAll(got, " ", ""), strings.ReplaceAll(words, " ", "")) {
			t.Errorf("%q is not on it:\n%s", words, text)
		}
	}
	for at := 0; at < len(p.Cells); at += p.PerLine {
		if line := strings.Join(p.Cells[at:at+p.PerLine], " "); !strings.Contains(got, line) {
			t.Errorf("the cells %s are not on it:\n%s", line, text)
		}
	}
	for i := range p.Cells {
		if !strings.Contains(" "+got+" ", fmt.Sprintf(" %d ", i+1)) {
			t.Errorf("the number of cell %d is not on it:\n%s", i+1, text)
		}
	}
}

func TestThePDFIsOnePageWithAllThatBelongsOnIt(t *testing.T) {
	font, err := FindFont("")
	if err != nil {
		t.Fatalf("%v (make deps)", err)
	}
	for _, who := range []struct{ name, lang string }{{"王奶奶", "zh-CN"}, {"欧阳桂英奶奶", "zh-CN"}, {"Grandma Alexandra", "en"}} {
		t.Run(who.name, func(t *testing.T) {
			p := wangs(t, who.name, who.lang)
			var b bytes.Buffer
			if err := p.Write(&b, font); err != nil {
				t.Fatal(err)
			}
			whole(t, p, b.Bytes())
			if b.Len() > 200_000 {
				t.Errorf("it has %d bytes: the font is not cut down", b.Len())
			}
		})
	}
}

func TestAFontThatAPDFCannotHoldIsRefused(t *testing.T) {
	if _, err := FindFont(filepath.Join(t.TempDir(), "none.ttf")); err == nil || !strings.Contains(err.Error(), "--font") {
		t.Errorf("a font that is not there: %v", err)
	}
	file := filepath.Join(t.TempDir(), "noto.ttc")
	if err := os.WriteFile(file, []byte("ttcf\x00\x01\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := FindFont(file); err == nil || !strings.Contains(err.Error(), "TrueType") {
		t.Errorf("a collection: %v", err)
	}
}

// The page is printed by a real browser, on one sheet of A5, and nothing on it
// is cut off or runs into its neighbour.
func TestABrowserPrintsThePageOnOneSheet(t *testing.T) {
	ctx := papertest.Chromium(t)
	for _, who := range []struct{ name, lang string }{{"王奶奶", "zh-CN"}, {"欧阳桂英奶奶", "zh-CN"}, {"Grandma Alexandra", "en"}} {
		t.Run(who.name, func(t *testing.T) {
			p := wangs(t, who.name, who.lang)
			file := filepath.Join(t.TempDir(), "card.html")
			f, err := os.Create(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := p.Write(f, nil); err != nil {
				t.Fatal(err)
			}
			f.Close()
			if err := chromedp.Do(ctx, chromedp.Navigate("file://"+file)); err != nil {
				t.Fatal(err)
			}
			faults, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](cramped))
			if err != nil || len(faults) > 0 {
				t.Errorf("%v %v", faults, err)
			}
			printed, err := chromedp.Run(ctx, chromedp.PrintToPDF(func(o *page.PrintToPDFParams) { yes := true; o.PreferCSSPageSize = &yes }))
			if err != nil {
				t.Fatal(err)
			}
			whole(t, p, printed)
		})
	}
}

// cramped finds cells whose figures are small, and whatever is wider or higher
// than its place.
const cramped = `[...document.querySelectorAll("main, header, .phone strong, li, .rules p")].flatMap((e) => {
	const faults = []
	const high = e.matches("main, li") && e.scrollHeight > e.clientHeight + 1
	if (e.scrollWidth > e.clientWidth + 1 || high) faults.push("too small: " + e.textContent.trim())
	if (e.matches("li") && parseFloat(getComputedStyle(e.querySelector("b")).fontSize) < 36) faults.push("not legible: " + e.textContent)
	return faults
})`
