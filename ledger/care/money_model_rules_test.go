package care

import (
	"cmp"
	"slices"
	"time"
)

// A rulesModel is one version of the policy, as far as hours and money go.
type rulesModel struct {
	from time.Time

	hourFen, coverage int64 // of cash
	cash              bool
	most, point       int64 // redeemed at once, and at a service point on a PIN
	tries             int   // of a PIN

	round, cap, day, week, stored int64 // of visits
	gift                          int64
	lapses                        bool // what was given for a month
}

// What no policy of the model changes.
const (
	leastRedeemed   = 60
	redeemedOfMonth = 600
	giftsOfMonth    = 900
	keeps           = 60
	budgetMinutes   = 4000
	monthlyMinutes  = 240
	fetched         = 336 * time.Hour
	agreed          = 30 * time.Minute
	contestable     = 72 * time.Hour
	locked          = 720 * time.Hour
	unclaimed       = 500 * time.Hour
)

// firstRules are the policy that a bank begins with, and tightRules one whose
// limits are met soon.
func firstRules(from time.Time) rulesModel {
	return rulesModel{from: from, hourFen: 100, coverage: 20, cash: true, most: 6000, point: 600, tries: 5,
		round: 15, cap: 240, day: 480, week: 2400, stored: 90000, gift: 3000, lapses: true}
}

func tightRules(from time.Time) rulesModel {
	return rulesModel{from: from, hourFen: 100, coverage: 0, cash: true, most: 480, point: 240, tries: 3,
		round: 15, cap: 180, day: 240, week: 360, stored: 420, gift: 150, lapses: true}
}

// at is the version in force at a moment: of two that begin together the later
// one, and the first for what was before all.
func (m *moneyModel) at(moment time.Time) int {
	found := 0
	for i, r := range m.rules {
		if !r.from.After(moment) && !r.from.Before(m.rules[found].from) {
			found = i
		}
	}
	return found
}

func (m *moneyModel) inForce() rulesModel { return m.rules[m.at(m.now)] }

// A draftModel is a policy that one coordinator wants.
type draftModel struct {
	rules rulesModel // from is zero for as soon as it is confirmed
	base  int
	by    int
	over  bool
}

// begins is when a draft would be in force.
func (m *moneyModel) begins(r rulesModel) time.Time {
	if r.from.After(m.now) {
		return r.from
	}
	return m.now
}

// propose keeps a draft; the same one again is the same.
func (m *moneyModel) propose(r rulesModel, by int) error {
	if !coordinates(by) {
		return ErrNotCoordinator
	}
	d := draftModel{rules: r, base: m.at(m.begins(r)), by: by}
	before := m.rules[d.base]
	if before.from = r.from; before == r {
		return ErrSamePolicy
	}
	if !slices.ContainsFunc(m.drafts, func(o draftModel) bool { return !o.over && o.rules == d.rules && o.base == d.base }) {
		m.drafts = append(m.drafts, d)
	}
	return nil
}

// confirmDraft makes a draft a version.
func (m *moneyModel) confirmDraft(i, by int) error {
	d := &m.drafts[i]
	switch {
	case !coordinates(by):
		return ErrNotCoordinator
	case d.over:
		return ErrNoProposal
	case d.by == by:
		return ErrNotSecond
	case !d.rules.from.IsZero() && !d.rules.from.After(m.now):
		return ErrTooLate
	case m.at(m.begins(d.rules)) != d.base:
		return ErrOvertaken
	}
	d.over = true
	r := d.rules
	r.from = m.begins(r)
	m.rules = append(m.rules, r)
	return nil
}

// grant puts minutes into the fund of grants, or gives some of them, once two
// coordinators want the same.
func (m *moneyModel) grant(to int, minutes int64, by int) error {
	if !coordinates(by) {
		return ErrNotCoordinator
	}
	switch {
	case to == none && m.budgeted+minutes > budgetMinutes:
		return ErrOverBudget
	case to == none:
	case !m.people[to].here():
		return ErrNotAnElder
	case m.openings.IsZero():
		return ErrNotOpened
	case m.grants < minutes:
		return ErrFundSpent
	}
	about := matterModel{"grant", to, none}
	if first, waits := m.asked[about]; !waits || first.content != itoa(minutes) {
		m.asked[about] = askedModel{itoa(minutes), by}
		return nil
	} else if first.by == by {
		return nil
	}
	delete(m.asked, about)
	if to == none {
		m.grants, m.budgeted = m.grants+minutes, m.budgeted+minutes
	} else {
		m.grants, m.people[to].gift = m.grants-minutes, m.people[to].gift+minutes
	}
	if m.openings.IsZero() {
		m.openings = m.nextMonth()
	}
	return nil
}

func (m *moneyModel) nextMonth() time.Time {
	return time.Date(m.now.Year(), m.now.Month()+1, 1, 0, 0, 0, 0, m.now.Location())
}

// open takes back what was not used, and gives for the month, the oldest first.
func (m *moneyModel) open() {
	if m.openings.IsZero() || m.openings.After(m.now) {
		return
	}
	m.openings = m.nextMonth()
	for i := range m.people {
		p := &m.people[i]
		if !p.here() || m.inForce().lapses {
			m.grants, p.monthly = m.grants+p.monthly, 0
		}
		if !p.here() {
			m.grants, p.gift = m.grants+p.gift, 0
		}
	}
	month := m.now.Format("2006-01")
	for _, i := range monthlies {
		p := &m.people[i]
		if !p.here() || p.opened == month {
			continue
		}
		given := min(monthlyMinutes, m.grants)
		m.grants, p.monthly, p.opened = m.grants-given, p.monthly+given, month
	}
}

// advance does what time brings by itself.
func (m *moneyModel) advance(d time.Duration) {
	m.now = m.now.Add(d)
	for _, v := range m.visits {
		if v.state == Credited && !v.final.After(m.now) {
			v.state = Posted
		}
	}
	due := slices.DeleteFunc(slices.Clone(m.orders), func(o *orderModel) bool { return o.due.After(m.now) || !o.waits() })
	slices.SortFunc(due, func(a, b *orderModel) int { return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.id, b.id)) })
	for _, o := range due {
		switch {
		case o.due.After(m.now) || !o.waits():
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
	m.open()
}

// tomorrow is when somebody is there again.
func (m *moneyModel) tomorrow() time.Time {
	y, month, d := m.now.Date()
	return time.Date(y, month, d+1, 8, 30, 0, 0, m.now.Location())
}
