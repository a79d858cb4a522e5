package care

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

// told is a request that 小张 has taken for a moment, and of which the elder
// was told.
func (s *street) told(kind Kind, when When) Request {
	s.t.Helper()
	r := s.ask(kind, when)
	if got := s.takes(s.zhang, r, ""); got != "taken" {
		s.t.Fatalf("answered with %q", got)
	}
	r = s.request(r.ID)
	for _, o := range s.hand(CallLane) {
		s.must(s.Told(ctx, r.Visit.ID, true))
		s.must(s.Status(ctx, o.ID, o.SID, "completed"))
	}
	s.wantState(r, Announced)
	return s.request(r.ID)
}

func (s *street) drops(r Request) {
	s.t.Helper()
	s.must(s.Drop(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
}

// missed is a volunteer who did not come.
func (h *house) missed(visit int64) error {
	return h.write(ctx, func(v *verb) error {
		r, err := v.requestOfVisit(visit)
		if err != nil {
			return err
		}
		return v.didNotCome(r, "")
	})
}

// news are the calls about a request that nobody comes to, as they wait.
func (s *street) news() []Outgoing {
	s.t.Helper()
	return s.rows(`kind = $1 AND state = 'waiting'`, AboutNews)
}

// picksUp lets the elder pick up all calls that are due, and press 1.
func (s *street) picksUp() (kinds []string) {
	s.t.Helper()
	for _, o := range s.hand(CallLane) {
		kinds = append(kinds, o.Kind)
		if o.Kind == AboutNews {
			s.must(s.HeardNews(ctx, o.Ref))
		} else {
			s.must(s.Told(ctx, o.Ref, true))
		}
		s.must(s.Status(ctx, o.ID, o.SID, "completed"))
	}
	return kinds
}

func TestAnElderWhoWasToldHearsThatTheVolunteerCannotCome(t *testing.T) {
	s := newStreet(t)
	r := s.told(Company, Tomorrow)
	s.drops(r)
	a, err := s.NewsOf(ctx, r.ID)
	s.must(err)
	if a.Gone.ID != s.zhang.ID || a.Request.State != Offered {
		t.Errorf("she would hear of %+v", a)
	}
	if got := s.picksUp(); !slices.Equal(got, []string{AboutNews}) {
		t.Errorf("she is rung about %v", got)
	}
	s.pass(time.Minute)
	if got := s.takes(s.liu, r, ""); got != "taken" {
		t.Fatalf("answered with %q", got)
	}
	now := s.request(r.ID)
	if !now.Visit.PlannedAt.Equal(r.Visit.PlannedAt) {
		t.Errorf("she was told %v and it is %v", r.Visit.PlannedAt, now.Visit.PlannedAt)
	}
	found, err := s.AppointmentOf(ctx, now.Visit.ID)
	s.must(err)
	if found.Gone.ID != s.zhang.ID || found.Helper.ID != s.liu.ID {
		t.Errorf("she would hear of %v in place of %v", found.Helper.ID, found.Gone.ID)
	}
	if got := s.picksUp(); !slices.Equal(got, []string{AboutVisit}) {
		t.Errorf("she is rung about %v", got)
	}
	s.pass(4 * time.Hour)
	s.wantTickets()
}

func TestAnElderWhoWasNotToldHearsNothingOfADrop(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	s.drops(r)
	if rows := s.hand(CallLane); len(rows) != 0 {
		t.Errorf("she is rung: %v", keys(rows))
	}
}

func TestWhoIsFoundBeforeTheElderIsRungIsToldAtOnce(t *testing.T) {
	s := newStreet(t)
	r := s.told(Company, Tomorrow)
	s.clock.Set(clockTime("19:30").On(monday)) // no calls any more, but texts
	s.drops(r)
	if rows := s.hand(CallLane); len(rows) != 0 {
		t.Errorf("at night she is rung: %v", keys(rows))
	}
	if rows := s.news(); len(rows) != 1 || !rows[0].DueAt.Equal(clockTime("09:00").On(monday.AddDate(0, 0, 1))) {
		t.Errorf("the news waits as %+v", rows)
	}
	s.takes(s.liu, r, "")
	s.clock.Set(clockTime("09:00").On(monday.AddDate(0, 0, 1)))
	if got := s.picksUp(); !slices.Equal(got, []string{AboutVisit}) {
		t.Errorf("she is rung about %v", got)
	}
}

func TestNewsThatIsNotHeardIsToldByAPerson(t *testing.T) {
	s := newStreet(t)
	r := s.told(Company, Today)
	s.drops(r)
	for range 3 {
		if rows := s.ringsOut(); len(rows) != 1 || rows[0].Kind != AboutNews {
			t.Errorf("rung with %v", keys(rows))
		}
		s.pass(30 * time.Minute)
	}
	s.wantTickets(NobodyTook, NotTold) // ninety minutes are over too
	s.wantState(r, Expired)
	if rows := s.ringsOut(); len(rows) != 1 || rows[0].Kind != AboutNews {
		t.Errorf("that nobody was found is told with %v", keys(rows))
	}
	s.must(s.CancelRequest(ctx, r.ID))
	if rows := s.news(); len(rows) != 0 {
		t.Errorf("she has cancelled, and would hear %v", keys(rows))
	}
}

// A volunteer who does not come is missed, not before the time, and only once.
func TestNoShowIsReplaced(t *testing.T) {
	s := newStreet(t)
	r := s.told(Company, Today)
	if err := s.missed(r.Visit.ID); !errors.Is(err, ErrNotBegun) {
		t.Errorf("before the time: %v", err)
	}
	s.must(s.Late(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code, Minutes: 20}))
	s.clock.Set(r.Visit.PlannedAt.Add(10 * time.Minute))
	if err := s.missed(r.Visit.ID); !errors.Is(err, ErrNotBegun) {
		t.Errorf("who is late, and said so: %v", err)
	}
	s.clock.Set(r.Visit.PlannedAt.Add(30 * time.Minute))
	s.must(s.missed(r.Visit.ID))
	if err := s.missed(r.Visit.ID); !errors.Is(err, ErrNotBegun) {
		t.Errorf("again: %v", err)
	}
	if missed := s.rows(`kind = 'missed'`); len(missed) != 1 || missed[0].Member != s.zhang.ID {
		t.Errorf("told: %+v", missed)
	}
	var asked []int64
	for _, o := range s.rows(`kind = 'offer.urgent'`) {
		asked = append(asked, o.Member)
	}
	if !slices.Equal(asked, []int64{s.liu.ID, s.chen.ID}) {
		t.Errorf("asked %v", asked)
	}
	if got := s.picksUp(); !slices.Equal(got, []string{AboutNews}) {
		t.Errorf("she is rung about %v", got)
	}
	if how := one[string](s.house, `SELECT ended FROM visits WHERE id = $1`, r.Visit.ID); how != "no-show" {
		t.Errorf("the visit ended as %q", how)
	}
	if got := s.takes(s.liu, r, ""); got != "taken" {
		t.Errorf("answered with %q", got)
	}
	if at := s.request(r.ID).Visit.PlannedAt; !at.Equal(clockTime("16:00").On(monday)) {
		t.Errorf("planned for %v", at)
	}
	s.must(s.Start(ctx, s.from(s.liu.Phone()), VisitCode{Code: s.request(r.ID).Visit.Code}))
	if err := s.missed(s.request(r.ID).Visit.ID); !errors.Is(err, ErrNotBegun) {
		t.Errorf("who is there: %v", err)
	}
}

// Everybody who had it falls out; each is asked once, and then a person takes over.
func TestDroppedTwice(t *testing.T) {
	s := newStreet(t)
	r := s.told(Company, Today)
	for _, who := range []Member{s.zhang, s.liu, s.chen} {
		if who.ID != s.zhang.ID {
			if got := s.takes(who, r, ""); got != "taken" {
				t.Fatalf("answered with %q", got)
			}
		}
		s.must(s.Drop(ctx, s.from(who.Phone()), VisitCode{Code: s.request(r.ID).Visit.Code}))
		s.clock.Advance(time.Minute)
	}
	before := len(s.rows(`kind LIKE 'offer%'`))
	s.pass(5 * time.Minute)
	if now := len(s.rows(`kind LIKE 'offer%'`)); now != before {
		t.Errorf("%d are asked again who cannot come", now-before)
	}
	s.pass(2 * time.Hour)
	s.wantTickets(NobodyTook)
	s.wantState(r, Expired)
}

// A visit that is days away is looked for as if it were new.
func TestOnlyWhatIsSoonIsUrgent(t *testing.T) {
	h := newHouse(t)
	wang := h.add("王奶奶", Elder, phone(0))
	for i := range 14 {
		h.add(fmt.Sprintf("志愿者%02d", i), Volunteer, phone(10+i))
	}
	for _, c := range []struct {
		when   When
		at     string
		ahead  time.Duration
		offers int
		words  string
	}{{Today, "14:30", time.Hour, 10, "offer.urgent"}, {AnyDay, "08:00", 0, 8, "offer"}} {
		r := h.wants(wang, Safety, c.when)
		h.clock.Advance(time.Second)
		first := h.asked(r)[0]
		m, err := h.Member(ctx, first)
		h.must(err)
		if c.when == AnyDay { // on the last of the days
			h.must(h.write(ctx, func(v *verb) error {
				_, err := v.Exec(`UPDATE requests SET first_day = last_day WHERE id = $1`, r.ID)
				return err
			}))
		}
		if got := h.takes(m, r, c.at); got != "taken" {
			t.Fatalf("answered with %q", got)
		}
		h.clock.Advance(c.ahead)
		before := len(h.rows(`kind LIKE 'offer%' AND ref = $1`, r.ID))
		h.must(h.Drop(ctx, h.from(m.Phone()), VisitCode{Code: h.request(r.ID).Visit.Code}))
		now := h.rows(`kind LIKE 'offer%' AND ref = $1`, r.ID)[before:]
		if len(now) != c.offers || now[0].Kind != c.words {
			t.Errorf("%d offers as %q, want %d as %q", len(now), now[0].Kind, c.offers, c.words)
		}
	}
}

func TestAnElderHearsThatNobodyWasFound(t *testing.T) {
	s := newStreet(t)
	r := s.ask(Home, Tomorrow)
	s.pass(3 * time.Hour)
	s.wantState(r, Expired)
	s.wantTickets(NobodyTook)
	if got := s.picksUp(); !slices.Equal(got, []string{AboutNews}) {
		t.Errorf("she is rung about %v", got)
	}
	s.pass(24 * time.Hour)
	if rows := s.hand(CallLane); len(rows) != 0 {
		t.Errorf("she is rung again: %v", keys(rows))
	}
}

// Staff who rang the elder say that nobody came; their task is done with that.
func TestStaffSayThatNobodyCame(t *testing.T) {
	s := newStreet(t)
	director := s.add("王主任", Coordinator, phone(20))
	r := s.told(Company, Today)
	s.clock.Set(r.Visit.PlannedAt.Add(30 * time.Minute))
	s.must(s.Tick(ctx))
	s.wantTickets(NotBegun)
	if err := s.NoShow(ctx, r.Visit.ID, s.liu.Number); err == nil {
		t.Error("a volunteer says who did not come")
	}
	s.must(s.NoShow(ctx, r.Visit.ID, director.Number))
	if err := s.NoShow(ctx, r.Visit.ID, director.Number); !errors.Is(err, ErrNotBegun) {
		t.Errorf("again: %v", err)
	}
	s.wantTickets()
	s.wantState(r, Offered)
}
