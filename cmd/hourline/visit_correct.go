package main

import (
	"context"
	"fmt"
	"io"

	"hourline/ledger/care"
)

type visitCorrect struct {
	onVisit
	Minutes int64  `required:"" help:"What it should have been; 0 takes all hours back."`
	Reason  string `required:"" placeholder:"CODE" help:"Why, by one of the codes below."`
	Unlock  string `placeholder:"NUMBER" help:"Member number of the coordinator who allows it for a visit that ended more than a month ago."`
}

// Help is what visit correct --help adds.
func (visitCorrect) Help() string {
	return `Two of the staff must ask for the same: the first call keeps who asks and why, the second, by somebody else, carries it
out. Hours that were stored are taken back by an entry of their own, and the right ones are stored by another: nothing is
overwritten. Nobody corrects hours of their own or of their family. Codes: ` + codes() + `.

	hourline visit correct 12 --minutes 90 --reason edited --actor 10000105
	hourline visit correct 12 --minutes 90 --reason edited --actor 10000113`
}

// codes are the codes of all reasons.
func codes() string {
	text := ""
	for i, r := range care.Reasons {
		if i > 0 {
			text += ", "
		}
		text += string(r)
	}
	return text
}

// Validate is called with the command line.
func (k *visitCorrect) Validate() error {
	_, err := care.ParseReason(k.Reason)
	return err
}

// Run corrects the hours of one visit.
func (k *visitCorrect) Run(c *console) error { return k.books.change(c, k) }

func (k *visitCorrect) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	done, err := centre.CorrectVisit(ctx, care.Correction{
		Visit: k.ID, Minutes: k.Minutes, Reason: care.Reason(k.Reason), Actor: k.Actor, Unlock: k.Unlock,
	})
	switch {
	case err != nil:
		return err
	case !done.Done:
		_, err = fmt.Fprintf(out, "noted; visit %d is corrected to %s once somebody else of the staff asks for the same\n", k.ID, hours(k.Minutes))
	default:
		_, err = fmt.Fprintf(out, "visit %d is corrected to %s; the volunteer is told\n", k.ID, hours(done.Visit.Credited))
	}
	return err
}
