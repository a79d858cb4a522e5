package care

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// How honest people differ from a plan, which nothing in the program knows.
const (
	roughly     = 6 * time.Minute // from the plan, each way, as often as not
	callsIn     = 0.15            // from the elder's telephone
	forgets     = 0.03            // to say that the visit is over
	hearsNoRing = 0.10            // of the calls after a visit
	saysNo      = 0.02            // of the keys, by mistake or not
	listens     = 9 * time.Second // before the key
)

// about is near enough to nothing, in either direction.
func (s *simulation) about(d time.Duration) time.Duration {
	return time.Duration(s.whim.NormFloat64() * float64(d)).Round(time.Second)
}

// comesAndGoes is a visit as people make one.
func (s *simulation) comesAndGoes(who int64, r Request) {
	begin := r.Visit.PlannedAt.Add(max(s.about(roughly), -time.Hour/2))
	end := begin.Add(time.Duration(r.Visit.PlannedMinutes)*time.Minute + s.about(2*roughly))
	phone, home := s.phones[who], one[string](s.house, `SELECT phone FROM phones WHERE member = $1`, r.Elder)
	tell := func(leaving bool) func() {
		inCall := s.whim.Float64() < callsIn
		return func() {
			text := s.from(phone)
			switch code := (VisitCode{Code: r.Visit.Code}); {
			case inCall:
				s.must(s.CallIn(ctx, CallIn{Source: text.SID, Phone: Phone(home), Code: r.Visit.Code, Leaving: leaving}))
			case leaving:
				s.must(s.Finish(ctx, text, code))
			default:
				s.must(s.Start(ctx, text, code))
			}
		}
	}
	s.later(begin, tell(false))
	if s.whim.Float64() >= forgets {
		s.later(end, tell(true))
	}
}

// answers is an elder's key in the call after the visit.
func (s *simulation) answers(visit int64) error {
	after := time.Duration(float64(listens) * math.Exp(s.whim.NormFloat64()/3))
	switch {
	case !s.human:
		return s.Confirm(ctx, visit, Unmeasured)
	case s.whim.Float64() < hearsNoRing:
		return nil
	case s.whim.Float64() < saysNo:
		return s.Dispute(ctx, visit, after)
	}
	return s.Confirm(ctx, visit, after)
}

// oddities are the signals of a district after so many days, by kind.
func oddities(t testing.TB, d district) (visits int, of map[SignalKind]int) {
	random := rand.New(rand.NewPCG(1, 2))
	h := houseFor(t, func(c *Config) { c.Chance = random.IntN })
	s := &simulation{district: d, house: h, rand: random, given: map[int64]int{}, wishes: map[int64]int{},
		phones: map[int64]Phone{}, at: map[int64]bool{}, asked: map[int64]time.Time{}, whim: rand.New(rand.NewPCG(3, 4))}
	s.settle()
	s.run(monday.AddDate(0, 0, d.days))
	of = map[SignalKind]int{}
	for _, one := range h.signals() {
		of[one.Kind]++
		t.Logf("%s: %s", one.Kind, one.Detail)
	}
	return one[int](h, `SELECT count(*) FROM visits WHERE finished_at IS NOT NULL AND ended IN ('', 'posted')`), of
}

// An honest month of a district raises next to nothing, or nobody would look.
func TestAnHonestMonthRaisesNextToNothing(t *testing.T) {
	t.Parallel()
	visits, of := oddities(t, district{elders: 36, communities: 1, asking: 1, days: 28, human: true})
	n := 0
	for _, kind := range slices.Sorted(maps.Keys(of)) {
		n += of[kind]
	}
	t.Logf("%d visits, %d signals %v", visits, n, of)
	if visits < 40 || n > 1 {
		t.Errorf("%d signals after %d visits: %v", n, visits, of)
	}
}

// BenchmarkHonestMonth tells how many signals an honest month of a larger
// district raises.
func BenchmarkHonestMonth(b *testing.B) {
	for range b.N {
		visits, of := oddities(b, district{elders: 1000, communities: 4, asking: 4, days: 28, human: true})
		n := 0
		for _, k := range of {
			n += k
		}
		b.ReportMetric(float64(visits), "visits")
		b.ReportMetric(float64(n), "signals")
	}
}

// BenchmarkLook looks at 100,000 visits of four weeks, as every morning does;
// the longest part is how long an emergency waits for it at most.
func BenchmarkLook(b *testing.B) {
	const communities, volunteers, elders, visits = 20, 2000, 4000, 100_000
	h := houseFor(b)
	h.must(h.write(ctx, func(v *verb) error {
		for i := range elders + volunteers {
			m := Member{Name: "王奶奶", Roles: Elder, Community: fmt.Sprint("社区", i%communities), Address: fmt.Sprint(i), Phones: []Phone{Phone(fmt.Sprintf("+861380000%04d", i))}}
			if i >= elders {
				m.Name, m.Roles = "小张", Volunteer
			}
			if _, _, err := v.enrol(m, Member{}); err != nil {
				return err
			}
		}
		r := rand.New(rand.NewPCG(1, 2))
		for i := range visits {
			begin := monday.Add(time.Duration(i) * (27 * 24 * time.Hour / visits)).Add(time.Duration(r.IntN(3600)) * time.Second)
			community := i % communities
			id, elder, volunteer := i+1, 1+community+communities*r.IntN(elders/communities), elders+1+i%volunteers
			if _, err := v.Exec(`INSERT INTO requests (id, source, elder, kind, first_day, last_day, state, created_at, visit) VALUES ($1, $2, $3, 'safety', '', '', 'posted', $4, $1)`,
				id, fmt.Sprint(i), elder, ms(begin)); err != nil {
				return err
			}
			if _, err := v.Exec(`INSERT INTO visits (id, request, volunteer, code, door_word, planned_at, planned_minutes, accepted_at, started_at, finished_at, start_grade, finish_grade, open, ended, elder_key, key_after)
				VALUES ($1, $1, $2, '2222', 0, $3, 30, $3, $3, $4, 'C', 'B', 0, 'posted', 1, 9000)`, id, volunteer, ms(begin), ms(begin.Add(time.Duration(1500+r.IntN(600))*time.Second))); err != nil {
				return err
			}
		}
		_, err := v.Exec(`UPDATE visits SET next_at = NULL`)
		return err
	}))
	h.clock.Set(monday.AddDate(0, 0, 27))
	b.ResetTimer()
	longest := time.Duration(0)
	for range b.N {
		h.must(h.write(ctx, func(v *verb) error {
			_, err := v.Exec(`UPDATE sweep SET next_at = 0, since = 0`)
			return err
		}))
		for {
			began := time.Now()
			h.must(h.sweep(ctx))
			longest = max(longest, time.Since(began))
			if one[int64](h, `SELECT until FROM sweep`) == 0 {
				break
			}
		}
	}
	b.ReportMetric(float64(volunteers/sweptAtOnce+1), "parts")
	b.ReportMetric(float64(longest.Milliseconds()), "longest-ms")
	b.ReportMetric(float64(len(h.signals())), "signals")
}
