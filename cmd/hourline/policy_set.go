package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"hourline/ledger/care"
)

// byCoordinator are the flags of commands in which a coordinator does something.
type byCoordinator struct {
	Actor string `required:"" aliases:"by" placeholder:"NUMBER" help:"Member number of the coordinator who does it; kept with it. Also --by."`
}

type policySet struct {
	books
	byCoordinator
	File   string `json:"-" arg:"" type:"existingfile" help:"The file, in TOML."`
	Text   []byte `kong:"-"` // of the file
	At     string `placeholder:"WHEN" help:"From when, at the centre: \"2027-01-01\", or \"2027-01-01 08:00\". As soon as it is confirmed when empty."`
	Reason string `placeholder:"WHY" help:"Why; kept with it."`
	Check  bool   `help:"Only look for faults, and show what would change; nothing is stored."`
}

// Help is what policy set --help adds.
func (policySet) Help() string {
	return `Begin with "hourline policy show > policy.toml" and edit that. A policy with a fault is refused with every fault and what
mends it. A good one waits for a second coordinator: "hourline policy confirm". Until its date the one in force stays in
force, and what was done before keeps the version that it was done under. A proposal is overtaken when another version
comes before it is confirmed; it is never confirmed after its date.

	hourline policy set policy.toml --at 2027-01-01 --actor 10000105 --check
	hourline policy set policy.toml --at 2027-01-01 --actor 10000105 --reason "the district's meeting of 2 December"`
}

// Validate is called with the command line.
func (p *policySet) Validate() error {
	_, err := atCentre(p.At, time.UTC)
	return err
}

// atCentre reads a day, or a moment of one; zero when there is none.
func atCentre(text string, place *time.Location) (at time.Time, err error) {
	if text == "" {
		return at, nil
	}
	if at, err = time.ParseInLocation(whenFormat, text, place); err == nil {
		return at, nil
	}
	if at, err = time.ParseInLocation(time.DateOnly, text, place); err != nil {
		return at, fmt.Errorf("--at: %q is no moment; write it like 2027-01-01, or \"2027-01-01 08:00\"", text)
	}
	return care.DayStart(at.Year(), at.Month(), at.Day(), place), nil
}

// Run proposes one policy; repeating it changes nothing.
func (p *policySet) Run(c *console) (err error) {
	if p.Text, err = os.ReadFile(p.File); err != nil {
		return misuse{err}
	}
	return p.books.change(c, p)
}

func (p *policySet) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	policy, err := centre.PolicyNow(ctx)
	if err != nil {
		return err
	}
	at, err := atCentre(p.At, policy.Place)
	if err != nil {
		return err
	}
	w, err := centre.ProposePolicy(ctx, care.PolicyDraft{Body: p.Text, At: at, Actor: p.Actor, Note: p.Reason, Check: p.Check})
	if err != nil {
		return err
	}
	if err := printChanges(out, w.Changes); err != nil {
		return err
	}
	if !w.Until.IsZero() {
		fmt.Fprintf(out, "another version is to be in force from %s, and does not have these changes\n", w.Until.Format(whenFormat))
	}
	if p.Check {
		_, err = fmt.Fprintln(out, "the policy has no fault; nothing was stored")
		return err
	}
	_, err = fmt.Fprintf(out, "proposal %d waits, to be in force from %s; a second coordinator confirms it with: hourline policy confirm %d --actor NUMBER\n",
		w.ID, fromWhen(w.At), w.ID)
	return err
}

// onProposal is one command about one proposal.
type onProposal struct {
	books
	byCoordinator
	ID int64 `arg:"" help:"The proposal's number; \"hourline policy list\" shows it."`
}

type policyConfirm struct{ onProposal }

// Help is what policy confirm --help adds.
func (policyConfirm) Help() string {
	return `The second coordinator: not the one who proposed it, nor anybody who shares a phone, a home or a family with them. Look at
what changes first.

	hourline policy diff p2
	hourline policy confirm 2 --actor 10000113`
}

// Run confirms one proposal.
func (p *policyConfirm) Run(c *console) error { return p.books.change(c, p) }

func (p *policyConfirm) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	version, from, err := centre.ConfirmPolicy(ctx, p.ID, p.Actor)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "proposal %d is version %d of the policy, in force from %s\n", p.ID, version, from.Format(whenFormat))
	return err
}

type policyWithdraw struct {
	onProposal
	Reason string `placeholder:"WHY" help:"Why; kept with it."`
}

// Help is what policy withdraw --help adds.
func (policyWithdraw) Help() string {
	return `For a proposal that nobody wants any more, or that was overtaken. A version that was confirmed and is not in force yet is
given up by setting the one before it anew, at the same moment.

	hourline policy withdraw 2 --actor 10000105`
}

// Run gives one proposal up.
func (p *policyWithdraw) Run(c *console) error { return p.books.change(c, p) }

func (p *policyWithdraw) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	if err := centre.WithdrawPolicy(ctx, p.ID, p.Actor, p.Reason); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "proposal %d is given up\n", p.ID)
	return err
}
