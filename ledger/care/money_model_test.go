package care

import (
	"fmt"
	"maps"
	"time"
)

// people are in the model, four of the staff and a service point.
const (
	people = 6
	crew   = 4 // the last two of them are coordinators
	shop   = people + crew
)

// savedBefore is how many minutes everybody has at first; the fund has as many
// fen.
const savedBefore = 300

// A moneyModel is all hours and all money, as somebody would write it down who
// has only read what is promised: no SQL, no entries. Each verb answers with
// the refusal that is due, or changes what it should.
type moneyModel struct {
	now    time.Time
	people [people]purseModel
	pools  [2]int64 // of the two communities
	kin    map[[2]int]bool
	rules  []rulesModel // in the order of their versions
	drafts []draftModel
	asked  map[matterModel]askedModel // what one of the staff has asked for

	grants   int64     // what the fund of grants has left
	budgeted int64     // what was ever put into it
	openings time.Time // when the next are due; zero before anybody has put in something

	funds   []fundModel
	orders  []*orderModel
	visits  []*visitModel
	estates []*estateModel
	gifts   []giftModel

	service, goods, cash, paid int64 // minutes that were redeemed, and fen
}

// A purseModel is what is known of one person.
type purseModel struct {
	hours, held   int64 // minutes on the account, and how many of them are set aside
	monthly, gift int64 // from the fund of grants, not used
	opened        string
	dead, away    bool
	community     int
	heirs         []heirModel // the nominees
	pin           string      // empty for none
	tries         int
}

// Who they are. The first one and the last are in hardship, and so is paid
// first; the second one and the last are given hours by the month; the fourth
// one is too young to redeem; the fifth one has no telephone, and is no
// volunteer.
var (
	hardships = [people]bool{0: true, 5: true}
	monthlies = []int{1, 5} // the oldest first
	youngster = 3
	phoneless = 4
)

func newMoneyModel(now time.Time) *moneyModel {
	m := &moneyModel{now: now, kin: map[[2]int]bool{{0, 1}: true}, asked: map[matterModel]askedModel{},
		funds: []fundModel{{free: savedBefore, given: savedBefore}}}
	m.rules = []rulesModel{firstRules(now), tightRules(now)}
	for i := range m.people {
		m.people[i].hours = savedBefore
	}
	return m
}

func (p *purseModel) free() int64 { return p.hours - p.held }

// here reports whether somebody has the roles of an elder and a volunteer.
func (p *purseModel) here() bool { return !p.dead && !p.away }

func (m *moneyModel) living(who ...int) error {
	for _, i := range who {
		if m.people[i].dead {
			return ErrDead
		}
	}
	return nil
}

func (m *moneyModel) outstanding() (minutes int64) {
	for _, p := range m.people {
		minutes += p.hours
	}
	for _, e := range m.estates {
		minutes += e.hours
	}
	return minutes
}

// A matterModel is something about one or two people for which it takes two of
// the staff; an askedModel is what the first of them wants.
type matterModel struct {
	what       string
	who, other int
}
type askedModel struct {
	content string
	by      int
}

// askTwo reports whether somebody else has asked for the same before.
func (m *moneyModel) askTwo(what matterModel, content string, by int) (second bool) {
	first, waits := m.asked[what]
	if waits && first.content == content {
		return first.by != by
	}
	m.asked[what] = askedModel{content, by}
	return false
}

// forget ends what waits about somebody who has died.
func (m *moneyModel) forget(who int) {
	maps.DeleteFunc(m.asked, func(k matterModel, _ askedModel) bool { return k.what != "grant" && (k.who == who || k.other == who) })
}

// coordinates reports whether somebody of the staff is a coordinator.
func coordinates(by int) bool { return by >= crew/2 }

// tryPIN is what a PIN turns out to be.
func (m *moneyModel) tryPIN(who int, pin string) PINVerdict {
	p, limit := &m.people[who], m.inForce().tries
	switch {
	case p.pin == "":
		return PINWrong
	case p.tries >= limit:
		return PINLocked
	case pin == p.pin:
		p.tries = 0
		return PINRight
	}
	if p.tries++; p.tries >= limit {
		return PINLocked
	}
	return PINWrong
}

// stands is everything that the model says, as the books are written out: what
// it is called, and how it stands.
func (m *moneyModel) stands(who []Member) map[string]string {
	all := map[string]string{}
	account := func(code string, posted, held int64) { all[code] = fmt.Sprint(posted, " ", held) }
	for i, p := range m.people {
		id := fmt.Sprint(who[i].ID)
		account("member/"+id, p.hours, p.held)
		account("grant/opening/"+id, p.monthly, 0)
		account("grant/opening/"+id+"/gift", p.gift, 0)
		if p.pin != "" {
			all["pin/"+id] = fmt.Sprint(p.tries)
		}
	}
	for i, name := range hometowns {
		account("pool/"+name, m.pools[i], 0)
	}
	for i, f := range m.funds {
		account("fund/"+sources[i], f.free+f.held, f.held)
		account("given/"+sources[i], -f.given, 0)
	}
	account("grant/opening", m.grants, 0)
	account("redeemed/service", m.service, 0)
	account("redeemed/goods", m.goods, 0)
	account("redeemed/cash", m.cash, 0)
	account("paid", m.paid, 0)
	for i, e := range m.estates {
		account(fmt.Sprint("estate/", i+1), e.hours, e.held)
		all[fmt.Sprint("estate ", i+1)] = string(e.state)
	}
	for i, o := range m.orders {
		all[fmt.Sprint("redemption ", i+1)] = fmt.Sprint(o.state, " ", o.minutes, " min ", o.fen, " fen")
	}
	for i, v := range m.visits {
		all[fmt.Sprint("visit ", i+1)] = fmt.Sprint(v.state, " ", v.credited, " ", v.stored)
	}
	return all
}
