package care

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"hourline/ledger"
)

// A Request is what an elder asked for, with the visit that answers it.
type Request struct {
	ID       int64
	Elder    int64
	Kind     Kind
	FirstDay time.Time // midnight in the centre's zone
	LastDay  time.Time
	State    State
	Rings    int // rounds of offers sent
	Created  time.Time
	Urgent   bool      // somebody who had taken it does not come
	Pair     int64     // the visit that somebody is to go along with; 0 for what the elder asked
	KeepAt   time.Time // when the elder was told that it begins; zero before
	Visit    Visit     // zero while nobody has taken it
}

// Taken reports whether somebody is to come.
func (r Request) Taken() bool { return r.Visit.ID != 0 }

// Day is the day the elder asked for, zero for any of the next days.
func (r Request) Day() time.Time {
	if r.FirstDay.Equal(r.LastDay) {
		return r.FirstDay
	}
	return time.Time{}
}

// When an elder wants somebody to come.
type When int

// The choices of node D.
const (
	Today When = iota + 1
	Tomorrow
	AnyDay
)

// An Ask is a request as it was confirmed on the phone.
type Ask struct {
	Source string // call and turn: asked twice is asked once
	Elder  int64
	Kind   Kind
	When   When
	Day    time.Time // the day that When meant when it was said; zero for what it means now
}

// AskForHelp books a request and offers it to the first volunteers.
func (c *Centre) AskForHelp(ctx context.Context, a Ask) (r Request, err error) {
	err = c.write(ctx, func(v *verb) error {
		r, err = v.ask(a)
		return err
	})
	if err != nil {
		return r, fmt.Errorf("ask for help: %w", err)
	}
	return r, nil
}

func (v *verb) ask(a Ask) (Request, error) {
	if r, err := v.requestWhere(`source = $1`, a.Source); !errors.Is(err, sql.ErrNoRows) {
		return r, err
	}
	if err := a.check(v.View); err != nil {
		return Request{}, err
	}
	first, last := v.days(a)
	var id int64
	err := v.QueryRow(`INSERT INTO requests (source, elder, kind, first_day, last_day, state, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		a.Source, a.Elder, string(a.Kind), first.Format(time.DateOnly), last.Format(time.DateOnly), string(OpenState), ms(v.now)).Scan(&id)
	if err != nil {
		return Request{}, err
	}
	r, err := v.requestWhere(`id = $1`, id)
	if err != nil {
		return r, err
	}
	return v.dispatch(r)
}

// check refuses what no elder can have asked for.
func (a Ask) check(books *ledger.View) error {
	if !slices.Contains(Kinds, a.Kind) || a.When < Today || a.When > AnyDay {
		return fmt.Errorf("nobody can ask for kind %q and choice %d of a day", a.Kind, a.When)
	}
	elder, err := member(books, a.Elder)
	if err != nil {
		return fmt.Errorf("the elder of a request: %w", err)
	}
	return present(books, elder)
}

// Day is the day that an elder's choice means at a moment, zero for AnyDay.
func (w When) Day(now time.Time) time.Time {
	y, m, d := now.Date()
	switch w {
	case Tomorrow:
		d++
	case AnyDay:
		return time.Time{}
	}
	return DayStart(y, m, d, now.Location())
}

// Meant is the day of a choice for which said was the day when it was made;
// zero for AnyDay. Between the key that chooses and the key that confirms,
// midnight may pass: it is still the day that was said, unless that is over.
func (w When) Meant(said, now time.Time) time.Time {
	day, today := w.Day(now), Today.Day(now)
	switch {
	case w == AnyDay || said.IsZero() || said.After(day): // the clock was set back
		return day
	case said.Before(today):
		return today
	}
	return said
}

// days are the first and the last day of what was asked.
func (v *verb) days(a Ask) (first, last time.Time) {
	if a.When == AnyDay {
		today := Today.Day(v.now)
		return today, DayStart(today.Year(), today.Month(), today.Day()+v.policy.Visit.AnyDays, today.Location())
	}
	day := a.When.Meant(a.Day, v.now)
	return day, day
}

// CancelRequest is the elder's "not any more". A request that has begun or is
// over stays as it is.
func (c *Centre) CancelRequest(ctx context.Context, id int64) error {
	err := c.write(ctx, func(v *verb) error { return v.cancelRequest(id, "cancelled.elder") })
	if err != nil {
		return fmt.Errorf("cancel request %d: %w", id, err)
	}
	return nil
}

// cancelRequest cancels what has not begun, and tells whoever was to go why, in
// those words.
func (v *verb) cancelRequest(id int64, words string) error {
	r, err := v.requestWhere(`id = $1`, id)
	if err != nil {
		return err
	}
	visit := r.Visit
	if r, err = v.move(r, cancel); errors.Is(err, errWrongState) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := errors.Join(v.drop(AboutNews, r.ID), v.lookAgain(r, time.Time{})); err != nil || visit.ID == 0 {
		return err
	}
	if err := v.endVisit(visit, "cancelled"); err != nil {
		return err
	}
	helper, err := member(v.View, visit.Volunteer)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("visit/%d/cancelled", visit.ID), words, visit.ID, helper,
		Facts{Kind: r.Kind, When: visit.PlannedAt, Code: visit.Code})
}

// move takes a request to its next state; a forbidden step is errWrongState
// and changes nothing.
func (v *verb) move(r Request, h happening) (Request, error) {
	to, err := r.State.next(h)
	if err != nil {
		return r, err
	}
	r.State = to
	v.queued[timers] = true // the timer of its visit
	_, err = v.Exec(`UPDATE requests SET state = $1 WHERE id = $2`, string(to), r.ID)
	return r, err
}

// lookAgain sets when dispatch looks at a request again; never when zero.
func (v *verb) lookAgain(r Request, at time.Time) error {
	var next any
	if !at.IsZero() {
		next = ms(at)
		v.queued[timers] = true
	}
	_, err := v.Exec(`UPDATE requests SET next_at = $1, rings = $2 WHERE id = $3`, next, r.Rings, r.ID)
	return err
}

func (v *verb) requestWhere(where string, args ...any) (Request, error) {
	return requestIn(v.View, v.policy, where, args...)
}

// requestIn is the newest request that a condition holds for, with its visit.
func requestIn(v *ledger.View, p *Policy, where string, args ...any) (r Request, err error) {
	var first, last string
	var visit sql.NullInt64
	var created int64
	var keep *int64
	err = v.QueryRow(`SELECT id, elder, kind, first_day, last_day, state, visit, rings, created_at, urgent, keep_at, coalesce(pair, 0) FROM requests
		WHERE `+where+` ORDER BY id DESC LIMIT 1`, args...).
		Scan(&r.ID, &r.Elder, &r.Kind, &first, &last, &r.State, &visit, &r.Rings, &created, &r.Urgent, &keep, &r.Pair)
	if err != nil {
		return r, err
	}
	r.Created, r.KeepAt = p.moment(&created), p.moment(keep)
	if r.FirstDay, err = parseDay(first, p.Place); err != nil {
		return r, err
	}
	if r.LastDay, err = parseDay(last, p.Place); err != nil || !visit.Valid {
		return r, err
	}
	r.Visit, err = visitIn(v, p, `id = $1`, visit.Int64)
	return r, err
}
