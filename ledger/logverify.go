package ledger

import (
	"bytes"
	"database/sql"
	"errors"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// A logFold is the log made again, entry by entry, and held against its tiles
// and checkpoints. Where a tile has another leaf than the entry makes, both
// trees go on until a checkpoint tells which of the two was changed.
type logFold struct {
	*fold
	leaves  *leaves
	tree    proof.Tree  // as the tiles have it
	made    *proof.Tree // as the entries make it; nil as long as that is the same
	doubted []doubt     // entries that their tile has another leaf of, since made is another
	tile    []byte      // as it is kept, of the leaves that come now; nil when it is not full yet
	broken  bool        // entries are missing that no tile has
	checkpoints
	doubts
}

// openLog is read before the books: what was signed then must be in them.
func (f *fold) openLog(path string) (err error) {
	if f.log.outside, err = readIfThere(filepath.Join(filepath.Dir(path), CheckpointFile)); err != nil {
		return err
	}
	f.agreed, err = readIfThere(filepath.Join(filepath.Dir(path), PoliciesFile))
	return err
}

// add is told of every entry, in order, and of its accounts.
func (l *logFold) add(v *View, e *Entry, debit, credit *folded, policy *named) error {
	if err := l.fill(v, e.ID); err != nil || l.broken || int64(e.ID) != l.tree.Size()+1 {
		return err
	}
	if err := l.reach(v); err != nil {
		return err
	}
	leaf, err := l.leaves.between(v, *e, debit.owner, credit.owner)
	if errors.Is(err, errSecretGone) {
		l.differ(e.ID, 0, "cannot be held against the log: %v", err)
		return l.append(v, l.kept(tlog.Hash{}))
	}
	if err != nil {
		return err
	}
	hash := leaf.Hash()
	if l.tile != nil {
		d := doubt{entry: e, debit: debit, credit: credit, policy: policy}
		d.count(1, 0)
		if kept := l.kept(hash); kept != hash {
			d.count(0, 1)
			l.doubt(d)
		}
	}
	return l.append(v, hash)
}

// doubt begins a second tree where the two become different.
func (l *logFold) doubt(d doubt) {
	e := *d.entry
	d.entry = &e
	l.doubted = append(l.doubted, d)
	if l.made == nil {
		made := l.tree.Clone()
		l.made = &made
	}
}

// fill goes on from the tiles where entries are missing.
func (l *logFold) fill(v *View, e EntryID) error {
	for !l.broken && l.tree.Size()+1 < int64(e) {
		if err := l.reach(v); err != nil {
			return err
		}
		if l.tile == nil {
			l.broken = true
			l.differ(e, 0, "cannot be held against the log: entries before it are missing")
			return nil
		}
		if err := l.append(v, l.kept(tlog.Hash{})); err != nil {
			return err
		}
	}
	return nil
}

// reach comes to the place of the next leaf: to what was signed of all before
// it, and to its tile.
func (l *logFold) reach(v *View) error {
	if err := l.compareSigned(v); err != nil {
		return err
	}
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

// kept is the next leaf as its tile has it, or hash as long as it is in none.
func (l *logFold) kept(hash tlog.Hash) tlog.Hash {
	if l.tile == nil {
		return hash
	}
	at := l.tree.Size() % proof.TileWidth * tlog.HashSize
	return tlog.Hash(l.tile[at : at+tlog.HashSize])
}

func (l *logFold) append(v *View, hash tlog.Hash) error {
	if l.made != nil {
		if err := l.made.Append(hash, func(int, int64, []byte) error { return nil }); err != nil {
			return err
		}
	}
	return l.tree.Append(l.kept(hash), func(level int, n int64, hashes []byte) error { return l.full(v, level, n, hashes) })
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

// finish looks at what no entry leads to.
func (l *logFold) finish(v *View) error {
	if err := l.compareSigned(v); err != nil {
		return err
	}
	if err := l.lastSigned(v); err != nil {
		return err
	}
	l.keep(l.doubted, false)
	if err := l.countTiles(v); err != nil {
		return err
	}
	return l.commitmentsOfNobody(v)
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

// commitmentsOfNobody finds those of an account that the entry does not concern.
func (l *logFold) commitmentsOfNobody(v *View) error {
	rows, err := v.Query(`SELECT account, entry FROM commitments c
		WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.id = c.entry AND (e.debit = c.account OR e.credit = c.account)) ORDER BY account, entry`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var account AccountID
		var entry EntryID
		if err := rows.Scan(&account, &entry); err != nil {
			return err
		}
		l.differ(entry, account, "a commitment is kept of an entry that is not the account's")
	}
	return rows.Err()
}
