package care

import (
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hourline/ledger"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
)

var operations = flag.Int("operations", 1500, "how many operations on money are compared with the model")

// Whatever is served, granted, given, donated, redeemed, paid, returned,
// forgotten, inherited and corrected, in whatever order, once or twice or by
// many at once: every reply, and all that is left on every account afterwards,
// is what a simple model says.
func TestMoneyBehavesLikeTheModel(t *testing.T) {
	t.Parallel()
	did := map[string]int{}
	all, lives := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		if all >= *operations {
			return
		}
		b := newBursar(t, did)
		defer b.Close()
		verbs := map[string]func(*rapid.T){
			"serves": b.serves, "serves again": b.serves, "corrects": b.corrects, "grants": b.grants, "gives": b.gives, "donates": b.donates,
			"fills": b.fills, "asks": b.asks, "asks again": b.asks, "many ask": b.manyAsk, "decides": b.decides, "decides again": b.decides, "decides once more": b.decides,
			"pays": b.pays, "pays again": b.pays, "many pay": b.manyPay, "ends": b.ends, "returns": b.returns,
			"dies": b.dies, "lives": b.lives, "inherits": b.inherits, "waits": b.waits,
			"": b.compare,
		}
		r.Repeat(verbs)
		r.Repeat(verbs)
		if lives++; lives%10 == 0 {
			ledgertest.Check(t, b.Bank)
		}
		all = 0
		for _, n := range did {
			all += n
		}
	})
	t.Logf("%d operations in %d lives: %v", all, lives, did)
}

// A bursar does everything to the books and to the model.
type bursar struct {
	*house
	who           []Member
	ma, he, shop  Member
	staff         []Member
	m             moneyModel
	did           map[string]int
	docs, sources int
	served        [people]int // visits of each
}

// savedBefore is how many minutes everybody has at first; the fund has as many
// fen, for the hours of four.
const savedBefore = 900

// bursarBooks are those of four people, four of the staff and a service point,
// with one fund.
var bursarBooks = ledgertest.NewTemplate(func(t testing.TB, path string) {
	emptyBooks(t, path)
	h := &house{t: t, clock: clock.NewManual(monday), path: path}
	h.open()
	defer h.Close()
	for i := range people {
		m, err := h.AddMember(ctx, Member{Name: fmt.Sprintf("老人%d", i), Roles: Elder | Volunteer, Community: "翠湖", Born: 1950, Address: fmt.Sprintf("翠湖路%d号", i), Phones: []Phone{phone(i)}})
		h.must(err)
		h.must(h.write(ctx, func(v *verb) error {
			if _, err := v.Deposit(1000+m.ID, m.Account, savedBefore, v.now, 1, "test"); err != nil || i > 0 {
				return err
			}
			return second(v.Exec(`UPDATE members SET flags = 'poor' WHERE id = $1`, m.ID))
		}))
	}
	var staff []string
	for i := range 4 {
		m, err := h.AddMember(ctx, Member{Name: fmt.Sprintf("工作%d", i), Roles: Duty | Coordinator, Community: "翠湖", Address: fmt.Sprintf("东风路%d号", i), Phones: []Phone{phone(10 + i)}})
		h.must(err)
		staff = append(staff, m.Number)
	}
	h.add("粮油店", RedeemPoint, phone(20))
	h.must(h.write(ctx, func(v *verb) error {
		for i := int64(1); i < people; i += 2 { // two couples
			var matter int64
			if err := v.QueryRow(`INSERT INTO matters (what, member, content, asked_by, asked_at, confirmed_by, ended_at)
				VALUES ('link', $1, '', $1, 0, $1, 0) RETURNING id`, i).Scan(&matter); err != nil {
				return err
			}
			if _, err := v.Exec(`INSERT INTO kin (member, relative, relation, made, made_at) VALUES ($1, $2, $3, $4, 0)`, i, i+1, string(Spouse), matter); err != nil {
				return err
			}
		}
		body := edited(t, "gift_minutes = 3000 ", "gift_minutes = 400 ", "month_minutes = 6000 ", "month_minutes = 900000 ",
			"year_minutes = 24000 ", "year_minutes = 900000 ", "keep_minutes = 600 ", "keep_minutes = 60 ", "month_minutes = 12000", "month_minutes = 900000")
		return second(v.AddPolicy(body, v.now, "test"))
	}))
	h.must(second(h.OpenFund(ctx, "lottery", staff[0], staff[1])))
	h.must(second(h.AddToFund(ctx, FundReceipt{Source: "lottery", Document: "first", Fen: savedBefore, By: staff[0], With: staff[1]})))
})

func newBursar(t *testing.T, did map[string]int) *bursar {
	h := &house{t: t, clock: clock.NewManual(monday), path: filepath.Join(t.TempDir(), "hourline.db")}
	bursarBooks(t, h.path)
	h.open()
	b := &bursar{house: h, did: did}
	for id := int64(1); id <= people+5; id++ {
		m, err := h.Member(ctx, id)
		h.must(err)
		switch {
		case id <= people:
			b.who = append(b.who, m)
		case m.Roles.Has(RedeemPoint):
			b.shop = m
		default:
			b.staff = append(b.staff, m)
		}
	}
	b.ma, b.he = b.staff[0], b.staff[1]
	b.m = moneyModel{now: monday, funds: []fundModel{{free: savedBefore, given: savedBefore}}}
	for i := range b.m.people {
		b.m.people[i].hours = savedBefore
	}
	return b
}

// wants compares what an act came to with what the model says.
func (b *bursar) wants(r *rapid.T, act string, got, want error) {
	b.did[act]++
	if !errors.Is(got, want) || want == nil && got != nil {
		r.Fatalf("%s: %v, and the model says %v", act, got, want)
	}
}

// twice does something, and now and then the same again: a text that comes
// twice, a command that is typed once more. It must not matter.
func (b *bursar) twice(r *rapid.T, act string, want error, do func() error) {
	b.wants(r, act, do(), want)
	if rapid.IntRange(0, 2).Draw(r, "again") == 0 {
		b.wants(r, act, do(), want)
	}
}

func (b *bursar) person(r *rapid.T, label string) int {
	return rapid.IntRange(0, people-1).Draw(r, label)
}

// employee is one of the staff.
func (b *bursar) employee(r *rapid.T) Member { return rapid.SampledFrom(b.staff).Draw(r, "staff") }

var minutesOf = rapid.SampledFrom([]int64{60, 120, 180})

func (b *bursar) serves(r *rapid.T) {
	helper, elder, minutes := b.person(r, "helper"), b.person(r, "elder"), minutesOf.Draw(r, "minutes")
	if helper == elder || b.m.people[helper].dead || b.m.people[elder].dead {
		return
	}
	b.served[helper]++
	from := monday.AddDate(0, 0, -b.served[helper]).Add(time.Duration(helper) * 3 * time.Hour)
	to := from.Add(time.Duration(minutes) * time.Minute)
	var w Visit
	b.twice(r, "enter a visit", nil, func() (err error) {
		w, err = b.EnterVisit(ctx, HandEntry{Elder: b.who[elder].Number, Volunteer: b.who[helper].Number, Kind: Company, From: from, To: to, Actor: b.ma.Number, Reason: "手机坏了"})
		return err
	})
	b.wants(r, "vouch", second(b.ConfirmByHand(ctx, w.ID, b.he.Number)), nil)
	b.m.serve(&visitModel{id: w.ID, helper: helper, elder: elder, minutes: minutes, ended: to})
}

func (b *bursar) corrects(r *rapid.T) {
	if len(b.m.visits) == 0 {
		return
	}
	v, minutes := rapid.SampledFrom(b.m.visits).Draw(r, "visit"), rapid.Int64Range(0, 3).Draw(r, "hours")*60
	if b.m.people[v.helper].dead || b.m.people[v.elder].dead || b.m.now.Sub(v.ended) > 29*24*time.Hour {
		return
	}
	asks := func(by Member) error {
		return second(b.CorrectVisit(ctx, Correction{Visit: v.id, Minutes: minutes, Reason: Edited, Actor: by.Number}))
	}
	if minutes == v.minutes {
		b.wants(r, "correct", asks(b.he), ErrNoChange)
		return
	}
	b.wants(r, "correct", asks(b.ma), nil)
	b.clock.Advance(time.Second) // the texts of two corrections are told apart by the second
	b.m.now = b.m.now.Add(time.Second)
	if b.m.correct(v, minutes) {
		b.wants(r, "correct", asks(b.he), nil)
	} else {
		b.wants(r, "correct", asks(b.he), ErrSpent)
	}
}

func (b *bursar) grants(r *rapid.T) {
	to, minutes := rapid.IntRange(none, people-1).Draw(r, "to"), rapid.Int64Range(1, 300).Draw(r, "minutes")
	o := GrantOrder{Fund: "opening", Minutes: minutes, Reason: "need"}
	var want error
	switch {
	case to == none:
		o.Minutes *= 5
	case b.m.people[to].dead:
		want = ErrNotAnElder
	case !b.m.opened:
		want = ErrNotOpened
	case b.m.grants < minutes:
		want = ErrFundSpent
	}
	if to != none {
		o.Member = b.who[to].Number
	}
	for _, by := range []Member{b.ma, b.he} {
		o.Actor = by.Number
		_, _, err := b.OrderGrant(ctx, o)
		b.wants(r, "grant", err, want)
	}
	switch {
	case want != nil:
	case to == none:
		b.m.grants, b.m.opened = b.m.grants+o.Minutes, true
	default:
		b.m.grants, b.m.people[to].granted = b.m.grants-minutes, b.m.people[to].granted+minutes
	}
}

func (b *bursar) gives(r *rapid.T) {
	from, to, minutes := b.person(r, "from"), b.person(r, "to"), rapid.Int64Range(0, 500).Draw(r, "minutes")
	if from == to {
		return
	}
	giver, receiver := &b.m.people[from], &b.m.people[to]
	var want error
	switch {
	case giver.dead || receiver.dead:
		want = ErrDead
	case from/2 != to/2:
		want = ErrNotFamily
	case minutes < 1 || minutes > 400 || giver.free()-minutes < 60:
		want = ErrGiftLimit
	default:
		giver.hours, receiver.hours = giver.hours-minutes, receiver.hours+minutes
	}
	b.docs++
	b.twice(r, "give", want, func() error {
		return second(b.Give(ctx, Gift{From: b.who[from].Number, To: b.who[to].Number, Minutes: minutes, Reference: fmt.Sprint(b.docs), Actor: b.ma.Number}))
	})
}

func (b *bursar) donates(r *rapid.T) {
	who, minutes := b.person(r, "who"), rapid.Int64Range(0, 200).Draw(r, "minutes")
	p := &b.m.people[who]
	var want error
	switch {
	case minutes == 0:
		want = ErrNoMinutes
	case p.free() < minutes:
		want = ErrTooLittle
	default:
		p.hours, b.m.pool = p.hours-minutes, b.m.pool+minutes
	}
	b.docs++
	b.twice(r, "donate", want, func() error {
		return second(b.Donate(ctx, fmt.Sprint("desk/", b.docs), b.who[who].Number, minutes, b.ma.Number, b.he.Number))
	})
}

// fills opens another fund now and then, and gives one money.
func (b *bursar) fills(r *rapid.T) {
	i, fen := rapid.IntRange(0, 2).Draw(r, "fund"), rapid.Int64Range(1, 900).Draw(r, "fen")
	source := []string{"lottery", "donations", "private"}[i]
	if i > len(b.m.funds) {
		return
	}
	if i == len(b.m.funds) {
		b.twice(r, "open a fund", nil, func() error { return second(b.OpenFund(ctx, source, b.ma.Number, b.he.Number)) })
		b.m.funds = append(b.m.funds, fundModel{})
		for _, o := range b.m.orders {
			if o.shares != nil {
				o.shares = append(o.shares, 0)
			}
		}
	}
	f := &b.m.funds[i]
	f.free, f.given = f.free+fen, f.given+fen
	b.m.payQueue()
	b.docs++
	b.twice(r, "fill a fund", nil, func() error {
		return second(b.AddToFund(ctx, FundReceipt{Source: source, Document: fmt.Sprint(b.docs), Fen: fen, By: b.ma.Number, With: b.he.Number}))
	})
}

// draw is an order of somebody's, by text.
func (b *bursar) draw(r *rapid.T) (who int, o RedemptionOrder) {
	who = b.person(r, "who")
	o = RedemptionOrder{Member: b.who[who].Number, Channel: ByText}
	if rapid.IntRange(0, 3).Draw(r, "what") == 0 {
		o.Goods = "haircut"
		o.Pieces = rapid.Int64Range(1, 3).Draw(r, "pieces")
	} else {
		o.Minutes = rapid.Int64Range(0, 8).Draw(r, "half hours") * 30
	}
	return who, o
}

// refusal is what the model says of an order, and how many minutes it costs.
func (b *bursar) refusal(who int, o RedemptionOrder) (minutes int64, want error) {
	if minutes = o.Minutes; o.Goods != "" {
		minutes = 120 * o.Pieces
	}
	p := b.m.people[who]
	switch {
	case p.dead:
		return minutes, ErrDead
	case minutes < 60:
		return minutes, NotRedeemed{TooLittle, 60}
	case minutes%60 != 0:
		return minutes, NotRedeemed{WholeSteps, 60}
	case p.free() < minutes:
		return minutes, NotRedeemed{NotEnoughHours, p.free()}
	}
	return minutes, nil
}

func (b *bursar) asks(r *rapid.T) {
	who, o := b.draw(r)
	minutes, want := b.refusal(who, o)
	b.sources++
	o.Source = fmt.Sprint("text/", b.sources)
	var first Redemption
	b.twice(r, "ask", want, func() error {
		got, err := b.Redeem(ctx, o)
		if first.ID != 0 && got.ID != first.ID {
			r.Fatalf("one text is redemptions %d and %d", first.ID, got.ID)
		}
		first = got
		return err
	})
	if want == nil {
		b.m.order(orderModel{who: who, estate: none, minutes: minutes, goods: o.Goods != ""}).id = first.ID
	}
}

// manyAsk is that eight texts of one member come at once.
func (b *bursar) manyAsk(r *rapid.T) {
	who, o := b.draw(r)
	minutes, _ := b.refusal(who, o)
	var all sync.WaitGroup
	got := make([]Redemption, 8)
	errs := make([]error, len(got))
	for i := range got {
		b.sources++
		one := o
		one.Source = fmt.Sprint("text/", b.sources)
		all.Go(func() { got[i], errs[i] = b.Redeem(ctx, one) })
	}
	all.Wait()
	var last, n int64
	for i, err := range errs {
		if err == nil {
			last, n = max(last, got[i].ID), n+1
		}
	}
	for range got {
		_, want := b.refusal(who, o)
		b.did["ask at once"]++
		if (want == nil) != (n > 0) {
			r.Fatalf("of eight at once too few or too many were held: %v; the model has %+v", errs, b.m.people[who])
		}
		if want == nil {
			n--
			b.m.order(orderModel{who: who, estate: none, minutes: minutes, goods: o.Goods != ""}).id = last - n
		}
	}
}

// some is one of the redemptions; nil while there are none.
func (b *bursar) some(r *rapid.T) *orderModel {
	if len(b.m.orders) == 0 {
		return nil
	}
	last := len(b.m.orders) - 1
	return b.m.orders[last-rapid.IntRange(0, min(last, 7)).Draw(r, "of the last")]
}

func (b *bursar) decides(r *rapid.T) {
	o, by := b.some(r), b.employee(r)
	if o == nil {
		return
	}
	var want error
	switch {
	case o.state == Asked:
		b.m.approve(o, by.ID)
	case o.approver != by.ID:
		want = ErrNotRedeemNow
	}
	b.twice(r, "approve", want, func() error { return second(b.ApproveRedemption(ctx, o.id, by.Number)) })
}

// mayPay is what the model says of somebody who gives out, who does it unless
// it is refused.
func (b *bursar) mayPay(o *orderModel, by Member) error {
	switch {
	case o.payer == by.ID:
		return nil
	case o.payer != 0:
		return ErrNotRedeemNow
	case o.approver == by.ID:
		return ErrNotSecond
	case b.m.people[o.who].dead: // and has no telephone any more
		return ErrNoWitness
	case o.state != Ready:
		return ErrNotRedeemNow
	}
	b.m.handOut(o, by.ID)
	return nil
}

func (b *bursar) pays(r *rapid.T) {
	o, by := b.some(r), rapid.SampledFrom(append(b.staff, b.shop)).Draw(r, "by")
	if o == nil {
		return
	}
	b.twice(r, "pay", b.mayPay(o, by), func() error { return second(b.HandOutRedemption(ctx, o.id, by.Number, "")) })
}

// manyPay is that a service point and one of the staff give one thing out at
// once, twice each: one of the two does.
func (b *bursar) manyPay(r *rapid.T) {
	o := b.some(r)
	if o == nil || o.state != Ready || o.approver == b.ma.ID {
		return
	}
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() { errs[i] = second(b.HandOutRedemption(ctx, o.id, []Member{b.shop, b.ma}[i%2].Number, "")) })
	}
	all.Wait()
	b.did["pay at once"] += len(errs)
	first := 0
	if errs[0] != nil {
		first = 1
	}
	b.m.handOut(o, []Member{b.shop, b.ma}[first].ID)
	for i, err := range errs {
		if won := i%2 == first; won && err != nil || !won && !errors.Is(err, ErrNotRedeemNow) {
			r.Fatalf("two points at once: %v", errs)
		}
	}
}

// ends is that a redemption is refused, cancelled, confirmed or contested.
func (b *bursar) ends(r *rapid.T) {
	o := b.some(r)
	if o == nil {
		return
	}
	open := o.state == Asked || o.state == Queued || o.state == Ready
	who := b.who[o.who]
	var want error
	refusal := func(may bool, as RedemptionState) {
		if o.state != as && !may {
			want = ErrNotRedeemNow
		}
	}
	switch rapid.IntRange(0, 4).Draw(r, "how") {
	case 0:
		if refusal(open, RefusedRedemption); open {
			b.m.end(o, RefusedRedemption)
		}
		b.twice(r, "refuse", want, func() error { return second(b.RefuseRedemption(ctx, o.id, RedemptionWord{b.he.Number, "no"})) })
	case 1:
		if refusal(open, CancelledRedemption); open {
			b.m.end(o, CancelledRedemption)
		}
		b.twice(r, "cancel", want, func() error { return second(b.CancelRedemption(ctx, o.id, RedemptionWord{who.Number, ""})) })
	case 2:
		may := o.state == HandedOut
		if refusal(may, Contested); may {
			o.state = Contested
		}
		b.twice(r, "contest", want, func() error { return second(b.ContestRedemption(ctx, o.id, RedemptionWord{who.Number, ""})) })
	default:
		may := o.state == HandedOut || o.state == Contested
		if refusal(may, Received); may {
			b.m.receive(o)
		}
		b.twice(r, "confirm", want, func() error { return second(b.ConfirmRedemption(ctx, o.id, who.Number)) })
	}
}

func (b *bursar) returns(r *rapid.T) {
	o := b.some(r)
	if o == nil {
		return
	}
	var want error
	switch by := b.staff[2:]; {
	case o.state == Returned:
	case o.payer == by[0].ID || o.payer == by[1].ID:
		want = ErrNotSecond
	case o.state != HandedOut && o.state != Contested:
		want = ErrNotRedeemNow
	default:
		b.m.giveBack(o)
	}
	b.twice(r, "return", want, func() error {
		return second(b.ReturnRedemption(ctx, o.id, RedemptionWord{b.staff[2].Number, "it is in the till"}, b.staff[3].Number))
	})
}

func (b *bursar) dies(r *rapid.T) {
	if rapid.IntRange(0, 2).Draw(r, "seldom") > 0 {
		return
	}
	who := b.person(r, "who")
	var want error
	if b.m.people[who].dead {
		want = ErrDead
	}
	for i, by := range []Member{b.ma, b.he} {
		if i == 1 && want == nil {
			b.m.die(who)
		}
		_, _, err := b.ReportDeath(ctx, DeathReport{Member: b.who[who].Number, Day: monday, Seen: "死亡证明", Actor: by.Number})
		b.wants(r, "die", err, want)
	}
}

func (b *bursar) lives(r *rapid.T) {
	who := b.person(r, "who")
	p := &b.m.people[who]
	var want error
	switch {
	case !p.dead:
		want = ErrNotReported
	case p.inherited():
		want = ErrInherited
	default:
		b.m.live(who)
	}
	for _, by := range []Member{b.ma, b.he} {
		b.wants(r, "live", second(b.UndoDeath(ctx, DeathReport{Member: b.who[who].Number, Seen: "人在老家", Actor: by.Number})), want)
	}
}

// inherits settles an estate with one heir, in hours or in cash.
func (b *bursar) inherits(r *rapid.T) {
	of, to := b.person(r, "of"), b.person(r, "heir")
	minutes, cash := rapid.Int64Range(1, 4).Draw(r, "hours")*60, rapid.Bool().Draw(r, "cash")
	p := &b.m.people[of]
	if !p.dead || of == to {
		return
	}
	last := len(p.estates) - 1
	e := &p.estates[last]
	var want error
	switch {
	case e.closed:
		want = ErrEstateOver
	case b.m.people[to].dead:
		want = ErrDead
	case minutes > e.hours-e.held:
		want = ErrTooMuchThere
	}
	s := Settlement{Estate: b.estateOf(of), Heirs: []Inherit{{b.who[to].Number, minutes}}, Cash: cash, Seen: "公证书"}
	for _, by := range []Member{b.ma, b.he} {
		s.Actor = by.Number
		_, _, err := b.SettleEstate(ctx, s)
		b.wants(r, "settle", err, want)
	}
	switch {
	case want != nil:
	case cash:
		o := b.m.order(orderModel{who: to, of: of, estate: last, minutes: minutes, id: one[int64](b.house, `SELECT max(id) FROM redemptions`)})
		b.m.approve(o, b.he.ID)
	default:
		e.hours -= minutes
		b.m.people[to].hours += minutes
		b.m.closeEmpty(of, last)
	}
}

func (b *bursar) estateOf(who int) int64 {
	return one[int64](b.house, `SELECT max(id) FROM estates WHERE member = $1`, b.who[who].ID)
}

// waits lets time pass, and what is due then be done.
func (b *bursar) waits(r *rapid.T) {
	d := rapid.SampledFrom([]time.Duration{time.Hour, 26 * time.Hour, 100 * time.Hour, 340 * time.Hour}).Draw(r, "hours")
	b.m.advance(d)
	b.clock.Advance(d)
	for range 5 {
		b.must(b.Tick(ctx))
	}
	b.did["wait"]++
}

// stands is everything that the model says, by what it is called in the books.
func (m *moneyModel) stands(who []Member) map[string][2]int64 {
	all := map[string][2]int64{"pool/翠湖": {m.pool, 0}, "grant/opening": {m.grants, 0},
		"redeemed/service": {m.service, 0}, "redeemed/goods": {m.goods, 0}, "redeemed/cash": {m.cash, 0}}
	for i, p := range m.people {
		all["member/"+fmt.Sprint(who[i].ID)] = [2]int64{p.hours, p.held}
		all[allotmentCode(who[i].ID, "opening", true)] = [2]int64{p.granted, 0}
	}
	for i, f := range m.funds {
		all["fund/"+[]string{"lottery", "donations", "private"}[i]] = [2]int64{f.free + f.held, f.held}
	}
	return all
}

// compare holds all accounts and all redemptions against the model.
func (b *bursar) compare(r *rapid.T) {
	type line struct {
		code         string
		posted, held int64
	}
	var accounts []line
	states := map[int64]RedemptionState{}
	b.must(b.Bank.Read(ctx, func(v *ledger.View) (err error) {
		accounts, err = collect(v, func(rows *sql.Rows) (l line, err error) { return l, rows.Scan(&l.code, &l.posted, &l.held) },
			`SELECT a.code, b.posted, b.held FROM accounts a JOIN balances b ON b.account = a.id`)
		if err != nil {
			return err
		}
		return second(collect(v, func(rows *sql.Rows) (id int64, err error) {
			var state RedemptionState
			err = rows.Scan(&id, &state)
			states[id] = state
			return id, err
		}, `SELECT id, state FROM redemptions`))
	}))
	want := b.m.stands(b.who)
	for _, a := range accounts {
		if w, ours := want[a.code]; ours && w != [2]int64{a.posted, a.held} {
			r.Fatalf("%s has %d, %d held; the model says %v", a.code, a.posted, a.held, w)
		}
	}
	b.compareEstates(r)
	if len(states) != len(b.m.orders) {
		r.Fatalf("there are %d redemptions, and the model has %d", len(states), len(b.m.orders))
	}
	for _, o := range b.m.orders {
		if states[o.id] != o.state {
			r.Fatalf("redemption %d is %s; the model says %s", o.id, states[o.id], o.state)
		}
	}
}

func (b *bursar) compareEstates(r *rapid.T) {
	for i, p := range b.m.people {
		var hours, held int64
		for _, e := range p.estates {
			hours, held = hours+e.hours, held+e.held
		}
		code := b.who[i].ID
		got := one[int64](b.house, `SELECT coalesce(sum(b.posted), 0) FROM estates e JOIN balances b ON b.account = e.account WHERE e.member = $1 AND e.state <> 'undone'`, code)
		set := one[int64](b.house, `SELECT coalesce(sum(b.held), 0) FROM estates e JOIN balances b ON b.account = e.account WHERE e.member = $1 AND e.state <> 'undone'`, code)
		if got != hours || set != held {
			r.Fatalf("the estates of %s have %d, %d held; the model says %d, %d", b.who[i].Name, got, set, hours, held)
		}
	}
}
