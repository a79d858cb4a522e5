package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

type policyCommand struct {
	Show     policyShow     `cmd:"" help:"Print the policy in force."`
	List     policyList     `cmd:"" help:"List the versions, and the proposals that wait."`
	Diff     policyDiff     `cmd:"" help:"Show what two policies say differently."`
	Set      policySet      `cmd:"" help:"Propose a policy; a second coordinator confirms it."`
	Confirm  policyConfirm  `cmd:"" help:"Confirm a proposal of another coordinator."`
	Withdraw policyWithdraw `cmd:"" help:"Give a proposal up."`
}

type policyShow struct {
	books
	Revision int64 `placeholder:"N" xor:"which" help:"An earlier or coming version instead of the one in force."`
	Proposal int64 `placeholder:"N" xor:"which" help:"A proposal that waits."`
	BuiltIn  bool  `xor:"which" help:"The one that a new bank begins with."`
}

// Help is what policy show --help adds.
func (policyShow) Help() string {
	return `The policy is every number that the centre works by: hours of service, rounding, caps, ages, grants, how volunteers are
asked and how staff are rung. It is kept in the books, dated and versioned; every entry names the version it was made
under. What is printed can be edited and set again.

	hourline policy show
	hourline policy show --revision 1 > policy.toml`
}

// Run prints the policy as the file that it is.
func (p *policyShow) Run(c *console) error {
	if p.BuiltIn {
		_, err := c.out.Write(care.BuiltInPolicy())
		return err
	}
	centre, err := p.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	text, err := p.text(c.ctx, centre)
	if err == nil {
		_, err = c.out.Write(text)
	}
	return err
}

func (p *policyShow) text(ctx context.Context, centre *care.Centre) (text []byte, err error) {
	if p.Proposal != 0 {
		w, err := proposal(ctx, centre, p.Proposal)
		return append(fmt.Appendf(nil, "# proposal %d of member %s, against version %d\n", w.ID, w.First, w.Base), w.Body...), err
	}
	err = centre.Bank.Read(ctx, func(v *ledger.View) error {
		policy, err := v.PolicyAt(v.Now)
		if p.Revision != 0 {
			policy, err = v.Policy(p.Revision)
		}
		text = append([]byte(care.PolicyHeading(policy.Version, policy.EffectiveAt.Format("2006-01-02 15:04 MST"))), policy.Body...)
		return err
	})
	return text, err
}

// proposal is one of those that wait.
func proposal(ctx context.Context, centre *care.Centre, id int64) (care.Proposal, error) {
	all, err := centre.Proposals(ctx)
	for _, p := range all {
		if p.ID == id {
			return p, nil
		}
	}
	return care.Proposal{}, errors.Join(err, care.ErrNoProposal)
}

type policyList struct{ books }

// Help is what policy list --help adds.
func (policyList) Help() string {
	return `The versions of the policy with the moment from which each is in force, and who made it; then the proposals that wait for
a second coordinator, and those that cannot be confirmed any more, with the reason. Works beside a running gateway.

	hourline policy list`
}

// Run prints two tables.
func (p *policyList) Run(c *console) error {
	centre, err := p.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	versions, err := centre.PolicyVersions(c.ctx)
	if err != nil {
		return err
	}
	t := table{right: "r----"}
	t.row("version", "in force from", "recorded", "by", "")
	for _, v := range versions {
		now := ""
		if v.InForce {
			now = "in force"
		}
		t.row(number(v.Version), v.From.Format(whenFormat), v.Recorded.Format(whenFormat), v.Actor, now)
	}
	if err := t.print(c.out); err != nil {
		return err
	}
	waiting, err := centre.Proposals(c.ctx)
	if err != nil || len(waiting) == 0 {
		return err
	}
	fmt.Fprintln(c.out)
	t = table{right: "r----"}
	t.row("proposal", "from", "by", "changes", "waits for")
	for _, w := range waiting {
		waits := "a second coordinator"
		if w.Fault != nil {
			waits = w.Fault.Error()
		}
		t.row(number(w.ID), fromWhen(w.At), w.First, number(int64(len(w.Changes))), waits)
	}
	return t.print(c.out)
}

// fromWhen is from when a proposal is to be in force.
func fromWhen(at time.Time) string {
	if at.IsZero() {
		return "its confirmation"
	}
	return at.Format(whenFormat)
}

type policyDiff struct {
	books
	From string `arg:"" help:"A version (3), a proposal (p2) or a file."`
	To   string `arg:"" optional:"" help:"What to compare it with; when it is not given, FROM is compared with the policy in force."`
}

// Help is what policy diff --help adds.
func (policyDiff) Help() string {
	return `One row for each setting that differs. What one of the two does not say is as the built-in policy has it.

	hourline policy diff p2
	hourline policy diff 3 4
	hourline policy diff policy.toml`
}

// Run prints the table.
func (p *policyDiff) Run(c *console) error {
	centre, err := p.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	from, to := p.From, p.To
	if to == "" {
		from, to = "", p.From
	}
	a, err := policyCalled(c.ctx, centre, from)
	if err != nil {
		return err
	}
	b, err := policyCalled(c.ctx, centre, to)
	if err != nil {
		return err
	}
	changes, err := care.ComparePolicies(a, b)
	if err != nil {
		return err
	}
	return printChanges(c.out, changes)
}

// policyCalled is the policy of a version, a proposal or a file; the one in
// force when nothing is called.
func policyCalled(ctx context.Context, centre *care.Centre, what string) ([]byte, error) {
	if version, err := strconv.ParseInt(what, 10, 64); err == nil || what == "" {
		show := policyShow{Revision: version}
		return show.text(ctx, centre)
	}
	if id, err := strconv.ParseInt(strings.TrimPrefix(what, "p"), 10, 64); err == nil {
		w, err := proposal(ctx, centre, id)
		return w.Body, err
	}
	text, err := os.ReadFile(what)
	if err != nil {
		return nil, misuse{err}
	}
	return text, nil
}

func printChanges(out io.Writer, changes []care.PolicyChange) error {
	if len(changes) == 0 {
		_, err := fmt.Fprintln(out, "they say the same")
		return err
	}
	t := table{right: "---"}
	t.row("setting", "from", "to")
	for _, k := range changes {
		t.row(k.Setting, orNothing(k.From), orNothing(k.To))
	}
	return t.print(out)
}

// orNothing says that there is nothing where there is nothing.
func orNothing(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
