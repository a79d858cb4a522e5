package care

import (
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

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
		s.must(s.Confirm(ctx, r.Visit.ID, Unmeasured))
	}
	s.must(s.Satisfied(ctx, r.Visit.ID, 1))
	s.wantState(r, Posted)
	receipts := s.rows(`kind = 'receipt.in'`)
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
	s.wantReply(late, "finished.stored")
	s.wantTickets()
	ledgertest.Check(t, s.Bank)
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
	s.must(s.Confirm(ctx, w.ID, Unmeasured))
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

// The clock is set back during a visit, so that it ends before it began: no
// hours are made up, and a person looks.
func TestAVisitThatEndsBeforeItBeganGoesToAPerson(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	code := VisitCode{Code: r.Visit.Code}
	s.clock.Set(r.Visit.PlannedAt)
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), code))
	s.clock.Advance(time.Hour)
	s.clock.Step(-3 * time.Hour)
	text := s.from(s.zhang.Phone())
	s.must(s.Finish(ctx, text, code))
	s.wantReply(text, "review")
	if w := s.request(r.ID).Visit; w.Credited != 0 {
		t.Errorf("%d minutes are credited", w.Credited)
	}
	s.wantTickets(Review)
}

func TestLateStartGoesToAPersonHoweverItIsSent(t *testing.T) {
	for name, send := range map[string]func(*street, Text, VisitCode) error{
		"KS":        func(s *street, x Text, c VisitCode) error { return s.Start(ctx, x, c) },
		"bare code": func(s *street, x Text, c VisitCode) error { return s.WhatNext(ctx, x, c) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStreet(t)
			r := s.taken(Company)
			s.clock.Set(r.Visit.PlannedAt)
			text := s.from(s.zhang.Phone())
			text.SentAt = s.clock.Now().Add(-31 * time.Minute)
			s.must(send(s, text, VisitCode{Code: r.Visit.Code}))
			if w := s.request(r.ID).Visit; w.Review != "late-text" || !w.StartedAt.Equal(text.SentAt) {
				t.Errorf("%+v", w)
			}
			s.wantTickets(Review)
		})
	}
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
