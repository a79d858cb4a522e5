package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"hourline/ledger/care"
)

// onVisit is one command about one visit.
type onVisit struct {
	books
	acts
	ID int64 `arg:"" help:"The visit's number, which a ticket refers to."`
}

type visitMove struct {
	onVisit
	To string `required:"" placeholder:"WHEN" help:"The new time at the centre, such as \"2026-12-02 09:30\"."`
}

// Help is what visit move --help adds.
func (visitMove) Help() string {
	return `For an elder who says that the time is not convenient: ring both, find another time, and plan the visit for it. The elder
is then rung as for a new visit and hears the new time and the door word; the volunteer gets a text, and the code stays.
Open tickets about the old time are closed. Nobody moves a visit of their own or of their family.

	hourline visit move 12 --to "2026-12-02 09:30" --actor 10000105`
}

// whenFormat is how a moment at the centre is written.
const whenFormat = "2006-01-02 15:04"

// Validate is called with the command line.
func (m *visitMove) Validate() error {
	if _, err := time.Parse(whenFormat, m.To); err != nil {
		return fmt.Errorf("--to: %q is no moment; write it like \"2026-12-02 09:30\"", m.To)
	}
	return nil
}

// Run moves one visit.
func (m *visitMove) Run(c *console) error { return m.books.change(c, m) }

func (m *visitMove) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	policy, err := centre.PolicyNow(ctx)
	if err != nil {
		return err
	}
	to, err := time.ParseInLocation(whenFormat, m.To, policy.Place)
	if err != nil {
		return err
	}
	w, err := centre.MoveVisit(ctx, care.VisitMove{Visit: m.ID, To: to, Actor: m.Actor})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "visit %d is planned for %s; the elder is rung, the volunteer texted\n", w.ID, stamp(w.PlannedAt))
	return err
}
