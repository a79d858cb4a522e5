package care

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hourline/ledger"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
)

var operations = flag.Int("operations", 15_000, "how many operations on hours and money are compared with the model")

// Whatever is served, objected to, corrected, granted, given, donated, redeemed
// by text, by PIN, at the desk and at a service point, queued, paid, returned,
// forgotten, inherited and disputed, under whatever policy, in whatever order,
// once or twice or by many at once: every reply, and all that is left on every
// account afterwards, is what a simple model says.
func TestMoneyBehavesLikeTheModel(t *testing.T) {
	t.Parallel()
	all := &tally{did: map[string]int{}}
	for !all.enough() && !t.Failed() {
		rapid.Check(t, func(r *rapid.T) {
			if all.enough() {
				return
			}
			b := newBursar(t, all)
			defer b.Close()
			life := b.life()
			for range 4 {
				r.Repeat(life)
			}
			if all.lives++; all.lives%20 == 0 {
				ledgertest.Check(t, b.Bank)
			}
		})
	}
	t.Logf("%d operations in %d lives: %v", all.counted(), all.lives, all.did)
}

// A tally counts what was done, by its name.
type tally struct {
	did    map[string]int
	lives  int
	failed bool // from then on what was done is done again, in shorter stories
}

func (t *tally) counted() (n int) {
	for _, times := range t.did {
		n += times
	}
	return n
}

func (t *tally) enough() bool { return t.counted() >= *operations && !t.failed }

// A bursar does everything to the books and to the model.
type bursar struct {
	*house
	who   []Member
	staff []Member // the crew, and the service point
	m     *moneyModel
	all   *tally
	story []string
	seen  int64 // the last entry that was looked at
	keys  int   // of documents, texts and calls
}

// A habit is something that is done so often.
type habit struct {
	often int
	do    func(*rapid.T)
}

// life is one step of what happens: any of the verbs.
func (b *bursar) life() map[string]func(*rapid.T) {
	var all []func(*rapid.T)
	for _, h := range slices.Concat(b.visitHabits(), b.orderHabits(), b.familyHabits(), b.ruleHabits()) {
		all = append(all, slices.Repeat([]func(*rapid.T){h.do}, h.often)...)
	}
	return map[string]func(*rapid.T){
		"": b.compare,
		"something": func(r *rapid.T) {
			b.clock.Advance(time.Second) // so that nothing but what is meant to happens at once
			b.m.now = b.m.now.Add(time.Second)
			all[pick(r, "what", len(all))](r)
		},
	}
}

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

// errRefused stands for every refusal that has no name of its own.
var errRefused = errors.New("refused")

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// wants compares what an act came to with what the model says, and adds it to
// the story.
func (b *bursar) wants(r *rapid.T, act, how string, got, want error) {
	b.all.did[act]++
	came := "done"
	if got != nil {
		came = "refused: " + got.Error()
	}
	b.story = append(b.story, fmt.Sprintf("%s  %s: %s  → %s", b.m.now.Format("Mon 2 Jan 15:04:05"), act, how, came))
	right := errors.Is(got, want)
	if want == errRefused {
		right = got != nil
	}
	if !right {
		b.fail(r, fmt.Sprintf("the last of these came to\n  %v\nand the model says\n  %v", got, want))
	}
}

// fail tells the whole story: rapid has made it as short as it could.
func (b *bursar) fail(r *rapid.T, what string) {
	b.all.failed = true
	r.Fatalf("%s\n\nWhat happened, of %s:\n%s", what, b.cast(), strings.Join(b.story, "\n"))
}

func (b *bursar) cast() string {
	var names []string
	for i, m := range b.who {
		names = append(names, fmt.Sprintf("%s (%s)", m.Name, []string{"poor", "over 80", "72", "51", "without a telephone", "poor and alone"}[i]))
	}
	return strings.Join(names, ", ")
}

// twice does something, and now and then the same again: a text that comes
// twice, a command that is typed once more. It must not matter.
func (b *bursar) twice(r *rapid.T, act, how string, want error, do func() error) {
	b.wants(r, act, how, do(), want)
	if chance(r, "again", 4) {
		b.wants(r, act, how+", again", do(), want)
	}
}

// pick is below n, each as often as the others: what rapid draws by itself is
// small more often.
func pick(r *rapid.T, label string, n int) int {
	x := rapid.Uint64().Draw(r, label)
	x = (x ^ x>>32) * 0x9e3779b97f4a7c15
	return int(x >> 33 % uint64(n))
}

// chance is true once in n times.
func chance(r *rapid.T, label string, n int) bool { return pick(r, label, n) == n-1 }

func person(r *rapid.T, label string) int { return pick(r, label, people) }

// twoOf are two different people.
func twoOf(r *rapid.T, first, second string) (int, int) {
	a, b := person(r, first), pick(r, second, people-1)
	if b >= a {
		b++
	}
	return a, b
}

// employee is one of the staff.
func employee(r *rapid.T) int { return pick(r, "by", crew) }

// employees are two of the staff, and seldom one person who says that they are
// two.
func employees(r *rapid.T) (by, with int) {
	by = employee(r)
	return by, another(r, by)
}

// another is somebody else of the staff; seldom the same.
func another(r *rapid.T, by int) int {
	return (by + []int{1, 2, 3, 1, 2, 3, 1, 2, 3, 0}[pick(r, "another", 10)]) % crew
}

// byTwo lets two of the staff ask for something, each with what the model says
// then; seldom only one comes so far.
func (b *bursar) byTwo(r *rapid.T, do func(by int)) {
	by, with := employees(r)
	do(by)
	if !chance(r, "later", 6) {
		do(with)
	}
}

func (b *bursar) name(who int) string { return b.who[who].Name }

// hand is the name of one of the staff, or of the service point.
func (b *bursar) hand(who int) string {
	if who == noOne {
		return "nobody"
	}
	return b.crewMember(who).Name
}

func (b *bursar) crewMember(who int) Member { return b.staff[min(who, crew)] }

// number is the number of one of the staff, or of the service point; empty for
// noOne.
func (b *bursar) number(who int) string {
	if who == noOne {
		return ""
	}
	return b.crewMember(who).Number
}

// key is the number of something that is done once.
func (b *bursar) key() string {
	b.keys++
	return strconv.Itoa(b.keys)
}

// compare holds everything that stands in the books against the model.
func (b *bursar) compare(r *rapid.T) {
	got, odd := b.read(r)
	if odd != "" {
		b.fail(r, "the policy of these entries is not that of their day: "+odd)
	}
	var wrong []string
	want := b.m.stands(b.who)
	for key, has := range got {
		if want[key] != has && (want[key] != "" || has != "0 0") {
			wrong = append(wrong, fmt.Sprintf("  %s: %s, and the model says %q", key, has, want[key]))
		}
	}
	for key, should := range want {
		if _, there := got[key]; !there && should != "0 0" {
			wrong = append(wrong, fmt.Sprintf("  no %s, and the model says %s", key, should))
		}
	}
	if slices.Sort(wrong); wrong != nil {
		b.fail(r, "the books have\n"+strings.Join(wrong, "\n"))
	}
}

// whatStands writes the books out as the model does, in one text: many rows
// cost more to read than all they say.
const whatStands = `SELECT group_concat(line, char(10)), (SELECT coalesce(group_concat(e.id || ' ' || e.kind), '') FROM entries e WHERE e.id > $1
		AND coalesce(e.policy, 0) <> (SELECT version FROM policies WHERE version = 1 OR effective_at <=
			CASE WHEN e.kind IN ('deposit', 'deposit-again', 'correction', 'service') THEN e.effective_at ELSE e.recorded_at END
			ORDER BY effective_at <= CASE WHEN e.kind IN ('deposit', 'deposit-again', 'correction', 'service') THEN e.effective_at ELSE e.recorded_at END DESC,
			effective_at DESC, version DESC LIMIT 1)),
		(SELECT max(id) FROM entries) FROM (
	SELECT a.code || '=' || b.posted || ' ' || b.held AS line FROM accounts a JOIN balances b ON b.account = a.id
		WHERE a.code <> 'issued' AND a.code <> 'suspense' AND a.code NOT LIKE 'member/%' OR a.id IN (SELECT account FROM members WHERE id <= 6)
	UNION ALL SELECT 'pin/' || member || '=' || tries FROM pins
	UNION ALL SELECT 'estate ' || id || '=' || state FROM estates
	UNION ALL SELECT 'redemption ' || id || '=' || state || ' ' || minutes || ' min ' || fen || ' fen' FROM redemptions
	UNION ALL SELECT 'visit ' || w.id || '=' || q.state || ' ' || w.credited_minutes || ' ' || coalesce(e.amount, 0)
		FROM visits w JOIN requests q ON q.visit = w.id LEFT JOIN entries e ON e.id = w.entry)`

// read is what stands in the books, by what it is called, and entries that name
// a policy that they should not.
func (b *bursar) read(r *rapid.T) (all map[string]string, odd string) {
	var text string
	if err := b.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(whatStands, b.seen).Scan(&text, &odd, &b.seen)
	}); err != nil {
		b.fail(r, "the books cannot be read: "+err.Error())
	}
	all = map[string]string{}
	for line := range strings.SplitSeq(text, "\n") {
		key, has, _ := strings.Cut(line, "=")
		all[key] = has
	}
	return all, odd
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
