package care

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestPlan(t *testing.T) {
	p, err := ParsePolicy(defaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	at := func(day int, s string) time.Time { return clockTime(s).On(monday.AddDate(0, 0, day)) }
	for _, c := range []struct {
		name  string
		when  When
		now   string
		named string
		want  time.Time
	}{
		{"today, first slot too near", Today, "09:00", "", at(0, "14:30")},
		{"today, just early enough", Today, "08:30", "", at(0, "09:30")},
		{"today, both slots over", Today, "15:10", "", at(0, "16:30")},
		{"today, on the half hour", Today, "15:00", "", at(0, "16:00")},
		{"today at a time named", Today, "09:00", "10:15", at(0, "10:15")},
		{"today at a time that is over", Today, "11:00", "10:15", at(0, "12:00")},
		{"tomorrow", Tomorrow, "09:00", "", at(1, "09:30")},
		{"tomorrow at a time named", Tomorrow, "09:00", "08:00", at(1, "08:00")},
		{"any day", AnyDay, "20:00", "", at(1, "09:30")},
		{"any day at a time that is over today", AnyDay, "11:00", "10:15", at(1, "10:15")},
		{"late at night", Today, "23:40", "", at(1, "01:00")},
	} {
		v := &verb{policy: p, now: at(0, c.now)}
		r := Request{}
		r.FirstDay, r.LastDay = v.days(Ask{When: c.when})
		named := NoTime
		if c.named != "" {
			named = clockTime(c.named)
		}
		r.Kind = Company
		if got, free := v.plan(r, diary{}, named); !free || !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAskedTwiceIsAskedOnce(t *testing.T) {
	s := newStreet(t)
	ask := Ask{Source: "call/CA1/3", Elder: s.wang.ID, Kind: Home, When: Today}
	first, err := s.AskForHelp(ctx, ask)
	s.must(err)
	again, err := s.AskForHelp(ctx, ask)
	s.must(err)
	if first.ID != again.ID || len(s.rows(`kind = 'offer'`)) != 3 {
		t.Errorf("requests %d and %d, %d offers", first.ID, again.ID, len(s.rows(`kind = 'offer'`)))
	}
}

func TestOffersAreFair(t *testing.T) {
	h := newHouse(t)
	wang := h.add("王奶奶", Elder, phone(0), phone(1))
	h.add("儿子", Volunteer, phone(9), phone(1)) // shares the elder's line
	far := h.addTo("东陆", "远", Volunteer, phone(2))
	old := h.add("老手", Volunteer, phone(3))
	resting := h.add("歇着", Volunteer, phone(4))
	stopped := h.add("不收", Volunteer, phone(5))
	fresh := h.add("新手", Volunteer|Elder, phone(6))
	h.must(h.Rest(ctx, h.from(resting.Phone()), true))
	h.must(h.OptOut(ctx, h.from(stopped.Phone())))
	first, err := h.AskForHelp(ctx, Ask{Source: "call/CA1/3", Elder: fresh.ID, Kind: Home, When: Tomorrow})
	h.must(err)
	h.must(h.Take(ctx, h.from(old.Phone()), first.ID, NoTime)) // one visit more than the others

	r, err := h.AskForHelp(ctx, Ask{Source: "call/CA2/3", Elder: wang.ID, Kind: Home, When: Tomorrow})
	h.must(err)
	var asked []int64
	for _, o := range h.rows(`kind = 'offer' AND ref = $1`, r.ID) {
		asked = append(asked, o.Member)
	}
	if want := []int64{fresh.ID, old.ID, far.ID}; !slices.Equal(asked, want) {
		t.Errorf("asked %v, want %v", asked, want)
	}
}

func TestOffersGoInRoundsAndAPersonTakesOver(t *testing.T) {
	h := newHouse(t)
	wang := h.add("王奶奶", Elder, phone(0))
	for i := range 10 {
		h.add(fmt.Sprintf("志愿者%d", i), Volunteer, phone(10+i))
	}
	r, err := h.AskForHelp(ctx, Ask{Source: "call/CA1/3", Elder: wang.ID, Kind: Home, When: Tomorrow})
	h.must(err)
	for _, c := range []struct {
		after  time.Duration
		offers int
	}{{0, 8}, {9 * time.Minute, 8}, {time.Minute, 10}, {10 * time.Minute, 10}, {2 * time.Hour, 10}} {
		h.pass(c.after)
		if got := len(h.rows(`kind = 'offer'`)); got != c.offers {
			t.Errorf("at %v: %d offers, want %d", h.clock.Now(), got, c.offers)
		}
	}
	h.wantTickets()
	h.pass(time.Hour)
	h.wantTickets(NobodyTook)
	if got := h.request(r.ID).State; got != Expired {
		t.Errorf("the request is %s", got)
	}
	h.pass(24 * time.Hour)
	h.wantTickets(NobodyTook)
}

func TestNobodyIsTextedAtNight(t *testing.T) {
	s := newStreet(t)
	s.clock.Set(clockTime("22:10").On(monday))
	s.ask(Home, Tomorrow)
	morning := clockTime("07:30").On(monday.AddDate(0, 0, 1))
	if rows := s.hand(TextLane); len(rows) != 0 {
		t.Errorf("at night left %v", keys(rows))
	}
	for _, o := range s.rows(`kind = 'offer'`) {
		if !o.DueAt.Equal(morning) {
			t.Errorf("an offer is due at %v", o.DueAt)
		}
	}
	s.clock.Set(morning)
	if rows := s.hand(TextLane); len(rows) != 3 {
		t.Errorf("in the morning left %v", keys(rows))
	}
	s.clock.Set(morning.Add(2*time.Hour + 59*time.Minute)) // the hours to take it begin in the morning too
	s.must(s.Tick(ctx))
	s.wantTickets()
}

func TestTwoTakeAtOnceAndOneWins(t *testing.T) {
	s := newStreet(t)
	for range 5 {
		r := s.ask(Shopping, AnyDay)
		texts := []Text{s.from(s.zhang.Phone()), s.from(s.liu.Phone()), s.from(s.chen.Phone())}
		var all sync.WaitGroup
		for _, text := range texts {
			all.Go(func() {
				if err := s.Take(ctx, text, r.ID, NoTime); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		var replies []string
		for _, text := range texts {
			replies = append(replies, s.reply(text))
		}
		slices.Sort(replies)
		if !slices.Equal(replies, []string{"taken", "taken.already", "taken.already"}) {
			t.Errorf("answers %v", replies)
		}
		if n := one[int](s.house, `SELECT count(*) FROM visits WHERE request = $1`, r.ID); n != 1 {
			t.Errorf("%d visits", n)
		}
	}
}

func TestTakingTwiceAnswersAlike(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Home)
	again := s.from(s.zhang.Phone())
	s.must(s.Take(ctx, again, r.ID, clockTime("16:00")))
	s.wantReply(again, "taken")
	if now := s.request(r.ID); now.Visit != r.Visit {
		t.Errorf("%+v became %+v", r.Visit, now.Visit)
	}
	if n := len(s.rows(`kind = 'taken.where'`)); n != 1 {
		t.Errorf("the address was told %d times", n)
	}
}

func TestDroppedVisitIsOfferedAgain(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	s.hand(TextLane)
	s.clock.Advance(time.Minute)
	s.must(s.Pass(ctx, s.from(s.chen.Phone()), r.ID))
	text := s.from(s.zhang.Phone())
	s.must(s.Drop(ctx, text, VisitCode{Code: r.Visit.Code}))
	s.wantReply(text, "cancelled")
	now := s.request(r.ID)
	if now.State != Offered || now.Taken() {
		t.Fatalf("%+v", now)
	}
	offers := s.rows(`kind = 'offer.urgent' AND state = 'waiting'`)
	if len(offers) != 1 || offers[0].Member != s.liu.ID {
		t.Errorf("offered again to %v, want 小刘 alone: 小陈 passed and 小张 dropped it", keys(offers))
	}
	if calls := s.rows(`lane = 'call' AND state = 'waiting'`); len(calls) != 0 {
		t.Errorf("the elder would still hear %v", keys(calls))
	}
	s.must(s.Told(ctx, r.Visit.ID, true)) // her phone rang already
	s.wantState(r, Offered)
	s.must(s.Take(ctx, s.from(s.liu.Phone()), r.ID, NoTime))
	next := s.request(r.ID)
	if next.Visit.Volunteer != s.liu.ID || next.Visit.Code == r.Visit.Code && next.Visit.ID == r.Visit.ID {
		t.Errorf("%+v", next.Visit)
	}
	old := s.from(s.zhang.Phone()) // the old code is worth nothing now
	s.must(s.Start(ctx, old, VisitCode{Code: r.Visit.Code}))
	s.wantReply(old, "unknown.code")
}

func TestCancelledRequestTellsTheVolunteer(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	for range 2 {
		s.must(s.CancelRequest(ctx, r.ID))
	}
	s.wantState(r, Cancelled)
	if n := len(s.rows(`kind = 'cancelled.elder'`)); n != 1 {
		t.Errorf("the volunteer was told %d times", n)
	}
	if rows := s.hand(CallLane); len(rows) != 0 {
		t.Errorf("the elder is rung: %v", keys(rows))
	}
	late := s.from(s.liu.Phone())
	s.must(s.Take(ctx, late, r.ID, NoTime))
	s.wantReply(late, "taken.already")
}

func TestRunningVisitIsNotCancelledByPhone(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	s.must(s.CancelRequest(ctx, r.ID))
	s.wantState(r, Started)
}

// An elder hears "tomorrow" before midnight and confirms after it.
func TestTheDayThatWasSaidIsTheDayThatIsBooked(t *testing.T) {
	late, early := clockTime("23:59").On(monday), clockTime("00:01").On(monday.AddDate(0, 0, 1))
	newYear := time.Date(2026, 12, 31, 23, 59, 0, 0, monday.Location())
	for _, c := range []struct {
		name      string
		when      When
		said, now time.Time
		want      string
	}{
		{"today", Today, late, late, "2026-11-23"},
		{"tomorrow", Tomorrow, late, late, "2026-11-24"},
		{"tomorrow, said yesterday", Tomorrow, late, early, "2026-11-24"},
		{"today, said yesterday: that day is over", Today, late, early, "2026-11-24"},
		{"tomorrow in the new year", Tomorrow, newYear, newYear.Add(2 * time.Minute), "2027-01-01"},
		{"any day begins now", AnyDay, late, early, "2026-11-24"},
		{"the clock set back meanwhile", Tomorrow, early, late, "2026-11-24"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			wang := h.add("王奶奶", Elder, phone(1))
			h.clock.Step(c.now.Sub(monday))
			r, err := h.AskForHelp(ctx, Ask{Source: "call/CA1/3", Elder: wang.ID, Kind: Home, When: c.when, Day: c.when.Day(c.said)})
			h.must(err)
			if got := r.FirstDay.Format(time.DateOnly); got != c.want {
				t.Errorf("booked for %s, want %s", got, c.want)
			}
		})
	}
}

// A request that is cancelled before anybody has taken it is not looked for any
// more, and holds up no other one.
func TestACancelledRequestHoldsNobodyUp(t *testing.T) {
	s := newStreet(t)
	gone := s.ask(Home, Tomorrow)
	other := s.ask(Company, Tomorrow)
	s.must(s.CancelRequest(ctx, gone.ID))
	s.must(s.write(ctx, func(v *verb) error { // as a program has left it that forgot
		_, err := v.Exec(`UPDATE requests SET next_at = 1 WHERE id = $1`, gone.ID)
		return err
	}))
	s.pass(3 * time.Hour)
	s.wantState(gone, Cancelled)
	s.wantState(other, Expired)
	s.wantTickets(NobodyTook)
	if n := one[int](s.house, `SELECT count(*) FROM requests WHERE next_at IS NOT NULL`); n != 0 {
		t.Errorf("%d requests are still looked for", n)
	}
}
