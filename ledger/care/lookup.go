package care

import (
	"context"
	"time"

	"hourline/ledger"
)

// IsOf reports whether a call that the carrier placed may be o's: no other row
// has it, and of the attempts to ring the same phone that are still without an
// answer no other is the last to have begun before the call. Two calls to one
// phone look alike in a carrier's list, and the call of another emergency must
// not be taken for one's own.
func (c *Centre) IsOf(ctx context.Context, o Outgoing, sid string, placed time.Time) (is bool, err error) {
	const listed = time.Second // a carrier's moments are whole seconds
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		return v.QueryRow(`SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE sid = $1 AND sid <> '' AND id <> $2)
			AND NOT EXISTS (SELECT 1 FROM outbox WHERE phone = $3 AND action = $4 AND state IN ('leased', 'unknown') AND sid = ''
				AND id <> $2 AND attempts > 0 AND due_at < $5 AND (due_at > $6 OR $6 >= $5))`,
			sid, o.ID, string(o.Phone), string(PlaceCall), ms(placed.Add(listed)), ms(o.DueAt)).Scan(&is)
	})
	return is, err
}
