package care

import (
	"errors"
	"time"
)

// ReminderPolicy says when a visit's people are nudged.
type ReminderPolicy struct {
	Evening  TimeOfDay `toml:"evening"`    // of the day before
	Fresh    Duration  `toml:"fresh"`      // who agreed so shortly before that evening is not reminded
	Before   Duration  `toml:"before"`     // the start
	NotBegun Duration  `toml:"not_begun"`  // after the start: the volunteer is texted and rung
	Staff    Duration  `toml:"staff"`      // after the start: a person rings the elder
	NotEnded Duration  `toml:"not_ended"`  // after the end: the volunteer is texted
	AskEnded Duration  `toml:"ask_ended"`  // after the end: and rung
	Close    Duration  `toml:"close"`      // after the end: closed, and not credited before somebody confirms it
	OnTheWay Duration  `toml:"on_the_way"` // how soon whoever says so is there
	TellLate Duration  `toml:"tell_late"`  // an elder is rung about whoever comes later by so much
	Again    Duration  `toml:"again"`      // from one such call that was not heard to the next
}

// check refuses times that come in another order than they are told.
func (r ReminderPolicy) check() error {
	var faults []error
	if r.Before <= 0 || r.NotBegun <= 0 || r.Staff <= r.NotBegun {
		faults = append(faults, errors.New("reminders.before and not_begun must be positive, and staff later than not_begun"))
	}
	if r.OnTheWay <= 0 || r.Again <= 0 {
		faults = append(faults, errors.New("reminders.on_the_way and again must be positive"))
	}
	if r.NotEnded <= 0 || r.AskEnded <= r.NotEnded || r.Close <= r.AskEnded {
		faults = append(faults, errors.New("reminders.not_ended must be positive, ask_ended later than it, and close later still"))
	}
	return errors.Join(faults...)
}

// A nudge is one thing that the timer of a visit does. Their numbers stand in
// the books: the first four belong to the time before the start.
type nudge int

const (
	eveBefore  nudge = iota // both are reminded, the evening before
	beginsSoon              // the volunteer is reminded
	notBegun                // the volunteer is texted and rung
	staffRing               // a person rings the elder
	notEnded                // the volunteer is texted
	askEnded                // the volunteer is rung
	closing                 // the visit is closed without having been finished
)

var nudgeNames = [...]string{"evening", "soon", "not-begun", "staff", "not-ended", "ask-ended", "closing"}

// String is the nudge's name in keys of the outbox.
func (n nudge) String() string { return nudgeNames[n] }

// byPhone reports whether a nudge texts or rings somebody by itself, which it
// does by day only. The others are for people and for the books.
func (n nudge) byPhone() bool { return n != staffRing && n != closing }

// nudges is a set of them.
type nudges int

func (s nudges) has(n nudge) bool    { return s&(1<<n) != 0 }
func (s nudges) with(n nudge) nudges { return s | 1<<n }

// A timed nudge is due At, and helps nobody any more from Until on.
type timed struct {
	what      nudge
	at, until time.Time
}

// A watched visit is one with what its timer needs to know: when it was taken
// or last moved, and the nudges that it has had.
type watched struct {
	Visit
	Accepted time.Time
	Had      nudges
}

// Ends is when the visit should be over: its planned length after it began.
func (v Visit) Ends() time.Time {
	begin := v.StartedAt
	if begin.IsZero() {
		begin = v.ExpectedAt()
	}
	return begin.Add(time.Duration(v.PlannedMinutes) * time.Minute)
}

// timetable are the nudges of a visit as it stands, by its own moments. One
// that was closed, or finished, has none.
func (r ReminderPolicy) timetable(w watched) []timed {
	if !w.Open || !w.FinishedAt.IsZero() {
		return nil
	}
	end := w.Ends()
	never := end.AddDate(100, 0, 0)
	after := func(at time.Time, d Duration) time.Time { return at.Add(d.Std()) }
	last := timed{closing, after(end, r.Close), never}
	if !w.StartedAt.IsZero() {
		return []timed{
			{notEnded, after(end, r.NotEnded), after(end, r.AskEnded)},
			{askEnded, after(end, r.AskEnded), last.at},
			last,
		}
	}
	begin := w.ExpectedAt()
	table := []timed{
		{notBegun, after(begin, r.NotBegun), end},
		{staffRing, after(begin, r.Staff), never},
		last,
	}
	// Who has only just agreed knows it.
	if soon := after(begin, -r.Before); soon.After(w.Accepted) {
		table = append(table, timed{beginsSoon, soon, begin})
	}
	if evening := r.Evening.On(begin.AddDate(0, 0, -1)); !evening.Before(after(w.Accepted, r.Fresh)) {
		table = append(table, timed{eveBefore, evening, Today.Day(begin)})
	}
	return table
}

// look is what the timer of a visit does at a moment: the nudges that are due,
// all that it has had then, and when to look next; zero only when the visit is
// over. Nobody is texted or rung at night: a nudge
// waits for the morning, or is left out when it helps nobody by then.
func (p *Policy) look(w watched, now time.Time) (due []nudge, had nudges, next time.Time) {
	had = w.Had
	for _, t := range p.Reminders.timetable(w) {
		if had.has(t.what) {
			continue
		}
		at := t.at
		if t.what.byPhone() {
			at = p.Hours.Texts.Next(later(at, now))
		}
		switch {
		case !at.Before(t.until):
		case at.After(now):
			next = sooner(next, at)
		default:
			had, due = had.with(t.what), append(due, t.what)
		}
	}
	return due, had, next
}

// later is the later of two moments.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
