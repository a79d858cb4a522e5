package care

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"hourline/ledger"
)

// setRoster stores a roster of 翠湖; its lines follow the header.
func (h *house) setRoster(lines string) (ArrangedRoster, error) {
	return h.SetRoster(ctx, RosterFile{Community: "翠湖", Actor: "吴主任", File: strings.NewReader("days,from,until,member\n" + lines)})
}

// onDutyNow are the names of those whose shift it is.
func (h *house) onDutyNow() (names []string, hasRoster bool) {
	h.t.Helper()
	h.must(h.write(ctx, func(v *verb) error {
		ids, has, err := v.onDuty("翠湖", v.now)
		hasRoster = has
		for _, id := range ids {
			m, err := member(v.View, id)
			if err != nil {
				return err
			}
			names = append(names, m.Name)
		}
		return err
	}))
	return names, hasRoster
}

func (h *house) wantOnDuty(want ...string) {
	h.t.Helper()
	if got, has := h.onDutyNow(); !has || !slices.Equal(got, want) {
		h.t.Errorf("on duty are %v (roster: %v), want %v", got, has, want)
	}
}

func TestARosterSaysWhoIsOnDuty(t *testing.T) {
	h := newHouse(t)
	li := h.add("李主任", Duty, phone(10))
	h.add("赵主任", Duty, phone(11))
	h.addTo("东陆", "孙主任", Duty, phone(12))
	if got, has := h.onDutyNow(); has || len(got) > 0 {
		t.Errorf("without a roster: %v", got)
	}
	lines := "daily,08:00,20:00," + li.Number[:4] + "-" + li.Number[4:] + " 李主任,赵主任:13871230011\nmon-sun,20:00,08:00,孙主任 +86 138 7123 0012\n"
	done, err := h.setRoster(lines)
	h.must(err)
	if done.Version != 1 || done.Actor != "吴主任" || len(done.Gaps) > 0 || !done.RecordedAt.Equal(monday) {
		t.Errorf("%+v", done)
	}
	h.wantOnDuty("李主任", "赵主任")
	h.pass(11 * time.Hour)
	h.wantOnDuty("孙主任")
	if done, err = h.setRoster(lines); err != nil || done.Version != 1 {
		t.Errorf("the same again: %+v %v", done, err)
	}
	if done, err = h.setRoster("daily,00:00,24:00,孙主任 13871230012\n"); err != nil || done.Version != 2 {
		t.Errorf("another: %+v %v", done, err)
	}
	h.restart()
	h.pass(13 * time.Hour)
	h.wantOnDuty("孙主任")
	_, err = h.imports("name,roles,phones\n孙主任,volunteer,13871230012\n") // has left the staff
	h.must(err)
	h.wantOnDuty()
}

func TestARosterInGBKFromASpreadsheet(t *testing.T) {
	h := newHouse(t)
	h.add("李主任", Duty, phone(10))
	text, err := simplifiedchinese.GB18030.NewEncoder().String("days;from;until;member;;\r\n每天;0:00;8:00;李主任 13871230010;;\r\n周一至周日;8:00:00;24:00;李主任：13871230010;;\r\n;;;;;\r\n")
	h.must(err)
	file := RosterFile{Community: "翠湖", Actor: "吴主任", File: strings.NewReader(text)}
	if _, err = h.SetRoster(ctx, file); err == nil || !strings.Contains(err.Error(), "--gbk") {
		t.Errorf("%v", err)
	}
	file.File, file.GBK = strings.NewReader(text), true
	_, err = h.SetRoster(ctx, file)
	h.must(err)
	h.wantOnDuty("李主任")
}

// Every way in which a roster can be wrong, and a word of what would mend it.
func TestImpossibleRostersAreRefused(t *testing.T) {
	h := newHouse(t)
	li := h.add("李主任", Duty, phone(10))
	h.add("小张", Volunteer, phone(11))
	h.must(h.Bank.Write(ctx, func(tx *ledger.Tx) error { // as books of an older program may have it
		_, err := tx.Exec(`INSERT INTO members (id, number, name, roles, community, address, born, lang, flags, account, joined_at)
			VALUES (9, $1, '周主任', $2, '翠湖', '', 0, 'zh-CN', '', 1, 0)`, memberNumber(9), int64(Duty))
		return err
	}))
	n := li.Number
	whole := "daily,00:00,24:00," + n + "\n"
	for _, c := range []struct{ name, lines, line, mend string }{
		{"no shifts", "", "the file", "daily,08:00,20:00"},
		{"no days", ",08:00,20:00," + n, "line 2", "mon-fri"},
		{"days that are none", "mon-fry,08:00,20:00," + n, "line 2", `"mon-fry" are unknown`},
		{"a date that is none", "2026-02-30,08:00,20:00," + n, "line 2", "no day"},
		{"dates that go back", "2026-12-05~2026-12-01,08:00,20:00," + n, "line 2", "forward"},
		{"many days", "2026-01-01~2026-12-31 2027-01-01~2027-12-31,08:00,20:00," + n, "line 2", "a year"},
		{"many years", "2026-12-05~2036-12-01,08:00,20:00," + n, "line 2", "a year"},
		{"a time that is none", "mon,8,20:00," + n, "line 2", "write it like 08:00"},
		{"a time beyond the day", "mon,08:00,25:00," + n, "line 2", "no time 25:00"},
		{"minutes beyond the hour", "mon,08:60,20:00," + n, "line 2", "no time 08:60"},
		{"nobody", "mon,08:00,20:00,,", "line 2", "nobody is named"},
		{"a short row", "mon", "line 2", "the row is short"},
		{"an unknown number", whole + "mon,08:00,20:00,10000999", "line 3", "member 1 of this line is not in the books"},
		{"a number of somebody else", whole + "mon,08:00,20:00," + n + " 王主任", "line 3", "another name"},
		{"an unknown person", whole + "mon,08:00,20:00," + n + ",李主任:13871230099", "line 3", "member 2 of this line is not in the books"},
		{"a name alone", whole + "mon,08:00,20:00,李主任", "line 3", "name and phone"},
		{"not staff", whole + "mon,08:00,20:00,小张:13871230011", "line 3", "role duty"},
		{"no phone", whole + "mon,08:00,20:00," + memberNumber(9), "line 3", "no phone"},
		{"twice on a line", "daily,00:00,24:00," + n + ",李主任 13871230010", "line 2", "member 2 of this line is there twice"},
		{"twice at a time", whole + "fri,23:00,01:00," + n, "line 3", "by line 2"},
		{"twice on a day of its own", whole + "2026-12-01,00:00,24:00," + n + "\n2026-12-01,08:00,09:00," + n, "line 4", "by line 3"},
		{"a gap", "mon-sat,00:00,24:00," + n, "the file", "every Sun 00:00 to Mon 00:00; add a shift"},
		{"a gap on one day", whole + "2026-12-01,08:00,24:00," + n, "the file", "2026-12-01 00:00 to 2026-12-01 08:00"},
		{"a quotation mark", whole + "mon,\"08:00,20:00," + n, "line 3", "quotation mark"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := h.setRoster(c.lines)
			var refused *RosterError
			if !errors.As(err, &refused) || len(refused.Rows) != 1 || !strings.Contains(err.Error(), "\n"+c.line+" ") || !strings.Contains(err.Error(), c.mend) {
				t.Errorf("%v\nwant one fault of %s that says %q", err, c.line, c.mend)
			}
		})
	}
	if _, err := h.SetRoster(ctx, RosterFile{Community: "西山", Actor: "吴主任", File: strings.NewReader("days,from,until,member\n" + whole)}); !errors.Is(err, ErrNoCommunity) || !strings.Contains(err.Error(), "翠湖") {
		t.Errorf("a community that nobody knows: %v", err)
	}
	if _, err := h.SetRoster(ctx, RosterFile{Community: "翠湖", File: strings.NewReader("days,from,until,member\n" + whole)}); err == nil {
		t.Error("nobody arranged it")
	}
	if _, err := h.SetRoster(ctx, RosterFile{Community: "翠湖", Actor: "吴主任", File: strings.NewReader("who,when\n")}); err == nil || !strings.Contains(err.Error(), "days,from,until,member") {
		t.Errorf("another file: %v", err)
	}
	if _, err := h.SetRoster(ctx, RosterFile{Community: "翠湖", Actor: "吴主任", File: strings.NewReader("days,from,until,member\n" + whole), Check: true}); err != nil {
		t.Error(err)
	}
	if n := one[int](h, `SELECT count(*) FROM arrangements`); n != 0 {
		t.Errorf("%d were stored", n)
	}
}

func TestArrangementsAreNeverChanged(t *testing.T) {
	h := newHouse(t)
	li := h.add("李主任", Duty, phone(10))
	_, err := h.setRoster("daily,00:00,24:00," + li.Number + "\n")
	h.must(err)
	for _, statement := range []string{
		`UPDATE arrangements SET body = ''`, `DELETE FROM arrangements`,
		`INSERT OR REPLACE INTO arrangements (id, kind, community, version, recorded_at, actor, body) VALUES (1, 'roster', '翠湖', 1, 0, '', '')`,
	} {
		err := h.Bank.Write(ctx, func(tx *ledger.Tx) error {
			_, err := tx.Exec(statement)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "add a version") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

// What is said of an emergency does not hang on a file that a later program
// may be unable to read.
func TestARosterThatCannotBeReadLeavesNobodyAlone(t *testing.T) {
	w := newWard(t)
	w.must(w.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`INSERT INTO arrangements (kind, community, version, recorded_at, actor, body) VALUES ('roster', '翠湖', 1, 0, '', 'nonsense')`)
		if err == nil {
			_, err = tx.Exec(`INSERT INTO handovers (community, next_at) VALUES ('翠湖', 0)`)
		}
		return err
	}))
	if got, has := w.onDutyNow(); has || len(got) > 0 {
		t.Errorf("%v %v", got, has)
	}
	w.key9()
	w.pass(0)
	if rung := w.hand(EmergencyLane); len(rung) == 0 {
		t.Error("nobody was rung")
	}
	if again := one[int64](w.house, `SELECT next_at FROM handovers`); again <= ms(w.clock.Now().Add(day)) {
		t.Error("it is looked at again and again")
	}
}
