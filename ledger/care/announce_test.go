package care

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hourline/ledger/ledgertest"
)

func TestElderDisputes(t *testing.T) {
	s := newStreet(t)
	r := s.finished()
	for range 2 {
		s.must(s.Dispute(ctx, r.Visit.ID, Unmeasured))
	}
	s.must(s.Confirm(ctx, r.Visit.ID, Unmeasured)) // a key that comes too late
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
	s.must(s.Confirm(ctx, r.Visit.ID, Unmeasured))
	s.must(s.Satisfied(ctx, r.Visit.ID, 3))
	s.wantState(r, Posted)
	s.wantTickets(NotSatisfied)
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
	s.ringsOut()         // the announcement
	for try := range 3 { // an elder who has not hung up yet
		s.clock.Advance(20 * time.Second)
		rows := s.hand(CallLane)
		if len(rows) != 1 || rows[0].Phone != s.wang.Phone() || rows[0].Facts.Try != try+1 {
			t.Fatalf("try %d: %+v", try+1, rows)
		}
		s.must(s.Status(ctx, rows[0].ID, rows[0].SID, "busy"))
	}
	s.clock.Advance(20 * time.Second)
	wantKeys(t, s.hand(CallLane))
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

func TestTicketsAreUrgentInTheirOwnTime(t *testing.T) {
	h := newHouse(t)
	for _, kind := range []TicketKind{Review, CallBack, Unfinished} {
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
	want := []string{"call-back in 30m0s", "unfinished in 1h0m0s", "review in 24h0m0s"}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
