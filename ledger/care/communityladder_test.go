package care

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
)

const times = "repeat_every = \"1m\"\nrepeat_for = \"30m\"\nthen_every = \"5m\"\n"

// aLadder rings a number second and staff last.
const aLadder = times + `
[[steps]]
after = "0s"
call = ["duty"]

[[steps]]
after = "20s"
call = ["guard"]

[[steps]]
after = "40s"
call = ["staff", "key"]
text = ["family"]

[[numbers]]
who = "guard"
name = "门卫"
phone = "13871230077"
`

func (h *house) setLadder(body string) (Arrangement, error) {
	return h.SetLadder(ctx, LadderFile{Community: "翠湖", Actor: "吴主任", Body: []byte(body)})
}

func TestAlarmsFollowTheLadderOfTheirCommunity(t *testing.T) {
	w := newWard(t)
	other := w.addTo("东陆", "何奶奶", Elder, phone(3))
	w.addTo("东陆", "孙主任", Duty, phone(20))
	before := w.key9()
	a, err := w.setLadder(aLadder)
	w.must(err)
	if a.Version != 1 || a.Actor != "吴主任" || a.Body != aLadder {
		t.Errorf("%+v", a)
	}
	if a, err = w.setLadder(aLadder); err != nil || a.Version != 1 {
		t.Errorf("the same again is version %d: %v", a.Version, err)
	}
	liu := w.add("刘爷爷", Elder, phone(2))
	after := w.alarm(Alarm{Source: "text/SM9", Phone: liu.Phone()})
	far := w.alarm(Alarm{Source: "text/SM8", Phone: other.Phone()})
	guard := func(k Case) bool {
		for _, r := range k.Ladder.Responders {
			if r.Phone == phone(77) && r.Name == "门卫" && r.As == "guard" {
				return true
			}
		}
		return false
	}
	if guard(w.stands(before)) || !guard(after) || guard(far) {
		t.Errorf("the guard is on %v %v %v, not on the middle one alone", guard(w.stands(before)), guard(after), guard(far))
	}
	if a, err = w.setLadder(strings.Replace(aLadder, "门卫", "保安", 1)); err != nil || a.Version != 2 {
		t.Errorf("a change is version %d: %v", a.Version, err)
	}
	if guard(w.alarm(Alarm{Source: "text/SM7", Phone: w.add("周奶奶", Elder, phone(4)).Phone()})) {
		t.Error("the old ladder still holds")
	}
}

func TestALadderRingsWhoseShiftItIs(t *testing.T) {
	w := newShiftWard(t)
	names := func(k Case) (out []string) {
		for _, i := range k.Ladder.Rounds[0].Call {
			out = append(out, k.Ladder.Responders[i].Name)
		}
		return out
	}
	if got := strings.Join(names(w.key9()), " "); got != "王主任" {
		t.Errorf("by day %s are rung first", got)
	}
	w.pass(12 * time.Hour)
	night := w.alarm(Alarm{Source: "text/SM9", Phone: w.add("刘爷爷", Elder, phone(2)).Phone()})
	if got := strings.Join(names(night), " "); got != "李主任" {
		t.Errorf("by night %s are rung first", got)
	}
	if n := len(night.Ladder.Responders); n != 4 {
		t.Errorf("%d can be rung in all, want the whole staff", n)
	}
}

// Every way in which a ladder can leave somebody alone, and what mends it.
func TestALadderThatLeavesSomebodyAloneIsRefused(t *testing.T) {
	w := newWard(t)
	w.addTo("东陆", "何奶奶", Elder, phone(3)) // nobody is on the staff there
	step := func(after, call string) string {
		return "[[steps]]\nafter = \"" + after + "\"\ncall = [" + call + "]\n"
	}
	for _, c := range []struct{ name, community, body, mend string }{
		{"empty", "翠湖", times, "steps is empty"},
		{"no file at all", "翠湖", "", "steps is empty"},
		{"not TOML", "翠湖", "steps = [", "toml"},
		{"a spelling mistake", "翠湖", aLadder + "nmae = \"x\"\n", "spelling mistake"},
		{"an unknown word", "翠湖", times + step("0s", `"dutty"`), "dutty"},
		{"a number without a phone", "翠湖", strings.Replace(aLadder, `phone = "13871230077"`, "", 1), "phone"},
		{"an emergency service", "翠湖", strings.Replace(aLadder, "13871230077", "120", 1), "emergency service"},
		{"a late beginning", "翠湖", times + step("10s", `"duty"`), "after 0s"},
		{"only contacts", "翠湖", times + step("0s", `"family", "key"`), "an elder without contacts would be left alone"},
		{"nobody on duty", "东陆", times + step("0s", `"duty"`), "role duty"},
		{"no staff", "东陆", strings.Replace(aLadder, `"duty"`, `"guard"`, 1), `"staff" means nobody in 东陆`},
		{"no supervisor", "翠湖", times + step("0s", `"duty"`) + step("9s", `"supervisor"`), "role coordinator"},
		{"no duty room", "翠湖", times + step("0s", `"duty"`) + step("9s", `"street-room"`), "HOURLINE_FALLBACK_NUMBER"},
		{"only a text", "翠湖", times + "[[steps]]\nafter = \"0s\"\ntext = [\"staff\"]\n", "slept through"},
		{"a community that nobody knows", "西山", aLadder, "members belong to 东陆, 翠湖"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.SetLadder(ctx, LadderFile{Community: c.community, Actor: "吴主任", Body: []byte(c.body)})
			if err == nil || !strings.Contains(err.Error(), c.mend) {
				t.Errorf("%v\nwant something that says %q", err, c.mend)
			}
		})
	}
	if _, err := w.SetLadder(ctx, LadderFile{Community: "翠湖", Body: []byte(aLadder)}); err == nil {
		t.Error("nobody arranged it")
	}
	if _, err := w.SetLadder(ctx, LadderFile{Community: "翠湖", Actor: "吴主任", Body: []byte(aLadder), Check: true}); err != nil {
		t.Error(err)
	}
	if n := one[int](w.house, `SELECT count(*) FROM arrangements`); n != 0 {
		t.Errorf("%d were stored", n)
	}
}

// A roster may have gaps where the ladder reaches somebody else at once, and
// only there.
func TestGapsAndLaddersAnswerForEachOther(t *testing.T) {
	w := newWard(t)
	byDay := "daily,08:00,20:00," + w.staff[0].Number + "\n"
	if _, err := w.setRoster(byDay); err == nil {
		t.Error("the policy's ladder rings only duty first, and the nights were left empty")
	}
	withGuard := strings.Replace(aLadder, `call = ["duty"]`, `call = ["duty", "guard"]`, 1)
	_, err := w.setLadder(withGuard)
	w.must(err)
	done, err := w.setRoster(byDay)
	w.must(err)
	if len(done.Gaps) != 7 || len(done.Instead) != 1 || done.Instead[0].Name != "门卫" {
		t.Errorf("%v are covered by %v", done.Gaps, done.Instead)
	}
	var refused *LadderError
	if _, err = w.setLadder(aLadder); !errors.As(err, &refused) || !strings.Contains(err.Error(), "every Mon 20:00 to Tue 08:00") {
		t.Errorf("the nights were left alone: %v", err)
	}
	w.pass(12 * time.Hour)
	k := w.key9()
	if !slices.ContainsFunc(k.Ladder.Rounds[0].Call, func(i int) bool { return k.Ladder.Responders[i].Phone == phone(77) }) {
		t.Errorf("at night are rung %+v", k.Ladder)
	}
}

func TestTheLadderIsShownWithThePeopleOfTheMoment(t *testing.T) {
	w := newShiftWard(t)
	table, err := w.LadderTable(ctx, "翠湖")
	w.must(err)
	if table.Version != 0 || len(table.People[OnDuty]) != 1 || table.People[OnDuty][0].Name != "王主任" || len(table.People[AllStaff]) != 4 {
		t.Errorf("%+v", table.People)
	}
	edit, err := table.ToEdit()
	w.must(err)
	edit = strings.ReplaceAll(edit, `"street-room", `, "")
	edit = strings.ReplaceAll(edit, `, "street-room"`, "")
	edit = strings.ReplaceAll(edit, `"supervisor"`, `"duty"`)
	if a, err := w.setLadder(edit); err != nil || a.Version != 1 {
		t.Errorf("the policy's ladder cannot be set: %v\n%s", err, edit)
	}
	w.pass(12 * time.Hour)
	if table, err = w.LadderTable(ctx, "翠湖"); err != nil || table.People[OnDuty][0].Name != "李主任" || table.Version != 1 {
		t.Errorf("%+v %v", table.People, err)
	}
}

func TestALadderThatCannotBeReadLeavesNobodyAlone(t *testing.T) {
	w := newWard(t)
	w.must(w.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`INSERT INTO arrangements (kind, community, version, recorded_at, actor, body) VALUES ('ladder', '翠湖', 1, 0, '', 'nonsense')`)
		return err
	}))
	w.key9()
	w.wantRung(0, 1)
}
