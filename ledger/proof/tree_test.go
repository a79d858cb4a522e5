package proof_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// A reference is the same log as golang.org/x/mod keeps it: each hash by
// itself.
type reference []tlog.Hash

func (r *reference) add(t *testing.T, n int64, leaf tlog.Hash) {
	t.Helper()
	hashes, err := tlog.StoredHashesForRecordHash(n, leaf, r.reader())
	if err != nil {
		t.Fatal(err)
	}
	*r = append(*r, hashes...)
}

func (r *reference) reader() tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) (out []tlog.Hash, err error) {
		for _, i := range indexes {
			out = append(out, (*r)[i])
		}
		return out, nil
	})
}

// A shelf keeps full tiles.
type shelf map[string][]byte

func (s shelf) keep(level int, n int64, hashes []byte) error {
	at := fmt.Sprintf("%d/%d", level, n)
	if s[at] != nil {
		return errors.New("the tile was kept before: " + at)
	}
	s[at] = bytes.Clone(hashes)
	return nil
}

func (s shelf) full(level int, n int64) ([]byte, error) {
	if tile := s[fmt.Sprintf("%d/%d", level, n)]; tile != nil {
		return tile, nil
	}
	return nil, fmt.Errorf("no tile %d/%d", level, n)
}

func leafHash(n int64) tlog.Hash { return tlog.RecordHash(fmt.Appendf(nil, "leaf %d", n)) }

// near are the sizes to look at: small ones, some others, and those around
// a tile of the second level that is full.
func near(n int64) bool {
	return n <= 260 || n > 505 && n < 520 || n%4999 < 2 || n > 65_530 && (n+2)%proof.TileWidth < 5
}

// Root, tiles and proofs are those of golang.org/x/mod at every size, and a
// tree that is taken up from its tiles goes on as the same.
func TestTheTreeIsThatOfTheReference(t *testing.T) {
	const last = 65_800 // three levels of tiles
	var tree proof.Tree
	var want reference
	tiles := shelf{}
	looked := 0
	for n := range int64(last) {
		if near(n) {
			looked++
			compare(t, tree, tiles, &want)
		}
		want.add(t, n, leafHash(n))
		if err := tree.Append(leafHash(n), tiles.keep); err != nil {
			t.Fatal(err)
		}
	}
	if tree.Size() != last || looked < 300 {
		t.Errorf("%d leaves, looked at %d sizes", tree.Size(), looked)
	}
}

func compare(t *testing.T, tree proof.Tree, tiles shelf, want *reference) {
	t.Helper()
	size := tree.Size()
	root, err := tlog.TreeHash(size, want.reader())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tree.Hash(); err != nil || got != root {
		t.Fatalf("at %d the root is %v, %v, want %v", size, got, err, root)
	}
	if size == 0 {
		return
	}
	reader := tree.Reader(tiles.full)
	for _, n := range []int64{0, size / 2, size - 1} {
		p, err := tlog.ProveRecord(size, n, reader)
		if err == nil {
			err = tlog.CheckRecord(p, size, root, n, leafHash(n))
		}
		if err != nil {
			t.Fatalf("leaf %d of %d: %v", n, size, err)
		}
	}
	for _, before := range []int64{1, size/3 + 1, size} {
		old, err := tree.At(before, tiles.full)
		if err != nil {
			t.Fatal(err)
		}
		p, err := tlog.ProveTree(size, before, reader)
		if err == nil {
			err = tlog.CheckTree(p, size, root, before, old)
		}
		if err != nil {
			t.Fatalf("from %d to %d: %v", before, size, err)
		}
	}
	compareTiles(t, tree, tiles, want)
	resumed, err := proof.Resume(size/proof.TileWidth, tiles.full)
	for n := resumed.Size(); err == nil && n < size; n++ {
		err = resumed.Append(leafHash(n), nil)
	}
	if again, _ := resumed.Hash(); err != nil || again != root {
		t.Fatalf("taken up at %d: %v, %v", size, again, err)
	}
}

// compareTiles looks at the newest tile of each level.
func compareTiles(t *testing.T, tree proof.Tree, tiles shelf, want *reference) {
	t.Helper()
	for level := 0; tree.Size()>>(level*proof.Height) > 0; level++ {
		has := tree.Size() >> (level * proof.Height)
		n, w := has>>proof.Height, int(has%proof.TileWidth)
		if tree.Covers(level, n, w+1) || w > 0 && !tree.Covers(level, n, w) {
			t.Fatalf("at %d it is not clear what tile %d/%d has", tree.Size(), level, n)
		}
		if w == 0 {
			n, w = n-1, proof.TileWidth
		}
		data, err := tlog.ReadTileData(tlog.Tile{H: proof.Height, L: level, N: n, W: w}, want.reader())
		if err != nil {
			t.Fatal(err)
		}
		got, open := tree.Tile(level, n, w)
		if !open {
			got, err = tiles.full(level, n)
		}
		if err != nil || !bytes.Equal(got, data) {
			t.Fatalf("at %d tile %d/%d of %d hashes is another: %v", tree.Size(), level, n, w, err)
		}
	}
}

func TestATileThatIsNotKeptLeavesTheTree(t *testing.T) {
	var tree proof.Tree
	tiles := shelf{}
	for n := range int64(255) {
		if err := tree.Append(leafHash(n), tiles.keep); err != nil {
			t.Fatal(err)
		}
	}
	before, _ := tree.Hash()
	if err := tree.Append(leafHash(7), func(int, int64, []byte) error { return errors.New("no room") }); err == nil {
		t.Fatal("it was appended all the same")
	}
	if after, _ := tree.Hash(); after != before || tree.Size() != 255 {
		t.Error("the tree has changed")
	}
	if err := tree.Append(leafHash(255), tiles.keep); err != nil {
		t.Fatal(err)
	}
	if tree.Size() != 256 || len(tiles) != 1 {
		t.Errorf("%d leaves, %d tiles", tree.Size(), len(tiles))
	}
}

func TestATreeNeverHadMoreThanItHas(t *testing.T) {
	var tree proof.Tree
	for _, size := range []int64{1, -1} {
		if _, err := tree.At(size, nil); err == nil {
			t.Errorf("it tells the root at %d", size)
		}
	}
	for _, at := range [][3]int64{{0, 0, 1}, {-1, 0, 1}, {0, -1, 1}, {0, 0, 0}, {63, 0, 1}, {0, 1 << 62, 256}} {
		if tree.Covers(int(at[0]), at[1], int(at[2])) {
			t.Errorf("an empty tree covers %v", at)
		}
	}
}
