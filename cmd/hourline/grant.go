package main

import (
	"context"
	"fmt"
	"io"

	"hourline/ledger/care"
)

type grantCommand struct {
	List grantList `cmd:"" help:"List the funds of time for those who need it."`
	Open grantOpen `cmd:"" help:"Put hours into a fund; two coordinators ask for the same."`
	Give grantGive `cmd:"" help:"Give an elder hours out of a fund; two coordinators ask for the same."`
}

type grantList struct{ books }

// Help is what grant list --help adds.
func (grantList) Help() string {
	return `What was put into each fund of the policy, what is left to give, what was given and not used yet, and what elders were
given for this month; then what waits for a second coordinator. Works beside a running gateway.

	hourline grant list`
}

// Run prints the funds.
func (g *grantList) Run(c *console) error {
	centre, err := g.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	funds, waiting, err := centre.GrantFunds(c.ctx)
	if err != nil {
		return err
	}
	t := table{right: "-rrrrrr"}
	t.row("fund", "budget", "put in", "left", "given, unused", "this month", "to")
	for _, f := range funds {
		t.row(f.Policy.Fund, hours(f.Policy.BudgetMinutes), hours(f.PutIn), hours(f.Left), hours(f.Unused), hours(f.Month), number(f.Members))
	}
	if err := t.print(c.out); err != nil {
		return err
	}
	for _, w := range waiting {
		what := "into " + w.Fund
		if w.Member != "" {
			what = "out of " + w.Fund + " to member " + w.Member
		}
		fmt.Fprintf(c.out, "%s %s wait for a second coordinator; %s asked on %s\n", hours(w.Minutes), what, w.Actor, w.Asked.Format(whenFormat))
	}
	return nil
}

// anOrder are the flags of both orders.
type anOrder struct {
	books
	byCoordinator
	Fund   string `arg:"" help:"Name of the fund, as the policy has it."`
	Hours  int64  `required:"" placeholder:"N" help:"How many whole hours."`
	Reason string `required:"" placeholder:"WHY" help:"Why; kept with it."`
}

func (o anOrder) apply(ctx context.Context, centre *care.Centre, out io.Writer, elder string) error {
	const most = 10_000_000 // more is a slip of the pen
	if o.Hours < 1 || o.Hours > most {
		return misuse{fmt.Errorf("--hours must be 1 to %d", most)}
	}
	entry, done, err := centre.OrderGrant(ctx, care.GrantOrder{Fund: o.Fund, Member: elder, Minutes: o.Hours * 60, Reason: o.Reason, Actor: o.Actor})
	if err != nil {
		return err
	}
	if !done {
		_, err = fmt.Fprintf(out, "%s wait, and nothing is moved yet; a second coordinator asks for the same\n", hours(o.Hours*60))
		return err
	}
	_, err = fmt.Fprintf(out, "%s are moved as entry %d\n", hours(o.Hours*60), entry)
	return err
}

type grantOpen struct{ anOrder }

// Help is what grant open --help adds.
func (grantOpen) Help() string {
	return `Elders who need it are given hours out of the fund at the start of each month, as the policy says under [[grants]], and no
longer than what was put in lasts. All that is ever put in stays within the policy's budget. Nothing is moved before a
second coordinator has asked for the same.

	hourline grant open opening --hours 1000 --reason "the street's decision of 2 December" --actor 10000105
	hourline grant open opening --hours 1000 --reason "the street's decision of 2 December" --actor 10000113`
}

// Run puts hours into a fund.
func (g *grantOpen) Run(c *console) error { return g.books.change(c, g) }

func (g *grantOpen) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	return g.anOrder.apply(ctx, centre, out, "")
}

type grantGive struct {
	anOrder
	Elder string `arg:"" help:"Member number of the elder."`
}

// Help is what grant give --help adds.
func (grantGive) Help() string {
	return `For an elder in need to whom the monthly rules give nothing, or not enough. It pays for visits when her own hours do not,
and does not lapse. Neither coordinator may be, or belong to, the elder.

	hourline grant give opening 10000012 --hours 10 --reason "after her fall" --actor 10000105`
}

// Run gives hours out of a fund.
func (g *grantGive) Run(c *console) error { return g.books.change(c, g) }

func (g *grantGive) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	return g.anOrder.apply(ctx, centre, out, g.Elder)
}
