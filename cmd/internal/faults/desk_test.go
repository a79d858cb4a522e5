package faults

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"time"

	"hourline/cmd/internal/control"
	"hourline/ledger"
	"hourline/ledger/care"
)

// A desk is two of the staff who give cash out all day, to elders who come and
// to volunteers who asked by text, by the commands of the program, and ask once
// more for what was cut off. Each sum is given to one person once, so that it
// can be found again.
type desk struct {
	*day
	g      *gateway
	chance *rand.Rand
	staff  [2]string
	elders []string

	closing, closed chan struct{}
	paid            []payment // what a command said that it was given out
	fetched         []step    // the same, for what was asked for by text
	cut             int       // commands that were killed half-way
}

// A payment and a step are commands as they cross to the gateway that carries
// them out: one that does all, and one about a redemption.
type (
	payment struct {
		By, With, Lang, Number string
		Cash                   time.Duration
		Pieces                 int64
	}
	step struct {
		By, Lang string
		ID       int64
	}
)

// The largest sum is the most that the policy of the day gives at once; whoever
// is given each sum once needs that many hours, and the fund money for all.
const (
	largestSum = 100
	savedHours = largestSum * (largestSum + 1) / 2
	fundFen    = (elders + volunteers) * savedHours * 100
)

// newDesk gives everybody hours and the fund money, while no gateway runs.
func newDesk(g *gateway, day *day, seed uint64) *desk {
	g.Helper()
	g.decree(day.since, "month_minutes = 12000", fmt.Sprintf("month_minutes = %d", savedHours*60))
	d := &desk{day: day, g: g, chance: rand.New(rand.NewPCG(seed, 2)), closing: make(chan struct{}), closed: make(chan struct{})}
	d.typed = make(chan struct{}, 1)
	centre, err := care.Open(g.Context(), filepath.Join(g.data, "hourline.db"), care.Config{Clock: day.clock})
	if err != nil {
		g.Fatal(err)
	}
	defer centre.Close()
	if err := centre.Bank.Write(g.Context(), d.endow); err != nil {
		g.Fatal(err)
	}
	if _, err := centre.OpenFund(g.Context(), "lottery", d.staff[0], d.staff[1]); err != nil {
		g.Fatal(err)
	}
	if _, err := centre.AddToFund(g.Context(), care.FundReceipt{Source: "lottery", Document: "1", Fen: fundFen, By: d.staff[0], With: d.staff[1]}); err != nil {
		g.Fatal(err)
	}
	return d
}

// endow makes all but the staff old enough, and gives them hours.
func (d *desk) endow(tx *ledger.Tx) error {
	for i := range elders + volunteers {
		name := fmt.Sprintf("老人%d", i)
		if i >= elders {
			name = fmt.Sprintf("志愿者%d", i-elders)
		}
		var id, account int64
		var number string
		if err := tx.QueryRow(`UPDATE members SET born = 1940 WHERE name = $1 RETURNING id, account, number`, name).Scan(&id, &account, &number); err != nil {
			return err
		}
		if i < elders {
			d.elders = append(d.elders, number)
		}
		if _, err := tx.Post(ledger.Posting{Debit: ledger.Issued, Credit: ledger.AccountID(account), Amount: savedHours * 60, Kind: "saved before", Ref: id}); err != nil {
			return err
		}
	}
	for i := range d.staff {
		if err := tx.QueryRow(`SELECT number FROM members WHERE name = $1`, fmt.Sprintf("值班%d", i)).Scan(&d.staff[i]); err != nil {
			return err
		}
	}
	return nil
}

// open lets the desk work until it is closed, or has given out every sum.
func (d *desk) open() {
	go func() {
		defer close(d.closed)
		for n := range largestSum * len(d.elders) {
			hours := time.Duration(1 + n/len(d.elders))
			p := payment{By: d.staff[0], With: d.staff[1], Lang: "zh-CN", Number: d.elders[n%len(d.elders)], Cash: hours * time.Hour, Pieces: 1}
			if !d.does("redeem desk", p) {
				return
			}
			d.paid = append(d.paid, p)
			if !d.serves() || !d.waits(time.Duration(d.chance.IntN(200))*time.Millisecond) {
				return
			}
		}
	}()
}

// serves approves and gives out what the next volunteer has asked for.
func (d *desk) serves() (open bool) {
	var order string
	d.with(func() {
		if n := len(d.fetched); n < len(d.claims.ordered) {
			order = d.claims.ordered[n].code
		}
	})
	if order == "" {
		return true
	}
	id, err := strconv.ParseInt(order, 10, 64)
	if err != nil {
		d.g.Error(err)
	}
	gives := step{d.staff[1], "zh-CN", id}
	if !d.does("redeem approve", step{d.staff[0], "zh-CN", id}) || !d.does("redeem pay", gives) {
		return false
	}
	d.fetched = append(d.fetched, gives)
	return true
}

// does has a command carried out, by one gateway or the next.
func (d *desk) does(command string, args any) (open bool) {
	for !d.done(command, args) {
		if !d.waits(20 * time.Millisecond) {
			return false
		}
	}
	return true
}

// waits reports whether the desk is still open after a moment of the machine's
// own time.
func (d *desk) waits(moment time.Duration) bool {
	select {
	case <-time.After(moment):
		return true
	case <-d.closing:
		return false
	}
}

// done has the gateway carry one command out. It is not done in the gateway's
// absence, as the program would: here only a gateway knows what time it is.
func (d *desk) done(command string, args any) bool {
	ctx := d.g.Context()
	about, err := control.Client{Data: d.g.data}.About(ctx)
	if err != nil {
		return false
	}
	crossed(d.typed)
	err = control.Client{Data: d.g.data, Version: about.Version}.Do(ctx, command, args, io.Discard)
	var refused *control.Refusal
	switch {
	case err == nil:
		crossed(d.told)
	case errors.As(err, &refused):
		d.g.Errorf("%s %+v: %v", command, args, err)
	case !errors.Is(err, control.ErrNobody) && !errors.Is(err, control.ErrStopping):
		d.cut++
	}
	return err == nil
}

// close lets nothing more be given out.
func (d *desk) close() {
	close(d.closing)
	<-d.closed
}

// withheld: what a text said that is held has been held, wholly, for whoever
// asked.
func (b books) withheld(c claims) (finding, error) {
	return b.hold("cash asked for", c.ordered, `SELECT count(*) FROM redemptions r JOIN phones p ON p.member = r.member JOIN entries h ON h.id = r.hold
		WHERE p.phone = $1 AND r.id = $2 AND h.held = r.minutes`, func(c claim) []any { return []any{c.number, c.code} })
}

// redemptions: what a command said that it gave out has left the account and
// the fund, once and wholly; and nothing is held for what is over.
func (b books) redemptions(d *desk) (f finding, err error) {
	f = finding{what: "cash given out", claims: len(d.paid) + len(d.fetched)}
	const given = `SELECT count(*) FROM redemptions r JOIN members m ON m.id = r.member JOIN entries e ON e.id = r.entry WHERE e.amount = r.minutes AND `
	for _, p := range d.paid {
		n, err := b.count(given+`m.number = $1 AND r.minutes = $2`, p.Number, int64(p.Cash/time.Minute))
		if err != nil {
			return f, err
		}
		if n == 0 {
			f.lost = append(f.lost, fmt.Sprintf("%v of %s", p.Cash, p.Number))
		}
	}
	for _, s := range d.fetched {
		n, err := b.count(given+`r.id = $1`, s.ID)
		if err != nil {
			return f, err
		}
		if n == 0 {
			f.lost = append(f.lost, fmt.Sprintf("redemption %d", s.ID))
		}
	}
	if f.doubled, err = b.names(`SELECT 'member ' || member || ': ' || minutes || ' min' FROM redemptions GROUP BY member, minutes HAVING count(*) > 1
		UNION ALL SELECT 'account ' || a.code || ' is below zero' FROM accounts a JOIN balances b ON b.account = a.id
			WHERE (a.code LIKE 'fund/%' OR a.code LIKE 'member/%') AND b.posted - b.held < 0`); err != nil {
		return f, err
	}
	f.open, err = b.names(`SELECT 'redemption ' || r.id || ' is half' FROM redemptions r WHERE r.entry IS NOT NULL
			AND r.fen <> (SELECT coalesce(sum(e.amount), 0) FROM redemption_fen s JOIN entries e ON e.id = s.entry WHERE s.redemption = r.id)
		UNION ALL SELECT 'hold ' || h.id || ' is forgotten' FROM entries h WHERE h.kind = 'redeem'
			AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.resolves = h.id)
			AND NOT EXISTS (SELECT 1 FROM redemptions r WHERE r.hold = h.id AND r.state IN ('asked', 'queued', 'ready'))
		UNION ALL SELECT 'hold ' || h.id || ' of money is forgotten' FROM entries h WHERE h.kind = 'redeem-fen'
			AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.resolves = h.id)
			AND NOT EXISTS (SELECT 1 FROM redemption_fen s JOIN redemptions r ON r.id = s.redemption WHERE s.hold = h.id AND r.state = 'ready')`)
	return f, err
}
