package care

import (
	"cmp"
	"database/sql"
	"fmt"
	"math"
	"slices"
)

// A candidate is a volunteer who may be asked, as a ring is chosen from them.
type candidate struct {
	id      int64
	minutes int64 // taken on lately, and what offers that were not answered count
	askedAt int64 // when last asked, ms; 0 for never
	may     bool  // can be reached by text, is not the elder's household, was not asked already, nor too often today
	diary
}

// before orders candidates by whose turn it is: whoever has taken on least
// lately, then whoever has waited longest to be asked. Who does not answer
// moves back by and by, so that rounds are not spent on phones nobody reads.
func (a candidate) before(b candidate) int {
	return cmp.Or(cmp.Compare(a.minutes, b.minutes), cmp.Compare(a.askedAt, b.askedAt), cmp.Compare(a.id, b.id))
}

// A circle is where volunteers are looked for: communities, or everywhere
// when there is none.
type circle []string

// circles are where volunteers are looked for, nearest first.
func (p *Policy) circles(community string) []circle {
	near := p.Dispatch.neighbours(community)
	out := []circle{{community}}
	if len(near) > 0 {
		out = append(out, near)
	}
	return append(out, nil)
}

// neighbours are the communities that share a group with one, in order.
func (d DispatchPolicy) neighbours(community string) (near []string) {
	for _, group := range d.Near {
		if slices.Contains(group.Communities, community) {
			near = append(near, group.Communities...)
		}
	}
	slices.Sort(near)
	return slices.DeleteFunc(slices.Compact(near), func(c string) bool { return c == community })
}

// chooseRing is whom a request is offered to next: volunteers of the elder's
// community first, of its neighbours next, then of all others; in each circle
// those whose turn it is. Nobody is asked twice, unless a volunteer who had
// taken it cannot come.
func (v *verb) chooseRing(r Request, elder Member) (ring []int64, err error) {
	size, err := v.room(r)
	if err != nil {
		return nil, err
	}
	for _, where := range v.policy.circles(elder.Community) {
		if len(ring) >= size {
			break
		}
		found, err := v.chooseIn(r, elder, where, size-len(ring), ring)
		if err != nil {
			return nil, err
		}
		ring = append(ring, found...)
	}
	return ring, nil
}

// room is how many are still to be asked in this round: what a request may cost
// in texts has an end.
func (v *verb) room(r Request) (n int, err error) {
	var asked int
	err = v.QueryRow(`SELECT count(*) FROM offers WHERE request = $1 AND offered_at >= $2`, r.ID, ms(r.Created)).Scan(&asked)
	return min(v.policy.Dispatch.rings(r).Ring, max(v.policy.Dispatch.Offers-asked, 0)), err
}

// chooseIn finds up to n volunteers in a circle who are not in the ring yet.
func (v *verb) chooseIn(r Request, elder Member, where circle, n int, ring []int64) ([]int64, error) {
	look := v.policy.Dispatch.Look / max(1, len(where))
	if where == nil {
		found, err := v.firstIn(r, elder, "", n, look, ring)
		return ids(found), err
	}
	var all []candidate
	for _, community := range where {
		found, err := v.firstIn(r, elder, community, n, look, ring)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, candidate.before)
	return ids(all[:min(n, len(all))]), nil
}

func ids(candidates []candidate) (out []int64) {
	for _, c := range candidates {
		out = append(out, c.id)
	}
	return out
}

// firstIn finds the first n volunteers of a community, or of all when it is
// empty, who suit a request. Only so many are looked at, those whose turn it is:
// it takes no longer in a district where nobody is free.
func (v *verb) firstIn(r Request, elder Member, community string, n, look int, ring []int64) (found []candidate, err error) {
	rows, err := v.turns(r, elder, community, look)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for len(found) < n && rows.Next() {
		c, err := v.scanCandidate(rows)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ring, c.id) && v.suits(r, c) {
			found = append(found, c)
		}
	}
	return found, rows.Err()
}

// turns walks along volunteers in the order of their turns. What rules one out
// is read row by row, as the walk gets there.
func (v *verb) turns(r Request, elder Member, community string, look int) (*sql.Rows, error) {
	from, until := r.around()
	most := v.policy.Dispatch.OffersADay
	if r.Urgent {
		most = math.MaxInt32
	}
	args := []any{ms(from), ms(until), elder.ID, r.ID, ms(r.Created), ms(Today.Day(v.now)), most, r.Pair != 0}
	if community == "" {
		return v.Query(everywhereInTurn, append(args, look)...)
	}
	return v.Query(nearbyInTurn, append(args, community, look)...)
}

// The walks along all volunteers and along those of one community.
var (
	everywhereInTurn = turnsWhere(`t.asks = 1`, `$9`)
	nearbyInTurn     = turnsWhere(`t.asks = 1 AND t.community = $9`, `$10`)
)

func turnsWhere(where, limit string) string {
	return `SELECT t.volunteer, t.minutes + t.silence, t.asked_at, m.flags, ` + fmt.Sprintf(bookedColumn, "t.volunteer") + `,
		t.volunteer <> $3
		AND NOT EXISTS (SELECT 1 FROM offers o WHERE o.request = $4 AND o.volunteer = t.volunteer AND (o.passed_at IS NOT NULL OR o.offered_at >= $5))
		AND (SELECT count(*) FROM offers o WHERE o.volunteer = t.volunteer AND o.offered_at >= $6) < $7
		AND t.experienced >= $8
		AND NOT EXISTS (SELECT 1 FROM phones p LEFT JOIN optouts x ON x.phone = p.phone WHERE p.member = t.volunteer AND p.position = 0
			AND (x.phone IS NOT NULL OR p.phone LIKE '+86%' AND substr(p.phone, 4, 2) NOT BETWEEN '13' AND '19'))
		AND NOT EXISTS (SELECT 1 FROM phones a JOIN phones b ON b.phone = a.phone AND b.member = $3 WHERE a.member = t.volunteer)
	FROM turns t CROSS JOIN members m ON m.id = t.volunteer
	WHERE ` + where + ` ORDER BY t.minutes + t.silence, t.asked_at, t.volunteer LIMIT ` + limit
}

func (v *verb) scanCandidate(rows *sql.Rows) (c candidate, err error) {
	var flags, booked string
	if err := rows.Scan(&c.id, &c.minutes, &c.askedAt, &flags, &booked, &c.may); err != nil {
		return c, err
	}
	c.flags = split(flags)
	c.booked, err = v.policy.scanBooked(booked)
	return c, err
}

// suits tells whether a volunteer can be asked for a request: does the kind,
// and is free at one of the times for which it could be planned.
func (v *verb) suits(r Request, c candidate) bool {
	if !c.may || !does(c.flags, r.Kind) {
		return false
	}
	_, free := v.plan(r, c.diary, NoTime)
	return free
}

// wasAsked notes an offer, which counts as silence until it is answered.
func (v *verb) wasAsked(volunteer int64) error {
	p := v.policy.Dispatch
	_, err := v.Exec(`UPDATE turns SET asked_at = $1, silence = min(silence + $2, $3) WHERE volunteer = $4`,
		ms(v.now), p.SilenceMinutes, p.SilenceMost, volunteer)
	return err
}

// hasAnswered notes that a volunteer reads what is offered.
func (v *verb) hasAnswered(volunteer int64) error {
	_, err := v.Exec(`UPDATE turns SET silence = 0 WHERE volunteer = $1`, volunteer)
	return err
}

// forgetTurns lets visits that are long ago count no more in turns, a few at every
// offer: there are at least as many offers as visits.
func (v *verb) forgetTurns() error {
	const few = 32
	_, err := v.Exec(`UPDATE visits SET counted = 0 WHERE id IN
		(SELECT id FROM visits WHERE counted = 1 AND planned_at < $1 ORDER BY planned_at LIMIT $2)`,
		ms(v.now.AddDate(0, 0, -v.policy.Dispatch.TurnDays)), few)
	return err
}
