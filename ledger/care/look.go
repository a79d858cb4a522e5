package care

import (
	"context"

	"hourline/ledger"
)

// Look reads one consistent state of the books, with the policy that holds
// now: for rooms that count what is in them.
func (c *Centre) Look(ctx context.Context, do func(*ledger.View, *Policy) error) error {
	return c.read(ctx, do)
}

// SolvencyIn is the stop rule's own reckoning, for whoever looks at more of the
// same books.
func SolvencyIn(v *ledger.View, p *Policy) (Solvency, error) { return solvencyIn(v, p) }

// MovedLine is a line of a statement as its member reads it.
func MovedLine(v *ledger.View, p *Policy, l ledger.Line) (Moved, error) { return movedLine(v, p, l) }

// PeersIn are all banks that are known, by name.
func PeersIn(v *ledger.View, p *Policy) ([]Peer, error) { return peersIn(v, p) }
