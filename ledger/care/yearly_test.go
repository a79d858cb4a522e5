package care

import (
	"fmt"
	"testing"
	"time"
)

// In January everybody who saves reads of the year that is over, once; what
// came since is not in it.
func TestEverybodyReadsOfTheYearOnce(t *testing.T) {
	s := newStreet(t)
	in := s.moves(s.zhang, "issued", 600, 1)
	out := s.moves(s.zhang, "redeemed/goods", -60, 2)
	s.must(s.write(ctx, func(v *verb) error { return v.receiptOf(in, s.zhang) }))
	home := s.add("孙爷爷", Elder, "+8687165123456") // reads no texts
	s.moves(home, "issued", 60, 3)
	for i := range 60 { // more than are looked at in one step
		m := s.add(fmt.Sprintf("志愿者%d", i), Volunteer, Phone(fmt.Sprintf("+86139000000%02d", i)))
		if i%2 == 0 {
			s.moves(m, "issued", 30, int64(100+i))
		}
	}
	year := func() []Outgoing { return s.rows(`kind = 'hours.year'`) }
	s.until(time.Date(2027, time.January, 15, 7, 29, 0, 0, monday.Location()))
	if n := len(year()); n != 0 {
		t.Errorf("%d are told too early", n)
	}
	s.moves(s.zhang, "issued", 15, 4)
	s.until(time.Date(2027, time.January, 20, 9, 0, 0, 0, monday.Location()))
	if n := len(year()); n != 31 {
		t.Errorf("%d are told", n)
	}
	f := s.rows(`kind = 'hours.year' AND member = $1`, s.zhang.ID)[0].Facts
	if f.Year != 2026 || f.In != in.Amount || f.Out != out.Amount || f.Balance != 540 || f.Name != "小张" {
		t.Errorf("he reads %+v", f)
	}
	s.until(time.Date(2028, time.January, 20, 9, 0, 0, 0, monday.Location()))
	if n := len(s.rows(`kind = 'hours.year' AND member = $1`, s.zhang.ID)); n != 2 {
		t.Errorf("after two years he was told %d times", n)
	}
}

// until lets time pass to a moment, with all that falls due by itself.
func (h *house) until(at time.Time) {
	h.t.Helper()
	for {
		next, err := h.nextTick(ctx)
		h.must(err)
		if next.IsZero() || next.After(at) {
			break
		}
		if next.After(h.clock.Now()) {
			h.clock.Set(next)
		}
		h.must(h.Tick(ctx))
	}
	h.clock.Set(at)
}

func TestADayThatNotEveryYearHasIsNoPolicy(t *testing.T) {
	for day, good := range map[string]bool{"01-15": true, "": true, "02-29": false, "13-01": false, "15": false} {
		if err := (PassbookPolicy{Yearly: day}).check(); (err == nil) != good {
			t.Errorf("%q: %v", day, err)
		}
	}
}
