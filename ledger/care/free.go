package care

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A booking is a visit that a volunteer has taken, as far as the next one must
// not collide with it.
type booking struct {
	at      time.Time
	minutes int64
}

func (b booking) end() time.Time { return b.at.Add(time.Duration(b.minutes) * time.Minute) }

// A diary is what decides when one volunteer can come.
type diary struct {
	flags  []string
	booked []booking // around the days of the request
}

// freeAt tells whether a volunteer can come at a moment for so many minutes:
// on a day on which the volunteer comes, beside no other visit, and within
// the caps of the day and of the week.
func (p *Policy) freeAt(d diary, at time.Time, minutes int64) bool {
	if !comesOn(d.flags, at) {
		return false
	}
	want := booking{at, minutes}
	day, week := minutes, minutes
	for _, b := range d.booked {
		if b.at.Before(want.end()) && at.Before(b.end()) {
			return false
		}
		if sameDay(b.at, at) {
			day += b.minutes
		}
		if weekOf(b.at).Equal(weekOf(at)) {
			week += b.minutes
		}
	}
	return day <= p.Dispatch.DayMinutes && week <= p.Dispatch.WeekMinutes
}

func sameDay(a, b time.Time) bool { return a.Year() == b.Year() && a.YearDay() == b.YearDay() }

// weekOf is the Monday with which the week of a moment begins.
func weekOf(at time.Time) time.Time {
	y, m, d := at.Date()
	return DayStart(y, m, d-(int(at.Weekday())+6)%7, at.Location())
}

// around is the time whose bookings matter for a request: the weeks of its
// days, and a day more for visits that are planned past midnight.
func (r Request) around() (from, until time.Time) {
	return weekOf(r.FirstDay), weekOf(r.LastDay).AddDate(0, 0, 8)
}

// bookedColumn is a volunteer's visits between $1 and $2, as scanBooked reads
// them; the volunteer's column is to be put in.
const bookedColumn = `(SELECT coalesce(group_concat(w.planned_at || ' ' || w.planned_minutes), '') FROM visits w
	WHERE w.planned_at >= $1 AND w.planned_at < $2 AND w.volunteer = %s AND w.ended IN ('', 'posted'))`

func (p *Policy) scanBooked(text string) (out []booking, err error) {
	if text == "" {
		return nil, nil
	}
	for one := range strings.SplitSeq(text, ",") {
		at, minutes, _ := strings.Cut(one, " ")
		ms, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("a booking: %w", err)
		}
		b := booking{at: p.moment(&ms)}
		if b.minutes, err = strconv.ParseInt(minutes, 10, 64); err != nil {
			return nil, fmt.Errorf("a booking: %w", err)
		}
		out = append(out, b)
	}
	return out, nil
}

// diaryOf is one volunteer's diary around a request.
func (v *verb) diaryOf(r Request, m Member) (diary, error) {
	from, until := r.around()
	var booked sql.NullString
	err := v.QueryRow(`SELECT `+fmt.Sprintf(bookedColumn, "$3"), ms(from), ms(until), m.ID).Scan(&booked)
	if err != nil {
		return diary{}, err
	}
	d := diary{flags: m.Flags}
	d.booked, err = v.policy.scanBooked(booked.String)
	return d, err
}

// NoTime is a volunteer who names no time of day.
const NoTime TimeOfDay = -1

// planFor is plan for a member.
func (v *verb) planFor(r Request, m Member, named TimeOfDay) (at time.Time, free bool, err error) {
	d, err := v.diaryOf(r, m)
	if err != nil {
		return at, false, err
	}
	at, free = v.plan(r, d, named)
	return at, free, nil
}

// plan is when a volunteer can begin a visit: at the time that the elder was
// told, and at no other for whoever goes along; at the time that the volunteer named, on the first day on which that is still to come; else at the first
// slot that is far enough away; else as soon as the lead allows, on the half
// hour, also beyond the days of a request of which all slots are over. Nothing
// is planned for whoever is not free then.
func (v *verb) plan(r Request, d diary, named TimeOfDay) (at time.Time, free bool) {
	minutes := v.policy.Visit.PlannedMinutes[r.Kind]
	if r.Pair != 0 {
		return r.KeepAt, v.policy.freeAt(d, r.KeepAt, minutes)
	}
	soonest, times := v.now.Add(v.policy.Visit.Lead.Std()), v.policy.Visit.Slots
	if named != NoTime {
		soonest, times = v.now, []TimeOfDay{named}
	}
	if named == NoTime && !r.KeepAt.Before(soonest) && v.policy.freeAt(d, r.KeepAt, minutes) {
		return r.KeepAt, true
	}
	late := true // for every time of every day
	for day := r.FirstDay; !day.After(r.LastDay); day = Tomorrow.Day(day) {
		for _, t := range times {
			if at := t.On(day); !at.Before(soonest) {
				if late = false; v.policy.freeAt(d, at, minutes) {
					return at, true
				}
			}
		}
	}
	const half = 30 * time.Minute
	at = v.now.Add(v.policy.Visit.Lead.Std() + half - time.Nanosecond).Truncate(half)
	if !late && (named != NoTime || at.Before(r.FirstDay) || !at.Before(Tomorrow.Day(r.LastDay))) {
		return at, false
	}
	return at, v.policy.freeAt(d, at, minutes)
}
