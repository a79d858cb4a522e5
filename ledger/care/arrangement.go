package care

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"hourline/ledger"
)

// An Arrangement is one version of what a community has arranged for
// emergencies. The newest holds; the older ones tell who changed what.
type Arrangement struct {
	Community  string
	Version    int64 // from 1
	RecordedAt time.Time
	Actor      string // who arranged it
	Body       string // a ladder in TOML, a roster in CSV
}

// The kinds of arrangements.
const (
	ladderKind = "ladder"
	rosterKind = "roster"
)

// ErrNoCommunity is returned for a community without members.
var ErrNoCommunity = errors.New("no such community")

// arrangement is what holds in a community, sql.ErrNoRows when nothing was
// arranged.
func arrangement(v *ledger.View, kind, community string) (a Arrangement, err error) {
	return scanArrangement(v.QueryRow(`SELECT `+arrangementColumns+` FROM arrangements
		WHERE kind = $1 AND community = $2 ORDER BY version DESC LIMIT 1`, kind, community))
}

const arrangementColumns = `community, version, recorded_at, actor, body`

func scanArrangement(row interface{ Scan(...any) error }) (a Arrangement, err error) {
	var at int64
	err = row.Scan(&a.Community, &a.Version, &at, &a.Actor, &a.Body)
	a.RecordedAt = time.UnixMilli(at)
	return a, err
}

// arrange adds a version, unless the one that holds says the same.
func (v *verb) arrange(kind, community, actor, body string) (a Arrangement, err error) {
	a, err = arrangement(v.View, kind, community)
	if err == nil && a.Body == body || err != nil && !errors.Is(err, sql.ErrNoRows) {
		return a, err
	}
	a = Arrangement{Community: community, Version: a.Version + 1, RecordedAt: v.now, Actor: actor, Body: body}
	_, err = v.Exec(`INSERT INTO arrangements (kind, community, version, recorded_at, actor, body) VALUES ($1, $2, $3, $4, $5, $6)`,
		kind, a.Community, a.Version, ms(a.RecordedAt), a.Actor, a.Body)
	return a, err
}

// Communities are all that members belong to, by name.
func communities(v *ledger.View) ([]string, error) {
	return collect(v, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) },
		`SELECT DISTINCT community FROM members WHERE community <> '' ORDER BY community`)
}

// mayArrange refuses a community that nobody belongs to, and an actor whom
// nobody could ask later.
func mayArrange(v *ledger.View, community, actor string) error {
	if err := nameable(actor); err != nil {
		return err
	}
	known, err := communities(v)
	if err != nil {
		return err
	}
	for _, name := range known {
		if name == community {
			return nil
		}
	}
	return fmt.Errorf("%q: %w; members belong to %s", community, ErrNoCommunity, orNone(known))
}

// orNone is a list as people read it.
func orNone(words []string) string {
	if len(words) == 0 {
		return "none yet"
	}
	return strings.Join(words, ", ")
}
