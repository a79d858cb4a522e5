package care

import (
	"database/sql"
	"fmt"
	"time"
)

// silent sets until when nobody needs to say anything about a visit's end;
// never when zero.
func (v *verb) silent(w Visit, until time.Time) error {
	var at any
	if !until.IsZero() {
		at = ms(until)
		v.queued[timers] = true
	}
	_, err := v.Exec(`UPDATE visits SET silent_until = $1 WHERE id = $2`, at, w.ID)
	return err
}

// stepVisits does what silence means once it has lasted: hours that were stored
// on the evidence are final; hours that wait for somebody are never stored by
// it, a person looks into them.
func (v *verb) stepVisits() error {
	ids, err := collect(v.View, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		`SELECT id FROM visits WHERE silent_until <= $1 ORDER BY silent_until LIMIT 500`, ms(v.now))
	if err != nil {
		return err
	}
	for _, id := range ids {
		r, err := v.requestWhere(`visit = $1`, id)
		if err == nil {
			err = v.silenceOver(r)
		}
		if err != nil {
			return fmt.Errorf("visit %d: %w", id, err)
		}
	}
	return nil
}

func (v *verb) silenceOver(r Request) error {
	switch r.State {
	case Credited:
		return v.letStand(r)
	case Finished:
		if err := v.visitTicket(r, Unanswered); err != nil {
			return err
		}
	}
	return v.silent(r.Visit, time.Time{})
}

// resumeVisits lets no silence last longer than policy says, for it was set by
// a clock that has been set back since.
func (v *verb) resumeVisits() error {
	longest := max(v.policy.Evidence.Objection.Std(), v.policy.Evidence.Silence.Std())
	_, err := v.Exec(`UPDATE visits SET silent_until = $1 WHERE silent_until > $1`, ms(v.now.Add(longest)))
	return err
}
