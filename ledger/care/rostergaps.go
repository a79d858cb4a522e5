package care

import (
	"fmt"
	"slices"
	"time"
)

// A Gap is a time in which a roster has nobody on duty, as the clock on the
// wall shows it.
type Gap struct {
	From, Until time.Time // in UTC
	Weekly      bool      // in every week, but around days with shifts of their own
}

// String is a gap as people say it: Mon 20:00 to Tue 08:00.
func (g Gap) String() string {
	switch {
	case g.Weekly && g.Until.Sub(g.From) >= 7*day:
		return "in the whole week, but for days with shifts of their own"
	case g.Weekly:
		return fmt.Sprintf("every %s to %s", g.From.Format("Mon 15:04"), g.Until.Format("Mon 15:04"))
	}
	return fmt.Sprintf("%s to %s", g.From.Format("2006-01-02 15:04"), g.Until.Format("2006-01-02 15:04"))
}

// Gaps are all gaps of the roster: those of the week, and those that days with
// shifts of their own leave from a day on that the week does not have.
func (r Roster) Gaps(from time.Time) (out []Gap) {
	weekly := r.weekly()
	for _, g := range overSunday(weekly.gaps(aMonday, aMonday.Add(7*day))) {
		out = append(out, Gap{g.from, g.until, true})
	}
	today := midnightOf(from)
	dates := slices.DeleteFunc(r.dates(), func(d time.Time) bool { return d.Before(today.Add(-day)) })
	for _, w := range around(dates) {
		for _, g := range r.gaps(w.from, w.until) {
			if g.until.After(today) && len(weekly.turns(g.from, g.until)) > 0 {
				out = append(out, Gap{g.from, g.until, false})
			}
		}
	}
	return out
}

// overSunday joins what a week ends with to what it begins with.
func overSunday(gaps []gap) []gap {
	n := len(gaps)
	if n < 2 || !gaps[0].from.Equal(aMonday) || !gaps[n-1].until.Equal(aMonday.Add(7*day)) {
		return gaps
	}
	gaps[n-1].until = gaps[0].until.Add(7 * day)
	return gaps[1:]
}
