package care

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// At the start of each month every elder whom a fund is for is given minutes
// for that month, the oldest first, while the fund lasts. What was given for the
// month before and not used lapses first, where the policy says so. Each is
// given once a month of each fund, and however late the gateway looks.

// Kinds of entries of grants.
const (
	opening      ledger.Kind = "opening"       // the reference is the row of what was given
	openingLapse ledger.Kind = "opening-lapse" // the reference is the month and the account: 202612 and nine digits
)

// openedAtOnce is how many members are looked at before emergencies are again.
const openedAtOnce = 100

// An openingRun is how far the openings of a month have come. What lapses goes
// first, by account; then members by age.
type openingRun struct {
	month      string
	born, last int64 // born is lapsing while accounts are looked at; last is a member, or an account
}

const lapsing = -1

// planOpenings lets the next openings be no later than the month's start, once
// somebody has put anything into a fund.
func (v *verb) planOpenings() error {
	v.queued[timers] = true
	_, err := v.Exec(`UPDATE opening_run SET next_at = min(coalesce(next_at, $1), $1)
		WHERE one = 1 AND EXISTS (SELECT 1 FROM grant_orders WHERE done_at IS NOT NULL)`, ms(v.nextMonth()))
	return err
}

func (v *verb) thisMonth() Month { return Month{v.now.Year(), v.now.Month()} }

func (v *verb) nextMonth() time.Time {
	_, until := v.thisMonth().In(v.policy.Place)
	return until
}

// stepOpenings looks at the next accounts or members.
func (v *verb) stepOpenings() error {
	var run openingRun
	if err := v.QueryRow(`SELECT month, born, last FROM opening_run WHERE one = 1`).Scan(&run.month, &run.born, &run.last); err != nil {
		return err
	}
	if month := v.thisMonth().String(); run.month != month {
		run = openingRun{month: month, born: lapsing}
	}
	step := v.giveOpenings
	if run.born == lapsing {
		step = v.lapseOpenings
	}
	over, err := step(&run)
	if err != nil {
		return fmt.Errorf("openings of %s: %w", run.month, err)
	}
	next := v.now
	if over {
		next = v.nextMonth()
	}
	v.queued[timers] = true
	_, err = v.Exec(`UPDATE opening_run SET next_at = $1, month = $2, born = $3, last = $4 WHERE one = 1`, ms(next), run.month, run.born, run.last)
	return err
}

// lapseOpenings gives back to its fund what was not used: what was for the month
// before, if the policy says so, and all that is left of whoever has died or
// moved away.
func (v *verb) lapseOpenings(run *openingRun) (over bool, err error) {
	type row struct {
		account    ledger.AccountID
		fund       string
		gift, gone bool
	}
	rows, err := collect(v.View, func(r *sql.Rows) (a row, err error) { return a, r.Scan(&a.account, &a.fund, &a.gift, &a.gone) },
		`SELECT l.account, l.fund, l.gift, m.roles & $1 = 0 FROM allotments l JOIN members m ON m.id = l.member
		WHERE l.account > $2 ORDER BY l.account LIMIT $3`, int64(Elder), run.last, openedAtOnce)
	if err != nil {
		return false, err
	}
	for _, a := range rows {
		run.last = int64(a.account)
		if g, known := v.policy.Grant(a.fund); !a.gone && (a.gift || !known || g.Unused != Lapses) {
			continue
		}
		if err := v.lapse(a.account, a.fund); err != nil {
			return false, err
		}
	}
	if len(rows) < openedAtOnce {
		run.born, run.last = 0, 0
	}
	return false, nil
}

func (v *verb) lapse(account ledger.AccountID, fund string) error {
	b, err := v.Balance(account)
	if err != nil || b.Available() <= 0 {
		return err
	}
	into, err := v.Account(fundCode(fund))
	if err != nil {
		return err
	}
	m := v.thisMonth()
	const places = 1_000_000_000
	_, err = v.Post(ledger.Posting{
		Debit: account, Credit: into.ID, Amount: b.Available(), Kind: openingLapse,
		Ref: int64(m.Year*100+int(m.Month))*places + int64(account), Policy: v.policy.Version, Actor: "hourline",
	})
	return err
}

// giveOpenings gives the next members what is theirs.
func (v *verb) giveOpenings(run *openingRun) (over bool, err error) {
	youngest := v.policy.youngest()
	if youngest == 0 {
		return true, nil
	}
	type row struct{ born, id int64 }
	rows, err := collect(v.View, func(r *sql.Rows) (m row, err error) { return m, r.Scan(&m.born, &m.id) },
		`SELECT born, id FROM members WHERE (born, id) > ($1, $2) AND born > 0 AND born <= $3 ORDER BY born, id LIMIT $4`,
		run.born, run.last, v.now.Year()-youngest, openedAtOnce)
	if err != nil {
		return false, err
	}
	for _, one := range rows {
		run.born, run.last = one.born, one.id
		m, err := member(v.View, one.id)
		if err != nil {
			return false, err
		}
		for _, g := range v.policy.Grants {
			if err := v.giveOpening(g, m, run.month); err != nil {
				return false, fmt.Errorf("member %d: %w", m.ID, err)
			}
		}
	}
	return len(rows) < openedAtOnce, nil
}

// giveOpening gives a member what a fund has for the month, or what is left in
// it; a person is told once that it is spent. Nothing comes of a fund that
// nobody has opened.
func (v *verb) giveOpening(g GrantPolicy, m Member, month string) error {
	minutes := g.Opening(m, v.now)
	if minutes == 0 {
		return nil
	}
	fund, err := v.Account(fundCode(g.Fund))
	if errors.Is(err, ledger.ErrNoAccount) {
		return nil
	}
	if err != nil {
		return err
	}
	b, err := v.Balance(fund.ID)
	if err != nil {
		return err
	}
	given := min(minutes, max(b.Available(), 0))
	var id int64
	err = v.QueryRow(`INSERT INTO openings (fund, member, month, minutes) VALUES ($1, $2, $3, $4)
		ON CONFLICT (month, fund, member) DO NOTHING RETURNING id`, g.Fund, m.ID, month, given).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // given already
	}
	if err == nil && given > 0 {
		err = v.postOpening(fund.ID, g.Fund, m, id, given)
	}
	if err == nil && given < minutes {
		err = v.tellOnce(Ticket{Source: "grants/" + g.Fund + "/" + month, Kind: GrantsSpent, Note: g.Fund},
			"a fund of grants is spent, and elders get less this month than the policy says", "fund", g.Fund)
	}
	return err
}

func (v *verb) postOpening(fund ledger.AccountID, name string, m Member, id, minutes int64) error {
	into, err := v.allotment(m.ID, name, false)
	if err != nil {
		return err
	}
	e, err := v.Post(ledger.Posting{
		Debit: fund, Credit: into, Amount: minutes, Kind: opening, Ref: id, Policy: v.policy.Version, Actor: "hourline",
	})
	if err != nil {
		return err
	}
	_, err = v.Exec(`UPDATE openings SET entry = $1 WHERE id = $2`, int64(e.ID), id)
	return err
}

func fundCode(fund string) string { return "grant/" + fund }
