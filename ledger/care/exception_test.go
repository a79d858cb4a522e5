package care

import (
	"slices"
	"testing"
	"time"

	"hourline/ledger/ledgertest"
)

// Whatever is out of the ordinary about a visit has a code. All of them are
// reached by what people do, each is kept as an event, and what was there
// before stays.
func TestEveryExceptionHasItsCode(t *testing.T) {
	zhangs := func(b *bureau, r Request, after time.Duration, do func(r Request)) {
		b.clock.Set(r.Visit.PlannedAt.Add(after))
		do(b.request(r.ID))
	}
	starts := func(b *bureau) func(Request) {
		return func(r Request) { b.must(b.Start(ctx, b.from(b.zhang.Phone()), VisitCode{Code: r.Visit.Code})) }
	}
	finishes := func(b *bureau) func(Request) {
		return func(r Request) { b.must(b.Finish(ctx, b.from(b.zhang.Phone()), VisitCode{Code: r.Visit.Code})) }
	}
	remarks := func(reason Reason) func(b *bureau, r Request) {
		return func(b *bureau, r Request) {
			b.must(b.Remark(ctx, Remark{Visit: r.Visit.ID, Reason: reason, Actor: b.ma.Number}))
		}
	}
	for reason, happens := range map[Reason]func(b *bureau, r Request){
		ForgotStart: func(b *bureau, r Request) { zhangs(b, r, 2*time.Hour, finishes(b)) },
		ForgotFinish: func(b *bureau, r Request) {
			zhangs(b, r, 0, starts(b))
			b.pass(5 * time.Hour)
		},
		TooShort: func(b *bureau, r Request) {
			zhangs(b, r, 0, starts(b))
			zhangs(b, r, 4*time.Minute, finishes(b))
		},
		TooLong: func(b *bureau, r Request) { // the gateway stood still meanwhile
			zhangs(b, r, 0, starts(b))
			zhangs(b, r, 12*time.Hour+time.Minute, finishes(b))
		},
		Overlap: func(b *bureau, r Request) { // the text says that he came while he was still with her before
			other := b.taken(Safety)
			zhangs(b, other, -2*time.Hour, starts(b))
			b.clock.Set(r.Visit.PlannedAt.Add(10 * time.Minute))
			finishes(b)(b.request(other.ID))
			late := b.from(b.zhang.Phone())
			late.SentAt = r.Visit.PlannedAt
			b.must(b.Start(ctx, late, VisitCode{Code: r.Visit.Code}))
			zhangs(b, r, 2*time.Hour, finishes(b))
		},
		DidNotCome: func(b *bureau, r Request) {
			b.clock.Set(r.Visit.PlannedAt.Add(time.Hour))
			b.must(b.missed(r.Visit.ID))
		},
		NotAtHome:  remarks(NotAtHome),
		WrongElder: remarks(WrongElder),
		Edited: func(b *bureau, r Request) {
			zhangs(b, r, 0, starts(b))
			zhangs(b, r, 2*time.Hour, finishes(b))
			b.corrects(b.request(r.ID), 60)
		},
	} {
		t.Run(string(reason), func(t *testing.T) {
			b := newBureau(t)
			r := b.taken(Company)
			remarks(LateText)(b, r)
			happens(b, r)
			file, err := b.VisitFile(ctx, r.Visit.ID)
			b.must(err)
			if got := split(one[string](b.house, `SELECT review FROM visits WHERE id = $1`, r.Visit.ID)); !slices.Contains(got, string(reason)) || got[0] != string(LateText) {
				t.Errorf("the visit has the codes %v", got)
			}
			if !slices.ContainsFunc(file.Events, func(e VisitEvent) bool { return e.Reason == reason }) {
				t.Errorf("no event tells of it: %+v", file.Events)
			}
			ledgertest.Check(t, b.Bank)
		})
	}
}

// Every code of the page on care is one that staff can give, too.
func TestEveryExceptionCanBeGivenByStaff(t *testing.T) {
	for _, reason := range []Reason{ForgotFinish, ForgotStart, Overlap, TooLong, TooShort, DidNotCome, NotAtHome, WrongElder, Edited} {
		if got, err := ParseReason(string(reason)); got != reason || err != nil {
			t.Errorf("%s: %v", reason, err)
		}
	}
	b := newBureau(t)
	r := b.taken(Company)
	refused(t, "no code", b.Remark(ctx, Remark{Visit: r.Visit.ID, Reason: Edited, Actor: b.zhang.Number}), ErrNoWorker)
	if err := b.Remark(ctx, Remark{Visit: r.Visit.ID, Reason: "because", Actor: b.ma.Number}); err == nil {
		t.Error("any word is a code")
	}
}

// Nobody is in two homes: the second visit begins when the first is over. What
// is told by the elder's own telephone is no exception.
func TestNoVisitBeginsBeforeTheOneBeforeIsOver(t *testing.T) {
	s := newStreet(t)
	first, second := s.taken(Company), s.taken(Safety)
	begin := func(r Request) Text {
		text := s.from(s.zhang.Phone())
		s.must(s.Start(ctx, text, VisitCode{Code: r.Visit.Code}))
		return text
	}
	s.clock.Set(first.Visit.PlannedAt)
	s.wantReply(begin(first), "started")
	s.clock.Advance(30 * time.Minute)
	text := begin(second)
	s.wantReply(text, "start.elsewhere")
	if told := s.rows(`key = $1`, "reply/"+text.SID)[0].Facts.Code; told != first.Visit.Code {
		t.Errorf("told to finish %s, and it is %s", told, first.Visit.Code)
	}
	s.wantState(second, s.request(second.ID).State)
	if in := s.calls(s.wang.Phone(), second.Visit.Code, false); !in.Request.Visit.StartedAt.IsZero() {
		t.Errorf("called in, it began: %+v", in.Request.Visit)
	}
	s.must(s.Finish(ctx, s.from(s.zhang.Phone()), VisitCode{Code: first.Visit.Code}))
	s.wantReply(begin(second), "started")
	s.clock.Advance(30 * time.Minute)
	s.must(s.Finish(ctx, s.from(s.zhang.Phone()), VisitCode{Code: second.Visit.Code}))
	if w := s.request(second.ID).Visit; w.Credited != 30 || w.Review != "" {
		t.Errorf("one after the other: %+v", w)
	}
}

// Hours of a time at which the volunteer was with somebody else are not stored,
// whatever the elder's key says, until two people have found out.
func TestHoursOfTwoVisitsAtOnceAreNotStored(t *testing.T) {
	b := newBureau(t)
	r := b.taken(Company)
	other := b.taken(Safety)
	b.clock.Set(r.Visit.PlannedAt.Add(30 * time.Minute)) // and no start of the first
	b.must(b.Start(ctx, b.from(b.zhang.Phone()), VisitCode{Code: other.Visit.Code}))
	b.clock.Advance(30 * time.Minute)
	b.must(b.Finish(ctx, b.from(b.zhang.Phone()), VisitCode{Code: other.Visit.Code}))
	b.clock.Advance(time.Hour)
	b.must(b.Finish(ctx, b.from(b.zhang.Phone()), VisitCode{Code: r.Visit.Code}))
	if w := b.request(r.ID).Visit; w.Credited != 0 || !slices.Contains(split(w.Review), string(Overlap)) {
		t.Fatalf("%+v", w)
	}
	b.must(b.Confirm(ctx, r.Visit.ID, Unmeasured))
	b.wantSaved(0)
	b.corrects(b.request(r.ID), 60)
	b.wantSaved(60)
}
