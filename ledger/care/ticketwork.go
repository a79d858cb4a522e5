package care

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Every verb of this file writes what was done, and by whom, before it changes
// the ticket, in one transaction.

// What a ticket that is closed, or one that is not, cannot be.
var (
	ErrTicketOver = errors.New("the ticket is not open any more")
	ErrTicketOpen = errors.New("the ticket is open")
)

// longestOutcome is how many letters an outcome may have.
const longestOutcome = 200

// TakeTicket makes a member of staff, by number, the owner of an open ticket.
func (c *Centre) TakeTicket(ctx context.Context, id int64, actor string) (Task, error) {
	return c.onTicket(ctx, id, actor, func(v *verb, t Task, by Member) error { return v.takeTicket(t, by) })
}

// CloseTicket ends an open ticket; the actor is the number of a member of
// staff whom it is not about.
func (c *Centre) CloseTicket(ctx context.Context, id int64, how Closing) (Task, error) {
	if strings.TrimSpace(how.Outcome) == "" {
		return Task{}, errors.New("a ticket is closed with an outcome: how did it end?")
	}
	return c.onTicket(ctx, id, how.Actor, func(v *verb, t Task, by Member) error { return v.closeTicket(t, by, how.Outcome) })
}

// PostponeTicket puts an open ticket off, for as long as policy says. It stays
// due when it was: putting off keeps no promise.
func (c *Centre) PostponeTicket(ctx context.Context, id int64, actor string) (Task, error) {
	return c.onTicket(ctx, id, actor, func(v *verb, t Task, by Member) error { return v.postponeTicket(t, by) })
}

// ReopenTicket takes the closing of a ticket back.
func (c *Centre) ReopenTicket(ctx context.Context, id int64, actor string) (Task, error) {
	return c.onTicket(ctx, id, actor, func(v *verb, t Task, by Member) error { return v.reopenTicket(t, by) })
}

func (c *Centre) onTicket(ctx context.Context, id int64, actor string, do func(*verb, Task, Member) error) (t Task, err error) {
	err = c.write(ctx, func(v *verb) error {
		by, err := worker(v.View, actor)
		if err != nil {
			return err
		}
		if t, err = taskIn(v.View, v.policy, id); err != nil {
			return err
		}
		if err := do(v, t, by); err != nil {
			return fmt.Errorf("ticket %d: %w", id, err)
		}
		t, err = taskIn(v.View, v.policy, id)
		return err
	})
	return t, err
}

// beginTicket keeps that somebody does something with a ticket that is open, or is
// not, unless it is their own cause.
func (v *verb) beginTicket(t Task, by Member, open bool, what, note string) error {
	if own, err := ownCause(v.View, by.ID, t.Ticket); err != nil || own {
		return errors.Join(err, ErrOwnCause)
	}
	if t.Kind == SignalTicket && !by.Roles.Has(Coordinator) {
		return ErrNoCoordinator
	}
	switch isOpen := t.Closed.IsZero(); {
	case isOpen && !open:
		return ErrTicketOpen
	case !isOpen && open:
		return ErrTicketOver
	}
	_, err := v.Exec(`INSERT INTO ticket_events (ticket, at, what, who, note) VALUES ($1, $2, $3, $4, $5)`, t.ID, ms(v.now), what, by.Number, note)
	return err
}

func (v *verb) takeTicket(t Task, by Member) error {
	if t.Owner == by.ID && t.Closed.IsZero() {
		return nil
	}
	if err := v.beginTicket(t, by, true, "taken", ""); err != nil {
		return err
	}
	_, err := v.Exec(`UPDATE tickets SET owner = $1 WHERE id = $2`, by.ID, t.ID)
	return err
}

func (v *verb) closeTicket(t Task, by Member, outcome string) error {
	outcome = strings.Join(strings.Fields(outcome), " ")
	if n := utf8.RuneCountInString(outcome); n > longestOutcome {
		return fmt.Errorf("the outcome has %d letters, and %d are the most", n, longestOutcome)
	}
	if err := v.beginTicket(t, by, true, "closed", outcome); err != nil {
		return err
	}
	_, err := v.Exec(`UPDATE tickets SET closed_at = $1, closed_by = $2, outcome = $3, next_at = NULL, later_at = NULL WHERE id = $4`,
		ms(v.now), by.Number, outcome, t.ID)
	return err
}

// postponeTicket also makes whoever says "later" the owner of a ticket that
// had none.
func (v *verb) postponeTicket(t Task, by Member) error {
	if err := v.beginTicket(t, by, true, "later", ""); err != nil {
		return err
	}
	until := v.now.Add(v.policy.Tickets.Later.Std())
	look := v.policy.Hours.Texts.Next(latest(t.Due, until))
	_, err := v.Exec(`UPDATE tickets SET later_at = $1, next_at = max(next_at, $2), owner = CASE owner WHEN 0 THEN $3 ELSE owner END WHERE id = $4`,
		ms(until), ms(look), by.ID, t.ID)
	return err
}

func latest(a, b time.Time) time.Time { return slices.MaxFunc([]time.Time{a, b}, time.Time.Compare) }

func (v *verb) reopenTicket(t Task, by Member) error {
	if err := v.beginTicket(t, by, false, "reopened", ""); err != nil {
		return err
	}
	v.queued[timers] = true
	_, err := v.Exec(`UPDATE tickets SET closed_at = NULL, closed_by = '', outcome = '', reopened = reopened + 1, next_at = $1 WHERE id = $2`,
		ms(v.policy.Hours.Texts.Next(latest(t.Due, v.now.Add(v.policy.Tickets.TellEvery.Std())))), t.ID)
	return err
}
