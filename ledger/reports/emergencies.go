package reports

import (
	"database/sql"

	"hourline/ledger/care"
)

// Emergencies are the cases of a month. How soon somebody came is told of
// alarms alone.
type Emergencies struct {
	Kinds     []CaseCount // by kind, in the order of care.CaseKinds
	Alarms    int
	FirstRing Waits // from the alarm to the first call that the carrier took
	Accepted  Waits // from the alarm to the first key that took it
	Nobody    int   // alarms that nobody accepted before they ended, or yet
	Mistakes  int   // of these, taken back by the caller
}

// CaseCount is how many cases there were of one kind.
type CaseCount struct {
	Kind  care.CaseKind
	Cases int
}

// countEmergencies reads the cases one by one: even a district has few.
func (m *Month) countEmergencies(s span) error {
	of := map[care.CaseKind]int{}
	var rings, keys []int64
	e := &m.Emergencies
	_, err := collect(s.View, func(r *sql.Rows) (none struct{}, err error) {
		var kind care.CaseKind
		var state string
		var opened int64
		var rung, accepted sql.NullInt64
		if err := r.Scan(&kind, &state, &opened, &rung, &accepted); err != nil {
			return none, err
		}
		of[kind]++
		if kind != care.AlarmCase {
			return none, nil
		}
		e.Alarms++
		if rung.Valid {
			rings = append(rings, max(rung.Int64-opened, 0))
		}
		switch {
		case accepted.Valid:
			keys = append(keys, max(accepted.Int64-opened, 0))
		default:
			e.Nobody++
			if state == string(care.CaseCancelled) {
				e.Mistakes++
			}
		}
		return none, nil
	}, `SELECT c.kind, c.state, c.opened_at,
			(SELECT min(o.handed_at) FROM outbox o WHERE o.kind = 'case' AND o.action = 'call' AND o.ref = c.id AND o.handed_at IS NOT NULL),
			(SELECT min(h.at) FROM case_events h WHERE h."case" = c.id AND h.what = 'accepted')
		FROM cases c WHERE c.opened_at >= $1 AND c.opened_at < $2 AND c.kind <> 'selftest'`, s.ends()...)
	for _, k := range care.CaseKinds {
		if k != care.SelfTest {
			e.Kinds = append(e.Kinds, CaseCount{k, of[k]})
		}
	}
	e.FirstRing, e.Accepted = waitsOf(rings), waitsOf(keys)
	return err
}
