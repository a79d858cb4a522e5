package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/gateway"
	"hourline/ledger/care"
	"hourline/ledger/care/caretest"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
)

const served = `name,roles,phones,community,address,flags
王奶奶,elder,+8687165000001,翠湖社区,翠湖南路12号,
=小张,volunteer,+8613800000001,翠湖社区,翠湖北路8号,party-member
`

// booksOf are books with these people, open for writing at a time that is set.
func booksOf(t *testing.T, people string) (dir string, at *clock.Manual, centre *care.Centre, must func(error)) {
	t.Helper()
	must = func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	dir, at = t.TempDir(), clock.NewManual(ledgertest.Start)
	caretest.Books(t, gateway.BooksIn(dir))
	centre, err := care.Open(t.Context(), gateway.BooksIn(dir), care.Config{Clock: at.Clock()})
	must(err)
	_, err = centre.Import(t.Context(), strings.NewReader(people), care.ImportOptions{})
	must(err)
	return dir, at, centre, must
}

// withHours are books in which the volunteer has kept 王奶奶 company for two
// hours in November 2026.
func withHours(t *testing.T) (dir string) {
	t.Helper()
	dir, at, centre, must := booksOf(t, served)
	defer centre.Close()
	r, err := centre.AskForHelp(t.Context(), care.Ask{Source: "call/1", Elder: 1, Kind: care.Company, When: care.Today})
	must(err)
	text := func(sid string) care.Text { return care.Text{SID: sid, From: "+8613800000001"} }
	must(centre.Take(t.Context(), text("SM1"), r.ID, care.NoTime))
	a, _, err := centre.Appointment(t.Context(), 1)
	must(err)
	visit := a.Request.Visit
	at.Set(visit.PlannedAt)
	must(centre.Start(t.Context(), text("SM2"), care.VisitCode{Code: visit.Code}))
	at.Advance(2 * time.Hour)
	must(centre.Finish(t.Context(), text("SM3"), care.VisitCode{Code: visit.Code}))
	must(centre.Confirm(t.Context(), visit.ID, care.Unmeasured))
	return dir
}

func TestThePointsOfAMonthAreAFileForASpreadsheet(t *testing.T) {
	dir := withHours(t)
	want := "\ufeff编号,姓名,党员,小时,次数,服务\n10000020,'=小张,是,2.00,1,陪聊\n"
	if got := must(t, "report", "points", "--month", "2026-11", "--data", dir); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := must(t, "report", "points", "--month", "2026-10", "--lang", "en", "--data", dir); got != "\ufeffnumber,name,party member,hours,visits,services\n" {
		t.Errorf("October: %q", got)
	}
	out := filepath.Join(t.TempDir(), "points.csv")
	must(t, "report", "points", "--month", "2026-11", "--party", "--out", out, "--data", dir)
	if b, err := os.ReadFile(out); err != nil || string(b) != want {
		t.Errorf("%v %q", err, b)
	}
}

func TestACertificateIsOnePageThatTellsNothingOfTheElder(t *testing.T) {
	dir := withHours(t)
	out := filepath.Join(t.TempDir(), "c.html")
	has(t, must(t, "report", "certificate", "10000020", "--month", "2026-11", "--bank", "翠湖时间银行", "--out", out, "--data", dir), out)
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	has(t, page, "志愿服务证明", "2026-11", "=小张,志愿者编号 10000020", "上门服务1次,共2小时", "陪聊:1次,2小时", "翠湖时间银行", "@page { size: A4 landscape")
	for _, private := range []string{"王奶奶", "翠湖北路", "翠湖南路", "13800000001", "65000001", "http"} {
		if strings.Contains(page, private) {
			t.Errorf("%s is on it", private)
		}
	}
	code, _, errs := hourline(t, "report", "certificate", "10000020", "--month", "2026-10", "--data", dir)
	if code != failedCheck {
		t.Errorf("a month without hours: exit %d", code)
	}
	has(t, errs, "no hours in 2026-10")
}

func TestTheVisitsOfAMonthAreAFileForASpreadsheet(t *testing.T) {
	dir := withHours(t)
	want := "\ufeff服务编号,服务,老人编号,老人,志愿者编号,志愿者,社区,日期,约定开始,约定分钟,开始,开始凭据,结束,结束凭据,自报分钟,核定分钟,入账分钟,记录号,结果,原因,满意\n" +
		"1,陪聊,10000012,王奶奶,10000020,'=小张,翠湖社区,2026-11-23,2026-11-23 14:30:00,120,2026-11-23 14:30:00,C,2026-11-23 16:30:00,C,,120,120,1,posted,,\n"
	if got := must(t, "report", "visits", "--month", "2026-11", "--data", dir); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	out := filepath.Join(t.TempDir(), "visits.csv")
	must(t, "report", "visits", "--month", "2026-12", "--lang", "en", "--out", out, "--data", dir)
	if b, err := os.ReadFile(out); err != nil || !strings.HasPrefix(string(b), "\ufeffvisit,service,elder number") || strings.Count(string(b), "\n") != 1 {
		t.Errorf("December: %v %q", err, b)
	}
}
