package care

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hourline/ledger"
)

// FuzzTurns lets elders ask and volunteers answer in any order. Whatever they
// do, nobody is asked twice for one request unless somebody fell out, who
// passed never again; nobody has more in a day than the cap, nor two visits at
// once; and what is counted in turns is what stands in the visits.
func FuzzTurns(f *testing.F) {
	const length = 1 << 17 // bytes, enough for all that rapid draws
	for seed := range uint64(3) {
		random, script := rand.New(rand.NewPCG(seed, 1)), make([]byte, length)
		for i := range script {
			script[i] = byte(random.Uint32())
		}
		f.Add(script)
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		h := houseFor(t)
		rapid.MakeFuzz(h.anythingHappens)(t, script)
	})
}

func (h *house) anythingHappens(r *rapid.T) {
	var elders, helpers []Member
	for i := range 2 {
		elders = append(elders, h.add(fmt.Sprintf("老人%d", i), Elder, phone(i)))
	}
	for i := range 5 {
		helpers = append(helpers, h.addTo([]string{"翠湖", "莲花"}[i%2], fmt.Sprintf("志愿者%d", i), Volunteer, phone(10+i)))
	}
	var asked []Request
	some := func() (Request, Member) {
		q := asked[rapid.IntRange(0, len(asked)-1).Draw(r, "request")]
		return h.request(q.ID), helpers[rapid.IntRange(0, len(helpers)-1).Draw(r, "helper")]
	}
	asks := func(r *rapid.T) {
		kind := rapid.SampledFrom(Kinds).Draw(r, "kind")
		when := rapid.SampledFrom([]When{Today, Tomorrow, AnyDay}).Draw(r, "when")
		asked = append(asked, h.wants(elders[rapid.IntRange(0, 1).Draw(r, "elder")], kind, when))
	}
	asks(r)
	r.Repeat(map[string]func(*rapid.T){
		"ask": asks,
		"take": func(r *rapid.T) {
			q, m := some()
			h.takes(m, q, rapid.SampledFrom([]string{"", "09:30", "11:00", "15:00"}).Draw(r, "at"))
		},
		"pass": func(*rapid.T) {
			q, m := some()
			h.must(h.Pass(ctx, h.from(m.Phone()), q.ID))
		},
		"drop": func(*rapid.T) {
			q, _ := some()
			for _, m := range helpers {
				if q.Taken() && m.ID == q.Visit.Volunteer {
					h.must(h.Drop(ctx, h.from(m.Phone()), VisitCode{Code: q.Visit.Code}))
				}
			}
		},
		"stay away": func(*rapid.T) {
			if q, _ := some(); q.Taken() {
				_ = h.missed(q.Visit.ID) // refused for whoever is not to be there yet
			}
		},
		"wait": func(r *rapid.T) {
			h.pass(time.Duration(rapid.IntRange(1, 300).Draw(r, "minutes")) * time.Minute)
		},
		"": h.keepsTurns,
	})
}

// broken are queries for what must never be.
var broken = map[string]string{
	"offers made twice though nobody fell out": `SELECT count(*) FROM (SELECT 1 FROM outbox o WHERE kind LIKE 'offer%'
		AND NOT EXISTS (SELECT 1 FROM visits w WHERE w.request = o.ref AND w.ended IN ('dropped', 'no-show')) GROUP BY ref, member HAVING count(*) > 1)`,
	"offers to somebody who had passed": `SELECT count(*) FROM outbox o JOIN offers f ON f.request = o.ref AND f.volunteer = o.member
		WHERE o.kind LIKE 'offer%' AND f.passed_at IS NOT NULL AND o.created_at > f.passed_at`,
	"days over the cap": `SELECT count(*) FROM (SELECT 1 FROM visits WHERE ended IN ('', 'posted')
		GROUP BY volunteer, (planned_at + 28800000) / 86400000 HAVING sum(planned_minutes) > 480)`,
	"visits at once": `SELECT count(*) FROM visits a JOIN visits b ON b.volunteer = a.volunteer AND b.id > a.id
		AND a.planned_at < b.planned_at + b.planned_minutes * 60000 AND b.planned_at < a.planned_at + a.planned_minutes * 60000
		WHERE a.ended IN ('', 'posted') AND b.ended IN ('', 'posted')`,
	"turns that are counted wrong": `SELECT count(*) FROM turns t WHERE minutes <>
		(SELECT coalesce(sum(planned_minutes), 0) FROM visits WHERE volunteer = t.volunteer AND counted = 1)`,
	"requests that nobody will ever look at": `SELECT count(*) FROM requests WHERE state IN ('open', 'offered') AND next_at IS NULL`,
}

func (h *house) keepsTurns(r *rapid.T) {
	for what, query := range broken {
		var n int
		err := h.Bank.Read(ctx, func(v *ledger.View) error { return v.QueryRow(query).Scan(&n) })
		if err != nil || n > 0 {
			r.Fatalf("%d %s, %v", n, what, err)
		}
	}
}

// Volunteers who always come have the same turns, but for one visit.
func TestThoseWhoAlwaysComeHaveTheSameTurns(t *testing.T) {
	h := newHouse(t, blind)
	h.orders("ring = 8", "ring = 2")
	wang := h.add("王奶奶", Elder, phone(0))
	byID := map[int64]Member{}
	for i := range 6 {
		m := h.add(fmt.Sprintf("志愿者%d", i), Volunteer, phone(10+i))
		byID[m.ID] = m
	}
	for i := range 40 {
		r := h.wants(wang, Kinds[i%len(Kinds)], Tomorrow)
		h.takes(byID[h.asked(r)[i%2]], r, "")
		h.clock.Advance(6 * time.Hour)
	}
	least, most := one[int64](h, `SELECT min(minutes) FROM turns`), one[int64](h, `SELECT max(minutes) FROM turns`)
	if longest := int64(180); least == 0 || most-least > longest {
		t.Errorf("from %d to %d minutes, and the longest visit has %d", least, most, longest)
	}
}

// Whatever is booked, what is planned is free, and within the days that were
// asked for unless all their times are over.
func TestWhatIsPlannedIsFree(t *testing.T) {
	p, err := ParsePolicy(defaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		within := func(what string, days int) time.Time {
			return monday.Add(time.Duration(rapid.IntRange(0, days*96).Draw(t, what)) * 15 * time.Minute)
		}
		v := &verb{policy: p, now: within("now", 1).In(p.Place)}
		r := Request{Kind: rapid.SampledFrom(Kinds).Draw(t, "kind")}
		r.FirstDay, r.LastDay = v.days(Ask{When: rapid.SampledFrom([]When{Today, Tomorrow, AnyDay}).Draw(t, "when")})
		if rapid.Bool().Draw(t, "told") {
			r.KeepAt = within("told", 4).In(p.Place)
		}
		var d diary
		for range rapid.IntRange(0, 6).Draw(t, "booked") {
			d.booked = append(d.booked, booking{within("at", 5).In(p.Place), 30 * rapid.Int64Range(1, 6).Draw(t, "half hours")})
		}
		named := TimeOfDay(rapid.IntRange(-1, 1439).Draw(t, "named"))
		at, free := v.plan(r, d, named)
		if !free {
			return
		}
		day := p.Visit.PlannedMinutes[r.Kind]
		for _, b := range d.booked {
			if b.at.Before(at.Add(time.Duration(p.Visit.PlannedMinutes[r.Kind])*time.Minute)) && at.Before(b.end()) {
				t.Fatalf("planned for %v, beside a visit at %v", at, b.at)
			}
			if sameDay(b.at, at) {
				day += b.minutes
			}
		}
		if day > p.Dispatch.DayMinutes {
			t.Fatalf("%d minutes on one day", day)
		}
		if at.Before(v.now) {
			t.Fatalf("planned for %v, and it is %v", at, v.now)
		}
	})
}
