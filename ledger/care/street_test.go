package care

import (
	"fmt"
	"testing"
	"time"
)

// A street is a house with an elder and volunteers.
type street struct {
	*house
	wang             Member
	zhang, liu, chen Member
}

func newStreet(t *testing.T) *street { return newStreetWith(t) }

func newStreetWith(t *testing.T, change ...func(*Config)) *street {
	h := newHouse(t, change...)
	return &street{
		house: h,
		wang:  h.add("王奶奶", Elder, phone(1)),
		zhang: h.add("小张", Volunteer, phone(2)),
		liu:   h.add("小刘", Volunteer, phone(3)),
		chen:  h.addTo("东陆", "小陈", Volunteer, phone(4)),
	}
}

func (s *street) ask(kind Kind, when When) Request {
	s.t.Helper()
	r, err := s.AskForHelp(ctx, Ask{Source: fmt.Sprintf("call/CA%d/3", s.texts), Elder: s.wang.ID, Kind: kind, When: when})
	s.texts++
	s.must(err)
	return r
}

// taken is a request that 小张 has taken for half past two.
func (s *street) taken(kind Kind) Request {
	s.t.Helper()
	r := s.ask(kind, Today)
	s.must(s.Take(ctx, s.from(s.zhang.Phone()), r.ID, NoTime))
	return s.request(r.ID)
}

// finished is a visit of two hours by 小张 that waits for the elder's key.
func (s *street) finished() Request {
	s.t.Helper()
	r := s.taken(Company)
	s.clock.Set(r.Visit.PlannedAt)
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	s.clock.Advance(2 * time.Hour)
	s.must(s.Finish(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	return s.request(r.ID)
}

func (s *street) wantState(r Request, want State) {
	s.t.Helper()
	if got := s.request(r.ID).State; got != want {
		s.t.Errorf("the request is %s, want %s", got, want)
	}
}

func (s *street) wantReply(t Text, want string) {
	s.t.Helper()
	if got := s.reply(t); got != want {
		s.t.Errorf("the text was answered with %q, want %q", got, want)
	}
}

// ringsOut lets all calls that are due end without a key.
func (s *street) ringsOut() []Outgoing {
	s.t.Helper()
	rows := s.hand(CallLane)
	for _, o := range rows {
		s.must(s.Status(ctx, o.ID, o.SID, "no-answer"))
	}
	return rows
}
