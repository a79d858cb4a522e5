package care

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// Whoever has died, or moved out of the district, has no role in the books any
// more; and the dead no telephone. So whatever rings, texts or asks members
// finds nobody to ring, without knowing of departures. What the books knew is
// kept beside them.

// A Departure is why a member is not among the others any more.
type Departure struct {
	ID    int64
	Kind  DepartureKind
	Day   string    // 2026-11-23
	Since time.Time // when it was recorded
}

// A DepartureKind says how somebody has left.
type DepartureKind string

// The kinds of departure.
const (
	HasDied DepartureKind = "died"
	HasLeft DepartureKind = "moved" // out of the district; the hours stay
)

// What is refused because somebody has left.
var (
	ErrDead = errors.New("has died; `hourline estate list` shows what they have left")
	ErrAway = errors.New("has moved out of the district; `hourline member moved NUMBER --back` brings them back")
	ErrHere = errors.New("has neither died nor moved away")
)

// DepartureOf tells whether and how a member has left.
func (c *Centre) DepartureOf(ctx context.Context, memberID int64) (d Departure, left bool, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		d, err = departureOf(v, memberID)
		d.Since = d.Since.In(p.Place)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return Departure{}, false, nil
	}
	return d, err == nil, err
}

// departureOf is how a member has left, or sql.ErrNoRows.
func departureOf(v *ledger.View, memberID int64) (d Departure, err error) {
	var at int64
	err = v.QueryRow(`SELECT id, kind, day, at FROM departures WHERE member = $1 AND ended_at IS NULL`, memberID).Scan(&d.ID, &d.Kind, &d.Day, &at)
	d.Since = time.UnixMilli(at)
	return d, err
}

// present refuses a member who has left, however.
func present(v *ledger.View, m Member) error {
	d, err := departureOf(v, m.ID)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	case d.Kind == HasDied:
		return fmt.Errorf("member %s %w", m.Number, ErrDead)
	}
	return fmt.Errorf("member %s %w", m.Number, ErrAway)
}

// living refuses a member who has died. Whoever has moved away keeps the hours,
// and all rights to them.
func living(v *ledger.View, m Member) error {
	if err := present(v, m); !errors.Is(err, ErrAway) {
		return err
	}
	return nil
}

// isDead tells whether a member has died; nobody, 0, has not.
func isDead(v *ledger.View, memberID int64) (dead bool, err error) {
	if memberID == 0 {
		return false, nil
	}
	err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM departures WHERE member = $1 AND ended_at IS NULL AND kind = 'died')`, memberID).Scan(&dead)
	return dead, err
}

// asTheyWere is a member with the phones of before a departure, by which
// family is known.
func asTheyWere(v *ledger.View, m Member) (Member, error) {
	former, err := collect(v, func(r *sql.Rows) (p Phone, err error) { return p, r.Scan(&p) },
		`SELECT phone FROM former_phones WHERE member = $1 ORDER BY position`, m.ID)
	m.Phones = append(m.Phones[:len(m.Phones):len(m.Phones)], former...)
	return m, err
}

// kept is what the books knew of somebody who has left, besides phones.
type kept struct {
	Roles    Role    `json:"roles"`
	Checkin  bool    `json:"checkin,omitempty"`
	Card     int64   `json:"card,omitempty"`     // the version that hung in the home
	Tickets  []int64 `json:"tickets,omitempty"`  // that were closed
	Requests []int64 `json:"requests,omitempty"` // that were cancelled
	Away     string  `json:"away,omitempty"`     // the day on which somebody who has died had moved away
}

// depart ends what a member asked for and has taken on, the check-ins and the
// home card. The role goes first, so that nobody asks them anew.
func (v *verb) depart(m Member, kind DepartureKind, day string, k kept) (d Departure, err error) {
	k.Roles = m.Roles
	if _, err := v.Exec(`UPDATE members SET roles = 0 WHERE id = $1`, m.ID); err != nil {
		return d, err
	}
	if k.Requests, err = v.cancelAll(m, map[DepartureKind]string{HasDied: "cancelled.died", HasLeft: "cancelled.elder"}[kind]); err != nil {
		return d, err
	}
	if err := v.handAllBack(m); err != nil {
		return d, err
	}
	if k.Checkin, err = v.endCheckins(m); err != nil {
		return d, err
	}
	err = v.QueryRow(`UPDATE cards SET void_at = $1 WHERE elder = $2 AND void_at IS NULL RETURNING version`, ms(v.now), m.ID).Scan(&k.Card)
	if err := ignoreNoRows(err); err != nil {
		return d, err
	}
	body, err := json.Marshal(k)
	if err != nil {
		return d, err
	}
	d = Departure{Kind: kind, Day: day, Since: v.now}
	err = v.QueryRow(`INSERT INTO departures (member, kind, day, kept, at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		m.ID, string(kind), day, string(body), ms(v.now)).Scan(&d.ID)
	return d, err
}

// cancelAll cancels what a member has asked for and has not begun; whoever was
// to go is told.
func (v *verb) cancelAll(m Member, words string) (cancelled []int64, err error) {
	open, err := v.idsOf(`SELECT id FROM requests WHERE elder = $1 AND pair IS NULL
		AND state IN ('open', 'offered', 'accepted', 'announced', 'expired') ORDER BY id`, m.ID)
	for _, id := range open {
		if err == nil {
			err = v.cancelRequest(id, words)
		}
	}
	return open, err
}

// handAllBack lets others be asked for the visits that a volunteer has taken
// and not begun.
func (v *verb) handAllBack(m Member) error {
	taken, err := v.idsOf(`SELECT r.id FROM visits w JOIN requests r ON r.visit = w.id
		WHERE w.volunteer = $1 AND w.open = 1 AND r.state IN ('accepted', 'announced') ORDER BY r.id`, m.ID)
	for _, id := range taken {
		var r Request
		if err == nil {
			r, err = v.requestWhere(`id = $1`, id)
		}
		if err == nil {
			_, err = v.replace(r, drop)
		}
	}
	return err
}

// endCheckins ends the calls that ask how a member is; was tells whether there
// were any.
func (v *verb) endCheckins(m Member) (was bool, err error) {
	res, err := v.Exec(`UPDATE checkins SET next_at = NULL WHERE member = $1 AND next_at IS NOT NULL`, m.ID)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return false, err
	}
	_, err = v.Exec(`UPDATE checkin_days SET state = 'stopped' WHERE member = $1 AND state = 'ringing'`, m.ID)
	return n > 0, err
}

// idsOf are the numbers that a query finds.
func (v *verb) idsOf(query string, args ...any) ([]int64, error) {
	return collect(v.View, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) }, query, args...)
}

// comeBack ends a departure: the roles are as they were.
func (v *verb) comeBack(m Member, d Departure) (k kept, err error) {
	var body string
	err = v.QueryRow(`UPDATE departures SET ended_at = $1 WHERE id = $2 RETURNING kept`, ms(v.now), d.ID).Scan(&body)
	if err != nil {
		return k, err
	}
	if err := json.Unmarshal([]byte(body), &k); err != nil {
		return k, fmt.Errorf("departure %d: %w", d.ID, err)
	}
	_, err = v.Exec(`UPDATE members SET roles = $1 WHERE id = $2`, int64(k.Roles), m.ID)
	return k, err
}
