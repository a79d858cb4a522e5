package main

import (
	"context"
	"io"

	"hourline/ledger/care"
)

type visitRemark struct {
	onVisit
	Reason string `required:"" placeholder:"CODE" help:"What was out of the ordinary, by one of the codes below."`
}

// Help is what visit remark --help adds.
func (visitRemark) Help() string {
	return `For what the machine cannot know: the elder was not at home, the volunteer was with another elder. The code is added to
the visit and never taken away; its hours stay as they are, see hourline visit correct. Codes: ` + codes() + `.

	hourline visit remark 12 --reason not-at-home --actor 10000105`
}

// Validate is called with the command line.
func (k *visitRemark) Validate() error {
	_, err := care.ParseReason(k.Reason)
	return err
}

// Run adds a code to one visit.
func (k *visitRemark) Run(c *console) error { return k.books.change(c, k) }

func (k *visitRemark) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	err := centre.Remark(ctx, care.Remark{Visit: k.ID, Reason: care.Reason(k.Reason), Actor: k.Actor})
	return decided(out, k.ID, "noted "+k.Reason, err)
}
