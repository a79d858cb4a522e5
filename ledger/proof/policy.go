package proof

import (
	"crypto/sha256"

	"golang.org/x/mod/sumdb/tlog"
)

// A Policy is one version of what was agreed, as its hash has it.
type Policy struct {
	Version             int64
	Effective, Recorded int64 // unix milliseconds
	Actor               string
	Body                string
}

// Hash is the SHA-256 of the policy's head, of which these are the lines, and
// of its body as it stands:
//
//	hourline-policy-v1
//	policy 1
//	effective 1795392000000
//	recorded 1795395600000
//	actor staff/1
func (p Policy) Hash() Digest { return sha256.Sum256(p.text()) }

// Leaf is the policy's hash in the tree of policies.
func (p Policy) Leaf() tlog.Hash { return tlog.RecordHash(p.text()) }

func (p Policy) text() []byte {
	b := append([]byte(nil), "hourline-policy-v1\n"...)
	b = line(b, "policy", p.Version)
	b = line(b, "effective", p.Effective)
	b = line(b, "recorded", p.Recorded)
	b = words(b, "actor", p.Actor)
	return append(b, p.Body...)
}
