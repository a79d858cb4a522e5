package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

// A MonthEnd is how a bank stood when a month ended, and what was done in it.
type MonthEnd struct {
	Month       care.Month
	Outstanding int64 // minutes, at its end; so the next
	Fund        int64 // fen
	Served      int64 // minutes, in it; so the next three
	Stored      int64
	Redeemed    int64 // as service, goods and cash
	Paid        int64 // fen that left the funds
}

// Coverage is the fund for each yuan that the hours outstanding would cost, at
// so many fen an hour; ok is false when none are.
func (m MonthEnd) Coverage(rate int64) (ratio float64, ok bool) {
	return coverage(m.Fund, m.Outstanding, rate)
}

func coverage(fund, minutes, rate int64) (ratio float64, ok bool) {
	cost := Cost(minutes, rate)
	if cost == 0 {
		return 0, false
	}
	return float64(fund) / float64(cost), true
}

// trend is how the bank stood at the end of each of some months that follow one
// another, of which the last one may not be over.
func trend(v *ledger.View, p *care.Policy, months []care.Month) ([]MonthEnd, error) {
	ends := make([]MonthEnd, len(months))
	cuts := make([]ledger.EntryID, 0, len(months)+1) // from the newest to the oldest
	for i, m := range slices.Backward(months) {
		from, until := m.In(p.Place)
		ends[i].Month = m
		var err error
		if ends[i].Served, ends[i].Stored, err = hoursOf(v, p, from, until); err != nil {
			return nil, fmt.Errorf("hours of %s: %w", m, err)
		}
		cut, err := entriesBefore(v, until)
		if err != nil {
			return nil, err
		}
		cuts = append(cuts, cut)
	}
	first, _ := months[0].In(p.Place)
	cut, err := entriesBefore(v, first)
	if err != nil {
		return nil, err
	}
	return ends, follow(v, ends, append(cuts, cut))
}

// follow fills in what stood on the accounts after each cut: the last one is
// where the first month begins.
func follow(v *ledger.View, ends []MonthEnd, cuts []ledger.EntryID) error {
	all, err := places(v)
	if err != nil {
		return err
	}
	given, err := granted(v, cuts)
	if err != nil {
		return err
	}
	for i := range ends {
		ends[i].Outstanding -= given[len(ends)-1-i]
	}
	for _, p := range all {
		stood, err := standings(v, p.id, cuts)
		if err != nil {
			return err
		}
		for i := range ends {
			at := len(ends) - 1 - i
			ends[i].add(p, stood[at], stood[at]-stood[at+1])
		}
	}
	return nil
}

// add counts what stood on an account, and by how much it had changed.
func (m *MonthEnd) add(p place, posted, change int64) {
	switch word, _, _ := strings.Cut(p.code, "/"); {
	case p.unit == ledger.Minutes:
		m.Outstanding -= posted
		if word == "redeemed" {
			m.Redeemed += change
		}
	case word == "fund":
		m.Fund += posted
	case word == "paid":
		m.Paid += change
	}
}

// hoursOf are the minutes that were served and stored by visits that ended
// between two moments.
func hoursOf(v *ledger.View, p *care.Policy, from, until time.Time) (served, stored int64, err error) {
	err = v.QueryRow(`SELECT coalesce(sum(`+servedSQL(p)+`), 0), coalesce(sum(`+storedSQL+`), 0)
		FROM visits w WHERE `+tookPlace,
		from.UnixMilli(), until.UnixMilli()).Scan(&served, &stored)
	return served, stored, err
}

// servedSQL is how many minutes a visit w was served, see the package comment.
func servedSQL(p *care.Policy) string {
	const lasted = `(w.finished_at - w.started_at) / 60000`
	return fmt.Sprintf(`CASE WHEN w.finished_at IS NULL OR w.started_at IS NULL OR w.credited_minutes >= %[1]s THEN w.credited_minutes
		WHEN %[1]s <= %[2]d THEN %[1]s WHEN w.credited_minutes > 0 THEN w.credited_minutes ELSE %[2]d END`, lasted, p.Visit.CapMinutes)
}

// storedSQL is how many minutes of a visit w stand in the journal.
const storedSQL = `CASE WHEN w.entry IS NULL THEN 0 ELSE w.credited_minutes END`

// lastMonths are the n months up to the one of a moment.
func lastMonths(now time.Time, n int) []care.Month {
	months := make([]care.Month, n)
	for i := range months {
		at := time.Date(now.Year(), now.Month()-time.Month(n-1-i), 1, 12, 0, 0, 0, time.UTC)
		months[i] = care.Month{Year: at.Year(), Month: at.Month()}
	}
	return months
}
