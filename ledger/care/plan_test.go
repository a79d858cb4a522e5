package care

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const goodPlan = `
repeat_every = "60s"
repeat_for = "30m"
then_every = "5m"
elder_calls = ["3m", "10m"]

[[numbers]]
who = "street-room"
name = "街道值班室"
phone = "0871-65000100"

[[steps]]
after = "0s"
call = ["duty"]
count = 2

[[steps]]
after = "45s"
call = ["staff", "street-room"]
text = ["staff"]
`

func TestPlanIsRead(t *testing.T) {
	p, err := ParsePlan([]byte(goodPlan))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Steps) != 2 || p.Steps[1].After.Std() != 45*time.Second || p.Numbers[0].Phone != "+8687165000100" {
		t.Errorf("%+v", p)
	}
}

// Each fault is one edit of a good plan, and the words that mend it.
func TestFaultyPlanIsRefusedWithItsMend(t *testing.T) {
	steps := goodPlan[strings.Index(goodPlan, "[[steps]]"):]
	for _, c := range []struct{ old, new, mend string }{
		{steps, "", "steps is empty; nobody would be rung"},
		{`call = ["duty"]`, `call = []`, "rings and texts nobody"},
		{`call = ["duty"]`, `call = ["everyone"]`, `nobody is called "everyone"`},
		{`after = "45s"`, `after = "0s"`, "later than the one before"},
		{`after = "45s"`, `after = "soon"`, "write it like 90s"},
		{`count = 2`, `count = -2`, "count can be negative"},
		{`count = 2`, `cuont = 2`, "look for a spelling mistake"},
		{steps, "[[steps]]\nafter = \"0s\"\ntext = [\"staff\"]\n", "a text can be slept through"},
		{`repeat_every = "60s"`, ``, "repeat_every and then_every must be positive"},
		{`then_every = "5m"`, `then_every = "0s"`, "repeat_every and then_every must be positive"},
		{`elder_calls = ["3m", "10m"]`, `elder_calls = ["3m", "3m"]`, "each later than the one before"},
		{`phone = "0871-65000100"`, ``, "needs a name, as it is spoken, and a phone"},
		{`phone = "0871-65000100"`, `phone = "0871"`, "cannot be rung"},
		{`phone = "0871-65000100"`, `phone = "120"`, "an emergency service, which no program may ring"},
		{`name = "街道值班室"`, ``, "needs a name"},
		{`who = "street-room"`, `who = "duty"`, "give each number a word of its own"},
		{`name = "街道值班室"`, "name = \"街道值班室\"\nlang = \"fr\"", "which is unknown"},
		{`[[numbers]]`, `[[numbers`, "ladder: toml"},
	} {
		if !strings.Contains(goodPlan, c.old) {
			t.Fatalf("the plan has no %s", c.old)
		}
		if _, err := ParsePlan([]byte(strings.Replace(goodPlan, c.old, c.new, 1))); err == nil || !strings.Contains(err.Error(), c.mend) {
			t.Errorf("%s: %v\nwant %q", c.new, err, c.mend)
		}
	}
}

// A policy that was stored before ladders named people rings staff as it did.
func TestPolicyOfAnOlderProgramRingsStaff(t *testing.T) {
	before, rest, _ := strings.Cut(string(defaultPolicy), "[emergency]")
	_, after, _ := strings.Cut(rest, "[outbox]")
	p, err := ParsePolicy([]byte(before + `[emergency]
cancel_within = "15s"
ring_for = "25s"
busy_again = "30s"
repeat_every = "60s"
repeat_for = "30m"
then_every = "5m"
fallback_name = "值班室"
[[emergency.steps]]
after = "0s"
count = 2
[[emergency.steps]]
after = "30s"
count = 0
[outbox]` + after))
	if err != nil {
		t.Fatal(err)
	}
	if s := p.Emergency.Steps; len(s) != 2 || !slices.Equal(s[0].Call, []Who{AllStaff}) || s[0].Count != 2 || p.Emergency.CheckAfter == 0 || len(p.Emergency.Silent.Steps) == 0 {
		t.Errorf("%+v", p.Emergency)
	}
}

// contacts gives a member people to ring, as the import file writes them.
func (h *house) contacts(m Member, contacts ...string) {
	h.t.Helper()
	_, err := h.Import(ctx, strings.NewReader("name,roles,phones,contacts\n"+m.Name+",elder,"+string(m.Phone())+","+strings.Join(contacts, "|")+"\n"), ImportOptions{})
	h.must(err)
}

// Who is rung in which round, by their names, of a ladder that the built-in
// plan makes.
func TestBuiltInPlanIsFrozen(t *testing.T) {
	w := newWard(t, func(c *Config) { c.Fallback = phone(99) })
	w.contacts(w.wang, "王女儿:"+string(phone(50)), "邻居老刘:"+string(phone(51))+":neighbour", "李主任:"+string(phone(11))+":key")
	boss := w.add("孙主任", Coordinator, phone(60))
	k := w.key9()
	var got []string
	for _, r := range k.Ladder.Rounds {
		var line []string
		for _, i := range r.Call {
			line = append(line, k.Ladder.Responders[i].Name)
		}
		got = append(got, fmt.Sprint(r.After.Std(), " ", strings.Join(line, " "), " ", len(r.Text)))
	}
	want := []string{
		"0s 王主任 李主任 0",
		"30s 王主任 李主任 赵主任 钱主任 4",
		"1m30s 王女儿 邻居老刘 李主任 3",
		"3m0s 值班室 " + boss.Name + " 1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("frozen as\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFirstWhoCanBeRungIsRungAtOnce(t *testing.T) {
	h := newHouse(t)
	wang := h.add("王奶奶", Elder, phone(1))
	h.contacts(wang, "王女儿:"+string(phone(50)))
	_, err := h.Alarm(ctx, Alarm{Source: "call/CA1", Phone: wang.Phone(), Call: "CA1"})
	h.must(err)
	if rows := h.hand(EmergencyLane); len(rows) != 1 || rows[0].Phone != phone(50) {
		t.Errorf("with no staff at all, rang %v", keys(rows))
	}
}

func TestWhoseShiftItIsIsRungFirst(t *testing.T) {
	w := newWard(t)
	_, err := w.SetRoster(ctx, RosterFile{Community: w.wang.Community, Actor: "赵", File: strings.NewReader("days,from,until,member\n" +
		"daily,08:00,20:00," + w.staff[2].Number + "\ndaily,20:00,08:00," + w.staff[3].Number + "\n")})
	w.must(err)
	w.key9()
	w.wantRung(0)
	if got := w.rows(`kind = 'case'`); len(got) != 1 || got[0].Phone != w.staff[2].Phone() {
		t.Errorf("by day rang %v", got)
	}
	w.clock.Advance(12 * time.Hour)
	w.hand(EmergencyLane)
	liu := w.add("刘爷爷", Elder, phone(2))
	k := w.alarm(Alarm{Source: "call/CA2", Phone: liu.Phone(), Call: "CA2"})
	if got := k.Ladder.Responders[0].Phone; got != w.staff[3].Phone() {
		t.Errorf("by night the first is %v", got)
	}
}
