package care

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
)

// A district is simulated: elders ask, volunteers answer their texts as people
// do, or do not, and time is moved from one thing to the next. All of it goes
// through the verbs of a Centre. As in the pilot there is one volunteer for
// two elders; each elder asks for a visit a week and each volunteer is willing
// to make one, so that what is asked is twice what can be given. Nobody is on a
// first visit.
type district struct {
	elders      int
	communities int
	asking      int // communities whose elders ask; elsewhere they keep their own volunteers busy, who are asked in vain
	days        int
	human       bool // nobody comes and goes to the minute, keys are late, and slips happen
}

// How people behave, which nothing in the program knows.
const (
	readsWithin = 9 * time.Minute // half of those who answer
	takes       = 0.45            // of those who have not given enough this week
	passes      = 0.15            // of those who do not take it
	falls       = 0.05            // of those who had taken it
	staysAway   = 0.01            // without a word
	talkedTo    = 20 * time.Second
	missedAfter = 30 * time.Minute
)

// A simulation is one run of a district.
type simulation struct {
	district
	*house
	rand   *rand.Rand
	agenda agenda
	seen   int64               // the last row of the outbox that was heeded
	given  map[int64]int       // visits this week, by volunteer
	wishes map[int64]int       // how many a week they are willing to make
	phones map[int64]Phone     // of volunteers
	at     map[int64]bool      // volunteers whose community asks
	asked  map[int64]time.Time // when each request was made
	whim   *rand.Rand          // what people do besides, so that all else stays the same
	rings  []time.Duration     // how long it took to offer, with all that is written
	offers int
}

// An errand is something that somebody does at a moment.
type errand struct {
	at time.Time
	do func()
}

type agenda []errand

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(i, j int) bool { return a[i].at.Before(a[j].at) }
func (a agenda) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)        { *a = append(*a, x.(errand)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

func (s *simulation) later(at time.Time, do func()) { heap.Push(&s.agenda, errand{at, do}) }

// simulate runs a district and tells how it went.
func simulate(t testing.TB, d district, change ...string) outcomes {
	random := rand.New(rand.NewPCG(1, 2))
	h := houseFor(t, func(c *Config) { c.Chance = random.IntN })
	if len(change) > 0 {
		h.orders(change...)
	}
	s := &simulation{district: d, house: h, rand: random, given: map[int64]int{}, wishes: map[int64]int{},
		phones: map[int64]Phone{}, at: map[int64]bool{}, asked: map[int64]time.Time{}, whim: rand.New(rand.NewPCG(3, 4))}
	s.settle()
	s.run(monday.AddDate(0, 0, d.days))
	return s.outcomes()
}

// settle puts everybody into the books, and lets the elders' wishes be known.
func (s *simulation) settle() {
	each := s.elders / s.communities
	for c := range s.communities {
		community := fmt.Sprintf("社区%03d", c)
		s.must(s.write(ctx, func(v *verb) error {
			for i := range each {
				m := Member{Name: fmt.Sprintf("老人%d", i), Roles: Elder, Community: community, Phones: []Phone{Phone(fmt.Sprintf("+86871%04d%04d", c, i))}}
				m, _, err := v.enrol(m, Member{})
				if err != nil {
					return err
				}
				if c < s.asking {
					s.wish(m)
				}
			}
			for i := range each / 2 {
				m := Member{Name: fmt.Sprintf("志愿者%d", i), Roles: Volunteer, Community: community, Flags: []string{"experienced"}, Phones: []Phone{Phone(fmt.Sprintf("+86138%04d%04d", c, i))}}
				m, _, err := v.enrol(m, Member{})
				if err != nil {
					return err
				}
				s.phones[m.ID], s.at[m.ID] = m.Phone(), c < s.asking
				s.wishes[m.ID] = []int{0, 1, 1, 1, 2}[s.rand.IntN(5)]
			}
			return nil
		}))
	}
}

// wish lets an elder ask once in seven days on average, by day.
func (s *simulation) wish(m Member) {
	for day := range s.days {
		if s.rand.IntN(7) != 0 {
			continue
		}
		begin := clockTime("08:00").On(monday.AddDate(0, 0, day))
		at := begin.Add(time.Duration(s.rand.Float64() * float64(10*time.Hour)))
		kind, when := Kinds[s.rand.IntN(len(Kinds))], []When{Today, Tomorrow, Tomorrow, AnyDay}[s.rand.IntN(4)]
		if !at.Before(monday) {
			s.later(at, func() { s.ask(m, kind, when) })
		}
	}
}

func (s *simulation) ask(m Member, kind Kind, when When) {
	began := time.Now()
	r := s.wants(m, kind, when)
	s.rings = append(s.rings, time.Since(began))
	s.asked[r.ID] = s.clock.Now()
}

// run moves the clock from one thing to the next until a moment.
func (s *simulation) run(until time.Time) {
	for week := monday; week.Before(until); week = week.AddDate(0, 0, 7) {
		s.later(week.AddDate(0, 0, 7), func() { clear(s.given) })
	}
	for {
		tick, err := s.nextTick(ctx)
		s.must(err)
		next := tick
		if len(s.agenda) > 0 {
			next = sooner(next, s.agenda[0].at)
		}
		if next.IsZero() || !next.Before(until) {
			return
		}
		if next.After(s.clock.Now()) {
			s.clock.Set(next)
		}
		if !tick.IsZero() && !tick.After(next) {
			s.must(s.Tick(ctx))
		} else {
			heap.Pop(&s.agenda).(errand).do()
		}
		s.heed()
	}
}

// heed lets people react to what was sent to them since.
func (s *simulation) heed() {
	for _, o := range s.rows(`id > $1`, s.seen) {
		s.seen = o.ID
		at := o.DueAt
		if at.Before(s.clock.Now()) {
			at = s.clock.Now()
		}
		switch {
		case strings.HasPrefix(o.Kind, "offer"):
			s.offers++
			s.considers(o, at)
		case o.Kind == AboutVisit:
			s.later(at.Add(talkedTo), func() { s.picksUp(o, func() error { return s.Told(ctx, o.Ref, true) }) })
		case o.Kind == AboutConfirm:
			s.later(at.Add(talkedTo), func() { s.picksUp(o, func() error { return s.answers(o.Ref) }) })
		}
	}
}

// picksUp is an elder who picks up, unless the call was taken back.
func (s *simulation) picksUp(o Outgoing, do func() error) {
	if one[string](s.house, `SELECT state FROM outbox WHERE id = $1`, o.ID) == "waiting" {
		s.must(do())
	}
}

// considers lets a volunteer answer an offer, or not.
func (s *simulation) considers(o Outgoing, at time.Time) {
	who, p := o.Member, s.rand.Float64()
	at = at.Add(time.Duration(float64(readsWithin) * math.Exp(s.rand.NormFloat64())))
	hours := Span{clockTime("07:30"), clockTime("22:00")}
	if !hours.Holds(at) {
		return
	}
	s.later(at, func() {
		switch {
		case s.at[who] && s.given[who] < s.wishes[who] && p < takes:
			s.take(who, o.Ref)
		case p > 1-passes:
			s.must(s.Pass(ctx, s.from(s.phones[who]), o.Ref))
		}
	})
}

// take lets a volunteer take a request, and come, fall out or stay away.
func (s *simulation) take(who, request int64) {
	text := s.from(s.phones[who])
	s.must(s.Take(ctx, text, request, NoTime))
	r := s.request(request)
	if r.Visit.Volunteer != who {
		return
	}
	s.given[who]++
	begin, code := r.Visit.PlannedAt, VisitCode{Code: r.Visit.Code}
	switch p := s.rand.Float64(); {
	case p < falls:
		notice := time.Duration(s.rand.Float64() * float64(begin.Sub(s.clock.Now())))
		s.later(s.clock.Now().Add(notice), func() { s.given[who]--; s.must(s.Drop(ctx, s.from(s.phones[who]), code)) })
	case p < falls+staysAway:
		s.later(begin.Add(missedAfter), func() { s.given[who]--; s.must(s.missed(r.Visit.ID)) })
	case s.human:
		s.comesAndGoes(who, r)
	default:
		s.later(begin, func() { s.must(s.Start(ctx, s.from(s.phones[who]), code)) })
		s.later(begin.Add(time.Duration(r.Visit.PlannedMinutes)*time.Minute), func() { s.must(s.Finish(ctx, s.from(s.phones[who]), code)) })
	}
}

// Outcomes are how a simulation went.
type outcomes struct {
	requests, taken int
	toTaken         []time.Duration // sorted, from asking to the first taking
	load            []int64         // sorted, minutes of each volunteer whose community asks
	offers          int
	rings           []time.Duration // sorted
	tooMuch         int             // volunteers over a cap
	twice           int             // offers of a request to somebody who had it before, though nobody fell out
}

func (s *simulation) outcomes() (o outcomes) {
	o.requests, o.offers, o.rings = len(s.asked), s.offers, s.rings
	slices.Sort(o.rings)
	s.must(s.Bank.Read(ctx, func(v *ledger.View) error {
		rows, err := v.Query(`SELECT request, min(accepted_at) FROM visits GROUP BY request`)
		if err != nil {
			return err
		}
		for rows.Next() {
			var request, at int64
			if err := rows.Scan(&request, &at); err != nil {
				return err
			}
			o.taken++
			o.toTaken = append(o.toTaken, time.UnixMilli(at).Sub(s.asked[request]))
		}
		return rows.Err()
	}))
	slices.Sort(o.toTaken)
	for id, asks := range s.at {
		if asks {
			o.load = append(o.load, one[int64](s.house, `SELECT coalesce(sum(planned_minutes), 0) FROM visits WHERE volunteer = $1 AND ended IN ('', 'posted')`, id))
		}
	}
	slices.Sort(o.load)
	p := s.policyOf()
	o.tooMuch = one[int](s.house, `SELECT count(*) FROM (SELECT 1 FROM visits WHERE ended IN ('', 'posted')
		GROUP BY volunteer, (planned_at + 28800000) / 86400000 HAVING sum(planned_minutes) > $1)`, p.Dispatch.DayMinutes)
	o.twice = one[int](s.house, `SELECT count(*) FROM (SELECT 1 FROM outbox o WHERE kind LIKE 'offer%'
		AND NOT EXISTS (SELECT 1 FROM visits w WHERE w.request = o.ref AND w.ended IN ('dropped', 'no-show')) GROUP BY ref, member HAVING count(*) > 1)`)
	return o
}

func (s *simulation) policyOf() *Policy {
	p, err := s.PolicyNow(ctx)
	s.must(err)
	return p
}

func share[T any](sorted []T, p float64) (v T) {
	if len(sorted) == 0 {
		return v
	}
	return sorted[min(int(p*float64(len(sorted))), len(sorted)-1)]
}

// gini is how unequal a load is: 0 when all have the same, near 1 when one has all.
func gini(sorted []int64) float64 {
	var sum, weighted float64
	for i, v := range sorted {
		sum += float64(v)
		weighted += float64(i+1) * float64(v)
	}
	if sum == 0 {
		return 0
	}
	n := float64(len(sorted))
	return 2*weighted/(n*sum) - (n+1)/n
}

func (o outcomes) String() string {
	return fmt.Sprintf("%6d requests %5.1f%% taken, median %4.0f min, p90 %4.0f min; gini %.2f, p90/p50 %.1f; %5.1f texts a taken request; %5.2f ms an offer, p99 %5.2f",
		o.requests, 100*float64(o.taken)/float64(max(1, o.requests)), share(o.toTaken, .5).Minutes(), share(o.toTaken, .9).Minutes(),
		gini(o.load), float64(share(o.load, .9))/float64(max(1, share(o.load, .5))), float64(o.offers)/float64(max(1, o.taken)),
		share(o.rings, .5).Seconds()*1000, share(o.rings, .99).Seconds()*1000)
}

// Nobody is asked too much of, and none twice for one request; most of what can
// be given is given; and those who are willing have their turns: a load is
// never far from what the volunteers' own wishes make of it.
func TestDistrictOfSixty(t *testing.T) {
	o := simulate(t, district{elders: 60, communities: 1, asking: 1, days: 7})
	t.Log(o)
	if o.tooMuch > 0 || o.twice > 0 {
		t.Errorf("%d days over the cap, %d offers made twice", o.tooMuch, o.twice)
	}
	if share := float64(o.taken) / float64(o.requests); share < 0.33 {
		t.Errorf("%.0f%% of the requests were taken, and half could be", 100*share)
	}
	if g := gini(o.load); g > 0.5 { // their wishes alone make 0.32
		t.Errorf("the load is spread with a Gini index of %.2f", g)
	}
}

// BenchmarkDistrict prints how a simulated district fares. In the largest one
// the elders of two communities of a hundred ask.
func BenchmarkDistrict(b *testing.B) {
	for _, d := range []district{
		{elders: 60, communities: 1, asking: 1, days: 28},
		{elders: 1000, communities: 2, asking: 2, days: 7},
		{elders: 119_000, communities: 100, asking: 2, days: 7},
	} {
		b.Run(fmt.Sprintf("elders=%d", d.elders), func(b *testing.B) {
			var o outcomes
			for range b.N {
				o = simulate(b, d)
			}
			for unit, n := range map[string]float64{
				"requests":     float64(o.requests),
				"taken-%":      100 * float64(o.taken) / float64(o.requests),
				"median-min":   share(o.toTaken, .5).Minutes(),
				"p90-min":      share(o.toTaken, .9).Minutes(),
				"gini":         gini(o.load),
				"texts/taken":  float64(o.offers) / float64(o.taken),
				"offer-ms":     share(o.rings, .5).Seconds() * 1000,
				"offer-p99-ms": share(o.rings, .99).Seconds() * 1000,
			} {
				b.ReportMetric(n, unit)
			}
			b.Log(o)
		})
	}
}
