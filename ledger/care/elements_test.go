package care

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// elements are the visits of some months, by their numbers; each must come once.
func (s *street) elements(months ...Month) map[int64]Elements {
	s.t.Helper()
	all := map[int64]Elements{}
	last := time.Time{}
	for _, month := range months {
		s.must(s.EachVisit(ctx, month, func(e Elements) error {
			if _, twice := all[e.Visit]; twice {
				s.t.Errorf("visit %d comes twice", e.Visit)
			}
			if e.Day().Before(last) || e.Day().Month() != month.Month {
				s.t.Errorf("visit %d of %v comes in %s after %v", e.Visit, e.Day(), month, last)
			}
			all[e.Visit], last = e, e.Day()
			return nil
		}))
	}
	return all
}

// weeks are four weeks in which visits end in all the ways there are: as
// planned, forgotten, disputed, dropped, cancelled, corrected.
func (b *bureau) weeks() {
	b.t.Helper()
	b.must(b.write(ctx, func(v *verb) error { // so that nobody is full
		_, err := v.Exec(`UPDATE members SET community = '翠湖'`)
		return err
	}))
	for day := range 28 {
		b.clock.Set(clockTime("09:00").On(monday.AddDate(0, 0, day)))
		b.must(b.Tick(ctx))
		r := b.ask(Kinds[day%len(Kinds)], Today)
		who := []Member{b.zhang, b.liu}[day%2]
		take := b.from(who.Phone())
		b.must(b.Take(ctx, take, r.ID, clockTime("10:00")))
		if r = b.request(r.ID); !r.Taken() {
			b.t.Fatalf("day %d: answered with %q", day, b.reply(take))
		}
		b.visitOfDay(day, r, who)
	}
	b.clock.Advance(24 * time.Hour)
	b.must(b.Tick(ctx))
}

// visitOfDay lets one visit end in the way of its day.
func (b *bureau) visitOfDay(day int, r Request, who Member) {
	b.t.Helper()
	code := VisitCode{Code: r.Visit.Code}
	at := func(clock string) { b.clock.Set(clockTime(clock).On(r.Visit.PlannedAt)) }
	switch day % 7 {
	case 5:
		b.must(b.Drop(ctx, b.from(who.Phone()), code))
		b.must(b.CancelRequest(ctx, r.ID))
		return
	case 6:
		b.must(b.CancelRequest(ctx, r.ID))
		return
	}
	at("10:00")
	b.must(b.Start(ctx, b.from(who.Phone()), code))
	at("11:00")
	if day%7 == 4 {
		return // forgotten: the timer closes it
	}
	b.must(b.Finish(ctx, b.from(who.Phone()), code))
	switch day % 7 {
	case 3:
		b.must(b.Dispute(ctx, r.Visit.ID, Unmeasured))
	case 2:
		b.must(b.Confirm(ctx, r.Visit.ID, Unmeasured))
		b.corrects(r, 45)
	default:
		b.must(b.Confirm(ctx, r.Visit.ID, Unmeasured))
	}
}

// Every visit of a month is there once, and what they say is stored is what
// the journal has.
func TestEveryVisitOfAMonthIsThereOnceAndAddsUp(t *testing.T) {
	b := newBureau(t)
	b.weeks()
	november, december := Month{2026, time.November}, Month{2026, time.December}
	all := b.elements(november, december)
	if n := one[int](b.house, `SELECT count(*) FROM visits`); len(all) != n || n != 28 {
		t.Errorf("%d of %d visits are there", len(all), n)
	}
	stored, outcomes := map[string]int64{}, map[string]int{}
	for _, e := range all {
		stored[e.Helper.Number] += e.Stored
		outcomes[e.Outcome]++
		if e.Service == "" || e.Elder.Name != "王奶奶" || e.Elder.Number != b.wang.Number || e.Planned.IsZero() {
			t.Errorf("an element is missing: %+v", e)
		}
		if done := e.Outcome == string(Posted); done != (e.Stored > 0) || done && (e.Start.Grade == "" || e.Finish.At.Sub(e.Start.At) <= 0) {
			t.Errorf("%+v", e)
		}
	}
	for _, who := range []Member{b.zhang, b.liu} {
		if got := ledgertest.Balance(t, b.Bank, who.Account).Posted; got != stored[who.Number] || got == 0 {
			t.Errorf("%s has %d minutes, and the visits say %d", who.Name, got, stored[who.Number])
		}
	}
	if got := fmt.Sprint(outcomes); got != "map[cancelled:4 disputed:4 dropped:4 finished:4 posted:12]" {
		t.Errorf("they ended as %s", got)
	}
	ledgertest.Check(t, b.Bank)
	if n := len(b.elements(november)); n != 8 {
		t.Errorf("%d visits from Monday the 23rd to Monday the 30th", n)
	}
}

func TestWhoStopsListeningIsNotToldMore(t *testing.T) {
	s := newStreet(t)
	for range 2 {
		s.taken(Home)
		s.taken(Safety)
	}
	enough, n := errors.New("enough"), 0
	if err := s.EachVisit(ctx, Month{2026, time.November}, func(Elements) error { n++; return enough }); !errors.Is(err, enough) || n != 1 {
		t.Errorf("%d visits (%v)", n, err)
	}
}

// BenchmarkAYearOfADistrict reads 100,000 visits one by one.
func BenchmarkAYearOfADistrict(b *testing.B) {
	s := &street{house: houseFor(b)}
	s.wang, s.zhang = s.add("王奶奶", Elder, phone(1)), s.add("小张", Volunteer, phone(2))
	const visits = 100_000
	s.must(s.Bank.Write(ctx, func(tx *ledger.Tx) error {
		for i := range visits {
			at := ms(monday.Add(time.Duration(i) * time.Second))
			if _, err := tx.Exec(`INSERT INTO requests (id, source, elder, kind, first_day, last_day, state, visit, created_at)
				VALUES ($1, $1, $2, 'company', '2026-11-23', '2026-11-23', 'posted', $1, $3)`, i+1, s.wang.ID, at); err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT INTO visits (id, request, volunteer, code, door_word, planned_at, planned_minutes, accepted_at, started_at, finished_at, credited_minutes, open, ended)
				VALUES ($1, $1, $2, '2356', 0, $3, 120, $3, $3, $3, 120, 0, 'posted')`, i+1, s.zhang.ID, at); err != nil {
				return err
			}
		}
		return nil
	}))
	for b.Loop() {
		n := 0
		s.must(s.EachVisit(ctx, Month{2026, time.November}, func(Elements) error { n++; return nil }))
		if n != visits {
			b.Fatalf("%d visits", n)
		}
	}
	b.ReportMetric(visits, "visits")
}
