package care

import (
	"fmt"
	"slices"
	"time"
)

// A giftModel is what somebody has given, and when.
type giftModel struct {
	from    int
	at      time.Time
	minutes int64
}

func pairOfKin(a, b int) [2]int { return [2]int{min(a, b), max(a, b)} }

func (m *moneyModel) link(a, b, by int) error {
	if m.kin[pairOfKin(a, b)] {
		return ErrLinked
	}
	if err := m.living(a, b); err != nil {
		return err
	}
	about := matterModel{"link", min(a, b), max(a, b)}
	if m.askTwo(about, "", by) {
		delete(m.asked, about)
		m.kin[pairOfKin(a, b)] = true
	}
	return nil
}

func (m *moneyModel) unlink(a, b, by int) error {
	if !m.kin[pairOfKin(a, b)] {
		return ErrNotLinked
	}
	about := matterModel{"unlink", min(a, b), max(a, b)}
	if m.askTwo(about, "", by) {
		delete(m.asked, about)
		delete(m.kin, pairOfKin(a, b))
	}
	return nil
}

// give moves hours to a relative; what the receiver cannot store goes to the
// pool, if that is wanted.
func (m *moneyModel) give(from, to int, minutes int64, overflow bool) error {
	giver, receiver, r := &m.people[from], &m.people[to], m.inForce()
	if err := m.living(from, to); err != nil {
		return err
	}
	if !m.kin[pairOfKin(from, to)] {
		return ErrNotFamily
	}
	var inMonth int64
	for _, g := range m.gifts {
		if g.from == from && g.at.Year() == m.now.Year() && g.at.Month() == m.now.Month() {
			inMonth += g.minutes
		}
	}
	if minutes < 1 || minutes > r.gift || inMonth+minutes > giftsOfMonth || giver.free()-minutes < keeps {
		return ErrGiftLimit
	}
	pooled := max(minutes-max(r.stored-receiver.hours, 0), 0)
	if pooled > 0 && (!overflow || pooled == minutes) {
		return ErrFull
	}
	giver.hours, receiver.hours = giver.hours-minutes, receiver.hours+minutes-pooled
	m.pools[receiver.community] += pooled
	m.gifts = append(m.gifts, giftModel{from, m.now, minutes})
	return nil
}

func (m *moneyModel) donate(who int, minutes int64, by, with int) error {
	p := &m.people[who]
	switch {
	case by == with:
		return ErrNotSecond
	case minutes <= 0:
		return ErrNoMinutes
	case p.free() < minutes:
		return ErrTooLittle
	}
	p.hours, m.pools[p.community] = p.hours-minutes, m.pools[p.community]+minutes
	return nil
}

// A heirModel is a nominee with the percent that is to be theirs.
type heirModel struct{ who, percent int }

// nominate keeps who is to inherit.
func (m *moneyModel) nominate(who int, heirs []heirModel, by int) error {
	if err := m.living(who); err != nil {
		return err
	}
	sum := 0
	for i, h := range heirs {
		if err := m.living(h.who); err != nil {
			return err
		}
		if h.who == who {
			return ErrOwnHeir
		}
		if i > 0 && heirs[i-1].who == h.who {
			return ErrShares
		}
		sum += h.percent
	}
	if len(heirs) > 0 && sum != 100 {
		return ErrShares
	}
	about := matterModel{"nominee", who, none}
	if m.askTwo(about, fmt.Sprint(heirs), by) {
		delete(m.asked, about)
		m.people[who].heirs = heirs
	}
	return nil
}

// move lets somebody move away, back, or to another community.
func (m *moneyModel) move(who int, to string) error {
	p := &m.people[who]
	switch {
	case p.dead:
		return ErrDead
	case p.away && to != "back":
		return ErrAway
	case !p.away && to == "back":
		return ErrHere
	}
	switch to {
	case "away", "back":
		p.away = to == "away"
	default:
		p.community = slices.Index(hometowns[:], to)
	}
	return nil
}

var hometowns = [2]string{"翠湖", "莲花"}
