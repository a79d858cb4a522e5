package main

import (
	"context"
	"io"

	"hourline/ledger/care"
	"hourline/prompts"
)

type memberPIN struct {
	books
	byTwo
	speaks
	Number string `arg:"" help:"The member's number, eight digits."`
}

// Help is what member pin --help adds.
func (memberPIN) Help() string {
	return `The PIN by which a member redeems hours on the telephone or at a service point. It is drawn here, shown this once, and
kept nowhere as it is: let the member read it and learn it. Two of the staff do it with the member there in person, who are
not tied to the member. Too many wrong ones lock it; only this command, in person, sets a new one.

	hourline member pin 10000012 --by 10000105 --with 10000113`
}

// Run sets one PIN; repeating it sets another one.
func (m *memberPIN) Run(c *console) error { return m.books.change(c, m) }

func (m *memberPIN) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	pin, err := centre.SetPIN(ctx, m.Number, m.By, m.With)
	if err != nil {
		return err
	}
	return m.say(out, "pin", prompts.Args{"number": prompts.Code(m.Number), "first": prompts.Code(pin[:3]), "last": prompts.Code(pin[3:])})
}
