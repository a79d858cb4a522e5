package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"hourline/cmd/internal/homecard"
	"hourline/ledger/care"
	"hourline/prompts"
)

type redeemList struct {
	books
	All bool `help:"Also what is over."`
}

// Help is what redeem list --help adds.
func (redeemList) Help() string {
	return `Works beside a running gateway. What waits for money has its place in the queue.

	hourline redeem list
	hourline redeem list --all`
}

// Run lists redemptions, the newest first.
func (l *redeemList) Run(c *console) error {
	centre, err := l.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	all, err := centre.Redemptions(c.ctx, care.RedemptionFilter{Over: l.All})
	if err != nil {
		return err
	}
	t := table{right: "r---rr--"}
	t.row("redemption", "state", "member", "number", "for", "hours", "asked", "by")
	for _, r := range all {
		t.row(number(r.ID), stands(r.Redemption), r.Who.Name, r.Who.Number, reward(r.Redemption), hours(r.Minutes), stamp(r.Asked), string(r.Channel))
	}
	return t.print(c.out)
}

// stands is a redemption's state, with its place in the queue.
func stands(r care.Redemption) string {
	if r.State == care.Queued {
		return fmt.Sprintf("%s, place %d", r.State, r.Place)
	}
	return string(r.State)
}

type redeemShow struct {
	books
	ID int64 `arg:"" help:"The redemption's number, which a ticket refers to."`
}

// Help is what redeem show --help adds.
func (redeemShow) Help() string {
	return `Works beside a running gateway. Who did what is told by member number.

	hourline redeem show 12`
}

// Run shows one redemption.
func (s *redeemShow) Run(c *console) error {
	centre, err := s.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	r, err := centre.Redemption(c.ctx, s.ID)
	if err != nil {
		return err
	}
	t := table{right: "--"}
	t.row("redemption", number(r.ID))
	t.row("state", stands(r.Redemption))
	t.row("member", r.Who.Name+" "+r.Who.Number)
	t.row("for", reward(r.Redemption))
	t.row("hours", hours(r.Minutes))
	t.row("asked by", string(r.Channel))
	for _, source := range slices.Sorted(maps.Keys(r.Funds)) {
		t.row("fund "+source, yuan(r.Funds[source]))
	}
	if r.Entry != 0 {
		t.row("entry", number(r.Entry))
	}
	for _, e := range r.Events {
		who := "by itself"
		if e.Actor != "" {
			who = "by " + e.Actor
		}
		t.row(e.At.Format("2006-01-02 15:04:05"), strings.TrimSpace(e.What+" "+who+" "+e.Note))
	}
	return t.print(c.out)
}

type redeemSlip struct {
	books
	ID    int64  `arg:"" help:"The redemption's number."`
	Words string `env:"HOURLINE_WORDS" type:"path" placeholder:"DIR" help:"Folder with an edited copy of the prompts."`
}

// Help is what redeem slip --help adds.
func (redeemSlip) Help() string {
	return `The receipt that a member with a telephone gets as a text, in the member's language: print it, and hand it over.

	hourline redeem slip 12 | lp`
}

// Run prints one receipt.
func (s *redeemSlip) Run(c *console) error {
	words, err := homecard.Words(s.Words)
	if err != nil {
		return misuse{err}
	}
	centre, err := s.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	r, err := centre.Redemption(c.ctx, s.ID)
	if err != nil {
		return err
	}
	if r.State != care.Received {
		return fmt.Errorf("redemption %d is %s: there is a receipt once it was given out and confirmed", r.ID, r.State)
	}
	what := prompts.Money(r.Fen)
	if !r.Cash() {
		what = prompts.Goods(r.GoodsName, r.Pieces)
	}
	text, err := words.Text(r.Who.Lang, "redeem.receipt", prompts.Args{
		"what": what, "minutes": prompts.Minutes(r.Minutes), "balance": prompts.Minutes(r.Balance), "entry": prompts.Code(r.Receipt),
	})
	if err == nil {
		_, err = fmt.Fprintf(c.out, "%s %s\n%s\n%s\n", r.Who.Name, r.Who.Number, stamp(r.Handed), text)
	}
	return err
}
