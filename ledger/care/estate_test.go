package care

import (
	"errors"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// settles has two people ask for the same, and wants it done.
func (c *clan) settles(s Settlement, by ...Member) Estate {
	c.t.Helper()
	var e Estate
	for i, one := range by {
		var done bool
		var err error
		s.Actor, s.Seen = one.Number, "公证书"
		e, done, err = c.SettleEstate(ctx, s)
		c.must(err)
		if done != (i == len(by)-1) {
			c.t.Fatalf("after %d people it is settled: %v", i+1, done)
		}
	}
	ledgertest.Check(c.t, c.Bank)
	return e
}

// asksToSettle is what one person is answered.
func (c *clan) asksToSettle(s Settlement, by Member) error {
	s.Actor, s.Seen = by.Number, "公证书"
	_, _, err := c.SettleEstate(ctx, s)
	return err
}

func (c *clan) names(m Member, shares ...Share) {
	c.t.Helper()
	for _, by := range []Member{c.ma, c.he} {
		c.must(second(c.Nominate(ctx, Nomination{Member: m.Number, Shares: shares, Seen: "登记表", Actor: by.Number})))
	}
}

func TestNomineesHaveTheirShares(t *testing.T) {
	c := newClan(t)
	c.saves(c.li, 101)
	c.names(c.li, Share{c.wang.Number, 50}, Share{c.daughter.Number, 50})
	e := c.dies(c.li)
	e = c.settles(Settlement{Estate: e.ID}, c.boss, c.ma)
	if e.State != EstateClosed || e.Minutes != 0 {
		t.Errorf("the estate is %+v", e)
	}
	c.wantHours(c.wang, 51)
	c.wantHours(c.daughter, 50)
	for _, heir := range []Member{c.wang, c.daughter} {
		if n := c.texted(heir, "inherited"); n != 1 {
			t.Errorf("%s was told %d times", heir.Name, n)
		}
	}
	ledgertest.Read(t, c.Bank, func(v *ledger.View) error {
		a, err := v.AccountByID(e.Account)
		if err == nil && a.ClosedAt.IsZero() {
			t.Error("its account is open")
		}
		return err
	})
	refused(t, "once more", c.asksToSettle(Settlement{Estate: e.ID}, c.ma), ErrEstateOver)
	_, err := c.UndoDeath(ctx, DeathReport{Member: c.li.Number, Seen: "?", Actor: c.ma.Number})
	refused(t, "a death of which hours were given out", err, ErrInherited)
}

func TestHeirsAreNamedWhereNobodyWas(t *testing.T) {
	c := newClan(t)
	c.saves(c.li, 300)
	e := c.dies(c.li)
	refused(t, "to nobody", c.asksToSettle(Settlement{Estate: e.ID}, c.ma), ErrNoHeir)
	to := func(shares ...Inherit) Settlement { return Settlement{Estate: e.ID, Heirs: shares} }
	refused(t, "more than there is", c.asksToSettle(to(Inherit{c.wang.Number, 301}), c.ma), ErrTooMuchThere)
	refused(t, "more than there is, to two", c.asksToSettle(to(Inherit{c.wang.Number, 200}, Inherit{c.daughter.Number, 101}), c.ma), ErrTooMuchThere)
	refused(t, "to the one who asks", c.asksToSettle(to(Inherit{c.ma.Number, 60}), c.ma), ErrOwnCause)
	e = c.settles(to(Inherit{c.wang.Number, 200}), c.ma, c.he)
	if e.State != EstateOpen || e.Minutes != 100 {
		t.Errorf("a part was given, and the estate is %+v", e)
	}
	again := c.settles(to(Inherit{c.wang.Number, 100}), c.he, c.ma)
	if again.State != EstateClosed {
		t.Errorf("the estate is %+v", again)
	}
	c.wantHours(c.wang, 300)
}

func TestHeirsAreNotOverfilled(t *testing.T) {
	c := newClan(t)
	c.orders("stored_minutes = 90000", "stored_minutes = 2400")
	c.saves(c.wang, 2350)
	c.saves(c.li, 300)
	e := c.dies(c.li)
	s := Settlement{Estate: e.ID, Heirs: []Inherit{{c.wang.Number, 300}}}
	refused(t, "the first is not told", c.asksToSettle(s, c.ma), nil)
	refused(t, "more than she can store", c.asksToSettle(s, c.he), ErrFull)
	s.Overflow = true
	if e = c.settles(s, c.ma, c.he); e.State != EstateClosed {
		t.Errorf("the estate is %+v", e)
	}
	c.wantHours(c.wang, 2400)
	if pool := ledgertest.Balance(t, c.Bank, c.pool("翠湖")); pool.Posted != 250 {
		t.Errorf("%d min are in the pool", pool.Posted)
	}
}

// pool is the account of a community's pool.
func (c *clan) pool(community string) (id ledger.AccountID) {
	c.t.Helper()
	c.must(c.write(ctx, func(v *verb) (err error) {
		id, err = v.pool(community)
		return err
	}))
	return id
}

func TestADisputedEstateWaitsForACoordinator(t *testing.T) {
	c := newClan(t)
	c.saves(c.li, 300)
	c.names(c.li, Share{c.wang.Number, 100})
	e := c.dies(c.li)
	_, err := c.DisputeEstate(ctx, e.ID, " ", c.ma.Number)
	refused(t, "without a reason", err, ErrNoReason)
	e, err = c.DisputeEstate(ctx, e.ID, "侄子来争", c.ma.Number)
	if c.must(err); e.State != EstateDisputed {
		t.Fatalf("the estate is %s", e.State)
	}
	s := Settlement{Estate: e.ID}
	refused(t, "the first", c.asksToSettle(s, c.ma), nil)
	refused(t, "two who are no coordinators", c.asksToSettle(s, c.he), ErrCoordinator)
	c.wantHours(c.wang, 0)
	s.Actor, s.Seen = c.boss.Number, "调解书"
	e, done, err := c.SettleEstate(ctx, s)
	if c.must(err); !done || e.State != EstateClosed {
		t.Errorf("the estate is %+v, done %v", e, done)
	}
	c.wantHours(c.wang, 300)
}

func TestHoursNobodyInheritsGoToThePoolInTheEnd(t *testing.T) {
	c := newClan(t)
	c.saves(c.li, 300)
	e := c.dies(c.li)
	s := Settlement{Estate: e.ID, Pool: true}
	refused(t, "heirs may come", c.asksToSettle(s, c.ma), ErrNotYetPool)
	c.clock.Set(monday.Add(365*24*time.Hour - time.Minute))
	refused(t, "a minute before", c.asksToSettle(s, c.ma), ErrNotYetPool)
	c.clock.Advance(time.Minute)
	if e = c.settles(s, c.ma, c.he); e.State != EstateClosed {
		t.Errorf("the estate is %+v", e)
	}
	if pool := ledgertest.Balance(t, c.Bank, c.pool("翠湖")); pool.Posted != 300 {
		t.Errorf("%d min are in the pool", pool.Posted)
	}
	s.Heirs = []Inherit{{c.wang.Number, 1}}
	c.saves(c.wang, 60)
	c.names(c.wang, Share{c.daughter.Number, 100})
	w := c.dies(c.wang)
	c.clock.Advance(366 * 24 * time.Hour)
	refused(t, "while an heir is named", c.asksToSettle(Settlement{Estate: w.ID, Pool: true}, c.ma), ErrHasNominee)
	c.dies(c.daughter)
	refused(t, "to the dead", c.asksToSettle(Settlement{Estate: w.ID}, c.ma), ErrDead)
	c.settles(Settlement{Estate: w.ID, Pool: true}, c.ma, c.he)
}

// Hours of before that were paid for a visit come back to an elder who has
// died, when the visit was not so.
func TestWhatAnElderPaidComesBackToTheEstate(t *testing.T) {
	c := newClan(t)
	c.saves(c.wang, 500)
	r := c.finished()
	c.must(c.Confirm(ctx, r.Visit.ID, time.Minute))
	c.wantHours(c.wang, 380)
	e := c.dies(c.wang)
	c.corrects(c.request(r.ID), 0)
	f, err := c.Estate(ctx, e.ID)
	c.must(err)
	if c.wantHours(c.wang, 0); f.Minutes != 500 {
		t.Errorf("the estate has %d min", f.Minutes)
	}
}

func TestNothingOfTheHoursChangesWhereSomebodyMoves(t *testing.T) {
	c := newClan(t)
	c.saves(c.wang, 300)
	c.must(c.arrangesCheckin(c.wang))
	r := c.taken(Company)
	entries := one[int](c.house, `SELECT count(*) FROM entries`)

	moved, err := c.Move(ctx, Removal{Member: c.wang.Number, Community: "莲花", Address: "莲花池正街9号", Actor: c.ma.Number})
	c.must(err)
	if moved.Community != "莲花" || moved.Address != "莲花池正街9号" {
		t.Errorf("she lives in %s, %s", moved.Community, moved.Address)
	}
	where := c.rows(`kind = 'taken.where' AND member = $1`, c.zhang.ID)
	if len(where) != 2 || where[1].Facts.Address != "莲花池正街9号" {
		t.Errorf("Zhang was told %d addresses", len(where))
	}

	// Out of the district: nobody comes or rings, and the hours stay.
	c.must(second(c.Move(ctx, Removal{Member: c.wang.Number, Away: true, Actor: c.ma.Number})))
	c.wantState(r, Cancelled)
	if n := c.texted(c.zhang, "cancelled.elder"); n != 1 {
		t.Errorf("Zhang was told %d times", n)
	}
	if _, rung, err := c.CheckinOf(ctx, c.wang.ID); err != nil || rung {
		t.Error("she is still rung every day")
	}
	_, err = c.AskForHelp(ctx, Ask{Source: "call/away", Elder: c.wang.ID, Kind: Home, When: Today})
	refused(t, "who asks for her", err, ErrAway)
	_, err = c.AddMember(ctx, Member{Name: "王奶奶", Roles: Elder, Community: "翠湖", Phones: c.wang.Phones})
	refused(t, "a file that still has her here", err, ErrAway)
	c.clock.Set(monday.AddDate(7, 0, 0))
	c.must(c.Tick(ctx))
	c.wantHours(c.wang, 300)
	if n := one[int](c.house, `SELECT count(*) FROM entries`); n != entries {
		t.Errorf("%d entries were made", n-entries)
	}
	if b, err := c.Passbook(ctx, c.wang.ID); err != nil || b.Balance != 300 {
		t.Errorf("her passbook says %+v, %v", b, err)
	}
	c.link(c.wang, c.daughter, Child) // and she may give them
	c.saves(c.wang, 900)
	c.must(second(c.Give(ctx, Gift{From: c.wang.Number, To: c.daughter.Number, Minutes: 60, Reference: "1", Actor: c.ma.Number})))

	refused(t, "away once more", second(c.Move(ctx, Removal{Member: c.wang.Number, Away: true, Actor: c.ma.Number})), ErrAway)
	back, err := c.Move(ctx, Removal{Member: c.wang.Number, Back: true, Community: "翠湖", Address: "翠湖路5号", Actor: c.ma.Number})
	c.must(err)
	if !back.Roles.Has(Elder) || back.Community != "翠湖" || back.Address != "翠湖路5号" {
		t.Errorf("she is back as %+v", back)
	}
	c.must(second(c.AskForHelp(ctx, Ask{Source: "call/back", Elder: c.wang.ID, Kind: Home, When: Tomorrow})))
	refused(t, "back from nowhere", second(c.Move(ctx, Removal{Member: c.wang.Number, Back: true, Actor: c.ma.Number})), ErrHere)
	refused(t, "to nowhere", second(c.Move(ctx, Removal{Member: c.wang.Number, Actor: c.ma.Number})), ErrWhereTo)
}

// Whoever has moved away dies, and that was an error.
func TestADeathFarAwayIsUndoneToo(t *testing.T) {
	c := newClan(t)
	c.saves(c.wang, 300)
	c.must(second(c.Move(ctx, Removal{Member: c.wang.Number, Away: true, Actor: c.ma.Number})))
	if e := c.dies(c.wang); e.Minutes != 300 {
		t.Errorf("the estate is %+v", e)
	}
	refused(t, "the dead move no more", second(c.Move(ctx, Removal{Member: c.wang.Number, Back: true, Actor: c.ma.Number})), ErrDead)
	c.lives(c.wang)
	if d, left, err := c.DepartureOf(ctx, c.wang.ID); err != nil || !left || d.Kind != HasLeft {
		t.Errorf("she is %+v %v %v", d, left, err)
	}
	c.wantHours(c.wang, 300)
	c.must(second(c.Move(ctx, Removal{Member: c.wang.Number, Back: true, Actor: c.ma.Number})))
	if m, err := c.Member(ctx, c.wang.ID); err != nil || m.Roles != Elder {
		t.Errorf("she is back as %s, %v", m.Roles, err)
	}
}

// An heir takes money: the estate is closed when it was received.
func TestAnEstateIsPaidOutAsAnyRedemptionIs(t *testing.T) {
	c := newClan(t)
	c.saves(c.li, 300)
	c.must(second(c.OpenFund(ctx, "lottery", c.ma.Number, c.he.Number)))
	e := c.dies(c.li)
	s := Settlement{Estate: e.ID, Heirs: []Inherit{{c.daughter.Number, 290}}, Cash: true}
	refused(t, "the first is not told", c.asksToSettle(s, c.ma), nil)
	var no NotRedeemed
	if err := c.asksToSettle(s, c.he); !errors.As(err, &no) || no.Why != WholeSteps {
		t.Errorf("290 min in cash: %v", err)
	}
	s.Heirs[0].Minutes = 300
	e = c.settles(s, c.boss, c.ma)
	if e.State != EstateOpen || e.Minutes != 300 || e.Free != 0 {
		t.Errorf("the estate is %+v", e)
	}
	_, err := c.UndoDeath(ctx, DeathReport{Member: c.li.Number, Seen: "?", Actor: c.ma.Number})
	refused(t, "a death of which hours are set aside", err, ErrInherited)
	open, err := c.Redemptions(ctx, RedemptionFilter{Member: c.daughter.ID})
	c.must(err)
	if len(open) != 1 || open[0].State != Queued || open[0].Redemption.Fen != 500 {
		t.Fatalf("her redemptions are %+v", open)
	}
	c.must(second(c.AddToFund(ctx, FundReceipt{Source: "lottery", Document: "1", Fen: 10_000, By: c.ma.Number, With: c.he.Number})))
	c.must(second(c.HandOutRedemption(ctx, open[0].ID, c.he.Number, "")))
	c.must(second(c.ConfirmRedemption(ctx, open[0].ID, c.daughter.Number)))
	f, err := c.Estate(ctx, e.ID)
	if c.must(err); f.State != EstateClosed {
		t.Errorf("the estate is %+v", f.Estate)
	}
	c.wantHours(c.daughter, 0)
	ledgertest.Check(t, c.Bank)
}

// What somebody had asked for in cash before the death is not paid out.
func TestTheDeadAreNotPaid(t *testing.T) {
	c := newClan(t)
	old, err := c.AddMember(ctx, Member{Name: "老吴", Roles: Elder, Community: "翠湖", Born: 1940, Phones: []Phone{phone(40)}})
	c.must(err)
	c.visited()
	c.saves(old, 600)
	c.must(second(c.OpenFund(ctx, "lottery", c.ma.Number, c.he.Number)))
	c.must(second(c.AddToFund(ctx, FundReceipt{Source: "lottery", Document: "1", Fen: 10_000, By: c.ma.Number, With: c.he.Number})))
	r, err := c.Redeem(ctx, RedemptionOrder{Member: old.Number, Channel: AtDesk, Actor: c.ma.Number, Minutes: 120})
	c.must(err)
	c.must(second(c.ApproveRedemption(ctx, r.ID, c.he.Number)))
	e := c.dies(old)
	if e.Minutes != 600 {
		t.Errorf("the estate is %+v", e)
	}
	if f, err := c.Redemption(ctx, r.ID); err != nil || f.State != CancelledRedemption {
		t.Errorf("the redemption is %s, %v", f.State, err)
	}
	c.quiet(old, phone(40))
	_, err = c.HandOutRedemption(ctx, r.ID, c.ma.Number, "")
	if err == nil {
		t.Error("cash was given out for the dead")
	}
	if funds, _, err := c.Funds(ctx); err != nil || funds[0].Available != 10_000 {
		t.Errorf("the funds are %+v, %v", funds, err)
	}
}

// One heir has got the money and says so, the other has not: what comes back
// finds the estate as it was.
func TestWhatAnHeirWasNotPaidComesBackToTheEstate(t *testing.T) {
	c := newClan(t)
	c.saves(c.li, 120)
	c.must(second(c.OpenFund(ctx, "lottery", c.ma.Number, c.he.Number)))
	c.must(second(c.AddToFund(ctx, FundReceipt{Source: "lottery", Document: "1", Fen: 10_000, By: c.ma.Number, With: c.he.Number})))
	e := c.dies(c.li)
	c.settles(Settlement{Estate: e.ID, Heirs: []Inherit{{c.wang.Number, 60}, {c.daughter.Number, 60}}, Cash: true}, c.boss, c.ma)
	for id := range int64(2) {
		c.must(second(c.HandOutRedemption(ctx, id+1, c.he.Number, "")))
	}
	c.must(second(c.ConfirmRedemption(ctx, 1, c.wang.Number)))
	c.must(second(c.ContestRedemption(ctx, 2, RedemptionWord{Actor: c.daughter.Number})))
	c.must(second(c.ReturnRedemption(ctx, 2, RedemptionWord{c.boss.Number, "it is in the till"}, c.ma.Number)))
	f, err := c.Estate(ctx, e.ID)
	if c.must(err); f.State != EstateOpen || f.Free != 60 {
		t.Errorf("the estate is %+v", f.Estate)
	}
	c.settles(Settlement{Estate: e.ID, Heirs: []Inherit{{c.daughter.Number, 60}}, Cash: true}, c.boss, c.ma)
	c.must(second(c.HandOutRedemption(ctx, 3, c.he.Number, "")))
	c.must(second(c.ConfirmRedemption(ctx, 3, c.daughter.Number)))
	if f, err = c.Estate(ctx, e.ID); err != nil || f.State != EstateClosed {
		t.Errorf("the estate is %+v, %v", f.Estate, err)
	}
	ledgertest.Check(t, c.Bank)
}

// What heirs were to be paid and have not got is in dispute with all the rest.
func TestADisputeEndsWhatHeirsWereToBePaid(t *testing.T) {
	c := newClan(t)
	c.saves(c.li, 180)
	c.must(second(c.OpenFund(ctx, "lottery", c.ma.Number, c.he.Number)))
	c.must(second(c.AddToFund(ctx, FundReceipt{Source: "lottery", Document: "1", Fen: 10_000, By: c.ma.Number, With: c.he.Number})))
	e := c.dies(c.li)
	c.settles(Settlement{Estate: e.ID, Heirs: []Inherit{{c.wang.Number, 60}, {c.daughter.Number, 60}}, Cash: true}, c.boss, c.ma)
	c.must(second(c.HandOutRedemption(ctx, 1, c.he.Number, ""))) // she was faster
	for range 2 {
		e, err := c.DisputeEstate(ctx, e.ID, "侄子来争", c.ma.Number)
		if c.must(err); e.Minutes != 120 || e.Free != 120 {
			t.Errorf("the estate is %+v", e)
		}
	}
	_, err := c.HandOutRedemption(ctx, 2, c.he.Number, "")
	refused(t, "cash of a disputed estate", err, ErrNotRedeemNow)
	if funds, _, err := c.Funds(ctx); err != nil || funds[0].Available != 9_900 || funds[0].Held != 0 {
		t.Errorf("the funds are %+v, %v", funds, err)
	}
	ledgertest.Check(t, c.Bank)
}

// Hours of the dead that are set aside for an heir are as good as spent.
func TestHoursThatAnHeirIsToHaveAreNotTakenBack(t *testing.T) {
	c := newClan(t)
	r := c.credited()
	c.must(second(c.OpenFund(ctx, "lottery", c.ma.Number, c.he.Number)))
	e := c.dies(c.zhang)
	c.settles(Settlement{Estate: e.ID, Heirs: []Inherit{{c.daughter.Number, 120}}, Cash: true}, c.boss, c.ma)
	_, err := c.asks(r, 60, c.ma)
	c.must(err)
	_, err = c.asks(r, 60, c.he)
	refused(t, "a correction", err, ErrSpent)
	c.must(c.Dispute(ctx, r.Visit.ID, Unmeasured))
	c.wantState(r, Disputed)
	if f, err := c.Estate(ctx, e.ID); err != nil || f.Minutes != 120 || f.Free != 0 {
		t.Errorf("the estate is %+v, %v", f.Estate, err)
	}
}
