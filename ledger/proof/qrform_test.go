package proof_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// Whoever finds a statement in ten years has the sheet, and what is printed
// beside the code: QRForm, step by step, with nothing of ours.
func TestWhatIsPrintedBesideACodeIsEnough(t *testing.T) {
	key := newKey(t, origin)
	b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(qr(t, receipt(t, key, 90))[len("HL1:"):])
	if err != nil {
		t.Fatal(err)
	}
	n := func() int64 {
		v, used := binary.Varint(b)
		b = b[used:]
		return v
	}
	take := func(many int) string {
		s := string(b[:many])
		b = b[many:]
		return s
	}
	text := func() string {
		v, used := binary.Uvarint(b)
		b = b[used:]
		return take(int(v))
	}
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

	debit, entry, recorded := n() == 1, n(), n()
	effective := recorded - n()
	kind, ref, amount, unit := text(), n(), n(), text()
	held, undoes, resolves, policy := n(), n(), n(), n()
	hash := take(32)
	other, opens := take(32), take(32)
	seal := hmac.New(sha256.New, []byte(opens))
	fmt.Fprintf(seal, "account %s\nprev %d\nseq %d\nposted %d\nheld %d\n", text(), n(), n(), n(), n())
	fmt.Fprintf(seal, "actor %s\n", text())
	mine := string(seal.Sum(nil))
	if debit {
		mine, other = other, mine
	}
	leaf := fmt.Sprintf("hourline-entry-v1\nentry %d\nrecorded %d\neffective %d\nkind %s\nref %d\namount %d %s\nheld %d\nundoes %d\nresolves %d\npolicy %d %s\ndebit %s\ncredit %s\n",
		entry, recorded, effective, kind, ref, amount, unit, held, undoes, resolves, policy, b64(hash), b64(other), b64(mine))
	var way []string
	for range n() {
		way = append(way, take(32))
	}
	name, size := text(), n()
	root := climb(entry-1, size, "\x00"+leaf, way)
	note := fmt.Sprintf("%s\n%d\n%s\n", name, size, b64(root))
	if n() != 1 || text() != "" {
		t.Fatal("there is another signature")
	}
	public, err := base64.StdEncoding.DecodeString(strings.SplitN(key.Public, "+", 3)[2])
	if err != nil {
		t.Fatal(err)
	}
	if signature := text(); !ed25519.Verify(public[1:], []byte(note), []byte(signature[4:])) || len(b) > 0 {
		t.Errorf("the signature is not under\n%s\nof\n%s", note, leaf)
	}
}

// climb is the root of a tree as RFC 6962 defines it: the left half is the
// largest power of two that leaves something to the right.
func climb(index, size int64, leaf string, way []string) string {
	sum := func(s string) string { h := sha256.Sum256([]byte(s)); return string(h[:]) }
	if size == 1 {
		return sum(leaf)
	}
	left := int64(1)
	for 2*left < size {
		left *= 2
	}
	next, rest := way[len(way)-1], way[:len(way)-1]
	if index < left {
		return sum("\x01" + climb(index, left, leaf, rest) + next)
	}
	return sum("\x01" + next + climb(index-left, size-left, leaf, rest))
}
