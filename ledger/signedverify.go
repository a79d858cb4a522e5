package ledger

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"hourline/ledger/proof"
)

// checkpoints are what was signed, as far as the log has been held against it.
type checkpoints struct {
	outside []byte // what was signed last, by the file beside the books; nil when there is none

	pending []signedRow
	allRead bool // those of this snapshot
	lastID  int64
	right   int64 // entries that a checkpoint has vouched for
	latest  int64 // entries of the one before
	strange       // that their log has not signed
	wrong   bool  // one was of another tree, and so are all that follow
}

// A signedRow is a checkpoint as it is kept.
type signedRow struct {
	id, size    int64
	note        string
	log         int64
	origin, key string
}

// compareSigned looks at what was signed of no more than the log now has.
func (l *logFold) compareSigned(v *View) error {
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
	rows, err := v.Query(`SELECT c.id, c.size, c.note, c.log, coalesce(l.origin, ''), coalesce(l.key, '')
		FROM checkpoints c LEFT JOIN logs l ON l.id = c.log WHERE c.id > $1 ORDER BY c.id LIMIT 1000`, l.lastID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r signedRow
		if err := rows.Scan(&r.id, &r.size, &r.note, &r.log, &r.origin, &r.key); err != nil {
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
	if err == nil && c.Origin != row.origin {
		err = fmt.Errorf("it is the checkpoint of %q, and log %d is called %q", c.Origin, row.log, row.origin)
	}
	if err != nil {
		l.strange.add(l.fold, "checkpoint", row.id, row.log, err)
		return nil
	}
	if c.N != row.size || row.size < l.latest || row.size > l.tree.Size() {
		l.differ(0, 0, "checkpoint %d is of %d entries, and stands where those of %d are", row.id, c.N, max(row.size, l.latest))
		return nil
	}
	l.latest = row.size
	return l.judge(v, row.id, c)
}

// strange counts, by log, the checkpoints that it has not signed.
type strange map[int64]int64

// add names the first of a log.
func (s *strange) add(f *fold, what string, id, log int64, err error) {
	if *s == nil {
		*s = strange{}
	}
	if (*s)[log]++; (*s)[log] == 1 {
		f.differ(0, 0, "%s %d was not signed by log %d: %v", what, id, log, err)
	}
}

// others counts the rest.
func (s strange) others(f *fold, what string) {
	for _, log := range slices.Sorted(maps.Keys(s)) {
		if n := s[log] - 1; n > 0 {
			f.differ(0, 0, "nor were %d more %ss signed by log %d: its row may be what was changed", n, what, log)
		}
	}
}

// judge tells by a checkpoint which entries and which tiles are right.
func (l *logFold) judge(v *View, id int64, c proof.Checkpoint) error {
	root, err := l.tree.At(c.N, v.fullTile)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil // a missing tile is named when it is full
	case err != nil:
		return err
	case root == c.Hash:
		l.right = c.N
		if l.made != nil && c.N == l.tree.Size() {
			l.keep(l.doubted, true)
			l.agree()
		}
		return nil
	case l.made != nil && c.N == l.made.Size():
		if root, err := l.made.Hash(); err != nil {
			return err
		} else if root == c.Hash {
			l.right = c.N
			l.tilesChanged(id)
			l.tree = *l.made
			l.agree()
			return nil
		}
	}
	l.otherTree(id, c.N)
	return nil
}

// agree ends what was in doubt.
func (l *logFold) agree() { l.made, l.doubted = nil, nil }

// tilesChanged names the tiles whose leaves are not those that were signed.
func (l *logFold) tilesChanged(checkpoint int64) {
	of := map[int64][]EntryID{}
	for _, d := range l.doubted {
		d.count(0, -1)
		n := int64(d.entry.ID-1) / proof.TileWidth
		of[n] = append(of[n], d.entry.ID)
	}
	for _, n := range slices.Sorted(maps.Keys(of)) {
		l.differ(0, 0, "tile 0/%d of the log was changed: checkpoint %d was signed for other leaves of the entries %s", n, checkpoint, list(of[n]))
	}
}

// otherTree says where the log ceases to be what was signed.
func (l *logFold) otherTree(checkpoint, size int64) {
	if l.wrong {
		return
	}
	l.wrong = true
	if first := l.right + 1; first == size {
		l.differ(EntryID(size), 0, "is not what checkpoint %d was signed for: it was changed", checkpoint)
	} else {
		l.differ(0, 0, "one of the %s is not what checkpoint %d was signed for", span("entry", "entries", first, size), checkpoint)
	}
}

// lastSigned looks at what was signed of more than there is, and at what was
// signed last.
func (l *logFold) lastSigned(v *View) error {
	if len(l.pending) > 0 {
		l.differ(0, 0, "checkpoint %d was signed for %d entries, and there are %d", l.pending[0].id, l.pending[0].size, l.tree.Size())
	}
	l.others(l.fold, "checkpoint")
	l.report.Signed = l.right
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
