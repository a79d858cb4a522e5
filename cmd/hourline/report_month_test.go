package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hourline/ledger/reports/reportstest"
)

// townBooks is a folder of books with fourteen months of life.
func townBooks(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	reportstest.Write(t, dir)
	return dir
}

// private is a file that only its owner can read.
func private(t *testing.T, file string) string {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", info, err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTheMonthIsPrintedAndWrittenForTheBureau(t *testing.T) {
	dir := townBooks(t)
	t.Chdir(t.TempDir())
	out := must(t, "report", "--month", "2026-10", "--lang", "en", "--bank", "Green Lake", "--data", dir)
	has(t, out, "Monthly report 2026-10 · Green Lake", "hospital escort", "taken within, half of them", "first phone rings within, nine of ten", "written: report-2026-10.html", "written: report-2026-10.csv")
	has(t, private(t, "report-2026-10.html"), "<svg", "Green Lake")
	has(t, private(t, "report-2026-10.csv"), "part,item,figure,value,unit", "By community,翠湖社区,visits,")

	if rows := must(t, "report", "--month", "2026-10", "--csv", "--data", dir); !strings.HasPrefix(rows, mark+"部分,项目,指标,数值,单位\n") {
		t.Errorf("the rows begin with %.60q", rows)
	}
	if left, err := filepath.Glob(".hourline-*"); err != nil || len(left) > 0 {
		t.Errorf("left over: %v %v", left, err)
	}
}

func TestSolvencyIsShownAndWritten(t *testing.T) {
	dir := townBooks(t)
	has(t, must(t, "report", "solvency", "--data", dir), "能不能兑付", "未兑付时间", "3,825.0", "集中兑付测算", "100 %", "小** ")
	page := filepath.Join(t.TempDir(), "board.html")
	has(t, must(t, "report", "solvency", "--lang", "en", "--out", page, "--data", dir), "written: "+page)
	has(t, private(t, page), "If many take their hours out at once", "<svg")
	has(t, must(t, "report", "solvency", "--csv", "--lang", "en", "--data", dir), "In short,hours outstanding,,3825.00,hours")
}

func TestAReportThatCannotBeWritten(t *testing.T) {
	dir := townBooks(t)
	for _, line := range []string{
		"report --data " + dir, "report --month 2026-13 --data " + dir,
		"report solvency --csv --html --out x.csv --data " + dir, "report solvency --out x.pdf --data " + dir,
		"report solvency --html --out " + dir + "/none/x.html --data " + dir, "report solvency --data " + t.TempDir(),
	} {
		if code, _, errs := hourline(t, strings.Fields(line)...); code != wrongUse || errs == "" {
			t.Errorf("%s: exit %d, %s", line, code, errs)
		}
	}
}

// A page that fails half way leaves the old one as it was.
func TestAFileIsWrittenWholeOrNotAtAll(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := writeOnly(file, func(w io.Writer) error {
		io.WriteString(w, "ne")
		return errors.New("no more")
	}); err == nil {
		t.Error("it did not fail")
	}
	if b, _ := os.ReadFile(file); string(b) != "old" {
		t.Errorf("the old page is %q", b)
	}
	if left, _ := os.ReadDir(filepath.Dir(file)); len(left) != 1 {
		t.Errorf("left over: %v", left)
	}
	if err := writeOnly(file, func(w io.Writer) error { _, err := io.WriteString(w, "new"); return err }); err != nil {
		t.Fatal(err)
	}
	if got := private(t, file); got != "new" {
		t.Errorf("the new page is %q", got)
	}
}
