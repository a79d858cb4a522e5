package reports

import (
	"cmp"
	"database/sql"
	"slices"

	"hourline/ledger/care"
)

// countVisits counts the visits that took place, and who was visited and who
// visited, in all, by kind and by the elder's community. It reads them once.
func (m *Month) countVisits(s span) error {
	places, err := communities(s)
	if err != nil {
		return err
	}
	all, kinds, parts := newSum(""), map[string]*sum{}, map[string]*sum{}
	_, err = collect(s.View, func(r *sql.Rows) (none struct{}, err error) {
		var kind string
		var elder, volunteer int64
		t := Tally{Visits: 1}
		err = r.Scan(&kind, &elder, &volunteer, &t.Served, &t.Stored)
		for _, of := range []*sum{all, sumOf(kinds, kind), sumOf(parts, places[elder])} {
			of.count(t, elder, volunteer)
		}
		return none, err
	}, `SELECT r.kind, r.elder, w.volunteer, `+servedSQL(s.policy)+`, `+storedSQL+`
		FROM visits w JOIN requests r ON r.id = w.request WHERE `+tookPlace, s.ends()...)
	whole := all.part()
	m.All, m.Elders, m.Volunteers = whole.Tally, whole.Elders, whole.Volunteers
	for _, k := range care.Kinds {
		m.Kinds = append(m.Kinds, sumOf(kinds, string(k)).part()) // a month without one says so
	}
	for _, p := range parts {
		m.Communities = append(m.Communities, p.part())
	}
	slices.SortFunc(m.Communities, func(a, b Part) int {
		return cmp.Or(cmp.Compare(b.Visits, a.Visits), cmp.Compare(a.Name, b.Name))
	})
	return err
}

// communities are those of all members, by member.
func communities(s span) (map[int64]string, error) {
	of, names := map[int64]string{}, map[string]string{} // each name is kept once
	_, err := collect(s.View, func(r *sql.Rows) (none struct{}, err error) {
		var id int64
		var name string
		err = r.Scan(&id, &name)
		if names[name] == "" {
			names[name] = name
		}
		of[id] = names[name]
		return none, err
	}, `SELECT id, community FROM members`)
	return of, err
}

// A sum is a Part that is being counted.
type sum struct {
	Part
	elders, volunteers map[int64]struct{}
}

func newSum(name string) *sum {
	return &sum{Part: Part{Name: name}, elders: map[int64]struct{}{}, volunteers: map[int64]struct{}{}}
}

// sumOf is the sum of a name, from nothing when it is new.
func sumOf(all map[string]*sum, name string) *sum {
	if all[name] == nil {
		all[name] = newSum(name)
	}
	return all[name]
}

func (s *sum) count(t Tally, elder, volunteer int64) {
	s.add(t)
	s.elders[elder], s.volunteers[volunteer] = struct{}{}, struct{}{}
}

func (s *sum) part() Part {
	s.Elders, s.Volunteers = len(s.elders), len(s.volunteers)
	return s.Part
}

// countDays counts the visits of each day. A day is as long as it is where the
// centre stands.
func (m *Month) countDays(s span) error {
	for day := s.from; day.Before(s.until); {
		next := care.DayStart(day.Year(), day.Month(), day.Day()+1, s.policy.Place)
		var n int
		err := s.QueryRow(`SELECT count(*) FROM visits w WHERE `+tookPlace, day.UnixMilli(), next.UnixMilli()).Scan(&n)
		if err != nil {
			return err
		}
		m.Days, day = append(m.Days, n), next
	}
	return nil
}

// An Outcome is how many visits came to this end.
type Outcome struct {
	How    string // stored, waiting, withdrawn, cancelled, dropped, no-show, ahead
	Visits int
}

// Outcomes are all ends that a visit can have come to.
var Outcomes = []string{"stored", "waiting", "withdrawn", "cancelled", "dropped", "no-show", "ahead"}

func (m *Month) countOutcomes(s span) error {
	of := map[string]int{}
	_, err := collect(s.View, func(r *sql.Rows) (none struct{}, err error) {
		var how string
		var n int
		err = r.Scan(&how, &n)
		of[how] += n
		return none, err
	}, `SELECT CASE WHEN w.ended NOT IN ('', 'posted') THEN w.ended WHEN w.entry IS NOT NULL THEN 'stored'
			WHEN w.finished_at IS NOT NULL THEN 'waiting' ELSE 'ahead' END, count(*)
		FROM visits w WHERE `+inSpan+` GROUP BY 1`, s.ends()...)
	for _, how := range Outcomes {
		m.Outcomes = append(m.Outcomes, Outcome{how, of[how]})
	}
	return err
}

// Satisfaction is what elders pressed in the call after the visit.
type Satisfaction struct {
	Well, SoSo, Not int
	Unasked         int // or gave no answer
}

func (m *Month) countSatisfaction(s span) error {
	return s.QueryRow(`SELECT coalesce(sum(CASE WHEN w.satisfaction = 1 THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN w.satisfaction = 2 THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN w.satisfaction = 3 THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN w.satisfaction = 0 THEN 1 ELSE 0 END), 0)
		FROM visits w WHERE `+tookPlace, s.ends()...).
		Scan(&m.Satisfaction.Well, &m.Satisfaction.SoSo, &m.Satisfaction.Not, &m.Satisfaction.Unasked)
}

// Requests are what elders asked for in a month, and what became of it.
type Requests struct {
	Asked     int
	Taken     Waits // by the first who took it, from the moment it was asked for
	Expired   int   // nobody took it in time
	Cancelled int   // before anybody had
}

// countRequests leaves out what staff entered afterwards, and those who go along
// with somebody: nobody asked for either.
func (m *Month) countRequests(s span) error {
	var waits []int64
	_, err := collect(s.View, func(r *sql.Rows) (none struct{}, err error) {
		var asked int64
		var taken sql.NullInt64
		var state care.State
		if err := r.Scan(&asked, &state, &taken); err != nil {
			return none, err
		}
		m.Requests.Asked++
		switch {
		case taken.Valid:
			waits = append(waits, max(taken.Int64-asked, 0))
		case state == care.Expired:
			m.Requests.Expired++
		case state == care.Cancelled:
			m.Requests.Cancelled++
		}
		return none, nil
	}, `SELECT r.created_at, r.state, (SELECT min(w.accepted_at) FROM visits w WHERE w.request = r.id) FROM requests r
		WHERE r.created_at >= $1 AND r.created_at < $2 AND r.pair IS NULL AND r.source NOT LIKE 'hand/%'`, s.ends()...)
	m.Requests.Taken = waitsOf(waits)
	return err
}
