package proof

import (
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Tiles are of this height, as C2SP has it.
const (
	Height    = 8
	TileWidth = 1 << Height
	TileBytes = TileWidth * tlog.HashSize
)

// A Tree is a log by its open tiles, which are all it takes to append to it
// and to tell its hash. Copies share them: of two copies that are appended to,
// the other is lost. One that nobody appends to stays what it was.
type Tree struct {
	size int64
	open [8][]byte // by level, the hashes of the tile that is not full
}

// Clone is a copy that goes on by itself.
func (t Tree) Clone() Tree {
	for level, tile := range t.open {
		t.open[level] = slices.Clone(tile)
	}
	return t
}

// Size is how many leaves the tree has.
func (t Tree) Size() int64 { return t.size }

// Append adds a leaf by its hash. Full is given each tile that the leaf fills,
// to keep; when it fails the tree is as it was.
func (t *Tree) Append(leaf tlog.Hash, full func(level int, n int64, hashes []byte) error) error {
	next := *t
	hash := leaf
	for level := range next.open {
		tile := next.open[level]
		if tile == nil {
			tile = make([]byte, 0, TileBytes)
		}
		tile = append(tile, hash[:]...)
		next.open[level] = tile
		if len(tile) < TileBytes {
			break
		}
		if err := full(level, t.size>>((level+1)*Height), tile); err != nil {
			return err
		}
		next.open[level] = nil
		hash = TileHash(tile)
	}
	next.size++
	*t = next
	return nil
}

// TileHash is the hash over a full tile, which the tile above holds.
func TileHash(hashes []byte) tlog.Hash {
	half := func(n int64) tlog.Hash {
		tile := tlog.Tile{H: Height, W: TileWidth}
		h, err := tlog.HashFromTile(tile, hashes, tlog.StoredHashIndex(Height-1, n))
		if err != nil {
			panic(err) // a full tile has two halves
		}
		return h
	}
	return tlog.NodeHash(half(0), half(1))
}

// Hash is the root of the tree.
func (t Tree) Hash() (tlog.Hash, error) { return tlog.TreeHash(t.size, t.Reader(nil)) }

// At is the root that the tree had at a size up to its own; full gives the full
// tiles that were kept.
func (t Tree) At(size int64, full func(level int, n int64) ([]byte, error)) (tlog.Hash, error) {
	if size < 0 || size > t.size {
		return tlog.Hash{}, fmt.Errorf("a tree of %d leaves never had %d", t.size, size)
	}
	return tlog.TreeHash(size, t.Reader(full))
}

// Tile is the first w hashes of the n-th tile of a level, if it is open.
func (t Tree) Tile(level int, n int64, w int) (hashes []byte, open bool) {
	if level < 0 || level >= len(t.open) || n != t.size>>(level*Height)>>Height || w*tlog.HashSize > len(t.open[level]) {
		return nil, false
	}
	return t.open[level][: w*tlog.HashSize : w*tlog.HashSize], true
}

// Covers tells whether the tree has the first w hashes of that tile.
func (t Tree) Covers(level int, n int64, w int) bool {
	if level < 0 || n < 0 || w < 1 || w > TileWidth {
		return false
	}
	has := t.size >> (level * Height)
	return n < has>>Height || n == has>>Height && int64(w) <= has%TileWidth
}

// Reader reads hashes of the tree, those of open tiles from memory.
func (t Tree) Reader(full func(level int, n int64) ([]byte, error)) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			tile := tlog.TileForIndex(Height, index)
			data, open := t.Tile(tile.L, tile.N, tile.W)
			if !open {
				var err error
				if data, err = full(tile.L, tile.N); err != nil {
					return nil, err
				}
			}
			h, err := tlog.HashFromTile(tile, data, index)
			if err != nil {
				return nil, err
			}
			hashes[i] = h
		}
		return hashes, nil
	})
}

// Reopen is the tree of so many leaves by its tiles that are not full; tile
// gives the first w hashes of one. Whether they are right is told by the hash
// of the tree.
func Reopen(size int64, tile func(level int, n int64, w int) ([]byte, error)) (t Tree, err error) {
	t.size = size
	for level := range t.open {
		has := size >> (level * Height)
		w := int(has % TileWidth)
		if w == 0 {
			continue
		}
		hashes, err := tile(level, has>>Height, w)
		if err != nil {
			return t, err
		}
		if len(hashes) != w*tlog.HashSize {
			return t, fmt.Errorf("tile %d/%d has %d bytes", level, has>>Height, len(hashes))
		}
		t.open[level] = append(make([]byte, 0, TileBytes), hashes...)
	}
	return t, nil
}

// Resume is the tree of all full tiles of level 0; tiles is how many those
// are.
func Resume(tiles int64, full func(level int, n int64) ([]byte, error)) (t Tree, err error) {
	t.size = tiles << Height
	for level := 1; level < len(t.open) && t.size>>(level*Height) > 0; level++ {
		has := t.size >> (level * Height)
		for n := has >> Height << Height; n < has; n++ {
			tile, err := full(level-1, n)
			if err != nil {
				return t, err
			}
			if len(tile) != TileBytes {
				return t, fmt.Errorf("tile %d/%d has %d bytes", level-1, n, len(tile))
			}
			if t.open[level] == nil {
				t.open[level] = make([]byte, 0, TileBytes)
			}
			hash := TileHash(tile)
			t.open[level] = append(t.open[level], hash[:]...)
		}
	}
	return t, nil
}
