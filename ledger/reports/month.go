package reports

import (
	"context"
	"fmt"
	"slices"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

// Month is what a month was like. Visits belong to the day on which they ended
// or, without an end, for which they were planned; requests and emergencies to
// the day on which they came.
type Month struct {
	Month care.Month
	At    time.Time // when it was counted, in the centre's zone
	Over  bool      // the month is over; else it is counted until At
	Rate  int64     // fen for an hour as cash

	All         Tally
	Kinds       []Part // by kind of service, in the order of care.Kinds
	Communities []Part // of the elder, the busiest first
	Days        []int  // visits that took place, by day of the month from the first

	Elders, Volunteers int // who were visited, and who visited
	Outcomes           []Outcome
	Requests           Requests
	Satisfaction       Satisfaction

	Emergencies Emergencies
	Oddities    care.Oddities
	Staff       StaffShare

	Redeemed []Redeemed
	End      MonthEnd   // when the month ended, or now
	Trend    []MonthEnd // twelve, up to this month
}

// A Tally is visits that took place, and their minutes.
type Tally struct {
	Visits         int
	Served, Stored int64
}

func (t *Tally) add(o Tally) {
	t.Visits, t.Served, t.Stored = t.Visits+o.Visits, t.Served+o.Served, t.Stored+o.Stored
}

// A Part is the visits of one kind, or of one community.
type Part struct {
	Name string // the kind's, or the community's; empty for none
	Tally
	Elders, Volunteers int // who were visited, and who visited
}

// StaffShare is how many visits have hours that staff entered or corrected.
type StaffShare struct{ ByHand, Visits int }

// MonthOf is what a month was like.
func MonthOf(ctx context.Context, c *care.Centre, month care.Month) (m Month, err error) {
	err = c.Look(ctx, func(v *ledger.View, p *care.Policy) error {
		from, until := month.In(p.Place)
		m = Month{Month: month, At: v.Now.In(p.Place), Over: !v.Now.Before(until), Rate: p.Redeem.HourFen}
		s := span{v, p, from, until}
		for _, count := range []func(span) error{
			m.countVisits, m.countDays, m.countOutcomes, m.countRequests, m.countSatisfaction, m.countEmergencies, m.countRedeemed,
		} {
			if err := count(s); err != nil {
				return err
			}
		}
		if m.Oddities, err = care.OdditiesIn(v, p, month); err != nil {
			return err
		}
		m.Staff = StaffShare{m.Oddities.ByHand, m.Oddities.Visits}
		if m.Trend, err = trend(v, p, lastMonths(from, trendMonths)); err != nil {
			return err
		}
		m.End = m.Trend[len(m.Trend)-1]
		return nil
	})
	if err != nil {
		return m, fmt.Errorf("report of %s: %w", month, err)
	}
	return m, nil
}

// A span is the time from one moment to another, in one state of the books.
type span struct {
	*ledger.View
	policy      *care.Policy
	from, until time.Time
}

// ends are the span's two ends as they are stored.
func (s span) ends() []any { return []any{s.from.UnixMilli(), s.until.UnixMilli()} }

// inSpan is the condition that the day of a visit w lies in the span, $1 to $2.
const inSpan = `coalesce(w.finished_at, w.planned_at) >= $1 AND coalesce(w.finished_at, w.planned_at) < $2`

// tookPlace is the condition that a visit w ended in the span, $1 to $2, and
// that nobody has found out that it never was. The words are those of the index
// visits_hours.
const tookPlace = `w.finished_at >= $1 AND w.finished_at < $2 AND w.finished_at IS NOT NULL AND w.ended IN ('', 'posted')`

// Waits are how long something took, in how many cases.
type Waits struct {
	Count       int
	Median, P90 time.Duration // half, and nine of ten, took no longer
}

// waitsOf measures milliseconds.
func waitsOf(all []int64) Waits {
	if len(all) == 0 {
		return Waits{}
	}
	slices.Sort(all)
	at := func(percent int) time.Duration {
		return time.Duration(all[(len(all)*percent+99)/100-1]) * time.Millisecond
	}
	return Waits{Count: len(all), Median: at(50), P90: at(90)}
}
