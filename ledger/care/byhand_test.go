package care

import (
	"errors"
	"testing"
	"time"

	"hourline/ledger/ledgertest"
)

// A registry is a street with staff who live elsewhere.
type registry struct {
	*street
	wu, ma Member
}

func newRegistry(t *testing.T) *registry {
	s := newStreet(t)
	o := &registry{street: s}
	o.wu, o.ma = o.staff("吴主任", phone(11)), o.staff("小马", phone(12))
	return o
}

// staff is one of them who lives alone at an address of their own.
func (s *street) staff(name string, phones ...Phone) Member {
	s.t.Helper()
	m, err := s.AddMember(ctx, Member{Name: name, Roles: Duty, Community: "翠湖", Address: name + "的家", Phones: phones})
	s.must(err)
	return m
}

// entry is a visit of two hours by 小张 this morning, as 吴主任 enters it.
func (o *registry) entry() HandEntry {
	return HandEntry{
		Elder: o.wang.Number, Volunteer: o.zhang.Number, Kind: Company, From: monday.Add(-3 * time.Hour), To: monday.Add(-time.Hour),
		Actor: o.wu.Number, Reason: "手机坏了",
	}
}

func (o *registry) entered() Request {
	o.t.Helper()
	w, err := o.EnterVisit(ctx, o.entry())
	o.must(err)
	return o.request(w.Request)
}

// refused fails unless an error is the one that is meant.
func refused(t *testing.T, label string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", label, got, want)
	}
}

// What one person enters is stored when a second vouches for it; the elder is
// rung then, and may object.
func TestTwoPeopleEnterAVisit(t *testing.T) {
	o := newRegistry(t)
	r := o.entered()
	if again := o.entered(); again.ID != r.ID {
		t.Error("entered twice it is two visits")
	}
	if w := r.Visit; r.State != Finished || w.StartGrade != ByHand || w.FinishGrade != ByHand || w.Credited != 120 || w.EnteredBy != o.wu.ID {
		t.Fatalf("%s %+v", r.State, w)
	}
	o.wantTickets(ByHandTicket)
	if calls := o.hand(CallLane); len(calls) > 0 {
		t.Errorf("the elder is rung before a second person has looked: %v", keys(calls))
	}
	if texts := o.rows(`kind = 'entered'`); len(texts) != 1 || texts[0].Phone != o.zhang.Phone() {
		t.Errorf("the volunteer is told %+v", texts)
	}
	o.must(o.Confirm(ctx, r.Visit.ID, Unmeasured)) // a key alone is not a second person
	o.wantState(r, Finished)

	_, err := o.ConfirmByHand(ctx, r.Visit.ID, o.wu.Number)
	refused(t, "the first person", err, ErrSecondPerson)
	w, err := o.ConfirmByHand(ctx, r.Visit.ID, o.ma.Number)
	o.must(err)
	o.wantState(r, Credited)
	if o.saved() != 120 || w.Entry == 0 || o.entries() != "deposit by staff "+o.ma.Number {
		t.Errorf("%d saved: %s", o.saved(), o.entries())
	}
	if texts := o.rows(`kind = 'receipt.in'`); len(texts) != 1 || texts[0].Facts.Balance != 120 {
		t.Errorf("the receipts are %+v", texts)
	}
	o.wantTickets()
	_, err = o.ConfirmByHand(ctx, r.Visit.ID, o.ma.Number)
	refused(t, "a second time", err, ErrNotByHand)

	o.clock.Advance(2 * time.Minute)
	wantKeys(t, o.hand(CallLane), "visit/1/confirm/1")
	o.must(o.Dispute(ctx, r.Visit.ID, Unmeasured))
	if o.saved() != 0 {
		t.Errorf("%d saved after the objection", o.saved())
	}
	deeds, err := o.Deeds(ctx, o.wang.ID)
	o.must(err)
	if len(deeds) != 2 || deeds[0].What != "visit entered" || deeds[0].Note != "手机坏了" || deeds[1].What != "visit vouched for" || deeds[1].Actor != o.ma.Number {
		t.Errorf("kept: %+v", deeds)
	}
	ledgertest.Check(t, o.Bank)
}

func TestNobodyVouchesInTheirOwnCause(t *testing.T) {
	o := newRegistry(t)
	r := o.entered()
	daughter := o.staff("王女儿", phone(21))
	_, err := o.AddMember(ctx, Member{Name: o.wang.Name, Roles: Elder, Address: o.wang.Address, Phones: o.wang.Phones, Contacts: []Contact{{Name: "王女儿", Phone: phone(21)}}})
	o.must(err)
	cohabitant, err := o.AddMember(ctx, Member{Name: "同住的人", Roles: Duty, Community: "翠湖", Address: o.wang.Address, Phones: []Phone{phone(22)}})
	o.must(err)
	flatmate := o.staff("同机的人", phone(23), o.zhang.Phone())
	colleague := o.staff("同桌", phone(24), o.wu.Phone())
	worker, err := o.AddMember(ctx, Member{Name: o.zhang.Name, Roles: Volunteer | Duty, Address: o.zhang.Address, Phones: o.zhang.Phones})
	o.must(err)
	for label, c := range map[string]struct {
		by   Member
		want error
	}{
		"the volunteer":                   {worker, ErrOwnCause},
		"the elder's daughter":            {daughter, ErrOwnCause},
		"who lives there":                 {cohabitant, ErrOwnCause},
		"who shares the volunteer's line": {flatmate, ErrOwnCause},
		"who shares the first one's line": {colleague, ErrSecondPerson},
		"no staff":                        {o.liu, ErrNoWorker},
	} {
		_, err := o.ConfirmByHand(ctx, r.Visit.ID, c.by.Number)
		refused(t, label+" vouches", err, c.want)
		if c.want == ErrSecondPerson {
			continue
		}
		e := o.entry()
		e.Actor, e.From, e.To = c.by.Number, e.From.Add(-24*time.Hour), e.To.Add(-24*time.Hour)
		_, err = o.EnterVisit(ctx, e)
		refused(t, label+" enters", err, c.want)
		refused(t, label+" decides", o.SettleVisit(ctx, Decision{Visit: r.Visit.ID, Actor: c.by.Number, Reason: "问过了"}), c.want)
	}
	o.wantState(r, Finished)
	if o.saved() != 0 {
		t.Errorf("%d saved", o.saved())
	}
}

func TestWhatCannotBeEntered(t *testing.T) {
	o := newRegistry(t)
	o.entered()
	for label, c := range map[string]struct {
		change func(*HandEntry)
		want   error
	}{
		"without a reason":      {func(e *HandEntry) { e.Reason = " " }, ErrNoReason},
		"not over yet":          {func(e *HandEntry) { e.From, e.To = monday.Add(-time.Hour), monday.Add(time.Hour) }, ErrNotPast},
		"ends before it begins": {func(e *HandEntry) { e.From, e.To = e.To, e.From }, ErrNotPast},
		"while on another":      {func(e *HandEntry) { e.From, e.To = e.From.Add(time.Hour), e.To.Add(30*time.Minute) }, ErrOverlap},
		"by nobody":             {func(e *HandEntry) { e.Volunteer = "10000099" }, ErrNoMember},
	} {
		e := o.entry()
		c.change(&e)
		_, err := o.EnterVisit(ctx, e)
		refused(t, label, err, c.want)
	}
	if n := one[int](o.house, `SELECT count(*) FROM visits`); n != 1 {
		t.Errorf("%d visits", n)
	}
}

// A visit that the volunteer began by text and could not finish.
func TestStaffFinishAVisit(t *testing.T) {
	o := newRegistry(t)
	r := o.begun()
	o.clock.Advance(4 * time.Hour)
	f := HandFinish{Visit: r.Visit.ID, To: r.Visit.StartedAt.Add(90 * time.Minute), Actor: o.wu.Number, Reason: "没电了"}
	w, err := o.FinishByHand(ctx, f)
	o.must(err)
	if w.StartGrade != ByCard || w.FinishGrade != ByHand || w.Credited != 90 {
		t.Errorf("%+v", w)
	}
	o.wantState(r, Finished)
	_, err = o.FinishByHand(ctx, f)
	refused(t, "twice", err, ErrNotEnterable)
	_, err = o.ConfirmByHand(ctx, w.ID, o.ma.Number)
	o.must(err)
	if o.saved() != 90 {
		t.Errorf("%d saved", o.saved())
	}
}

// Three days without a second person are a coordinator's, and store nothing.
func TestAnEntryThatNobodyVouchesForStoresNothing(t *testing.T) {
	o := newRegistry(t)
	r := o.entered()
	o.pass(73 * time.Hour)
	o.wantTickets(ByHandTicket, Unanswered)
	o.wantState(r, Finished)
	refused(t, "settled by the first", o.SettleVisit(ctx, Decision{Visit: r.Visit.ID, Actor: o.wu.Number, Reason: "真的"}), ErrNeedsSecond)
	o.must(o.WithdrawVisit(ctx, Decision{Visit: r.Visit.ID, Actor: o.ma.Number, Reason: "没人记得"}))
	o.wantState(r, Cancelled)
	o.wantTickets()
	if o.saved() != 0 {
		t.Errorf("%d saved", o.saved())
	}
}

func TestAPersonDecidesWhatTheElderDisputed(t *testing.T) {
	for _, settle := range []bool{true, false} {
		o := &registry{}
		t.Run(map[bool]string{true: "settled", false: "withdrawn"}[settle], func(t *testing.T) {
			o = newRegistry(t)
			r := o.credited()
			d := Decision{Visit: r.Visit.ID, Actor: o.wu.Number}
			refused(t, "without a reason", o.ObjectByHand(ctx, d), ErrNoReason)
			d.Reason = "老人打电话来了"
			o.must(o.ObjectByHand(ctx, d))
			o.wantState(r, Disputed)
			refused(t, "twice", o.ObjectByHand(ctx, d), ErrNothingToDecide)
			want, end := int64(0), Cancelled
			if settle {
				want, end = 120, Posted
				o.must(o.SettleVisit(ctx, d))
				refused(t, "settled twice", o.SettleVisit(ctx, d), ErrNothingToDecide)
			} else {
				o.must(o.WithdrawVisit(ctx, d))
			}
			o.wantState(r, end)
			o.wantTickets()
			if o.saved() != want {
				t.Errorf("%d saved: %s", o.saved(), o.entries())
			}
			ledgertest.Check(t, o.Bank)
		})
	}
}

// The elder never answered: a person asks both, and settles it.
func TestAPersonSettlesWhatNobodyConfirmed(t *testing.T) {
	o := newRegistry(t)
	r := o.finished()
	o.pass(73 * time.Hour)
	o.wantTickets(Unanswered)
	o.must(o.SettleVisit(ctx, Decision{Visit: r.Visit.ID, Actor: o.wu.Number, Reason: "上门问过了"}))
	o.wantState(r, Posted)
	o.wantTickets()
	if o.saved() != 120 || o.entries() != "deposit by staff "+o.wu.Number {
		t.Errorf("%d saved: %s", o.saved(), o.entries())
	}
}
