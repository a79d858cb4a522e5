package care

import (
	"fmt"
	"testing"
	"time"
)

// Whoever heard a word at an elder's door cannot come back with it.
func TestEachVisitHasADoorWordOfItsOwn(t *testing.T) {
	s := newStreet(t)
	last := -1
	for i := range 12 {
		r := s.taken(Home)
		if r.Visit.DoorWord == last {
			t.Errorf("visit %d has the word of the one before", i)
		}
		last = r.Visit.DoorWord
		if i%2 == 0 {
			s.must(s.Drop(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code})) // who comes instead says another
		}
		s.must(s.CancelRequest(ctx, r.ID))
		s.clock.Advance(24 * time.Hour)
	}
}

func TestAnyWordButTheLastIsAsLikely(t *testing.T) {
	for last := range DoorWords {
		seen := map[int]bool{}
		for draw := range DoorWords - 1 {
			seen[wordAfter(last, draw)] = true
		}
		if len(seen) != DoorWords-1 || seen[last] {
			t.Fatalf("after %d there can be %d words, and the same again: %v", last, len(seen), seen[last])
		}
	}
}

// The word is void once the visit is over, though its code still is not: a
// finish can be taken back.
func TestTheDoorWordIsVoidAfterTheVisit(t *testing.T) {
	s := newStreet(t)
	r := s.finished()
	s.must(s.AskDoorWord(ctx, "call/CA9/4", r.Visit.ID))
	if calls := s.rows(`kind = 'door-word'`); len(calls) > 0 {
		t.Errorf("she is rung: %v", keys(calls))
	}
	if s.request(r.ID).Visit.WordHolds() {
		t.Error("it still holds")
	}
}

func TestACallAboutAWordThatIsVoidIsTakenBack(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	s.clock.Set(r.Visit.PlannedAt)
	code := VisitCode{Code: r.Visit.Code}
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), code))
	s.must(s.AskDoorWord(ctx, "call/CA9/4", r.Visit.ID))
	s.must(s.Finish(ctx, s.from(s.zhang.Phone()), code))
	s.must(s.Tick(ctx))
	var states []string
	for _, o := range s.rows(`kind IN ('door-word', 'announce')`) {
		states = append(states, fmt.Sprint(o.Kind, " ", one[string](s.house, `SELECT state FROM outbox WHERE id = $1`, o.ID)))
	}
	if got := fmt.Sprint(states); got != "[announce dropped door-word dropped]" {
		t.Errorf("%s", got)
	}
}
