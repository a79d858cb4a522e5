package care

import (
	"fmt"
	"testing"
)

func (s *till) orders(turn int, m Member, pin string, minutes int64) Turnout {
	s.t.Helper()
	o := PhoneOrder{Source: fmt.Sprintf("CA1/%d", turn), Member: m.ID, Minutes: minutes}
	for range 2 { // a repeated webhook
		s.must(s.OrderByPIN(ctx, o, pin))
	}
	t, err := s.TurnoutOf(ctx, o.Source)
	s.must(err)
	return t
}

func TestAnOrderByPhoneNeedsThePIN(t *testing.T) {
	s := newTill(t, 1_000_00)
	pin := s.pin()
	if got := s.orders(1, s.wang, "111111", 600); got.Outcome != WrongPIN {
		t.Errorf("a wrong PIN is %+v", got)
	}
	s.wantHours(s.wang, 100, 0)
	if got := s.orders(2, s.wang, pin, 600); got.Outcome != Ordered {
		t.Errorf("the right PIN is %+v", got)
	}
	s.wantHours(s.wang, 100, 10)
	s.wantTold(s.wang, "redeem.asked")
	s.wantTickets(RedemptionTicket)
	if got := s.orders(3, s.wang, pin, 101*60); got.Outcome != Outcome(TooMuch) || got.Minutes != 100*60 {
		t.Errorf("too much is %+v", got)
	}
	for turn := range s.policyNow().Redeem.PINTries {
		s.orders(10+turn, s.wang, "111111", 600)
	}
	if got := s.orders(20, s.wang, pin, 600); got.Outcome != Locked {
		t.Errorf("after too many the right PIN is %+v", got)
	}
}

// The truth is told at once when money is short.
func TestAnOrderByPhoneTellsThatMoneyIsShort(t *testing.T) {
	s := newTill(t, 5_00)
	pin := s.pin()
	if got := s.orders(1, s.wang, pin, 600); got.Outcome != InQueue {
		t.Errorf("the order is %+v", got)
	}
}

// A member without a PIN is rung on the registered phone; key 1 there counts,
// and a call that is not answered is a person's.
func TestAnOrderWithoutAPINIsAskedAboutOnTheRegisteredPhone(t *testing.T) {
	for how, want := range map[string]struct {
		does    func(*till, *Outgoing)
		held    int64
		tickets []TicketKind
	}{
		"key 1":       {func(s *till, o *Outgoing) { s.says(o, true); s.over(o, "completed") }, 10, []TicketKind{RedemptionTicket}},
		"key 2":       {func(s *till, o *Outgoing) { s.says(o, false); s.over(o, "completed") }, 0, nil},
		"a voicemail": {func(s *till, o *Outgoing) { s.over(o, "completed") }, 0, []TicketKind{Exchange}},
		"no answer":   {func(s *till, o *Outgoing) { s.over(o, "no-answer") }, 0, []TicketKind{Exchange}},
		"too late":    {func(s *till, o *Outgoing) { s.over(o, "no-answer"); s.says(o, true) }, 0, []TicketKind{Exchange}},
	} {
		t.Run(how, func(t *testing.T) {
			s := newTill(t, 1_000_00)
			for range 2 {
				s.must(s.OrderByCallBack(ctx, PhoneOrder{Source: "CA1/7", Member: s.wang.ID, Minutes: 600}))
			}
			s.clock.Advance(s.policyNow().Announce.DoorWord.Std())
			calls := s.hand(CallLane)
			if len(calls) != 1 || calls[0].Phone != s.wang.Phone() {
				t.Fatalf("rang %+v", calls)
			}
			s.wantHours(s.wang, 100, 0)
			want.does(s, &calls[0])
			s.wantHours(s.wang, 100, want.held)
			s.wantTickets(want.tickets...)
		})
	}
}

// says is the member's key in a call about an order, twice.
func (s *till) says(o *Outgoing, wanted bool) {
	s.t.Helper()
	for range 2 {
		s.must(s.ConfirmOrder(ctx, o.SID+"/2", o.ID, wanted))
	}
}

func TestATextAsksForGoodsAndCash(t *testing.T) {
	s := newTill(t, 1_000_00)
	shared := s.elder("李爷爷", 1938, 50, phone(7))
	s.elder("李奶奶", 1940, 50, phone(7))
	for _, tt := range []struct {
		from   Member
		goods  string
		amount int64
		want   string
	}{
		{s.wang, "", 10, "redeem.asked"}, {s.wang, "", 10, "redeem.asked"}, {s.wang, "大米", 1, "redeem.asked"}, {s.wang, "飞机", 1, "redeem.no.no-goods"},
		{s.wang, "", 200, "redeem.no.too-much"}, {s.wang, "", 90, "redeem.no.not-enough"}, {shared, "", 10, "redeem.shared"}, {s.ma, "", 10, "redeem.no.too-young"},
	} {
		text := s.from(tt.from.Phone())
		s.must(s.RedeemText(ctx, text, tt.goods, tt.amount))
		if got := s.reply(text); got != tt.want {
			t.Errorf("%s asks for %d of %q and reads %q, want %q", tt.from.Name, tt.amount, tt.goods, got, tt.want)
		}
	}
	s.wantHours(s.wang, 100, 10+25) // the same again is asked for once
}

func TestWhatCanBeChosenIsWhatTheHoursAreEnoughFor(t *testing.T) {
	s := newTill(t, 1_000_00)
	c, err := s.Choice(ctx, s.wang.ID)
	s.must(err)
	if fmt.Sprint(c.Cash) != "[600 1200 3000]" || c.All != 6000 || len(c.Goods) != len(s.policyNow().Goods) || c.Goods[0].Pieces != 3 || c.PIN {
		t.Errorf("with a hundred hours: %+v", c)
	}
	li := s.elder("李爷爷", 1938, 2, phone(7))
	c, err = s.Choice(ctx, li.ID)
	s.must(err)
	if fmt.Sprint(c.Cash) != "[60]" || c.All != 120 || len(c.Goods) != 1 {
		t.Errorf("with two hours: %+v", c)
	}
	for _, none := range []struct {
		m   Member
		why WhyNotRedeemed
	}{{s.elder("孙爷爷", 1938, 0, phone(8)), NotEnoughHours}, {s.elder("小孙", 1990, 50, phone(9)), TooYoung}} {
		if c, err = s.Choice(ctx, none.m.ID); err != nil || !c.Nothing() || c.Why.Why != none.why {
			t.Errorf("%s: %+v, %v", none.m.Name, c, err)
		}
	}
}
