package ledger

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// A logFold is the log made again, entry by entry, and held against its tiles
// and checkpoints. Where a tile has another leaf it goes on from the tile, so
// that one changed entry is reported once, and a changed tile by the checkpoint
// too.
type logFold struct {
	*fold
	leaves  *leaves
	tree    proof.Tree
	tile    []byte // as it is kept, of the leaves that come now; nil when it is not full yet
	broken  bool   // entries are missing that no tile has
	outside []byte // what was signed last, by the file beside the books; nil when there is none

	pending   []signedRow
	allRead   bool // those of this snapshot
	lastID    int64
	lastSigns int64 // the size at which the last was signed
	wrongRoot bool
}

// A signedRow is a checkpoint as it is kept.
type signedRow struct {
	id, size    int64
	note        string
	origin, key string
}

// openLog is read before the books: what was signed then must be in them.
func (f *fold) openLog(path string) (err error) {
	f.log.outside, err = os.ReadFile(filepath.Join(filepath.Dir(path), CheckpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// add is told of every entry, in order.
func (l *logFold) add(v *View, e Entry) error {
	if err := l.fill(v, e); err != nil || l.broken || int64(e.ID) != l.tree.Size()+1 {
		return err
	}
	leaf, err := l.leaves.of(v, e)
	other := func() { l.differ(e.ID, 0, "is not what the log says of it: the entry or its leaf was changed") }
	if errors.Is(err, errSecretGone) {
		l.differ(e.ID, 0, "cannot be held against the log: %v", err)
		other = func() {}
	} else if err != nil {
		return err
	}
	return l.append(v, leaf.Hash(), other)
}

// fill goes on from the tile where entries are missing.
func (l *logFold) fill(v *View, e Entry) error {
	for !l.broken && l.tree.Size()+1 < int64(e.ID) {
		if err := l.open(v); err != nil {
			return err
		}
		if l.tile == nil {
			l.broken = true
			l.differ(e.ID, 0, "cannot be held against the log: entries before it are missing")
			return nil
		}
		if err := l.append(v, tlog.Hash{}, func() {}); err != nil {
			return err
		}
	}
	return nil
}

// open finds the tile of the next leaf.
func (l *logFold) open(v *View) error {
	size := l.tree.Size()
	if size%proof.TileWidth != 0 {
		return nil
	}
	err := v.queryRow(`SELECT hashes FROM tiles WHERE level = 0 AND n = $1`, size/proof.TileWidth).Scan(&l.tile)
	if errors.Is(err, sql.ErrNoRows) || len(l.tile) != proof.TileBytes {
		l.tile = nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return err
}

// append adds the hash, or that of the tile if it is another.
func (l *logFold) append(v *View, hash tlog.Hash, other func()) error {
	if err := l.open(v); err != nil {
		return err
	}
	if err := l.checkpoints(v); err != nil {
		return err
	}
	if l.tile != nil {
		at := l.tree.Size() % proof.TileWidth * tlog.HashSize
		if kept := tlog.Hash(l.tile[at : at+tlog.HashSize]); kept != hash {
			other()
			hash = kept
		}
	}
	return l.tree.Append(hash, func(level int, n int64, hashes []byte) error { return l.full(v, level, n, hashes) })
}

// full compares a tile with the one that was kept.
func (l *logFold) full(v *View, level int, n int64, hashes []byte) error {
	if level == 0 {
		if l.tile == nil {
			l.differ(0, 0, "tile %d/%d of the log is missing or damaged", level, n)
		}
		return nil
	}
	kept, err := v.fullTile(level, n)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		l.differ(0, 0, "tile %d/%d of the log is missing", level, n)
	case err != nil:
		return err
	case !bytes.Equal(kept, hashes):
		l.differ(0, 0, "tile %d/%d of the log is not made of the tiles below it", level, n)
	}
	return nil
}

// checkpoints looks at those that were signed at the size that the log now
// has.
func (l *logFold) checkpoints(v *View) error {
	for {
		if len(l.pending) == 0 && !l.allRead {
			if err := l.morePending(v); err != nil {
				return err
			}
		}
		if len(l.pending) == 0 || l.pending[0].size > l.tree.Size() {
			return nil
		}
		row := l.pending[0]
		l.pending = l.pending[1:]
		if err := l.checkpoint(v, row); err != nil {
			return err
		}
	}
}

func (l *logFold) morePending(v *View) error {
	rows, err := v.Query(`SELECT c.id, c.size, c.note, coalesce(l.origin, ''), coalesce(l.key, '')
		FROM checkpoints c LEFT JOIN logs l ON l.id = c.log WHERE c.id > $1 ORDER BY c.id LIMIT 1000`, l.lastID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r signedRow
		if err := rows.Scan(&r.id, &r.size, &r.note, &r.origin, &r.key); err != nil {
			return err
		}
		if r.id != l.lastID+1 {
			l.differ(0, 0, "checkpoint %d is missing", l.lastID+1)
		}
		l.lastID = r.id
		l.pending = append(l.pending, r)
	}
	l.allRead = len(l.pending) == 0
	return rows.Err()
}

// checkpoint holds one against its signature and the log, which may be ahead of
// it: the signature is written after the entries.
func (l *logFold) checkpoint(v *View, row signedRow) error {
	l.report.Checkpoints++
	c, err := proof.OpenCheckpoint([]byte(row.note), row.key)
	if err != nil {
		l.differ(0, 0, "checkpoint %d was not signed by the log: %v", row.id, err)
		return nil
	}
	if c.N != row.size || row.size < l.lastSigns || row.size > l.tree.Size() {
		l.differ(0, 0, "checkpoint %d is of %d entries, and stands where those of %d are", row.id, c.N, max(row.size, l.lastSigns))
		return nil
	}
	l.lastSigns = row.size
	root, err := l.tree.At(row.size, v.fullTile)
	if err != nil {
		return err
	}
	if root != c.Hash && !l.wrongRoot {
		l.wrongRoot = true // and so are all that follow
		l.differ(0, 0, "the first %d entries are not those that checkpoint %d was signed for", c.N, row.id)
	}
	return nil
}

// finish looks at what no entry leads to.
func (l *logFold) finish(v *View) error {
	if err := l.checkpoints(v); err != nil {
		return err
	}
	if len(l.pending) > 0 {
		l.differ(0, 0, "checkpoint %d was signed for %d entries, and there are %d", l.pending[0].id, l.pending[0].size, l.tree.Size())
	}
	if err := l.countTiles(v); err != nil {
		return err
	}
	if l.outside == nil {
		return nil
	}
	var known bool
	err := v.queryRow(`SELECT EXISTS (SELECT 1 FROM checkpoints WHERE note = $1)`, string(l.outside)).Scan(&known)
	if err == nil && !known {
		l.differ(0, 0, "what the file %s says was signed last is not in the books: they are an older copy, or a checkpoint was removed", CheckpointFile)
	}
	return err
}

// countTiles finds those that are too many.
func (l *logFold) countTiles(v *View) error {
	rows, err := v.Query(`SELECT level, count(*), max(n) FROM tiles GROUP BY level ORDER BY level`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var level, count, last int64
		if err := rows.Scan(&level, &count, &last); err != nil {
			return err
		}
		if want := l.tree.Size() >> ((level + 1) * proof.Height); !l.broken && (count > want || last >= want) {
			l.differ(0, 0, "the log has %d tiles of level %d, up to the one numbered %d, and its entries make %d", count, level, last, want)
		}
	}
	return rows.Err()
}
