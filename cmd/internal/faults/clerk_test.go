package faults

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// A clerk is all the staff who see to what others have asked for: they approve
// and pay, refuse, cancel, ask afterwards and take back, often two of them at
// the same moment; some of it they forget. They bring money when it is short,
// and set PINs anew.
type clerk struct {
	*desk
	chance *rand.Rand
	staff  []string
	ended  chan struct{}
	did    []deed
	papers []paper // money that came in
}

// A deed is what a command said that it did to a redemption, by the name of
// the event.
type deed struct {
	id   int64
	what string
}

// A paper is the document of money that came in.
type paper struct {
	By, With, Source, Yuan, Document string
	said                             bool // by the command
}

// An open redemption is one that is not over, as the staff see it.
type open struct {
	id             int64
	state, channel string
	given          bool // to the member
}

// A step is a command about a redemption as it crosses to the gateway that
// carries it out.
type step struct {
	By, With, Lang, Reason, Number string
	ID                             int64
}

// hire makes a clerk, who has a chance of its own.
func (d *desk) hire(seed uint64) *clerk {
	return &clerk{desk: d, chance: rand.New(rand.NewPCG(seed, 3)), staff: slices.Clone(d.staff), ended: make(chan struct{})}
}

// work lets the clerk work until the desk is closed.
func (c *clerk) work() {
	defer close(c.ended)
	for c.waits(time.Duration(50+c.chance.IntN(150)) * time.Millisecond) {
		orders := c.orders()
		if len(orders) > 0 {
			o := orders[c.chance.IntN(len(orders))]
			if o.channel == "desk" { // of which there are most
				o = orders[c.chance.IntN(len(orders))]
			}
			c.sees(o)
		}
		if c.chance.IntN(20) == 0 || waiting(orders) > 6 && c.chance.IntN(2) == 0 {
			c.brings(100 + c.chance.IntN(500))
		}
		c.setsPIN()
	}
	c.brings(1_000_000) // for all who still wait
}

// waiting is how many wait for money.
func waiting(orders []open) (n int) {
	for _, o := range orders {
		if o.state == "queued" {
			n++
		}
	}
	return n
}

// orders are the redemptions that are not over.
func (c *clerk) orders() (all []open) {
	err := c.g.look(func(b books) error {
		rows, err := b.Query(`SELECT id, state, channel, handed_by <> 0 FROM redemptions WHERE ended_at IS NULL ORDER BY id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var o open
			if err := rows.Scan(&o.id, &o.state, &o.channel, &o.given); err != nil {
				return err
			}
			all = append(all, o)
		}
		return rows.Err()
	})
	if err != nil {
		c.g.Error(err)
	}
	return all
}

// sees does what stands next with a redemption, or something else that can be
// done with it.
func (c *clerk) sees(o open) {
	atDesk := o.channel == "desk" // of whom each is given every sum
	chance := c.chance.IntN(10)
	switch {
	case o.id%11 == 0 && !atDesk, o.channel == "point" && o.state == "asked": // forgotten; the member's turn
	case chance == 0 && !atDesk && !o.given:
		c.has(o, "redeem cancel", "cancel")
	case chance == 1 && !atDesk && !o.given:
		c.has(o, "redeem refuse", "refuse")
	case o.state == "asked", o.state == "queued" && chance == 2: // once more is refused
		c.has(o, "redeem approve", "approve")
	case o.state == "ready":
		c.has(o, "redeem pay", "hand out")
	case o.state == "handed" && chance < 4:
		c.has(o, "redeem contest", "contest")
	case o.state == "handed":
		c.has(o, "redeem confirm", "receive")
	case o.state == "contested" && chance < 5:
		c.has(o, "redeem return", "return")
	case o.state == "contested":
		c.has(o, "redeem confirm", "receive")
	}
}

// has lets it be done: now and then by two at the same moment, who are the same
// one at two screens, or two.
func (c *clerk) has(o open, command, what string) {
	c.chance.Shuffle(len(c.staff), func(i, j int) { c.staff[i], c.staff[j] = c.staff[j], c.staff[i] })
	hands := []string{c.staff[0]}
	if c.chance.IntN(3) == 0 {
		hands = append(hands, c.staff[c.chance.IntN(2)])
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	for _, by := range hands {
		all.Go(func() {
			s := step{By: by, With: c.staff[2], Lang: "zh-CN", Reason: "so", ID: o.id}
			if c.tries(command, s) {
				mu.Lock()
				defer mu.Unlock()
				c.did = append(c.did, deed{o.id, what})
			}
		})
	}
	all.Wait()
}

// tries has a command carried out by one gateway or the next, unless that is
// not possible any more or not for whoever tries.
func (c *clerk) tries(command string, args any) (done bool) {
	for {
		done, refused := c.once(command, args, io.Discard)
		if done || refused != nil || !c.waits(20*time.Millisecond) {
			if refused != nil && !overtaken(refused.Words) {
				c.g.Errorf("%s %+v: %v", command, args, refused)
			}
			return done
		}
	}
}

// overtaken tells whether a command was refused because somebody else was
// faster, or because it needs somebody else.
func overtaken(words string) bool {
	return strings.Contains(words, "not possible as it stands") || strings.Contains(words, "a second person must do it")
}

// brings adds money to the fund, by a new document. It is also in the books
// when nobody said so.
func (c *clerk) brings(yuan int) {
	p := paper{c.staff[0], c.staff[1], "lottery", fmt.Sprint(yuan), fmt.Sprint("D", len(c.papers)+1, "/", yuan), false}
	p.said = c.tries("fund add", p)
	c.papers = append(c.papers, p)
}

// setsPIN gives whoever's is locked a new PIN.
func (c *clerk) setsPIN() {
	for _, s := range c.savers {
		var locked bool
		if c.town.with(func() { locked = s.locked }); !locked {
			continue
		}
		var said bytes.Buffer
		if done, _ := c.once("member pin", step{By: c.staff[0], With: c.staff[1], Lang: "en", Number: s.number}, &said); !done {
			continue // and if it was set, another one is
		}
		var number, first, last string
		if _, err := fmt.Sscanf(said.String(), "PIN of member %s %s %s", &number, &first, &last); err != nil {
			c.g.Errorf("%q: %v", said.String(), err)
		}
		c.town.with(func() { s.pin, s.locked = first+strings.TrimSuffix(last, "."), false })
	}
}
