package care

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hourline/ledger/ledgertest"
)

// calls keys a code on a telephone, and is what the books know of it then.
func (s *street) calls(p Phone, code string, leaving bool) CalledIn {
	s.t.Helper()
	s.texts++
	s.must(s.CallIn(ctx, CallIn{Source: fmt.Sprintf("CA%d/4", s.texts), Phone: p, Code: code, Leaving: leaving}))
	in, err := s.CalledIn(ctx, p, code)
	s.must(err)
	return in
}

func TestCallingInFromTheEldersLineIsTheBestEvidence(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	s.clock.Set(r.Visit.PlannedAt)
	for range 2 { // a repeated webhook
		in := s.calls(s.wang.Phone(), r.Visit.Code, false)
		if !in.Known || in.Request.State != Started || in.Request.Visit.StartGrade != OnLine {
			t.Fatalf("%+v", in)
		}
		s.clock.Advance(time.Minute)
	}
	if rows := s.rows(`kind = 'started'`); len(rows) != 1 || rows[0].Phone != s.zhang.Phone() {
		t.Errorf("the volunteer is told %+v", rows)
	}
	s.clock.Advance(2 * time.Hour)
	in := s.calls(s.wang.Phone(), r.Visit.Code, true)
	if in.Request.State != Credited || in.Request.Visit.FinishGrade != OnLine || !in.Request.Visit.StartedAt.Equal(r.Visit.PlannedAt) {
		t.Errorf("%+v", in)
	}
	if s.saved() != 120 || s.entries() != "deposit by evidence AA" {
		t.Errorf("%d saved: %s", s.saved(), s.entries())
	}
	if rows := s.rows(`kind = 'finished.stored'`); len(rows) != 1 || rows[0].Facts.Minutes != 120 || rows[0].Facts.Balance != 120 {
		t.Errorf("the receipt is %+v", rows)
	}
	ledgertest.Check(t, s.Bank)
}

// One end by telephone and the other by card are as good; with a code alone the
// elder is asked first.
func TestEndsOfDifferentEvidence(t *testing.T) {
	for _, card := range []bool{true, false} {
		t.Run(fmt.Sprint("with a card ", card), func(t *testing.T) {
			s := newStreet(t)
			if card {
				s.print(s.wang, false)
			}
			r := s.taken(Company)
			s.clock.Set(r.Visit.PlannedAt)
			s.calls(s.wang.Phone(), r.Visit.Code, false)
			s.clock.Advance(2 * time.Hour)
			told := VisitCode{Code: r.Visit.Code}
			want := Finished
			if cell := s.request(r.ID).Visit.FinishCell; card {
				told.Card, _ = s.cell(cell)
				want = Credited
			}
			s.must(s.Finish(ctx, s.from(s.zhang.Phone()), told))
			s.wantState(r, want)
		})
	}
}

// The code of another home, of nobody, or keyed on a telephone that is not the
// elder's, begins nothing, and is counted.
func TestACodeCountsOnlyInItsOwnHome(t *testing.T) {
	s := newStreet(t)
	r := s.taken(Company)
	li := s.add("李爷爷", Elder, phone(9))
	for _, p := range []Phone{li.Phone(), s.zhang.Phone(), phone(77), ""} {
		if in := s.calls(p, r.Visit.Code, false); in.Known || in.Locked {
			t.Errorf("%s: %+v", p, in)
		}
	}
	s.wantState(r, Accepted)
	for range 5 {
		s.calls(li.Phone(), "2222", false)
	}
	if in := s.calls(li.Phone(), "2222", false); !in.Locked {
		t.Error("codes can be tried for ever")
	}
	s.wantTickets(WrongCodes)
	if in := s.calls(s.wang.Phone(), r.Visit.Code, false); !in.Known || in.Locked {
		t.Errorf("another line is locked too: %+v", in)
	}
}

// On a shared line the visit of either elder can be called in.
func TestASharedLineIsBothTheirHomes(t *testing.T) {
	s := newStreet(t)
	s.add("王爷爷", Elder, s.wang.Phone())
	r := s.taken(Company)
	if in := s.calls(s.wang.Phone(), r.Visit.Code, false); !in.Known || in.Request.State != Started {
		t.Errorf("%+v", in)
	}
}

// No code begins with a key that means something else on an elder's telephone.
func TestNoCodeBeginsWithAnEmergencyOrAPerson(t *testing.T) {
	s := newStreetWith(t, func(c *Config) { c.Chance = nil })
	for range 8 {
		r := s.taken(Safety)
		if c := r.Visit.Code; c != "" && !IsVisitCode(c) {
			t.Errorf("the code %s", c)
		}
		s.clock.Advance(24 * time.Hour)
	}
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.StringMatching(`[0-9*#]{0,6}`).Draw(t, "keys")
		if IsVisitCode(keys) && (len(keys) != 4 || keys[0] == '9' || keys[0] == '0') {
			t.Fatal(keys)
		}
	})
}
