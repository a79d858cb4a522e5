package care

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
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
		r.FirstDay, r.LastDay = v.days(c.when)
		named := NoTime
		if c.named != "" {
			named = clockTime(c.named)
		}
		if got := v.plan(r, named); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestMinutes(t *testing.T) {
	p, err := ParsePolicy(defaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		passed        time.Duration
		said, planned int64
		want          int64
	}{
		{2 * time.Hour, 0, 120, 120},
		{97 * time.Minute, 0, 120, 90},
		{98 * time.Minute, 0, 120, 105},
		{97*time.Minute + 30*time.Second, 0, 120, 105}, // the nearest minute first
		{7 * time.Minute, 0, 120, 0},
		{8 * time.Minute, 0, 120, 15},
		{3 * time.Hour, 0, 120, 120},   // never above what was planned
		{9 * time.Hour, 0, 600, 240},   // nor above the cap
		{2 * time.Hour, 60, 120, 60},   // who says less gets less
		{1 * time.Hour, 120, 120, 60},  // who says more does not get more
		{-30 * time.Minute, 0, 120, 0}, // texts out of order
		{-30 * time.Minute, 60, 120, 0},
		{0, 0, 120, 0},
	} {
		w := Visit{StartedAt: monday, FinishedAt: monday.Add(c.passed), Said: c.said, PlannedMinutes: c.planned}
		if got := p.minutes(w); got != c.want {
			t.Errorf("%v, %d said, %d planned: %d minutes, want %d", c.passed, c.said, c.planned, got, c.want)
		}
	}
}

// A street is a house with an elder and volunteers.
type street struct {
	*house
	wang             Member
	zhang, liu, chen Member
}

func newStreet(t *testing.T) *street {
	h := newHouse(t)
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

// Grandma Wang asks by phone; the one who takes it comes, and the hours arrive.
func TestVisitFromAskingToTheHours(t *testing.T) {
	s := newStreet(t)
	r := s.ask(Hospital, Tomorrow)
	offers := s.rows(`kind = 'offer'`)
	if len(offers) != 3 || offers[0].Member != s.zhang.ID || offers[2].Member != s.chen.ID {
		t.Fatalf("offered to %+v", offers)
	}
	if f := offers[0].Facts; f.Name != "" || f.Address != "" || f.Request != r.ID || f.Place != "翠湖" || f.Day.IsZero() {
		t.Errorf("the offer says %+v", f)
	}

	take := s.from(s.zhang.Phone())
	s.must(s.Take(ctx, take, r.ID, clockTime("10:00")))
	s.wantReply(take, "taken")
	r = s.request(r.ID)
	if r.State != Accepted || !r.Visit.PlannedAt.Equal(clockTime("10:00").On(monday.AddDate(0, 0, 1))) {
		t.Fatalf("%+v", r)
	}
	where := s.rows(`kind = 'taken.where'`)
	if len(where) != 1 || where[0].Phone != s.zhang.Phone() || where[0].Facts.Address != s.wang.Address {
		t.Errorf("the address went to %+v", where)
	}

	announce := s.hand(CallLane)
	wantKeys(t, announce, "visit/1/announce/1")
	s.must(s.Told(ctx, r.Visit.ID, true))
	s.must(s.Status(ctx, announce[0].ID, announce[0].SID, "completed"))
	s.wantState(r, Announced)

	s.clock.Set(r.Visit.PlannedAt.Add(2 * time.Minute))
	code := VisitCode{Code: r.Visit.Code}
	start := s.from(s.zhang.Phone())
	s.must(s.Start(ctx, start, code))
	s.wantReply(start, "started")
	s.clock.Advance(3 * time.Hour)
	finish := s.from(s.zhang.Phone())
	s.must(s.Finish(ctx, finish, code))
	s.wantReply(finish, "finished")
	if b := ledgertest.Balance(t, s.Bank, s.zhang.Account); b.Posted != 0 {
		t.Fatal("hours were posted before the elder was asked")
	}

	s.clock.Advance(2 * time.Minute)
	wantKeys(t, s.hand(CallLane), "visit/1/confirm/1")
	for range 2 { // a repeated webhook
		s.must(s.Confirm(ctx, r.Visit.ID))
	}
	s.must(s.Satisfied(ctx, r.Visit.ID, 1))
	s.wantState(r, Posted)
	receipts := s.rows(`kind = 'posted'`)
	if len(receipts) != 1 || receipts[0].Facts.Minutes != 180 || receipts[0].Facts.Balance != 180 {
		t.Errorf("receipts %+v", receipts)
	}
	ledgertest.Read(t, s.Bank, func(v *ledger.View) error {
		lines, err := v.Statement(s.zhang.Account, 5)
		if len(lines) != 1 || lines[0].Change != 180 {
			t.Errorf("statement %+v", lines)
		}
		return err
	})
	book, err := s.Passbook(ctx, s.zhang.ID)
	s.must(err)
	if book.Balance != 180 || len(book.Last) != 1 || book.Last[0].Kind != Hospital {
		t.Errorf("passbook %+v", book)
	}
	late := s.from(s.zhang.Phone()) // the same text again, after the end
	s.must(s.Finish(ctx, late, code))
	s.wantReply(late, "finished")
	s.wantTickets()
	ledgertest.Check(t, s.Bank)
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
	for i := range 8 {
		h.add(fmt.Sprintf("志愿者%d", i), Volunteer, phone(10+i))
	}
	r, err := h.AskForHelp(ctx, Ask{Source: "call/CA1/3", Elder: wang.ID, Kind: Home, When: Tomorrow})
	h.must(err)
	for _, c := range []struct {
		after  time.Duration
		offers int
	}{{0, 6}, {9 * time.Minute, 6}, {time.Minute, 8}, {10 * time.Minute, 8}, {2 * time.Hour, 8}} {
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
		r := s.ask(Shopping, Tomorrow)
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

func TestStartAndFinishAgainChangeNothing(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	code := VisitCode{Code: r.Visit.Code}
	begin := r.Visit.PlannedAt
	for _, c := range []struct {
		at    time.Duration
		send  func(Text) error
		reply string
		state State
	}{
		{0, func(x Text) error { return s.Start(ctx, x, code) }, "started", Started},
		{10 * time.Minute, func(x Text) error { return s.Start(ctx, x, code) }, "started", Started},
		{60 * time.Minute, func(x Text) error { return s.Finish(ctx, x, code) }, "finished", Finished},
		{90 * time.Minute, func(x Text) error { return s.Finish(ctx, x, code) }, "finished", Finished},
		{90 * time.Minute, func(x Text) error { return s.Start(ctx, x, code) }, "finished", Finished},
		{90 * time.Minute, func(x Text) error { return s.Undo(ctx, x, code) }, "finished.undone", Started},
		{120 * time.Minute, func(x Text) error { return s.Finish(ctx, x, code) }, "finished", Finished},
		{151 * time.Minute, func(x Text) error { return s.Undo(ctx, x, code) }, "undo.late", Finished},
	} {
		s.clock.Set(begin.Add(c.at))
		text := s.from(s.zhang.Phone())
		s.must(c.send(text))
		s.wantReply(text, c.reply)
		s.wantState(r, c.state)
	}
	w := s.request(r.ID).Visit
	if !w.StartedAt.Equal(begin) || w.FinishedAt.Sub(w.StartedAt) != 2*time.Hour || w.Credited != 120 {
		t.Errorf("%+v", w)
	}
	if live := s.rows(`kind = 'confirm' AND state = 'waiting'`); len(live) != 1 {
		t.Errorf("the elder would be asked %d times", len(live))
	}
	s.must(s.Confirm(ctx, w.ID))
	s.wantState(r, Posted)
}

func TestUndoneStartCanBeginAgain(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	code := VisitCode{Code: r.Visit.Code}
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), code))
	undo := s.from(s.zhang.Phone())
	s.must(s.Undo(ctx, undo, code))
	s.wantReply(undo, "started.undone")
	s.wantState(r, Accepted)
	s.clock.Advance(time.Hour)
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), code))
	if got := s.request(r.ID).Visit.StartedAt; !got.Equal(s.clock.Now()) {
		t.Errorf("started at %v", got)
	}
}

func TestBareCodeMeansWhatComesNext(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	code := VisitCode{Code: r.Visit.Code}
	for _, c := range []struct {
		at    time.Duration
		reply string
		state State
	}{{-2 * time.Hour, "taken", Accepted}, {-10 * time.Minute, "started", Started}, {time.Hour, "finished", Finished}, {time.Hour, "finished", Finished}} {
		s.clock.Set(r.Visit.PlannedAt.Add(c.at))
		text := s.from(s.zhang.Phone())
		s.must(s.WhatNext(ctx, text, code))
		s.wantReply(text, c.reply)
		s.wantState(r, c.state)
	}
}

// What a visit must not pass by without a person having looked at it.
func TestExceptionsGoToAPerson(t *testing.T) {
	for _, c := range []struct {
		name          string
		start, finish time.Duration // after the plan; start -1 for never
		sent          time.Duration // how long the last text was under way
		said          int64
		review        string
		credited      int64
		asked         int // calls to the elder
	}{
		{"as planned", 0, 2 * time.Hour, 0, 0, "", 120, 1},
		{"forgot to start", -1, 2 * time.Hour, 0, 0, "forgot-start", 120, 1},
		{"too short", 0, 4 * time.Minute, 0, 0, "too-short", 0, 0},
		{"rounds to nothing", 0, 6 * time.Minute, 0, 0, "no-credit", 0, 0},
		{"said next to nothing", 0, 2 * time.Hour, 0, 5, "no-credit", 0, 0},
		{"too long", 0, 13 * time.Hour, 0, 0, "too-long", 120, 1},
		{"finished before the plan, never started", -1, -time.Hour, 0, 0, "forgot-start|too-short", 0, 0},
		{"the text was under way for an hour", 0, 3 * time.Hour, time.Hour, 0, "late-text", 120, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStreet(t)
			r := s.taken(Company)
			code := VisitCode{Code: r.Visit.Code, Minutes: c.said}
			if c.start >= 0 {
				s.clock.Set(r.Visit.PlannedAt.Add(c.start))
				s.must(s.Start(ctx, s.from(s.zhang.Phone()), code))
			}
			s.clock.Set(r.Visit.PlannedAt.Add(c.finish))
			text := s.from(s.zhang.Phone())
			text.SentAt = s.clock.Now().Add(-c.sent)
			s.must(s.Finish(ctx, text, code))
			w := s.request(r.ID).Visit
			if w.Review != c.review || w.Credited != c.credited {
				t.Errorf("review %q, %d minutes, want %q and %d", w.Review, w.Credited, c.review, c.credited)
			}
			if got := len(s.rows(`kind = 'confirm'`)); got != c.asked {
				t.Errorf("the elder is asked %d times, want %d", got, c.asked)
			}
			if c.review == "" {
				s.wantTickets()
			} else {
				s.wantTickets(Review)
			}
		})
	}
}

func TestLateStartGoesToAPersonHoweverItIsSent(t *testing.T) {
	s := newStreet(t)
	for name, send := range map[string]func(*street, Text, VisitCode) error{
		"KS":        func(s *street, x Text, c VisitCode) error { return s.Start(ctx, x, c) },
		"bare code": func(s *street, x Text, c VisitCode) error { return s.WhatNext(ctx, x, c) },
	} {
		r := s.taken(Company)
		s.clock.Set(r.Visit.PlannedAt)
		text := s.from(s.zhang.Phone())
		text.SentAt = s.clock.Now().Add(-31 * time.Minute)
		s.must(send(s, text, VisitCode{Code: r.Visit.Code}))
		if w := s.request(r.ID).Visit; w.Review != "late-text" || !w.StartedAt.Equal(text.SentAt) {
			t.Errorf("%s: %+v", name, w)
		}
	}
	s.wantTickets(Review, Review)
}

func TestElderDisputes(t *testing.T) {
	s := newStreet(t)
	r := s.finished()
	for range 2 {
		s.must(s.Dispute(ctx, r.Visit.ID))
	}
	s.must(s.Confirm(ctx, r.Visit.ID)) // a key that comes too late
	s.wantState(r, Disputed)
	s.wantTickets(NotRight)
	if b := ledgertest.Balance(t, s.Bank, s.zhang.Account); b.Posted != 0 {
		t.Errorf("posted %d", b.Posted)
	}
	if n := len(s.rows(`kind = 'disputed' AND phone = $1`, string(s.zhang.Phone()))); n != 1 {
		t.Errorf("the volunteer was told %d times", n)
	}
}

func TestElderIsNotSatisfied(t *testing.T) {
	s := newStreet(t)
	r := s.finished()
	s.must(s.Confirm(ctx, r.Visit.ID))
	s.must(s.Satisfied(ctx, r.Visit.ID, 3))
	s.wantState(r, Posted)
	s.wantTickets(NotSatisfied)
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
	offers := s.rows(`kind = 'offer' AND state = 'waiting'`)
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

func TestLatenessIsKept(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	text := s.from(s.zhang.Phone())
	s.must(s.Late(ctx, text, VisitCode{Code: r.Visit.Code, Minutes: 20}))
	s.wantReply(text, "late.noted")
	if w := s.request(r.ID).Visit; w.ExpectedAt().Sub(w.PlannedAt) != 20*time.Minute {
		t.Errorf("expected at %v", w.ExpectedAt())
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

func TestElderWhoIsNotToldIsVisitedByAPerson(t *testing.T) {
	s := newStreet(t)
	s.taken(Company)
	for try := range 3 {
		s.wantTickets()
		wantKeys(t, s.ringsOut(), fmt.Sprintf("visit/1/announce/%d", try+1))
		s.clock.Advance(30 * time.Minute)
	}
	s.wantTickets(NotAnnounced)
	if rows := s.ringsOut(); len(rows) != 0 {
		t.Errorf("rung a fourth time: %v", keys(rows))
	}
}

func TestElderWhoIsNotAskedIsAskedByAPerson(t *testing.T) {
	s := newStreet(t)
	r := s.finished()
	s.ringsOut() // the announcement, hours ago
	s.clock.Advance(2 * time.Minute)
	for try := range 2 {
		s.wantTickets()
		wantKeys(t, s.ringsOut(), fmt.Sprintf("visit/1/confirm/%d", try+1))
		s.clock.Advance(time.Hour)
	}
	s.wantTickets(NotConfirmed)
	s.wantState(r, Finished)
	if b := ledgertest.Balance(t, s.Bank, s.zhang.Account); b.Posted != 0 {
		t.Error("silence became a credit")
	}
}

func TestInconvenientVisitGoesToAPerson(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	s.must(s.Told(ctx, r.Visit.ID, false))
	s.wantTickets(Inconvenient)
}

func TestEldersAreNotRungAtNight(t *testing.T) {
	s := newStreet(t)
	s.clock.Set(clockTime("19:30").On(monday))
	r := s.ask(Home, Tomorrow)
	s.must(s.Take(ctx, s.from(s.zhang.Phone()), r.ID, NoTime))
	calls := s.rows(`lane = 'call'`)
	if len(calls) != 1 || !calls[0].DueAt.Equal(clockTime("09:00").On(monday.AddDate(0, 0, 1))) {
		t.Errorf("%+v", calls)
	}
}

func TestDoorWordIsToldOnTheElderOwnPhone(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Home)
	for range 2 {
		s.must(s.AskDoorWord(ctx, "call/CA9/4", r.Visit.ID))
	}
	if calls := s.rows(`kind = 'door-word'`); len(calls) != 1 || calls[0].Phone != s.wang.Phone() {
		t.Errorf("%+v", calls)
	}
	if r.Visit.DoorWord < 0 || r.Visit.DoorWord >= DoorWords || strings.Trim(r.Visit.Code, codeDigits) != "" || len(r.Visit.Code) != 4 {
		t.Errorf("%+v", r.Visit)
	}
}

func TestAppointmentIsFoundForTheElder(t *testing.T) {
	s := newStreet(t)
	if _, ok, err := s.Appointment(ctx, s.wang.ID); ok || err != nil {
		t.Errorf("an appointment out of nowhere (%v)", err)
	}
	r := s.ask(Home, Tomorrow)
	a, ok, err := s.Appointment(ctx, s.wang.ID)
	if !ok || err != nil || a.Request.ID != r.ID || a.Helper.ID != 0 {
		t.Errorf("%+v, %v, %v", a, ok, err)
	}
	s.must(s.Take(ctx, s.from(s.zhang.Phone()), r.ID, NoTime))
	a, ok, err = s.Appointment(ctx, s.wang.ID)
	if !ok || err != nil || a.Helper.ID != s.zhang.ID || a.Elder.ID != s.wang.ID {
		t.Errorf("%+v, %v, %v", a, ok, err)
	}
}

func TestDayMeantIsSpokenBeforeItIsBooked(t *testing.T) {
	h := newHouse(t)
	h.clock.Set(clockTime("23:59").On(monday))
	today := clockTime("00:00").On(monday)
	for w, want := range map[When]time.Time{Today: today, Tomorrow: today.AddDate(0, 0, 1), AnyDay: {}} {
		if got, err := h.DayMeant(ctx, w); err != nil || !got.Equal(want) {
			t.Errorf("choice %d means %v (%v), want %v", w, got, err, want)
		}
	}
}

func TestTicketsAreUrgentInTheirOwnTime(t *testing.T) {
	h := newHouse(t)
	for _, kind := range []TicketKind{Review, CallBack, CaseWasCancelled, Unfinished, SilentCall} {
		for range 2 {
			h.must(h.OpenTicket(ctx, Ticket{Source: "test/" + string(kind), Kind: kind}))
		}
	}
	open, err := h.Tickets(ctx)
	h.must(err)
	var got []string
	for _, ticket := range open {
		got = append(got, fmt.Sprint(ticket.Kind, " in ", ticket.Due.Sub(monday)))
	}
	want := []string{"silent-call in 5m0s", "case-cancelled in 10m0s", "call-back in 30m0s", "unfinished in 1h0m0s", "review in 24h0m0s"}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestCodesCannotBeForeseen(t *testing.T) {
	seen := map[int]bool{}
	for range 1000 {
		n := unguessable(7)
		if n < 0 || n > 6 {
			t.Fatalf("%d is out of range", n)
		}
		seen[n] = true
	}
	if len(seen) != 7 {
		t.Errorf("only %d of 7 numbers came up", len(seen))
	}
}
