package ledger

import (
	"context"
	"encoding/binary"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// Checkpoint is the newest signed checkpoint of the log; nil beside the owner
// of the file.
func (b *Bank) Checkpoint() []byte {
	if s := b.shown(); s != nil {
		return s.note
	}
	return nil
}

// Signed is rung when there is a newer checkpoint, for one listener; nil beside
// the owner of the file.
func (b *Bank) Signed() <-chan struct{} {
	if b.notary == nil {
		return nil
	}
	return b.notary.rang
}

// LogKey is the public key of the log, as signed notes write it; empty beside
// the owner of the file.
func (b *Bank) LogKey() string {
	if b.notary == nil {
		return ""
	}
	return b.notary.key.Public
}

func (b *Bank) shown() *shown {
	if b.notary == nil {
		return nil
	}
	return b.notary.shown.Load()
}

// LogTile is the tile t of height 8, as c2sp.org/tlog-tiles has it: hashes, or
// leaves when its level is -1. What the newest checkpoint does not cover gives
// ErrNoTile.
func (b *Bank) LogTile(ctx context.Context, t tlog.Tile) (data []byte, err error) {
	s := b.shown()
	if s == nil || t.H != proof.Height || !s.tree.Covers(max(t.L, 0), t.N, t.W) {
		return nil, ErrNoTile
	}
	if t.L >= 0 {
		if hashes, open := s.tree.Tile(t.L, t.N, t.W); open {
			return hashes, nil
		}
	}
	err = b.Read(ctx, func(v *View) error {
		if t.L < 0 {
			data, err = v.leavesFrom(t.N*proof.TileWidth, t.W)
			return err
		}
		if data, err = v.fullTile(t.L, t.N); err == nil {
			data = data[:min(t.W*tlog.HashSize, len(data))]
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.Path(), err)
	}
	return data, nil
}

// leavesFrom are so many leaves after the first ones, each behind its length
// in two bytes.
func (v *View) leavesFrom(first int64, many int) (data []byte, err error) {
	entries, err := v.entriesAfter(EntryID(first), many, nil)
	if err != nil {
		return nil, err
	}
	log := newLeaves()
	for _, e := range entries {
		leaf, err := log.of(v, e)
		if err != nil {
			return nil, err
		}
		text := leaf.Text()
		data = append(binary.BigEndian.AppendUint16(data, uint16(len(text))), text...)
	}
	return data, nil
}
