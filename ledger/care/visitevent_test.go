package care

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
)

// What a volunteer takes back is still known: nothing is overwritten.
func TestAllThatHappensToAVisitIsKept(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	code := VisitCode{Code: r.Visit.Code}
	for _, step := range []struct {
		at   string
		send func(Text, VisitCode) error
	}{
		{"14:30", func(x Text, c VisitCode) error { return s.Start(ctx, x, c) }},
		{"14:35", func(x Text, c VisitCode) error { return s.Undo(ctx, x, c) }},
		{"14:50", func(x Text, c VisitCode) error { return s.Start(ctx, x, c) }},
		{"16:30", func(x Text, c VisitCode) error { c.Minutes = 90; return s.Finish(ctx, x, c) }},
		{"16:40", func(x Text, c VisitCode) error { return s.Undo(ctx, x, c) }},
		{"16:53", func(x Text, c VisitCode) error { x.SentAt = s.clock.Now().Add(-time.Hour); return s.Finish(ctx, x, c) }},
	} {
		s.clock.Set(clockTime(step.at).On(monday))
		s.must(step.send(s.from(s.zhang.Phone()), code))
	}
	events, err := s.VisitEvents(ctx, r.Visit.ID)
	s.must(err)
	var got []string
	for _, e := range events {
		got = append(got, strings.Join(strings.Fields(fmt.Sprint(e.At.Format("15:04 "), e.What, " ", e.Reason, " ", e.Old, "→", e.New)), " "))
	}
	want := `14:30 started →2026-11-23 14:30:00 C
14:35 undone 2026-11-23 14:30:00→
14:50 started →2026-11-23 14:50:00 C
16:30 finished →2026-11-23 16:30:00 C 90 min
16:40 undone 2026-11-23 16:30:00→
16:53 finished →2026-11-23 15:53:00 C
16:53 review late-text →`
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

func TestNobodyRewritesWhatHappened(t *testing.T) {
	s := newStreet(t)
	s.finished()
	for _, change := range []string{`UPDATE visit_events SET new = ''`, `DELETE FROM visit_events`} {
		err := s.Bank.Write(ctx, func(tx *ledger.Tx) error { _, err := tx.Exec(change); return err })
		if err == nil {
			t.Errorf("%s: it was done", change)
		}
	}
}

func TestReasonsAreReadByTheirWords(t *testing.T) {
	for _, r := range Reasons {
		if got, err := ParseReason(" " + string(r)); got != r || err != nil {
			t.Errorf("%q is %q (%v)", r, got, err)
		}
	}
	if _, err := ParseReason("because"); err == nil || !strings.Contains(err.Error(), "forgot-start") {
		t.Errorf("because: %v", err)
	}
}
