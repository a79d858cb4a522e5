package care

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestStaffWorkOffTicketsByText(t *testing.T) {
	o := newOffice(t)
	first, second := o.open(CallBack, o.wang), o.open(Unfinished, o.wang)
	_, err := o.TakeTicket(ctx, second.ID, o.ma.Number)
	o.must(err)
	ask := o.from(o.ma.Phone())
	o.must(o.TasksText(ctx, ask))
	if got := o.reply(ask); got != "tickets.two" {
		t.Errorf("the list is %q", got)
	}
	done := o.from(o.ma.Phone())
	o.must(o.CloseText(ctx, done, first.ID, strings.Repeat("好", 300)))
	o.must(o.CloseText(ctx, o.from(o.ma.Phone()), first.ID, "")) // sent again
	if got := o.reply(done); got != "ticket.closed" {
		t.Errorf("it says %q", got)
	}
	k, err := o.Task(ctx, first.ID)
	o.must(err)
	if k.Closed.IsZero() || k.ClosedBy != o.ma.Number || k.Outcome != strings.Repeat("好", longestOutcome) {
		t.Errorf("it is %+v", k.Ticket)
	}
	back := o.from(o.ma.Phone())
	o.must(o.ReopenText(ctx, back, first.ID))
	if got := o.reply(back); got != "ticket.reopened" {
		t.Errorf("it says %q", got)
	}
	o.must(o.CloseText(ctx, o.from(o.ma.Phone()), first.ID, ""))
	o.must(o.CloseText(ctx, o.from(o.ma.Phone()), second.ID, ""))
	o.must(o.TasksText(ctx, ask)) // the same text again
	none := o.from(o.ma.Phone())
	o.must(o.TasksText(ctx, none))
	if got := o.reply(none); got != "tickets.none" {
		t.Errorf("the list is %q", got)
	}
	o.wantTickets()
}

// A ticket's number tells nothing to whom it does not belong, and guessing
// locks the phone as guessing visit codes does.
func TestANumberOfATicketThatIsNotTheirsTellsNothing(t *testing.T) {
	o := newOffice(t)
	mine := o.open(CallBack, o.wang) // 小马's
	volunteer := o.add("小张", Volunteer, phone(5))
	for _, m := range []Member{o.he, volunteer, o.wang, o.lotus} {
		for _, id := range []int64{mine.ID, 777} {
			text := o.from(m.Phone())
			o.must(o.CloseText(ctx, text, id, "办好"))
			if got := o.reply(text); got != "unknown.code" {
				t.Errorf("%s is told %q of ticket %d", m.Name, got, id)
			}
		}
		text := o.from(m.Phone())
		o.must(o.ReopenText(ctx, text, mine.ID))
		if got := o.reply(text); got != "unknown.code" {
			t.Errorf("%s is told %q", m.Name, got)
		}
	}
	ask := o.from(volunteer.Phone())
	o.must(o.TasksText(ctx, ask))
	if got := o.reply(ask); got != "unknown" {
		t.Errorf("a volunteer asks for tickets and gets %q", got)
	}
	stranger := o.from(phone(60))
	o.must(o.CloseText(ctx, stranger, mine.ID, "办好"))
	if n := len(o.rows(`phone = $1 AND kind = 'stranger'`, string(phone(60)))); n != 1 {
		t.Errorf("a stranger gets %d answers", n)
	}
	for range 2 {
		o.must(o.CloseText(ctx, o.from(o.he.Phone()), 777, ""))
	}
	text := o.from(o.he.Phone())
	o.must(o.CloseText(ctx, text, mine.ID, ""))
	if got := o.reply(text); got != "locked" {
		t.Errorf("after five guesses: %q", got)
	}
	if k, err := o.Task(ctx, mine.ID); err != nil || !k.Closed.IsZero() {
		t.Errorf("it was closed: %v", err)
	}
}

func TestWhoeverAsksHearsOfTheThreeMostUrgent(t *testing.T) {
	o := newOffice(t)
	var ids []int64
	for i := range 5 {
		ids = append(ids, o.open(VoiceNote, Member{Phones: []Phone{phone(40 + i)}}).ID)
		o.clock.Advance(time.Minute)
	}
	_, err := o.PostponeTicket(ctx, ids[0], o.ma.Number)
	o.must(err)
	ask := o.from(o.ma.Phone())
	o.must(o.TasksText(ctx, ask))
	row := o.rows(`key = $1`, "reply/"+ask.SID)[0]
	var got []int64
	for _, f := range row.Facts.Tickets {
		got = append(got, f.ID)
	}
	if fmt.Sprint(row.Kind, got) != fmt.Sprint("tickets.three", ids[1:4]) {
		t.Errorf("%s %v", row.Kind, got)
	}
}
