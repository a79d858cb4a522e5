package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"hourline/ledger/care"
)

type donateCommand struct {
	books
	acts
	Number string `arg:"" help:"Member number of whoever gives."`
	Hours  int64  `required:"" placeholder:"N" help:"How many whole hours."`
	With   string `required:"" placeholder:"NUMBER" help:"Member number of the second person of the staff."`
	Source string `kong:"-"` // of this one wish; asked for again by the same command it is the same
}

// Help is what donate --help adds.
func (donateCommand) Help() string {
	return `A member gives hours to the pool of the community, which pays the visits of elders who have none. The member stands at the
desk with two of the staff, who are not of the member's family.

	hourline donate 10000048 --hours 10 --actor 10000105 --with 10000113`
}

// Run moves the hours.
func (d *donateCommand) Run(c *console) error {
	d.Source = fmt.Sprintf("desk/%d", time.Now().UnixNano())
	return d.books.change(c, d)
}

func (d *donateCommand) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	e, err := centre.Donate(ctx, d.Source, d.Number, d.Hours*60, d.Actor, d.With)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s are in the pool now, entry %d; thank you\n", hours(e.Amount), e.ID)
	return err
}
