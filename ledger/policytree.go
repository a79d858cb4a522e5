package ledger

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// A policyTree is the root of the tree of policies at every size, up to the
// first version that is not in its place.
type policyTree struct {
	roots []tlog.Hash // by size
	wrong string      // what is not in its place
}

func (t policyTree) size() int64 { return max(0, int64(len(t.roots))-1) }

// contains tells whether the tree has been what c says.
func (t policyTree) contains(c tlog.Tree) bool {
	return c.N <= t.size() && t.roots[c.N] == c.Hash
}

func (v *View) newestPolicy() (version int64, err error) {
	err = v.queryRow(`SELECT coalesce(max(version), 0) FROM policies`).Scan(&version)
	return version, err
}

func (v *View) policyTree() (t policyTree, err error) {
	rows, err := v.Query(`SELECT version, effective_at, recorded_at, actor, body FROM policies ORDER BY version`)
	if err != nil {
		return t, err
	}
	defer rows.Close()
	var tree proof.Tree
	t.roots = append(t.roots, tlog.Hash{})
	for rows.Next() {
		var p proof.Policy
		if err := rows.Scan(&p.Version, &p.Effective, &p.Recorded, &p.Actor, &p.Body); err != nil {
			return t, err
		}
		switch next := tree.Size() + 1; {
		case p.Version < next:
			t.wrong = fmt.Sprintf("policy %d: versions begin at 1", p.Version)
			return t, nil
		case p.Version > next:
			t.wrong = fmt.Sprintf("policy %d is missing", next)
			return t, nil
		}
		if err := tree.Append(p.Leaf(), func(int, int64, []byte) error { return nil }); err != nil {
			return t, err
		}
		root, err := tree.Hash()
		if err != nil {
			return t, err
		}
		t.roots = append(t.roots, root)
	}
	return t, rows.Err()
}

// openPolicies reads what any log of these books has signed of policies.
func (v *View) openPolicies(signed []byte) (c tlog.Tree, err error) {
	logs, err := v.Logs()
	if err != nil {
		return c, err
	}
	err = errNotTheirs
	for _, l := range logs {
		if c, err = proof.OpenPolicies(signed, l.Key); err == nil {
			return c, nil
		}
	}
	return c, err
}

var errNotTheirs = errors.New("no log of these books has signed it")
