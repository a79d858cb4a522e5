package reports

import (
	"cmp"
	"database/sql"
	"slices"

	"hourline/ledger/care"
)

// countVisits counts the visits that took place by kind and by community.
func (m *Month) countVisits(s span) error {
	kinds, places := map[string]*Part{}, map[string]*Part{}
	add := func(to map[string]*Part, name string, t Tally) {
		if to[name] == nil {
			to[name] = &Part{Name: name}
		}
		to[name].add(t)
	}
	_, err := collect(s.View, func(r *sql.Rows) (none struct{}, err error) {
		var kind, community string
		var t Tally
		err = r.Scan(&kind, &community, &t.Visits, &t.Served, &t.Stored)
		add(kinds, kind, t)
		add(places, community, t)
		m.All.add(t)
		return none, err
	}, `SELECT r.kind, e.community, count(*), sum(`+servedSQL(s.policy)+`), sum(`+storedSQL+`)
		FROM visits w JOIN requests r ON r.id = w.request JOIN members e ON e.id = r.elder
		WHERE `+inSpan+` AND `+tookPlace+` GROUP BY r.kind, e.community`, s.ends()...)
	for _, k := range care.Kinds {
		add(kinds, string(k), Tally{}) // a month without one says so
		m.Kinds = append(m.Kinds, *kinds[string(k)])
	}
	for _, p := range places {
		m.Communities = append(m.Communities, *p)
	}
	slices.SortFunc(m.Communities, func(a, b Part) int {
		return cmp.Or(cmp.Compare(b.Visits, a.Visits), cmp.Compare(a.Name, b.Name))
	})
	return err
}

// countPeople counts who was visited and who visited, in all and by the elder's
// community.
func (m *Month) countPeople(s span) error {
	const people = `count(DISTINCT r.elder), count(DISTINCT w.volunteer)
		FROM visits w JOIN requests r ON r.id = w.request JOIN members e ON e.id = r.elder WHERE ` + inSpan + ` AND ` + tookPlace
	if err := s.QueryRow(`SELECT `+people, s.ends()...).Scan(&m.Elders, &m.Volunteers); err != nil {
		return err
	}
	_, err := collect(s.View, func(r *sql.Rows) (none struct{}, err error) {
		var community string
		var elders, volunteers int
		err = r.Scan(&community, &elders, &volunteers)
		if i := slices.IndexFunc(m.Communities, func(p Part) bool { return p.Name == community }); i >= 0 {
			m.Communities[i].Elders, m.Communities[i].Volunteers = elders, volunteers
		}
		return none, err
	}, `SELECT e.community, `+people+` GROUP BY e.community`, s.ends()...)
	return err
}

// countDays counts the visits of each day. A day is as long as it is where the
// centre stands.
func (m *Month) countDays(s span) error {
	for day := s.from; day.Before(s.until); {
		next := care.DayStart(day.Year(), day.Month(), day.Day()+1, s.policy.Place)
		var n int
		err := s.QueryRow(`SELECT count(*) FROM visits w WHERE `+inSpan+` AND `+tookPlace, day.UnixMilli(), next.UnixMilli()).Scan(&n)
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
		FROM visits w WHERE `+inSpan+` AND `+tookPlace, s.ends()...).
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
