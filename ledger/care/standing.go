package care

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"hourline/ledger"
)

// A Standing is what is open at one moment, and how late it is.
type Standing struct {
	Cases       map[CaseKind]map[CaseState]int // those that nobody has closed: ringing and accepted
	StepOverdue time.Duration                  // how long the oldest step of a ladder has been due; 0 when none is
	Unsent      time.Duration                  // how long what emergencies have to say has waited for the carrier to take it
	SelfTested  time.Time                      // when the chain last passed its self-test; zero for never
	Lanes       map[Lane]Backlog
	Tickets     Backlog
}

// A Backlog is what waits.
type Backlog struct {
	Waiting int           // all of it, due or not
	Overdue time.Duration // how long the oldest has been due; 0 when nothing is
}

// Standing reads how things stand from indexes alone, for whoever watches.
func (c *Centre) Standing(ctx context.Context) (s Standing, err error) {
	err = c.Bank.Read(ctx, func(v *ledger.View) error {
		s = Standing{Lanes: map[Lane]Backlog{}}
		if s.Cases, err = openCases(v); err != nil {
			return err
		}
		step, err := backlog(v, `SELECT count(*), min(next_at) FROM cases WHERE next_at IS NOT NULL`)
		if err != nil {
			return err
		}
		s.StepOverdue = step.Overdue
		call, err := oldest(v, v.Now, 0, unsent)
		if err != nil {
			return err
		}
		s.Unsent = call.late
		_, passed, err := chainTests(v)
		if err != nil {
			return err
		}
		s.SelfTested = passed.Ended
		for _, lane := range Lanes {
			s.Lanes[lane], err = backlog(v, `SELECT count(*), min(at) FROM (
				SELECT due_at AS at FROM outbox WHERE lane = $1 AND state = 'waiting'
				UNION ALL
				SELECT lease_until FROM outbox WHERE lane = $1 AND state IN ('leased', 'unknown', 'handed') AND lease_until IS NOT NULL)`, string(lane))
			if err != nil {
				return err
			}
		}
		s.Tickets, err = backlog(v, `SELECT count(*), min(due_at) FROM tickets WHERE closed_at IS NULL`)
		return err
	})
	if err != nil {
		return s, fmt.Errorf("how things stand: %w", err)
	}
	return s, nil
}

// openCases counts the cases that nobody has closed.
func openCases(v *ledger.View) (map[CaseKind]map[CaseState]int, error) {
	type count struct {
		kind  CaseKind
		state CaseState
		n     int
	}
	counts, err := collect(v, func(r *sql.Rows) (c count, err error) { return c, r.Scan(&c.kind, &c.state, &c.n) },
		`SELECT kind, state, count(*) FROM cases WHERE state IN ('ringing', 'accepted') GROUP BY kind, state`)
	if err != nil {
		return nil, err
	}
	open := map[CaseKind]map[CaseState]int{}
	for _, k := range CaseKinds {
		open[k] = map[CaseState]int{Ringing: 0, CaseAccepted: 0}
	}
	for _, c := range counts {
		open[c.kind][c.state] = c.n
	}
	return open, nil
}

// backlog runs a query for how much there is, and when the first of it is due.
func backlog(v *ledger.View, query string, args ...any) (b Backlog, err error) {
	var due *int64
	if err := v.QueryRow(query, args...).Scan(&b.Waiting, &due); err != nil {
		return b, err
	}
	if due != nil {
		b.Overdue = max(v.Now.Sub(time.UnixMilli(*due)), 0)
	}
	return b, nil
}
