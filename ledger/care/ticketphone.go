package care

import (
	"context"
	"errors"
	"fmt"
)

// byPhone is the outcome of a ticket that was closed by a key.
const byPhone = "(by telephone)"

// CloseByPhone is the key of one of the staff that closes a ticket. What is
// not their work any more stays as it is, and so does the same key again.
func (c *Centre) CloseByPhone(ctx context.Context, ticket, staff int64) error {
	return c.byKey(ctx, ticket, staff, func(v *verb, k Task, by Member) error { return v.closeTicket(k, by, byPhone) })
}

// PostponeByPhone is the key that puts a ticket off.
func (c *Centre) PostponeByPhone(ctx context.Context, ticket, staff int64) error {
	return c.byKey(ctx, ticket, staff, (*verb).postponeTicket)
}

// ReopenByPhone is the key that takes back what CloseByPhone did.
func (c *Centre) ReopenByPhone(ctx context.Context, ticket, staff int64) error {
	return c.byKey(ctx, ticket, staff, (*verb).reopenTicket)
}

func (c *Centre) byKey(ctx context.Context, ticket, staff int64, do func(*verb, Task, Member) error) error {
	err := c.write(ctx, func(v *verb) error {
		m, err := member(v.View, staff)
		if err != nil {
			return err
		}
		if is, err := isWorkOf(v.View, m, ticket); err != nil || !is {
			return err
		}
		k, err := taskIn(v.View, v.policy, ticket)
		if err != nil {
			return err
		}
		err = do(v, k, m)
		for _, settled := range []error{ErrTicketOver, ErrTicketOpen, ErrOwnCause} {
			if errors.Is(err, settled) {
				return nil
			}
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("ticket %d by telephone: %w", ticket, err)
	}
	return nil
}
