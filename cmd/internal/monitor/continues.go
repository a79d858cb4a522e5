package monitor

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// Continues checks that an earlier checkpoint is the beginning of a later one,
// by the tiles of the log, which must lead to the later.
func (l *Log) Continues(ctx context.Context, earlier, later proof.Checkpoint) error {
	l.complete()
	return Continues(earlier, later, func(t tlog.Tile) ([]byte, error) { return l.hashes(ctx, t) })
}

// Continues checks that an earlier checkpoint is the beginning of a later one,
// by tiles that need not be believed.
func Continues(earlier, later proof.Checkpoint, tile func(tlog.Tile) ([]byte, error)) error {
	switch {
	case earlier.Origin != later.Origin:
		return fmt.Errorf("one is of the log %s, and the other of %s", earlier.Origin, later.Origin)
	case earlier.N > later.N:
		return shrunk(earlier, later)
	case earlier.N == later.N && earlier.Hash != later.Hash:
		return rewritten(earlier)
	case earlier.N == later.N:
		return nil
	}
	root, err := tlog.TreeHash(earlier.N, tlog.TileHashReader(later.Tree, tiles(tile)))
	if err != nil {
		return fmt.Errorf("the tiles do not lead to the later checkpoint: %w", err)
	}
	if root != earlier.Hash {
		return rewritten(earlier)
	}
	return nil
}

// tiles are a tlog.TileReader.
type tiles func(tlog.Tile) ([]byte, error)

// Height is that of C2SP.
func (tiles) Height() int { return proof.Height }

// SaveTiles keeps none.
func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles reads them one by one: there are a few on each level.
func (read tiles) ReadTiles(all []tlog.Tile) (data [][]byte, err error) {
	for _, t := range all {
		one, err := read(t)
		if err != nil {
			return nil, err
		}
		data = append(data, one)
	}
	return data, nil
}
