package care

import (
	"fmt"
	"slices"
	"time"
)

// An estateModel is the hours of somebody who has died.
type estateModel struct {
	of     int
	came   int64 // what it got, less what went back
	hours  int64
	held   int64
	state  EstateState
	opened time.Time
}

func (e *estateModel) free() int64 { return e.hours - e.held }
func (e *estateModel) over() bool  { return e.state == EstateClosed || e.state == EstateUndone }

// estateOf is the newest estate of somebody, nil for none.
func (m *moneyModel) estateOf(who int) *estateModel {
	for _, e := range slices.Backward(m.estates) {
		if e.of == who {
			return e
		}
	}
	return nil
}

func (m *moneyModel) openEstate(who int) *estateModel {
	e := &estateModel{of: who, state: EstateOpen, opened: m.now}
	m.estates = append(m.estates, e)
	return e
}

// collect moves what somebody who has died has to an estate.
func (m *moneyModel) collect(e *estateModel) {
	p := &m.people[e.of]
	e.came, e.hours, p.hours = e.came+p.hours, e.hours+p.hours, 0
	m.closeEmpty(e)
}

// closeEmpty closes an estate in which nothing is left, nor may come back.
func (m *moneyModel) closeEmpty(e *estateModel) {
	unsaid := slices.ContainsFunc(m.orders, func(o *orderModel) bool {
		return o.estate == e && (o.state == HandedOut || o.state == Contested)
	})
	if e.hours == 0 && !unsaid && e.state != EstateUndone {
		e.state = EstateClosed
	}
}

// toEstate moves hours that came to somebody who has died.
func (m *moneyModel) toEstate(who int) {
	if p := &m.people[who]; !p.dead || p.hours == 0 {
		return
	}
	e := m.estateOf(who)
	if e.over() {
		e = m.openEstate(who)
	}
	m.collect(e)
}

// fromEstate gives somebody who has died so many minutes back, if the estate
// has them.
func (m *moneyModel) fromEstate(who int, minutes int64) {
	e := m.estateOf(who)
	if !m.people[who].dead || e.over() || e.free() < minutes {
		return
	}
	e.came, e.hours, m.people[who].hours = e.came-minutes, e.hours-minutes, m.people[who].hours+minutes
}

// reportDeath is one person's word; with the second one everything ends.
func (m *moneyModel) reportDeath(who, by int) error {
	if err := m.living(who); err != nil {
		return err
	}
	if !m.askTwo(matterModel{"death", who, none}, "", by) {
		return nil
	}
	m.forget(who)
	p := &m.people[who]
	p.dead = true
	for _, o := range m.orders {
		if o.who == who && o.waits() {
			m.end(o, CancelledRedemption)
		}
	}
	m.collect(m.openEstate(who))
	return nil
}

// undoDeath is one person's word that it was an error.
func (m *moneyModel) undoDeath(who, by int) error {
	p := &m.people[who]
	if !p.dead {
		return ErrNotReported
	}
	mine := func(e *estateModel) bool { return e.of == who && e.state != EstateUndone }
	if slices.ContainsFunc(m.estates, func(e *estateModel) bool { return mine(e) && e.free() < e.came }) {
		return ErrInherited
	}
	about := matterModel{"death undone", who, none}
	if !m.askTwo(about, "", by) {
		return nil
	}
	delete(m.asked, about)
	p.dead = false
	for _, e := range m.estates {
		if mine(e) {
			p.hours, e.hours, e.came, e.state = p.hours+e.hours, 0, 0, EstateUndone
		}
	}
	return nil
}

// disputed freezes an estate: what heirs were to be paid goes back into it.
func (m *moneyModel) disputed(e *estateModel) error {
	if e.over() {
		return ErrEstateOver
	}
	e.state = EstateDisputed
	for _, o := range m.orders {
		if o.estate == e && o.waits() {
			m.end(o, CancelledRedemption)
		}
	}
	return nil
}

// A bequest is a part of an estate; to nobody, for the pool.
type bequest struct {
	heir    int
	minutes int64
}

// bequests are what a settlement means.
func (m *moneyModel) bequests(e *estateModel, s settlementModel) ([]bequest, error) {
	if e.over() {
		return nil, ErrEstateOver
	}
	dead := m.people[e.of]
	if s.pool {
		for _, h := range dead.heirs {
			if !m.people[h.who].dead {
				return nil, ErrHasNominee
			}
		}
		if m.now.Before(e.opened.Add(unclaimed)) {
			return nil, ErrNotYetPool
		}
		return []bequest{{noOne, e.free()}}, nil
	}
	if len(s.heirs) > 0 {
		left := e.free()
		for _, b := range s.heirs {
			if err := m.living(b.heir); err != nil {
				return nil, err
			}
			if left -= b.minutes; left < 0 {
				return nil, ErrTooMuchThere
			}
		}
		return s.heirs, nil
	}
	if len(dead.heirs) == 0 {
		return nil, ErrNoHeir
	}
	parts := percents(e.free(), dead.heirs)
	for _, b := range parts {
		if err := m.living(b.heir); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

// percents shares minutes; who loses most by rounding gets what it leaves.
func percents(minutes int64, heirs []heirModel) (parts []bequest) {
	left := minutes
	for _, h := range heirs {
		part := minutes * int64(h.percent) / 100
		parts, left = append(parts, bequest{h.who, part}), left-part
	}
	for ; left > 0; left-- {
		most := 0
		for i := range parts {
			lost := func(i int) int64 { return minutes*int64(heirs[i].percent) - parts[i].minutes*100 }
			if lost(i) > lost(most) {
				most = i
			}
		}
		parts[most].minutes++
	}
	return parts
}

// A settlementModel says who gets how much of an estate, or that the nominees
// do when nobody is named.
type settlementModel struct {
	heirs                []bequest
	pool, cash, overflow bool
}

// settle gives an estate out once two of the staff want the same.
func (m *moneyModel) settle(e *estateModel, s settlementModel, by int) (done bool, err error) {
	parts, err := m.bequests(e, s)
	if err != nil {
		return false, err
	}
	about, content := matterModel{"settlement", e.of, none}, fmt.Sprint(slices.Index(m.estates, e), s)
	if s.pool {
		content = fmt.Sprint(slices.Index(m.estates, e), "pool")
	}
	first := m.asked[about].by
	if !m.askTwo(about, content, by) {
		return false, nil
	}
	if e.state == EstateDisputed && !coordinates(by) && !coordinates(first) {
		return false, ErrCoordinator
	}
	for _, b := range parts {
		if err := m.mayInherit(b, s); err != nil {
			return false, err
		}
	}
	delete(m.asked, about)
	for _, b := range parts {
		m.inherit(e, b, s, first, by)
	}
	m.closeEmpty(e)
	return true, nil
}

// room is how much more somebody can store.
func (m *moneyModel) room(who int) int64 { return max(m.inForce().stored-m.people[who].hours, 0) }

func (m *moneyModel) mayInherit(b bequest, s settlementModel) error {
	switch r := m.inForce(); {
	case b.minutes == 0 || b.heir == noOne:
	case s.cash && !r.cash:
		return NotRedeemed{Why: CashOff}
	case s.cash && b.minutes%60 != 0:
		return NotRedeemed{WholeSteps, 60}
	case !s.cash && !s.overflow && b.minutes > m.room(b.heir):
		return ErrFull
	}
	return nil
}

func (m *moneyModel) inherit(e *estateModel, b bequest, s settlementModel, first, by int) {
	switch {
	case b.minutes == 0:
	case b.heir == noOne:
		e.hours -= b.minutes
		m.pools[m.people[e.of].community] += b.minutes
	case s.cash:
		o := m.order(orderModel{who: b.heir, estate: e, minutes: b.minutes, channel: AtDesk, asker: first})
		_ = m.approve(o, by)
	default:
		p := &m.people[b.heir]
		more := max(b.minutes-m.room(b.heir), 0)
		e.hours, p.hours, m.pools[p.community] = e.hours-b.minutes, p.hours+b.minutes-more, m.pools[p.community]+more
	}
}
