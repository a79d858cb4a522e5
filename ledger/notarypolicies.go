package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// PoliciesFile stands in the folder of the books: what the policies were when
// they were signed last.
const PoliciesFile = "policies"

// signPolicies signs the policies as they are now, unless they were signed
// already. As with entries, what is signed is on disk, and it is written into
// the file and then beside it.
func (n *notary) signPolicies(ctx context.Context) error {
	n.seal.Lock()
	defer n.seal.Unlock()
	var tree policyTree
	var outside, inside []byte
	err := n.bank.Read(ctx, func(v *View) error {
		newest, err := v.newestPolicy()
		if err != nil || newest == n.agreed {
			return err
		}
		if outside, err = readIfThere(n.policies); err != nil {
			return err
		}
		if tree, err = v.policyTree(); err != nil {
			return err
		}
		inside, err = v.agreed(tree, outside)
		return err
	})
	if err != nil || tree.size() == 0 {
		return err
	}
	if c, err := proof.OpenPolicies(inside, n.key.Public); err != nil || c.N < tree.size() {
		if inside, err = n.writePolicies(ctx, tree); err != nil {
			return err
		}
	}
	if !bytes.Equal(outside, inside) {
		if err := replace(n.policies, inside); err != nil {
			return err
		}
	}
	n.agreed = tree.size()
	return nil
}

func (n *notary) writePolicies(ctx context.Context, tree policyTree) (signed []byte, err error) {
	signed, err = n.key.SignPolicies(tlog.Tree{N: tree.size(), Hash: tree.roots[tree.size()]})
	if err != nil {
		return nil, err
	}
	return signed, n.bank.Write(ctx, func(tx *Tx) error {
		_, err := tx.insert(`INSERT INTO policy_checkpoints (id, log, size, note)
			SELECT coalesce(max(id), 0) + 1, $1, $2, $3 FROM policy_checkpoints`, n.id, tree.size(), string(signed))
		return err
	})
}

func readIfThere(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// agreed is what the books say was signed last, nil when nothing was. That and
// what was signed by the file beside them must be in tree: nobody signs two
// pasts.
func (v *View) agreed(tree policyTree, outside []byte) (inside []byte, err error) {
	if tree.wrong != "" {
		return nil, fmt.Errorf("%w: %s", errOtherPolicies, tree.wrong)
	}
	err = v.queryRow(`SELECT note FROM policy_checkpoints ORDER BY id DESC LIMIT 1`).Scan(&inside)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	for _, signed := range [][]byte{outside, inside} {
		if signed == nil {
			continue
		}
		c, err := v.openPolicies(signed)
		if err != nil || !tree.contains(c) {
			return nil, errors.Join(fmt.Errorf("%w: hourline verify names it", errOtherPolicies), err)
		}
	}
	return inside, nil
}

// errOtherPolicies keeps the notary from signing policies. The bank goes on.
var errOtherPolicies = errors.New("the policies are not those that were signed: one was changed or removed, or the file policies is of other books")
