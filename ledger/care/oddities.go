package care

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"hourline/ledger"
)

// Oddities are what was out of the ordinary in a month.
type Oddities struct {
	Visits  int // that ended in it
	ByHand  int // times that staff entered hours in it, or corrected them
	Staff   []StaffDeeds
	Signals []Shown // the oldest first
	Reasons []ReasonCount
}

// StaffDeeds are what one of the staff did with hours in a month.
type StaffDeeds struct {
	Who       Party
	Entered   int // visits
	Corrected int // corrections asked for
	Vouched   int // for what somebody else had entered, or asked for
}

// Shown is a signal with those whom it is about, and what became of it.
type Shown struct {
	Signal
	Who, With Party  // With is empty for nobody
	Ticket    int64  // 0 for none
	Outcome   string // empty while the ticket is open
	ClosedBy  string // number of the coordinator
}

// ReasonCount is how many visits have a reason.
type ReasonCount struct {
	Reason Reason
	Visits int
}

// OdditiesOf are those of a month: visits by the day to which they belong, all
// else by when it was done.
func (c *Centre) OdditiesOf(ctx context.Context, month Month) (o Oddities, err error) {
	err = c.read(ctx, func(v *ledger.View, p *Policy) error {
		o, err = OdditiesIn(v, p, month)
		return err
	})
	return o, err
}

// OdditiesIn is OdditiesOf for whoever looks at more of the same books.
func OdditiesIn(v *ledger.View, p *Policy, month Month) (o Oddities, err error) {
	from, until := month.In(p.Place)
	if err = o.countReasons(v, from, until); err == nil {
		err = o.countStaff(v, from, until)
	}
	if err == nil {
		o.Signals, err = shownIn(v, p, from, until)
	}
	if err != nil {
		return o, fmt.Errorf("what was odd in %s: %w", month, err)
	}
	return o, nil
}

func (o *Oddities) countReasons(v *ledger.View, from, until time.Time) error {
	of := map[Reason]int{}
	reviews, err := collect(v, func(r *sql.Rows) (text string, err error) { return text, r.Scan(&text) },
		`SELECT review FROM visits WHERE coalesce(finished_at, planned_at) >= $1 AND coalesce(finished_at, planned_at) < $2`, ms(from), ms(until))
	for _, review := range reviews {
		words := split(review)
		slices.Sort(words)
		for _, word := range slices.Compact(words) {
			of[Reason(word)]++
		}
	}
	o.Visits = len(reviews)
	for _, reason := range Reasons {
		if of[reason] > 0 {
			o.Reasons = append(o.Reasons, ReasonCount{reason, of[reason]})
		}
	}
	return err
}

func (o *Oddities) countStaff(v *ledger.View, from, until time.Time) error {
	of := map[string]*StaffDeeds{}
	_, err := collect(v, func(r *sql.Rows) (none struct{}, err error) {
		var who Party
		var what string
		var n int
		if err := r.Scan(&who.Number, &who.Name, &what, &n); err != nil {
			return none, err
		}
		d := of[who.Number]
		if d == nil {
			d = &StaffDeeds{Who: who}
			of[who.Number] = d
		}
		switch what {
		case "entered":
			d.Entered += n
		case "correction asked":
			d.Corrected += n
		default:
			d.Vouched += n
		}
		return none, nil
	}, `SELECT m.number, m.name, n.what, count(*) FROM visit_events n JOIN members m ON m.number = n.actor
		WHERE n.at >= $1 AND n.at < $2 AND n.actor <> '' AND n.what IN ('entered', 'vouched for', 'correction asked', 'corrected')
		GROUP BY m.number, m.name, n.what`, ms(from), ms(until))
	for _, number := range slices.Sorted(maps.Keys(of)) {
		o.Staff = append(o.Staff, *of[number])
		o.ByHand += of[number].Entered + of[number].Corrected
	}
	return err
}

func shownIn(v *ledger.View, p *Policy, from, until time.Time) ([]Shown, error) {
	return collect(v, func(r *sql.Rows) (s Shown, err error) {
		var at int64
		err = r.Scan(&s.ID, &s.Kind, &s.Visit, &s.Member, &s.Other, &at, &s.Detail,
			&s.Who.Number, &s.Who.Name, &s.With.Number, &s.With.Name, &s.Ticket, &s.Outcome, &s.ClosedBy)
		s.At = p.moment(&at)
		return s, err
	}, `SELECT s.id, s.kind, s.visit, s.member, s.other, s.at, s.detail,
			coalesce(m.number, ''), coalesce(m.name, ''), coalesce(w.number, ''), coalesce(w.name, ''),
			coalesce(t.id, 0), coalesce(t.outcome, ''), coalesce(t.closed_by, '')
		FROM signals s LEFT JOIN members m ON m.id = s.member LEFT JOIN members w ON w.id = s.other AND s.other <> 0
		LEFT JOIN tickets t ON t.source = 'signal/' || s.id
		WHERE s.at >= $1 AND s.at < $2 ORDER BY s.id`, ms(from), ms(until))
}
