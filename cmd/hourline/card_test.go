package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A card is the same page whoever owns the books, and only its owner reads it.
func TestACardIsWrittenForThePrinter(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	must(t, "member", "import", file(t, "staff.csv", staff), "--data", dir)
	page := filepath.Join(t.TempDir(), "card.html")
	order := []string{"card", "10000048", "--actor", "吴主任", "--number", "087168000000", "--bank", "翠湖时间银行", "--data", dir}
	print := func(more ...string) string {
		t.Helper()
		has(t, must(t, append(order, more...)...), "of member 10000048 is in "+more[1])
		info, err := os.Stat(more[1])
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info.Mode(), err)
		}
		text, err := os.ReadFile(more[1])
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	alone := print("--out", page)
	has(t, alone, "王奶奶家", "087168000000", "翠湖时间银行", "10000048-1")
	log := serving(t, dir)
	if beside := print("--out", page); beside != alone {
		t.Error("beside a gateway it is another page")
	}
	has(t, print("--out", page, "--replace"), "10000048-2")
	if pdf := print("--out", filepath.Join(t.TempDir(), "card.pdf")); !strings.HasPrefix(pdf, "%PDF-") {
		t.Errorf("no PDF: %.20q", pdf)
	}
	has(t, log.String(), `command=card`)
}

func TestACardThatCannotBeWrittenIsNotPrinted(t *testing.T) {
	atHome(t)
	dir := begun(t)
	must(t, "member", "import", file(t, "staff.csv", staff), "--data", dir)
	for mend, line := range map[string][]string{
		"HOURLINE_NUMBER": {"10000048"},
		".pdf":            {"10000048", "--number", "087168000000", "--out", "card.doc"},
		"--font":          {"10000048", "--number", "087168000000", "--out", "card.pdf", "--font", "no-such.ttf"},
		"--words":         {"10000048", "--number", "087168000000", "--words", t.TempDir()},
	} {
		code, out, errs := hourline(t, append(append([]string{"card"}, line...), "--actor", "吴主任", "--data", dir)...)
		if code != wrongUse || out != "" {
			t.Errorf("%v: exit %d, %q", line, code, out)
		}
		has(t, errs, mend)
	}
	code, _, errs := hourline(t, "card", "10000012", "--number", "087168000000", "--actor", "吴主任", "--data", dir)
	if code != failedCheck {
		t.Errorf("a card of staff: exit %d", code)
	}
	has(t, errs, "only elders")
}
