package care

import (
	"errors"
	"testing"
	"time"
)

// at is a moment of the week of monday.
func (s *street) at(text string) time.Time { return atTime(s.t, text) }

// An elder says that the time is not convenient; a worker finds another.
func TestAVisitIsMovedToATimeThatSuits(t *testing.T) {
	s := newStreet(t)
	ma := s.add("小马", Duty, phone(9))
	r := s.ask(Company, Tomorrow)
	s.must(s.Take(ctx, s.from(s.zhang.Phone()), r.ID, NoTime))
	r = s.request(r.ID)
	s.must(s.Told(ctx, r.Visit.ID, false))
	s.wantTickets(Inconvenient)
	s.ringsOut()

	w, err := s.MoveVisit(ctx, VisitMove{Visit: r.Visit.ID, To: s.at("Wed 15:00"), Actor: ma.Number})
	s.must(err)
	if !w.PlannedAt.Equal(s.at("Wed 15:00")) || w.Code != r.Visit.Code || w.DoorWord != r.Visit.DoorWord {
		t.Errorf("%+v", w)
	}
	s.wantTickets()
	s.wantState(r, Accepted)
	moved := s.rows(`kind = 'moved'`)
	if len(moved) != 1 || moved[0].Member != s.zhang.ID || !moved[0].Facts.When.Equal(w.PlannedAt) {
		t.Errorf("the volunteer is told %+v", moved)
	}
	calls := s.ringsOut()
	if len(calls) != 1 || calls[0].Kind != AboutVisit || calls[0].Member != s.wang.ID {
		t.Fatalf("the elder is rung with %v", keys(calls))
	}
	s.clock.Advance(30 * time.Minute)
	if again := s.ringsOut(); len(again) != 1 {
		t.Errorf("she did not hear it, and is rung %d times more", len(again))
	}
	s.must(s.Told(ctx, r.Visit.ID, true))
	s.wantState(r, Announced)
	events, err := s.VisitEvents(ctx, r.Visit.ID)
	s.must(err)
	if len(events) != 1 || events[0].What != "moved" || events[0].Actor != ma.Number || events[0].New != "2026-11-25 15:00:00" {
		t.Errorf("%+v", events)
	}
	if deeds, err := s.Deeds(ctx, s.wang.ID); err != nil || len(deeds) != 1 || deeds[0].What != "visit moved" {
		t.Errorf("%+v (%v)", deeds, err)
	}
	// It is no more convenient, and the worker hears of it again.
	s.must(s.Told(ctx, r.Visit.ID, false))
	s.wantTickets(Inconvenient)
	// The evening before it is the new evening.
	s.clock.Set(s.at("Tue 17:30"))
	s.must(s.Tick(ctx))
	if n := len(s.rows(`kind = 'reminder.visit'`)); n != 1 {
		t.Errorf("%d reminders on the evening before the new day", n)
	}
}

func TestWhatCannotBeMoved(t *testing.T) {
	s := newStreet(t)
	ma := s.add("小马", Duty, phone(9))
	daughter := s.add("女儿", Duty, phone(1)) // on the elder's telephone
	r := s.booked()
	other := s.ask(Home, Tomorrow)
	s.must(s.Take(ctx, s.from(s.zhang.Phone()), other.ID, clockTime("15:00")))
	move := func(visit int64, to string, by Member) error {
		_, err := s.MoveVisit(ctx, VisitMove{Visit: visit, To: s.at(to), Actor: by.Number})
		return err
	}
	for label, c := range map[string]struct{ got, want error }{
		"not one of the staff":      {move(r.Visit.ID, "Wed 10:00", s.liu), ErrNoWorker},
		"the elder's own family":    {move(r.Visit.ID, "Wed 10:00", daughter), ErrOwnCause},
		"no visit":                  {move(99, "Wed 10:00", ma), ErrNoVisit},
		"into the past":             {move(r.Visit.ID, "Mon 08:00", ma), ErrNotMoved},
		"onto another visit of his": {move(r.Visit.ID, "Tue 16:00", ma), ErrClash},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v, want %v", label, c.got, c.want)
		}
	}
	s.must(move(r.Visit.ID, "Tue 10:00", ma)) // it is not in its own way
	s.clock.Set(s.at("Tue 10:00"))
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	if err := move(r.Visit.ID, "Wed 10:00", ma); !errors.Is(err, ErrNotMoved) {
		t.Errorf("one that has begun: %v", err)
	}
	if n := one[int](s.house, `SELECT count(*) FROM visit_events WHERE what = 'moved'`); n != 1 {
		t.Errorf("%d moves are kept", n)
	}
}
