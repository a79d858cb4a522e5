package care

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"hourline/ledger"
)

// policyWhen is the policy that was in force at a moment: what was served is
// worth what was agreed on when it ended, whenever it is stored.
func (v *verb) policyWhen(at time.Time) (*Policy, error) {
	stored, err := v.PolicyAt(at)
	if errors.Is(err, ledger.ErrNoPolicy) { // from before there were books
		stored, err = v.Policy(1)
	}
	if err != nil || stored.Version == v.policy.Version {
		return v.policy, err
	}
	return policyOf(stored)
}

// policyOf reads a policy that the books hold.
func policyOf(stored ledger.Policy) (*Policy, error) {
	read := func() (*Policy, error) { return ParsePolicy(stored.Body) }
	if bytes.Equal(stored.Body, defaultPolicy) {
		read = wholeBuiltIn
	}
	p, err := read()
	if err != nil {
		return nil, fmt.Errorf("version %d: %w", stored.Version, err)
	}
	of := *p
	of.Version = stored.Version
	return &of, nil
}

// creditable is what a visit is worth beside the others that the volunteer made
// on the same day and in the same week, and why it is less than it would be alone.
func (v *verb) creditable(w Visit, p *Policy) (minutes int64, over []Reason, err error) {
	minutes = p.minutes(w)
	at := w.FinishedAt.In(p.Place)
	day := DayStart(at.Year(), at.Month(), at.Day(), p.Place)
	monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	for _, within := range []struct {
		from time.Time
		days int
		most int64
		why  Reason
	}{{day, 1, p.Caps.DayMinutes, OverDay}, {monday, 7, p.Caps.WeekMinutes, OverWeek}} {
		others, err := v.creditedBetween(w, within.from, within.from.AddDate(0, 0, within.days))
		if err != nil {
			return 0, nil, err
		}
		if left := max(within.most-others, 0); minutes > left {
			minutes, over = left/p.Visit.RoundMinutes*p.Visit.RoundMinutes, append(over, within.why)
		}
	}
	return minutes, over, nil
}

// creditedBetween is what a volunteer's other visits are worth that ended from a
// moment until before another.
func (v *verb) creditedBetween(w Visit, from, until time.Time) (minutes int64, err error) {
	err = v.QueryRow(`SELECT coalesce(sum(credited_minutes), 0) FROM visits
		WHERE volunteer = $1 AND id <> $2 AND ended IN ('', 'posted') AND finished_at >= $3 AND finished_at < $4`,
		w.Volunteer, w.ID, ms(from), ms(until)).Scan(&minutes)
	return minutes, err
}
