package care

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// born sets when a member was born, and with which flags.
func (h *house) bornIn(m Member, year int, flags string) {
	h.t.Helper()
	h.must(h.write(ctx, func(v *verb) error {
		_, err := v.Exec(`UPDATE members SET born = $1, flags = $2 WHERE id = $3`, year, flags, m.ID)
		return err
	}))
}

// orders has both coordinators ask for the same.
func (c *council) orders(o GrantOrder) (entry int64) {
	c.t.Helper()
	for i, by := range []Member{c.zhao, c.qian} {
		o.Actor = by.Number
		e, done, err := c.OrderGrant(ctx, o)
		c.must(err)
		if done != (i == 1) {
			c.t.Fatalf("after %d coordinators it is done: %v", i+1, done)
		}
		entry = e
	}
	return entry
}

func (c *council) opens(minutes int64) {
	c.t.Helper()
	c.orders(GrantOrder{Fund: "opening", Minutes: minutes, Reason: "the street decided so"})
}

// month moves the clock to the first of the next month, and does what is due.
func (c *council) month() {
	c.t.Helper()
	now := c.clock.Now()
	c.clock.Set(time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, now.Location()))
	for range 5 {
		c.must(c.Tick(ctx))
	}
}

func (c *council) granted(m Member) int64 { return c.stands(fmt.Sprintf("grant/opening/%d", m.ID)) }

func TestOpeningsAreGivenOnceAMonthWhileTheBudgetLasts(t *testing.T) {
	c := newCouncil(t)
	li, sun := c.add("李奶奶", Elder, phone(30)), c.add("孙爷爷", Elder, phone(31))
	c.bornIn(c.wang, 1941, "")
	c.bornIn(li, 1956, "独居|低保")
	c.bornIn(sun, 1958, "独居")
	c.month()
	if c.granted(c.wang) != 0 || one[int](c.house, `SELECT count(*) FROM openings`) != 0 {
		t.Error("something was given, and nobody has opened the fund")
	}
	c.opens(600)
	c.month()
	for range 3 {
		c.must(c.write(ctx, (*verb).stepOpenings)) // and again, as after a crash
		c.must(c.Tick(ctx))
	}
	if c.granted(c.wang) != 240 || c.granted(li) != 240 || c.granted(sun) != 0 || c.stands("grant/opening") != 120 {
		t.Errorf("given: %d %d %d, left %d", c.granted(c.wang), c.granted(li), c.granted(sun), c.stands("grant/opening"))
	}
	c.wantTickets()
	funds, waiting, err := c.GrantFunds(ctx)
	c.must(err)
	if len(funds) != 1 || len(waiting) != 0 || funds[0].PutIn != 600 || funds[0].Left != 120 || funds[0].Unused != 480 || funds[0].Month != 480 || funds[0].Members != 2 {
		t.Errorf("%+v %+v", funds, waiting)
	}

	r := c.finished() // it pays for a visit, and what is left of it lapses
	c.must(c.Confirm(ctx, r.Visit.ID, Unmeasured))
	c.wantPaid(r, 0, 120, 0)
	c.month()
	if c.granted(c.wang) != 240 || c.granted(li) != 240 || c.stands("grant/opening") != 0 {
		t.Errorf("the month after: %d %d, left %d", c.granted(c.wang), c.granted(li), c.stands("grant/opening"))
	}
	c.wantTickets()
	c.finished() // of which nothing is used before the month is over
	c.must(c.Confirm(ctx, c.request(2).Visit.ID, Unmeasured))
	c.month()
	if c.granted(c.wang) != 240 || c.granted(li) != 120 {
		t.Errorf("of what lapsed the oldest gets all, and the next what is left: %d %d", c.granted(c.wang), c.granted(li))
	}
	c.wantTickets(GrantsSpent)
	ledgertest.Check(t, c.Bank)
}

// A month in which no process ran is over; the one in which it begins again is
// not.
func TestOpeningsOfAMonthThatBeganWhileNobodyWasThere(t *testing.T) {
	c := newCouncil(t)
	c.bornIn(c.wang, 1941, "")
	c.opens(1200)
	c.clock.Set(time.Date(2027, time.February, 20, 12, 0, 0, 0, monday.Location()))
	c.restart()
	for range 5 {
		c.must(c.Tick(ctx))
	}
	if c.granted(c.wang) != 240 || one[string](c.house, `SELECT group_concat(month, '') FROM openings`) != "2027-02" {
		t.Errorf("given: %d", c.granted(c.wang))
	}
	next, err := c.nextTick(ctx)
	if err != nil || next.After(time.Date(2027, time.March, 1, 0, 0, 0, 0, monday.Location())) {
		t.Errorf("the next is at %v (%v)", next, err)
	}
}

// Openings are given to some members at a time, and none is left out.
func TestOpeningsOfManyElders(t *testing.T) {
	c := newCouncil(t)
	const elders = openedAtOnce + 7
	c.must(c.write(ctx, func(v *verb) error {
		for i := range elders {
			account, err := v.OpenAccount(fmt.Sprintf("member/%d", 1000+i), ledger.Minutes, 0)
			if err != nil {
				return err
			}
			if _, err := v.Exec(`INSERT INTO members (id, number, name, roles, community, address, born, lang, flags, account, joined_at)
				VALUES ($1, $2, '王', 1, '翠湖', '', $3, 'zh-CN', '', $4, 0)`, 1000+i, fmt.Sprint(1000+i), 1930+i%3, int64(account)); err != nil {
				return err
			}
		}
		return nil
	}))
	c.opens(300_000)
	c.month()
	if n := one[int](c.house, `SELECT count(*) FROM openings WHERE minutes = 240`); n != elders {
		t.Errorf("%d of %d were given something", n, elders)
	}
	ledgertest.Check(t, c.Bank)
}

func TestWhatStaysAfterTheMonth(t *testing.T) {
	c := newCouncil(t)
	c.bornIn(c.wang, 1941, "")
	p := c.proposes(time.Time{}, `unused = "lapses"`, `unused = "stays"`)
	_, _, err := c.ConfirmPolicy(ctx, p.ID, c.qian.Number)
	c.must(err)
	c.opens(1200)
	c.orders(GrantOrder{Fund: "opening", Member: c.wang.Number, Minutes: 60, Reason: "after her fall"})
	c.month()
	c.month()
	gift := fmt.Sprintf("grant/opening/%d/gift", c.wang.ID)
	if c.granted(c.wang) != 480 || c.stands(gift) != 60 {
		t.Errorf("she has %d for the month", c.granted(c.wang))
	}
	c.must(c.write(ctx, func(v *verb) error { // she moves away
		_, err := v.Exec(`UPDATE members SET roles = 0 WHERE id = $1`, c.wang.ID)
		return err
	}))
	c.month()
	if c.granted(c.wang) != 0 || c.stands(gift) != 0 || c.stands("grant/opening") != 1200 {
		t.Errorf("of what was hers %d and %d are left", c.granted(c.wang), c.stands(gift))
	}
}

func TestAFundIsOpenedByTwoWithinItsBudget(t *testing.T) {
	c := newCouncil(t)
	open := func(by Member, minutes int64) error {
		_, _, err := c.OrderGrant(ctx, GrantOrder{Fund: "opening", Minutes: minutes, Reason: "decided", Actor: by.Number})
		return err
	}
	give := func(by, elder Member, minutes int64) error {
		_, _, err := c.OrderGrant(ctx, GrantOrder{Fund: "opening", Member: elder.Number, Minutes: minutes, Reason: "need", Actor: by.Number})
		return err
	}
	c.must(open(c.zhao, 600))
	c.must(open(c.zhao, 600)) // the same again is still one
	for story, row := range map[string]struct{ err, want error }{
		"with the same telephone": {open(c.twin, 600), ErrNotSecond},
		"in the same home":        {open(c.spouse, 600), ErrNotSecond},
		"no coordinator":          {open(c.clerk, 600), ErrNotCoordinator},
		"more than the budget":    {open(c.qian, 600_001), ErrOverBudget},
		"nothing":                 {open(c.qian, 0), ErrNoMinutes},
		"given before it is open": {give(c.qian, c.wang, 60), ErrNotOpened},
	} {
		if !errors.Is(row.err, row.want) {
			t.Errorf("%s: %v", story, row.err)
		}
	}
	if _, _, err := c.OrderGrant(ctx, GrantOrder{Fund: "other", Minutes: 1, Reason: "x", Actor: c.zhao.Number}); !errors.Is(err, ErrNoGrant) {
		t.Errorf("a fund that the policy does not name: %v", err)
	}
	if _, _, err := c.OrderGrant(ctx, GrantOrder{Fund: "opening", Minutes: 1, Actor: c.zhao.Number}); !errors.Is(err, ErrNoReason) {
		t.Errorf("without a reason: %v", err)
	}
	if c.stands("grant/opening") != 0 {
		t.Error("one person has put something in")
	}
	c.must(open(c.qian, 700)) // another amount is another wish, which the first has not
	if c.stands("grant/opening") != 0 {
		t.Error("two people who want different things have put something in")
	}
	c.must(open(c.zhao, 700))
	if c.stands("grant/opening") != 700 {
		t.Errorf("the fund has %d", c.stands("grant/opening"))
	}
	if err := open(c.zhao, 599_400); !errors.Is(err, ErrOverBudget) {
		t.Errorf("more than is left of the budget: %v", err)
	}
	if err := give(c.zhao, c.wang, 701); !errors.Is(err, ErrFundSpent) {
		t.Errorf("more than is left: %v", err)
	}
	if err := give(c.zhao, c.zhang, 60); !errors.Is(err, ErrNotAnElder) {
		t.Errorf("to a volunteer: %v", err)
	}
	own := c.add("赵奶奶", Elder, phone(20))
	if err := give(c.zhao, own, 60); !errors.Is(err, ErrOwnCause) {
		t.Errorf("to one's mother: %v", err)
	}
	c.must(give(c.zhao, c.wang, 60))
	_, waiting, err := c.GrantFunds(ctx)
	if err != nil || len(waiting) != 1 || waiting[0].Member != c.wang.Number || waiting[0].Minutes != 60 || waiting[0].Actor != c.zhao.Number {
		t.Errorf("%+v %v", waiting, err)
	}
	c.must(give(c.qian, c.wang, 60))
	r := c.finished()
	c.must(c.Confirm(ctx, r.Visit.ID, Unmeasured))
	c.wantPaid(r, 0, 60, 60)
	ledgertest.Check(t, c.Bank)
}

func TestAMemberGivesHoursToThePool(t *testing.T) {
	c := newCouncil(t)
	c.gives(c.zhang, 100)
	donate := func(source string, minutes int64, by, with Member) error {
		_, err := c.Donate(ctx, source, c.zhang.Number, minutes, by.Number, with.Number)
		return err
	}
	for range 2 {
		c.must(donate("desk/1", 60, c.clerk, c.qian))
	}
	if c.saved() != 40 || c.stands("pool/翠湖") != 60 {
		t.Errorf("he has %d, the pool %d", c.saved(), c.stands("pool/翠湖"))
	}
	if told := c.rows(`kind = 'receipt.out'`); len(told) != 1 || told[0].Member != c.zhang.ID || told[0].Facts.Minutes != 60 || told[0].Facts.Balance != 40 ||
		told[0].Facts.Purpose != ToPool || told[0].Facts.Receipt == "" {
		t.Errorf("he is told %+v", told)
	}
	for story, row := range map[string]struct{ err, want error }{
		"more than he has":    {donate("desk/2", 41, c.clerk, c.qian), ErrTooLittle},
		"nothing":             {donate("desk/3", 0, c.clerk, c.qian), ErrNoMinutes},
		"one person as two":   {donate("desk/4", 10, c.zhao, c.twin), ErrNotSecond},
		"the same wish anew":  {donate("desk/1", 30, c.clerk, c.qian), ledger.ErrKeyReused},
		"nobody of the staff": {donate("desk/5", 10, c.liu, c.qian), ErrNoWorker},
	} {
		if !errors.Is(row.err, row.want) {
			t.Errorf("%s: %v", story, row.err)
		}
	}
	if n := one[int](c.house, `SELECT count(*) FROM donations`); n != 1 {
		t.Errorf("%d donations are kept", n)
	}
	ledgertest.Check(t, c.Bank)
}
