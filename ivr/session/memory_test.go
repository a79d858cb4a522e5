package session

import (
	"fmt"
	"testing"
	"time"

	"hourline/ledger/clock"
)

var nine = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestMemoryIsBounded(t *testing.T) {
	hand := clock.NewManual(nine)
	m := NewMemory(Options{Most: 10, Clock: hand.Clock()})
	for i := range 1000 {
		name := fmt.Sprint("CA", i)
		if err := m.Save(t.Context(), name, 0, []byte("menu")); err != nil {
			t.Fatal(err)
		}
		_ = m.Remember(t.Context(), name, nil)
		_, _ = m.Allow(t.Context(), name, Limit{1, time.Minute})
	}
	if s, a, l := len(m.sessions.entries), len(m.answers.entries), len(m.limits.entries); s != 10 || a != 10 || l != 10 {
		t.Errorf("keeps %d sessions, %d answers and %d limits, want 10 of each", s, a, l)
	}
	if newest, _ := m.Load(t.Context(), "CA999"); newest.Version != 1 {
		t.Error("the newest call was dropped")
	}
	if oldest, _ := m.Load(t.Context(), "CA989"); oldest.Version != 0 {
		t.Error("an old call was kept")
	}
}

func TestMemoryLetsGoOfWhatExpired(t *testing.T) {
	hand := clock.NewManual(nine)
	m := NewMemory(Options{Clock: hand.Clock()})
	for i := range 100 {
		_ = m.Save(t.Context(), fmt.Sprint("CA", i), 0, nil)
	}
	hand.Advance(time.Hour)
	_ = m.Save(t.Context(), "CAnext", 0, nil)
	if n := len(m.sessions.entries); n != 1 || m.sessions.order.Len() != 1 {
		t.Errorf("keeps %d sessions after an hour, want the new one", n)
	}
}

func TestMemoryKeepsItsOwnCopy(t *testing.T) {
	m := NewMemory(Options{})
	data := []byte("menu")
	_ = m.Save(t.Context(), "CA1", 0, data)
	_ = m.Remember(t.Context(), "SM1", data)
	copy(data, "oops")
	loaded, _ := m.Load(t.Context(), "CA1")
	answer, _, _ := m.Answer(t.Context(), "SM1")
	if string(loaded.Data) != "menu" || string(answer) != "menu" {
		t.Errorf("keeps %q and %q", loaded.Data, answer)
	}
}
