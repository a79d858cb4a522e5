package proof

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// QRForm says how a receipt stands in a QR code, for whoever has to check one
// without this program; it is printed beside it. What is in the code is the same
// as in the receipt's file, in as few letters as a code can hold well. What
// follows from the rest is left out: one commitment, and the root of the tree.
const QRForm = `HL1: and, in base32 (RFC 4648), these bytes. n is a zigzag varint, t a text after its length (varint), h 32 bytes.
n 1 for the debit side, 0 for the credit side; n entry; n recorded (ms since 1970 UTC); n recorded - effective;
t kind; n ref; n amount; t unit; n held; n undoes; n resolves; n policy; h its hash, unless policy is 0;
h commitment of the other side; h key of this side; t account; n prev; n seq; n posted; n held; t actor;
n hashes; h each, from the leaf to the root; t origin; n size; n signatures; t name (empty: origin), t bytes of each.
1. This side is the lines "account A", "prev N", "seq N", "posted N", "held N", "actor A", each ended by a newline;
   its commitment is their HMAC-SHA256 under the key.
2. The leaf is the lines hourline-entry-v1, "entry N", "recorded N", "effective N", "kind K", "ref N", "amount N UNIT",
   "held N", "undoes N", "resolves N", "policy N HASH" (or "policy 0"), "debit C", "credit C"; hashes in base64, and in
   words all but visible ASCII, and %, as %XX. Its hash is SHA-256(0, leaf); leaf 0 is entry 1.
3. The hashes lead to the root of a Merkle tree of that size (RFC 6962): SHA-256(1, left, right).
4. "ORIGIN", "SIZE" and the root in base64, each ended by a newline, are signed with Ed25519 by the log's key
   (C2SP signed-note: 4 bytes of the key's hash, 64 of the signature; witnesses: C2SP tlog-cosignature).`

// qrHead tells our codes from others.
const qrHead = "HL1:"

var qrLetters = base32.StdEncoding.WithPadding(base32.NoPadding)

// QR is r in the letters of a QR code: capitals, digits and a colon. 3,300 of
// them are in the largest one.
func (r Receipt) QR() (string, error) {
	b, err := r.compact()
	if err != nil {
		return "", err
	}
	return qrHead + qrLetters.EncodeToString(b), nil
}

// IsQR tells whether text begins as QR codes of ours do.
func IsQR(text string) bool {
	return strings.HasPrefix(strings.ToUpper(strings.TrimSpace(text)), qrHead)
}

// ParseQR reads what QR wrote, or what a scanner has made of it: broken lines
// and small letters are forgiven. It proves nothing before Check.
func ParseQR(text string) (r Receipt, err error) {
	letters, found := strings.CutPrefix(strings.ToUpper(strings.Join(strings.Fields(text), "")), qrHead)
	if !found || len(letters) > 2*mostProof {
		return r, fmt.Errorf("%w: it does not begin with %s", ErrNoProof, qrHead)
	}
	b, err := qrLetters.DecodeString(letters)
	if err != nil {
		return r, fmt.Errorf("%w: %w", ErrNoProof, err)
	}
	r, err = expand(b)
	if err != nil {
		return r, err
	}
	if again, err := r.QR(); err != nil || again != qrHead+letters {
		return Receipt{}, fmt.Errorf("%w: a letter of it was changed", ErrNoProof)
	}
	return r, nil
}

// pack appends values in the compact form.
type pack []byte

func (p *pack) number(n int64)  { *p = binary.AppendVarint(*p, n) }
func (p *pack) hash(d [32]byte) { *p = append(*p, d[:]...) }
func (p *pack) text(s string) {
	*p = append(binary.AppendUvarint(*p, uint64(len(s))), s...)
}

func (r Receipt) compact() ([]byte, error) {
	var p pack
	l, s := r.Leaf, r.Side
	other := l.Commitment(!s.Debit)
	p.number(bit(s.Debit))
	for _, n := range []int64{l.Entry, l.Recorded, l.Recorded - l.Effective} {
		p.number(n)
	}
	p.text(l.Kind)
	p.number(l.Ref)
	p.number(l.Amount)
	p.text(l.Unit)
	for _, n := range []int64{l.Held, l.Undoes, l.Resolves, l.Policy} {
		p.number(n)
	}
	if l.Policy != 0 {
		p.hash(l.PolicyHash)
	}
	p.hash(other)
	p.hash(r.Key)
	p.text(s.Account)
	for _, n := range []int64{s.Prev, s.Seq, s.Posted, s.Held} {
		p.number(n)
	}
	p.text(s.Actor)
	p.number(int64(len(r.Path)))
	for _, h := range r.Path {
		p.hash(h)
	}
	if err := p.checkpoint(r.Checkpoint); err != nil {
		return nil, err
	}
	if again, err := expand(p); err != nil || !bytes.Equal(again.Text(), r.Text()) {
		return nil, fmt.Errorf("%w: it does not fit together", ErrNoProof)
	}
	return p, nil
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// checkpoint appends what does not follow from the rest of the receipt.
func (p *pack) checkpoint(signed []byte) error {
	text, lines, found := strings.Cut(string(signed), "\n\n")
	c, err := parseCheckpoint(text + "\n")
	if err != nil || !found {
		return errNoCheckpoint
	}
	p.text(c.Origin)
	p.number(c.N)
	p.number(int64(strings.Count(lines, "\n")))
	for line := range strings.Lines(lines) {
		name, coded, found := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(line, "— "), "\n"), " ")
		signature, err := base64.StdEncoding.Strict().DecodeString(coded)
		if err != nil || !found {
			return errNoCheckpoint
		}
		if name == c.Origin {
			name = ""
		}
		p.text(name)
		p.text(string(signature))
	}
	return nil
}

// An unpack reads the compact form. What is missing is zero, and told at the end.
type unpack struct {
	rest  []byte
	short bool
}

func (u *unpack) number() int64 {
	n, used := binary.Varint(u.rest)
	if used <= 0 {
		u.short, used = true, 0
	}
	u.rest = u.rest[used:]
	return n
}

func (u *unpack) hash() (d [32]byte) {
	if len(u.rest) < len(d) {
		u.short = true
		return d
	}
	u.rest = u.rest[copy(d[:], u.rest):]
	return d
}

func (u *unpack) text() string {
	n, used := binary.Uvarint(u.rest)
	if used <= 0 || n > uint64(len(u.rest)-used) {
		u.short = true
		return ""
	}
	s := string(u.rest[used : used+int(n)])
	u.rest = u.rest[used+int(n):]
	return s
}

func expand(b []byte) (r Receipt, err error) {
	u := &unpack{rest: b}
	l, s := &r.Leaf, &r.Side
	s.Debit = u.number() == 1
	l.Entry, l.Recorded = u.number(), u.number()
	l.Effective = l.Recorded - u.number()
	l.Kind, l.Ref, l.Amount, l.Unit = u.text(), u.number(), u.number(), u.text()
	l.Held, l.Undoes, l.Resolves, l.Policy = u.number(), u.number(), u.number(), u.number()
	if l.Policy != 0 {
		l.PolicyHash = u.hash()
	}
	other := Digest(u.hash())
	r.Key = u.hash()
	s.Entry, s.Account = l.Entry, u.text()
	s.Prev, s.Seq, s.Posted, s.Held = u.number(), u.number(), u.number(), u.number()
	s.Actor = u.text()
	l.Debit, l.Credit = other, s.CommitBy(r.Key)
	if s.Debit {
		l.Debit, l.Credit = l.Credit, l.Debit
	}
	for n := u.number(); n > 0 && !u.short; n-- {
		r.Path = append(r.Path, u.hash())
	}
	r.Checkpoint = u.checkpoint(r)
	if u.short || len(u.rest) > 0 {
		return Receipt{}, fmt.Errorf("%w: it is cut short", ErrNoProof)
	}
	return r, nil
}

// checkpoint is that of r, whose root follows from the leaf and the path.
func (u *unpack) checkpoint(r Receipt) []byte {
	c := Checkpoint{Origin: u.text(), Tree: tlog.Tree{N: u.number()}}
	c.Hash = rootOver(r.Path, c.N, r.Leaf.Entry-1, r.Leaf.Hash())
	signed := []byte(c.text() + "\n")
	for n := u.number(); n > 0 && !u.short; n-- {
		name := u.text()
		if name == "" {
			name = c.Origin
		}
		signed = fmt.Appendf(signed, "— %s %s\n", name, base64.StdEncoding.EncodeToString([]byte(u.text())))
	}
	return signed
}

// rootOver is the root of a tree of that size in which this way leads up from
// the leaf (RFC 9162, section 2.1.3.2). For another way it is no root of it.
func rootOver(path tlog.RecordProof, size, index int64, leaf tlog.Hash) tlog.Hash {
	at, last, hash := index, size-1, leaf
	for _, p := range path {
		if at&1 == 1 || at == last {
			hash = tlog.NodeHash(p, hash)
			for at&1 == 0 && at > 0 {
				at, last = at>>1, last>>1
			}
		} else {
			hash = tlog.NodeHash(hash, p)
		}
		at, last = at>>1, last>>1
	}
	return hash
}
