package monitor

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// A Report is what was found to be right.
type Report struct {
	Signed       []byte // the checkpoint, with all that stands under it
	Checkpoint   proof.Checkpoint
	Cosignatures []proof.Cosignature // of the witnesses who had to sign
	Entries      int64               // read and hashed
	Tiles        int64
}

// complete gives what was left out.
func (l *Log) complete() {
	if l.Client == nil {
		l.Client = newClient()
	}
	if l.Pause == 0 {
		l.Pause = time.Second / 4
	}
	if l.Progress == nil {
		l.Progress = func(int64, int64) {}
	}
}

// Checkpoint reads the one that the log publishes, and checks who has signed it.
func (l *Log) Checkpoint(ctx context.Context) (r Report, err error) {
	l.complete()
	if r.Signed, err = l.get(ctx, "checkpoint", mostCheckpoint); err != nil {
		return r, err
	}
	if r.Checkpoint, r.Cosignatures, err = Open(r.Signed, l.Key, l.Witnesses); err != nil {
		return r, fmt.Errorf("/checkpoint: %w", err)
	}
	return r, nil
}

// Open reads a checkpoint that the log and all these witnesses have signed.
func Open(signed []byte, key string, witnesses []proof.Cosigner) (at proof.Checkpoint, by []proof.Cosignature, err error) {
	if at, err = proof.OpenCheckpoint(signed, key); err != nil {
		return at, nil, fmt.Errorf("the log with this key has not signed it: %w", err)
	}
	for _, w := range witnesses {
		c, err := w.Under(signed)
		if err != nil {
			return at, nil, fmt.Errorf("%s: %w", w.Name(), err)
		}
		by = append(by, c)
	}
	return at, by, nil
}

// Verify reads the checkpoint and all that it covers. The log may grow
// meanwhile. What was signed earlier, which may be nil, must be the beginning
// of it; when the leaves up to there were read before, only those after it are.
func (l *Log) Verify(ctx context.Context, earlier *proof.Checkpoint, readBefore bool) (r Report, err error) {
	if r, err = l.Checkpoint(ctx); err != nil {
		return r, err
	}
	if earlier != nil && earlier.N > r.Checkpoint.N {
		return r, fmt.Errorf("/checkpoint: %w", shrunk(*earlier, r.Checkpoint))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // whoever still reads ahead
	w := walk{Log: l, ctx: ctx, report: &r, earlier: earlier}
	if readBefore && earlier != nil {
		err = w.reopen()
	}
	if err == nil {
		err = w.all()
	}
	if err != nil {
		return r, err
	}
	return r, w.root()
}

func shrunk(earlier, now proof.Checkpoint) error {
	return fmt.Errorf("it covers %d entries, and %d were signed before: the log has gone back", now.N, earlier.N)
}

func rewritten(earlier proof.Checkpoint) error {
	return fmt.Errorf("the first %d entries are not those that were signed before: the log has been rewritten", earlier.N)
}

// A walk is a log on the way to its root.
type walk struct {
	*Log
	ctx     context.Context
	report  *Report
	earlier *proof.Checkpoint
	tree    proof.Tree
}

// reopen is where the log was earlier, which all tells to be right or not.
func (w *walk) reopen() (err error) {
	w.tree, err = proof.Reopen(w.earlier.N, func(level int, n int64, width int) ([]byte, error) {
		w.report.Tiles++
		return w.hashes(w.ctx, tlog.Tile{H: proof.Height, L: level, N: n, W: width})
	})
	return err
}

// all appends every leaf.
func (w *walk) all() error {
	size := w.report.Checkpoint.N
	if err := w.continues(); err != nil {
		return err
	}
	for next := range w.bundles(w.ctx, w.tree.Size(), size) {
		b := <-next
		if b.err != nil {
			return b.err
		}
		b.leaves = b.leaves[w.tree.Size()%proof.TileWidth:] // those before were read before
		for _, leaf := range b.leaves {
			if err := w.tree.Append(leaf, w.full); err != nil {
				return err
			}
			if err := w.continues(); err != nil {
				return err
			}
		}
		w.report.Entries += int64(len(b.leaves))
		w.report.Tiles++
		w.Progress(w.tree.Size(), size)
	}
	return w.ctx.Err()
}

// continues compares the log, once it is as long as it was, with what was signed then.
func (w *walk) continues() error {
	if w.earlier == nil || w.earlier.N != w.tree.Size() {
		return nil
	}
	root, err := w.tree.Hash()
	if err == nil && root != w.earlier.Hash {
		err = rewritten(*w.earlier)
	}
	return err
}

// full compares a tile above the leaves with what the log has there.
func (w *walk) full(level int, n int64, hashes []byte) error {
	if level == 0 {
		return nil // its leaves were compared
	}
	w.report.Tiles++
	tile := tlog.Tile{H: proof.Height, L: level, N: n, W: len(hashes) / tlog.HashSize}
	kept, err := w.hashes(w.ctx, tile)
	if err == nil && !bytes.Equal(kept, hashes) {
		err = fmt.Errorf("/%s is not made of the tiles below it", path(tile))
	}
	return err
}

// root compares the tiles that are not full, and then the root.
func (w *walk) root() error {
	for level := 1; w.tree.Size()>>(level*proof.Height) > 0; level++ {
		has := w.tree.Size() >> (level * proof.Height)
		if has%proof.TileWidth == 0 {
			continue
		}
		hashes, _ := w.tree.Tile(level, has>>proof.Height, int(has%proof.TileWidth))
		if err := w.full(level, has>>proof.Height, hashes); err != nil {
			return err
		}
	}
	root, err := w.tree.Hash()
	if at := w.report.Checkpoint; err == nil && root != at.Hash {
		err = fmt.Errorf("/checkpoint: the %d entries come to the root %v, and %v was signed", at.N, root, at.Hash)
	}
	return err
}
