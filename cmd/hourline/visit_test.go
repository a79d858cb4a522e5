package main

import (
	"regexp"
	"testing"
	"time"

	"hourline/cmd/internal/gateway"
	"hourline/ledger/care"
)

// withVisit are books in which 小张 has taken a visit to 王奶奶 in the next days.
func withVisit(t *testing.T) (dir string) {
	t.Helper()
	dir = withTickets(t)
	centre, err := care.Open(t.Context(), gateway.BooksIn(dir), care.Config{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := centre.AskForHelp(t.Context(), care.Ask{Source: "call/3", Elder: 1, Kind: care.Company, When: care.AnyDay})
	if err == nil {
		err = centre.Take(t.Context(), care.Text{SID: "SM1", From: "+8613800000001"}, r.ID, care.NoTime)
	}
	if err := errorsOf(err, centre.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAVisitIsShownAndMoved(t *testing.T) {
	dir := withVisit(t)
	to := time.Now().In(time.FixedZone("CST", 8*3600)).AddDate(0, 0, 9).Format("2006-01-02") + " 10:00"
	has(t, must(t, "visit", "move", "1", "--to", to, "--actor", director, "--data", dir), "visit 1 is planned for "+to)
	has(t, must(t, "visit", "show", "1", "--data", dir), "王奶奶", "小张", "company", to, "moved", "by "+director)
}

func TestAVisitIsNotMovedByJustAnybody(t *testing.T) {
	dir := withVisit(t)
	for label, c := range map[string]struct {
		to, actor, words string
		code             int
	}{
		"no moment":          {"tomorrow", director, "write it like", wrongUse},
		"the elder's family": {"2099-01-02 10:00", he, "own cause", failedCheck},
		"a volunteer":        {"2099-01-02 10:00", "10000044", "not the number of one of the staff", failedCheck},
		"into the past":      {"2020-01-02 10:00", director, "is over", failedCheck},
	} {
		t.Run(label, func(t *testing.T) {
			code, _, errs := hourline(t, "visit", "move", "1", "--to", c.to, "--actor", c.actor, "--data", dir)
			if code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			has(t, errs, c.words)
		})
	}
	if code, _, errs := hourline(t, "visit", "show", "77", "--data", dir); code != failedCheck {
		t.Errorf("a visit that does not exist is shown: %s", errs)
	}
}

func TestNobodyIsMissedBeforeTheTime(t *testing.T) {
	code, _, errs := hourline(t, "visit", "noshow", "1", "--actor", director, "--data", withVisit(t))
	if code != failedCheck {
		t.Errorf("exit code %d", code)
	}
	has(t, errs, "still to come")
}

// ended are books in which the visit has been closed without a word.
func ended(t *testing.T) (dir string) {
	t.Helper()
	dir = withVisit(t)
	centre, err := care.Open(t.Context(), gateway.BooksIn(dir), care.Config{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := centre.VisitFile(t.Context(), 1)
	if err == nil {
		code := care.VisitCode{Code: f.Request.Visit.Code}
		err = errorsOf(
			centre.Start(t.Context(), care.Text{SID: "SM2", From: "+8613800000001"}, code),
			centre.Finish(t.Context(), care.Text{SID: "SM3", From: "+8613800000001"}, code),
		)
	}
	if err := errorsOf(err, centre.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestTwoOfTheStaffCorrectAVisit(t *testing.T) {
	dir := ended(t)
	must(t, "member", "import", file(t, "more.csv", "name,roles,phones,community\n小马,duty,+8613800000103,翠湖社区\n"), "--data", dir)
	list := must(t, "member", "list", "--data", dir)
	ma := regexp.MustCompile(`(\d{8})\s+小马`).FindStringSubmatch(list)
	if ma == nil {
		t.Fatalf("小马 is not among\n%s", list)
	}
	correct := []string{"visit", "correct", "1", "--minutes", "60", "--reason", "too-short", "--data", dir, "--actor"}
	has(t, must(t, append(correct, director)...), "once somebody else")
	has(t, must(t, append(correct, director)...), "once somebody else")
	has(t, must(t, append(correct, ma[1])...), "corrected to 1 h")
	has(t, must(t, "visit", "show", "1", "--data", dir), "posted", "credited", "1 h", "corrected too-short 0 → 60 by "+ma[1])
	code, _, errs := hourline(t, "visit", "correct", "1", "--minutes", "60", "--reason", "why not", "--actor", director, "--data", dir)
	if code != wrongUse {
		t.Errorf("exit code %d", code)
	}
	has(t, errs, "is no reason", "forgot-start")
}

func TestWhatWasOutOfTheOrdinaryIsAdded(t *testing.T) {
	dir := ended(t)
	remark := []string{"visit", "remark", "1", "--data", dir, "--actor", director, "--reason"}
	has(t, must(t, append(remark, "not-at-home")...), "noted not-at-home")
	has(t, must(t, append(remark, "wrong-elder")...), "noted wrong-elder")
	has(t, must(t, "visit", "show", "1", "--data", dir), "not-at-home|wrong-elder", "review wrong-elder by "+director)
	if code, _, errs := hourline(t, append(remark, "why not")...); code != wrongUse {
		t.Errorf("exit code %d", code)
	} else {
		has(t, errs, "is no reason")
	}
}
