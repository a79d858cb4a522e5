package care

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// What a visit cannot be moved for.
var (
	ErrNotMoved = errors.New("only a visit that is still to come can be moved")
	ErrClash    = errors.New("the volunteer is not free then: another visit, a day of rest, or more than a day or a week may hold")
)

// A VisitMove is another time for a visit, which one of the staff has found
// with the elder and the volunteer.
type VisitMove struct {
	Visit int64
	To    time.Time
	Actor string // number of the member of staff
}

// MoveVisit plans a visit for another time, for both who come when there are
// two. The elder hears it by telephone, the volunteers by text, and whoever had
// the ticket about it is done with it.
func (c *Centre) MoveVisit(ctx context.Context, m VisitMove) (w Visit, err error) {
	err = c.onVisit(ctx, m.Visit, m.Actor, func(v *verb, r Request, by Member) error {
		first, along, err := v.bothOf(r)
		if err != nil {
			return err
		}
		if err := v.moveBoth(first, along, m.To.In(v.policy.Place), by); err != nil {
			return err
		}
		w, err = visitIn(v.View, v.policy, `id = $1`, m.Visit)
		return err
	})
	return w, err
}

// moveBoth moves a visit and, with it, whoever goes along or is to be found.
func (v *verb) moveBoth(r, along Request, to time.Time, by Member) (err error) {
	if r.Visit, err = v.moveVisit(r, to, by); err != nil {
		return err
	}
	switch {
	case along.Taken():
		if along.Visit, err = v.moveVisit(along, to, by); err != nil {
			return fmt.Errorf("whoever goes along: %w", err)
		}
		return errors.Join(v.tellMoved(r), v.tellVolunteer(along))
	case along.ID != 0: // those who were asked were asked for another time
		if err := errors.Join(v.endPair(r.Visit), v.seekCompanion(r)); err != nil {
			return err
		}
		return v.tellVolunteer(r) // she hears of both, once there are two
	}
	return v.tellMoved(r)
}

func (v *verb) moveVisit(r Request, to time.Time, by Member) (Visit, error) {
	was := r.Visit
	r, err := v.move(r, replan)
	switch {
	case errors.Is(err, errWrongState):
		return was, ErrNotMoved
	case err != nil:
		return was, err
	case !to.After(v.now):
		return was, fmt.Errorf("%w: %s is over", ErrNotMoved, to.Format("2006-01-02 15:04"))
	}
	helper, err := member(v.View, was.Volunteer)
	if err != nil {
		return was, err
	}
	if err := errors.Join(fourEyes(v.View, by, nil, []Member{helper}), v.isFreeToMove(r, helper, to)); err != nil {
		return was, err
	}
	if err := errors.Join(
		v.audit(Deed{Actor: by.Number, What: "visit moved", Member: r.Elder, Ref: was.ID}),
		v.happened(VisitEvent{Visit: was.ID, What: "moved", Actor: by.Number, Old: mark(was.PlannedAt), New: mark(to)}),
	); err != nil {
		return was, err
	}
	day := to.Format(time.DateOnly)
	if _, err := v.Exec(`UPDATE requests SET first_day = $1, last_day = $1 WHERE id = $2`, day, r.ID); err != nil {
		return was, err
	}
	if _, err := v.Exec(`UPDATE visits SET planned_at = $1, late_minutes = 0, told_at = NULL, announced_at = NULL WHERE id = $2`, ms(to), was.ID); err != nil {
		return was, err
	}
	if r.Visit, err = visitIn(v.View, v.policy, `id = $1`, was.ID); err != nil {
		return was, err
	}
	for _, kind := range []TicketKind{Inconvenient, NotAnnounced, NoCompanion} {
		if err := v.closeAbout(r.Visit, by, kind, "moved to "+mark(to)); err != nil {
			return was, err
		}
	}
	return r.Visit, errors.Join(v.drop(AboutVisit, was.ID), v.drop("reminder.visit", was.ID))
}

// isFreeToMove refuses a time at which the volunteer has something else.
func (v *verb) isFreeToMove(r Request, helper Member, to time.Time) error {
	day := Today.Day(to)
	d, err := v.diaryOf(Request{FirstDay: day, LastDay: day}, helper)
	if err != nil {
		return err
	}
	d.booked = without(d.booked, booking{r.Visit.PlannedAt, r.Visit.PlannedMinutes})
	if !v.policy.freeAt(d, to, r.Visit.PlannedMinutes) {
		return ErrClash
	}
	return nil
}

// without leaves one booking out.
func without(all []booking, this booking) (others []booking) {
	for i, b := range all {
		if b.at.Equal(this.at) && b.minutes == this.minutes {
			return append(others, all[i+1:]...)
		}
		others = append(others, b)
	}
	return others
}

// tellMoved lets the elder and the volunteer hear the new time in place of the
// old one.
func (v *verb) tellMoved(r Request) error {
	round := Facts{Round: v.moveRound(), Since: v.now, Try: 1}
	return errors.Join(v.announceRound(r.Visit, r.Elder, round, v.now), v.tellVolunteer(r))
}

// tellVolunteer texts the new time of a visit.
func (v *verb) tellVolunteer(r Request) error {
	w := r.Visit
	helper, err := member(v.View, w.Volunteer)
	if err != nil {
		return err
	}
	return v.text(fmt.Sprintf("visit/%d/%s", w.ID, v.moveRound()), "moved", w.ID, helper, Facts{Kind: r.Kind, When: w.PlannedAt, Code: w.Code})
}

// moveRound names one move in keys of the outbox.
func (v *verb) moveRound() string { return fmt.Sprintf("moved/%d", v.now.Unix()) }

// closeAbout closes the open tickets of a kind about a visit.
func (v *verb) closeAbout(w Visit, by Member, kind TicketKind, outcome string) error {
	open, err := ticketsIn(v.View, v.policy, `SELECT `+ticketColumns+` FROM tickets WHERE closed_at IS NULL AND kind = $1 AND ref = $2`, string(kind), w.ID)
	for _, t := range open {
		err = errors.Join(err, v.closeTicket(Task{Ticket: t}, by, outcome))
	}
	return err
}
