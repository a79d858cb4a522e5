package ledger

import "hourline/ledger/proof"

// comparePolicies holds the policies against what was signed of them, inside
// the books and beside them.
func (f *fold) comparePolicies(v *View) error {
	tree, err := v.policyTree()
	if err != nil {
		return err
	}
	f.report.Policies = tree.size()
	if tree.wrong != "" {
		f.differ(0, 0, "%s", tree.wrong)
	}
	p := policyFold{fold: f, tree: tree}
	if err := p.inside(v); err != nil || f.agreed == nil {
		return err
	}
	c, err := v.openPolicies(f.agreed)
	if err != nil {
		f.differ(0, 0, "what the file %s says is of other books: %v", PoliciesFile, err)
		return nil
	}
	p.compare(c.N, tree.contains(c), "by the file "+PoliciesFile)
	var known bool
	err = v.queryRow(`SELECT EXISTS (SELECT 1 FROM policy_checkpoints WHERE note = $1)`, string(f.agreed)).Scan(&known)
	if err == nil && !known && !p.wrong {
		f.differ(0, 0, "what the file %s says was signed last is not in the books: a checkpoint of the policies was removed", PoliciesFile)
	}
	return err
}

// ofPolicies is what such a checkpoint is called.
const ofPolicies = "policy checkpoint"

// A policyFold is how far the policies are those that were signed.
type policyFold struct {
	*fold
	tree  policyTree
	sound int64 // as many as this are
	wrong bool  // what is signed of more is not looked at
}

func (p *policyFold) inside(v *View) error {
	rows, err := v.Query(`SELECT c.id, c.size, c.note, c.log, coalesce(l.key, '') FROM policy_checkpoints c LEFT JOIN logs l ON l.id = c.log ORDER BY c.id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var last int64
	var others strange
	for rows.Next() {
		var id, size, log int64
		var note []byte
		var key string
		if err := rows.Scan(&id, &size, &note, &log, &key); err != nil {
			return err
		}
		if id != last+1 {
			p.differ(0, 0, "%s %d is missing", ofPolicies, last+1)
		}
		last = id
		c, err := proof.OpenPolicies(note, key)
		if err != nil {
			others.add(p.fold, ofPolicies, id, log, err)
			continue
		}
		if c.N != size {
			p.differ(0, 0, "%s %d is of %d policies, and stands as one of %d", ofPolicies, id, c.N, size)
		}
		p.compare(c.N, p.tree.contains(c), "when they were signed")
	}
	others.others(p.fold, ofPolicies)
	return rows.Err()
}

// compare takes note that the first n policies are those that were signed, or
// names those that are not.
func (p *policyFold) compare(n int64, same bool, by string) {
	switch has := p.tree.size(); {
	case same:
		p.sound = max(p.sound, n)
		p.report.SignedPolicies = max(p.report.SignedPolicies, n)
	case p.wrong:
	case n > has && p.tree.wrong == "":
		p.wrong = true
		p.differ(0, 0, "policy %d is missing: there were %d %s", has+1, n, by)
	case n > has:
		p.wrong = true // what is not in its place was named
	case n <= p.sound+1:
		p.wrong, p.otherPolicy = true, n
		p.differ(0, 0, "policy %d is not the one that was signed", n)
	default:
		p.wrong = true
		p.differ(0, 0, "one of the %s is not the one that was signed", span("policy", "policies", p.sound+1, n))
	}
}
