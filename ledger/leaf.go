package ledger

import (
	"crypto/sha256"
	"encoding/binary"
)

// leaf is what an entry says, in one form of bytes: the number of the form, the
// fields that never change in the order of Entry, each integer as eight bytes
// (big-endian, moments as unix milliseconds) and each text as its length and
// its UTF-8 bytes. What it says of the balances is left out, for they follow.
func (e Entry) leaf() []byte {
	const form = 1
	b := make([]byte, 0, 128)
	whole := func(n int64) { b = binary.BigEndian.AppendUint64(b, uint64(n)) }
	text := func(s string) {
		whole(int64(len(s)))
		b = append(b, s...)
	}
	b = append(b, form)
	whole(int64(e.ID))
	whole(e.RecordedAt.UnixMilli())
	whole(e.EffectiveAt.UnixMilli())
	text(string(e.Kind))
	whole(e.Ref)
	whole(int64(e.Debit))
	whole(int64(e.Credit))
	whole(e.Amount)
	whole(e.Held)
	whole(int64(e.Undoes))
	whole(int64(e.Resolves))
	whole(e.Policy)
	text(e.Actor)
	return b
}

// leafHash is the hash of a leaf, as RFC 6962 has it: after a zero byte.
func (e Entry) leafHash() [sha256.Size]byte {
	return sha256.Sum256(append([]byte{0}, e.leaf()...))
}

// two is 0 to 99, out of the first eight bytes of the entry's hash.
func (e Entry) two() int {
	hash := e.leafHash()
	return int(binary.BigEndian.Uint64(hash[:8]) % 100)
}
