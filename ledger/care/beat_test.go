package care

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// A beat is where cheats are looked for: people who live apart, three of the
// staff, and a coordinator.
type beat struct {
	*house
	wang, li, zhou     Member // elders; 老周 also visits others
	zhang, liu, chen   Member // volunteers
	wu, ma, he, worker Member // a coordinator and three of the staff
	asked              int
}

func newBeat(t *testing.T) *beat {
	b := &beat{house: newHouse(t)}
	for i, p := range []struct {
		into      *Member
		name      string
		roles     Role
		community string
	}{
		{&b.wang, "王奶奶", Elder, "翠湖"}, {&b.li, "李爷爷", Elder, "莲花"}, {&b.zhou, "老周", Elder | Volunteer, "翠湖"},
		{&b.zhang, "小张", Volunteer, "翠湖"}, {&b.liu, "小刘", Volunteer, "翠湖"}, {&b.chen, "小陈", Volunteer | Elder, "翠湖"},
		{&b.wu, "吴主任", Coordinator, "翠湖"}, {&b.ma, "小马", Duty, "翠湖"}, {&b.he, "小何", Duty, "翠湖"}, {&b.worker, "老孙", Duty, "翠湖"},
	} {
		m, err := b.AddMember(ctx, Member{Name: p.name, Roles: p.roles, Community: p.community, Address: p.name + "的家", Phones: []Phone{phone(60 + i)}})
		b.must(err)
		*p.into = m
	}
	b.visited()
	return b
}

// at is so many minutes after two in the afternoon of a day; monday is day 0.
func at(day, minutes int) time.Time {
	return clockTime("14:00").On(monday.AddDate(0, 0, day)).Add(time.Duration(minutes) * time.Minute)
}

// A stay is one visit as it is played.
type stay struct {
	by, to     Member
	begin, end time.Time
	key        int           // of the elder after it, 0 for none
	after      time.Duration // from the answer to the key; 0 is ten seconds
	line       bool          // called in from the elder's telephone
}

// plays lets visits happen, one after the other.
func (b *beat) plays(stays ...stay) (made []Request) {
	b.t.Helper()
	for _, s := range stays {
		made = append(made, b.play(s))
	}
	return made
}

func (b *beat) play(s stay) Request {
	b.t.Helper()
	b.asked++
	if early := s.begin.Add(-4 * time.Hour); early.After(b.clock.Now()) {
		b.clock.Set(early)
	}
	r, err := b.AskForHelp(ctx, Ask{Source: fmt.Sprintf("call/CA%d/3", b.asked), Elder: s.to.ID, Kind: Safety, When: Today})
	b.must(err)
	b.must(b.write(ctx, func(v *verb) error { return v.offer(r, s.to, s.by.ID) })) // whoever's turn it is
	text := b.from(s.by.Phone())
	b.must(b.Take(ctx, text, r.ID, clockTime(s.begin.Format("15:04"))))
	if r = b.request(r.ID); r.Visit.Volunteer != s.by.ID {
		b.t.Fatalf("%s cannot take it: %q", s.by.Name, b.reply(text))
	}
	tell := func(at time.Time, leaving bool) {
		if at.After(b.clock.Now()) {
			b.clock.Set(at)
		}
		text := b.from(s.by.Phone())
		text.SentAt = at
		switch {
		case s.line:
			b.must(b.CallIn(ctx, CallIn{Source: text.SID, Phone: s.to.Phone(), Code: r.Visit.Code, Leaving: leaving}))
		case leaving:
			b.must(b.Finish(ctx, text, VisitCode{Code: r.Visit.Code}))
		default:
			b.must(b.Start(ctx, text, VisitCode{Code: r.Visit.Code}))
		}
	}
	tell(s.begin, false)
	tell(s.end, true)
	if s.after == 0 {
		s.after = 10 * time.Second
	}
	switch s.key {
	case 1:
		b.must(b.Confirm(ctx, r.Visit.ID, s.after))
	case 2:
		b.must(b.Dispute(ctx, r.Visit.ID, s.after))
	}
	return b.request(r.ID)
}

// nextMorning moves on to a quarter past six and does all that is due then.
func (b *beat) nextMorning() {
	b.t.Helper()
	morning := clockTime("06:15").On(b.clock.Now())
	if !morning.After(b.clock.Now()) {
		morning = clockTime("06:15").On(b.clock.Now().AddDate(0, 0, 1))
	}
	b.clock.Set(morning)
	for range 100 {
		next, err := b.nextTick(ctx)
		b.must(err)
		if next.IsZero() || next.After(b.clock.Now()) {
			return
		}
		b.must(b.Tick(ctx))
	}
	b.t.Fatal("what is due never ends")
}

// kinds are the kinds of all signals, each with the ticket of a coordinator.
func (b *beat) kinds() (kinds []SignalKind) {
	b.t.Helper()
	tasks, err := b.Tasks(ctx, TicketFilter{})
	b.must(err)
	for _, s := range b.signals() {
		kinds = append(kinds, s.Kind)
		i := slices.IndexFunc(tasks, func(k Task) bool { return k.Kind == SignalTicket && k.Ref == s.ID })
		if i < 0 {
			b.t.Errorf("%s has no ticket", s.Kind)
		} else if k := tasks[i]; k.Owner != b.wu.ID || k.Note != string(s.Kind)+": "+s.Detail {
			b.t.Errorf("%s is the work of %q: %q", s.Kind, k.Worker.Name, k.Note)
		}
	}
	slices.Sort(kinds)
	return kinds
}

func (b *beat) want(want ...SignalKind) {
	b.t.Helper()
	slices.Sort(want)
	if got := b.kinds(); !slices.Equal(got, want) {
		b.t.Errorf("the signals are %v, want %v\n%+v", got, want, b.signals())
	}
}
