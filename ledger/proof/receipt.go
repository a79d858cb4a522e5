package proof

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// A Receipt proves that an entry is in the log and opens one side of it. Its
// file is that of an Inclusion, whose extra data are these lines of ASCII and
// the leaf's:
//
//	hourline-receipt-v1
//	side credit
//	key <what opens this side>
//	account member/17
//	prev 20102
//	seq 9
//	posted 840
//	held 0
//	actor volunteer/12
//	hourline-entry-v1
//	entry 20571
//	…
type Receipt struct {
	Leaf       Leaf
	Side       Side
	Key        Digest // of the side, as Side.Key gives it
	Path       tlog.RecordProof
	Checkpoint []byte
}

const receiptHead = "hourline-receipt-v1\n"

// Inclusion is r as others read it.
func (r Receipt) Inclusion() Inclusion {
	return Inclusion{Extra: r.extra(), Index: r.Leaf.Entry - 1, Path: r.Path, Checkpoint: r.Checkpoint}
}

// Text is r as it is kept in a file.
func (r Receipt) Text() []byte { return r.Inclusion().Text() }

func (r Receipt) extra() []byte {
	b := append([]byte(nil), receiptHead...)
	b = words(b, "side", sideName(r.Side.Debit))
	b = r.Key.appendTo(append(b, "key"...))
	b = r.Side.appendTo(b)
	return append(b, r.Leaf.Text()...)
}

func sideName(debit bool) string {
	if debit {
		return "debit"
	}
	return "credit"
}

// ParseReceipt reads what Text wrote. It proves nothing before Check.
func ParseReceipt(text []byte) (r Receipt, err error) {
	p, err := ParseInclusion(text)
	if err != nil {
		return r, err
	}
	opened, found := strings.CutPrefix(string(p.Extra), receiptHead)
	if !found {
		return r, fmt.Errorf("%w: it opens no entry of ours", ErrNoProof)
	}
	in := &scan{rest: opened}
	r.Side.Debit = in.word("side") == "debit"
	r.Key = in.digest("key")
	in.side(&r.Side)
	in.leaf(&r.Leaf)
	r.Side.Entry, r.Path, r.Checkpoint = r.Leaf.Entry, p.Path, p.Checkpoint
	if in.failed != nil {
		return r, fmt.Errorf("%w: %w", ErrNoProof, in.failed)
	}
	if r.Leaf.Entry-1 != p.Index {
		return r, fmt.Errorf("%w: entry %d is not leaf %d", ErrNoProof, r.Leaf.Entry, p.Index)
	}
	if !bytes.Equal(r.extra(), p.Extra) {
		return r, fmt.Errorf("%w: a letter of the entry was changed", ErrNoProof)
	}
	return r, nil
}

// Check holds r against the log whose public key this is: ErrOtherSide,
// ErrSignature or ErrNotInLog tell what differs.
func (r Receipt) Check(publicKey string) (Checkpoint, error) {
	if r.Side.Entry != r.Leaf.Entry || r.Side.CommitBy(r.Key) != r.Leaf.Commitment(r.Side.Debit) {
		return Checkpoint{}, ErrOtherSide
	}
	return r.Inclusion().Check(r.Leaf.Hash(), publicKey)
}
