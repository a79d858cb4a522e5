package main

import (
	"context"
	"io"

	"hourline/ledger/care"
)

type redeemRefuse struct {
	onRedemption
	Reason string `required:"" placeholder:"WHY" help:"Why it is refused; kept with it."`
}

// Help is what redeem refuse --help adds.
func (redeemRefuse) Help() string {
	return `Possible until it is given out. The member gets a text, and the hours are free again.

	hourline redeem refuse 12 --reason "she did not ask for it" --by 10000113`
}

// Run refuses once; repeating it changes nothing.
func (m *redeemRefuse) Run(c *console) error { return m.books.change(c, m) }

func (m *redeemRefuse) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	r, err := centre.RefuseRedemption(ctx, m.ID, care.RedemptionWord{Actor: m.By, Reason: m.Reason})
	return m.stands(ctx, centre, out, r, err)
}

type redeemCancel struct {
	onRedemption
	Reason string `placeholder:"WHY" help:"Why, if the member said so."`
}

// Help is what redeem cancel --help adds.
func (redeemCancel) Help() string {
	return `For a member who does not want it any more, until it is given out. The hours are free again.

	hourline redeem cancel 12 --by 10000105`
}

// Run cancels once; repeating it changes nothing.
func (m *redeemCancel) Run(c *console) error { return m.books.change(c, m) }

func (m *redeemCancel) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	r, err := centre.CancelRedemption(ctx, m.ID, care.RedemptionWord{Actor: m.By, Reason: m.Reason})
	return m.stands(ctx, centre, out, r, err)
}

type redeemContest struct {
	onRedemption
	Reason string `required:"" placeholder:"WHY" help:"What the member says; kept with it."`
}

// Help is what redeem contest --help adds.
func (redeemContest) Help() string {
	return `For a member who says that nothing was given out. It becomes a ticket; when it is clear what happened, "hourline redeem
confirm" lets it stand, or "hourline redeem return" takes it back.

	hourline redeem contest 12 --reason "she got no money" --by 10000113`
}

// Run contests once; repeating it changes nothing.
func (m *redeemContest) Run(c *console) error { return m.books.change(c, m) }

func (m *redeemContest) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	r, err := centre.ContestRedemption(ctx, m.ID, care.RedemptionWord{Actor: m.By, Reason: m.Reason})
	return m.stands(ctx, centre, out, r, err)
}

type redeemReturn struct {
	books
	byTwo
	speaks
	ID     int64  `arg:"" help:"The redemption's number."`
	Reason string `required:"" placeholder:"WHY" help:"What was found out; kept with it."`
}

// Help is what redeem return --help adds.
func (redeemReturn) Help() string {
	return `For what was entered as given out and was not, or came back. Hours and money go back by entries that undo the first.
Neither of the two has given it out.

	hourline redeem return 12 --reason "the money is in the till" --by 10000103 --with 10000113`
}

// Run returns once; repeating it changes nothing.
func (m *redeemReturn) Run(c *console) error { return m.books.change(c, m) }

func (m *redeemReturn) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	r, err := centre.ReturnRedemption(ctx, m.ID, care.RedemptionWord{Actor: m.By, Reason: m.Reason}, m.With)
	return m.stands(ctx, centre, out, r, err)
}
