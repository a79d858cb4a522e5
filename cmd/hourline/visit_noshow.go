package main

import (
	"context"
	"io"

	"hourline/ledger/care"
)

type visitNoShow struct{ onVisit }

// Help is what visit noshow --help adds.
func (visitNoShow) Help() string {
	return `For a visit that should have begun, when the elder says on the telephone that nobody came. Others are asked at once, the elder
hears it by telephone, and the volunteer gets a text. The open ticket about it is closed.

	hourline visit noshow 12 --actor 10000105`
}

// Run notes that a volunteer did not come.
func (n *visitNoShow) Run(c *console) error { return n.books.change(c, n) }

func (n *visitNoShow) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	return decided(out, n.ID, "others are asked", centre.NoShow(ctx, n.ID, n.Actor))
}
