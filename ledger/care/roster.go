package care

import (
	"slices"
	"time"
)

// A Roster says who is on duty when. It knows only the clock on the wall of
// the centre: its moments are in UTC and mean what that clock shows, so that
// eight in the evening is eight in the evening all year.
type Roster struct {
	Shifts []Shift
	own    map[time.Time][]int // the shifts of days that have some of their own, by midnight
}

func newRoster(shifts []Shift) Roster {
	r := Roster{shifts, map[time.Time][]int{}}
	for i, s := range shifts {
		for _, p := range s.Days.own {
			for at := p.first; !at.After(p.last); at = at.Add(day) {
				if !slices.Contains(r.own[at], i) {
					r.own[at] = append(r.own[at], i)
				}
			}
		}
	}
	return r
}

// A Shift is one row of a roster.
type Shift struct {
	Line        int // of its file
	Days        Days
	From, Until TimeOfDay // an Until no later than From is of the next day
	Members     []string  // their numbers, in the order in which they are rung
}

// Days are those on which a shift begins.
type Days struct {
	Written string  // as people wrote it
	week    [7]bool // by time.Weekday: every week, but on days with shifts of their own
	own     []period
}

// A period is a row of days, by their midnights; last is one of them.
type period struct{ first, last time.Time }

// wall is what the clock on the wall shows at a moment, as a moment in UTC.
func wall(at time.Time) time.Time {
	y, m, d := at.Date()
	return time.Date(y, m, d, at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC)
}

// offWall is the moment at which the clock on a wall shows this.
func offWall(shown time.Time, place *time.Location) time.Time {
	y, m, d := shown.Date()
	return time.Date(y, m, d, shown.Hour(), shown.Minute(), shown.Second(), shown.Nanosecond(), place)
}

func midnightOf(at time.Time) time.Time { return at.Truncate(day) }

// A turn is a shift on one day.
type turn struct {
	*Shift
	from, until time.Time
	own         bool // of the day's own shifts
}

// length of the shift, at most a day.
func (s *Shift) length() time.Duration {
	minutes := s.Until - s.From
	if minutes <= 0 {
		minutes += 24 * 60
	}
	return time.Duration(minutes) * time.Minute
}

// turnsOf are the turns that begin on a day: its own if it has any, else those
// of the week.
func (r Roster) turnsOf(midnight time.Time) (out []turn) {
	add := func(s *Shift, own bool) {
		from := midnight.Add(time.Duration(s.From) * time.Minute)
		out = append(out, turn{Shift: s, from: from, until: from.Add(s.length()), own: own})
	}
	if own := r.own[midnight]; len(own) > 0 {
		for _, i := range own {
			add(&r.Shifts[i], true)
		}
		return out
	}
	for i := range r.Shifts {
		if s := &r.Shifts[i]; s.Days.week[midnight.Weekday()] {
			add(s, false)
		}
	}
	return out
}

// turns are those of which some part lies between two moments, by their
// beginning and then by their line.
func (r Roster) turns(from, until time.Time) (out []turn) {
	for midnight := midnightOf(from).Add(-day); midnight.Before(until); midnight = midnight.Add(day) {
		for _, t := range r.turnsOf(midnight) {
			if t.until.After(from) && t.from.Before(until) {
				out = append(out, t)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b turn) int { return a.from.Compare(b.from) })
	return out
}

// on are the numbers of those who are on duty at a moment, in the order in
// which they are rung: the lines of the file.
func (r Roster) on(at time.Time) (numbers []string) {
	turns := r.turns(at, at.Add(1))
	slices.SortStableFunc(turns, func(a, b turn) int { return a.Line - b.Line })
	for _, t := range turns {
		for _, n := range t.Members {
			if !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
	}
	return numbers
}

// A gap is a time in which nobody is on duty.
type gap struct{ from, until time.Time }

// gaps are the gaps between two moments.
func (r Roster) gaps(from, until time.Time) (out []gap) {
	at := from
	for _, t := range r.turns(from, until) {
		if t.from.After(at) {
			out = append(out, gap{at, t.from})
		}
		if t.until.After(at) {
			at = t.until
		}
	}
	if at.Before(until) {
		out = append(out, gap{at, until})
	}
	return out
}

// horizon is how far a roster is looked at to either side of a moment: farther
// than a week, so that every shift of the week is seen.
const horizon = 8 * day

// next is when somebody next comes on duty or goes; ok is false when nobody
// does for so long that it is to be looked at again by then.
func (r Roster) next(at time.Time) (next time.Time, ok bool) {
	next = at.Add(horizon)
	for _, t := range r.turns(at, next) {
		for _, edge := range []time.Time{t.from, t.until} {
			if edge.After(at) && edge.Before(next) {
				next, ok = edge, true
			}
		}
	}
	return next, ok
}

// spell is the whole time around a moment for which somebody is on duty
// without a break, as far as the horizon to either side.
func (r Roster) spell(number string, at time.Time) (from, until time.Time) {
	from, until = at, at
	turns := r.turns(at.Add(-horizon), at.Add(horizon))
	turns = slices.DeleteFunc(turns, func(t turn) bool { return !slices.Contains(t.Members, number) })
	for grown := true; grown; {
		grown = false
		for _, t := range turns {
			touches := !t.from.After(until) && !t.until.Before(from)
			if touches && t.from.Before(from) {
				from, grown = t.from, true
			}
			if touches && t.until.After(until) {
				until, grown = t.until, true
			}
		}
	}
	return from, until
}
