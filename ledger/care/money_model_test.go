package care

import (
	"cmp"
	"slices"
	"time"
)

// A purseModel is what the simple model knows of one person.
type purseModel struct {
	hours, held int64 // minutes on the account, and how many of them are set aside
	granted     int64 // given from the fund of grants, not used
	dead        bool
	estates     []estateModel // of the last death
}

type estateModel struct {
	came, hours, held int64 // came is what it got, less what went back
	closed            bool
}

// An orderModel is a redemption.
type orderModel struct {
	id, minutes, fen int64
	who, estate      int // estate is the place of it among who's, none for own hours
	of               int // whose estate
	goods, hardship  bool
	state            RedemptionState
	asked, due       time.Time
	shares           []int64 // fen by fund
	approver, payer  int64
}

type fundModel struct{ free, held, given int64 }

// A visitModel is a visit of hours that were stored, and who paid for it.
type visitModel struct {
	id                 int64
	helper, elder      int
	minutes            int64
	own, granted, pool int64
	ended              time.Time
}

// A moneyModel is all hours and all money, as somebody would write it down who
// has only read what is promised: no SQL, no entries.
type moneyModel struct {
	now    time.Time
	people [people]purseModel
	pool   int64
	grants int64
	funds  []fundModel
	orders []*orderModel
	visits []*visitModel

	service, goods, cash int64 // minutes that were redeemed
	opened               bool  // somebody has put something into the fund of grants
}

// people are in the model; the first one is in hardship.
const people = 4

func (m *moneyModel) outstanding() (minutes int64) {
	for _, p := range m.people {
		minutes += p.hours
		for _, e := range p.estates {
			minutes += e.hours
		}
	}
	return minutes
}

func (p *purseModel) free() int64 { return p.hours - p.held }

// from is where the hours of an order come from.
func (m *moneyModel) from(o *orderModel) (hours, held *int64) {
	if o.estate == none {
		return &m.people[o.who].hours, &m.people[o.who].held
	}
	e := &m.people[o.of].estates[o.estate]
	return &e.hours, &e.held
}

// order sets hours aside.
func (m *moneyModel) order(o orderModel) *orderModel {
	o.state, o.asked, o.due, o.hardship = Asked, m.now, m.now.Add(336*time.Hour), o.who == 0
	if !o.goods {
		o.fen = o.minutes * 100 / 60
	}
	_, held := m.from(&o)
	*held += o.minutes
	m.orders = append(m.orders, &o)
	return &o
}

// before reports whether one who waits for money comes before another.
func (o *orderModel) before(p *orderModel) bool {
	if o.hardship != p.hardship {
		return o.hardship
	}
	return cmp.Or(o.asked.Compare(p.asked), cmp.Compare(o.id, p.id)) < 0
}

// hold sets the money aside, from one fund after the other.
func (m *moneyModel) hold(o *orderModel) bool {
	var free int64
	for _, f := range m.funds {
		free += f.free
	}
	worth := m.outstanding() * 100 / 60
	if worth > 0 && free*100 < worth*20 || free < o.fen {
		return false
	}
	o.shares = make([]int64, len(m.funds))
	left := o.fen
	for i := range m.funds {
		o.shares[i] = min(left, m.funds[i].free)
		m.funds[i].free -= o.shares[i]
		m.funds[i].held += o.shares[i]
		left -= o.shares[i]
	}
	return true
}

func (m *moneyModel) ready(o *orderModel) { o.state, o.due = Ready, m.now.Add(336*time.Hour) }

func (m *moneyModel) approve(o *orderModel, by int64) {
	o.approver = by
	waits := slices.ContainsFunc(m.orders, func(p *orderModel) bool { return p.state == Queued && p.before(o) })
	if o.goods || !waits && m.hold(o) {
		m.ready(o)
		return
	}
	o.state, o.due = Queued, m.tomorrow()
}

// tomorrow is when somebody is there again.
func (m *moneyModel) tomorrow() time.Time {
	y, month, d := m.now.Date()
	return time.Date(y, month, d+1, 8, 30, 0, 0, m.now.Location())
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
	for i, fen := range o.shares {
		m.funds[i].held -= fen
		m.funds[i].free += fen
	}
	o.state = as
	m.payQueue()
}

func (m *moneyModel) handOut(o *orderModel, by int64) {
	hours, held := m.from(o)
	*hours, *held = *hours-o.minutes, *held-o.minutes
	for i, fen := range o.shares {
		m.funds[i].held -= fen
	}
	if o.goods {
		m.goods += o.minutes
	} else {
		m.cash += o.minutes
	}
	o.state, o.payer, o.due = HandedOut, by, m.now.Add(72*time.Hour)
}

func (m *moneyModel) receive(o *orderModel) {
	o.state = Received
	if o.estate != none {
		m.closeEmpty(o.of, o.estate)
	}
}

// giveBack undoes what was given out; to the estate of whoever has died.
func (m *moneyModel) giveBack(o *orderModel) {
	o.state = Returned
	hours, _ := m.from(o)
	*hours += o.minutes
	for i, fen := range o.shares {
		m.funds[i].free += fen
	}
	if o.goods {
		m.goods -= o.minutes
	} else {
		m.cash -= o.minutes
	}
	if o.estate == none {
		m.toEstate(o.who)
	}
	m.payQueue()
}

// closeEmpty closes an estate in which nothing is left, nor may come back.
func (m *moneyModel) closeEmpty(who, estate int) {
	e := &m.people[who].estates[estate]
	unsaid := slices.ContainsFunc(m.orders, func(o *orderModel) bool {
		return o.estate == estate && o.of == who && (o.state == HandedOut || o.state == Contested)
	})
	e.closed = e.closed || e.hours == 0 && !unsaid
}

// toEstate moves the hours of the dead.
func (m *moneyModel) toEstate(who int) {
	p := &m.people[who]
	if !p.dead || p.hours == 0 {
		return
	}
	last := len(p.estates) - 1
	if p.estates[last].closed {
		p.estates, last = append(p.estates, estateModel{}), last+1
	}
	p.estates[last].came += p.hours
	p.estates[last].hours += p.hours
	p.hours = 0
}

// die ends what somebody had asked for, and makes the estate.
func (m *moneyModel) die(who int) {
	for _, o := range m.orders {
		if o.who == who && (o.state == Asked || o.state == Queued || o.state == Ready) {
			m.end(o, CancelledRedemption)
		}
	}
	p := &m.people[who]
	p.dead, p.estates = true, []estateModel{{}}
	m.toEstate(who)
	m.closeEmpty(who, 0)
}

// inherited reports whether something of the estates was given out, or is to be.
func (p *purseModel) inherited() bool {
	return slices.ContainsFunc(p.estates, func(e estateModel) bool { return e.hours-e.held < e.came })
}

func (m *moneyModel) live(who int) {
	p := &m.people[who]
	for _, e := range p.estates {
		p.hours += e.hours
	}
	p.dead, p.estates = false, nil
}

// serve stores the hours of a visit, which the elder pays, or a grant, or the
// pool.
func (m *moneyModel) serve(v *visitModel) {
	m.people[v.helper].hours += v.minutes
	m.payFor(v)
	m.visits = append(m.visits, v)
}

func (m *moneyModel) payFor(v *visitModel) {
	p := &m.people[v.elder]
	v.own = min(v.minutes, p.free())
	v.granted = min(v.minutes-v.own, p.granted)
	v.pool = v.minutes - v.own - v.granted
	p.hours, p.granted, m.pool = p.hours-v.own, p.granted-v.granted, m.pool-v.pool
	m.service += v.minutes
}

// correct puts other minutes in the place of those of a visit; false when they
// were spent.
func (m *moneyModel) correct(v *visitModel, minutes int64) bool {
	helper, elder := &m.people[v.helper], &m.people[v.elder]
	if helper.free()+minutes < v.minutes {
		return false
	}
	helper.hours += minutes - v.minutes
	elder.hours, elder.granted, m.pool = elder.hours+v.own, elder.granted+v.granted, m.pool+v.pool
	m.service -= v.minutes
	v.minutes = minutes
	m.payFor(v)
	return true
}

// advance does what time brings by itself.
func (m *moneyModel) advance(d time.Duration) {
	month := m.now.Month()
	m.now = m.now.Add(d)
	due := slices.DeleteFunc(slices.Clone(m.orders), func(o *orderModel) bool {
		return o.due.After(m.now) || o.state != Asked && o.state != Ready && o.state != Queued
	})
	slices.SortFunc(due, func(a, b *orderModel) int { return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.id, b.id)) })
	for _, o := range due {
		switch {
		case o.due.After(m.now):
		case o.state == Queued:
			for _, q := range m.orders {
				if q.state == Queued {
					q.due = m.tomorrow()
				}
			}
			m.payQueue()
		default:
			m.end(o, ExpiredRedemption)
		}
	}
	for i := range m.people {
		if p := &m.people[i]; p.dead && m.opened && m.now.Month() != month {
			m.grants, p.granted = m.grants+p.granted, 0
		}
	}
}
