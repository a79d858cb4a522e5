package care

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"hourline/ledger"
)

// A handed visit is one whose hours staff have entered, or raised by a
// correction.
type handed struct {
	visit, volunteer int64
	community        string // of the elder
	by, second       int64  // who entered it, and who vouched for it; 0 for nobody yet
}

// byStaff finds what staff did with the hours of visits from $1 until $2.
const byStaff = `SELECT n.visit, n.what, m.id, n.old, n.new, w.volunteer, e.community FROM visit_events n
	JOIN members m ON m.number = n.actor JOIN visits w ON w.id = n.visit JOIN requests r ON r.id = w.request JOIN members e ON e.id = r.elder
	WHERE n.at >= $1 AND n.at < $2 AND n.actor <> '' AND n.what IN ('entered', 'vouched for', 'correction asked', 'corrected') ORDER BY n.id`

// handedIn are the visits that staff handed out hours for, the first entry first.
func handedIn(v *ledger.View, from, until int64) (all []handed, err error) {
	asked := map[string]int{} // where the entry stands that waits for a second person
	_, err = collect(v, func(r *sql.Rows) (none struct{}, err error) {
		var h handed
		var what, old, now string
		if err = r.Scan(&h.visit, &what, &h.by, &old, &now, &h.volunteer, &h.community); err != nil {
			return none, err
		}
		key := fmt.Sprintf("%d/%t", h.visit, what == "entered" || what == "vouched for")
		switch i, waits := asked[key]; {
		case what == "entered" || what == "correction asked" && more(old, now):
			asked[key], all = len(all), append(all, h)
		case (what == "vouched for" || what == "corrected") && waits:
			all[i].second = h.by
			delete(asked, key)
		}
		return none, nil
	}, byStaff, from, until)
	return all, err
}

// more reports whether a correction raises the hours.
func more(old, now string) bool {
	a, errA := strconv.Atoi(old)
	b, errB := strconv.Atoi(now)
	return errA == nil && errB == nil && b > a
}

// oddStaff are all signals about those who enter visits by hand.
func (s *sweep) oddStaff() (out []Signal, err error) {
	all, err := handedIn(s.View, ms(s.from), ms(s.until))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	by := map[int64][]handed{}
	for _, h := range all {
		by[h.by] = append(by[h.by], h)
	}
	for _, staff := range slices.Sorted(maps.Keys(by)) {
		for _, odd := range []func([]handed) ([]Signal, error){s.manyByHand, s.favoured} {
			found, err := odd(by[staff])
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		}
	}
	two, err := s.onlyTheTwo(all)
	return append(out, two...), err
}

// visitsAround counts those from $1 until $2 of the elders of a community.
const visitsAround = `SELECT count(*) FROM visits w JOIN requests r ON r.id = w.request JOIN members e ON e.id = r.elder
	WHERE coalesce(w.finished_at, w.planned_at) >= $1 AND coalesce(w.finished_at, w.planned_at) < $2
	AND w.finished_at IS NOT NULL AND w.ended IN ('', 'posted') AND e.community = $3`

// manyByHand is a member of staff who enters a large part of the visits of the
// communities in which they enter any.
func (s *sweep) manyByHand(mine []handed) ([]Signal, error) {
	p := s.policy.Signals
	if len(mine) < p.ByHand {
		return nil, nil
	}
	where := map[string]bool{}
	for _, h := range mine {
		where[h.community] = true
	}
	all := 0
	for community := range where {
		var n int
		err := s.QueryRow(visitsAround, ms(s.from), ms(s.until), community).Scan(&n)
		if err != nil {
			return nil, err
		}
		all += n
	}
	if all = max(all, len(mine)); !reaches(len(mine), all, p.ByHand, p.ByHandPercent) {
		return nil, nil
	}
	return []Signal{alone(ManyByHand, mine[0].by, fmt.Sprintf("%d of %d visits; %s", len(mine), all, named(visitsIn(mine)...)))}, nil
}

// favoured are volunteers most of whose visits one member of staff enters.
func (s *sweep) favoured(mine []handed) (out []Signal, err error) {
	p := s.policy.Signals
	of := map[int64][]handed{}
	for _, h := range mine {
		of[h.volunteer] = append(of[h.volunteer], h)
	}
	for _, volunteer := range slices.Sorted(maps.Keys(of)) {
		entries := of[volunteer]
		if len(entries) < p.Favour {
			continue
		}
		all, err := outingsIn(s.View, s.policy, visitsOf, volunteer, s.from, s.until)
		if err != nil {
			return nil, err
		}
		if n := max(len(all), len(entries)); reaches(len(entries), n, p.Favour, p.FavourPercent) {
			out = append(out, p.pair(Favoured, mine[0].by, volunteer, fmt.Sprintf("%d of %d visits; %s", len(entries), n, named(visitsIn(entries)...))))
		}
	}
	return out, nil
}

// onlyTheTwo are two of the staff who vouch for one another and are vouched for
// by nobody else, where somebody else could.
func (s *sweep) onlyTheTwo(all []handed) (out []Signal, err error) {
	p := s.policy.Signals
	vouched := map[[2]int64][]handed{}
	first := map[int64]int{}
	for _, h := range all {
		if h.second != 0 {
			two := [2]int64{min(h.by, h.second), max(h.by, h.second)}
			vouched[two], first[h.by] = append(vouched[two], h), first[h.by]+1
		}
	}
	for _, two := range slices.SortedFunc(maps.Keys(vouched), func(a, b [2]int64) int { return slices.Compare(a[:], b[:]) }) {
		of := vouched[two]
		if !reaches(len(of), first[two[0]]+first[two[1]], p.Vouching, p.VouchingPercent) {
			continue
		}
		var others int
		if err := s.QueryRow(`SELECT count(*) FROM members WHERE roles & $1 <> 0 AND id NOT IN ($2, $3)
			AND community IN (SELECT community FROM members WHERE id IN ($2, $3))`, int64(staffRoles), two[0], two[1]).Scan(&others); err != nil {
			return nil, err
		}
		if others > 0 {
			out = append(out, p.pair(OnlyTheTwo, two[0], two[1], fmt.Sprintf("%d of %d entries; %d others could; %s",
				len(of), first[two[0]]+first[two[1]], others, named(visitsIn(of)...))))
		}
	}
	return out, nil
}

func visitsIn(entries []handed) (out []int64) {
	for _, h := range entries {
		out = append(out, h.visit)
	}
	return out
}
