package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// A Task is a ticket with the people whom it concerns.
type Task struct {
	Ticket
	About  Member // zero when nobody known
	Worker Member // the owner, zero for nobody yet
}

// Overdue is how long a task has been due, 0 when it is not.
func (t Task) Overdue(now time.Time) time.Duration {
	if !t.Closed.IsZero() {
		return 0
	}
	return max(now.Sub(t.Due), 0)
}

// Name is whom the task is about, as spoken: somebody who wants to join has
// given a name. It is empty when nobody knows.
func (t Task) Name() string {
	if t.About.Name == "" && t.Kind == JoinRequest {
		return t.Note
	}
	return t.About.Name
}

// ErrNoTicket is returned for a ticket that is not in the books.
var ErrNoTicket = errors.New("no such ticket; `hourline ticket list --all` shows them")

// A TicketFilter chooses tickets; the zero value is for all that are open.
type TicketFilter struct {
	Community string // only of this one
	Overdue   bool   // only what should be done by now
	Closed    bool   // also what is done
}

// Tasks are the tickets that a filter lets through: open ones first, the most
// urgent first.
func (c *Centre) Tasks(ctx context.Context, f TicketFilter) (all []Task, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		tickets, err := ticketsIn(v, p, `SELECT `+ticketColumns+` FROM tickets
			WHERE ($1 = '' OR community = $1) AND (closed_at IS NULL OR $2) AND (NOT $3 OR closed_at IS NULL AND due_at <= $4)
			ORDER BY closed_at IS NOT NULL, due_at, id`, f.Community, f.Closed, f.Overdue, ms(v.Now))
		if err != nil {
			return err
		}
		all, err = tasksOf(v, tickets)
		return err
	})
	return all, err
}

// Task is the ticket with this id, open or not.
func (c *Centre) Task(ctx context.Context, id int64) (t Task, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		t, err = taskIn(v, p, id)
		return err
	})
	return t, err
}

func taskIn(v *ledger.View, p *Policy, id int64) (Task, error) {
	t, err := p.scanTicket(v.QueryRow(`SELECT `+ticketColumns+` FROM tickets WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Task{}, fmt.Errorf("ticket %d: %w", id, ErrNoTicket)
	}
	if err != nil {
		return Task{}, err
	}
	return taskOf(v, t)
}

func tasksOf(v *ledger.View, tickets []Ticket) (out []Task, err error) {
	for _, t := range tickets {
		task, err := taskOf(v, t)
		if err != nil {
			return nil, err
		}
		out = append(out, task)
	}
	return out, nil
}

func taskOf(v *ledger.View, t Ticket) (task Task, err error) {
	task.Ticket = t
	if t.Member != 0 {
		if task.About, err = member(v, t.Member); err != nil {
			return task, err
		}
	}
	if t.Owner != 0 {
		task.Worker, err = member(v, t.Owner)
	}
	return task, err
}

// theirs is which tickets are a member's work, $1: their own and those
// without an owner, of their community, $2, or of none; a coordinator, $3, sees
// to all of the community, to whatever has no owner, and alone to what is odd.
const theirs = `(owner = $1 OR owner = 0 AND (community IN ('', $2) OR $3) OR $3 AND community = $2) AND (kind <> 'signal' OR $3)`

// workOf are the first n tickets that a member of staff can work on now, after
// those that were passed over: the most urgent first. What was put off, and
// what is the member's own cause, is left out.
func workOf(v *ledger.View, p *Policy, m Member, after int64, n int) (out []Task, err error) {
	tickets, err := ticketsIn(v, p, `SELECT `+ticketColumns+` FROM tickets WHERE closed_at IS NULL AND `+theirs+`
		AND (later_at IS NULL OR later_at <= $4)
		AND ($5 = 0 OR (due_at, id) > (SELECT due_at, id FROM tickets WHERE id = $5))
		ORDER BY due_at, id LIMIT 100`, m.ID, m.Community, m.Roles.Has(Coordinator), ms(v.Now), after)
	for i := 0; i < len(tickets) && len(out) < n && err == nil; i++ {
		var own bool
		if own, err = ownCause(v, m.ID, tickets[i]); err != nil || own {
			continue
		}
		var task Task
		task, err = taskOf(v, tickets[i])
		out = append(out, task)
	}
	return out, err
}

// isWorkOf tells whether a ticket is among a member's work, put off or not, or
// was closed by the member.
func isWorkOf(v *ledger.View, m Member, id int64) (is bool, err error) {
	if !m.Works() {
		return false, nil
	}
	err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM tickets WHERE (closed_at IS NULL AND `+theirs+` OR closed_by = $4) AND id = $5)`,
		m.ID, m.Community, m.Roles.Has(Coordinator), m.Number, id).Scan(&is)
	return is, err
}

// NextTask is the most urgent ticket of a member of staff after the one that
// was passed over, 0 for none; ok is false when there is none.
func (c *Centre) NextTask(ctx context.Context, staff, after int64) (t Task, ok bool, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		m, err := member(v, staff)
		if err != nil {
			return err
		}
		found, err := workOf(v, p, m, after, 1)
		if ok = len(found) > 0; ok {
			t = found[0]
		}
		return err
	})
	return t, ok, err
}

// A TicketEvent is something that a person did with a ticket.
type TicketEvent struct {
	At        time.Time
	What      string // taken, later, closed, reopened
	Who, Note string
}

// TicketEvents are what people did with a ticket, in their order.
func (c *Centre) TicketEvents(ctx context.Context, id int64) (all []TicketEvent, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		all, err = collect(v, func(r *sql.Rows) (e TicketEvent, err error) {
			var at int64
			err = r.Scan(&at, &e.What, &e.Who, &e.Note)
			e.At = p.moment(&at)
			return e, err
		}, `SELECT at, what, who, note FROM ticket_events WHERE ticket = $1 ORDER BY id`, id)
		return err
	})
	return all, err
}
