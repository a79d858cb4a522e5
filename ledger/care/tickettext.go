package care

import (
	"context"
	"errors"
)

// listWords are the answers that name so many tickets.
var listWords = [MostListed + 1]string{"tickets.none", "tickets.one", "tickets.two", "tickets.three"}

// byText is the outcome of a ticket that was closed by a text without one.
const byText = "(by text)"

// TasksText answers one of the staff with the most urgent tickets. To all
// others the word means nothing.
func (c *Centre) TasksText(ctx context.Context, t Text) error {
	return c.fromMember(ctx, t, func(v *verb, senders []Member) (answer, error) {
		for _, m := range senders {
			if !m.Works() {
				continue
			}
			tasks, err := workOf(v.View, v.policy, m, 0, MostListed)
			a := answer{words: listWords[len(tasks)]}
			for i, k := range tasks {
				a.facts.Tickets[i] = k.fact()
			}
			return a, err
		}
		return v.notUnderstood(t)
	})
}

// CloseText is a text that closes a ticket of its sender. Sent again it
// changes nothing.
func (c *Centre) CloseText(ctx context.Context, t Text, ticket int64, outcome string) error {
	if outcome == "" {
		outcome = byText
	}
	if r := []rune(outcome); len(r) > longestOutcome {
		outcome = string(r[:longestOutcome])
	}
	return c.aboutTicket(ctx, t, ticket, "ticket.closed", func(v *verb, k Task, by Member) error {
		return v.closeTicket(k, by, outcome)
	})
}

// ReopenText is a text that opens a ticket again that its sender has closed.
func (c *Centre) ReopenText(ctx context.Context, t Text, ticket int64) error {
	return c.aboutTicket(ctx, t, ticket, "ticket.reopened", func(v *verb, k Task, by Member) error {
		return v.reopenTicket(k, by)
	})
}

// aboutTicket finds the ticket that is the sender's work. One that is not
// counts as a wrong code: the numbers of tickets can be guessed.
func (c *Centre) aboutTicket(ctx context.Context, t Text, ticket int64, done string, do func(*verb, Task, Member) error) error {
	return c.fromMember(ctx, t, func(v *verb, senders []Member) (answer, error) {
		if a, locked, err := v.refusedByLock(t); err != nil || locked {
			return a, err
		}
		for _, m := range senders {
			is, err := isWorkOf(v.View, m, ticket)
			if err != nil {
				return answer{}, err
			}
			if !is {
				continue
			}
			k, err := taskIn(v.View, v.policy, ticket)
			if err != nil {
				return answer{}, err
			}
			err = do(v, k, m)
			if errors.Is(err, ErrOwnCause) {
				break
			}
			if errors.Is(err, ErrTicketOver) || errors.Is(err, ErrTicketOpen) { // done before
				err = nil
			}
			return answer{words: done, ref: ticket, facts: Facts{Tickets: [MostListed]TicketFact{k.fact()}}}, err
		}
		return v.wrongCode(t, senders)
	})
}
