package care

import (
	"fmt"
	"testing"
	"time"
)

func TestWhatWasServedInAMonthIsWhatStandsInTheJournal(t *testing.T) {
	s := newStreet(t)
	served := func(month string) string {
		t.Helper()
		m, err := ParseMonth(month)
		s.must(err)
		all, err := s.Served(ctx, m)
		s.must(err)
		got := ""
		for _, one := range all {
			got += fmt.Sprint(one.Member.Name, " ", one.Visits(), " ", one.Minutes(), " ", one.Kinds, ";")
		}
		return got
	}
	s.must(s.Confirm(ctx, s.finished().Visit.ID, Unmeasured))
	s.clock.Advance(7 * 24 * time.Hour) // the last day of November
	s.must(s.Confirm(ctx, s.finished().Visit.ID, Unmeasured))
	if got := served("2026-11"); got != "小张 2 240 [{company 2 240}];" {
		t.Errorf("November: %q", got)
	}
	s.clock.Advance(20 * time.Hour)
	waits := s.finished() // the elder has not said yet
	if got := served("2026-12"); got != "" {
		t.Errorf("December: %q", got)
	}
	s.must(s.Confirm(ctx, waits.Visit.ID, Unmeasured))
	if got := served("2026-12"); got != "小张 1 120 [{company 1 120}];" {
		t.Errorf("December: %q", got)
	}
	s.must(s.write(ctx, func(v *verb) error {
		r, err := v.requestWhere(`visit = $1`, waits.Visit.ID)
		if err != nil {
			return err
		}
		_, err = v.takeBack(r, "correction", "test")
		return err
	}))
	if got := served("2026-12"); got != "" {
		t.Errorf("after it was taken back: %q", got)
	}
	if _, err := ParseMonth("2026-13"); err == nil {
		t.Error("there is a thirteenth month")
	}
}

func TestWhoIsFlaggedAsAMemberOfTheParty(t *testing.T) {
	for flag, want := range map[string]bool{"party-member": true, "党员": true, "lives-alone": false} {
		if (Member{Flags: []string{"x", flag}}).PartyMember() != want {
			t.Errorf("%s: not %v", flag, want)
		}
	}
}
