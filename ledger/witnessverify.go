package ledger

import (
	"context"
	"errors"
	"fmt"

	"hourline/ledger/proof"
)

// A cosignedRow is what a witness has signed, as it is kept.
type cosignedRow struct {
	id, at          int64
	line, name, key string
	checkpoint      int64
	note            string // of the checkpoint
}

// compareCosignatures holds what witnesses have signed against their keys and
// the checkpoints. The checkpoints themselves are the log's to compare.
func (f *fold) compareCosignatures(ctx context.Context, b *Bank) error {
	for last, more := int64(0), true; more; {
		err := b.Read(ctx, func(v *View) error {
			rows, err := v.cosignedAfter(last)
			for _, r := range rows {
				if r.id != last+1 {
					f.differ(0, 0, "cosignature %d is missing", last+1)
				}
				last = r.id
				f.compareCosignature(r)
			}
			more = len(rows) > 0
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *fold) compareCosignature(r cosignedRow) {
	f.report.Cosignatures++
	by, err := proof.ParseCosigner(r.key)
	if err == nil && by.Name() != r.name {
		err = errors.New("the key is another's")
	}
	var c proof.Cosignature
	if err == nil {
		c, err = by.Answered([]byte(r.note), []byte(r.line))
	}
	if err == nil && c.At.UnixMilli() != r.at {
		err = fmt.Errorf("it was signed at %v", c.At)
	}
	if err != nil {
		f.differ(0, 0, "cosignature %d of checkpoint %d is not that of the witness %s: %v", r.id, r.checkpoint, r.name, err)
	}
}

// cosignedAfter are the next that were kept; those that point at nothing have
// empty words.
func (v *View) cosignedAfter(last int64) (all []cosignedRow, err error) {
	rows, err := v.Query(`SELECT s.id, s.signed_at, s.line, s.checkpoint, coalesce(w.name, ''), coalesce(w.key, ''), coalesce(c.note, '')
		FROM cosignatures s LEFT JOIN witnesses w ON w.id = s.witness LEFT JOIN checkpoints c ON c.id = s.checkpoint
		WHERE s.id > $1 ORDER BY s.id LIMIT 500`, last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r cosignedRow
		if err := rows.Scan(&r.id, &r.at, &r.line, &r.checkpoint, &r.name, &r.key, &r.note); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}
