package care

import (
	"context"
	"time"

	"hourline/ledger"
)

// IsOf reports whether a call that the carrier placed may be o's: no other row
// has it, and no other attempt to ring the same phone that is still without an
// answer began later and before the call. Two calls to one phone look alike in
// a carrier's list, and the call of another emergency must not be taken for
// one's own.
func (c *Centre) IsOf(ctx context.Context, o Outgoing, sid string, placed time.Time) (is bool, err error) {
	const listed = time.Second // a carrier's moments are whole seconds
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE sid = $1 AND sid <> '' AND id <> $2)
			AND NOT EXISTS (SELECT 1 FROM outbox WHERE phone = $3 AND action = $4 AND state IN ('leased', 'unknown') AND sid = ''
				AND id <> $2 AND attempts > 0 AND due_at > $5 AND due_at < $6)`,
			sid, o.ID, string(o.Phone), string(PlaceCall), ms(o.DueAt), ms(placed.Add(listed))).Scan(&is)
	})
	return is, err
}
