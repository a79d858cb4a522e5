package care

import (
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// nudgesAtOnce is how many visits one transaction looks at: on the evening
// before a busy day nobody in need waits behind all of them.
const nudgesAtOnce = 50

// stepNudges looks at visits for which it is time.
func (v *verb) stepNudges() error {
	ids, err := collect(v.View, func(r *sql.Rows) (id int64, err error) { return id, r.Scan(&id) },
		`SELECT id FROM visits WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2`, ms(v.now), nudgesAtOnce)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := v.lookAtVisit(id); err != nil {
			return fmt.Errorf("visit %d: %w", id, err)
		}
	}
	return nil
}

// lookAtVisits has all visits looked at anew: their moments are of the day, so
// what comes next depends on what the clock shows.
func (v *verb) lookAtVisits() error {
	_, err := v.Exec(`UPDATE visits SET next_at = 0 WHERE next_at > 0`)
	return err
}

// lookAtVisit does what is due for a visit, takes back what does not help any
// more, and sets when to look again.
func (v *verb) lookAtVisit(id int64) error {
	w, err := v.watched(id)
	if err != nil {
		return err
	}
	due, had, next := v.policy.look(w, v.now)
	if _, err := v.Exec(`UPDATE visits SET next_at = $1, nudged = $2 WHERE id = $3`, msOrNull(next), int(had), id); err != nil {
		return err
	}
	if err := v.takeBackNudges(w.Visit); err != nil || len(due) == 0 {
		return err
	}
	r, err := v.requestWhere(`id = $1`, w.Request)
	if err != nil {
		return err
	}
	for _, n := range due {
		if err := v.nudgeAbout(r, n); err != nil {
			return fmt.Errorf("%s: %w", n, err)
		}
	}
	return nil
}

// watched is a visit with what its timer needs to know.
func (v *verb) watched(id int64) (w watched, err error) {
	if w.Visit, err = visitIn(v.View, v.policy, `id = $1`, id); err != nil {
		return w, err
	}
	var accepted int64
	var moved *int64
	err = v.QueryRow(`SELECT accepted_at, (SELECT max(at) FROM visit_events WHERE visit = $1 AND what = 'moved'), nudged FROM visits WHERE id = $1`, id).
		Scan(&accepted, &moved, &w.Had)
	w.Accepted = later(v.policy.moment(&accepted), v.policy.moment(moved))
	return w, err
}

// msOrNull is how the file keeps a moment that may be zero.
func msOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return ms(t)
}

// takeBackNudges drops what is not to be said any more about a visit that has
// begun, or is over. Its door word is void from then on.
func (v *verb) takeBackNudges(w Visit) error {
	var stale []string
	if !w.Open || !w.StartedAt.IsZero() {
		stale = []string{"reminder.visit", "reminder.start", AboutVisit, AboutNotBegun, AboutDelay}
	}
	if !w.WordHolds() {
		stale = append(stale, "reminder.finish", AboutDoorWord, AboutNotEnded)
	}
	for _, kind := range stale {
		if err := v.drop(kind, w.ID); err != nil {
			return err
		}
	}
	return nil
}

// nudgeAbout does one thing that is due for a visit.
func (v *verb) nudgeAbout(r Request, n nudge) error {
	if waits, err := v.waitsForCompanion(r.Visit); err != nil || waits && n != staffRing && n != closing {
		return err // nobody is to go yet
	}
	switch n {
	case eveBefore:
		return v.announceAgain(r)
	case beginsSoon:
		return v.remind(r, n, "reminder.visit", r.Visit.ExpectedAt())
	case notBegun:
		return errors.Join(v.remind(r, n, "reminder.start", r.Visit.ExpectedAt()), v.askVolunteer(r, n, AboutNotBegun))
	case staffRing:
		return errors.Join(v.visitTicket(r, NotBegun), v.tellDelay(r))
	case notEnded:
		return v.remind(r, n, "reminder.finish", r.Visit.StartedAt)
	case askEnded:
		return v.askVolunteer(r, n, AboutNotEnded)
	case closing:
		return v.closeUnfinished(r)
	}
	return nil
}

// nudgeKey is the key of what a nudge puts into the outbox: once for each
// moment that the visit begins at, whatever the clock does.
func nudgeKey(w Visit, n nudge) string {
	begin := w.StartedAt
	if begin.IsZero() {
		begin = w.PlannedAt
	}
	return fmt.Sprintf("visit/%d/%s/%d", w.ID, n, begin.Unix())
}

// remind texts the volunteer of a visit.
func (v *verb) remind(r Request, n nudge, words string, when time.Time) error {
	helper, err := member(v.View, r.Visit.Volunteer)
	if err != nil {
		return err
	}
	return v.text(nudgeKey(r.Visit, n)+"/text", words, r.Visit.ID, helper, Facts{Kind: r.Kind, When: when, Code: r.Visit.Code})
}

// announceAgain is the evening before: the volunteer is reminded, and the
// elder hears once more who comes, unless she has only just heard it or is
// being told.
func (v *verb) announceAgain(r Request) error {
	if err := v.remind(r, eveBefore, "reminder.visit", r.Visit.ExpectedAt()); err != nil {
		return err
	}
	if r.Pair != 0 {
		return nil // she hears of both, in the call about the first
	}
	if knows, err := v.knowsAlready(r.Visit); err != nil || knows {
		return err
	}
	round := fmt.Sprintf("%s/%d", eveBefore, r.Visit.PlannedAt.Unix())
	return v.announceRound(r.Visit, r.Elder, Facts{Round: round, Since: v.now, Try: 1}, v.now)
}

// knowsAlready reports whether the elder heard who comes a short while ago, or
// is about to.
func (v *verb) knowsAlready(w Visit) (so bool, err error) {
	told, err := v.toldAt(w.ID)
	if err != nil || v.now.Sub(told) < v.policy.Reminders.Fresh.Std() {
		return true, err
	}
	err = v.QueryRow(`SELECT EXISTS (SELECT 1 FROM outbox WHERE kind = $1 AND ref = $2 AND state NOT IN ('done', 'failed', 'dropped'))`,
		AboutVisit, w.ID).Scan(&so)
	return so, err
}
