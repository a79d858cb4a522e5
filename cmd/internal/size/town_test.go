package size

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
)

// A plan is how large a town is to become.
type plan struct {
	Entries  int64
	Accounts int // of the bank, its own included
	Months   int // that the bank has been open
}

// kept is how many months back visits stand in the book. The journal knows the
// older ones; the trend of a report asks for twelve months.
const kept = 13

// A town is a bank that is being built. What happens in it is drawn by chance,
// always the same.
type town struct {
	*ledgertest.Bulk
	plan
	chance       *rand.Rand
	began, until time.Time
	elders       []person
	volunteers   []person
	pools        []ledger.AccountID // by community
	fund, given  ledger.AccountID   // money
	grants       ledger.AccountID   // hours for whom they are granted
	month        time.Month         // that has begun
	counted
	waiting []order // hours that are set aside
	tables
}

// counted are how many there are so far.
type counted struct{ visits, asked, orders, shares, openings, cases int64 }

// A person is a member, and the account of what was granted to them, if anything was.
type person struct {
	id               int64
	account, granted ledger.AccountID
	community        int
}

// build makes the books of a town in a folder, which are looked at at until.
// Progress, which may be nil, is told how many of how many entries are written.
func build(dir string, p plan, until time.Time, progress func(done, total int64)) (err error) {
	path := filepath.Join(dir, "hourline.db")
	began := until.AddDate(0, -p.Months, 0)
	c, err := care.Open(context.Background(), path, care.Config{Clock: clock.NewManual(began).Clock()})
	if err != nil {
		return err
	}
	if err := c.Close(); err != nil {
		return err
	}
	w := &town{plan: p, chance: rand.New(rand.NewPCG(10, 7)), began: began, until: until}
	if w.Bulk, err = ledgertest.OpenBulk(path); err != nil {
		return err
	}
	w.tables = tablesOf(w.Bulk)
	err = errors.Join(w.Without("visits_begin_timer"), // those that are over are not looked at
		w.Without("visits_of_volunteer", "visits_planned", "requests_of_elder", "turns_near", "turns_all"), // they know no order
		w.settle())
	if err == nil {
		err = w.live(progress)
	}
	return errors.Join(err, w.Close())
}

// settle lets everybody move in, two elders for each volunteer, and opens what
// is nobody's.
func (w *town) settle() (err error) {
	account := func(code string, unit ledger.Unit, floor ledger.Floor) ledger.AccountID {
		id, failed := w.Account(code, unit, floor, w.began)
		err = errors.Join(err, failed)
		return id
	}
	w.fund = account("fund/lottery", ledger.Fen, 0)
	w.given = account("given/lottery", ledger.Fen, ledger.Unlimited)
	w.grants = account("grant/street", ledger.Minutes, 0)
	for n := range max(2, w.Accounts/5000) {
		w.pools = append(w.pools, account("pool/"+community(n), ledger.Minutes, ledger.Unlimited))
	}
	of := w.Accounts - int(w.pools[len(w.pools)-1])
	granted := of / 100
	for n := range of - granted {
		p := person{id: int64(n + 1), community: n % len(w.pools)}
		p.account = account("member/"+strconv.Itoa(n+1), ledger.Minutes, 0)
		role := care.Elder
		if n%3 == 2 {
			role = care.Volunteer
		}
		if role == care.Elder && granted > 0 {
			granted--
			p.granted = account(fmt.Sprintf("grant/street/%d", p.id), ledger.Minutes, 0)
		}
		err = errors.Join(err, w.member(p, role))
		if role == care.Elder {
			w.elders = append(w.elders, p)
		} else {
			w.volunteers = append(w.volunteers, p)
		}
	}
	return errors.Join(err, w.funds.Add(int64(1), "lottery", int64(w.fund), int64(w.given), w.began.UnixMilli(), "", ""))
}

func community(n int) string { return fmt.Sprintf("第%d社区", n+1) }

// live lets things happen until there are enough entries.
func (w *town) live(progress func(done, total int64)) error {
	for next := int64(0); w.Last() < ledger.EntryID(w.Entries); {
		if progress != nil && int64(w.Last()) >= next {
			progress(int64(w.Last()), w.Entries)
			next += 10_000
		}
		if err := w.happen(w.now()); err != nil {
			return fmt.Errorf("after entry %d: %w", w.Last(), err)
		}
	}
	for _, o := range w.waiting {
		if err := w.order(o, care.Asked, nil); err != nil {
			return err
		}
	}
	return w.ahead()
}

// now is the moment of the next entry: as far on as the journal is.
func (w *town) now() time.Time {
	all := w.until.Add(-time.Hour).Sub(w.began)
	return w.began.Add(time.Duration(float64(all) * float64(w.Last()) / float64(w.Entries)))
}

// inBook tells whether the book of visits goes back so far.
func (w *town) inBook(at time.Time) bool { return at.After(w.until.AddDate(0, -kept, 0)) }

// happen is one thing, and mostly a visit.
func (w *town) happen(at time.Time) error {
	if at.Month() != w.month {
		w.month = at.Month()
		return w.begin(at)
	}
	switch n := w.chance.IntN(1000); {
	case n < 25:
		return w.redeem(at)
	case n < 30:
		return w.donate(at)
	case n < 31:
		return w.emergency(at)
	}
	return w.visit(at)
}

// someone is one of them, most often one of the first: some have much more to
// do than others.
func (w *town) someone(of []person) person {
	return of[min(w.chance.IntN(len(of)), w.chance.IntN(len(of)))]
}
