package care

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hourline/ledger"
)

// A till is a house with money, two of the staff at the desk, a coordinator,
// a service point, and Grandma Wang, who has saved a hundred hours.
type till struct {
	*house
	wang, ma, he, director, shop Member
}

// newTill opens a till whose lottery fund has so many fen; visits are numbered
// from 1,000 on.
func newTill(t *testing.T, fen int64) *till {
	t.Helper()
	h := newHouse(t)
	s := &till{house: h}
	s.ma, s.he = h.add("小马", Duty, phone(1)), h.add("小何", Duty, phone(2))
	s.director, s.shop = h.add("主任", Coordinator, phone(3)), h.add("粮油店", RedeemPoint, phone(4))
	s.wang = s.elder("王奶奶", 1941, 100, phone(5))
	h.must(second(h.OpenFund(ctx, "lottery", s.ma.Number, s.he.Number)))
	if fen > 0 {
		s.fill("first", fen)
	}
	return s
}

// elder puts somebody into the books who has saved whole hours.
func (s *till) elder(name string, born int, hours int64, phones ...Phone) Member {
	s.t.Helper()
	m, err := s.AddMember(ctx, Member{Name: name, Roles: Elder, Community: "翠湖", Address: "翠湖路9号" + name, Born: born, Phones: phones})
	s.must(err)
	s.visited()
	if hours > 0 {
		s.must(s.Bank.Write(ctx, func(tx *ledger.Tx) error {
			return second(tx.Deposit(1000+m.ID, m.Account, hours*60, time.Time{}, 1, "test"))
		}))
	}
	return m
}

// hardship gives a member a flag.
func (s *till) hardship(m Member) {
	s.t.Helper()
	s.must(s.write(ctx, func(v *verb) error { return second(v.Exec(`UPDATE members SET flags = 'poor' WHERE id = $1`, m.ID)) }))
}

// fill gives the fund money.
func (s *till) fill(document string, fen int64) {
	s.t.Helper()
	s.must(second(s.AddToFund(ctx, FundReceipt{Source: "lottery", Document: document, Fen: fen, By: s.ma.Number, With: s.he.Number})))
}

// cash asks for hours of a member in cash, at the desk, by Ma.
func (s *till) cash(m Member, hours int64) Redemption {
	s.t.Helper()
	r, err := s.Redeem(ctx, RedemptionOrder{Member: m.Number, Channel: AtDesk, Actor: s.ma.Number, Minutes: hours * 60})
	s.must(err)
	return r
}

// approve lets He be the second person.
func (s *till) approve(r Redemption) Redemption {
	s.t.Helper()
	r, err := s.ApproveRedemption(ctx, r.ID, s.he.Number)
	s.must(err)
	return r
}

func (s *till) wantState(r Redemption, want RedemptionState) Redemption {
	s.t.Helper()
	f, err := s.Redemption(ctx, r.ID)
	s.must(err)
	if f.State != want {
		s.t.Errorf("redemption %d is %s, want %s", r.ID, f.State, want)
	}
	return f.Redemption
}

// wantHours checks what a member has, and how much of it is held.
func (s *till) wantHours(m Member, saved, held int64) {
	s.t.Helper()
	s.wantBalance(m.Account, saved*60, held*60)
}

func (s *till) wantFund(free, held int64) {
	s.t.Helper()
	f, _, err := s.Funds(ctx)
	s.must(err)
	if f[0].Available != free || f[0].Held != held {
		s.t.Errorf("the fund has %d fen, and %d held; want %d and %d", f[0].Available, f[0].Held, free, held)
	}
}

func (s *till) wantBalance(id ledger.AccountID, posted, held int64) {
	s.t.Helper()
	var b ledger.Balance
	s.must(s.Bank.Read(ctx, func(v *ledger.View) (err error) { b, err = v.Balance(id); return err }))
	if b.Posted != posted || b.Held != held {
		s.t.Errorf("account %d has %d, of which %d held; want %d and %d", id, b.Posted, b.Held, posted, held)
	}
}

// told are the words of the texts to a member, in their order.
func (s *till) told(m Member) (words []string) {
	s.t.Helper()
	for _, o := range s.rows(`member = $1 AND action = 'text'`, m.ID) {
		words = append(words, o.Kind)
	}
	return words
}

func (s *till) wantTold(m Member, want ...string) {
	s.t.Helper()
	if got := s.told(m); !slices.Equal(got, want) {
		s.t.Errorf("%s was told %v, want %v", m.Name, got, want)
	}
}

func TestCashIsHeldApprovedPaidAndConfirmed(t *testing.T) {
	s := newTill(t, 1_000_00)
	r := s.cash(s.wang, 15)
	s.wantHours(s.wang, 100, 15)
	s.wantTickets(RedemptionTicket)
	s.wantState(s.approve(r), Ready)
	s.wantFund(985_00, 15_00)
	s.wantTickets() // it is her turn

	r, err := s.HandOutRedemption(ctx, r.ID, s.ma.Number, "")
	s.must(err)
	s.wantHours(s.wang, 85, 0)
	s.wantFund(985_00, 0)
	s.wantBalance(ledger.RedeemedCash, 15*60, 0)
	s.wantBalance(ledger.Paid, 15_00, 0)
	s.wantTickets()
	s.wantState(r, HandedOut)
	r, err = s.ConfirmRedemption(ctx, r.ID, s.wang.Number)
	s.must(err)
	s.wantState(r, Received)
	s.wantTold(s.wang, "redeem.asked", "redeem.ready", "redeem.handed", "redeem.receipt")
	if text := s.rows(`kind = 'redeem.receipt'`)[0].Facts; text.Fen != 15_00 || text.Minutes != 15*60 || text.Balance != 85*60 || text.Receipt == "" {
		t.Errorf("the receipt says %+v", text)
	}
	deeds, err := s.Deeds(ctx, s.wang.ID)
	s.must(err)
	var did []string
	for _, d := range deeds {
		did = append(did, d.What+" "+d.Actor)
	}
	if want := []string{"redemption: asked " + s.ma.Number, "redemption: approve " + s.he.Number, "redemption: hand out " + s.ma.Number}; !slices.Equal(did, want) {
		t.Errorf("the audit has %v, want %v", did, want)
	}
}

func TestEveryVerbOfARedemptionTwiceIsOnce(t *testing.T) {
	s := newTill(t, 1_000_00)
	for range 2 {
		if r := s.cash(s.wang, 15); r.ID != 1 {
			t.Errorf("redemption %d", r.ID)
		}
	}
	for range 2 {
		s.wantState(s.approve(Redemption{ID: 1}), Ready)
	}
	for range 2 {
		s.must(second(s.HandOutRedemption(ctx, 1, s.ma.Number, "")))
	}
	for range 2 {
		s.must(second(s.ConfirmRedemption(ctx, 1, s.wang.Number)))
	}
	s.wantHours(s.wang, 85, 0)
	s.wantFund(985_00, 0)
	s.wantTold(s.wang, "redeem.asked", "redeem.ready", "redeem.handed", "redeem.receipt")
	s.fill("first", 1_000_00)
	s.wantFund(985_00, 0)
	if _, err := s.AddToFund(ctx, FundReceipt{Source: "lottery", Document: "first", Fen: 1, By: s.ma.Number, With: s.he.Number}); !errors.Is(err, ErrOtherAmount) {
		t.Errorf("one document with two amounts: %v", err)
	}
	if r := s.cash(s.wang, 15); r.ID != 1 {
		t.Errorf("a command that is given again on the day makes redemption %d", r.ID)
	}
	r, err := s.Redeem(ctx, RedemptionOrder{Member: s.wang.Number, Channel: AtDesk, Actor: s.ma.Number, Minutes: 15 * 60, Again: true})
	s.must(err)
	if r.ID != 2 {
		t.Errorf("what is asked for once more is redemption %d", r.ID)
	}
}

func TestGoodsCostWhatTheCatalogueSays(t *testing.T) {
	s := newTill(t, 0)
	r, err := s.Redeem(ctx, RedemptionOrder{Member: s.wang.Number, Channel: ByPhone, Goods: "米", Pieces: 2})
	s.must(err)
	s.wantHours(s.wang, 100, 50)
	s.wantState(s.approve(r), Ready)
	s.must(second(s.HandOutRedemption(ctx, r.ID, s.shop.Number, "")))
	s.must(second(s.ConfirmRedemption(ctx, r.ID, s.ma.Number)))
	s.wantHours(s.wang, 50, 0)
	s.wantBalance(ledger.RedeemedGoods, 50*60, 0)
	if f := s.rows(`kind = 'redeem.receipt'`)[0].Facts; f.Goods != "大米5公斤" || f.Pieces != 2 {
		t.Errorf("the receipt says %+v", f)
	}
}

func TestWhatIsNotToBeRedeemed(t *testing.T) {
	s := newTill(t, 1_000_00)
	young, poor := s.elder("李叔", 1970, 100, phone(6)), s.elder("赵叔", 1970, 100, phone(7))
	s.hardship(poor)
	for label, c := range map[string]struct {
		who   Member
		order RedemptionOrder
		want  NotRedeemed
	}{
		"too young":         {young, RedemptionOrder{Minutes: 60}, NotRedeemed{Why: TooYoung}},
		"less than an hour": {s.wang, RedemptionOrder{Minutes: 30}, NotRedeemed{TooLittle, 60}},
		"too much at once":  {s.wang, RedemptionOrder{Minutes: 6060}, NotRedeemed{TooMuch, 6000}},
		"half an hour":      {s.wang, RedemptionOrder{Minutes: 90}, NotRedeemed{WholeSteps, 60}},
		"unknown goods":     {s.wang, RedemptionOrder{Goods: "金条"}, NotRedeemed{Why: NoSuchGoods}},
		"more than saved":   {s.elder("孙奶奶", 1940, 2), RedemptionOrder{Minutes: 180}, NotRedeemed{NotEnoughHours, 120}},
	} {
		c.order.Member, c.order.Channel = c.who.Number, ByText
		var got NotRedeemed
		if _, err := s.Redeem(ctx, c.order); !errors.As(err, &got) || got != c.want || got.Error() == "" {
			t.Errorf("%s: %v", label, err)
		}
	}
	s.must(second(s.Redeem(ctx, RedemptionOrder{Member: poor.Number, Channel: ByText, Minutes: 60}))) // fifty and poor
	s.wantTickets(RedemptionTicket)
}

func TestAMonthHasALimit(t *testing.T) {
	s := newTill(t, 1_000_00)
	rich := s.elder("钱奶奶", 1940, 500, phone(6))
	s.cash(rich, 100)
	s.cash(rich, 90)
	_, err := s.Redeem(ctx, RedemptionOrder{Member: rich.Number, Channel: ByText, Minutes: 11 * 60})
	if want := (NotRedeemed{MonthIsOver, 600}); !errors.As(err, &NotRedeemed{}) || !strings.Contains(err.Error(), want.Error()) {
		t.Errorf("190 hours and 11: %v", err)
	}
	s.must(second(s.CancelRedemption(ctx, 1, RedemptionWord{Actor: rich.Number})))
	s.must(second(s.Redeem(ctx, RedemptionOrder{Member: rich.Number, Channel: ByText, Minutes: 11 * 60}))) // what came to nothing does not count
	s.clock.Set(monday.AddDate(0, 0, 8))                                                                   // December
	s.cash(rich, 100)
}

func TestWhoMayDoWhatWithARedemption(t *testing.T) {
	s := newTill(t, 1_000_00)
	daughter, err := s.AddMember(ctx, Member{Name: "王女儿", Roles: Duty, Community: "翠湖", Phones: []Phone{phone(20)}})
	s.must(err)
	lodger, err := s.AddMember(ctx, Member{Name: "小住", Roles: Duty, Community: "翠湖", Address: "翠湖路9号 王奶奶", Phones: []Phone{phone(21)}})
	s.must(err)
	m := s.wang
	m.Contacts = []Contact{{Name: "王女儿", Phone: phone(20)}}
	s.must(second(s.AddMember(ctx, m)))
	s.visited()
	r := s.cash(s.wang, 10)
	for label, c := range map[string]struct {
		who  Member
		want error
	}{
		"who asked": {s.ma, ErrNotSecond}, "the daughter": {daughter, ErrOwnCause}, "who lives there": {lodger, ErrOwnCause},
		"the member": {s.wang, ErrNoWorker}, "a service point": {s.shop, ErrNoWorker},
	} {
		if _, err := s.ApproveRedemption(ctx, r.ID, c.who.Number); !errors.Is(err, c.want) {
			t.Errorf("%s approves: %v, want %v", label, err, c.want)
		}
	}
	for label, who := range map[string]Member{"the daughter": daughter, "who lives there": lodger} {
		if _, err := s.Redeem(ctx, RedemptionOrder{Member: s.wang.Number, Channel: AtDesk, Actor: who.Number, Minutes: 60}); !errors.Is(err, ErrOwnCause) {
			t.Errorf("%s asks for her: %v", label, err)
		}
	}
	if _, err := s.HandOutRedemption(ctx, r.ID, s.director.Number, ""); !errors.Is(err, ErrNotRedeemNow) {
		t.Errorf("paid before it is approved: %v", err)
	}
	s.approve(r)
	if _, err := s.HandOutRedemption(ctx, r.ID, s.he.Number, ""); !errors.Is(err, ErrNotSecond) {
		t.Errorf("who approved pays: %v", err)
	}
	s.must(second(s.HandOutRedemption(ctx, r.ID, s.ma.Number, "")))
	if _, err := s.ConfirmRedemption(ctx, r.ID, s.ma.Number); !errors.Is(err, ErrNotSecond) {
		t.Errorf("who paid confirms: %v", err)
	}
	s.wantHours(s.wang, 90, 0)
	if _, err := s.RedeemAtDesk(ctx, RedemptionOrder{Member: s.wang.Number, Minutes: 60}, s.he.Number); !errors.Is(err, ErrNoWorker) {
		t.Errorf("one of the staff gives out alone: %v", err)
	}
}

func TestARefusedACancelledAndAForgottenRedemptionGiveTheHoursBack(t *testing.T) {
	s := newTill(t, 1_000_00)
	s.cash(s.wang, 10)
	s.must(second(s.RefuseRedemption(ctx, 1, RedemptionWord{s.he.Number, "she did not ask"})))
	s.wantHours(s.wang, 100, 0)
	s.approve(s.cash(s.wang, 11))
	s.must(second(s.CancelRedemption(ctx, 2, RedemptionWord{Actor: s.wang.Number})))
	s.wantHours(s.wang, 100, 0)
	s.wantFund(1_000_00, 0)
	s.cash(s.wang, 12) // nobody decides
	s.approve(s.cash(s.wang, 13))
	s.wantHours(s.wang, 100, 25)
	s.pass(336*time.Hour - time.Second)
	s.wantHours(s.wang, 100, 25)
	s.pass(time.Second)
	s.wantHours(s.wang, 100, 0)
	s.wantFund(1_000_00, 0)
	s.wantTickets()
	s.wantTold(s.wang, "redeem.asked", "redeem.refused", "redeem.asked", "redeem.ready", "redeem.cancelled",
		"redeem.asked", "redeem.asked", "redeem.ready", "redeem.expired", "redeem.expired")
	if n := one[int](s.house, `SELECT count(*) FROM entries WHERE kind = 'expire'`); n != 3 {
		t.Errorf("%d entries of expiry, want those of two holds of hours and one of money", n)
	}
}

func TestAnEmptyFundQueuesAndAFilledOnePaysInOrder(t *testing.T) {
	s := newTill(t, 30_00)
	li, zhao := s.elder("李奶奶", 1942, 0, phone(6)), s.elder("赵奶奶", 1943, 0, phone(7))
	s.hardship(zhao)
	give := func(m Member, hours int64) {
		s.must(s.Bank.Write(ctx, func(tx *ledger.Tx) error {
			return second(tx.Deposit(2000+m.ID, m.Account, hours*60, time.Time{}, 1, "test"))
		}))
	}
	give(li, 20)
	give(zhao, 20)
	a := s.approve(s.cash(s.wang, 20)) // 30 yuan for 140 hours is 21 percent
	s.wantState(a, Ready)
	b := s.wantState(s.approve(s.cash(s.wang, 5)), Queued) // 10 yuan left for them: below 20 percent
	s.clock.Advance(time.Minute)
	c := s.wantState(s.approve(s.cash(li, 1)), Queued)
	s.clock.Advance(time.Minute)
	d := s.wantState(s.approve(s.cash(zhao, 10)), Queued)
	for r, want := range map[Redemption]int{d: 1, b: 2, c: 3} {
		if got := s.wantState(r, Queued).Place; got != want {
			t.Errorf("redemption %d is at place %d, want %d", r.ID, got, want)
		}
	}
	s.wantTold(zhao, "redeem.asked", "redeem.queued")
	if f := s.rows(`kind = 'redeem.queued' AND member = $1`, zhao.ID)[0].Facts; f.Count != 1 || !f.Day.IsZero() {
		t.Errorf("in hardship she is told %+v", f)
	}
	s.fill("second", 24_00) // 34 free: ten for Zhao, and then Wang's five are below the threshold
	s.wantState(d, Ready)
	s.wantState(b, Queued)
	s.wantState(c, Queued)
	s.wantHours(s.wang, 100, 25)
	s.fill("third", 100_00)
	s.wantState(b, Ready)
	s.wantState(c, Ready)
	s.wantTold(li, "redeem.asked", "redeem.queued", "redeem.ready")
}

func TestWhatIsGivenOutAndNotConfirmedIsAskedAbout(t *testing.T) {
	s := newTill(t, 1_000_00)
	r := s.approve(s.cash(s.wang, 10))
	s.must(second(s.HandOutRedemption(ctx, r.ID, s.ma.Number, "")))
	s.wantTickets()
	s.pass(72 * time.Hour)
	s.wantTickets(RedemptionTicket)
	s.must(second(s.ContestRedemption(ctx, r.ID, RedemptionWord{s.wang.Number, ""})))
	s.wantTickets(RedemptionTicket)
	for label, c := range map[string]struct{ by, with Member }{"who paid": {s.ma, s.director}, "with who paid": {s.director, s.ma}, "alone": {s.he, s.he}} {
		if _, err := s.ReturnRedemption(ctx, r.ID, RedemptionWord{c.by.Number, "the till has it"}, c.with.Number); !errors.Is(err, ErrNotSecond) {
			t.Errorf("%s returns it: %v", label, err)
		}
	}
	for range 2 {
		s.must(second(s.ReturnRedemption(ctx, r.ID, RedemptionWord{s.director.Number, "the till has it"}, s.he.Number)))
	}
	s.wantState(r, Returned)
	s.wantHours(s.wang, 100, 0)
	s.wantFund(1_000_00, 0)
	s.wantTickets()
	s.wantTold(s.wang, "redeem.asked", "redeem.ready", "redeem.handed", "redeem.returned")
}

func TestSomebodyWithoutATelephoneIsPaidBeforeTwoOfTheStaff(t *testing.T) {
	s := newTill(t, 1_000_00)
	sun := s.elder("孙爷爷", 1938, 20)
	r := s.approve(s.cash(sun, 20))
	s.wantTickets(RedemptionTicket) // somebody must tell him
	if _, err := s.HandOutRedemption(ctx, r.ID, s.ma.Number, ""); !errors.Is(err, ErrNoWitness) {
		t.Errorf("paid without a witness: %v", err)
	}
	if _, err := s.HandOutRedemption(ctx, r.ID, s.ma.Number, s.ma.Number); !errors.Is(err, ErrNotSecond) {
		t.Errorf("witnessed by who pays: %v", err)
	}
	s.must(second(s.HandOutRedemption(ctx, r.ID, s.ma.Number, s.he.Number)))
	s.wantState(r, Received)
	s.wantHours(sun, 0, 0)
	s.wantTold(sun)
	s.wantTickets()
}

func TestAServicePointGivesOutOnThePINOfTheMember(t *testing.T) {
	s := newTill(t, 1_000_00)
	ask := func(hours int64) Redemption {
		r, err := s.Redeem(ctx, RedemptionOrder{Member: s.wang.Number, Channel: AtPoint, Actor: s.shop.Number, Minutes: hours * 60})
		s.must(err)
		return r
	}
	r := ask(10)
	s.wantTickets() // the member decides
	for range 2 {
		s.must(second(s.onRedemption(ctx, r.ID, (*verb).agree)))
	}
	s.wantState(r, Received)
	s.wantHours(s.wang, 90, 0)
	s.wantTold(s.shop, "redeem.point.receipt")

	big := ask(11)
	s.wantTickets(RedemptionTicket)
	if _, err := s.onRedemption(ctx, big.ID, (*verb).agree); !errors.Is(err, ErrNotRedeemNow) {
		t.Errorf("more than a PIN is good for: %v", err)
	}
	s.approve(big)
	s.must(second(s.onRedemption(ctx, big.ID, (*verb).agree)))
	s.wantHours(s.wang, 79, 0)

	ask(5) // she does not agree
	s.wantHours(s.wang, 79, 5)
	s.pass(30 * time.Minute)
	s.wantHours(s.wang, 79, 0)
}

func TestSixtyFourAtOnceSpendNothingTwice(t *testing.T) {
	s := newTill(t, 50_00)
	s.approve(s.cash(s.wang, 30))
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			s.Redeem(ctx, RedemptionOrder{Member: s.wang.Number, Channel: ByText, Source: fmt.Sprintf("text/%d", i), Minutes: 600})
			s.HandOutRedemption(ctx, 1, []Member{s.ma, s.shop, s.director}[i%3].Number, "")
			s.ApproveRedemption(ctx, int64(2+i%8), s.he.Number)
			s.HandOutRedemption(ctx, int64(2+i%8), s.ma.Number, "")
			s.CancelRedemption(ctx, int64(2+i%8), RedemptionWord{Actor: s.wang.Number})
		})
	}
	all.Wait()
	paid := one[int64](s.house, `SELECT coalesce(sum(minutes), 0) FROM redemptions WHERE handed_at IS NOT NULL`)
	held := one[int64](s.house, `SELECT coalesce(sum(minutes), 0) FROM redemptions WHERE state IN ('asked', 'queued', 'ready')`)
	s.wantBalance(s.wang.Account, 6000-paid, held)
	s.wantBalance(ledger.RedeemedCash, paid, 0)
	fen := one[int64](s.house, `SELECT coalesce(sum(fen), 0) FROM redemptions WHERE handed_at IS NOT NULL`)
	s.wantBalance(ledger.Paid, fen, 0)
	if paid < 1800 || fen > 50_00 {
		t.Errorf("%d minutes and %d fen were paid", paid, fen)
	}
	report, err := s.Bank.Verify(ctx, nil)
	s.must(err)
	if len(report.Differences) > 0 {
		t.Errorf("the books are not whole: %v", report.Differences)
	}
}

// withPolicy puts another policy in force.
func (s *till) withPolicy(changes ...string) {
	s.t.Helper()
	body := strings.NewReplacer(changes...).Replace(string(defaultPolicy))
	if _, err := ParsePolicy([]byte(body)); err != nil || body == string(defaultPolicy) {
		s.t.Fatalf("the policy is not changed: %v", err)
	}
	s.must(s.Bank.Write(ctx, func(tx *ledger.Tx) error { return second(tx.AddPolicy([]byte(body), tx.Now, "test")) }))
}

func TestTheSwitchStopsWhatIsAskedForAndNotWhatIsApproved(t *testing.T) {
	s := newTill(t, 1_000_00)
	r := s.approve(s.cash(s.wang, 10))
	s.withPolicy("cash = true ", "cash = false ")
	_, err := s.Redeem(ctx, RedemptionOrder{Member: s.wang.Number, Channel: ByText, Minutes: 60})
	if want := (NotRedeemed{Why: CashOff}); !errors.Is(err, want) {
		t.Errorf("cash is off: %v", err)
	}
	s.must(second(s.HandOutRedemption(ctx, r.ID, s.ma.Number, "")))
	s.must(second(s.Redeem(ctx, RedemptionOrder{Member: s.wang.Number, Channel: ByText, Goods: "haircut"})))
}

func TestGoodsThatWereCountedRunOut(t *testing.T) {
	s := newTill(t, 0)
	s.withPolicy(`code = "haircut"`, "code = \"haircut\"\nstock = 3\ncounted = \"2026-11-23\"")
	ask := func(pieces int64) error {
		return second(s.Redeem(ctx, RedemptionOrder{Member: s.wang.Number, Channel: ByText, Goods: "haircut", Pieces: pieces, Source: fmt.Sprint(pieces)}))
	}
	s.must(ask(2))
	if err := ask(3); !errors.Is(err, NotRedeemed{OutOfStock, 1}) {
		t.Errorf("three of the one that is left: %v", err)
	}
	s.must(second(s.CancelRedemption(ctx, 1, RedemptionWord{Actor: s.wang.Number})))
	s.must(ask(3))
}

func TestPolicySaysWhichFundsPayInWhichOrder(t *testing.T) {
	s := newTill(t, 7_00)
	for _, source := range []string{"donations", "private"} {
		s.must(second(s.OpenFund(ctx, source, s.ma.Number, s.he.Number)))
		s.must(second(s.AddToFund(ctx, FundReceipt{Source: source, Document: "1", Fen: 50_00, By: s.ma.Number, With: s.he.Number})))
	}
	s.withPolicy("funds = [] ", `funds = ["lottery", "donations"] `)
	r := s.approve(s.cash(s.wang, 10))
	f, err := s.Redemption(ctx, r.ID)
	s.must(err)
	if len(f.Funds) != 2 || f.Funds["lottery"] != 7_00 || f.Funds["donations"] != 3_00 {
		t.Errorf("it is paid by %v", f.Funds)
	}
	s.must(second(s.HandOutRedemption(ctx, r.ID, s.ma.Number, "")))
	all, _, err := s.Funds(ctx)
	s.must(err)
	for i, want := range []Fund{{Available: 0, Given: 7_00, Paid: 7_00}, {Available: 47_00, Given: 50_00, Paid: 3_00}, {Available: 50_00, Given: 50_00}} {
		if got := all[i]; got.Available != want.Available || got.Given != want.Given || got.Paid != want.Paid || got.Held != 0 {
			t.Errorf("fund %s: %+v", got.Source, got)
		}
	}
}

// Hours that are spent make the money enough for the rest: the queue is looked
// at every day.
func TestTheQueueIsLookedAtEveryDay(t *testing.T) {
	s := newTill(t, 19_00)
	r := s.wantState(s.approve(s.cash(s.wang, 5)), Queued)
	s.must(s.Bank.Write(ctx, func(tx *ledger.Tx) error {
		return second(tx.Post(ledger.Posting{Debit: s.wang.Account, Credit: ledger.RedeemedService, Amount: 300, Kind: "test", Ref: 1}))
	}))
	s.pass(23*time.Hour + 29*time.Minute)
	s.wantState(r, Queued)
	s.pass(time.Minute) // the next morning at half past eight
	s.wantState(r, Ready)
}

// Two who wait have their turn in one morning: what became of the second while
// the first was looked at is not taken for something that nobody has fetched.
func TestWhatIsReadyInTheMorningDoesNotExpireInTheMorning(t *testing.T) {
	s := newTill(t, 19_00)
	a, b := s.approve(s.cash(s.wang, 5)), s.approve(s.cash(s.wang, 4))
	s.must(s.Bank.Write(ctx, func(tx *ledger.Tx) error {
		return second(tx.Post(ledger.Posting{Debit: s.wang.Account, Credit: ledger.RedeemedService, Amount: 45 * 60, Kind: "test", Ref: 1}))
	}))
	s.pass(24 * time.Hour)
	s.wantState(a, Ready)
	s.wantState(b, Ready)
	s.pass(336*time.Hour - time.Minute)
	s.wantState(b, Ready)
	s.wantFund(10_00, 9_00)
}

func TestWhoDiesLeavesNothingInTheQueue(t *testing.T) {
	s := newTill(t, 1_000_00)
	s.approve(s.cash(s.wang, 10))
	s.cash(s.wang, 20)
	for _, by := range []Member{s.ma, s.he} {
		_, _, err := s.ReportDeath(ctx, DeathReport{Member: s.wang.Number, Day: s.clock.Now(), Seen: "死亡证明", Actor: by.Number})
		s.must(err)
	}
	s.wantState(Redemption{ID: 1}, CancelledRedemption)
	s.wantState(Redemption{ID: 2}, CancelledRedemption)
	s.wantFund(1_000_00, 0)
	if _, err := s.Redeem(ctx, RedemptionOrder{Member: s.wang.Number, Channel: AtDesk, Actor: s.ma.Number, Minutes: 60}); !errors.Is(err, ErrDead) {
		t.Errorf("the dead redeem: %v", err)
	}
	s.pass(400 * time.Hour) // nothing expires
}
