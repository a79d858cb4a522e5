package main

import (
	"strings"
	"testing"
)

const staff = `name,roles,phones,community
李主任,duty,+8613800000101,翠湖社区
Zhao,duty,+8613800000102,翠湖社区
孙主任,duty,+8613800000103,莲花社区
王奶奶,elder,+8687165000001,翠湖社区
`

// staffed are books with staff in two communities.
func staffed(t *testing.T) (dir string) {
	dir = begun(t)
	must(t, "member", "import", file(t, "staff.csv", staff), "--data", dir)
	return dir
}

const everyDay = "days,from,until,member\ndaily,08:00,20:00,10000012\n每天,20:00,08:00,Zhao:13800000102,10000012\n2030-01-01,00:00,08:00,10000012\n2030-01-01,08:00,08:00,Zhao 13800000102\n"

func TestARosterIsSetAndShown(t *testing.T) {
	dir := staffed(t)
	set := []string{"roster", "set", file(t, "duty.csv", everyDay), "--community", "翠湖社区", "--actor", "吴主任", "--data", dir}
	has(t, must(t, append(set, "--check")...), "nothing was stored")
	has(t, must(t, "roster", "show", "--data", dir), "翠湖社区 has no roster; all duty staff count as on duty: 李主任, Zhao\n", "莲花社区 has no roster")
	has(t, must(t, set...), "翠湖社区 has roster 1; on duty now: ", "李主任")
	has(t, must(t, set...), "翠湖社区 has roster 1; ")

	week := must(t, "roster", "show", "--community", "翠湖社区", "--data", dir)
	has(t, week, "翠湖社区, roster 1 of ", " by 吴主任 (times in Asia/Shanghai)\n", "on duty now: ", "Zhao, 李主任", "  now\n")
	if n := strings.Count(week, " 08:00  "); n < 7 {
		t.Errorf("a week has %d days:\n%s", n, week)
	}
	day := must(t, "roster", "show", "--community", "翠湖社区", "--day", "2030-01-02", "--data", dir)
	if !strings.HasSuffix(day, `
from                  until                 on duty
Tue 2030-01-01 08:00  Wed 2030-01-02 08:00  Zhao
Wed 2030-01-02 08:00  Wed 2030-01-02 20:00  李主任
Wed 2030-01-02 20:00  Thu 2030-01-03 08:00  Zhao, 李主任
`) {
		t.Errorf("that day is:\n%s", day)
	}
	edit := must(t, "roster", "show", "--community", "翠湖社区", "--csv", "--data", dir)
	if want := "days,from,until,member\ndaily,08:00,20:00,10000012 李主任\n每天,20:00,08:00,10000020 Zhao,10000012 李主任\n"; !strings.HasPrefix(edit, want) {
		t.Errorf("to edit: %s", edit)
	}
	has(t, must(t, "roster", "set", file(t, "again.csv", edit), "--community", "翠湖社区", "--actor", "刘主任", "--data", dir), "has roster 1; ")
	must(t, "member", "add", "Zhao", "--role", "volunteer", "--phone", "+8613800000102", "--community", "翠湖社区", "--data", dir)
	has(t, must(t, "roster", "show", "--community", "翠湖社区", "--data", dir), "Zhao (not rung: without the role duty")
}

func TestABadRosterIsToldByItsLines(t *testing.T) {
	dir := staffed(t)
	code, out, errs := hourline(t, "roster", "set", file(t, "bad.csv", "days,from,until,member\nmon,8,20:00,10000012\ndaily,00:00,24:00,王奶奶 0871-65000001\n"),
		"--community", "翠湖社区", "--actor", "吴主任", "--data", dir)
	if code != failedCheck || out != "" || strings.Contains(errs, "王奶奶") {
		t.Errorf("exit %d, %q, %q", code, out, errs)
	}
	has(t, errs, "line 2 ", "write it like 08:00", "line 3 ", "role duty")
	code, _, errs = hourline(t, "roster", "show", "--community", "西山", "--data", dir)
	if code != wrongUse {
		t.Errorf("exit %d", code)
	}
	has(t, errs, "翠湖社区, 莲花社区")
}
