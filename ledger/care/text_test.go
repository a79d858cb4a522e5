package care

import (
	"slices"
	"testing"
	"time"
)

func TestSameTextTwiceHasOneEffect(t *testing.T) {
	s := newStreet(t)
	r := s.ask(Home, Tomorrow)
	text := s.from(s.zhang.Phone())
	for range 3 {
		s.must(s.Take(ctx, text, r.ID, NoTime))
	}
	s.must(s.Pass(ctx, text, r.ID)) // even read differently the second time
	s.wantReply(text, "taken")
	if n := len(s.rows(`key LIKE 'reply/%'`)); n != 1 {
		t.Errorf("%d replies", n)
	}
	s.wantState(r, Accepted)
	if n := one[int](s.house, `SELECT count(*) FROM offers WHERE passed_at IS NOT NULL`); n != 0 {
		t.Error("the text that took it passed it too")
	}
	slip := s.from(s.liu.Phone())
	for range 10 {
		s.must(s.Start(ctx, slip, VisitCode{Code: "0000"}))
	}
	s.wantTickets() // one slip that was delivered ten times locks nobody
}

// Five wrong codes in an hour lock a phone for an hour; the right code is
// refused like all others meanwhile.
func TestWrongCodesLockThePhone(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	right, wrong := VisitCode{Code: r.Visit.Code}, VisitCode{Code: "0000"}
	if right == wrong {
		wrong.Code = "2222"
	}
	send := func(code VisitCode, want string) {
		t.Helper()
		text := s.from(s.zhang.Phone())
		s.must(s.Start(ctx, text, code))
		s.wantReply(text, want)
	}
	for range 4 {
		send(wrong, "unknown.code")
		s.clock.Advance(10 * time.Minute)
	}
	s.wantTickets()
	send(wrong, "locked")
	s.wantTickets(WrongCodes)
	s.clock.Advance(59 * time.Minute)
	send(right, "locked")
	s.wantState(r, Accepted)
	other := s.from(s.liu.Phone()) // whoever else texts is not locked
	s.must(s.Hours(ctx, other))
	s.wantReply(other, "hours")
	s.clock.Advance(time.Minute)
	send(right, "started")
	s.wantTickets(WrongCodes)
}

func TestSlowSlipsDoNotLock(t *testing.T) {
	s := newStreet(t)
	for range 12 {
		text := s.from(s.zhang.Phone())
		s.must(s.Start(ctx, text, VisitCode{Code: "0000"}))
		s.wantReply(text, "unknown.code")
		s.clock.Advance(16 * time.Minute)
	}
}

func TestSomebodyElsesCodeRevealsNothing(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	stolen, made := s.from(s.liu.Phone()), s.from(s.liu.Phone())
	s.must(s.Start(ctx, stolen, VisitCode{Code: r.Visit.Code}))
	s.must(s.Start(ctx, made, VisitCode{Code: "0000"}))
	a, b := s.rows(`key = $1`, "reply/"+stolen.SID)[0], s.rows(`key = $1`, "reply/"+made.SID)[0]
	if a.Kind != b.Kind || a.Facts != b.Facts || a.Ref != b.Ref {
		t.Errorf("a stolen code: %+v\nan invented one: %+v", a, b)
	}
	s.wantState(r, Accepted)
}

func TestRequestThatWasNotOfferedCannotBeTaken(t *testing.T) {
	s := newStreet(t)
	r := s.ask(Company, Today)
	late := s.add("后来", Volunteer, phone(8))
	text := s.from(late.Phone())
	s.must(s.Take(ctx, text, r.ID, NoTime))
	s.wantReply(text, "unknown.code")
	s.wantState(r, Offered)
}

func TestStrangerIsAnsweredOnceADay(t *testing.T) {
	s := newStreet(t)
	stranger := phone(77)
	for day := range 2 {
		for range 3 {
			s.must(s.NotUnderstood(ctx, s.from(stranger)))
			s.must(s.Start(ctx, s.from(stranger), VisitCode{Code: "2222"}))
			s.must(s.Join(ctx, s.from(stranger), "小赵"))
			s.must(s.SOS(ctx, s.from(stranger)))
		}
		if n := len(s.rows(`phone = $1`, string(stranger))); n != day+1 {
			t.Errorf("%d answers on day %d", n, day+1)
		}
		s.clock.Advance(24 * time.Hour)
	}
	s.must(s.NotUnderstood(ctx, Text{SID: "hidden"}))
	if n := len(s.rows(`phone = ''`)); n != 0 {
		t.Errorf("%d answers to nobody", n)
	}
	if n := one[int](s.house, `SELECT count(*) FROM cases`); n != 0 {
		t.Errorf("%d emergencies for a stranger's text", n)
	}
	s.wantTickets(JoinRequest, JoinRequest)
}

func TestMachineThatAnswersUsIsStopped(t *testing.T) {
	s := newStreet(t)
	answers := func() (n int) {
		for range 20 {
			text := s.from(s.zhang.Phone())
			s.must(s.NotUnderstood(ctx, text))
			if s.reply(text) != "" {
				n++
			}
			s.clock.Advance(time.Second)
		}
		return n
	}
	if n := answers(); n != 5 {
		t.Errorf("%d answers, want 5", n)
	}
	s.clock.Advance(time.Hour)
	if n := answers(); n != 5 {
		t.Errorf("%d answers an hour later, want 5", n)
	}
}

func TestWhoWantsNoTextsIsRung(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	s.must(s.OptOut(ctx, s.from(s.zhang.Phone())))
	s.wantTickets(OptedOut)
	s.must(s.CancelRequest(ctx, r.ID))
	s.wantTickets(OptedOut, OptedOut)
	if n := len(s.rows(`kind = 'cancelled.elder'`)); n != 0 {
		t.Error("texted all the same")
	}
	s.must(s.OptIn(ctx, s.from(s.zhang.Phone())))
	text := s.from(s.zhang.Phone())
	s.must(s.Hours(ctx, text))
	s.wantReply(text, "hours")
}

func TestRestingVolunteersAreNotAsked(t *testing.T) {
	s := newStreet(t)
	busy, free := s.from(s.zhang.Phone()), s.from(s.zhang.Phone())
	s.must(s.Rest(ctx, busy, true))
	s.wantReply(busy, "busy")
	s.ask(Home, Tomorrow)
	s.must(s.Rest(ctx, free, false))
	s.wantReply(free, "free")
	s.ask(Company, Tomorrow)
	if n := len(s.rows(`kind = 'offer' AND phone = $1`, string(s.zhang.Phone()))); n != 1 {
		t.Errorf("asked %d times, want once, after the rest", n)
	}
}

func TestSmallTextsAreAnswered(t *testing.T) {
	s := newStreet(t)
	for want, send := range map[string]func(Text) error{
		"help":                func(x Text) error { return s.HelpText(ctx, x) },
		"redeem.no.too-young": func(x Text) error { return s.RedeemText(ctx, x, "", 10) },
		"hours":               func(x Text) error { return s.Hours(ctx, x) },
		"joined.ask":          func(x Text) error { return s.Join(ctx, x, "小张") },
	} {
		text := s.from(s.zhang.Phone())
		s.must(send(text))
		s.wantReply(text, want)
	}
}

func TestLineKnowsWhoSharesIt(t *testing.T) {
	h := newHouse(t)
	wang := h.add("王奶奶", Elder, phone(1))
	li := h.add("李爷爷", Elder, phone(1))
	h.add("女儿", Volunteer, phone(1))
	duty := h.add("值班", Duty, phone(5))
	l, err := h.Line(ctx, phone(1))
	h.must(err)
	if len(l.Members) != 3 || len(l.Elders) != 2 || l.Elders[0].ID != wang.ID || l.Elders[1].ID != li.ID {
		t.Errorf("%+v", l)
	}
	if !l.Staffed || !l.OpensAt.Equal(h.clock.Now()) || !slices.Equal(l.Staff, []Phone{duty.Phone()}) {
		t.Errorf("at nine: %+v", l)
	}
	h.clock.Set(clockTime("17:30").On(monday))
	l, err = h.Line(ctx, "")
	h.must(err)
	if len(l.Members) != 0 || l.Staffed || !l.OpensAt.Equal(clockTime("08:30").On(monday.AddDate(0, 0, 1))) {
		t.Errorf("a hidden caller in the evening: %+v", l)
	}
}
