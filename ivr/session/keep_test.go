package session_test

import (
	"testing"
	"time"

	"hourline/ivr/session"
	"hourline/ledger/clock"
)

func TestACallGoesOnAfterTheStoreWasKept(t *testing.T) {
	time0 := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	c := clock.NewManual(time0)
	before := session.NewMemory(session.Options{Clock: c.Clock(), Session: time.Hour, Answer: time.Minute})
	if data, err := before.Keep(); data != nil || err != nil {
		t.Errorf("an empty store keeps %q, %v", data, err)
	}
	limit := session.Limit{Events: 1, Per: time.Hour}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(before.Save(t.Context(), "CA1", 0, []byte("asked")))
	must(before.Save(t.Context(), "CA1", 1, []byte("chosen")))
	must(before.Remember(t.Context(), "CA1/1", []byte("<Response/>")))
	if ok, _ := before.Allow(t.Context(), "text/1", limit); !ok {
		t.Fatal("the first text has no room")
	}
	data, err := before.Keep()
	must(err)

	c.Advance(2 * time.Minute) // longer than an answer lives
	after := session.NewMemory(session.Options{Clock: c.Clock(), Session: time.Hour, Answer: time.Minute})
	must(after.Recall(data))
	if s, _ := after.Load(t.Context(), "CA1"); s.Version != 2 || string(s.Data) != "chosen" {
		t.Errorf("the call is at version %d: %q", s.Version, s.Data)
	}
	if answer, ok, _ := after.Answer(t.Context(), "CA1/1"); ok {
		t.Errorf("an answer lives too long: %q", answer)
	}
	if ok, _ := after.Allow(t.Context(), "text/1", limit); ok {
		t.Error("the limit was forgotten")
	}
	if err := after.Recall([]byte("half a fi")); err == nil {
		t.Error("a torn file was taken for sessions")
	}
}
