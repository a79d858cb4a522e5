package care

import (
	"context"
	"database/sql"
	"time"

	"hourline/ledger"
)

// A SignalKind says what is odd.
type SignalKind string

// The kinds of signals.
const (
	WrongCells SignalKind = "wrong-cells" // of a home card, again and again in one visit
)

// A Signal is something odd that a person should look at. It is a fact with
// its numbers, and decides nothing.
type Signal struct {
	Kind   SignalKind
	Visit  int64 // 0 when it is about none
	Member int64 // whom it is about
	At     time.Time
	Detail string // numbers and codes; no names
}

// signal keeps a signal, once for a visit and a member.
func (v *verb) signal(s Signal) error {
	_, err := v.Exec(`INSERT INTO signals (kind, visit, member, at, detail) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		string(s.Kind), s.Visit, s.Member, ms(v.now), s.Detail)
	return err
}

// Signals are all signals, the newest first.
func (c *Centre) Signals(ctx context.Context) (all []Signal, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		all, err = collect(v, func(r *sql.Rows) (s Signal, err error) {
			var at int64
			err = r.Scan(&s.Kind, &s.Visit, &s.Member, &at, &s.Detail)
			s.At = p.moment(&at)
			return s, err
		}, `SELECT kind, visit, member, at, detail FROM signals ORDER BY id DESC`)
		return err
	})
	return all, err
}
