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
// ErrErased when its side can no longer be opened, ErrNoLog, and beside the
// owner of the file, who alone signs, ErrNotSigned.
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
	key, err := b.PublicKey(ctx)
	if err != nil {
		return r, err
	}
	c, err := proof.OpenCheckpoint(signed, key)
	if err != nil {
		return r, err
	}
	tree := b.treeNow() // before the snapshot, which then has its tiles
	err = b.Read(ctx, func(v *View) (err error) {
		if r, err = v.opened(id, account); err != nil {
			return err
		}
		if tree == nil {
			now, err := v.treeNow()
			if err != nil {
				return err
			}
			tree = &now
		}
		r.Path, err = tlog.ProveRecord(c.N, int64(id)-1, tree.Reader(v.tilesOnce()))
		return err
	})
	if err != nil {
		return r, err
	}
	r.Checkpoint = signed
	_, err = r.Check(key) // what comes from a damaged file is not handed out
	return r, err
}

// signedUpTo is a checkpoint that covers the entry.
func (b *Bank) signedUpTo(ctx context.Context, id EntryID) ([]byte, error) {
	if signed, err := b.Witnessed(ctx, int64(id)); signed != nil || err != nil {
		return signed, err
	}
	if b.notary == nil {
		return b.signedBeside(ctx, id)
	}
	tree := *b.treeNow()
	if id < 1 || tree.Size() < int64(id) {
		return nil, ErrNoEntry
	}
	if s := b.shown(); s == nil || s.tree.Size() < int64(id) {
		if err := b.notary.sign(ctx, tree); err != nil {
			return nil, err
		}
	}
	return b.Checkpoint(), nil
}

// signedBeside is what the owner of the file has signed last.
func (b *Bank) signedBeside(ctx context.Context, id EntryID) ([]byte, error) {
	signed, err := b.Newest(ctx)
	if err != nil {
		return nil, err
	}
	if signed == nil {
		return nil, ErrNoLog
	}
	key, err := b.PublicKey(ctx)
	if err != nil {
		return nil, err
	}
	c, err := proof.OpenCheckpoint(signed, key)
	if err == nil && c.N < int64(id) {
		err = ErrNotSigned
	}
	return signed, err
}

// treeNow is the log of what is on disk, nil beside the owner of the file.
func (b *Bank) treeNow() *proof.Tree {
	if b.writer == nil {
		return nil
	}
	return b.writer.tree.Load()
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
