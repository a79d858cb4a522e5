package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hourline/ledger/care"
)

const sellers = `name,roles,phones,community,address,flags
王奶奶,elder,+8687165000001,翠湖社区,翠湖南路12号,
=小张,volunteer,+8613800000001,翠湖社区,翠湖北路8号,
吴主任,coordinator,+8613800000101,翠湖社区,服务站,
小马,duty,+8613800000102,翠湖社区,服务站,
小何,duty,+8613800000103,翠湖社区,服务站,
`

// withSoldHours are books in which one of the staff has entered five visits of
// one volunteer, and a coordinator was shown it.
func withSoldHours(t *testing.T) (dir string) {
	t.Helper()
	dir, at, centre, must := booksOf(t, sellers)
	defer centre.Close()
	members, err := centre.Members(t.Context())
	must(err)
	for day := range 5 {
		to := at.Now().AddDate(0, 0, -day)
		w, err := centre.EnterVisit(t.Context(), care.HandEntry{
			Elder: members[0].Number, Volunteer: members[1].Number, Kind: care.Company, From: to.Add(-2 * time.Hour), To: to, Actor: members[3].Number, Reason: "x",
		})
		must(err)
		_, err = centre.ConfirmByHand(t.Context(), w.ID, members[4].Number)
		must(err)
	}
	at.Advance(24 * time.Hour)
	for range 10 {
		must(centre.Tick(t.Context()))
	}
	signals, err := centre.Signals(t.Context())
	must(err)
	if len(signals) != 1 || signals[0].Kind != care.Favoured {
		t.Fatalf("%+v", signals)
	}
	return dir
}

func TestExceptionsOfAMonthAreByStaffAndBySignal(t *testing.T) {
	dir := withSoldHours(t)
	got := must(t, "report", "exceptions", "--month", "2026-11", "--data", dir)
	has(t, got, "小马 10000048        5          0        0            100%", "小何 10000057        0          0        5", "code", "favoured  2026-11-24 09:00", "=小张 10000020", "5 of 5 visits; visits 1 2 3 4 5")
	id := strings.Fields(got[strings.Index(got, "ticket "):])[1]
	wu := numberIn(t, must(t, "member", "list", "--data", dir), "吴主任")
	must(t, "ticket", "close", id, "--actor", wu, "--outcome", "=问过了", "--data", dir)
	has(t, must(t, "report", "exceptions", "--month", "2026-11", "--data", dir), "问过了")

	out := filepath.Join(t.TempDir(), "exceptions.csv")
	if screen := must(t, "report", "exceptions", "--month", "2026-11", "--out", out, "--data", dir); screen != "" {
		t.Errorf("printed %q", screen)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	has(t, string(b), "\ufeff表,代码,编号,姓名,对方编号,对方姓名,次数,占比,发现时间,数据,处理结果\n",
		"staff,entered,10000048,小马,,,5,100%,,,\n", "staff,vouched,10000057,小何,,,5,,,,\n",
		"signal,favoured,10000048,小马,10000020,'=小张,1,,2026-11-24 09:00:00,5 of 5 visits; visits 1 2 3 4 5,'=问过了\n")
	if strings.Contains(string(b), "138") || strings.Contains(string(b), "翠湖") {
		t.Errorf("it tells too much:\n%s", b)
	}
	if got := must(t, "report", "exceptions", "--month", "2026-10", "--data", dir); strings.Contains(got, "favoured") {
		t.Errorf("October:\n%s", got)
	}
}
