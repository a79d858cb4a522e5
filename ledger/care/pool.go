package care

import "hourline/ledger"

// The pool of a community is time that belongs to nobody: what is given to it,
// and what is more than one account may store. It pays for whoever has no hours
// of their own, so it has no floor: nobody in need is refused, and how far it is
// below zero is what the community has promised beyond what it was given.

// pool is the account of a community's pool, which is opened when it is first
// needed. Members without a community have one together.
func (v *verb) pool(community string) (ledger.AccountID, error) {
	return v.OpenAccount(poolCode(community), ledger.Minutes, ledger.Unlimited)
}

func poolCode(community string) string {
	if community == "" {
		community = "-"
	}
	return "pool/" + community
}
