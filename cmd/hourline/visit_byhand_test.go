package main

import (
	"strings"
	"testing"
	"time"
)

// atDay is a moment some days ago at the centre, as people write it.
func atDay(ago int, clock string) string {
	return time.Now().In(time.FixedZone("CST", 8*3600)).AddDate(0, 0, -ago).Format("2006-01-02") + " " + clock
}

func TestTwoPeopleEnterAVisitByHand(t *testing.T) {
	dir := withTickets(t)
	must(t, "member", "add", "小马", "--role", "duty", "--phone", "+8613800000177", "--community", "翠湖社区", "--data", dir)
	list := must(t, "member", "list", "--data", dir)
	second, elder, helper := numberIn(t, list, "小马"), numberIn(t, list, "王奶奶"), numberIn(t, list, "小张")
	add := []string{"visit", "add", "--elder", elder, "--volunteer", helper, "--kind", "company",
		"--from", atDay(1, "09:30"), "--to", atDay(1, "11:30"), "--reason", "no battery", "--actor", director, "--data", dir}
	has(t, must(t, add...), "visit 1 is entered, and nothing is stored yet", "hourline visit confirm 1")
	has(t, must(t, "visit", "list", "--data", dir), "finished", "DD", "王奶奶", "小张", atDay(1, "09:30"), "2 h")
	has(t, must(t, "statement", helper, "--data", dir), "0 min")

	for actor, why := range map[string]string{director: "a second person", he: "own cause", helper: "one of the staff"} {
		code, _, errs := hourline(t, "visit", "confirm", "1", "--actor", actor, "--data", dir)
		if code != failedCheck {
			t.Errorf("%s vouches for it: exit %d", actor, code)
		}
		has(t, errs, why)
	}
	has(t, must(t, "visit", "confirm", "1", "--actor", second, "--data", dir), "visit 1: 2 h are stored as entry 1")
	has(t, must(t, "visit", "object", "1", "--reason", "nobody came", "--actor", second, "--data", dir), "visit 1: the elder's objection is noted")
	has(t, must(t, "visit", "withdraw", "1", "--reason", "nobody came", "--actor", second, "--data", dir), "visit 1: no hours are stored")
	has(t, must(t, "visit", "show", "1", "--data", dir), "cancelled", "entered", "vouched for", "objected to", "withdrawn", "by "+second)
	has(t, must(t, "statement", helper, "--data", dir), "objection")
	must(t, "verify", "--data", dir)
}

// numberIn is the member number in the line of a list that has a name.
func numberIn(t *testing.T, list, name string) string {
	t.Helper()
	for line := range strings.Lines(list) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[1] == name {
			return fields[0]
		}
	}
	t.Fatalf("%s is not in\n%s", name, list)
	return ""
}

func TestAnEntryByHandThatIsWrong(t *testing.T) {
	dir := withVisit(t)
	for label, c := range map[string]struct {
		line []string
		code int
		mend string
	}{
		"no moment":         {[]string{"finish", "1", "--to", "noon", "--reason", "x"}, wrongUse, "write it like"},
		"no reason":         {[]string{"finish", "1", "--to", atDay(0, "00:01")}, wrongUse, "--reason"},
		"still to come":     {[]string{"finish", "1", "--from", atDay(-1, "09:00"), "--to", atDay(-1, "11:00"), "--reason", "x"}, failedCheck, "before now"},
		"an unknown kind":   {[]string{"add", "--elder", "1", "--volunteer", "2", "--kind", "pilot", "--from", atDay(1, "09:00"), "--to", atDay(1, "10:00"), "--reason", "x"}, wrongUse, "company"},
		"nothing to settle": {[]string{"settle", "1", "--reason", "x"}, failedCheck, "nobody's decision"},
	} {
		t.Run(label, func(t *testing.T) {
			code, out, errs := hourline(t, append(append([]string{"visit"}, c.line...), "--actor", director, "--data", dir)...)
			if code != c.code || out != "" {
				t.Errorf("exit %d, %q", code, out)
			}
			has(t, errs, c.mend)
		})
	}
}
