package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"hourline/ledger/care"
)

type ticketCommand struct {
	List   ticketList   `cmd:"" help:"List what people must do, the most urgent first."`
	Show   ticketShow   `cmd:"" help:"Show one ticket, and what was done with it."`
	Take   ticketTake   `cmd:"" help:"Make somebody the owner of a ticket."`
	Close  ticketClose  `cmd:"" help:"Close a ticket, with its outcome."`
	Reopen ticketReopen `cmd:"" help:"Open a ticket again that was closed by mistake."`
}

type ticketList struct {
	books
	full
	Community string `help:"Only this community."`
	Overdue   bool   `help:"Only what should be done by now."`
	All       bool   `help:"Also what is closed."`
}

// Help is what ticket list --help adds.
func (ticketList) Help() string {
	return `Works beside a running gateway. Times are those of the centre; a ticket without an owner is nobody's yet. Telephone
numbers show their last four digits unless --full is given.

	hourline ticket list
	hourline ticket list --community 翠湖社区 --overdue`
}

// Validate is called with the command line.
func (l *ticketList) Validate() error {
	if l.All && l.Overdue {
		return errors.New("--overdue is only of what is open; leave out --all")
	}
	return nil
}

// Run lists tickets, the most urgent first.
func (l *ticketList) Run(c *console) error {
	centre, err := l.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	if l.Community != "" {
		if _, err := chosen(c.ctx, centre, l.Community); err != nil {
			return err
		}
	}
	tasks, err := centre.Tasks(c.ctx, care.TicketFilter{Community: l.Community, Overdue: l.Overdue, Closed: l.All})
	if err != nil {
		return err
	}
	t := table{right: "r-------"}
	t.row("ticket", "what", "about", "phone", "community", "since", "due", "owner")
	for _, k := range tasks {
		t.row(number(k.ID), string(k.Kind), k.Name(), l.phone(k.Phone), k.Community, stamp(k.Opened), standing(k, centre.Now()), k.Worker.Name)
	}
	return t.print(c.out)
}

// stamp is a moment of the centre as a table shows it.
func stamp(at time.Time) string { return at.Format("2006-01-02 15:04") }

// standing says of a ticket when it is due, that it is late, put off or closed.
func standing(k care.Task, now time.Time) string {
	late := k.Overdue(now)
	switch {
	case !k.Closed.IsZero():
		return "closed " + stamp(k.Closed)
	case late > 0 && k.Later.After(now):
		return stamp(k.Due) + ", put off until " + k.Later.Format("15:04")
	case late > 0:
		return stamp(k.Due) + ", late by " + span(late)
	}
	return stamp(k.Due)
}

// span is a length of time in two units at most: 3 d 4 h, 2 h 5 min.
func span(d time.Duration) string {
	const day = 24 * time.Hour
	if d >= day {
		return fmt.Sprintf("%d d %d h", d/day, d%day/time.Hour)
	}
	return hours(int64(d / time.Minute))
}

type ticketShow struct {
	books
	full
	ID int64 `arg:"" help:"The ticket's number."`
}

// Help is what ticket show --help adds.
func (ticketShow) Help() string {
	return `"hourline ticket list" tells the numbers. Works beside a running gateway. The telephone shows its last four digits, and
the address is left out, unless --full is given.

	hourline ticket show 12
	hourline ticket show 12 --full`
}

// Run shows one ticket.
func (s *ticketShow) Run(c *console) error {
	centre, err := s.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	k, err := centre.Task(c.ctx, s.ID)
	if err != nil {
		return err
	}
	done, err := centre.TicketEvents(c.ctx, s.ID)
	if err != nil {
		return err
	}
	return s.print(c.out, k, done, centre.Now())
}

func (s *ticketShow) print(out io.Writer, k care.Task, done []care.TicketEvent, now time.Time) error {
	t := table{right: "--"}
	show := func(what, value string) {
		if value != "" {
			t.row(what, value)
		}
	}
	show("ticket", number(k.ID))
	show("what", string(k.Kind))
	show("about", strings.TrimSpace(k.About.Name+" "+k.About.Number))
	show("phone", s.phone(k.Phone))
	show("address", s.address(k.About.Address))
	show("community", k.Community)
	if k.Ref != 0 {
		show("refers to", number(k.Ref))
	}
	show("note", k.Note)
	show("since", stamp(k.Opened))
	show("due", standing(k, now))
	show("owner", strings.TrimSpace(k.Worker.Name+" "+k.Worker.Number))
	show("outcome", k.Outcome)
	show("closed by", k.ClosedBy)
	for _, e := range done {
		show(stamp(e.At), strings.TrimSpace(e.What+" by "+e.Who+" "+e.Note))
	}
	return t.print(out)
}

// acts are the flags of commands in which one of the staff does something.
type acts struct {
	Actor string `required:"" placeholder:"NUMBER" help:"Member number of whoever of the staff does it; kept with it."`
}

// onTicket is one command about one ticket.
type onTicket struct {
	books
	acts
	ID int64 `arg:"" help:"The ticket's number."`
}

type ticketTake struct{ onTicket }

// Help is what ticket take --help adds.
func (ticketTake) Help() string {
	return `The actor, one of the staff (role duty or coordinator), becomes the owner: it is read out when the owner calls the
hotline, and the owner is told when it is overdue.

	hourline ticket take 12 --actor 10000105`
}

// Run takes one ticket; repeating it changes nothing.
func (t *ticketTake) Run(c *console) error { return t.books.change(c, t) }

func (t *ticketTake) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	k, err := centre.TakeTicket(ctx, t.ID, t.Actor)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "ticket %d (%s) is now with %s\n", k.ID, k.Kind, k.Worker.Name)
	return err
}

type ticketClose struct {
	onTicket
	Outcome string `required:"" help:"How it ended, in a few words."`
}

// Help is what ticket close --help adds.
func (ticketClose) Help() string {
	return `The actor is one of the staff (role duty or coordinator). Nobody closes what is about themselves, a visit of their
own, or their family: somebody who shares a phone with them, or has named them as family. Who did it, when, and the
outcome are kept for good.

	hourline ticket close 12 --actor 10000105 --outcome "rang her, all is well"`
}

// Run closes one ticket.
func (t *ticketClose) Run(c *console) error { return t.books.change(c, t) }

func (t *ticketClose) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	k, err := centre.CloseTicket(ctx, t.ID, care.Closing{Actor: t.Actor, Outcome: t.Outcome})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "ticket %d (%s) is closed; by mistake? hourline ticket reopen %d --actor %s\n", k.ID, k.Kind, k.ID, k.ClosedBy)
	return err
}

type ticketReopen struct{ onTicket }

// Help is what ticket reopen --help adds.
func (ticketReopen) Help() string {
	return `It is due when it was, and its owner is the same. That it was closed, by whom and how, is kept.

	hourline ticket reopen 12 --actor 10000105`
}

// Run opens one ticket again.
func (t *ticketReopen) Run(c *console) error { return t.books.change(c, t) }

func (t *ticketReopen) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	k, err := centre.ReopenTicket(ctx, t.ID, t.Actor)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "ticket %d (%s) is open again\n", k.ID, k.Kind)
	return err
}
