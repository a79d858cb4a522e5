package care

import (
	"errors"
	"fmt"
	"sync"

	"pgregory.net/rapid"
)

func (b *bursar) setsPIN(r *rapid.T) { b.givePIN(r, person(r, "who")) }

// givePIN gives somebody a new PIN, in person.
func (b *bursar) givePIN(r *rapid.T, who int) {
	by, with := employees(r)
	pin, err := b.SetPIN(ctx, b.who[who].Number, b.number(by), b.number(with))
	var want error
	if by == with {
		want = ErrNotSecond
	} else {
		b.m.people[who].pin, b.m.people[who].tries = pin, 0
	}
	b.wants(r, "set a PIN", fmt.Sprintf("of %s, by %s and %s", b.name(who), b.hand(by), b.hand(with)), err, want)
}

// pin is what somebody keys: mostly the right one.
func (b *bursar) pin(r *rapid.T, who int) (pin, how string) {
	if p := b.m.people[who].pin; p != "" && !chance(r, "wrong", 3) {
		return p, "right"
	}
	return "000000", "wrong"
}

func (b *bursar) triesPIN(r *rapid.T) {
	who := person(r, "who")
	pin, how := b.pin(r, who)
	want := b.m.tryPIN(who, pin)
	got, err := b.CheckPIN(ctx, b.who[who].Number, pin)
	b.wants(r, "try a PIN", b.name(who)+", "+how, err, nil)
	if got != want {
		b.fail(r, fmt.Sprintf("the PIN is %d, and the model says %d", got, want))
	}
}

// manyTry is that somebody guesses on eight lines at once.
func (b *bursar) manyTry(r *rapid.T) {
	who := person(r, "who")
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { b.CheckPIN(ctx, b.who[who].Number, "000000") })
	}
	all.Wait()
	for range 4 {
		b.m.tryPIN(who, "000000")
		b.wants(r, "guess at once", b.name(who), nil, nil)
	}
}

// turn does something with a PIN in a call, as a webhook that may come twice.
func (b *bursar) turn(r *rapid.T, act, how string, want Outcome, do func(source string) error) {
	source := "CA" + b.key() + "/1"
	b.twice(r, act, how, nil, func() error { return do(source) })
	t, err := b.TurnoutOf(ctx, source)
	b.must(err)
	if t.Outcome != want {
		b.fail(r, fmt.Sprintf("the turn came to %q, and the model says %q", t.Outcome, want))
	}
}

func (b *bursar) ordersByPIN(r *rapid.T) {
	who, o, how := b.draw(r)
	pin, right := b.pin(r, who)
	var want Outcome
	switch b.m.tryPIN(who, pin) {
	case PINWrong:
		want = WrongPIN
	case PINLocked:
		want = Locked
	default:
		want = b.byPhone(who, o)
	}
	b.turn(r, "order by phone", fmt.Sprintf("%s, PIN %s", how, right), want, func(source string) error {
		order := PhoneOrder{Source: source, Member: b.who[who].ID, Goods: o.Goods, Pieces: o.Pieces, Minutes: o.Minutes}
		return b.OrderByPIN(ctx, order, pin)
	})
}

// byPhone is what the model says of an order with the right PIN.
func (b *bursar) byPhone(who int, o RedemptionOrder) Outcome {
	o.Channel = ByPhone
	order, err := b.modelled(who, o, noOne)
	var no NotRedeemed
	switch {
	case errors.As(err, &no):
		return Outcome(no.Why)
	case err != nil:
		return TooLate
	case !order.goods && (b.m.somebodyBefore(order) || !b.m.money(order.fen)):
		return InQueue
	}
	return Ordered
}

// pointAsks is a service point's text.
func (b *bursar) pointAsks(r *rapid.T) {
	who, hours := person(r, "who"), rapid.Int64Range(1, 5).Draw(r, "hours")
	if b.m.people[who].pin == "" && !chance(r, "without a PIN", 4) {
		b.givePIN(r, who)
	}
	if last := len(b.m.orders) - 1; last >= 0 && b.m.orders[last].channel == AtPoint && chance(r, "the same again", 2) {
		who, hours = b.m.orders[last].who, b.m.orders[last].minutes/60
	}
	b.m.atPoint(who, hours)
	b.keys++
	text := Text{SID: fmt.Sprintf("SM%d", b.keys), From: phone(20)}
	b.twice(r, "ask at a point", fmt.Sprintf("for %d h of %s", hours, b.name(who)), nil, func() error { return b.PayText(ctx, text, b.who[who].Number, hours) })
}

// asked is an order that a service point has asked for, and the call about it;
// nil for none.
func (b *bursar) asked(r *rapid.T) (o *orderModel, call int64) {
	var some []*orderModel
	for _, o := range b.m.orders[max(len(b.m.orders)-20, 0):] {
		if o.channel == AtPoint {
			some = append(some, o)
		}
	}
	if len(some) == 0 {
		return nil, 0
	}
	o = some[len(some)-1-rapid.IntRange(0, min(len(some)-1, 2)).Draw(r, "call, of the last")]
	return o, one[int64](b.house, `SELECT id FROM outbox WHERE key = $1`, fmt.Sprintf("redemption/%d/agree", o.id))
}

func (b *bursar) agrees(r *rapid.T) {
	o, call := b.asked(r)
	if o == nil {
		return
	}
	pin, how := b.pin(r, o.who)
	b.turn(r, "agree", b.order(o)+", PIN "+how, b.m.agree(o, pin), func(source string) error { return b.AgreeByPIN(ctx, source, call, pin) })
}

// hangsUp ends a call in which nobody has agreed.
func (b *bursar) hangsUp(r *rapid.T) {
	o, call := b.asked(r)
	if o == nil {
		return
	}
	if o.state == Asked {
		b.m.end(o, CancelledRedemption)
	}
	b.twice(r, "hang up", b.order(o), nil, func() error {
		out, err := b.Outgoing(ctx, call)
		if err != nil {
			return err
		}
		return b.write(ctx, func(v *verb) error { return v.paymentEnded(out) })
	})
}
