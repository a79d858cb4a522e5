package proof

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

// A Leaf is what is published of an entry. The package comment gives its form.
type Leaf struct {
	Entry               int64 // 1, 2, 3, …
	Recorded, Effective int64 // unix milliseconds
	Kind                string
	Ref                 int64
	Amount              int64
	Unit                string // minutes or fen
	Held                int64
	Undoes, Resolves    int64  // entries, or 0
	Policy              int64  // version, or 0
	PolicyHash          Digest // of that version
	Debit, Credit       Digest // commitments
}

// A Digest is a SHA-256, or an HMAC with it.
type Digest [32]byte

const leafHead = "hourline-entry-v1\n"

// Text is the leaf as it is hashed and served.
func (l Leaf) Text() []byte { return l.appendTo(make([]byte, 0, 512)) }

// Hash is the leaf's hash in the tree.
func (l Leaf) Hash() tlog.Hash {
	var room [512]byte                                    // RFC 6962 has a zero before a leaf
	return tlog.Hash(sha256.Sum256(l.appendTo(room[:1]))) // tlog.RecordHash, without allocating
}

// Commitment is that of one side.
func (l Leaf) Commitment(debit bool) Digest {
	if debit {
		return l.Debit
	}
	return l.Credit
}

func (l Leaf) appendTo(b []byte) []byte {
	b = append(b, leafHead...)
	b = line(b, "entry", l.Entry)
	b = line(b, "recorded", l.Recorded)
	b = line(b, "effective", l.Effective)
	b = words(b, "kind", l.Kind)
	b = line(b, "ref", l.Ref)
	b = strconv.AppendInt(append(b, "amount "...), l.Amount, 10)
	b = escape(append(b, ' '), l.Unit)
	b = append(b, '\n')
	b = line(b, "held", l.Held)
	b = line(b, "undoes", l.Undoes)
	b = line(b, "resolves", l.Resolves)
	if l.Policy == 0 {
		b = append(b, "policy 0\n"...)
	} else {
		b = strconv.AppendInt(append(b, "policy "...), l.Policy, 10)
		b = l.PolicyHash.appendTo(b)
	}
	b = l.Debit.appendTo(append(b, "debit"...))
	return l.Credit.appendTo(append(b, "credit"...))
}

// appendTo ends a line.
func (d Digest) appendTo(b []byte) []byte {
	b = base64.StdEncoding.AppendEncode(append(b, ' '), d[:])
	return append(b, '\n')
}

func line(b []byte, name string, n int64) []byte {
	b = append(append(b, name...), ' ')
	return append(strconv.AppendInt(b, n, 10), '\n')
}

func words(b []byte, name, text string) []byte {
	b = append(append(b, name...), ' ')
	return append(escape(b, text), '\n')
}

// escape makes text one word of visible ASCII.
func escape(b []byte, text string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(text) {
		if c := text[i]; c > ' ' && c < 0x7f && c != '%' {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return b
}
