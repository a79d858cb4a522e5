package main

import (
	"context"
	"fmt"
	"io"

	"hourline/ledger/care"
)

type memberApprove struct {
	books
	acts
	Ticket    int64    `required:"" placeholder:"ID" help:"The ticket by which somebody asked to join."`
	Name      string   `help:"As it is spoken, such as 小李; the one that was given by text when empty."`
	Community string   `help:"Community that the volunteer belongs to; the actor's when empty."`
	Lang      string   `default:"zh-CN" help:"Language in which the volunteer is spoken to: zh-CN or en."`
	Flag      []string `placeholder:"WORD" help:"A note such as party-member; may be repeated."`
}

// Help is what member approve --help adds.
func (memberApprove) Help() string {
	return `Somebody asks to join by a text (加入 小李, JR 小李) or by telephone (3, then 1); that is a ticket of the kind join. Approved,
the volunteer is in the books, the ticket is closed, and a text with the three most important texts goes out: all of it
or nothing. Whoever has only a landline gets no text: a ticket of the kind opted-out asks a person to ring and
say it. A member who asks, such as an elder, becomes a volunteer too. Nobody approves themselves or their family.

	hourline ticket list
	hourline member approve --ticket 12 --actor 10000103
	hourline member approve --ticket 12 --actor 10000103 --name 小李 --community 翠湖社区 --flag party-member`
}

// Run approves one request; repeating it is refused.
func (m *memberApprove) Run(c *console) error { return m.books.change(c, m) }

func (m *memberApprove) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	who, err := centre.Approve(ctx, care.Approval{
		Ticket: m.Ticket, Actor: m.Actor, Name: m.Name, Community: m.Community, Lang: m.Lang, Flags: m.Flag,
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s is volunteer %s\n", who.Name, who.Number)
	return err
}
