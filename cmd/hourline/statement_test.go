package main

import (
	"encoding/csv"
	"path/filepath"
	"strings"
	"testing"
)

// rowsOf are the rows of a statement, without their header.
func rowsOf(t *testing.T, dir string, flags ...string) [][]string {
	t.Helper()
	out := must(t, append([]string{"statement", saver, "--csv", "--data", dir}, flags...)...)
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%v\n%s", err, out)
	}
	return rows[1:]
}

func TestAStatementOfAPeriod(t *testing.T) {
	dir := townBooks(t)
	all := rowsOf(t, dir)
	for _, c := range []struct {
		flags       string
		from, until string // the first day, and the first that is not in it
	}{
		{"--month 2026-03", "2026-03-01", "2026-04-01"},
		{"--year 2026", "2026-01-01", "2027-01-01"},
		{"--from 2026-10-03 --until 2026-10-25", "2026-10-03", "2026-10-26"},
		{"--until 2025-12-31", "", "2026-01-01"},
		{"--from 2026-11-01", "2026-11-01", "9999"},
	} {
		var want []string
		for _, row := range all {
			if row[1] >= c.from && row[1] < c.until {
				want = append(want, row[0])
			}
		}
		var got []string
		for _, row := range rowsOf(t, dir, strings.Fields(c.flags)...) {
			got = append(got, row[0])
		}
		if strings.Join(got, " ") != strings.Join(want, " ") || len(want) == 0 {
			t.Errorf("%s has the entries %v, want %v", c.flags, got, want)
		}
	}
	has(t, must(t, "statement", saver, "--month", "2026-03", "--data", dir), "before", "2026-03-01 00:00")
}

func TestAStatementOnPaperIsOnlyForWhoWroteIt(t *testing.T) {
	dir := townBooks(t)
	t.Chdir(t.TempDir())
	has(t, must(t, "statement", saver, "--html", "--month", "2026-10", "--bank", "翠湖时间银行", "--data", dir), "written: statement-"+saver+".html")
	has(t, private(t, "statement-"+saver+".html"), "2026-10-01 – 2026-10-31", "翠湖时间银行", "存折")
	rows := filepath.Join(t.TempDir(), "book.csv")
	must(t, "statement", saver, "--out", rows, "--data", dir)
	has(t, private(t, rows), "entry,recorded,", ",served,")
}

func TestAPeriodThatIsNone(t *testing.T) {
	dir := townBooks(t)
	for _, flags := range []string{"--month 2026-13", "--year 26x", "--from yesterday", "--until 2026-02-30", "--month 2026-03 --year 2026", "--month 2026-03 --from 2026-03-02"} {
		if code, _, errs := hourline(t, append([]string{"statement", saver, "--data", dir}, strings.Fields(flags)...)...); code != wrongUse {
			t.Errorf("%s: exit %d, %s", flags, code, errs)
		}
	}
}
