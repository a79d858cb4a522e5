package ledger

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// Root is what the log came to when it had so many entries. ErrNoTile says that
// it never had as many. It works beside the owner of the file too.
func (b *Bank) Root(ctx context.Context, entries int64) (root tlog.Hash, err error) {
	err = b.Read(ctx, func(v *View) error {
		tree, err := v.treeNow()
		if err != nil {
			return err
		}
		if entries > tree.Size() {
			return fmt.Errorf("%w: there are %d entries, not %d", ErrNoTile, tree.Size(), entries)
		}
		root, err = tree.At(entries, v.fullTile)
		return err
	})
	return root, err
}

// treeNow is the log as it is kept: what is in no full tile is made again of
// its entries.
func (v *View) treeNow() (tree proof.Tree, err error) {
	var tiles int64
	if err := v.queryRow(`SELECT coalesce(max(n), -1) + 1 FROM tiles WHERE level = 0`).Scan(&tiles); err != nil {
		return tree, err
	}
	if tree, err = proof.Resume(tiles, v.fullTile); err != nil {
		return tree, err
	}
	rest, err := v.entriesAfter(EntryID(tree.Size()), proof.TileWidth-1, nil)
	if err != nil {
		return tree, err
	}
	log := v.ownLeaves()
	for _, e := range rest {
		leaf, err := log.of(v, e)
		if err != nil {
			return tree, err
		}
		if err := tree.Append(leaf.Hash(), nil); err != nil { // fewer than fill a tile
			return tree, err
		}
	}
	return tree, nil
}
