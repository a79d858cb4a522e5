package care

import (
	"fmt"
	"testing"
	"time"
)

// A volunteer who is rung says with a key where he is.
func TestWhatAVolunteerSaysWhoIsRung(t *testing.T) {
	for _, c := range []struct {
		name  string
		key   func(*street, Request)
		state State
		texts string // to the volunteer
		elder string // what she is rung about
		late  int64
	}{
		{"on the way", func(s *street, r Request) { s.must(s.OnTheWay(ctx, r.Visit.ID)) }, Announced, "late.noted", "delay", 30},
		{"arrived", func(s *street, r Request) { s.must(s.Arrived(ctx, r.Visit.ID)) }, Started, "started", "", 0},
		{"cannot come", func(s *street, r Request) { s.must(s.CannotCome(ctx, r.Visit.ID)) }, Offered, "cancelled", "news", 0},
		{"left, before having come", func(s *street, r Request) { s.must(s.Left(ctx, r.Visit.ID)) }, Announced, "", "", 0},
		{"nothing", func(*street, Request) {}, Announced, "", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStreet(t)
			r := s.booked()
			s.goesTo("Tue 09:45")
			s.heard()
			for range 2 { // a repeated webhook
				c.key(s, r)
			}
			s.wantState(r, c.state)
			texts, calls := "", ""
			for _, o := range s.hand(TextLane) {
				if o.Member == s.zhang.ID {
					texts += o.Kind
				}
			}
			for _, o := range s.hand(CallLane) {
				calls += o.Kind
			}
			if texts != c.texts || calls != c.elder {
				t.Errorf("he gets %q, and she is rung about %q; want %q and %q", texts, calls, c.texts, c.elder)
			}
			w, err := s.VisitFile(ctx, r.Visit.ID)
			s.must(err)
			if w.Request.Visit.Late != c.late {
				t.Errorf("%d minutes late, want %d", w.Request.Visit.Late, c.late)
			}
			s.goesTo("Tue 10:00")
			if c.state == Announced && c.late == 0 {
				s.wantTickets(NotBegun)
			} else {
				s.wantTickets() // whoever is on the way has until half an hour after that
			}
		})
	}
}

func TestAVisitIsOverWhenTheVolunteerSaysSo(t *testing.T) {
	s := newStreet(t)
	r := s.booked()
	s.goesTo("Tue 09:30")
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	s.heard()
	s.hears("Tue 11:45", "小张 reminder.finish")
	s.hears("Tue 12:15", "小张 not-ended")
	s.must(s.Left(ctx, r.Visit.ID))
	s.hears("Tue 12:16", "小张 finished")
	if w := s.request(r.ID).Visit; w.Credited != 120 || w.FinishGrade != ByCode || w.Review != "" {
		t.Errorf("%+v", w)
	}
	s.hears("Tue 12:17", "王奶奶 confirm")
}

// An elder who was told a time hears that it is another one; she is asked
// again while she waits, and not once whoever comes has come.
func TestAnElderWhoWaitsIsToldWhy(t *testing.T) {
	s := newStreet(t)
	r := s.booked()
	s.goesTo("Tue 09:00")
	s.heard()
	code := VisitCode{Code: r.Visit.Code, Minutes: 10}
	s.must(s.Late(ctx, s.from(s.zhang.Phone()), code)) // that little is not worth a call
	s.hears("Tue 09:01", "小张 late.noted")
	code.Minutes = 40
	s.must(s.Late(ctx, s.from(s.zhang.Phone()), code))
	for try := range 2 {
		s.must(s.Tick(ctx))
		calls := s.ringsOut()
		if len(calls) != 1 || calls[0].Kind != AboutDelay || calls[0].Facts.Try != try+1 {
			t.Fatalf("try %d: %v", try, keys(calls))
		}
		s.clock.Advance(5 * time.Minute)
	}
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), code))
	s.must(s.Tick(ctx))
	wantKeys(t, s.ringsOut())
	events, err := s.VisitEvents(ctx, r.Visit.ID)
	s.must(err)
	var got []string
	for _, e := range events {
		got = append(got, fmt.Sprint(e.What, " ", e.Old, "→", e.New))
	}
	if fmt.Sprint(got) != "[late 0→10 late 10→40 started →2026-11-24 09:11:00 C]" {
		t.Errorf("%v", got)
	}
}

func TestAnElderIsToldThatNobodyHasCome(t *testing.T) {
	s := newStreet(t)
	s.booked()
	s.goesTo("Tue 09:45")
	s.heard()
	s.hears("Tue 10:00", "王奶奶 delay")
	s.wantTickets(NotBegun)
}

// She was never reached, so she waits for nobody in particular: a person rings.
func TestAnElderWhoWasNeverToldIsRungByAPerson(t *testing.T) {
	s := newStreet(t)
	r := s.ask(Company, Tomorrow)
	s.must(s.Take(ctx, s.from(s.zhang.Phone()), r.ID, NoTime))
	s.goesTo("Tue 10:00")
	if calls := s.rows(`kind = $1`, AboutDelay); len(calls) > 0 {
		t.Errorf("she is rung: %v", keys(calls))
	}
}

func TestNobodyIsRungAboutADelayAtNight(t *testing.T) {
	s := newStreet(t)
	r := s.ask(Company, Tomorrow)
	s.must(s.Take(ctx, s.from(s.zhang.Phone()), r.ID, clockTime("20:45")))
	s.heard()
	s.goesTo("Tue 21:15")
	s.wantTickets(NotBegun)
	s.must(s.OnTheWay(ctx, r.ID))
	if calls := s.rows(`kind = $1`, AboutDelay); len(calls) > 0 {
		t.Errorf("she is rung: %v", keys(calls))
	}
}
