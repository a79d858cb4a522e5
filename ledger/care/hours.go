package care

import (
	"fmt"
	"time"
)

// A Duration is written in the policy as people write it: 90s, 30m, 3h.
type Duration time.Duration

// UnmarshalText reads a duration such as 1h30m; it must not be negative.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	if err != nil || v < 0 {
		return fmt.Errorf("%q is no duration; write it like 90s, 30m or 3h", b)
	}
	*d = Duration(v)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// Std is d for the standard library.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// A TimeOfDay is a moment of any day, in whole minutes after midnight.
type TimeOfDay int

// UnmarshalText reads 09:30.
func (t *TimeOfDay) UnmarshalText(b []byte) error {
	at, err := time.Parse("15:04", string(b))
	if err != nil {
		return fmt.Errorf("%q is no time of day; write it like 09:30", b)
	}
	*t = TimeOfDay(at.Hour()*60 + at.Minute())
	return nil
}

// String is t as people write it: 09:30.
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", t/60, t%60) }

// MarshalText writes what UnmarshalText reads.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// On is t on the day of the given moment, in that moment's zone.
func (t TimeOfDay) On(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), int(t)/60, int(t)%60, 0, 0, day.Location())
}

// A Span is a part of every day; To is not included.
type Span struct{ From, To TimeOfDay }

// UnmarshalTOML reads ["09:00", "19:00"].
func (s *Span) UnmarshalTOML(v any) error {
	pair, ok := v.([]any)
	if !ok || len(pair) != 2 {
		return fmt.Errorf("%v is no part of a day; write it like [\"09:00\", \"19:00\"]", v)
	}
	for i, into := range []*TimeOfDay{&s.From, &s.To} {
		text, _ := pair[i].(string)
		if err := into.UnmarshalText([]byte(text)); err != nil {
			return err
		}
	}
	return nil
}

// Holds reports whether at, in its own zone, lies within the span.
func (s Span) Holds(at time.Time) bool {
	return !at.Before(s.From.On(at)) && at.Before(s.To.On(at))
}

// Next is at itself when it lies within the span, else the next beginning.
func (s Span) Next(at time.Time) time.Time {
	switch {
	case s.Holds(at):
		return at
	case at.Before(s.From.On(at)):
		return s.From.On(at)
	}
	return s.From.On(at.AddDate(0, 0, 1))
}

// DayStart is the first moment of a day, which in some zones is not midnight
// on the day on which clocks go forward. A day beyond its month counts on.
func DayStart(year int, month time.Month, day int, place *time.Location) time.Time {
	at := time.Date(year, month, day, 0, 0, 0, 0, place)
	want := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Day()
	for i := 0; i < 24 && at.Day() != want; i++ {
		at = at.Add(time.Hour)
	}
	return at
}

// parseDay reads 2026-11-24.
func parseDay(text string, place *time.Location) (time.Time, error) {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return at, err
	}
	return DayStart(at.Year(), at.Month(), at.Day(), place), nil
}
