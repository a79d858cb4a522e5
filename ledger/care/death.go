package care

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A DeathReport is a member of staff's word that somebody has died, or that
// such a report was an error.
type DeathReport struct {
	Member string    // number
	Day    time.Time // of the death; not for a report that was an error
	Seen   string    // the document, or how the error was found
	Actor  string    // number of the member of staff
}

// What cannot be a day of death, or be undone.
var (
	ErrNotThatDay  = errors.New("nobody dies in the future, or before they were born; write the day like 2026-11-23")
	ErrInherited   = errors.New("hours of the estate were given out already; see hourline estate show, and correct that with those who have them")
	ErrNotReported = errors.New("no death was reported of this member")
)

// ReportDeath keeps a report. With the second one, by somebody else, the
// account is frozen: the hours are on an estate, nobody is sent there, rung or
// texted any more, and whoever was to come is told. The estate is zero before.
func (c *Centre) ReportDeath(ctx context.Context, d DeathReport) (e Estate, done bool, err error) {
	err = c.onDeath(ctx, d, func(v *verb, m Member, by Member) error {
		if err := living(v.View, m); err != nil {
			return err
		}
		if d.Day = Today.Day(d.Day.In(v.policy.Place)); d.Day.After(v.now) || d.Day.Year() < m.Born {
			return ErrNotThatDay
		}
		day := d.Day.Format(time.DateOnly)
		ask := &matter{what: "death", member: m, content: day, note: d.Seen}
		if done, err = v.askTwo(ask, by); err != nil || !done {
			return err
		}
		e, err = v.die(m, day, ask.two(by), by)
		return err
	})
	return e, done && err == nil, err
}

// die is all that a death changes.
func (v *verb) die(m Member, day, who string, by Member) (e Estate, err error) {
	var k kept
	if m, k.Away, err = v.endAbsence(m); err != nil {
		return e, err
	}
	if k.Tickets, err = v.closeWork(m, by); err != nil {
		return e, err
	}
	d, err := v.depart(m, HasDied, day, k)
	if err != nil {
		return e, err
	}
	if err := v.silence(m, d, by); err != nil {
		return e, err
	}
	if err := errors.Join(v.cancelRedemptions(m), v.releaseHolds(m, who)); err != nil {
		return e, err
	}
	if e, err = v.openEstate(m, day); err != nil {
		return e, err
	}
	return v.collectEstate(e, m, who)
}

// endAbsence lets somebody who had moved away have come back first, so that one
// departure holds at a time.
func (v *verb) endAbsence(m Member) (as Member, day string, err error) {
	d, err := departureOf(v.View, m.ID)
	if err != nil {
		return m, "", ignoreNoRows(err)
	}
	if _, err = v.comeBack(m, d); err != nil {
		return m, "", err
	}
	as, err = member(v.View, m.ID)
	return as, d.Day, err
}

// UndoDeath keeps that a report was an error. With the second such word, by
// somebody else, everything goes on: phones, roles, check-ins and the home card
// are as they were, the hours are back, and what was to happen is asked for anew.
func (c *Centre) UndoDeath(ctx context.Context, d DeathReport) (done bool, err error) {
	err = c.onDeath(ctx, d, func(v *verb, m Member, by Member) error {
		left, err := departureOf(v.View, m.ID)
		if ignoreNoRows(err) != nil {
			return err
		}
		if left.Kind != HasDied {
			return ErrNotReported
		}
		if err := v.notInherited(m); err != nil {
			return err
		}
		ask := &matter{what: "death undone", member: m, note: d.Seen}
		if done, err = v.askTwo(ask, by); err != nil || !done {
			return err
		}
		return v.goOn(m, left, ask.two(by), by)
	})
	return done && err == nil, err
}

// goOn is all that the end of an error changes.
func (v *verb) goOn(m Member, left Departure, who string, by Member) error {
	k, err := v.comeBack(m, left)
	if err != nil {
		return err
	}
	if err := v.bringPhonesBack(m, left); err != nil {
		return err
	}
	if err := v.undoEstates(m, who); err != nil {
		return err
	}
	if k.Away == "" {
		return v.wakeUp(m, k, by)
	}
	if m, err = member(v.View, m.ID); err == nil {
		_, err = v.depart(m, HasLeft, k.Away, kept{})
	}
	return err
}

func (c *Centre) onDeath(ctx context.Context, d DeathReport, do func(*verb, Member, Member) error) error {
	err := c.write(ctx, func(v *verb) error {
		by, err := worker(v.View, d.Actor)
		if err != nil {
			return err
		}
		m, err := numbered(v.View, d.Member)
		if err != nil {
			return err
		}
		return do(v, m, by)
	})
	if err != nil {
		return fmt.Errorf("member %s: %w", d.Member, err)
	}
	return nil
}
