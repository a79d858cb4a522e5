package ledger

import (
	"database/sql"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// A Policy is one version of what was agreed. What the body says is for other
// rooms to read.
type Policy struct {
	Version     int64 // 1, 2, 3, …
	EffectiveAt time.Time
	Body        []byte // UTF-8 text
}

// AddPolicy records a policy that is in force from effective until a later one
// is, and gives its version. Policies are never changed or deleted.
func (tx *Tx) AddPolicy(body []byte, effective time.Time, by string) (version int64, err error) {
	if !utf8.Valid(body) {
		return 0, invalid("the policy is not UTF-8 text")
	}
	if err := tx.QueryRow(`SELECT coalesce(max(version), 0) + 1 FROM policies`).Scan(&version); err != nil {
		return 0, fmt.Errorf("add policy: %w", err)
	}
	_, err = tx.Exec(`INSERT INTO policies (version, effective_at, recorded_at, body, actor) VALUES ($1, $2, $3, $4, $5)`,
		version, effective.UnixMilli(), tx.Now.UnixMilli(), string(body), by)
	if err != nil {
		return 0, fmt.Errorf("add policy: %w", err)
	}
	return version, nil
}

// PolicyAt is the policy in force at a moment, or ErrNoPolicy. Of two that
// begin at the same moment the later version counts.
func (v *View) PolicyAt(at time.Time) (Policy, error) {
	p, err := scanPolicy(v.QueryRow(`SELECT version, effective_at, body FROM policies
		WHERE effective_at <= $1 ORDER BY effective_at DESC, version DESC LIMIT 1`, at.UnixMilli()))
	if err != nil {
		return p, fmt.Errorf("policy at %s: %w", at.UTC().Format(time.RFC3339), err)
	}
	return p, nil
}

// NextPolicyAt is the first moment after at from which a policy that is known
// already will be in force; zero when there is none.
func (v *View) NextPolicyAt(at time.Time) (time.Time, error) {
	var next sql.NullInt64
	err := v.QueryRow(`SELECT min(effective_at) FROM policies WHERE effective_at > $1`, at.UnixMilli()).Scan(&next)
	if err != nil || !next.Valid {
		return time.Time{}, err
	}
	return time.UnixMilli(next.Int64).UTC(), nil
}

// Policy is the policy of that version, or ErrNoPolicy.
func (v *View) Policy(version int64) (Policy, error) {
	p, err := scanPolicy(v.QueryRow(`SELECT version, effective_at, body FROM policies WHERE version = $1`, version))
	if err != nil {
		return p, fmt.Errorf("policy %d: %w", version, err)
	}
	return p, nil
}

func scanPolicy(row *sql.Row) (Policy, error) {
	var p Policy
	var effective int64
	var body string
	err := row.Scan(&p.Version, &effective, &body)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoPolicy
	}
	if err != nil {
		return Policy{}, err
	}
	p.EffectiveAt, p.Body = fromMilli(effective), []byte(body)
	return p, nil
}
