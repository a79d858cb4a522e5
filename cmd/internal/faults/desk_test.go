package faults

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"hourline/cmd/internal/control"
	"hourline/ledger"
	"hourline/ledger/care"
)

// A desk is two of the staff who give cash out all day, to elders who come, by
// the commands of the program, and ask once more for what was cut off. Each sum
// is given to one person once, so that it can be found again.
type desk struct {
	*day
	g      *gateway
	chance *rand.Rand
	staff  []string
	elders []string

	closing, closed chan struct{}
	paid            []payment    // what a command said that it was given out
	cut             atomic.Int32 // commands that were killed half-way
}

// A payment is a command that does all in one step, as it crosses to the
// gateway that carries it out.
type payment struct {
	By, With, Lang, Number string
	Cash                   time.Duration
	Pieces                 int64
}

// The largest sum is the most that the policy of the day gives at once; whoever
// is given each sum once needs that many hours. The fund has so little that it
// is empty again and again, or too little for the stop rule.
const (
	largestSum = 100
	savedHours = largestSum * (largestSum + 1) / 2
	fundFen    = 1700_00
)

// newDesk gives everybody hours, the savers their PINs and the fund some money,
// while no gateway runs. What nobody decides or fetches expires soon.
func newDesk(g *gateway, day *day, seed uint64) *desk {
	g.Helper()
	g.decree(day.now(), "month_minutes = 12000", fmt.Sprintf("month_minutes = %d", savedHours*60), "coverage_percent = 20", "coverage_percent = 1",
		`decide = "336h"`, `decide = "12m"`, `fetch = "336h"`, `fetch = "12m"`, `point_wait = "30m"`, `point_wait = "5m"`)
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
	for i, s := range day.savers {
		if i%3 == 2 {
			continue // who has none is rung back
		}
		if s.pin, err = centre.SetPIN(g.Context(), s.number, d.staff[0], d.staff[1]); err != nil {
			g.Fatal(err)
		}
	}
	return d
}

// endow makes all but the staff old enough, and gives them hours; some are in
// need, and come first when money is short.
func (d *desk) endow(tx *ledger.Tx) error {
	give := func(name string, i int) (number string, err error) {
		var id, account int64
		flags := []string{"", "", "poor"}[i%3]
		if err := tx.QueryRow(`UPDATE members SET born = 1940, flags = $1 WHERE name = $2 RETURNING id, account, number`, flags, name).Scan(&id, &account, &number); err != nil {
			return "", err
		}
		_, err = tx.Post(ledger.Posting{Debit: ledger.Issued, Credit: ledger.AccountID(account), Amount: savedHours * 60, Kind: "saved before", Ref: id})
		return number, err
	}
	var err error
	for i := range volunteers {
		_, e := give(fmt.Sprintf("志愿者%d", i), i)
		err = errors.Join(err, e)
	}
	for i := range elders {
		number, e := give(fmt.Sprintf("老人%d", i), i)
		d.elders, err = append(d.elders, number), errors.Join(err, e)
	}
	for i, s := range d.savers {
		number, e := give(fmt.Sprintf("储户%d", i), i)
		s.number, err = number, errors.Join(err, e)
	}
	for i := range staff {
		var number string
		err = errors.Join(err, tx.QueryRow(`SELECT number FROM members WHERE name = $1`, fmt.Sprintf("值班%d", i)).Scan(&number))
		d.staff = append(d.staff, number)
	}
	return err
}

// open lets the desk work until it is closed, or has given out every sum.
func (d *desk) open() {
	go func() {
		defer close(d.closed)
		for n := range largestSum * len(d.elders) {
			hours := time.Duration(1 + n/len(d.elders))
			p := payment{By: d.staff[0], With: d.staff[1], Lang: "zh-CN", Number: d.elders[n%len(d.elders)], Cash: hours * time.Hour, Pieces: 1}
			said, done := d.does("redeem desk", p)
			if !done {
				return
			}
			if !strings.Contains(said, "排第") { // that is for later
				d.paid = append(d.paid, p)
			}
			if !d.waits(time.Duration(d.chance.IntN(200)) * time.Millisecond) {
				return
			}
		}
	}()
}

// does has a command carried out, by one gateway or the next, and tells what it
// said.
func (d *desk) does(command string, args any) (said string, done bool) {
	for {
		var out bytes.Buffer
		done, refused := d.once(command, args, &out)
		if refused != nil {
			d.g.Errorf("%s %+v: %v", command, args, refused)
		}
		if done || !d.waits(20*time.Millisecond) {
			return out.String(), done
		}
	}
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

// once has the gateway carry one command out. It is not done in the gateway's
// absence, as the program would: here only a gateway knows what time it is.
func (d *desk) once(command string, args any, out io.Writer) (done bool, refused *control.Refusal) {
	ctx := d.g.Context()
	about, err := control.Client{Data: d.g.data}.About(ctx)
	if err != nil {
		return false, nil
	}
	crossed(d.typed)
	err = control.Client{Data: d.g.data, Version: about.Version}.Do(ctx, command, args, out)
	switch {
	case err == nil:
		crossed(d.told)
	case errors.As(err, &refused):
	case !errors.Is(err, control.ErrNobody) && !errors.Is(err, control.ErrStopping):
		d.cut.Add(1)
	}
	return err == nil, refused
}

// close lets nothing more be given out.
func (d *desk) close() {
	close(d.closing)
	<-d.closed
}
