package care

import (
	"errors"
	"slices"
	"time"
)

// Workdays are the days on which staff work. They are read from lists as
// people write them, of days of the week and of dates.
type Workdays struct {
	Usual    DayList `toml:"usual"`
	Holidays DayList `toml:"holidays"` // dates on which nobody works
	Besides  DayList `toml:"besides"`  // dates on which people work all the same
}

// A DayList is days as the policy writes them, none for no words.
type DayList struct{ Days }

// UnmarshalText reads mon-fri, or 2026-10-01~2026-10-07 and lists of them.
func (l *DayList) UnmarshalText(b []byte) (err error) {
	if l.Days = (Days{}); len(b) > 0 {
		l.Days, err = ParseDays(string(b))
	}
	return err
}

// MarshalText writes what UnmarshalText reads.
func (l DayList) MarshalText() ([]byte, error) { return []byte(l.Written), nil }

// holds reports whether a moment lies on one of the days.
func (l DayList) holds(at time.Time) bool {
	day := wall(Today.Day(at))
	return l.week[day.Weekday()] || slices.ContainsFunc(l.own, func(p period) bool { return !day.Before(p.first) && !day.After(p.last) })
}

// holds reports whether staff work on the day of a moment.
func (w Workdays) holds(at time.Time) bool {
	return w.Besides.holds(at) || w.Usual.holds(at) && !w.Holidays.holds(at)
}

// check refuses a week without work, in which nothing would ever be due.
func (w Workdays) check() error {
	if w.Usual.week == ([7]bool{}) {
		return errors.New("workdays.usual needs at least one day of the week, such as mon-fri")
	}
	return nil
}

// longestHoliday is how many days are looked through for one of work.
const longestHoliday = 366

// next is a moment itself when staff work then, else when they begin to.
func (w Workdays) next(staffed Span, at time.Time) time.Time {
	if w.holds(at) && at.Before(staffed.To.On(at)) {
		return latest(at, staffed.From.On(at))
	}
	for range longestHoliday {
		if at = staffed.From.On(at.AddDate(0, 0, 1)); w.holds(at) {
			break
		}
	}
	return at
}

// dueAt is when a person must have acted. What an elder complains about is due
// within one day of work: a complaint of Friday at four is due on Monday at four.
func (p *Policy) dueAt(k TicketKind, now time.Time) time.Time {
	if k != NotRight && k != NotSatisfied {
		return p.Hours.Staffed.Next(now).Add(p.Tickets.within(k))
	}
	heard := p.Workdays.next(p.Hours.Staffed, now)
	clock := TimeOfDay(heard.Hour()*60 + heard.Minute())
	return clock.On(p.Workdays.next(p.Hours.Staffed, p.Hours.Staffed.From.On(heard.AddDate(0, 0, 1))))
}
