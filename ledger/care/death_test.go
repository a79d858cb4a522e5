package care

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// dies has two people report a death of today.
func (c *clan) dies(m Member) Estate {
	c.t.Helper()
	var e Estate
	for i, by := range []Member{c.ma, c.he} {
		var done bool
		var err error
		e, done, err = c.ReportDeath(ctx, DeathReport{Member: m.Number, Day: c.clock.Now(), Seen: "死亡证明", Actor: by.Number})
		c.must(err)
		if done != (i == 1) {
			c.t.Fatalf("after %d reports it is done: %v", i+1, done)
		}
	}
	ledgertest.Check(c.t, c.Bank)
	return e
}

// lives has two people say that it was an error.
func (c *clan) lives(m Member) {
	c.t.Helper()
	for i, by := range []Member{c.boss, c.ma} {
		done, err := c.UndoDeath(ctx, DeathReport{Member: m.Number, Seen: "人在老家", Actor: by.Number})
		c.must(err)
		if done != (i == 1) {
			c.t.Fatalf("after %d people it is undone: %v", i+1, done)
		}
	}
	ledgertest.Check(c.t, c.Bank)
}

// quiet fails when anything waits to be said to a member, or to a phone.
func (c *clan) quiet(m Member, phones ...Phone) {
	c.t.Helper()
	for _, o := range c.rows(`state IN ('waiting', 'leased') AND action IN ('call', 'text')`) {
		if o.Member == m.ID || slices.Contains(phones, o.Phone) {
			c.t.Errorf("%s %s still goes to %s", o.Action, o.Key, m.Name)
		}
	}
}

func TestADeathTakesTwoReports(t *testing.T) {
	c := newClan(t)
	report := DeathReport{Member: c.li.Number, Day: c.clock.Now(), Seen: "死亡证明", Actor: c.ma.Number}
	ask := func() bool {
		_, done, err := c.ReportDeath(ctx, report)
		c.must(err)
		return done
	}
	if once, again := ask(), ask(); once || again {
		t.Fatal("one person is enough for a death")
	}
	report.Actor, report.Day = c.he.Number, report.Day.AddDate(0, 0, -1)
	if ask() {
		t.Fatal("two people named two days")
	}
	if _, left, err := c.DepartureOf(ctx, c.li.ID); err != nil || left {
		t.Fatalf("he has left: %v", err)
	}
	report.Actor = c.ma.Number
	if !ask() {
		t.Fatal("two people named one day, and nothing is done")
	}
	d, left, err := c.DepartureOf(ctx, c.li.ID)
	if err != nil || !left || d.Kind != HasDied || d.Day != "2026-11-22" {
		t.Errorf("he has left: %+v, %v", d, err)
	}
	_, _, err = c.ReportDeath(ctx, report)
	refused(t, "a second death", err, ErrDead)
	report = DeathReport{Member: c.wang.Number, Day: monday.AddDate(0, 0, 1), Seen: "死亡证明", Actor: c.ma.Number}
	_, _, err = c.ReportDeath(ctx, report)
	refused(t, "tomorrow", err, ErrNotThatDay)
}

func TestNobodyOfTheFamilyReportsADeath(t *testing.T) {
	c := newClan(t)
	c.contacts(c.li, "小马:"+string(c.ma.Phone()))
	_, _, err := c.ReportDeath(ctx, DeathReport{Member: c.li.Number, Day: monday, Seen: "死亡证明", Actor: c.ma.Number})
	refused(t, "whom he named as family", err, ErrOwnCause)
}

// Li dies on the morning of a visit.
func TestNobodyRingsTheDead(t *testing.T) {
	c := newClan(t)
	c.li = c.add("老李", Elder, phone(20))
	c.must(c.arrangesCheckin(c.li))
	c.print(c.li, false)
	visit, err := c.AskForHelp(ctx, Ask{Source: "call/li/1", Elder: c.li.ID, Kind: Company, When: Today})
	c.must(err)
	c.must(c.Take(ctx, c.from(c.zhang.Phone()), visit.ID, NoTime))
	waiting, err := c.AskForHelp(ctx, Ask{Source: "call/li/2", Elder: c.li.ID, Kind: Home, When: Tomorrow})
	c.must(err)
	c.must(c.OpenTicket(ctx, Ticket{Source: "call-back/1", Kind: CallBack, Member: c.li.ID, Phone: c.li.Phone()}))
	up := c.hand(CallLane) // the call that tells him who comes rings

	c.dies(c.li)
	c.wantState(visit, Cancelled)
	c.wantState(waiting, Cancelled)
	if n := c.texted(c.zhang, "cancelled.died"); n != 1 {
		t.Errorf("the volunteer was told %d times", n)
	}
	if len(up) != 1 || len(c.rows(`action = 'hangup' AND key = $1`, "hangup/"+up[0].SID)) != 1 {
		t.Errorf("the call that rang goes on: %v", up)
	}
	c.quiet(c.li, phone(20))
	c.wantTickets()
	for range 30 { // a week: no check-in, no announcement, no offer, no question
		c.pass(6 * time.Hour)
		for _, lane := range []Lane{CallLane, EmergencyLane, TextLane} {
			for _, o := range c.hand(lane) {
				if !o.Unsure && (o.Member == c.li.ID || o.Phone == phone(20)) {
					t.Fatalf("%s: %s rang him", c.clock.Now(), o.Key)
				}
				c.must(c.Status(ctx, o.ID, o.SID, "no-answer"))
			}
		}
	}
	c.wantTickets()
	if _, err := c.PrintCard(ctx, CardOrder{Number: c.li.Number, Actor: c.ma.Number}); err == nil {
		t.Error("a card is printed for him")
	}
	if cards := one[int](c.house, `SELECT count(*) FROM cards WHERE elder = $1 AND void_at IS NULL`, c.li.ID); cards != 0 {
		t.Error("his card still opens a visit")
	}
	_, err = c.AskForHelp(ctx, Ask{Source: "call/li/3", Elder: c.li.ID, Kind: Home, When: Tomorrow})
	refused(t, "who asks for him", err, ErrDead)
}

// arrangesCheckin has a member rung every day at ten.
func (c *clan) arrangesCheckin(m Member) error {
	k := Checkin{At: clockTime("10:00"), Actor: c.ma.Number}
	var err error
	if k.Days, err = ParseDays("daily"); err != nil {
		return err
	}
	return second(c.SetCheckin(ctx, m.Number, k))
}

// The widow's telephone is his: it is hers alone from then on, and in her
// emergency he is not rung.
func TestTheWidowIsLeftAloneButNotInNeed(t *testing.T) {
	c := newClan(t)
	c.contacts(c.wang, "李爷爷:"+string(phone(20)), "王女儿:"+string(phone(21)))
	if len(c.line(phone(1)).Elders) != 2 {
		t.Fatal("they share no line")
	}
	c.dies(c.li)
	if l := c.line(phone(1)); len(l.Elders) != 1 || l.Elders[0].ID != c.wang.ID {
		t.Errorf("on her line are %s", names(l.Elders))
	}
	if l := c.line(phone(20)); len(l.Members) != 0 {
		t.Errorf("his telephone is %s's", names(l.Members))
	}
	k, err := c.Alarm(ctx, Alarm{Source: "call/CA9", Phone: phone(1), Call: "CA9"})
	c.must(err)
	for _, r := range k.Ladder.Responders {
		if r.Phone == phone(20) {
			t.Error("he is on her ladder")
		}
	}
	if !slices.ContainsFunc(k.Ladder.Responders, func(r Responder) bool { return r.Phone == phone(21) }) {
		t.Error("the daughter is not")
	}
	c.must(c.CallEnded(ctx, "CA9"))
	c.pass(4 * time.Minute)
	if rung := c.rows(`kind = $1`, AboutElder); len(rung) != 1 || rung[0].Member != c.wang.ID {
		t.Errorf("she is rung back %v", rung)
	}
	// A file that still names him changes nothing.
	c.contacts(c.wang, "李爷爷:"+string(phone(20)), "王女儿:"+string(phone(21)))
	wang, err := c.Member(ctx, c.wang.ID)
	c.must(err)
	if len(wang.Contacts) != 1 {
		t.Errorf("her contacts are %v", wang.Contacts)
	}
	_, err = c.AddMember(ctx, Member{Name: "李爷爷", Roles: Elder, Community: "翠湖", Phones: []Phone{phone(20)}})
	refused(t, "a file that has him as a member", err, ErrDead)
}

func TestAMachineThatAskedAfterTheDeadAsksNoMore(t *testing.T) {
	c := newClan(t)
	alone := c.add("老吴", Elder, phone(33))
	c.must(c.Unheard(ctx, SilentOne, "call/CA8", phone(33)))
	c.dies(alone)
	if open := one[int](c.house, `SELECT count(*) FROM cases WHERE state IN ('ringing', 'accepted')`); open != 0 {
		t.Error("staff are still to look after him")
	}
	// An alarm is for the people who have it, but nobody rings him back.
	fell := c.add("老郑", Elder, phone(34))
	c.must(second(c.Alarm(ctx, Alarm{Source: "call/CA7", Phone: phone(34), Call: "CA7"})))
	c.must(c.CallEnded(ctx, "CA7"))
	c.dies(fell)
	c.pass(11 * time.Minute)
	if n := len(c.rows(`kind = $1`, AboutElder)); n != 0 {
		t.Errorf("he was rung back %d times", n)
	}
	if open := one[int](c.house, `SELECT count(*) FROM cases WHERE state IN ('ringing', 'accepted')`); open != 1 {
		t.Error("an alarm was closed by itself")
	}
}

// Zhang has taken two visits and dies.
func TestAVolunteersVisitsAreOthers(t *testing.T) {
	c := newClan(t)
	r := c.taken(Company)
	c.hand(CallLane)
	c.must(c.Told(ctx, r.Visit.ID, true))
	c.clock.Advance(time.Minute)
	c.dies(c.zhang)
	c.wantState(r, Offered)
	if n := len(c.rows(`kind = $1 AND member = $2`, AboutNews, c.wang.ID)); n != 1 {
		t.Errorf("the elder was told %d times", n)
	}
	if n := c.texted(c.liu, "offer.urgent"); n == 0 {
		t.Error("nobody else is asked")
	}
	c.quiet(c.zhang, c.zhang.Phone())
	again := c.ask(Home, Tomorrow)
	if asked := one[int](c.house, `SELECT count(*) FROM offers WHERE request = $1 AND volunteer = $2`, again.ID, c.zhang.ID); asked != 0 {
		t.Error("the dead are asked for help")
	}
}

func TestHoursOfTheDeadAreOnAnEstate(t *testing.T) {
	c := newClan(t)
	c.saves(c.li, 500)
	var hold ledger.Entry
	c.must(c.write(ctx, func(v *verb) (err error) {
		hold, err = v.Hold(ledger.Posting{Debit: c.li.Account, Credit: ledger.RedeemedGoods, Amount: 120, Kind: "test", Ref: 1, Actor: "test"})
		return err
	}))
	e := c.dies(c.li)
	c.wantHours(c.li, 0)
	if e.Minutes != 500 || e.State != EstateOpen {
		t.Errorf("the estate is %+v", e)
	}
	ledgertest.Read(t, c.Bank, func(v *ledger.View) error {
		end, err := v.Resolution(hold.ID)
		if err == nil && end.Kind != ledger.KindVoid {
			t.Errorf("the hold ended by %s", end.Kind)
		}
		return err
	})
	f, err := c.Estate(ctx, e.ID)
	c.must(err)
	if len(f.Lines) != 1 || f.Lines[0].Change != 500 || f.Lines[0].Who.ID != c.li.ID || !strings.Contains(f.Lines[0].Actor, c.ma.Number) {
		t.Errorf("the entries are %+v", f.Lines)
	}
	c.link(c.wang, c.daughter, Child)
	for label, g := range map[string]Gift{
		"from the dead": {From: c.li.Number, To: c.wang.Number}, "to the dead": {From: c.wang.Number, To: c.li.Number},
	} {
		g.Minutes, g.Reference, g.Actor = 60, label, c.ma.Number
		refused(t, label, second(c.Give(ctx, g)), ErrDead)
	}
	_, err = c.Link(ctx, FamilyLink{Member: c.wang.Number, Relative: c.li.Number, As: Spouse, Seen: "结婚证", Actor: c.ma.Number})
	refused(t, "a link to the dead", err, ErrDead)
}

// A visit of before the death is confirmed after it, and objected to.
func TestHoursThatComeLateFollow(t *testing.T) {
	c := newClan(t)
	r := c.finished()
	e := c.dies(c.zhang)
	if e.State != EstateClosed {
		t.Fatalf("the estate is %s, with nothing in it", e.State)
	}
	c.must(c.Confirm(ctx, r.Visit.ID, time.Minute))
	c.wantState(r, Posted)
	all, err := c.Estates(ctx)
	c.must(err)
	if len(all) != 2 || all[0].State != EstateOpen || all[0].Minutes != 120 {
		t.Fatalf("the estates are %+v", all)
	}
	c.wantHours(c.zhang, 0)
	c.corrects(c.request(r.ID), 60)
	if all, err = c.Estates(ctx); err != nil || all[0].Minutes != 60 {
		t.Errorf("after a correction the estates are %+v, %v", all, err)
	}
	c.corrects(c.request(r.ID), 0)
	if all, err = c.Estates(ctx); err != nil || all[0].Minutes != 0 {
		t.Errorf("after another the estates are %+v, %v", all, err)
	}
	ledgertest.Check(t, c.Bank)
	c.quiet(c.zhang, c.zhang.Phone())
}

// Two people report the wrong Li.
func TestAnErrorIsUndoneAndEverythingGoesOn(t *testing.T) {
	c := newClan(t)
	c.contacts(c.wang, "李爷爷:"+string(phone(20)), "王女儿:"+string(phone(21)))
	c.saves(c.li, 500)
	c.must(c.arrangesCheckin(c.li))
	card := c.print(c.li, false)
	r, err := c.AskForHelp(ctx, Ask{Source: "call/li/1", Elder: c.li.ID, Kind: Company, When: Tomorrow})
	c.must(err)
	c.must(c.Take(ctx, c.from(c.zhang.Phone()), r.ID, clockTime("15:00")))
	c.must(c.OpenTicket(ctx, Ticket{Source: "call-back/1", Kind: CallBack, Member: c.li.ID, Phone: c.li.Phone()}))
	planned := c.request(r.ID).Visit.PlannedAt
	before, err := c.Member(ctx, c.li.ID)
	c.must(err)

	e := c.dies(c.li)
	c.pass(time.Hour)
	c.lives(c.li)
	after, err := c.Member(ctx, c.li.ID)
	c.must(err)
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("he was\n%+v and is\n%+v", before, after)
	}
	c.wantHours(c.li, 500)
	if f, err := c.Estate(ctx, e.ID); err != nil || f.State != EstateUndone || f.Minutes != 0 || len(f.Lines) != 2 {
		t.Errorf("the estate is %+v, %v", f, err)
	}
	if again := c.print(c.li, false); again.Version != card.Version || again.Cells != card.Cells {
		t.Error("his card is another one")
	}
	if k, rung, err := c.CheckinOf(ctx, c.li.ID); err != nil || !rung || !k.Next.After(c.clock.Now()) {
		t.Errorf("the check-ins are %+v %v %v", k, rung, err)
	}
	c.wantTickets(CallBack)
	wang, err := c.Member(ctx, c.wang.ID)
	c.must(err)
	if len(wang.Contacts) != 2 || wang.Contacts[0].Phone != phone(20) {
		t.Errorf("her contacts are %v", wang.Contacts)
	}
	if len(c.line(phone(1)).Elders) != 2 {
		t.Error("they share no line any more")
	}
	a, booked, err := c.Appointment(ctx, c.li.ID)
	if err != nil || !booked || a.Request.ID == r.ID || !a.Request.KeepAt.Equal(planned) {
		t.Fatalf("what was booked is not asked for anew: %+v, %v", a, err)
	}
	c.must(c.Take(ctx, c.from(c.zhang.Phone()), a.Request.ID, NoTime))
	if got := c.request(a.Request.ID).Visit.PlannedAt; !got.Equal(planned) {
		t.Errorf("it is planned for %s, and was for %s", got, planned)
	}
	_, err = c.UndoDeath(ctx, DeathReport{Member: c.li.Number, Seen: "人在老家", Actor: c.ma.Number})
	refused(t, "once more", err, ErrNotReported)
	if e := c.dies(c.li); e.Minutes != 500 { // and one day it is true
		t.Errorf("the estate is %+v", e)
	}
}
