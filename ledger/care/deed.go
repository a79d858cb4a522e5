package care

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"hourline/ledger"
)

// A Deed is what a member of staff did by hand. It is kept for good.
type Deed struct {
	At     time.Time
	Actor  string // who did it
	What   string // card printed, visit entered, …
	Member int64  // whom it is about, 0 for nobody
	Ref    int64  // by What: a card's version, a visit
	Note   string // the reason that was given
}

// audit keeps a deed, in the transaction in which it is done.
func (v *verb) audit(d Deed) error {
	_, err := v.Exec(`INSERT INTO audit (at, actor, deed, member, ref, note) VALUES ($1, $2, $3, $4, $5, $6)`,
		ms(v.now), d.Actor, d.What, d.Member, d.Ref, d.Note)
	return err
}

// Deeds are all deeds about a member, the oldest first.
func (c *Centre) Deeds(ctx context.Context, member int64) (all []Deed, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		all, err = collect(v, func(r *sql.Rows) (d Deed, err error) {
			var at int64
			err = r.Scan(&at, &d.Actor, &d.What, &d.Member, &d.Ref, &d.Note)
			d.At = p.moment(&at)
			return d, err
		}, `SELECT at, actor, deed, member, ref, note FROM audit WHERE member = $1 ORDER BY id`, member)
		return err
	})
	return all, err
}

// nameable refuses an actor whom nobody could ask later.
func nameable(actor string) error {
	const most = 60
	if strings.TrimSpace(actor) == "" || utf8.RuneCountInString(actor) > most || strings.ContainsFunc(actor, unspeakable) {
		return fmt.Errorf("say who does this, in 1 to %d letters", most)
	}
	return nil
}
