package size

import (
	"fmt"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

const actor = "elder's key"

// begin is a new month: money comes in, and hours are granted.
func (w *town) begin(at time.Time) error {
	w.openings++
	month := w.openings
	monthly := w.Entries / int64(w.Months)
	posts := []ledger.Posting{
		{Debit: w.given, Credit: w.fund, Amount: 10 * monthly, Kind: "fund-in", Ref: month, Actor: staff},
		{Debit: ledger.Issued, Credit: w.grants, Amount: int64(w.Accounts) * 2, Kind: "budget", Ref: month, Actor: staff},
	}
	for _, p := range w.elders {
		if p.granted > 0 && w.Available(w.grants) >= 120 {
			posts = append(posts, ledger.Posting{Debit: w.grants, Credit: p.granted, Amount: 120, Kind: "opening", Ref: month*1_000_000 + p.id, Actor: "hourline"})
		}
	}
	for _, p := range posts {
		p.Policy = 1
		if w.Available(p.Debit) < p.Amount && p.Debit == w.grants {
			continue // the budget is spent
		}
		if _, err := w.Post(at, p); err != nil {
			return err
		}
	}
	return nil
}

// A story is what became of a visit; the parts are of a hundred.
type story struct {
	parts        int
	state, ended string
	review       string
	happened     bool
	stored       bool
}

var stories = []story{
	{84, "posted", "posted", "", true, true},
	{3, "posted", "posted", "forgot-finish", true, true},
	{4, "finished", "", "", true, false},
	{2, "disputed", "", "overlap", true, false},
	{1, "cancelled", "withdrawn", "wrong-elder", true, false},
	{3, "offered", "dropped", "", false, false},
	{1, "offered", "no-show", "no-show", false, false},
	{2, "cancelled", "cancelled", "", false, false},
}

func (w *town) story() story {
	n := w.chance.IntN(100)
	for _, s := range stories {
		if n -= s.parts; n < 0 {
			return s
		}
	}
	return stories[0]
}

// visit is one that ended a moment ago. A third of those who visit are elders
// themselves.
func (w *town) visit(at time.Time) error {
	helper, elder, s := w.someone(w.volunteers), w.someone(w.elders), w.story()
	if w.chance.IntN(3) == 0 {
		helper = w.someone(w.elders)
	}
	if helper == elder {
		return nil
	}
	w.visits++
	v := visit{story: s, id: w.visits, helper: helper, elder: elder, long: int64(60 + 30*w.chance.IntN(4)), end: at.Add(-time.Duration(w.chance.IntN(48)) * time.Hour)}
	if s.stored {
		deposit, err := w.store(at, v)
		if err != nil {
			return err
		}
		v.entry = int64(deposit.ID)
	}
	if !w.inBook(at) {
		return nil
	}
	return w.write(v)
}

// store stores the hours of a visit, which is paid for at once; one of some
// hundred was not so, and all is taken back.
func (w *town) store(at time.Time, v visit) (ledger.Entry, error) {
	deposit, err := w.Post(at, ledger.Posting{
		Debit: ledger.Issued, Credit: v.helper.account, Amount: v.long, Kind: ledger.KindDeposit, Ref: v.id,
		EffectiveAt: v.end, Policy: 1, Actor: actor,
	})
	if err != nil {
		return deposit, err
	}
	paid, err := w.pay(at, v, deposit)
	if err != nil || w.chance.IntN(400) > 0 {
		return deposit, err
	}
	for _, e := range paid {
		if _, err := w.Reverse(at, e, e.Amount, ledger.Reversal{Kind: "service-back", Ref: int64(e.ID), Policy: 1, Actor: staff}); err != nil {
			return deposit, err
		}
	}
	_, err = w.Reverse(at, deposit, deposit.Amount, ledger.Reversal{Kind: "objection", Ref: v.id, Policy: 1, Actor: staff})
	return deposit, err
}

// pay takes what a visit costs from the elder, then from what was granted, and
// the rest from the pool.
func (w *town) pay(at time.Time, v visit, deposit ledger.Entry) (paid []ledger.Entry, err error) {
	left, after := deposit.Amount, deposit.ID
	for _, from := range []ledger.AccountID{v.elder.account, v.elder.granted, w.pools[v.elder.community]} {
		take := left
		if from != w.pools[v.elder.community] {
			take = min(left, w.Available(from))
		}
		if from == 0 || take <= 0 {
			continue
		}
		e, err := w.Post(at, ledger.Posting{
			Debit: from, Credit: ledger.RedeemedService, Amount: take, Kind: "service", Ref: int64(after),
			EffectiveAt: v.end, Policy: 1, Actor: actor,
		})
		if err != nil {
			return paid, err
		}
		paid, left, after = append(paid, e), left-take, e.ID
	}
	return paid, nil
}

func (w *town) donate(at time.Time) error {
	p := w.someone(w.volunteers)
	if w.Available(p.account) < 60 {
		return nil
	}
	w.asked++
	_, err := w.Post(at, ledger.Posting{Debit: p.account, Credit: w.pools[p.community], Amount: 30, Kind: "donation", Ref: w.asked, Policy: 1, Actor: "member"})
	return err
}

// An order is hours that somebody wants out.
type order struct {
	id       int64
	who      person
	at       time.Time
	goods    string
	hold     ledger.Entry
	fen      ledger.Entry // what is set aside in the fund
	share    int64
	moved    ledger.EntryID
	fenMoved ledger.EntryID
}

// redeem sets hours aside for somebody who has some, and the money too when
// they are for cash; and it ends what has waited for longest.
func (w *town) redeem(at time.Time) error {
	if len(w.waiting) > int(w.Entries/20_000) {
		o := w.waiting[0]
		w.waiting = w.waiting[1:]
		if err := w.settleOrder(at, o); err != nil {
			return err
		}
	}
	p := w.someone(w.volunteers)
	minutes := int64(60 * (1 + w.chance.IntN(4)))
	if w.Available(p.account) < minutes {
		return nil
	}
	o := order{id: w.orders + 1, who: p, at: at, goods: "rice"}
	to := ledger.RedeemedGoods
	if w.chance.IntN(2) == 0 {
		o.goods, to = "", ledger.RedeemedCash
	}
	if o.goods == "" && w.Available(w.fund) < minutes*100/60 {
		return nil // there is no money left this month
	}
	var err error
	if o.hold, err = w.Hold(at, ledger.Posting{Debit: p.account, Credit: to, Amount: minutes, Kind: "redeem", Ref: o.id, Policy: 1, Actor: "desk"}); err != nil {
		return err
	}
	if o.goods == "" {
		w.shares++
		o.share = w.shares
		if o.fen, err = w.Hold(at, ledger.Posting{Debit: w.fund, Credit: ledger.Paid, Amount: minutes * 100 / 60, Kind: "redeem-fen", Ref: o.share, Policy: 1, Actor: "hourline"}); err != nil {
			return err
		}
	}
	w.orders++
	w.waiting = append(w.waiting, o)
	return nil
}

// settleOrder hands an order out, refuses it, or lets it expire.
func (w *town) settleOrder(at time.Time, o order) error {
	kind, state := ledger.KindPost, care.Received
	switch w.chance.IntN(10) {
	case 0:
		kind, state = ledger.KindVoid, care.RefusedRedemption
	case 1:
		kind, state = ledger.KindExpire, care.ExpiredRedemption
	}
	end := func(hold ledger.Entry) (ledger.EntryID, error) {
		var amount int64
		if kind == ledger.KindPost {
			amount = hold.Held
		}
		e, err := w.Resolve(at, kind, hold, amount, ledger.Resolution{Policy: 1, Actor: "desk"})
		return e.ID, err
	}
	var err error
	if o.moved, err = end(o.hold); err != nil {
		return fmt.Errorf("order %d: %w", o.id, err)
	}
	if o.fen.ID > 0 {
		if o.fenMoved, err = end(o.fen); err != nil {
			return fmt.Errorf("money of order %d: %w", o.id, err)
		}
	}
	return w.order(o, state, at.UnixMilli())
}
