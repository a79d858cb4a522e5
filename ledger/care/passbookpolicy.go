package care

import (
	"errors"
	"time"
)

// PassbookPolicy says when members are told of their year.
type PassbookPolicy struct {
	Yearly string `toml:"yearly"` // month and day, such as 01-15, of the year after; empty for never
}

// check refuses a day that not every year has.
func (p PassbookPolicy) check() error {
	if _, err := time.Parse(monthAndDay, p.Yearly); p.Yearly != "" && (err != nil || p.Yearly == "02-29") {
		return errors.New("passbook.yearly must be a month and a day that every year has, such as 01-15; empty for never")
	}
	return nil
}

const monthAndDay = "01-02"

// nextYearly is the first morning after now on which a year is told of, zero
// for never.
func (p *Policy) nextYearly(now time.Time) time.Time {
	on, err := time.Parse(monthAndDay, p.Passbook.Yearly)
	if err != nil {
		return time.Time{}
	}
	at := p.Hours.Texts.From.On(DayStart(now.Year(), on.Month(), on.Day(), p.Place))
	if !at.After(now) {
		at = p.Hours.Texts.From.On(DayStart(now.Year()+1, on.Month(), on.Day(), p.Place))
	}
	return at
}
