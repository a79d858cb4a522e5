package main

import (
	"context"
	"fmt"
	"io"

	"hourline/ledger/care"
)

// decides is a command that decides about one visit.
type decides struct {
	onVisit
	Reason string `required:"" placeholder:"WHY" help:"What was found out; kept with it."`
}

func (d decides) decision() care.Decision {
	return care.Decision{Visit: d.ID, Actor: d.Actor, Reason: d.Reason}
}

type visitObject struct{ decides }

// Help is what visit object --help adds.
func (visitObject) Help() string {
	return `For an elder who tells a person, and not the call after the visit. Hours that were stored on the evidence go back, by an
entry that undoes the first; that is possible until three days have passed or the elder has agreed.

	hourline visit object 12 --reason "he left after ten minutes" --actor 10000105`
}

// Run notes one objection.
func (m *visitObject) Run(c *console) error { return m.books.change(c, m) }

func (m *visitObject) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	return decided(out, m.ID, "the elder's objection is noted; settle or withdraw the visit once both were asked", centre.ObjectByHand(ctx, m.decision()))
}

type visitSettle struct{ decides }

// Help is what visit settle --help adds.
func (visitSettle) Help() string {
	return `For a visit that the elder disputed, or about which nobody said anything, after both were asked. Whoever entered an end
of it does not settle it. Its tickets are closed.

	hourline visit settle 12 --reason "she mixed up two visits" --actor 10000105`
}

// Run settles one visit.
func (m *visitSettle) Run(c *console) error { return m.books.change(c, m) }

func (m *visitSettle) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	return decided(out, m.ID, "its hours are stored", centre.SettleVisit(ctx, m.decision()))
}

type visitWithdraw struct{ decides }

// Help is what visit withdraw --help adds.
func (visitWithdraw) Help() string {
	return `For a visit that the elder disputed, or about which nobody said anything, and that was not so. The volunteer gets a text,
and its tickets are closed.

	hourline visit withdraw 12 --reason "nobody came" --actor 10000105`
}

// Run withdraws one visit.
func (m *visitWithdraw) Run(c *console) error { return m.books.change(c, m) }

func (m *visitWithdraw) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	return decided(out, m.ID, "no hours are stored", centre.WithdrawVisit(ctx, m.decision()))
}

func decided(out io.Writer, visit int64, words string, err error) error {
	if err == nil {
		_, err = fmt.Fprintf(out, "visit %d: %s\n", visit, words)
	}
	return err
}

type visitList struct{ books }

// Help is what visit list --help adds.
func (visitList) Help() string {
	return `Works beside a running gateway. Evidence has a letter for the start and one for the finish: A called in on the elder's
telephone, B told a cell of the home card, C told the visit code alone, D entered by staff.

	hourline visit list`
}

// Run lists visits, the oldest first.
func (l *visitList) Run(c *console) error {
	centre, err := l.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	all, err := centre.Waiting(c.ctx)
	if err != nil {
		return err
	}
	t := table{right: "r------r"}
	t.row("visit", "state", "evidence", "elder", "volunteer", "started", "finished", "credit")
	for _, a := range all {
		w := a.Request.Visit
		t.row(number(w.ID), string(a.Request.State), string(w.StartGrade)+string(w.FinishGrade), a.Elder.Name, a.Helper.Name,
			stampOrNot(w.StartedAt), stampOrNot(w.FinishedAt), hours(w.Credited))
	}
	return t.print(c.out)
}
