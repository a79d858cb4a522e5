package ledger

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// Prove is the receipt of an entry for one of its accounts: that the entry is
// in the log, and what it is to that account. It stands on the newest
// checkpoint that a witness has signed too, or else on the newest of all. An
// entry that is not signed yet is signed first.
//
// The errors are ErrNoEntry, ErrNotTheirs when the entry is not the account's,
// ErrErased when its side can no longer be opened, and ErrNoLog.
func (b *Bank) Prove(ctx context.Context, id EntryID, account AccountID) (r proof.Receipt, err error) {
	if r, err = b.prove(ctx, id, account); err != nil {
		return proof.Receipt{}, fmt.Errorf("receipt of entry %d: %w", id, err)
	}
	return r, nil
}

func (b *Bank) prove(ctx context.Context, id EntryID, account AccountID) (r proof.Receipt, err error) {
	signed, err := b.signedUpTo(ctx, id)
	if err != nil {
		return r, err
	}
	c, err := proof.OpenCheckpoint(signed, b.LogKey())
	if err != nil {
		return r, err
	}
	tree := *b.writer.tree.Load()
	err = b.Read(ctx, func(v *View) (err error) {
		if r, err = v.opened(id, account); err == nil {
			r.Path, err = tlog.ProveRecord(c.N, int64(id)-1, tree.Reader(v.tilesOnce()))
		}
		return err
	})
	if err != nil {
		return r, err
	}
	r.Checkpoint = signed
	_, err = r.Check(b.LogKey()) // what comes from a damaged file is not handed out
	return r, err
}

// signedUpTo is a checkpoint that covers the entry.
func (b *Bank) signedUpTo(ctx context.Context, id EntryID) ([]byte, error) {
	if b.notary == nil {
		return nil, ErrNoLog
	}
	tree := *b.writer.tree.Load()
	if id < 1 || tree.Size() < int64(id) {
		return nil, ErrNoEntry
	}
	if signed, err := b.Witnessed(ctx, int64(id)); signed != nil || err != nil {
		return signed, err
	}
	if s := b.shown(); s == nil || s.tree.Size() < int64(id) {
		if err := b.notary.sign(ctx, tree); err != nil {
			return nil, err
		}
	}
	return b.Checkpoint(), nil
}

// opened is the leaf of an entry, and one side of it with its key.
func (v *View) opened(id EntryID, account AccountID) (r proof.Receipt, err error) {
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
	return r, nil
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
