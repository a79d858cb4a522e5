package care

import (
	"errors"
	"slices"
	"testing"
	"time"

	"hourline/ledger"
)

// seasoned is a street on which 小张 and 小陈 have made visits, and 小刘 has not.
func seasoned(t *testing.T) *street {
	s := newStreet(t)
	s.must(s.Bank.Write(ctx, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`UPDATE members SET flags = 'experienced' WHERE id IN ($1, $2)`, s.zhang.ID, s.chen.ID)
		return err
	}))
	return s
}

// along is the request for somebody who goes along with a visit.
func (s *street) along(r Request) (p Request) {
	s.t.Helper()
	s.must(s.read(ctx, func(v *ledger.View, policy *Policy) (err error) {
		p, err = pairOf(v, policy, s.request(r.ID).Visit)
		return err
	}))
	return p
}

func (s *street) texted(m Member, words string) int {
	s.t.Helper()
	return len(s.rows(`member = $1 AND kind = $2`, m.ID, words))
}

func TestAFirstVisitIsMadeWithACompanion(t *testing.T) {
	s := seasoned(t)
	r := s.ask(Company, Tomorrow)
	if got := s.takes(s.liu, r, ""); got != "taken.first" {
		t.Fatalf("a first visit was answered with %q", got)
	}
	if got := s.takes(s.liu, r, ""); got != "taken.first" {
		t.Errorf("and again with %q", got)
	}
	if s.texted(s.liu, "taken.where") != 0 || len(s.hand(CallLane)) != 0 {
		t.Error("the address was told, or the elder rung, before there were two")
	}
	along := s.along(r)
	var asked []int64
	for _, o := range s.rows(`kind = 'offer.pair'`) {
		asked = append(asked, o.Member)
	}
	if !slices.Equal(asked, []int64{s.zhang.ID, s.chen.ID}) {
		t.Errorf("asked to go along: %v", asked)
	}
	if got := s.takes(s.zhang, along, "16:00"); got != "taken" {
		t.Fatalf("the companion was answered with %q", got)
	}
	along, r = s.along(r), s.request(r.ID)
	if !along.Visit.PlannedAt.Equal(r.Visit.PlannedAt) || along.Visit.DoorWord != r.Visit.DoorWord || along.Visit.Code == r.Visit.Code {
		t.Errorf("one comes as %+v, the other as %+v", r.Visit, along.Visit)
	}
	for _, words := range []string{"pair.found", "taken", "taken.where"} {
		if s.texted(s.liu, words) != 1 {
			t.Errorf("whoever waited got %q %d times", words, s.texted(s.liu, words))
		}
	}
	if rows := s.rows(`kind = $1`, AboutVisit); len(rows) != 1 || rows[0].Ref != r.Visit.ID {
		t.Errorf("the elder is rung %v", keys(rows))
	}
	a, err := s.AppointmentOf(ctx, r.Visit.ID)
	s.must(err)
	if a.Helper.ID != s.liu.ID || a.Along.ID != s.zhang.ID {
		t.Errorf("she hears of %d and %d", a.Helper.ID, a.Along.ID)
	}
	if next, ok, err := s.Appointment(ctx, s.wang.ID); err != nil || !ok || next.Request.ID != r.ID {
		t.Errorf("what is booked is %+v, %v", next.Request, err)
	}

	s.clock.Set(r.Visit.PlannedAt) // both have hours of their own
	for who, code := range map[*Member]string{&s.liu: r.Visit.Code, &s.zhang: along.Visit.Code} {
		s.must(s.Start(ctx, s.from(who.Phone()), VisitCode{Code: code}))
	}
	s.clock.Advance(2 * time.Hour)
	for who, code := range map[*Member]string{&s.liu: r.Visit.Code, &s.zhang: along.Visit.Code} {
		s.must(s.Finish(ctx, s.from(who.Phone()), VisitCode{Code: code}))
	}
	for _, id := range []int64{r.Visit.ID, along.Visit.ID} {
		s.must(s.Confirm(ctx, id, Unmeasured))
	}
	second := s.ask(Company, Tomorrow)
	if got := s.takes(s.liu, second, ""); got != "taken" {
		t.Errorf("a second visit was answered with %q", got)
	}
}

// Who has made a visit is whoever has hours for good.
func TestOneVisitThatStandsMakesExperience(t *testing.T) {
	s := seasoned(t)
	knows := func() int { return one[int](s.house, `SELECT experienced FROM turns WHERE volunteer = $1`, s.liu.ID) }
	finished := func() Request {
		r := s.ask(Company, Today)
		s.must(s.write(ctx, func(v *verb) error { _, err := v.Exec(`UPDATE turns SET experienced = 1 - experienced`); return err }))
		s.takes(s.liu, r, "") // as one who needs nobody
		s.must(s.write(ctx, func(v *verb) error { _, err := v.Exec(`UPDATE turns SET experienced = 1 - experienced`); return err }))
		r = s.request(r.ID)
		s.clock.Set(r.Visit.PlannedAt)
		s.must(s.Start(ctx, s.from(s.liu.Phone()), VisitCode{Code: r.Visit.Code}))
		s.clock.Advance(2 * time.Hour)
		s.must(s.Finish(ctx, s.from(s.liu.Phone()), VisitCode{Code: r.Visit.Code}))
		return s.request(r.ID)
	}
	first := finished()
	s.must(s.write(ctx, func(v *verb) error { _, err := v.credit(first, "evidence BB"); return err }))
	if knows() != 0 {
		t.Error("hours to which she may object make experience")
	}
	s.must(s.Dispute(ctx, first.Visit.ID, Unmeasured))
	if knows() != 0 {
		t.Error("a visit that was not so makes experience")
	}
	s.clock.Set(s.at("Tue 09:00"))
	second := finished()
	s.must(s.Confirm(ctx, second.Visit.ID, Unmeasured))
	if knows() != 1 {
		t.Error("a visit that she has confirmed makes none")
	}
	for _, by := range []Member{s.add("小马", Duty, phone(9)), s.add("小何", Duty, phone(10))} {
		_, err := s.CorrectVisit(ctx, Correction{Visit: second.Visit.ID, Minutes: 0, Reason: WrongElder, Actor: by.Number})
		s.must(err)
	}
	if knows() != 0 {
		t.Error("a visit that was corrected away makes experience")
	}
}

func TestWhereNobodyHasMadeVisitsTheFirstGoAlone(t *testing.T) {
	s := newStreet(t)
	if got := s.takes(s.liu, s.ask(Company, Tomorrow), ""); got != "taken" {
		t.Errorf("answered with %q", got)
	}
}

func TestNobodyGoesAlong(t *testing.T) {
	s := seasoned(t)
	r := s.ask(Company, Today) // half past two
	s.takes(s.liu, r, "")
	s.pass(3 * time.Hour)
	s.wantTickets(NoCompanion)
	if s.texted(s.liu, "pair.none") != 1 || len(s.hand(CallLane)) != 0 {
		t.Error("whoever waited was not told to wait, or the elder was told of a visit")
	}
	s.wantState(r, Accepted)
	if got := s.takes(s.liu, r, ""); got != "taken.first" {
		t.Errorf("and is answered with %q", got)
	}
}

func TestACompanionIsLookedForUntilShortlyBefore(t *testing.T) {
	s := seasoned(t)
	r := s.ask(Company, Today)
	s.takes(s.liu, r, "10:30")
	s.pass(44 * time.Minute) // 09:44
	s.wantTickets()
	s.pass(time.Minute)
	s.wantTickets(NoCompanion)
}

func TestACompanionWhoFallsOutIsReplaced(t *testing.T) {
	s := seasoned(t)
	r := s.ask(Company, Tomorrow)
	s.takes(s.liu, r, "")
	s.takes(s.zhang, s.along(r), "")
	s.clock.Advance(time.Minute)
	s.must(s.Drop(ctx, s.from(s.zhang.Phone()), VisitCode{Code: s.along(r).Visit.Code}))
	if s.texted(s.liu, "pair.lost") != 1 {
		t.Error("whoever is to be accompanied was not told")
	}
	if got := s.takes(s.chen, s.along(r), ""); got != "taken" {
		t.Errorf("the next one was answered with %q", got)
	}
	if got := s.texted(s.liu, "pair.found"); got != 2 {
		t.Errorf("told of %d companions", got)
	}
	s.wantState(r, Accepted)
}

func TestAVisitThatIsGivenUpNeedsNoCompanion(t *testing.T) {
	for name, giveUp := range map[string]func(s *street, r Request) error{
		"the newcomer cannot come": func(s *street, r Request) error {
			return s.Drop(ctx, s.from(s.liu.Phone()), VisitCode{Code: s.request(r.ID).Visit.Code})
		},
		"the elder cancels": func(s *street, r Request) error { return s.CancelRequest(ctx, r.ID) },
	} {
		t.Run(name, func(t *testing.T) {
			s := seasoned(t)
			waiting, found := s.ask(Company, Tomorrow), s.ask(Home, Tomorrow)
			s.takes(s.liu, waiting, "09:30")
			s.takes(s.liu, found, "14:30")
			alone, with := s.along(waiting), s.along(found)
			s.takes(s.zhang, with, "")
			for _, r := range []Request{waiting, found} {
				s.must(giveUp(s, r))
			}
			for _, along := range []Request{alone, with} {
				s.wantState(along, Cancelled)
			}
			if got := s.texted(s.zhang, "cancelled.pair"); got != 1 {
				t.Errorf("the companion was told %d times", got)
			}
			if open := one[int](s.house, `SELECT count(*) FROM visits WHERE open = 1`); open != 0 {
				t.Errorf("%d visits are open", open)
			}
		})
	}
}

// pairUp is a visit for tomorrow to which 小刘 goes for the first time, and 小张
// along.
func (s *street) pairUp() (r, along Request) {
	s.t.Helper()
	r = s.ask(Company, Tomorrow)
	s.takes(s.liu, r, "")
	s.takes(s.zhang, s.along(r), "")
	return s.request(r.ID), s.along(r)
}

func TestBothOfAPairAreMoved(t *testing.T) {
	for label, which := range map[string]func(r, along Request) int64{
		"the first":    func(r, _ Request) int64 { return r.Visit.ID },
		"whoever goes": func(_, along Request) int64 { return along.Visit.ID },
	} {
		t.Run(label, func(t *testing.T) {
			s := seasoned(t)
			ma := s.add("小马", Duty, phone(9))
			r, along := s.pairUp()
			s.ringsOut()
			_, err := s.MoveVisit(ctx, VisitMove{Visit: which(r, along), To: s.at("Wed 15:00"), Actor: ma.Number})
			s.must(err)
			for _, one := range []Request{s.request(r.ID), s.request(along.ID)} {
				if !one.Visit.PlannedAt.Equal(s.at("Wed 15:00")) {
					t.Errorf("%d comes at %v", one.Visit.Volunteer, one.Visit.PlannedAt)
				}
			}
			if s.texted(s.liu, "moved") != 1 || s.texted(s.zhang, "moved") != 1 {
				t.Error("one of the two was not told")
			}
			if calls := s.ringsOut(); len(calls) != 1 || calls[0].Ref != r.Visit.ID {
				t.Errorf("the elder is rung with %v", keys(calls))
			}
		})
	}
}

func TestAPairIsNotMovedToWhereOneIsNotFree(t *testing.T) {
	s := seasoned(t)
	ma := s.add("小马", Duty, phone(9))
	r, _ := s.pairUp()
	other := s.ask(Home, Tomorrow)
	s.takes(s.zhang, other, "14:30")
	if _, err := s.MoveVisit(ctx, VisitMove{Visit: r.Visit.ID, To: s.at("Tue 15:00"), Actor: ma.Number}); !errors.Is(err, ErrClash) {
		t.Errorf("%v", err)
	}
	if now := s.request(r.ID).Visit; !now.PlannedAt.Equal(r.Visit.PlannedAt) || s.texted(s.liu, "moved") != 0 {
		t.Errorf("the other one was moved to %v", now.PlannedAt)
	}
}

func TestACompanionIsLookedForAtTheNewTime(t *testing.T) {
	s := seasoned(t)
	ma := s.add("小马", Duty, phone(9))
	r := s.ask(Company, Today)
	s.takes(s.liu, r, "")
	s.pass(3 * time.Hour)
	s.wantTickets(NoCompanion)
	_, err := s.MoveVisit(ctx, VisitMove{Visit: s.request(r.ID).Visit.ID, To: s.at("Wed 15:00"), Actor: ma.Number})
	s.must(err)
	s.wantTickets()
	if len(s.hand(CallLane)) != 0 {
		t.Error("the elder was told before there were two")
	}
	if got := s.takes(s.zhang, s.along(r), ""); got != "taken" {
		t.Fatalf("the companion was answered with %q", got)
	}
	if at := s.along(r).Visit.PlannedAt; !at.Equal(s.at("Wed 15:00")) {
		t.Errorf("and comes at %v", at)
	}
}

func TestACoordinatorLetsANewcomerGoAlone(t *testing.T) {
	s := seasoned(t)
	boss, ma := s.add("王主任", Coordinator, phone(9)), s.add("小马", Duty, phone(10))
	r := s.ask(Company, Today)
	s.takes(s.liu, r, "")
	s.pass(3 * time.Hour)
	s.wantTickets(NoCompanion)
	alone := func(by Member) error {
		return s.GoAlone(ctx, Decision{Visit: s.request(r.ID).Visit.ID, Actor: by.Number, Reason: "knows her"})
	}
	if err := alone(ma); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("duty staff: %v", err)
	}
	s.must(alone(boss))
	s.wantTickets()
	for _, words := range []string{"pair.alone", "taken", "taken.where"} {
		if s.texted(s.liu, words) != 1 {
			t.Errorf("the newcomer got %q %d times", words, s.texted(s.liu, words))
		}
	}
	if calls := s.hand(CallLane); len(calls) != 1 || calls[0].Kind != AboutVisit {
		t.Errorf("the elder is rung with %v", keys(calls))
	}
	deeds, err := s.Deeds(ctx, s.wang.ID)
	s.must(err)
	if len(deeds) != 1 || deeds[0].What != "visit alone" || deeds[0].Actor != boss.Number || deeds[0].Note != "knows her" {
		t.Errorf("%+v", deeds)
	}
	if err := alone(boss); !errors.Is(err, ErrNotWaiting) {
		t.Errorf("once more: %v", err)
	}
}

// Whoever waits for a companion is not told to come, and hears nothing of being
// late.
func TestNobodyIsRemindedWhoIsNotToGoYet(t *testing.T) {
	s := seasoned(t)
	r := s.ask(Company, Tomorrow)
	s.takes(s.liu, r, "")
	s.goesTo("Tue 09:50")
	if n := len(s.rows(`member = $1 AND kind LIKE 'reminder%'`, s.liu.ID)); n != 0 {
		t.Errorf("reminded %d times", n)
	}
	s.goesTo("Tue 10:05")
	if kinds := s.tickets(); !slices.Contains(kinds, NotBegun) {
		t.Errorf("nobody sees to the elder who waits: %v", kinds)
	}
}
