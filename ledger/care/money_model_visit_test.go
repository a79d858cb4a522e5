package care

import (
	"slices"
	"time"
)

// A visitModel is a visit that staff entered, and who paid for it.
type visitModel struct {
	id            int64
	helper, elder int
	from, to      time.Time
	enteredBy     int
	state         State
	credited      int64 // minutes that it is worth
	stored        int64 // minutes that stand in the journal for it, 0 for none
	final         time.Time
	asked         askedModel // the correction that waits for a second person

	own, monthly, gift, pool int64 // who paid
	poolOf                   int
	spilt                    int64 // went to the pool of the helper, who could store no more
	spiltTo                  int
}

// withdrawn reports whether the visit is taken as one that was not.
func (v *visitModel) withdrawn() bool { return v.state == Cancelled }

// enter keeps a visit that one of the staff tells of; the same is one.
func (m *moneyModel) enter(helper, elder int, from time.Time, length time.Duration, by int) (*visitModel, error) {
	to := from.Add(length)
	if helper == phoneless || !m.people[helper].here() || !m.people[elder].here() {
		return nil, errRefused
	}
	for _, v := range m.visits {
		if v.helper == helper && v.elder == elder && v.from.Equal(from) {
			return v, nil
		}
	}
	if to.After(m.now) {
		return nil, ErrNotPast
	}
	if slices.ContainsFunc(m.visits, func(v *visitModel) bool {
		return v.helper == helper && !v.withdrawn() && v.from.Before(to) && v.to.After(from)
	}) {
		return nil, ErrOverlap
	}
	v := &visitModel{id: int64(len(m.visits) + 1), helper: helper, elder: elder, from: from, to: to, enteredBy: by, state: Finished}
	v.credited = m.worth(v)
	m.visits = append(m.visits, v)
	return v, nil
}

// worth is what a visit is worth by the rules of its day, beside the others of
// the same day and week.
func (m *moneyModel) worth(v *visitModel) int64 {
	r := m.rules[m.at(v.to)]
	length := int64(v.to.Sub(v.from) / time.Minute)
	minutes := min((length+r.round/2)/r.round*r.round, length, r.cap)
	year, week := v.to.ISOWeek()
	var day, sevenDays int64
	for _, o := range m.visits {
		if o.helper != v.helper || o.withdrawn() {
			continue
		}
		if o.to.Format(time.DateOnly) == v.to.Format(time.DateOnly) {
			day += o.credited
		}
		if y, w := o.to.ISOWeek(); y == year && w == week {
			sevenDays += o.credited
		}
	}
	for _, left := range []int64{max(r.day-day, 0), max(r.week-sevenDays, 0)} {
		if minutes > left {
			minutes = left / r.round * r.round
		}
	}
	return minutes
}

// vouch is the second person.
func (m *moneyModel) vouch(v *visitModel, by int) error {
	switch {
	case v.state != Finished || v.credited == 0:
		return ErrNotByHand
	case v.enteredBy == by:
		return ErrSecondPerson
	}
	v.state, v.final = Credited, m.now.Add(contestable)
	m.store(v)
	return nil
}

// store puts the hours of a visit into the journal, which the elder pays, or a
// grant, or the pool. What the helper cannot store goes to the pool.
func (m *moneyModel) store(v *visitModel) {
	if v.stored > 0 {
		return // they were spent, and stand there still
	}
	m.deposit(v)
	m.toEstate(v.helper)
}

func (m *moneyModel) deposit(v *visitModel) {
	helper, elder := &m.people[v.helper], &m.people[v.elder]
	v.stored = v.credited
	helper.hours += v.stored
	v.own = min(v.stored, elder.free())
	v.monthly = min(v.stored-v.own, elder.monthly)
	v.gift = min(v.stored-v.own-v.monthly, elder.gift)
	v.pool, v.poolOf = v.stored-v.own-v.monthly-v.gift, elder.community
	elder.hours, elder.monthly, elder.gift = elder.hours-v.own, elder.monthly-v.monthly, elder.gift-v.gift
	m.pools[v.poolOf] -= v.pool
	m.service += v.stored
	v.spilt, v.spiltTo = max(min(helper.hours-m.inForce().stored, v.stored), 0), helper.community
	helper.hours, m.pools[v.spiltTo] = helper.hours-v.spilt, m.pools[v.spiltTo]+v.spilt
}

// replace puts other minutes in the place of those that are stored, none when
// it is given up; false, and nothing is changed, when they were spent.
func (m *moneyModel) replace(v *visitModel, minutes int64) bool {
	helper, elder := &m.people[v.helper], &m.people[v.elder]
	m.fromEstate(v.helper, max(v.stored-v.spilt-minutes, 0))
	if helper.free()+v.spilt+minutes < v.stored {
		return false
	}
	helper.hours, m.pools[v.spiltTo] = helper.hours+v.spilt-v.stored, m.pools[v.spiltTo]-v.spilt
	elder.hours, elder.monthly, elder.gift = elder.hours+v.own, elder.monthly+v.monthly, elder.gift+v.gift
	m.pools[v.poolOf] += v.pool
	m.service -= v.stored
	v.stored, v.spilt = 0, 0
	if v.credited = minutes; minutes > 0 {
		m.deposit(v)
	}
	m.toEstate(v.elder)
	m.toEstate(v.helper)
	return true
}

// object is that an elder says that it was not so. Hours that were spent stay.
func (m *moneyModel) object(v *visitModel) error {
	switch v.state {
	case Credited:
		credited := v.credited
		m.replace(v, 0)
		v.state, v.credited = Disputed, credited
	case Finished:
		v.state = Disputed
	default:
		return ErrNothingToDecide
	}
	return nil
}

// settle is one of the staff who found out that it was so.
func (m *moneyModel) settleVisit(v *visitModel, by int) error {
	switch {
	case v.state != Finished && v.state != Disputed || v.credited == 0:
		return ErrNothingToDecide
	case v.state == Finished:
		return ErrNeedsSecond
	case v.enteredBy == by:
		return ErrSecondPerson
	}
	v.state = Posted
	m.store(v)
	return nil
}

// withdraw is one of the staff who found out that it was not so.
func (m *moneyModel) withdraw(v *visitModel) error {
	if v.state != Finished && v.state != Disputed {
		return ErrNothingToDecide
	}
	if credited := v.credited; v.stored > 0 {
		if !m.replace(v, 0) {
			return ErrSpent
		}
		v.credited = credited
	}
	v.state = Cancelled
	return nil
}

// correct is that one of the staff asks for other minutes.
func (m *moneyModel) correct(v *visitModel, minutes int64, unlock, by int) error {
	r := m.rules[m.at(v.to)]
	if v.asked.content == itoa(minutes) && v.asked.by == by {
		return nil
	}
	switch {
	case minutes > r.cap || minutes%r.round != 0:
		return ErrNoMinutes
	case v.withdrawn():
		return ErrNotEnded
	case (v.state == Credited || v.state == Posted) && minutes == v.credited:
		return ErrNoChange
	}
	if err := m.unlocked(v, unlock, by); err != nil {
		return err
	}
	if v.asked.content != itoa(minutes) {
		v.asked = askedModel{itoa(minutes), by}
		return nil
	}
	return m.carryOutCorrection(v, minutes)
}

func (m *moneyModel) unlocked(v *visitModel, unlock, by int) error {
	if m.now.Sub(v.to) <= locked {
		return nil
	}
	if unlock == noOne || !coordinates(unlock) || unlock == by || v.asked.content != "" && unlock == v.asked.by {
		return ErrLocked
	}
	return nil
}

func (m *moneyModel) carryOutCorrection(v *visitModel, minutes int64) error {
	if v.stored > 0 {
		if !m.replace(v, minutes) {
			return ErrSpent
		}
	} else if v.credited = minutes; minutes > 0 {
		m.store(v)
	}
	if v.asked = (askedModel{}); v.state != Credited && v.state != Posted && minutes == 0 {
		v.state = Cancelled
	} else {
		v.state = Posted
	}
	return nil
}
