package care

import (
	"errors"
	"testing"
)

func TestWhoeverAskedToJoinIsApprovedAllOrNothing(t *testing.T) {
	o := newOffice(t)
	o.must(o.Join(ctx, o.from(phone(70)), "小李"))
	ask := o.ticketOf("join/" + string(phone(70)) + "/2026-11-23")
	if _, err := o.Approve(ctx, Approval{Ticket: ask.ID, Actor: o.ma.Number, Name: "\x00"}); err == nil {
		t.Error("a name that cannot be said is in the books")
	}
	if n := one[int](o.house, `SELECT count(*) FROM phones WHERE phone = $1`, string(phone(70))); n != 0 || len(o.rows(`kind = 'welcome'`)) != 0 {
		t.Errorf("something of it was done: %d", n)
	}
	o.wantTickets(JoinRequest)
	m, err := o.Approve(ctx, Approval{Ticket: ask.ID, Actor: o.ma.Number, Flags: []string{"party-member"}})
	o.must(err)
	if m.Name != "小李" || m.Roles != Volunteer || m.Community != "翠湖" || m.Phone() != phone(70) || len(m.Flags) != 1 {
		t.Errorf("it is %+v", m)
	}
	welcome := o.rows(`kind = 'welcome'`)
	if len(welcome) != 1 || welcome[0].Phone != phone(70) || welcome[0].Facts.Code != m.Number {
		t.Errorf("welcomed are %v", keys(welcome))
	}
	o.wantTickets()
	if k, err := o.Task(ctx, ask.ID); err != nil || k.ClosedBy != o.ma.Number || k.Outcome != "approved: "+m.Number {
		t.Errorf("the ticket is %+v: %v", k.Ticket, err)
	}
	if _, err := o.Approve(ctx, Approval{Ticket: ask.ID, Actor: o.ma.Number}); !errors.Is(err, ErrTicketOver) {
		t.Errorf("approved twice: %v", err)
	}
	if _, err := o.Approve(ctx, Approval{Ticket: o.open(CallBack, o.wang).ID, Actor: o.ma.Number}); !errors.Is(err, ErrNoJoin) {
		t.Errorf("a call-back is approved: %v", err)
	}
}

func TestAMemberWhoJoinsKeepsWhatSheIs(t *testing.T) {
	o := newOffice(t)
	o.must(o.Join(ctx, o.from(o.wang.Phone()), ""))
	ask := o.ticketOf("join/" + string(o.wang.Phone()) + "/2026-11-23")
	m, err := o.Approve(ctx, Approval{Ticket: ask.ID, Actor: o.he.Number})
	o.must(err)
	if m.ID != o.wang.ID || m.Roles != Elder|Volunteer || m.Name != "王奶奶" {
		t.Errorf("it is %+v", m)
	}
	o.must(o.Join(ctx, o.from(o.he.Phone()), ""))
	own := o.ticketOf("join/" + string(o.he.Phone()) + "/2026-11-23")
	if _, err := o.Approve(ctx, Approval{Ticket: own.ID, Actor: o.he.Number}); !errors.Is(err, ErrOwnCause) {
		t.Errorf("approved oneself: %v", err)
	}
}
