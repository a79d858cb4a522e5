package care

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"hourline/ledger"
)

// Served is what one volunteer served in a month: visits whose hours stand in
// the journal, by the day on which they ended.
type Served struct {
	Member Member
	Kinds  []ServedKind // in the order of Kinds
}

// ServedKind is a part of it, of one kind of service.
type ServedKind struct {
	Kind    Kind
	Visits  int
	Minutes int64
}

// Minutes are all minutes, and Visits all visits.
func (s Served) Minutes() (n int64) {
	for _, k := range s.Kinds {
		n += k.Minutes
	}
	return n
}

// Visits are how many visits there were.
func (s Served) Visits() (n int) {
	for _, k := range s.Kinds {
		n += k.Visits
	}
	return n
}

// partyFlags are the words for a member of the party.
var partyFlags = []string{"party-member", "党员"}

// PartyMember reports whether a member is flagged as one of the party.
func (m Member) PartyMember() bool {
	return slices.ContainsFunc(m.Flags, func(f string) bool { return slices.Contains(partyFlags, f) })
}

// A Month is one month of the calendar.
type Month struct {
	Year  int
	Month time.Month
}

// ParseMonth reads 2026-11.
func ParseMonth(s string) (Month, error) {
	at, err := time.Parse("2006-01", s)
	if err != nil {
		return Month{}, fmt.Errorf("%q is no month; write it like 2026-11", s)
	}
	return Month{at.Year(), at.Month()}, nil
}

// String is the month as ParseMonth reads it.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year, m.Month) }

// In is the first moment of the month in a place, and that of the next.
func (m Month) In(place *time.Location) (from, until time.Time) {
	return DayStart(m.Year, m.Month, 1, place), DayStart(m.Year, m.Month+1, 1, place)
}

// Served is who served in a month, in the order of their numbers. What was
// taken back in the journal does not count.
func (c *Centre) Served(ctx context.Context, month Month) (all []Served, err error) {
	type part struct {
		member int64
		ServedKind
	}
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		from, until := month.In(p.Place)
		parts, err := collect(v, func(r *sql.Rows) (s part, err error) { return s, r.Scan(&s.member, &s.Kind, &s.Visits, &s.Minutes) }, `
			SELECT w.volunteer, r.kind, count(*), sum(e.amount - (SELECT coalesce(sum(u.amount), 0) FROM entries u WHERE u.undoes = e.id))
			FROM visits w JOIN requests r ON r.id = w.request JOIN entries e ON e.id = w.entry
			WHERE w.finished_at >= $1 AND w.finished_at < $2 GROUP BY w.volunteer, r.kind ORDER BY w.volunteer`, ms(from), ms(until))
		if err != nil {
			return err
		}
		for _, s := range parts {
			if len(all) == 0 || all[len(all)-1].Member.ID != s.member {
				m, err := member(v, s.member)
				if err != nil {
					return err
				}
				all = append(all, Served{Member: m})
			}
			last := &all[len(all)-1]
			last.Kinds = append(last.Kinds, s.ServedKind)
		}
		return nil
	})
	for _, s := range all {
		slices.SortFunc(s.Kinds, func(a, b ServedKind) int { return slices.Index(Kinds, a.Kind) - slices.Index(Kinds, b.Kind) })
	}
	return all, err
}
