package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"hourline/ledger/care"
	"hourline/prompts"
)

type redeemCommand struct {
	List redeemList `cmd:"" help:"List what was asked for in exchange for hours, and how it stands."`
	Show redeemShow `cmd:"" help:"Show one redemption, and all that happened to it."`
	Desk redeemDesk `cmd:"" help:"Give goods or cash out at the desk, before two of the staff, in one step."`
	Slip redeemSlip `cmd:"" help:"Print the receipt, for a member without a telephone."`

	Ask     redeemAsk     `cmd:"" help:"Ask for goods or cash for a member: the hours are held."`
	Approve redeemApprove `cmd:"" help:"Approve it, as the second person."`
	Refuse  redeemRefuse  `cmd:"" help:"Refuse it: the hours are free again."`
	Pay     redeemPay     `cmd:"" help:"Give out what is approved: hours and money move."`
	Cancel  redeemCancel  `cmd:"" help:"Cancel it, because the member wants it no more."`
	Confirm redeemConfirm `cmd:"" help:"Note that the member, who was asked, has got it."`
	Contest redeemContest `cmd:"" help:"Note that the member says that nothing was given out."`
	Return  redeemReturn  `cmd:"" help:"Take back what was not given out after all."`
}

// by is who of the staff does something.
type by struct {
	By string `required:"" aliases:"actor" placeholder:"NUMBER" help:"Member number of whoever of the staff does it; kept with it."`
}

// byTwo are two of the staff who do something together.
type byTwo struct {
	by
	With string `required:"" placeholder:"NUMBER" help:"Member number of the second of the staff, who is not tied to the first."`
}

// order is what hours are exchanged for.
type order struct {
	Cash   time.Duration `placeholder:"HOURS" help:"Hours that become cash, such as 10h."`
	Goods  string        `placeholder:"NAME" help:"Goods of the catalogue, by code or word (\"hourline policy show\" has it)."`
	Pieces int64         `default:"1" help:"How many pieces of the goods."`
	Again  bool          `help:"Once more, though the same was given out today already."`
}

// Validate is called with the command line.
func (o order) Validate() error {
	switch {
	case (o.Cash == 0) == (o.Goods == ""):
		return errors.New("say what for: either --cash 10h or --goods rice")
	case o.Cash < 0 || o.Cash%time.Minute != 0:
		return errors.New("--cash: give hours, such as 10h")
	case o.Pieces < 1:
		return errors.New("--pieces: at least one")
	}
	return nil
}

func (o order) of(member, by string) care.RedemptionOrder {
	return care.RedemptionOrder{Member: member, Channel: care.AtDesk, Actor: by, Goods: o.Goods, Pieces: o.Pieces, Minutes: int64(o.Cash / time.Minute), Again: o.Again}
}

// stands prints how a redemption stands, and what comes next.
func (s speaks) stands(ctx context.Context, centre *care.Centre, out io.Writer, r care.Redemption, err error) error {
	if err != nil {
		return err
	}
	policy, err := centre.PolicyNow(ctx)
	if err != nil {
		return err
	}
	args := prompts.Args{
		"request": prompts.Number(r.ID), "what": reward(policy, r, s.Lang), "minutes": prompts.Minutes(r.Minutes), "count": prompts.Count(int64(r.Place)),
	}
	what, err := s.words("redemption", args)
	if err != nil {
		return err
	}
	next, err := s.words("redemption."+string(r.State), args)
	if err == nil {
		_, err = fmt.Fprintln(out, what, next)
	}
	return err
}

// reward is what is given out, in a language.
func reward(p *care.Policy, r care.Redemption, lang string) prompts.Value {
	if r.Cash() {
		return prompts.Money(r.Fen)
	}
	return prompts.Goods(p.GoodsName(r, lang), r.Pieces)
}

type redeemAsk struct {
	books
	by
	speaks
	order
	Number string `arg:"" help:"The member's number, eight digits."`
}

// Help is what redeem ask --help adds.
func (redeemAsk) Help() string {
	return `For a member who comes to the desk. The hours are held at once, and nothing is given out before a second person has
approved it, who is not tied to the member or to the first. Asked for twice on a day it is one redemption, but with --again.
Who is too young, asks for too much at once or in a month, or has not saved enough, is told so.

	hourline redeem ask 10000012 --cash 10h --by 10000105
	hourline redeem ask 10000012 --goods rice --pieces 2 --by 10000105`
}

// Run asks once; repeating it changes nothing.
func (m *redeemAsk) Run(c *console) error { return m.books.change(c, m) }

func (m *redeemAsk) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	r, err := centre.Redeem(ctx, m.order.of(m.Number, m.By))
	return m.stands(ctx, centre, out, r, err)
}

type redeemDesk struct {
	books
	byTwo
	speaks
	order
	Number string `arg:"" help:"The member's number, eight digits."`
}

// Help is what redeem desk --help adds.
func (redeemDesk) Help() string {
	return `For people without any telephone: one of the staff asks and gives out, the second approves and sees it. All of it is one
step. Is there no money, it is queued, and "hourline redeem pay" gives it out in its turn. A member with a telephone is told
by text, and asked whether it was so. Print the receipt with "hourline redeem slip".

	hourline redeem desk 10000012 --cash 10h --by 10000105 --with 10000113`
}

// Run gives out once; repeating it before it is over changes nothing.
func (m *redeemDesk) Run(c *console) error { return m.books.change(c, m) }

func (m *redeemDesk) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	r, err := centre.RedeemAtDesk(ctx, m.order.of(m.Number, m.By), m.With)
	return m.stands(ctx, centre, out, r, err)
}

// onRedemption is a command about one redemption.
type onRedemption struct {
	books
	by
	speaks
	ID int64 `arg:"" help:"The redemption's number, which a ticket refers to."`
}

type redeemApprove struct{ onRedemption }

// Help is what redeem approve --help adds.
func (redeemApprove) Help() string {
	return `The second person, one of the staff: not the one who asked, nor the member, nor anybody who shares a phone, a home or a
family with them. Cash is held in the funds; if there is too little, or the stop rule of the policy is on, it is queued,
those in hardship first, and paid in its turn when money comes in.

	hourline redeem approve 12 --by 10000113`
}

// Run approves once; repeating it changes nothing.
func (m *redeemApprove) Run(c *console) error { return m.books.change(c, m) }

func (m *redeemApprove) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	r, err := centre.ApproveRedemption(ctx, m.ID, m.By)
	return m.stands(ctx, centre, out, r, err)
}

type redeemPay struct {
	onRedemption
	With string `placeholder:"NUMBER" help:"Member number of a second of the staff who sees it, for a member without a telephone."`
}

// Help is what redeem pay --help adds.
func (redeemPay) Help() string {
	return `Enter it when the goods or the money are handed over: hours and money move, as linked entries. Whoever approved it does
not give it out; a service point may. The member gets a text and is asked; one without a telephone cannot be, so that a
second of the staff must see it.

	hourline redeem pay 12 --by 10000105
	hourline redeem pay 12 --by 10000105 --with 10000113`
}

// Run gives out once; repeating it changes nothing.
func (m *redeemPay) Run(c *console) error { return m.books.change(c, m) }

func (m *redeemPay) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	r, err := centre.HandOutRedemption(ctx, m.ID, m.By, m.With)
	return m.stands(ctx, centre, out, r, err)
}

type redeemConfirm struct{ onRedemption }

// Help is what redeem confirm --help adds.
func (redeemConfirm) Help() string {
	return `For a member who did not confirm by telephone, and whom one of the staff has asked: not the one who gave it out. The
receipt is sent.

	hourline redeem confirm 12 --by 10000113`
}

// Run confirms once; repeating it changes nothing.
func (m *redeemConfirm) Run(c *console) error { return m.books.change(c, m) }

func (m *redeemConfirm) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	r, err := centre.ConfirmRedemption(ctx, m.ID, m.By)
	return m.stands(ctx, centre, out, r, err)
}
