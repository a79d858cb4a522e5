package care

import (
	"errors"
	"fmt"
	"sync"

	"pgregory.net/rapid"
)

// orderHabits are all that makes goods and money of hours.
func (b *bursar) orderHabits() []habit {
	return []habit{{3, b.asks}, {1, b.manyAsk}, {3, b.rushes}, {4, b.decides}, {2, b.atDesk}, {4, b.pays}, {1, b.manyPay},
		{2, b.ends}, {3, b.says}, {3, b.returns}, {4, b.fills},
		{1, b.setsPIN}, {1, b.triesPIN}, {1, b.manyTry}, {2, b.ordersByPIN}, {3, b.pointAsks}, {3, b.agrees}, {1, b.hangsUp}}
}

// fills opens another fund now and then, and gives one money: often just what
// the first who waits needs, or a fen less.
func (b *bursar) fills(r *rapid.T) {
	i, fen := rapid.IntRange(0, 2).Draw(r, "fund"), rapid.Int64Range(1, 600).Draw(r, "fen")
	if first := b.firstInQueue(); first != nil && chance(r, "what the first needs", 2) {
		fen = max(first.fen-rapid.Int64Range(0, 1).Draw(r, "less"), 1)
	}
	i = min(i, len(b.m.funds))
	by, with := employees(r)
	var refused error
	if by == with {
		refused = ErrNotSecond
	}
	if i == len(b.m.funds) {
		b.twice(r, "open a fund", sources[i], refused, func() error { return second(b.OpenFund(ctx, sources[i], b.number(by), b.number(with))) })
		if refused != nil {
			return
		}
		b.m.funds = append(b.m.funds, fundModel{})
	}
	in := FundReceipt{Source: sources[i], Document: b.key(), Fen: fen, By: b.number(by), With: b.number(with)}
	if refused == nil {
		f := &b.m.funds[i]
		f.free, f.given = f.free+fen, f.given+fen
		b.m.payQueue()
	}
	how := fmt.Sprintf("%d fen into %s by %s and %s", fen, in.Source, b.hand(by), b.hand(with))
	b.twice(r, "fill a fund", how, refused, func() error { return second(b.AddToFund(ctx, in)) })
	if refused == nil && chance(r, "another amount", 6) {
		in.Fen++
		b.wants(r, "fill a fund", how+", by the same document with another amount", second(b.AddToFund(ctx, in)), ErrOtherAmount)
	}
}

func (b *bursar) firstInQueue() (first *orderModel) {
	for _, o := range b.m.orders {
		if o.state == Queued && (first == nil || o.before(first)) {
			first = o
		}
	}
	return first
}

// draw is an order of somebody's.
func (b *bursar) draw(r *rapid.T) (who int, o RedemptionOrder, how string) {
	who = person(r, "who")
	o = RedemptionOrder{Member: b.who[who].Number, Channel: ByText, Minutes: rapid.SampledFrom([]int64{60, 120, 180, 240, 480, 30, 90, 540, 0}).Draw(r, "minutes")}
	how = fmt.Sprintf("%s, %d min in cash", b.name(who), o.Minutes)
	if chance(r, "goods", 4) {
		o.Goods, o.Pieces = "haircut", rapid.Int64Range(1, 3).Draw(r, "pieces")
		o.Minutes = 120 * o.Pieces
		how = fmt.Sprintf("%s, %d haircuts", b.name(who), o.Pieces)
	}
	return who, o, how
}

// modelled is what the model makes of an order.
func (b *bursar) modelled(who int, o RedemptionOrder, asker int) (*orderModel, error) {
	if err := b.m.refusal(who, o.Minutes, o.Goods != ""); err != nil {
		return nil, err
	}
	return b.m.order(orderModel{who: who, minutes: o.Minutes, goods: o.Goods != "", channel: o.Channel, asker: asker}), nil
}

// asks is a member's text, or the word of one of the staff at the desk.
func (b *bursar) asks(r *rapid.T) {
	who, o, how := b.draw(r)
	asker := noOne
	if chance(r, "at the desk", 4) {
		asker = employee(r)
		o.Channel, o.Actor = AtDesk, b.number(asker)
		how += ", through " + b.hand(asker)
	}
	_, want := b.modelled(who, o, asker)
	o.Source = "text/" + b.key()
	b.twice(r, "ask", how, want, func() error { return second(b.Redeem(ctx, o)) })
}

// manyAsk is that eight texts of one member come at once.
func (b *bursar) manyAsk(r *rapid.T) {
	who, o, how := b.draw(r)
	var all sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		one := o
		one.Source = "text/" + b.key()
		all.Go(func() { errs[i] = second(b.Redeem(ctx, one)) })
	}
	all.Wait()
	n, should := 0, 0
	for _, err := range errs {
		if err == nil {
			n++
		}
		if _, refused := b.modelled(who, o, noOne); refused == nil {
			should++
		}
		b.wants(r, "ask at once", how, nil, nil)
	}
	if n != should {
		b.fail(r, fmt.Sprintf("of eight at once %d were held, and the model says %d", n, should))
	}
}

// rushes is that several ask for money on one day, and somebody approves them
// in another order: so there are queues.
func (b *bursar) rushes(r *rapid.T) {
	var some []*orderModel
	for range rapid.IntRange(2, 5).Draw(r, "how many") {
		who, minutes := person(r, "who"), rapid.SampledFrom([]int64{60, 120, 480}).Draw(r, "minutes")
		o := RedemptionOrder{Member: b.who[who].Number, Channel: ByText, Minutes: minutes, Source: "text/" + b.key()}
		order, want := b.modelled(who, o, noOne)
		b.wants(r, "ask", fmt.Sprintf("%s, %d min in cash", b.name(who), minutes), second(b.Redeem(ctx, o)), want)
		if want == nil {
			some = append(some, order)
		}
	}
	if len(some) > 1 && rapid.Bool().Draw(r, "the last first") {
		some[0], some[len(some)-1] = some[len(some)-1], some[0]
	}
	by := employee(r)
	for _, o := range some {
		b.approve(r, o, by)
	}
}

// some is one of the redemptions; nil while there are none.
func (b *bursar) some(r *rapid.T) *orderModel {
	if len(b.m.orders) == 0 {
		return nil
	}
	last := len(b.m.orders) - 1
	return b.m.orders[last-rapid.IntRange(0, min(last, 9)).Draw(r, "order, of the last")]
}

// order is a redemption as the story names it.
func (b *bursar) order(o *orderModel) string {
	return fmt.Sprintf("redemption %d of %s, %d min", o.id, b.name(o.who), o.minutes)
}

func (b *bursar) approve(r *rapid.T, o *orderModel, by int) {
	want := b.m.approve(o, by)
	b.twice(r, "approve", b.order(o)+", by "+b.hand(by), want, func() error { return second(b.ApproveRedemption(ctx, o.id, b.number(by))) })
}

func (b *bursar) decides(r *rapid.T) {
	if o, by := b.some(r), employee(r); o != nil {
		b.approve(r, o, by)
	}
}

// atDesk is that two of the staff give something out in one step.
func (b *bursar) atDesk(r *rapid.T) {
	who, o, how := b.draw(r)
	by, with := employees(r)
	o.Channel = AtDesk
	want := b.m.refusal(who, o.Minutes, o.Goods != "")
	if want == nil && by == with {
		want = ErrNotSecond
	}
	if want == nil {
		made, _ := b.modelled(who, o, by)
		if _ = b.m.approve(made, with); made.state == Ready {
			if b.m.carryOut(made, by); who == phoneless {
				b.m.receive(made)
			}
		}
	}
	o.Source, o.Actor = "desk/"+b.key(), b.number(by)
	b.wants(r, "redeem at the desk", fmt.Sprintf("%s, by %s with %s", how, b.hand(by), b.hand(with)), second(b.RedeemAtDesk(ctx, o, b.number(with))), want)
}

func (b *bursar) pays(r *rapid.T) {
	o, by := b.some(r), rapid.IntRange(0, crew).Draw(r, "pays")
	with := rapid.IntRange(noOne, crew-1).Draw(r, "with")
	if o == nil {
		return
	}
	if by == crew {
		by = shop
	}
	want := b.m.handOut(o, by, with)
	b.twice(r, "hand out", fmt.Sprintf("%s, by %s, seen by %s", b.order(o), b.hand(by), b.hand(with)), want, func() error {
		return second(b.HandOutRedemption(ctx, o.id, b.number(by), b.number(with)))
	})
}

// manyPay is that a service point and one of the staff give one thing out at
// once, twice each: one of the two does.
func (b *bursar) manyPay(r *rapid.T) {
	o, by := b.some(r), employee(r)
	if o == nil || o.state != Ready || o.approver == by || o.who == phoneless {
		return
	}
	var all sync.WaitGroup
	errs := make([]error, 4)
	hands := []int{shop, by}
	for i := range errs {
		all.Go(func() { errs[i] = second(b.HandOutRedemption(ctx, o.id, b.number(hands[i%2]), "")) })
	}
	all.Wait()
	first := 0
	if errs[0] != nil {
		first = 1
	}
	b.m.carryOut(o, hands[first])
	for i, err := range errs {
		b.wants(r, "hand out at once", fmt.Sprintf("%s, by %s", b.order(o), b.hand(hands[i%2])), nil, nil)
		if won := i%2 == first; won && err != nil || !won && !errors.Is(err, ErrNotRedeemNow) {
			b.fail(r, "of two at once not one alone gave it out")
		}
	}
}

// ends is that a redemption is refused or cancelled.
func (b *bursar) ends(r *rapid.T) {
	o, by := b.some(r), employee(r)
	if o == nil {
		return
	}
	if chance(r, "refused", 2) {
		want := b.m.stop(o, RefusedRedemption)
		b.twice(r, "refuse", b.order(o)+", by "+b.hand(by), want, func() error {
			return second(b.RefuseRedemption(ctx, o.id, RedemptionWord{b.number(by), "不行"}))
		})
		return
	}
	who := rapid.SampledFrom([]string{"the member", "staff", "the point"}).Draw(r, "who")
	number := map[string]string{"the member": b.who[o.who].Number, "staff": b.number(by), "the point": b.number(shop)}[who]
	var want error
	if who == "the point" && o.asker != shop && o.state != CancelledRedemption {
		want = ErrNotStaffOrPoint
	} else {
		want = b.m.stop(o, CancelledRedemption)
	}
	b.twice(r, "cancel", b.order(o)+", by "+who, want, func() error { return second(b.CancelRedemption(ctx, o.id, RedemptionWord{number, ""})) })
}

// says is that the member, or one of the staff who has asked, says whether it
// was given out.
func (b *bursar) says(r *rapid.T) {
	o, by := b.some(r), rapid.IntRange(noOne, crew-1).Draw(r, "by")
	if o == nil {
		return
	}
	number, how := b.number(by), b.order(o)+", by "+b.hand(by)
	if by == noOne {
		number, how = b.who[o.who].Number, b.order(o)+", by the member"
	}
	if chance(r, "contested", 3) {
		want := b.m.contested(o, by)
		b.twice(r, "contest", how, want, func() error { return second(b.ContestRedemption(ctx, o.id, RedemptionWord{number, ""})) })
		return
	}
	want := b.m.confirmed(o, by)
	b.twice(r, "confirm", how, want, func() error { return second(b.ConfirmRedemption(ctx, o.id, number)) })
}

func (b *bursar) returns(r *rapid.T) {
	o := b.some(r)
	if o == nil {
		return
	}
	by, with := employees(r)
	want := b.m.giveBack(o, by, with)
	b.twice(r, "return", fmt.Sprintf("%s, by %s and %s", b.order(o), b.hand(by), b.hand(with)), want, func() error {
		return second(b.ReturnRedemption(ctx, o.id, RedemptionWord{b.number(by), "it is in the till"}, b.number(with)))
	})
}
