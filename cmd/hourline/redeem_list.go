package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"hourline/cmd/internal/homecard"
	"hourline/ledger/care"
	"hourline/prompts"
)

type redeemList struct {
	books
	speaks
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
	policy, err := centre.PolicyNow(c.ctx)
	if err != nil {
		return err
	}
	t := table{right: "r-r------"}
	if err := l.header(&t, "redemption"); err != nil {
		return err
	}
	for _, r := range all {
		if err := l.redemption(&t, policy, r); err != nil {
			return err
		}
	}
	return t.print(c.out)
}

// redemption adds one redemption to a table of them.
func (s speaks) redemption(t *table, policy *care.Policy, r care.RedemptionFile) error {
	state, err := s.words(string(r.State)+".state", nil)
	if err != nil {
		return err
	}
	what, err := s.words("reward", prompts.Args{"what": reward(policy, r.Redemption, s.Lang)})
	if err != nil {
		return err
	}
	cost, err := s.words("duration", prompts.Args{"minutes": prompts.Minutes(r.Minutes)})
	if err != nil {
		return err
	}
	place := ""
	if r.Place > 0 {
		place = number(int64(r.Place))
	}
	t.row(number(r.ID), state, place, r.Who.Name, r.Who.Number, what, cost, stamp(r.Asked), string(r.Channel))
	return nil
}

type redeemShow struct {
	books
	speaks
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
	policy, err := centre.PolicyNow(c.ctx)
	if err != nil {
		return err
	}
	t := table{right: "r-r------"}
	if err := errors.Join(s.header(&t, "redemption"), s.redemption(&t, policy, r), t.print(c.out)); err != nil {
		return err
	}
	happened := table{right: "----"}
	for _, source := range slices.Sorted(maps.Keys(r.Funds)) {
		happened.row("fund/"+source, yuan(r.Funds[source]), "", "")
	}
	for _, e := range r.Events {
		happened.row(e.At.Format("2006-01-02 15:04:05"), e.What, cmp.Or(e.Actor, "-"), e.Note)
	}
	fmt.Fprintln(c.out)
	return happened.print(c.out)
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
