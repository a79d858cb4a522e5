package care

import (
	"database/sql"
	"fmt"
	"slices"
	"time"

	"hourline/ledger"
)

// Once a year, in January, every member who saves hours reads by text what came
// in and went out in the year that is over, and what there was at its end.

// toldAtOnce is how many members are looked at before emergencies are again.
const toldAtOnce = 25

// planYearly lets the statements be no later than the next day for them, once
// somebody has saved anything. Those that are under way go on.
func (v *verb) planYearly() error {
	v.queued[timers] = true
	var next any
	if at := v.policy.nextYearly(v.now); !at.IsZero() {
		next = ms(at)
	}
	_, err := v.Exec(`UPDATE yearly_run SET next_at = $1 WHERE one = 1 AND last = 0 AND coalesce(next_at, $2) > $3
		AND EXISTS (SELECT 1 FROM entries)`, next, ms(v.now.AddDate(9, 0, 0)), ms(v.now))
	return err
}

// yearlySoon has members told of the first year in which hours are saved.
func (v *verb) yearlySoon() error {
	at := v.policy.nextYearly(v.now)
	if at.IsZero() {
		return nil
	}
	_, err := v.Exec(`UPDATE yearly_run SET next_at = $1 WHERE one = 1 AND next_at IS NULL`, ms(at))
	return err
}

// stepYearly tells the next members of the year that is over.
func (v *verb) stepYearly() error {
	v.queued[timers] = true
	var last int64
	if err := v.QueryRow(`SELECT last FROM yearly_run WHERE one = 1`).Scan(&last); err != nil {
		return err
	}
	ids, err := collect(v.View, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		`SELECT id FROM members WHERE id > $1 ORDER BY id LIMIT $2`, last, toldAtOnce)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := v.tellYear(id, v.now.Year()-1); err != nil {
			return fmt.Errorf("year of member %d: %w", id, err)
		}
		last = id
	}
	if len(ids) == toldAtOnce {
		_, err = v.Exec(`UPDATE yearly_run SET last = $1 WHERE one = 1`, last)
		return err
	}
	var next any
	if at := v.policy.nextYearly(v.now); !at.IsZero() {
		next = ms(at)
	}
	_, err = v.Exec(`UPDATE yearly_run SET next_at = $1, last = 0 WHERE one = 1`, next)
	return err
}

// tellYear tells a member of a year, once. Who had nothing, and who cannot read
// texts or is not there any more, is not told.
func (v *verb) tellYear(id int64, year int) error {
	m, err := member(v.View, id)
	if err != nil || present(v.View, m) != nil {
		return err
	}
	if m.Phones = slices.DeleteFunc(m.Phones, Phone.landline); len(m.Phones) == 0 {
		return nil
	}
	f, err := yearOf(v.View, v.policy, m.Account, year)
	if err != nil || f.In == 0 && f.Out == 0 && f.Balance == 0 {
		return err
	}
	f.Name = m.Name
	return v.text(fmt.Sprintf("year/%d/%d", year, m.ID), "hours.year", m.ID, m, f)
}

// yearOf is what came to an account and went from it in a year, and what stood
// on it at its end.
func yearOf(v *ledger.View, p *Policy, account ledger.AccountID, year int) (f Facts, err error) {
	from, until := DayStart(year, time.January, 1, p.Place), DayStart(year+1, time.January, 1, p.Place)
	lines, err := v.StatementBetween(account, from, until)
	if err != nil {
		return f, err
	}
	for _, l := range lines {
		f.In, f.Out = f.In+max(l.Change, 0), f.Out+max(-l.Change, 0)
	}
	b, err := v.BalanceAt(account, until.Add(-time.Millisecond))
	f.Year, f.Balance = int64(year), b.Posted
	return f, err
}
