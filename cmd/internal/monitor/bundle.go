package monitor

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// A bundle is up to 256 leaves, which have the hashes that their tile says.
type bundle struct {
	leaves []tlog.Hash
	err    error
}

// readAhead is how many bundles are on their way at once: the log of a small
// bank reads for two.
const readAhead = 4

// bundles reads the leaves from the first of a tile on, in their order, up to
// a size.
func (l *Log) bundles(ctx context.Context, from, size int64) <-chan chan bundle {
	ahead := make(chan chan bundle, readAhead)
	go func() {
		defer close(ahead)
		for n := from / proof.TileWidth; n*proof.TileWidth < size; n++ {
			one := make(chan bundle, 1)
			select {
			case ahead <- one:
			case <-ctx.Done():
				return
			}
			go func() {
				leaves, err := l.bundle(ctx, n, int(min(proof.TileWidth, size-n*proof.TileWidth)))
				one <- bundle{leaves, err}
			}()
		}
	}()
	return ahead
}

// bundle reads one, and its tile.
func (l *Log) bundle(ctx context.Context, n int64, w int) ([]tlog.Hash, error) {
	tile := tlog.Tile{H: proof.Height, L: 0, N: n, W: w}
	entries := tile
	entries.L = -1
	data, err := l.entries(ctx, entries)
	if err != nil {
		return nil, err
	}
	kept, err := l.hashes(ctx, tile)
	if err != nil {
		return nil, err
	}
	leaves, err := hashLeaves(data, n*proof.TileWidth, w)
	if err != nil {
		return nil, fmt.Errorf("/%s: %w", path(entries), err)
	}
	for i, leaf := range leaves {
		if !bytes.Equal(leaf[:], kept[i*tlog.HashSize:(i+1)*tlog.HashSize]) {
			return nil, fmt.Errorf("entry %d: what /%s says of it is not what /%s has the hash of", n*proof.TileWidth+int64(i)+1, path(entries), path(tile))
		}
	}
	return leaves, nil
}

// entries is a bundle as it is served, from the full one when the log has put
// the partial one away.
func (l *Log) entries(ctx context.Context, t tlog.Tile) ([]byte, error) {
	data, err := l.get(ctx, path(t), mostLeaves)
	if errors.Is(err, errNotThere) && t.W < proof.TileWidth {
		full := t
		full.W = proof.TileWidth
		if whole, e := l.get(ctx, path(full), mostLeaves); e == nil {
			return first(whole, t.W), nil
		}
	}
	return data, err
}

// first are the first leaves of a bundle, or all of it when it is malformed.
func first(data []byte, leaves int) []byte {
	at := 0
	for range leaves {
		if len(data)-at < 2 || len(data)-at-2 < int(binary.BigEndian.Uint16(data[at:])) {
			return data
		}
		at += 2 + int(binary.BigEndian.Uint16(data[at:]))
	}
	return data[:at]
}

// hashLeaves reads w leaves, the first of which comes after so many others.
func hashLeaves(data []byte, before int64, w int) (hashes []tlog.Hash, err error) {
	for entry := before + 1; len(hashes) < w; entry++ {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("it ends before entry %d does", entry)
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		leaf := data[2:end]
		if head := fmt.Appendf(nil, "hourline-entry-v1\nentry %d\n", entry); !bytes.HasPrefix(leaf, head) {
			return nil, fmt.Errorf("in the place of entry %d it has %.60q", entry, leaf)
		}
		hashes = append(hashes, tlog.RecordHash(leaf))
		data = data[end:]
	}
	if len(data) > 0 {
		return nil, fmt.Errorf("it goes on after entry %d", before+int64(w))
	}
	return hashes, nil
}
