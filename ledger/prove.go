package ledger

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// Prove is the receipt of an entry for one of its accounts: that the entry is
// in the log, by the newest checkpoint, and what it is to that account. An
// entry that is not signed yet is signed first.
//
// The errors are ErrNoEntry, ErrNotTheirs when the entry is not the account's,
// ErrErased when its side can no longer be opened, and ErrNoLog.
func (b *Bank) Prove(ctx context.Context, id EntryID, account AccountID) (r proof.Receipt, err error) {
	s, err := b.signedUpTo(ctx, id)
	if err != nil {
		return r, fmt.Errorf("receipt of entry %d: %w", id, err)
	}
	err = b.Read(ctx, func(v *View) (err error) {
		r, err = v.prove(s.tree, id, account)
		return err
	})
	if err == nil {
		r.Checkpoint = s.note
		_, err = r.Check(b.LogKey()) // what comes from a damaged file is not handed out
	}
	if err != nil {
		return proof.Receipt{}, fmt.Errorf("receipt of entry %d: %w", id, err)
	}
	return r, nil
}

// signedUpTo is a checkpoint that covers the entry.
func (b *Bank) signedUpTo(ctx context.Context, id EntryID) (*shown, error) {
	if b.notary == nil {
		return nil, ErrNoLog
	}
	if s := b.shown(); s != nil && s.tree.Size() >= int64(id) {
		return s, nil
	}
	tree := *b.writer.tree.Load()
	if tree.Size() < int64(id) {
		return nil, ErrNoEntry
	}
	if err := b.notary.sign(ctx, tree); err != nil {
		return nil, err
	}
	if s := b.shown(); s != nil && s.tree.Size() >= int64(id) {
		return s, nil
	}
	return nil, ErrNoEntry
}

func (v *View) prove(tree proof.Tree, id EntryID, account AccountID) (r proof.Receipt, err error) {
	e, err := v.Entry(id)
	if err != nil {
		return r, err
	}
	if account != e.Debit && account != e.Credit {
		return r, ErrNotTheirs
	}
	log := v.ownLeaves()
	if r.Leaf, err = log.of(v, e); err != nil {
		return r, err
	}
	o, err := log.owner(v, account)
	if err != nil {
		return r, err
	}
	r.Side = o.side(e, account == e.Debit)
	if r.Key = r.Side.Key(o.secret); !o.hasSecret || r.Side.CommitBy(r.Key) != r.Leaf.Commitment(r.Side.Debit) {
		return r, fmt.Errorf("account %d: %w", account, ErrErased)
	}
	r.Path, err = tlog.ProveRecord(tree.Size(), int64(id)-1, tree.Reader(v.tilesOnce()))
	return r, err
}

// tilesOnce gives full tiles, and reads none twice.
func (v *View) tilesOnce() func(level int, n int64) ([]byte, error) {
	type place struct {
		level int
		n     int64
	}
	read := map[place][]byte{}
	return func(level int, n int64) (hashes []byte, err error) {
		at := place{level, n}
		if hashes, known := read[at]; known {
			return hashes, nil
		}
		if hashes, err = v.fullTile(level, n); err == nil {
			read[at] = hashes
		}
		return hashes, err
	}
}
