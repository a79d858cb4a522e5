package proof

import (
	"crypto/sha256"
	"fmt"
	"io"
)

// A Secret belongs to one account and never leaves the bank.
type Secret [32]byte

// NewSecret takes a secret from random, which must be fit for keys.
func NewSecret(random io.Reader) (s Secret, err error) {
	if _, err := io.ReadFull(random, s[:]); err != nil {
		return s, fmt.Errorf("make a secret: %w", err)
	}
	return s, nil
}

// A Side is what an entry is to one of its accounts. The package comment gives
// its form.
type Side struct {
	Entry        int64
	Debit        bool   // or credit
	Account      string // its code
	Prev, Seq    int64
	Posted, Held int64  // on the account after the entry
	Actor        string // who made the entry
}

// Commit is the commitment to s under its account's secret.
func (s Side) Commit(secret Secret) Digest { return s.CommitBy(s.Key(secret)) }

// Key is what opens the commitment to s and no other.
func (s Side) Key(secret Secret) Digest {
	var room [64]byte
	b := append(room[:0], secret[:]...)
	if s.Debit {
		b = append(b, "debit "...)
	} else {
		b = append(b, "credit"...)
	}
	return sha256.Sum256(digits(b, s.Entry, 16))
}

// CommitBy is the commitment to s under its own key: who has both compares it
// with the leaf.
func (s Side) CommitBy(key Digest) Digest {
	var room [512]byte
	return outer(key, s.appendTo(inner(room[:0], key)))
}

// digits appends n with zeros before it.
func digits(b []byte, n int64, many int) []byte {
	start := len(b)
	for range many {
		b = append(b, '0')
	}
	for at := len(b) - 1; at >= start; at-- {
		b[at] = byte('0' + n%10)
		n /= 10
	}
	return b
}

func (s Side) appendTo(b []byte) []byte {
	b = words(b, "account", s.Account)
	b = line(b, "prev", s.Prev)
	b = line(b, "seq", s.Seq)
	b = line(b, "posted", s.Posted)
	b = line(b, "held", s.Held)
	return words(b, "actor", s.Actor)
}

// inner and outer are HMAC-SHA256 (RFC 2104) for keys of 32 bytes: the message
// is appended to the first and given to the second. crypto/hmac gives the same
// and takes three times as long, for it makes its hashes anew for each key, and
// each key here is used once.
func inner(b []byte, key [32]byte) []byte { return pad(b, key, 0x36) }

func outer(key [32]byte, message []byte) Digest {
	var room [2 * sha256.BlockSize]byte
	hash := sha256.Sum256(message)
	return sha256.Sum256(append(pad(room[:0], key, 0x5c), hash[:]...))
}

func pad(b []byte, key [32]byte, with byte) []byte {
	var block [sha256.BlockSize]byte
	copy(block[:], key[:])
	for i := range block {
		block[i] ^= with
	}
	return append(b, block[:]...)
}
