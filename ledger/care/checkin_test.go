package care

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// An asked house has Wang, who is rung at ten on working days, with a
// daughter, and a neighbour who has nothing to do with it.
type asked struct {
	*office
}

func newAsked(t *testing.T) *asked {
	a := &asked{newOffice(t)}
	_, err := a.AddMember(ctx, Member{Name: "王奶奶", Roles: Elder, Community: "翠湖", Phones: []Phone{phone(1)}, Contacts: []Contact{
		{Name: "王女儿", Phone: phone(51), Relation: RelatedFamily}, {Name: "老李", Phone: phone(52), Relation: RelatedNeighbour}}})
	a.must(err)
	days, err := ParseDays("mon-fri")
	a.must(err)
	k, err := a.SetCheckin(ctx, a.wang.Number, Checkin{At: 10 * 60, Days: days, Actor: a.ma.Number})
	a.must(err)
	if want := monday.Add(time.Hour); !k.Next.Equal(want) {
		t.Fatalf("next at %v, want %v", k.Next, want)
	}
	return a
}

// rung are the calls that go out now.
func (a *asked) rung() (out []Outgoing) {
	a.t.Helper()
	for _, o := range a.hand(CallLane) {
		if !o.Unsure {
			out = append(out, o)
		}
	}
	return out
}

// inVain lets the one call that goes out end without a key.
func (a *asked) inVain() {
	a.t.Helper()
	calls := a.rung()
	if len(calls) != 1 || calls[0].Kind != AboutCheckin || calls[0].Phone != a.wang.Phone() {
		a.t.Fatalf("rung are %v", keys(calls))
	}
	a.must(a.Status(ctx, calls[0].ID, calls[0].SID, "no-answer"))
}

func TestAMemberWhoIsWellIsLeftInPeace(t *testing.T) {
	a := newAsked(t)
	a.pass(59 * time.Minute)
	if calls := a.rung(); len(calls) > 0 {
		t.Errorf("too early: %v", keys(calls))
	}
	a.pass(time.Minute)
	call := a.rung()[0]
	a.must(a.Well(ctx, call.ID))
	a.must(a.Well(ctx, call.ID)) // the webhook again
	a.must(a.Status(ctx, call.ID, call.SID, "completed"))
	a.pass(22 * time.Hour)
	if calls := a.rung(); len(calls) > 0 {
		t.Errorf("rung again: %v", keys(calls))
	}
	a.wantTickets()
	a.pass(2 * time.Hour)
	if calls := a.rung(); len(calls) != 1 {
		t.Errorf("the next day: %v", keys(calls))
	}
}

func TestTwoCallsInVainAreToldToFamilyAndStaff(t *testing.T) {
	a := newAsked(t)
	a.pass(time.Hour)
	a.inVain()
	a.pass(20 * time.Minute)
	a.inVain()
	calls := a.rung()
	if len(calls) != 1 || calls[0].Kind != AboutContact || calls[0].Phone != phone(51) {
		t.Errorf("rung are %v", keys(calls))
	}
	texts := a.hand(TextLane)
	if len(texts) != 1 || texts[0].Kind != "checkin.unanswered" || texts[0].Phone != phone(51) || texts[0].Facts.Name != "王奶奶" {
		t.Errorf("texted are %v", keys(texts))
	}
	a.wantTickets(NotWell)
	a.must(a.ContactLooks(ctx, calls[0].ID))
	if note := one[string](a.house, `SELECT note FROM tickets WHERE kind = 'not-well'`); note != "a contact looks" {
		t.Errorf("the note is %q", note)
	}
	a.pass(3 * time.Hour)
	if calls := a.rung(); len(calls) > 0 {
		t.Errorf("rung again: %v", keys(calls))
	}
	a.pass(20*time.Hour + 40*time.Minute) // the next day is a day of its own
	a.inVain()
	a.wantTickets(NotWell)
}

func TestWhoeverWantsAPersonOrHelpIsNotRungAgain(t *testing.T) {
	t.Run("a person", func(t *testing.T) {
		a := newAsked(t)
		a.pass(time.Hour)
		call := a.rung()[0]
		a.must(a.HeardFrom(ctx, call.ID))
		a.must(a.Status(ctx, call.ID, call.SID, "completed"))
		a.pass(time.Hour)
		if calls := a.rung(); len(calls) > 0 {
			t.Errorf("rung again: %v", keys(calls))
		}
		a.wantTickets()
	})
	t.Run("help", func(t *testing.T) {
		a := newAsked(t)
		a.pass(time.Hour)
		call := a.rung()[0]
		_, err := a.Alarm(ctx, Alarm{Source: "call/" + call.SID, Phone: call.Phone, Call: call.SID})
		a.must(err)
		a.must(a.Status(ctx, call.ID, call.SID, "completed"))
		a.pass(time.Hour)
		if calls := a.rung(); len(calls) > 0 {
			t.Errorf("rung again: %v", keys(calls))
		}
		a.wantTickets()
	})
}

func TestNobodyIsRungOnOtherDaysOrWhenItIsTooLate(t *testing.T) {
	a := newAsked(t)
	var days []string
	for range 8 {
		a.pass(time.Hour) // ten o'clock
		for _, call := range a.rung() {
			a.must(a.Well(ctx, call.ID))
			a.must(a.Status(ctx, call.ID, call.SID, "completed"))
			days = append(days, a.clock.Now().In(monday.Location()).Weekday().String()[:3])
		}
		a.pass(23 * time.Hour)
	}
	if want := "Mon Tue Wed Thu Fri Mon"; strings.Join(days, " ") != want {
		t.Errorf("rung on %v, want %s", days, want)
	}
	a.clock.Advance(11 * time.Hour) // the machine was down from nine until eight in the evening
	a.must(a.Tick(ctx))
	if calls := a.rung(); len(calls) > 0 {
		t.Errorf("rung in the evening: %v", keys(calls))
	}
	a.wantTickets(NotWell)
}

func TestCheckInsAreArrangedByStaffWithinReason(t *testing.T) {
	a := newAsked(t)
	for label, tt := range map[string]struct {
		number, days, actor string
		at                  TimeOfDay
	}{
		"too early":   {a.wang.Number, "daily", a.ma.Number, 8 * 60},
		"too late":    {a.wang.Number, "daily", a.ma.Number, 19 * 60},
		"on dates":    {a.wang.Number, "2026-12-24", a.ma.Number, 10 * 60},
		"by no staff": {a.wang.Number, "daily", a.wang.Number, 10 * 60},
		"for nobody":  {"10000999", "daily", a.ma.Number, 10 * 60},
		"of no phone": {a.add("何奶奶", Elder).Number, "daily", a.ma.Number, 10 * 60},
	} {
		days, err := ParseDays(tt.days)
		a.must(err)
		if _, err := a.SetCheckin(ctx, tt.number, Checkin{At: tt.at, Days: days, Actor: tt.actor}); err == nil {
			t.Errorf("%s: it was arranged", label)
		}
	}
	k, ok, err := a.CheckinOf(ctx, a.wang.ID)
	a.must(err)
	if got := fmt.Sprint(ok, " ", k.Days.Written, " ", k.At, " ", k.Actor == a.ma.Number); got != "true Mon Tue Wed Thu Fri 10:00 true" {
		t.Errorf("it is %s", got)
	}
	a.pass(time.Hour)
	call := a.rung()[0]
	a.must(a.StopCheckin(ctx, a.wang.Number, a.ma.Number))
	a.must(a.Status(ctx, call.ID, call.SID, "no-answer"))
	a.pass(72 * time.Hour)
	if calls := a.rung(); len(calls) > 0 {
		t.Errorf("rung after it was stopped: %v", keys(calls))
	}
	if err := a.StopCheckin(ctx, a.wang.Number, a.ma.Number); err == nil {
		t.Error("stopped twice")
	}
	a.wantTickets()
}

// A clock that was set far ahead and back again skips no day for long.
func TestACheckInSurvivesTheClock(t *testing.T) {
	a := newAsked(t)
	a.clock.Step(365 * 24 * time.Hour)
	a.must(a.Tick(ctx))
	a.clock.Step(-365 * 24 * time.Hour)
	a.must(a.Tick(ctx))
	k, _, err := a.CheckinOf(ctx, a.wang.ID)
	a.must(err)
	if wait := k.Next.Sub(a.clock.Now()); wait > 4*24*time.Hour {
		t.Errorf("next after %v", wait)
	}
}
