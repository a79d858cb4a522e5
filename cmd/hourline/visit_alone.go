package main

import (
	"context"
	"io"

	"hourline/ledger/care"
)

type visitAlone struct{ decides }

// Help is what visit alone --help adds.
func (visitAlone) Help() string {
	return `A first visit is made with somebody who has made some. Where nobody goes along (a ticket of the kind no-companion), a
coordinator may let the newcomer go alone: nobody is looked for any more, the newcomer gets the address by text, and the
elder is rung and hears who comes. The ticket is closed.

	hourline visit alone 12 --reason "she knows him from the choir" --actor 10000103`
}

// Run lets one newcomer go alone.
func (m *visitAlone) Run(c *console) error { return m.books.change(c, m) }

func (m *visitAlone) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	return decided(out, m.ID, "the newcomer goes alone and gets the address; the elder is rung", centre.GoAlone(ctx, m.decision()))
}
