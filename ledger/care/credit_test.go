package care

import (
	"slices"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// begun is a visit that 小张 has begun with the right cell, as planned.
func (s *street) begun() Request {
	s.t.Helper()
	s.print(s.wang, false)
	r := s.taken(Company)
	s.clock.Set(r.Visit.PlannedAt)
	right, _ := s.cell(r.Visit.StartCell)
	s.must(s.Start(ctx, s.from(s.zhang.Phone()), VisitCode{Code: r.Visit.Code, Card: right}))
	return s.request(r.ID)
}

// finish ends a visit with the right cell, and is what that was answered with.
func (s *street) finish(r Request) string {
	s.t.Helper()
	right, _ := s.cell(r.Visit.FinishCell)
	text := s.from(s.zhang.Phone())
	s.must(s.Finish(ctx, text, VisitCode{Code: r.Visit.Code, Card: right}))
	return s.reply(text)
}

// credited is a visit of two hours whose hours were stored on the evidence.
func (s *street) credited() Request {
	s.t.Helper()
	r := s.begun()
	s.clock.Advance(2 * time.Hour)
	if reply := s.finish(r); reply != "finished.stored" {
		s.t.Fatalf("the finish is answered with %q", reply)
	}
	return s.request(r.ID)
}

func (s *street) saved() int64 {
	s.t.Helper()
	return ledgertest.Balance(s.t, s.Bank, s.zhang.Account).Posted
}

// entries are the kinds and actors of all entries of a volunteer.
func (s *street) entries() string {
	s.t.Helper()
	var out []string
	ledgertest.Read(s.t.(*testing.T), s.Bank, func(v *ledger.View) error {
		lines, err := v.Statement(s.zhang.Account, 50)
		slices.Reverse(lines)
		for _, l := range lines {
			out = append(out, string(l.Kind)+" by "+l.Actor)
		}
		return err
	})
	return strings.Join(out, ", ")
}

// Hours whose both ends are well attested are there before the elder was
// asked; she is rung all the same, and agrees.
func TestWellAttestedHoursAreStoredAtOnce(t *testing.T) {
	s := newStreet(t)
	r := s.credited()
	s.wantState(r, Credited)
	if s.saved() != 120 || r.Visit.Entry == 0 || r.Visit.Open {
		t.Errorf("%d saved, %+v", s.saved(), r.Visit)
	}
	s.clock.Advance(2 * time.Minute)
	wantKeys(t, s.hand(CallLane), "visit/1/confirm/1") // who comes is told no more
	for range 2 {
		s.must(s.Confirm(ctx, r.Visit.ID, Unmeasured))
		s.wantState(r, Posted)
	}
	s.must(s.Dispute(ctx, r.Visit.ID, Unmeasured)) // too late: she has agreed
	s.pass(100 * time.Hour)
	if s.saved() != 120 || s.entries() != "deposit by evidence BB" {
		t.Errorf("%d saved: %s", s.saved(), s.entries())
	}
	s.wantTickets()
	ledgertest.Check(t, s.Bank)
}

func TestTheElderObjectsAndTheHoursGoBack(t *testing.T) {
	s := newStreet(t)
	r := s.credited()
	s.clock.Advance(71 * time.Hour)
	for range 2 {
		s.must(s.Dispute(ctx, r.Visit.ID, Unmeasured))
		s.wantState(r, Disputed)
	}
	s.must(s.Confirm(ctx, r.Visit.ID, Unmeasured))
	s.wantState(r, Disputed)
	if s.saved() != 0 || s.entries() != "deposit by evidence BB, objection by elder's key" {
		t.Errorf("%d saved: %s", s.saved(), s.entries())
	}
	if rows := s.rows(`kind = 'objected'`); len(rows) != 1 || rows[0].Phone != s.zhang.Phone() || rows[0].Facts.Minutes != 120 || rows[0].Facts.Balance != 0 {
		t.Errorf("the volunteer is told %+v", rows)
	}
	s.wantTickets(NotRight)
	s.pass(100 * time.Hour)
	s.wantState(r, Disputed)
	ledgertest.Check(t, s.Bank)
}

func TestWhatNobodyObjectsToIsFinal(t *testing.T) {
	s := newStreet(t)
	r := s.credited()
	for range 10 { // she does not answer
		s.clock.Advance(time.Hour)
		s.ringsOut()
	}
	if n := len(s.rows(`kind = 'confirm'`)); n != s.policyNow().Confirm.Attempts {
		t.Errorf("she was rung %d times", n)
	}
	s.clock.Set(r.Visit.FinishedAt.Add(72*time.Hour - time.Second))
	s.must(s.Tick(ctx))
	s.wantState(r, Credited)
	s.pass(time.Second)
	s.wantState(r, Posted)
	s.must(s.Dispute(ctx, r.Visit.ID, Unmeasured))
	s.wantState(r, Posted)
	if s.saved() != 120 {
		t.Errorf("%d saved", s.saved())
	}
	s.wantTickets()
}

func (h *house) policyNow() *Policy {
	h.t.Helper()
	p, err := h.PolicyNow(ctx)
	h.must(err)
	return p
}

// A code alone waits for the elder's key. Silence is a person's, never a credit.
func TestSilenceIsNeverACredit(t *testing.T) {
	s := newStreet(t)
	r := s.finished()
	s.pass(72*time.Hour - time.Second)
	s.wantTickets()
	s.pass(time.Second)
	s.wantTickets(Unanswered)
	s.pass(1000 * time.Hour)
	s.wantTickets(Unanswered)
	s.wantState(r, Finished)
	if s.saved() != 0 {
		t.Errorf("%d saved", s.saved())
	}
	s.must(s.Confirm(ctx, r.Visit.ID, Unmeasured)) // she answers after all
	s.wantState(r, Posted)
}

func TestWhichEvidenceStoresAtOnce(t *testing.T) {
	for start, row := range map[Grade]map[Grade]bool{
		OnLine: {OnLine: true, ByCard: true},
		ByCard: {OnLine: true, ByCard: true},
		ByCode: {}, ByHand: {}, "": {},
	} {
		for _, finish := range []Grade{OnLine, ByCard, ByCode, ByHand, ""} {
			w := Visit{StartGrade: start, FinishGrade: finish}
			if w.trusted() != row[finish] || w.byHand() != (start == ByHand || finish == ByHand) {
				t.Errorf("%q and %q: %v, by hand %v", start, finish, w.trusted(), w.byHand())
			}
		}
	}
}

// What a person must look at is not stored by a machine, however well attested.
func TestExceptionsAreNotStoredAtOnce(t *testing.T) {
	for name, stays := range map[string]time.Duration{"too short": 3 * time.Minute, "too long": 13 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			s := newStreet(t)
			r := s.begun()
			s.clock.Advance(stays)
			s.finish(r)
			s.wantState(r, Finished)
			if s.saved() != 0 {
				t.Errorf("%d saved", s.saved())
			}
			s.wantTickets(Review)
		})
	}
}

func TestAFinishThatWasStoredIsTakenBackAndStoredAgain(t *testing.T) {
	s := newStreet(t)
	r := s.credited()
	for range 2 {
		undo := s.from(s.zhang.Phone())
		s.must(s.Undo(ctx, undo, VisitCode{Code: r.Visit.Code}))
		s.wantReply(undo, "finished.undone.stored")
		s.wantState(r, Started)
		if w := s.request(r.ID).Visit; s.saved() != 0 || !w.Open || w.Entry != 0 {
			t.Fatalf("%d saved, %+v", s.saved(), w)
		}
		s.clock.Advance(30 * time.Minute)
		s.finish(r)
		s.wantState(r, Credited)
	}
	if s.saved() != 120 { // no more than was planned
		t.Errorf("%d saved", s.saved())
	}
	const twice = ", undone by volunteer's text, deposit-again by evidence BB"
	if got := s.entries(); got != "deposit by evidence BB"+twice+twice {
		t.Error(got)
	}
	if live := s.rows(`kind = 'confirm' AND state = 'waiting'`); len(live) != 1 {
		t.Errorf("the elder would be asked %d times", len(live))
	}
	s.clock.Advance(31 * time.Minute)
	late := s.from(s.zhang.Phone())
	s.must(s.Undo(ctx, late, VisitCode{Code: r.Visit.Code}))
	s.wantReply(late, "undo.late")
	s.must(s.Dispute(ctx, r.Visit.ID, Unmeasured))
	if s.saved() != 0 {
		t.Errorf("%d saved after the objection", s.saved())
	}
	ledgertest.Check(t, s.Bank)
}

// Hours that were spent before the elder objected cannot go back: a person is told.
func TestSpentHoursStayAndAPersonIsTold(t *testing.T) {
	s := newStreet(t)
	r := s.credited()
	s.must(s.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Post(ledger.Posting{Debit: s.zhang.Account, Credit: ledger.RedeemedGoods, Amount: 60, Kind: "redeem", Ref: 1})
		return err
	}))
	s.must(s.Dispute(ctx, r.Visit.ID, Unmeasured))
	s.wantState(r, Disputed)
	if s.saved() != 60 || len(s.rows(`kind = 'objected'`)) != 0 {
		t.Errorf("%d saved", s.saved())
	}
	s.wantTickets(NotRight, Review)
	if all, _ := s.Tickets(ctx); !slices.ContainsFunc(all, func(k Ticket) bool { return k.Note == "spent" }) {
		t.Errorf("%+v", all)
	}
	ledgertest.Check(t, s.Bank)
}

// A clock that is set does not shorten the time to object, nor end it never.
func TestTheTimeToObjectIsTimeThatPasses(t *testing.T) {
	s := newStreet(t)
	r := s.credited()
	s.clock.Step(100 * time.Hour)
	s.must(s.Tick(ctx))
	s.wantState(r, Credited)
	s.pass(72 * time.Hour)
	s.wantState(r, Posted)
}

func TestAComplaintIsDueWithinADayOfWork(t *testing.T) {
	p, err := ParsePolicy(defaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ heard, due string }{
		{"2026-11-23 16:00", "2026-11-24 16:00"}, // a Monday
		{"2026-11-27 16:00", "2026-11-30 16:00"}, // over a weekend
		{"2026-11-27 20:00", "2026-12-01 08:30"}, // Friday night is Monday morning
		{"2026-11-28 10:00", "2026-12-01 08:30"}, // so is Saturday
		{"2026-11-24 07:00", "2026-11-25 08:30"}, // before work begins
		{"2026-09-30 10:00", "2026-10-08 10:00"}, // the holidays of October
		{"2026-10-09 10:00", "2026-10-10 10:00"}, // a Saturday on which people work
		{"2026-12-31 15:00", "2027-01-04 15:00"}, // New Year, and a weekend
	} {
		at := func(s string) time.Time {
			when, err := time.ParseInLocation("2006-01-02 15:04", s, p.Place)
			if err != nil {
				t.Fatal(err)
			}
			return when
		}
		for _, k := range []TicketKind{NotRight, NotSatisfied} {
			if got := p.dueAt(k, at(c.heard)); !got.Equal(at(c.due)) {
				t.Errorf("%s of %s is due %s, want %s", k, c.heard, got.Format("2006-01-02 15:04"), c.due)
			}
		}
	}
}

func TestAPolicyWithoutWorkdaysIsRefused(t *testing.T) {
	body := strings.Replace(string(defaultPolicy), `usual = "mon-fri"`, `usual = "2026-11-23"`, 1)
	if _, err := ParsePolicy([]byte(body)); err == nil || !strings.Contains(err.Error(), "workdays.usual") {
		t.Errorf("%v", err)
	}
	if _, err := ParsePolicy([]byte(strings.Replace(string(defaultPolicy), `wrong_cells = 3`, `wrong_cells = 0`, 1))); err == nil || !strings.Contains(err.Error(), "evidence.wrong_cells") {
		t.Errorf("%v", err)
	}
}
