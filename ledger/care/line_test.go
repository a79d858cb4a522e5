package care

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hourline/ledger"
)

// line is what a caller's next key would be answered from.
func (h *house) line(p Phone) Line {
	h.t.Helper()
	l, err := h.Line(ctx, p)
	h.must(err)
	return l
}

func names(members []Member) string {
	var out []string
	for _, m := range members {
		out = append(out, m.Name)
	}
	return strings.Join(out, " ")
}

func (h *house) enrols(rows ...string) {
	h.t.Helper()
	_, err := h.Import(ctx, strings.NewReader("name,roles,phones,community,lang\n"+strings.Join(rows, "\n")+"\n"), ImportOptions{})
	h.must(err)
}

// Whatever changes the roster is heard at the next key, also in the middle of
// a call.
func TestALineIsNeverOutOfDate(t *testing.T) {
	h := newHouse(t)
	if l := h.line(phone(1)); len(l.Members) != 0 || len(l.Staff) != 0 {
		t.Fatalf("a stranger is %+v", l)
	}
	h.enrols("王奶奶,elder," + string(phone(1)) + ",翠湖,zh-CN")
	if l := h.line(phone(1)); names(l.Elders) != "王奶奶" || l.Elders[0].Lang != "zh-CN" {
		t.Errorf("after the import: %s", names(l.Elders))
	}
	h.enrols("王奶奶,elder," + string(phone(1)) + ",莲花,en")
	if m := h.line(phone(1)).Elders[0]; m.Lang != "en" || m.Community != "莲花" {
		t.Errorf("after the second import she is of %s and speaks %s", m.Community, m.Lang)
	}
	h.enrols("李爷爷,elder,"+string(phone(1))+",莲花,zh-CN", "小张,volunteer,"+string(phone(1))+",莲花,zh-CN")
	if l := h.line(phone(1)); names(l.Elders) != "王奶奶 李爷爷" || names(l.Members) != "王奶奶 李爷爷 小张" {
		t.Errorf("three share the line, and it has %s, elders %s", names(l.Members), names(l.Elders))
	}
	h.must(h.Rest(ctx, h.from(phone(1)), true))
	if m := h.line(phone(1)).Members[2]; !m.Resting {
		t.Error("a volunteer who rests does not")
	}
	h.enrols("小张,volunteer," + string(phone(2)) + "|" + string(phone(1)) + ",莲花,zh-CN")
	if l := h.line(phone(2)); names(l.Members) != "小张" {
		t.Errorf("the new phone belongs to %q", names(l.Members))
	}
}

func TestKey0RingsWhoIsOnTheRosterNow(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Fallback = phone(99) })
	h.add("王奶奶", Elder, phone(1))
	want := func(staff ...Phone) {
		t.Helper()
		if got := h.line(phone(1)).Staff; !slices.Equal(got, staff) {
			t.Errorf("key 0 rings %v, want %v", got, staff)
		}
	}
	want(phone(99))
	h.addTo("东陆", "孙主任", Duty, phone(12))
	want(phone(12), phone(99))
	h.add("赵主任", Duty, phone(11))
	want(phone(11), phone(12), phone(99))
	h.enrols("赵主任,volunteer," + string(phone(11)) + ",翠湖,zh-CN")
	want(phone(12), phone(99))
}

// A line is shared by calls; what one of them adds to a list of it is its own.
func TestOneCallDoesNotChangeTheLineOfAnother(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Fallback = phone(99) })
	h.add("王奶奶", Elder, phone(1))
	for i := range 2 {
		h.add("王主任", Duty, phone(10+i))
	}
	h.line(phone(1))
	one, other := h.line(phone(1)), h.line(phone(1))
	staff, _ := append(one.Staff, phone(3)), append(other.Staff, phone(4))
	elders, _ := append(one.Elders, Member{ID: 3}), append(other.Elders, Member{ID: 4})
	members, _ := append(one.Members, Member{ID: 3}), append(other.Members, Member{ID: 4})
	if staff[len(staff)-1] != phone(3) || elders[1].ID != 3 || members[1].ID != 3 {
		t.Errorf("%v %v %v", staff, elders, members)
	}
}

func staffedFrom(hour string) []byte {
	return []byte(strings.Replace(string(defaultPolicy), `staffed = ["08:30",`, `staffed = ["`+hour+`",`, 1))
}

// A line is of its moment: hours pass, and policies come into force.
func TestALineKnowsTheHour(t *testing.T) {
	h := newHouse(t) // nine in the morning
	staffed := func(want bool) {
		t.Helper()
		if l := h.line(phone(1)); l.Staffed != want {
			t.Errorf("at %s staffed is %v", l.Now.Format(time.TimeOnly), l.Staffed)
		}
	}
	policy := func(from string, at time.Time) {
		t.Helper()
		h.must(h.Bank.Write(ctx, func(tx *ledger.Tx) error { _, err := tx.AddPolicy(staffedFrom(from), at, "test"); return err }))
	}
	if string(staffedFrom("07:00")) == string(defaultPolicy) {
		t.Fatal("the built-in policy has other hours")
	}
	staffed(true)
	policy("10:00", monday)
	staffed(false) // in force at once
	policy("09:00", monday.Add(20*time.Minute))
	h.clock.Advance(20*time.Minute - time.Millisecond)
	staffed(false)
	h.clock.Advance(time.Millisecond)
	staffed(true)
	h.clock.Advance(-time.Minute) // somebody sets the clock back
	staffed(false)
	h.clock.Set(monday.Add(10 * time.Hour))
	staffed(false)
	if l := h.line(phone(1)); l.OpensAt.Format(time.DateTime) != "2026-11-24 09:00:00" {
		t.Errorf("somebody is there at %s", l.OpensAt)
	}
}

// Whoever looks at the books beside the gateway does not know when they
// change, so nothing is remembered there.
func TestBesideTheGatewayEveryLineIsRead(t *testing.T) {
	h := newHouse(t)
	h.add("王奶奶", Elder, phone(1))
	beside, err := Open(ctx, h.path, Config{Clock: h.clock.Clock(), ReadOnly: true})
	h.must(err)
	defer beside.Close()
	for _, want := range []string{"王奶奶", "王奶奶 李爷爷"} {
		if l, err := beside.Line(ctx, phone(1)); err != nil || names(l.Members) != want {
			t.Errorf("%s, want %s; %v", names(l.Members), want, err)
		}
		h.add("李爷爷", Elder, phone(1))
	}
}

// Many calls ask while the roster changes; each is told what it was at the
// last change that had been answered, or later.
func TestLinesAreReadWhileTheRosterChanges(t *testing.T) {
	h := newHouse(t)
	stop := make(chan struct{})
	var callers sync.WaitGroup
	for i := range 4 {
		callers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := h.Line(ctx, phone(i%2)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := 1; n <= 40; n++ {
		h.add(fmt.Sprintf("老人%d", n), Elder, phone(0), phone(1))
		for i := range 2 {
			if l := h.line(phone(i)); len(l.Elders) != n {
				t.Fatalf("%d live at phone %d, and the line has %d", n, i, len(l.Elders))
			}
		}
	}
	close(stop)
	callers.Wait()
}

func TestAShelfIsBounded(t *testing.T) {
	s := shelf[int, string]{most: 3}
	for i := range 10 {
		s.put(i, 1, "x")
		if _, ok := s.get(i, 1); !ok || len(s.kept) > 3 {
			t.Fatalf("after %d puts it keeps %d", i+1, len(s.kept))
		}
	}
	s.put(9, 2, "new")
	s.put(8, 1, "read before the change, put after it")
	if v, ok := s.get(9, 2); !ok || v != "new" || len(s.kept) != 1 {
		t.Errorf("%v %v", v, s.kept)
	}
	if _, ok := s.get(8, 2); ok {
		t.Error("it gives what was read before the change")
	}
}

// The tables of owners are named in one place; a query that reads another
// would go out of date unseen.
func TestOwnersAreReadFromTheirTablesOnly(t *testing.T) {
	h := newHouse(t)
	h.add("王奶奶", Elder, phone(1))
	undo := errors.New("the books stay as they were")
	err := h.Bank.Write(ctx, func(tx *ledger.Tx) error {
		rows, err := tx.Query(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN ('` + strings.Join(ownerTables, "', '") + `')`)
		if err != nil {
			return err
		}
		var others []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			others = append(others, name)
		}
		for _, name := range others {
			if _, err := tx.Exec(`ALTER TABLE "` + name + `" RENAME TO "gone_` + name + `"`); err != nil {
				return err
			}
		}
		if _, err = h.readOwners(tx.View, phone(1)); err != nil {
			t.Errorf("owners are read from a table that is not in ownerTables: %v", err)
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Error(err)
	}
}
