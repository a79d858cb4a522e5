package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"hourline/ledger/care"
	"hourline/prompts"
)

type fundCommand struct {
	Open fundOpen `cmd:"" help:"Open a fund for a source of money."`
	Add  fundAdd  `cmd:"" help:"Enter money that came in, with its document."`
	Show fundShow `cmd:"" help:"Show what is in the funds, and whether it covers the hours."`
}

type fundOpen struct {
	books
	byTwo
	speaks
	Source string `arg:"" help:"Where the money comes from, such as welfare-lottery; small letters, digits and dashes."`
}

// Help is what fund open --help adds.
func (fundOpen) Help() string {
	return `A fund pays cash for hours, and can never fall below zero. Which funds pay, and in which order, is policy (redeem.funds).

	hourline fund open welfare-lottery --by 10000103 --with 10000105`
}

// Run opens one fund; repeating it changes nothing.
func (m *fundOpen) Run(c *console) error { return m.books.change(c, m) }

func (m *fundOpen) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	f, err := centre.OpenFund(ctx, m.Source, m.By, m.With)
	if err != nil {
		return err
	}
	return m.say(out, "fund.open", prompts.Args{"name": prompts.Name(f.Source), "money": prompts.Money(f.Available)})
}

type fundAdd struct {
	books
	byTwo
	speaks
	Source   string `arg:"" help:"The fund."`
	Yuan     string `required:"" placeholder:"AMOUNT" help:"What came in, in yuan, such as 5000 or 120.50."`
	Document string `required:"" placeholder:"NUMBER" help:"Number of the document by which it came; entered twice it is entered once."`
}

// Help is what fund add --help adds.
func (fundAdd) Help() string {
	return `Two of the staff enter money that came in. What waits in the queue is made ready at once, in its order, as far as the
money goes, and the members are told.

	hourline fund add welfare-lottery --yuan 5000 --document 2026-117 --by 10000103 --with 10000105`
}

var yuanForm = regexp.MustCompile(`^(\d{1,9})(?:\.(\d{1,2}))?$`)

// fen reads an amount in yuan.
func fen(text string) (int64, error) {
	parts := yuanForm.FindStringSubmatch(text)
	if parts == nil {
		return 0, fmt.Errorf("--yuan: %q is no amount; write it like 5000 or 120.50", text)
	}
	n, err := strconv.ParseInt(parts[1]+(parts[2] + "00")[:2], 10, 64)
	if err == nil && n == 0 {
		err = fmt.Errorf("--yuan: nothing came in")
	}
	return n, err
}

// Validate is called with the command line, and again where it is carried out.
func (m *fundAdd) Validate() error {
	if strings.TrimSpace(m.Document) == "" {
		return fmt.Errorf("--document: say by which document the money came")
	}
	_, err := fen(m.Yuan)
	return err
}

// Run enters one document; repeating it changes nothing.
func (m *fundAdd) Run(c *console) error { return m.books.change(c, m) }

func (m *fundAdd) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	amount, err := fen(m.Yuan)
	if err != nil {
		return err
	}
	f, err := centre.AddToFund(ctx, care.FundReceipt{Source: m.Source, Document: m.Document, Fen: amount, By: m.By, With: m.With})
	if err != nil {
		return err
	}
	return m.say(out, "fund.has", prompts.Args{"name": prompts.Name(f.Source), "free": prompts.Money(f.Available), "held": prompts.Money(f.Held)})
}

type fundShow struct {
	books
	speaks
}

// Help is what fund show --help adds.
func (fundShow) Help() string {
	return `Works beside a running gateway. Free is what can still be promised, held is for what is approved and not fetched. The
cover is the free money of the funds that pay by the worth of all hours.

	hourline fund show`
}

// Run shows the funds in the order of their opening.
func (s *fundShow) Run(c *console) error {
	centre, err := s.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	all, how, err := centre.Funds(c.ctx)
	if err != nil {
		return err
	}
	t := table{right: "-rrrr"}
	if err := s.header(&t, "fund"); err != nil {
		return err
	}
	for _, f := range all {
		t.row(f.Source, yuan(f.Given), yuan(f.Paid), yuan(f.Held), yuan(f.Available))
	}
	if err := t.print(c.out); err != nil {
		return err
	}
	paid := "cover.paid"
	if how.Stopped {
		paid = "cover.stopped"
	}
	return errors.Join(
		s.say(c.out, "cover", prompts.Args{"minutes": prompts.Minutes(how.Outstanding), "money": prompts.Money(how.Worth), "count": prompts.Count(how.Coverage)}),
		s.say(c.out, paid, nil),
		s.say(c.out, "cover.queue", prompts.Args{"count": prompts.Count(int64(how.Queued)), "money": prompts.Money(how.QueuedFen)}))
}

// yuan is an amount of fen as tables show it.
func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
