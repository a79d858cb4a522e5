package care

import (
	"testing"
	"time"
)

// together is a visit that 小刘 and 小张 have made, who have both begun.
func (s *street) together() (r, along Request) {
	s.t.Helper()
	r, along = s.pairUp()
	s.must(s.Told(ctx, r.Visit.ID, true))
	s.ringsOut()
	s.clock.Set(r.Visit.PlannedAt)
	s.must(s.Start(ctx, s.from(s.liu.Phone()), VisitCode{Code: r.Visit.Code}))
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: along.Visit.Code}))
	return r, along
}

func (s *street) leaves(m Member, r Request) {
	s.t.Helper()
	s.must(s.Finish(ctx, s.from(m.Phone()), VisitCode{Code: r.Visit.Code}))
}

func TestTheElderIsAskedOnceAboutTwo(t *testing.T) {
	for label, c := range map[string]struct {
		key   func(s *street, visit int64) error
		state State
	}{
		"right":     {func(s *street, visit int64) error { return s.Confirm(ctx, visit, time.Second) }, Posted},
		"not right": {func(s *street, visit int64) error { return s.Dispute(ctx, visit, time.Second) }, Disputed},
	} {
		t.Run(label, func(t *testing.T) {
			s := seasoned(t)
			r, along := s.together()
			s.clock.Advance(110 * time.Minute)
			s.leaves(s.zhang, along)
			s.clock.Advance(9 * time.Minute)
			if early := s.hand(CallLane); len(early) != 0 {
				t.Fatalf("rung with %v while one was there", keys(early))
			}
			s.leaves(s.liu, r)
			s.clock.Advance(2 * time.Minute)
			calls := s.hand(CallLane)
			if len(calls) != 1 || calls[0].Kind != AboutConfirm {
				t.Fatalf("rung with %v", keys(calls))
			}
			a, err := s.AppointmentOf(ctx, calls[0].Ref)
			s.must(err)
			if a.Helper.ID != s.zhang.ID || a.Along.ID != s.liu.ID || a.Request.Visit.Credited != 105 || a.Also.Credited != 120 {
				t.Errorf("asked about %d for %d and %d for %d", a.Helper.ID, a.Request.Visit.Credited, a.Along.ID, a.Also.Credited)
			}
			s.must(c.key(s, calls[0].Ref))
			s.must(s.Satisfied(ctx, calls[0].Ref, 1))
			s.must(s.Status(ctx, calls[0].ID, calls[0].SID, "completed"))
			for _, one := range []Request{r, along} {
				s.wantState(one, c.state)
			}
			s.clock.Advance(2 * time.Hour)
			if more := s.hand(CallLane); len(more) != 0 {
				t.Errorf("rung again with %v", keys(more))
			}
			if n := one[int](s.house, `SELECT count(*) FROM visits WHERE elder_key <> 0 AND key_after = 1000`); n != 2 {
				t.Errorf("her key is kept for %d", n)
			}
		})
	}
}

// One has forgotten to say so: the elder is asked about the other when both
// should be gone, and her key means that one only.
func TestWhoForgetsIsNotWaitedForLong(t *testing.T) {
	s := seasoned(t)
	r, along := s.together()
	s.clock.Advance(2 * time.Hour)
	s.leaves(s.zhang, along)
	s.goesTo("Tue 11:45") // a quarter of an hour after the end
	calls := s.hand(CallLane)
	if len(calls) != 1 || calls[0].Ref != along.Visit.ID {
		t.Fatalf("rung with %v", keys(calls))
	}
	s.clock.Advance(time.Second)
	s.leaves(s.liu, r) // while the telephone rings
	if a, err := s.AppointmentOf(ctx, along.Visit.ID); err != nil || a.Also.ID != 0 {
		t.Errorf("and about %+v, %v", a.Also, err)
	}
	s.must(s.Confirm(ctx, along.Visit.ID, time.Second))
	s.wantState(along, Posted)
	s.wantState(r, Finished)
	s.clock.Advance(2 * time.Minute)
	if calls := s.hand(CallLane); len(calls) != 1 || calls[0].Ref != r.Visit.ID {
		t.Errorf("and then with %v", keys(calls))
	}
}

func TestACallAboutTwoThatNobodyAnswersIsAPersons(t *testing.T) {
	s := seasoned(t)
	r, along := s.together()
	s.clock.Advance(2 * time.Hour)
	s.leaves(s.liu, r)
	s.leaves(s.zhang, along)
	for _, wait := range []time.Duration{2 * time.Minute, time.Hour} {
		s.clock.Advance(wait)
		if calls := s.ringsOut(); len(calls) != 1 {
			t.Fatalf("rung with %v", keys(calls))
		}
	}
	s.wantTickets(NotConfirmed, NotConfirmed)
}
