package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	reader "github.com/makiuchi-d/gozxing/qrcode"

	"hourline/cmd/internal/gateway"
	"hourline/cmd/internal/papertest"
	"hourline/ledger/care"
	"hourline/ledger/ledgertest"
)

// The statement of a year comes out of a printer, its code is read off the paper
// by a scanner that is not ours, and what it says is the full receipt.
func TestAPrintedStatementProvesItself(t *testing.T) {
	dir := townBooks(t)
	centre, err := care.Open(t.Context(), gateway.BooksIn(dir), care.Config{Origin: "hours.example.org/log", Clock: ledgertest.Clock(t).Clock()})
	if err != nil {
		t.Fatal(err)
	}
	key := centre.Bank.LogKey()
	if err := centre.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "book.html")
	must(t, "statement", saver, "--year", "2026", "--html", "--out", file, "--data", dir)
	ctx := papertest.Chromium(t)
	if err := chromedp.Do(ctx, chromedp.Navigate("file://"+file)); err != nil {
		t.Fatal(err)
	}
	printed, err := chromedp.Run(ctx, chromedp.PrintToPDF(func(o *page.PrintToPDFParams) { yes := true; o.PreferCSSPageSize = &yes }))
	if err != nil {
		t.Fatal(err)
	}
	sheets := sheetsOf(t, printed)
	last := sheets[len(sheets)-1]
	has(t, strings.Join(strings.Fields(last), ""), "最后一笔的完整收条", "银行改不了", "不证明服务真的做过", strings.ReplaceAll(key, " ", ""), "HL1:and,inbase32(RFC4648)", "hourline-entry-v1")
	scanned := scan(t, printed, len(sheets))
	said := must(t, "verify", "--receipt", file2(t, scanned), "--key", key)
	rows := strings.Split(strings.TrimSpace(must(t, "statement", saver, "--year", "2026", "--csv", "--data", dir)), "\n")
	newest := strings.Split(rows[len(rows)-1], ",")
	has(t, said, "对得上", "第几笔", newest[0], "hours.example.org/log")
	has(t, strings.Join(strings.Fields(last), ""), newest[12])
	if code, out, _ := hourline(t, "verify", "--receipt", file2(t, scanned[:len(scanned)-20]+"A"+scanned[len(scanned)-19:]), "--key", key); code != failedCheck || !strings.Contains(out, "对不上") {
		t.Errorf("changed, it is exit %d, %s", code, out)
	}
}

func file2(t *testing.T, text string) string { return file(t, "scanned.txt", text) }

// scan reads the code on a sheet of a document as people do who hold a scanner
// nearer when it sees nothing: from 200 dots an inch, those of a copier, on.
func scan(t *testing.T, pdf []byte, sheet int) (text string) {
	t.Helper()
	paper := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(paper, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	for _, resolution := range []string{"200", "300", "400", "600"} {
		if text, err = decoded(dotted(t, paper, sheet, resolution)); err == nil {
			return text
		}
	}
	t.Fatalf("no code is found on sheet %d: %v", sheet, err)
	return ""
}

// dotted is a sheet of a document in dots.
func dotted(t *testing.T, paper string, sheet int, resolution string) image.Image {
	t.Helper()
	file, on := filepath.Join(t.TempDir(), "sheet"), number(int64(sheet))
	if said, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", resolution, "-f", on, "-l", on, "-gray", "-png", "-singlefile", paper, file).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v: %s (make deps)", err, said)
	}
	seen, err := png.Decode(bytes.NewReader(must1(os.ReadFile(file + ".png"))(t)))
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// decoded is what stands in the code of a picture.
func decoded(seen image.Image) (string, error) {
	dots, err := gozxing.NewBinaryBitmapFromImage(seen)
	if err != nil {
		return "", err
	}
	got, err := reader.NewQRCodeReader().Decode(dots, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", err
	}
	return got.GetText(), nil
}
