package care

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// An office is a house with staff: two of 翠湖 and their coordinator, and one
// coordinator of 莲花.
type office struct {
	*house
	wang, ma, he, director, lotus Member
}

func newOffice(t *testing.T) *office {
	o := &office{house: newHouse(t)}
	o.wang = o.add("王奶奶", Elder, phone(1))
	o.ma = o.add("小马", Duty, phone(11))
	o.he = o.add("小何", Duty, phone(12))
	o.director = o.add("王主任", Coordinator, phone(13))
	o.lotus = o.addTo("莲花", "刘主任", Coordinator, phone(14))
	return o
}

// open opens a ticket and returns it as it stands.
func (o *office) open(kind TicketKind, about Member) Ticket {
	o.t.Helper()
	o.texts++
	source := fmt.Sprintf("test/%d", o.texts)
	o.must(o.OpenTicket(ctx, Ticket{Source: source, Kind: kind, Member: about.ID, Phone: about.Phone()}))
	return o.ticketOf(source)
}

func (o *office) ticketOf(source string) Ticket {
	o.t.Helper()
	t, err := o.Task(ctx, one[int64](o.house, `SELECT id FROM tickets WHERE source = $1`, source))
	o.must(err)
	return t.Ticket
}

// told are the members who get texts about what is overdue, by name, with
// what they are told, since the last look.
func (o *office) told() (out []string) {
	o.t.Helper()
	for _, r := range o.hand(TextLane) {
		if r.Unsure {
			continue // looked up, not sent again
		}
		m, err := o.Member(ctx, r.Member)
		o.must(err)
		out = append(out, fmt.Sprint(m.Name, " ", r.Kind, " ", r.Facts.Tickets[0].ID, "/", r.Facts.Count))
	}
	return out
}

func (o *office) wantTold(want ...string) {
	o.t.Helper()
	if got := o.told(); strings.Join(got, ", ") != strings.Join(want, ", ") {
		o.t.Errorf("told %q, want %q", got, want)
	}
}

func TestTicketsGoToTheStaffOfTheCommunityInTurn(t *testing.T) {
	o := newOffice(t)
	var owners []int64
	for _, kind := range []TicketKind{NotConfirmed, NotRight, Exchange, NotConfirmed, NotRight, Exchange} {
		owners = append(owners, o.open(kind, o.wang).Owner)
	}
	want := []int64{o.ma.ID, o.he.ID, o.director.ID, o.ma.ID, o.he.ID, o.director.ID}
	if fmt.Sprint(owners) != fmt.Sprint(want) {
		t.Errorf("owners %v, want %v", owners, want)
	}
	_, err := o.CloseTicket(ctx, 2, Closing{Actor: o.he.Number, Outcome: "办好"})
	o.must(err)
	if k := o.open(NotConfirmed, o.wang); k.Owner != o.he.ID {
		t.Errorf("whoever has the least to do does not get it, but %d", k.Owner)
	}
	if k := o.open(VoiceNote, Member{Phones: []Phone{phone(40)}}); k.Owner != 0 || k.Community != "" {
		t.Errorf("a stranger's ticket is %+v", k)
	}
	if k := o.open(NotConfirmed, o.addTo("西山", "赵奶奶", Elder, phone(3))); k.Owner != 0 || k.Community != "西山" {
		t.Errorf("a ticket where nobody works is %+v", k)
	}
}

func TestATicketIsDueFromWhenSomebodyIsThere(t *testing.T) {
	o := newOffice(t)
	if k := o.open(CallBack, o.wang); !k.Due.Equal(monday.Add(30 * time.Minute)) {
		t.Errorf("by day it is due at %v", k.Due)
	}
	o.clock.Advance(13 * time.Hour) // ten in the evening
	if k := o.open(CallBack, o.wang); !k.Due.Equal(monday.Add(24 * time.Hour)) {
		t.Errorf("by night it is due at %v", k.Due) // opens at 8:30, and half an hour
	}
}

func TestWhatIsOverdueIsToldToItsOwnerAndThenToCoordinators(t *testing.T) {
	o := newOffice(t)
	first := o.open(CallBack, o.wang)
	o.pass(29 * time.Minute)
	o.wantTold()
	o.pass(time.Minute)
	o.wantTold(fmt.Sprint("小马 ticket.overdue ", first.ID, "/1"))
	o.pass(time.Hour + 59*time.Minute)
	o.wantTold()
	o.pass(time.Minute)
	o.wantTold(fmt.Sprint("王主任 ticket.escalated ", first.ID, "/1"))
	o.pass(20*time.Hour + 59*time.Minute)
	o.wantTold()
	o.pass(time.Minute) // half past eight
	o.wantTold(fmt.Sprint("王主任 ticket.escalated ", first.ID, "/1"))
	_, err := o.CloseTicket(ctx, first.ID, Closing{Actor: o.ma.Number, Outcome: "打过了"})
	o.must(err)
	o.pass(72 * time.Hour)
	o.wantTold()
}

func TestOneTextTellsOfAllThatIsOverdueAndNobodyGetsManyOfThem(t *testing.T) {
	o := newOffice(t)
	mine := o.open(CallBack, o.wang)
	for range 3 {
		o.open(CallBack, Member{Phones: []Phone{phone(40)}}) // strangers', and nobody's
	}
	o.pass(30 * time.Minute)
	o.wantTold(fmt.Sprint("小马 ticket.overdue ", mine.ID, "/1"),
		fmt.Sprint("王主任 ticket.unowned ", mine.ID+1, "/3"), fmt.Sprint("刘主任 ticket.unowned ", mine.ID+1, "/3"))
	next := o.open(Unfinished, Member{Phones: []Phone{phone(41)}})
	o.must(o.write(ctx, func(v *verb) error {
		_, err := v.Exec(`UPDATE tickets SET next_at = $1 WHERE id = $2`, ms(v.now), next.ID)
		return err
	}))
	o.pass(time.Second)
	o.wantTold()
	o.pass(30 * time.Minute)
	o.wantTold(fmt.Sprint("王主任 ticket.unowned ", next.ID, "/1"), fmt.Sprint("刘主任 ticket.unowned ", next.ID, "/1"))
}

func TestNobodyIsToldByNightOfWhatIsOverdue(t *testing.T) {
	o := newOffice(t)
	o.clock.Advance(11*time.Hour + 45*time.Minute) // a quarter to nine in the evening
	k := o.open(NotConfirmed, o.wang)
	o.must(o.write(ctx, func(v *verb) error {
		_, err := v.Exec(`UPDATE tickets SET due_at = $1, next_at = $1`, ms(v.policy.Hours.Texts.Next(v.now.Add(30*time.Minute))))
		return err
	}))
	o.pass(10 * time.Hour)
	o.wantTold()
	o.pass(45 * time.Minute) // half past seven
	o.wantTold(fmt.Sprint("小马 ticket.overdue ", k.ID, "/1"))
}

func TestAnOwnerWhoCannotBeToldIsPassedOver(t *testing.T) {
	o := newOffice(t)
	k := o.open(CallBack, o.wang)
	o.must(o.OptOut(ctx, o.from(o.ma.Phone())))
	_, err := o.CloseTicket(ctx, k.ID+1, Closing{Actor: o.he.Number, Outcome: "知道了"}) // that he wants no texts
	o.must(err)
	o.pass(30 * time.Minute)
	o.wantTold(fmt.Sprint("王主任 ticket.escalated ", k.ID, "/1"))
}

func TestNobodyJudgesInTheirOwnCause(t *testing.T) {
	o := newOffice(t)
	aunt, err := o.AddMember(ctx, Member{Name: "李阿姨", Roles: Elder, Community: "翠湖", Phones: []Phone{phone(4)},
		Contacts: []Contact{{Name: "小何", Phone: o.he.Phone(), Relation: RelatedFamily}, {Name: "小马", Phone: o.ma.Phone(), Relation: HasKey}}})
	o.must(err)
	both := o.add("老孙", Duty|Volunteer, phone(15))
	wife := o.add("孙太太", Duty, phone(16), phone(15))
	ask, err := o.AskForHelp(ctx, Ask{Source: "CA1", Elder: o.wang.ID, Kind: Company, When: Tomorrow})
	o.must(err)
	o.must(o.Take(ctx, o.from(both.Phone()), ask.ID, NoTime))
	visit := o.request(ask.ID).Visit
	for _, tt := range []struct {
		label  string
		kind   TicketKind
		about  Member
		ref    int64
		actor  Member
		refuse bool
	}{
		{"somebody else", CallBack, o.wang, 0, o.he, false},
		{"herself", Exchange, both, 0, both, true},
		{"her own visit", NotRight, o.wang, visit.ID, both, true},
		{"her husband's visit", NotRight, o.wang, visit.ID, wife, true},
		{"a visit of others", NotRight, o.wang, visit.ID, o.ma, false},
		{"his aunt", NotSatisfied, aunt, 0, o.he, true},
		{"whose key he has", NotSatisfied, aunt, 0, o.ma, false},
	} {
		source := "own/" + tt.label
		o.must(o.OpenTicket(ctx, Ticket{Source: source, Kind: tt.kind, Member: tt.about.ID, Ref: tt.ref}))
		k := o.ticketOf(source)
		if own := k.Owner == tt.actor.ID && tt.refuse; own {
			t.Errorf("%s: it was given to whom it is about", tt.label)
		}
		_, err := o.CloseTicket(ctx, k.ID, Closing{Actor: tt.actor.Number, Outcome: "办好"})
		if refused := errors.Is(err, ErrOwnCause); refused != tt.refuse || err != nil && !refused {
			t.Errorf("%s: %v", tt.label, err)
		}
	}
	for _, actor := range []string{o.wang.Number, "10000999", "王主任", ""} {
		if _, err := o.CloseTicket(ctx, 1, Closing{Actor: actor, Outcome: "办好"}); !errors.Is(err, ErrNoWorker) {
			t.Errorf("%q closes a ticket: %v", actor, err)
		}
	}
}

func TestWhatWasDoneWithATicketIsKept(t *testing.T) {
	o := newOffice(t)
	k := o.open(CallBack, o.wang)
	for _, do := range []func() (Task, error){
		func() (Task, error) { return o.TakeTicket(ctx, k.ID, o.he.Number) },
		func() (Task, error) { return o.TakeTicket(ctx, k.ID, o.he.Number) }, // changes nothing
		func() (Task, error) { return o.PostponeTicket(ctx, k.ID, o.he.Number) },
		func() (Task, error) {
			return o.CloseTicket(ctx, k.ID, Closing{Actor: o.he.Number, Outcome: "打 过\n了"})
		},
		func() (Task, error) { return o.ReopenTicket(ctx, k.ID, o.director.Number) },
		func() (Task, error) { return o.CloseTicket(ctx, k.ID, Closing{Actor: o.ma.Number, Outcome: "好了"}) },
	} {
		_, err := do()
		o.must(err)
	}
	now, err := o.Task(ctx, k.ID)
	o.must(err)
	if now.Outcome != "好了" || now.ClosedBy != o.ma.Number || now.Closed.IsZero() || now.Reopened != 1 || now.Owner != o.he.ID || !now.Due.Equal(k.Due) {
		t.Errorf("it is %+v", now.Ticket)
	}
	events, err := o.TicketEvents(ctx, k.ID)
	o.must(err)
	var got []string
	for _, e := range events {
		got = append(got, e.What+" "+e.Who+" "+e.Note)
	}
	want := fmt.Sprintf("[taken %[1]s  later %[1]s  closed %[1]s 打 过 了 reopened %[2]s  closed %[3]s 好了]", o.he.Number, o.director.Number, o.ma.Number)
	if fmt.Sprint(got) != want {
		t.Errorf("%v, want %v", got, want)
	}
	if _, err := o.CloseTicket(ctx, k.ID, Closing{Actor: o.ma.Number, Outcome: "好了"}); !errors.Is(err, ErrTicketOver) {
		t.Errorf("closed twice: %v", err)
	}
	if _, err := o.CloseTicket(ctx, k.ID, Closing{Actor: o.ma.Number, Outcome: " "}); err == nil {
		t.Error("closed without an outcome")
	}
	if _, err := o.ReopenTicket(ctx, o.open(CallBack, o.wang).ID, o.ma.Number); !errors.Is(err, ErrTicketOpen) {
		t.Errorf("one that is open is opened: %v", err)
	}
	if _, err := o.Task(ctx, 999); !errors.Is(err, ErrNoTicket) {
		t.Error(err)
	}
	err = o.write(ctx, func(v *verb) error { _, err := v.Exec(`DELETE FROM ticket_events`); return err })
	if err == nil {
		t.Error("what was done can be deleted")
	}
}

// The desk's metrics hold what was promised, whatever staff put off.
func TestPuttingOffKeepsNoPromise(t *testing.T) {
	o := newOffice(t)
	k := o.open(CallBack, o.wang)
	o.pass(20 * time.Minute)
	_, err := o.PostponeTicket(ctx, k.ID, o.ma.Number)
	o.must(err)
	o.pass(50 * time.Minute)
	s, err := o.Standing(ctx)
	o.must(err)
	if s.Tickets.Overdue != 40*time.Minute || s.Tickets.Waiting != 1 {
		t.Errorf("it stands at %+v", s.Tickets)
	}
	o.wantTold() // the owner has said later
	if _, ok, err := o.NextTask(ctx, o.ma.ID, 0); ok || err != nil {
		t.Errorf("what was put off is next: %v", err)
	}
	o.pass(10 * time.Minute)
	o.wantTold(fmt.Sprint("小马 ticket.overdue ", k.ID, "/1"))
	if next, ok, err := o.NextTask(ctx, o.ma.ID, 0); !ok || err != nil || next.ID != k.ID {
		t.Errorf("next is %d: %v", next.ID, err)
	}
}

func TestWhoseWorkATicketIs(t *testing.T) {
	o := newOffice(t)
	mine := o.open(CallBack, o.wang)                                 // 小马's
	theirs := o.open(CallBack, o.wang)                               // 小何's
	nobodys := o.open(VoiceNote, Member{Phones: []Phone{phone(40)}}) // a stranger's
	far := o.open(NotConfirmed, o.addTo("西山", "赵奶奶", Elder, phone(3)))
	for _, tt := range []struct {
		who  Member
		want []int64
	}{
		{o.ma, []int64{mine.ID, nobodys.ID}},
		{o.he, []int64{theirs.ID, nobodys.ID}},
		{o.director, []int64{mine.ID, theirs.ID, nobodys.ID, far.ID}},
		{o.lotus, []int64{nobodys.ID, far.ID}},
	} {
		var got []int64
		for after := int64(0); ; {
			next, ok, err := o.NextTask(ctx, tt.who.ID, after)
			o.must(err)
			if !ok {
				break
			}
			after = next.ID
			got = append(got, after)
		}
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s works on %v, want %v", tt.who.Name, got, tt.want)
		}
	}
	all, err := o.Tasks(ctx, TicketFilter{Community: "翠湖", Overdue: true})
	o.must(err)
	if len(all) != 0 {
		t.Errorf("overdue: %v", all)
	}
	o.clock.Advance(time.Hour)
	all, err = o.Tasks(ctx, TicketFilter{Community: "翠湖", Overdue: true})
	o.must(err)
	if len(all) != 2 {
		t.Errorf("overdue: %v", all)
	}
}

// A policy that was stored before tickets had owners has the built-in numbers.
func TestAPolicyOfBeforeOwnersHasTheirNumbers(t *testing.T) {
	old := string(defaultPolicy)
	for _, line := range []string{"first_contact = ", "later = ", "supervisor = ", "again = ", "tell_every = "} {
		at := strings.Index(old, "\n"+line)
		end := at + 1 + strings.Index(old[at+1:], "\n")
		old = old[:at] + old[end:]
	}
	old = strings.Replace(old, `unfinished = "1h"`, `unfinished = "5h"`, 1)
	p, err := ParsePolicy([]byte(old))
	if err != nil {
		t.Fatal(err)
	}
	if p.Tickets.Supervisor.Std() != 2*time.Hour || p.Tickets.Unfinished.Std() != 5*time.Hour || p.Tickets.TellEvery <= 0 {
		t.Errorf("%+v", p.Tickets)
	}
}
