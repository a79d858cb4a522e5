package care

import (
	"cmp"
	"slices"
	"time"
)

// An orderModel is a redemption.
type orderModel struct {
	id, minutes, fen int64
	who              int
	estate           *estateModel // whose hours they are; nil for the member's own
	goods            bool
	channel          Channel
	state            RedemptionState
	asked, due       time.Time
	handed           time.Time
	shares           []int64 // fen by fund
	asker            int     // noOne when it was the member
	approver, payer  int     // of the staff, the shop, or the member, who is noOne here
}

// noOne is in the place of somebody of the staff.
const noOne = -1

type fundModel struct{ free, held, given int64 }

var sources = [3]string{"lottery", "donations", "private"}

// waits reports whether something becomes of it by itself.
func (o *orderModel) waits() bool { return o.state == Asked || o.state == Queued || o.state == Ready }

// from is where the hours of an order come from.
func (m *moneyModel) from(o *orderModel) (hours, held *int64) {
	if o.estate != nil {
		return &o.estate.hours, &o.estate.held
	}
	return &m.people[o.who].hours, &m.people[o.who].held
}

// order sets hours aside.
func (m *moneyModel) order(o orderModel) *orderModel {
	r := m.inForce()
	o.id, o.state, o.asked, o.due = int64(len(m.orders)+1), Asked, m.now, m.now.Add(fetched)
	if o.channel == AtPoint && o.minutes <= r.point {
		o.due = m.now.Add(agreed)
	}
	o.approver, o.payer = noOne, noOne
	if !o.goods {
		o.fen = o.minutes * r.hourFen / 60
	}
	_, held := m.from(&o)
	*held += o.minutes
	m.orders = append(m.orders, &o)
	return &o
}

// refusal is why so many minutes of somebody's cannot be redeemed.
func (m *moneyModel) refusal(who int, minutes int64, goods bool) error {
	p, r := &m.people[who], m.inForce()
	switch {
	case p.dead:
		return ErrDead
	case !goods && !r.cash:
		return NotRedeemed{Why: CashOff}
	case who == youngster:
		return NotRedeemed{Why: TooYoung}
	case minutes < leastRedeemed:
		return NotRedeemed{TooLittle, leastRedeemed}
	case minutes > r.most:
		return NotRedeemed{TooMuch, r.most}
	case !goods && minutes%60 != 0:
		return NotRedeemed{WholeSteps, 60}
	}
	left := int64(redeemedOfMonth)
	for _, o := range m.orders {
		if o.who == who && o.counts() && o.asked.Year() == m.now.Year() && o.asked.Month() == m.now.Month() {
			left -= o.minutes
		}
	}
	if minutes > left {
		return NotRedeemed{MonthIsOver, max(left, 0)}
	}
	if p.free() < minutes {
		return NotRedeemed{NotEnoughHours, p.free()}
	}
	return nil
}

// counts reports whether something came of it, or may.
func (o *orderModel) counts() bool {
	return !slices.Contains([]RedemptionState{RefusedRedemption, CancelledRedemption, ExpiredRedemption, Returned}, o.state)
}

// before reports whether one who waits for money comes before another.
func (o *orderModel) before(p *orderModel) bool {
	if hardships[o.who] != hardships[p.who] {
		return hardships[o.who]
	}
	return cmp.Or(o.asked.Compare(p.asked), cmp.Compare(o.id, p.id)) < 0
}

func (m *moneyModel) somebodyBefore(o *orderModel) bool {
	return slices.ContainsFunc(m.orders, func(p *orderModel) bool { return p.state == Queued && p.before(o) })
}

// money reports whether there is enough, and the stop rule lets it be paid.
func (m *moneyModel) money(fen int64) bool {
	var free int64
	for _, f := range m.funds {
		free += f.free
	}
	r := m.inForce()
	worth := m.outstanding() * r.hourFen / 60
	return free >= fen && (worth <= 0 || free*100 >= worth*r.coverage)
}

// hold sets the money aside, from one fund after the other.
func (m *moneyModel) hold(o *orderModel) bool {
	if !m.money(o.fen) {
		return false
	}
	o.shares = make([]int64, len(sources))
	left := o.fen
	for i := range m.funds {
		o.shares[i] = min(left, m.funds[i].free)
		m.funds[i].free -= o.shares[i]
		m.funds[i].held += o.shares[i]
		left -= o.shares[i]
	}
	return true
}

func (m *moneyModel) ready(o *orderModel) { o.state, o.due = Ready, m.now.Add(fetched) }

// approve is a second person's word; it is noOne's when the member agreed.
func (m *moneyModel) approve(o *orderModel, by int) error {
	switch {
	case o.state != Asked && o.approver == by && by != noOne:
		return nil
	case o.state != Asked:
		return ErrNotRedeemNow
	case o.asker == by && by != noOne:
		return ErrNotSecond
	}
	o.approver = by
	if o.goods || !m.somebodyBefore(o) && m.hold(o) {
		m.ready(o)
		return nil
	}
	o.state, o.due = Queued, m.tomorrow()
	return nil
}

// payQueue pays those who wait, nobody before somebody who comes first.
func (m *moneyModel) payQueue() {
	for {
		var first *orderModel
		for _, o := range m.orders {
			if o.state == Queued && (first == nil || o.before(first)) {
				first = o
			}
		}
		if first == nil || !m.hold(first) {
			return
		}
		m.ready(first)
	}
}

// end frees what an order holds.
func (m *moneyModel) end(o *orderModel, as RedemptionState) {
	_, held := m.from(o)
	*held -= o.minutes
	for i := range m.funds {
		if o.shares != nil {
			m.funds[i].held -= o.shares[i]
			m.funds[i].free += o.shares[i]
		}
	}
	o.state = as
	m.payQueue()
}

// stop ends an order by somebody's word, if it has not come too far.
func (m *moneyModel) stop(o *orderModel, as RedemptionState) error {
	switch {
	case o.state == as:
	case !o.waits():
		return ErrNotRedeemNow
	default:
		m.end(o, as)
	}
	return nil
}

// handOut is somebody who gives it out, and another who saw it; noOne when
// none did.
func (m *moneyModel) handOut(o *orderModel, by, with int) error {
	silent := m.people[o.who].dead || o.who == phoneless
	switch {
	case o.payer == by:
		return nil
	case o.payer != noOne:
		return ErrNotRedeemNow
	case o.approver == by:
		return ErrNotSecond
	case with == noOne && silent:
		return ErrNoWitness
	case with == by:
		return ErrNotSecond
	case o.state != Ready:
		return ErrNotRedeemNow
	}
	m.carryOut(o, by)
	if silent {
		m.receive(o)
	}
	return nil
}

// carryOut moves the hours and the money.
func (m *moneyModel) carryOut(o *orderModel, by int) {
	hours, held := m.from(o)
	*hours, *held = *hours-o.minutes, *held-o.minutes
	for i := range m.funds {
		if o.shares != nil {
			m.funds[i].held -= o.shares[i]
		}
	}
	m.paid += o.fen
	if o.goods {
		m.goods += o.minutes
	} else {
		m.cash += o.minutes
	}
	o.state, o.payer, o.handed = HandedOut, by, m.now
}

func (m *moneyModel) receive(o *orderModel) {
	o.state = Received
	if o.estate != nil {
		m.closeEmpty(o.estate)
	}
}

// confirmed is that the member, or one of the staff who asked, says that it was
// given out; contested that it was not.
func (m *moneyModel) confirmed(o *orderModel, by int) error {
	switch {
	case by != noOne && by == o.payer:
		return ErrNotSecond
	case o.state == Received:
	case o.state != HandedOut && o.state != Contested:
		return ErrNotRedeemNow
	default:
		m.receive(o)
	}
	return nil
}

func (m *moneyModel) contested(o *orderModel, by int) error {
	switch {
	case by != noOne && by == o.payer:
		return ErrNotSecond
	case o.state == Contested:
	case o.state != HandedOut:
		return ErrNotRedeemNow
	default:
		o.state = Contested
	}
	return nil
}

// giveBack undoes what was given out; to the estate of whoever has died.
func (m *moneyModel) giveBack(o *orderModel, by, with int) error {
	switch {
	case o.state == Returned:
		return nil
	case by == with, o.payer != noOne && (o.payer == by || o.payer == with):
		return ErrNotSecond
	case o.state != HandedOut && o.state != Contested:
		return ErrNotRedeemNow
	}
	o.state = Returned
	hours, _ := m.from(o)
	*hours += o.minutes
	for i := range m.funds {
		if o.shares != nil {
			m.funds[i].free += o.shares[i]
		}
	}
	m.paid -= o.fen
	if o.goods {
		m.goods -= o.minutes
	} else {
		m.cash -= o.minutes
	}
	m.toEstate(o.who)
	m.payQueue()
	return nil
}

// atPoint is the order that a service point's text asks for, or made before;
// nil when nobody is rung.
func (m *moneyModel) atPoint(who int, hours int64) *orderModel {
	p, r := &m.people[who], m.inForce()
	if hours*60 > r.point || p.dead || who == phoneless || p.pin == "" || p.tries >= r.tries {
		return nil
	}
	for _, o := range slices.Backward(m.orders) {
		today := o.handed.Format(time.DateOnly) == m.now.Format(time.DateOnly)
		given := o.state == HandedOut || o.state == Received || o.state == Contested
		if o.who == who && o.channel == AtPoint && o.minutes == hours*60 && (o.waits() || given && today) {
			return nil
		}
	}
	if m.refusal(who, hours*60, false) != nil {
		return nil
	}
	return m.order(orderModel{who: who, minutes: hours * 60, channel: AtPoint, asker: shop})
}

// agree is a member's PIN in the call about what a service point gives out.
func (m *moneyModel) agree(o *orderModel, pin string) Outcome {
	switch m.tryPIN(o.who, pin) {
	case PINWrong:
		return WrongPIN
	case PINLocked:
		return Locked
	}
	if o.state != Asked || o.minutes > m.inForce().point {
		return TooLate
	}
	if m.approve(o, noOne); o.state != Ready {
		return InQueue
	}
	m.carryOut(o, shop)
	m.receive(o)
	return PaidOut
}
