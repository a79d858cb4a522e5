package ledger

import (
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// A sheaf is some entries of a transaction on their way into the log. Their
// hashes are made beside the writer, while it writes on and while it waits for
// the disk.
type sheaf struct {
	n      int
	leaves [16]newLeaf
	hashes [16]tlog.Hash
}

// A newLeaf is a leaf whose commitments are still to be made.
type newLeaf struct {
	proof.Leaf
	debit, credit             proof.Side
	debitSecret, creditSecret proof.Secret
}

// sheaves are all of a transaction's.
type sheaves struct {
	all     []*sheaf
	sent    int // of them, to be hashed
	hashing sync.WaitGroup
	spare   []*sheaf
}

// next is the place of the next leaf, to be filled in before next is called
// again.
func (s *sheaves) next() *newLeaf {
	if len(s.all) == s.sent || s.all[len(s.all)-1].n == len(sheaf{}.leaves) {
		s.send()
		s.all = append(s.all, s.blank())
	}
	last := s.all[len(s.all)-1]
	last.n++
	return &last.leaves[last.n-1]
}

func (s *sheaves) blank() (f *sheaf) {
	if n := len(s.spare); n > 0 {
		f, s.spare = s.spare[n-1], s.spare[:n-1]
		f.n = 0
		return f
	}
	return new(sheaf)
}

// send lets the rest be hashed.
func (s *sheaves) send() {
	for ; s.sent < len(s.all); s.sent++ {
		f := s.all[s.sent]
		s.hashing.Go(f.hash)
	}
}

func (f *sheaf) hash() {
	for i := range f.n {
		l := &f.leaves[i]
		l.Debit, l.Credit = l.debit.Commit(l.debitSecret), l.credit.Commit(l.creditSecret)
		f.hashes[i] = l.Hash()
	}
}

func (s *sheaves) count() (n int64) {
	for _, f := range s.all {
		n += int64(f.n)
	}
	return n
}

// drop forgets all of them.
func (s *sheaves) drop() {
	s.hashing.Wait()
	s.spare = append(s.spare, s.all...)
	s.all, s.sent = s.all[:0], 0
}

// fillTile tells whether the entries of this transaction fill a tile, which
// must be written with them.
func (b *books) fillTile() bool {
	return b.tip.tree.Size()%proof.TileWidth+b.sheaves.count() >= proof.TileWidth
}

// bind puts the entries of this transaction into the tree.
func (b *books) bind(s *session) error {
	b.sheaves.send()
	b.sheaves.hashing.Wait()
	for _, f := range b.sheaves.all {
		for i := range f.n {
			if err := b.tip.tree.Append(f.hashes[i], s.keepTile); err != nil {
				return err
			}
		}
	}
	b.sheaves.drop()
	return nil
}
