package care

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
)

// bursarBooks are those of six people, four of the staff and a service point,
// with one fund.
var bursarBooks = ledgertest.NewTemplate(func(t testing.TB, path string) {
	emptyBooks(t, path)
	h := &house{t: t, clock: clock.NewManual(monday), path: path}
	h.open()
	defer h.Close()
	names := []string{"王奶奶", "李爷爷", "张奶奶", "赵师傅", "孙爷爷", "周奶奶"}
	born := []int{1950, 1940, 1950, 1975, 1950, 1955}
	flags := [][]string{0: {"poor"}, 5: {"独居", "低保"}}
	for i, name := range names {
		m := Member{Name: name, Roles: Elder, Community: hometowns[0], Born: born[i], Address: fmt.Sprintf("翠湖路%d号", i), Flags: flags[i]}
		if i != phoneless {
			m.Roles, m.Phones = Elder|Volunteer, []Phone{phone(i)}
		}
		m, err := h.AddMember(ctx, m)
		h.must(err)
		h.must(h.write(ctx, func(v *verb) error {
			return second(v.Deposit(1000+m.ID, m.Account, savedBefore, v.now, 1, "test"))
		}))
	}
	var staff []string
	for i, name := range []string{"小马", "小何", "主任", "书记"} {
		roles := Duty
		if coordinates(i) {
			roles |= Coordinator
		}
		m, err := h.AddMember(ctx, Member{Name: name, Roles: roles, Community: hometowns[0], Address: fmt.Sprintf("东风路%d号", i), Phones: []Phone{phone(10 + i)}})
		h.must(err)
		staff = append(staff, m.Number)
	}
	h.add("粮油店", RedeemPoint, phone(20))
	h.visited()
	h.must(h.write(ctx, func(v *verb) error {
		var matter int64
		if err := v.QueryRow(`INSERT INTO matters (what, member, content, asked_by, asked_at, confirmed_by, ended_at)
			VALUES ('link', 1, '', 1, 0, 1, 0) RETURNING id`).Scan(&matter); err != nil {
			return err
		}
		if _, err := v.Exec(`INSERT INTO kin (member, relative, relation, made, made_at) VALUES (1, 2, $1, $2, 0)`, string(Spouse), matter); err != nil {
			return err
		}
		return second(v.AddPolicy(policyFile(t, tightRules(v.now)), v.now, "test"))
	}))
	h.must(second(h.OpenFund(ctx, sources[0], staff[0], staff[1])))
	h.must(second(h.AddToFund(ctx, FundReceipt{Source: sources[0], Document: "first", Fen: savedBefore, By: staff[0], With: staff[1]})))
})

func newBursar(t *testing.T, all *tally) *bursar {
	h := &house{t: t, clock: clock.NewManual(monday), path: filepath.Join(inMemory(t), "hourline.db")}
	bursarBooks(t, h.path)
	h.open()
	b := &bursar{house: h, all: all, m: newMoneyModel(monday)}
	for id := int64(1); id <= shop+1; id++ {
		m, err := h.Member(ctx, id)
		h.must(err)
		if id <= people {
			b.who = append(b.who, m)
		} else {
			b.staff = append(b.staff, m)
		}
	}
	b.seen = one[int64](h, `SELECT max(id) FROM entries`)
	return b
}

// inMemory is a folder that no disk has to be waited for, where there is one:
// what a power cut leaves is not asked here.
func inMemory(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "hourline")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// policyFile is the policy of some rules, as a file.
func policyFile(t testing.TB, r rulesModel) []byte {
	set := map[string]string{
		"hour_fen = 100 ": fmt.Sprintf("hour_fen = %d ", r.hourFen), "coverage_percent = 20": fmt.Sprintf("coverage_percent = %d", r.coverage),
		"cash = true": fmt.Sprintf("cash = %t", r.cash),
		"most_minutes = 6000 # at once\nmonth_minutes = 12000": fmt.Sprintf("most_minutes = %d\nmonth_minutes = %d", r.most, redeemedOfMonth),
		"point_minutes = 600": fmt.Sprintf("point_minutes = %d", r.point), "pin_tries = 5": fmt.Sprintf("pin_tries = %d", r.tries),
		"round_minutes = 15": fmt.Sprintf("round_minutes = %d", r.round), "\ncap_minutes = 240": fmt.Sprintf("\ncap_minutes = %d", r.cap),
		"[caps] # of credit, besides visit.cap_minutes\nday_minutes = 480": fmt.Sprintf("[caps]\nday_minutes = %d", r.day),
		"week_minutes = 2400":    fmt.Sprintf("week_minutes = %d", r.week),
		"stored_minutes = 90000": fmt.Sprintf("stored_minutes = %d", r.stored), "gift_minutes = 3000": fmt.Sprintf("gift_minutes = %d", r.gift),
		"month_minutes = 6000": fmt.Sprintf("month_minutes = %d", giftsOfMonth),
		"keep_minutes = 600":   fmt.Sprintf("keep_minutes = %d", keeps), "budget_minutes = 600000": fmt.Sprintf("budget_minutes = %d", budgetMinutes),
		"unclaimed = \"8760h\"": "unclaimed = \"500h\"", "\nwrong_codes = 5": "\nwrong_codes = 100000", "wrong_codes_day = 20": "wrong_codes_day = 100000",
	}
	if !r.lapses {
		set[`unused = "lapses"`] = `unused = "stays"`
	}
	var changes []string
	for _, was := range slices.Sorted(maps.Keys(set)) {
		changes = append(changes, was, set[was])
	}
	return edited(t, changes...)
}
