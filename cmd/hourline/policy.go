package main

import (
	"fmt"

	"hourline/ledger"
)

type policyCommand struct {
	Show policyShow `cmd:"" help:"Print the policy in force."`
}

type policyShow struct {
	books
	Revision int64 `placeholder:"N" help:"An earlier or coming version instead of the one in force."`
}

// Help is what policy show --help adds.
func (policyShow) Help() string {
	return `The policy is every number that the centre works by: hours of service, rounding, caps, how volunteers are asked
and how staff are rung. It is kept in the books, dated and versioned; every entry names the version it was made under.

	hourline policy show
	hourline policy show --revision 1 > policy.toml`
}

// Run prints the policy as the file that it is.
func (p *policyShow) Run(c *console) error {
	centre, err := p.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	return centre.Bank.Read(c.ctx, func(v *ledger.View) error {
		policy, err := v.PolicyAt(v.Now)
		if p.Revision != 0 {
			policy, err = v.Policy(p.Revision)
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "# version %d, in force from %s\n%s", policy.Version, policy.EffectiveAt.Format("2006-01-02 15:04 MST"), policy.Body)
		return err
	})
}
