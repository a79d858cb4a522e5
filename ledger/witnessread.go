package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// Witnessed is the newest checkpoint of so many entries or more that a witness
// has signed, with the lines of all who have; nil when there is none. It works
// beside the owner of the file too.
func (b *Bank) Witnessed(ctx context.Context, entries int64) ([]byte, error) {
	// The numbers of checkpoints grow with their size.
	return b.cosigned(ctx, `c.size >= $2 AND c.id =
		(SELECT max(newest) FROM (SELECT (SELECT max(checkpoint) FROM cosignatures WHERE witness = w.id) AS newest FROM witnesses w) n)`, entries)
}

// Newest is the newest signed checkpoint with the lines of all witnesses who
// have signed it too; nil when there is none. It works beside the owner of the
// file too.
func (b *Bank) Newest(ctx context.Context) ([]byte, error) {
	return b.cosigned(ctx, `c.size >= $2 ORDER BY c.size DESC LIMIT 1`, 0)
}

// cosigned is the checkpoint c of so many entries or more that which picks, with
// the lines of its witnesses; nil when there is none.
func (b *Bank) cosigned(ctx context.Context, which string, entries int64) (signed []byte, err error) {
	err = b.ofLog(ctx, func(v *View, log int64) error {
		var id int64
		err := v.queryRow(`SELECT c.id, c.note FROM checkpoints c WHERE c.log = $1 AND `+which, log, entries).Scan(&id, &signed)
		if err == nil {
			signed, err = cosignedBy(v, id, signed)
		}
		return err
	})
	return signed, err
}

// ofLog reads what there is of the log that is signed; what is not there is no
// error.
func (b *Bank) ofLog(ctx context.Context, read func(v *View, log int64) error) error {
	err := b.Read(ctx, func(v *View) error {
		log, err := b.logNow(v)
		if err != nil {
			return err
		}
		return read(v, log)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// cosignedBy puts under a checkpoint what witnesses have signed there.
func cosignedBy(v *View, id int64, signed []byte) ([]byte, error) {
	rows, err := v.Query(`SELECT s.line FROM witnesses w JOIN cosignatures s ON s.witness = w.id AND s.checkpoint = $1 ORDER BY w.id`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c proof.Cosignature
		if err := rows.Scan(&c.Line); err != nil {
			return nil, err
		}
		signed = proof.WithCosignatures(signed, c)
	}
	return signed, rows.Err()
}

// logNow is the log that is signed, sql.ErrNoRows when there is none yet.
func (b *Bank) logNow(v *View) (id int64, err error) {
	if b.notary != nil {
		return b.notary.id, nil
	}
	err = v.queryRow(`SELECT log FROM checkpoints ORDER BY id DESC LIMIT 1`).Scan(&id)
	return id, err
}

// PublicKey is the verifier key of the log that is signed, "" when there is
// none yet. It works beside the owner of the file too.
func (b *Bank) PublicKey(ctx context.Context) (key string, err error) {
	err = b.ofLog(ctx, func(v *View, log int64) error {
		return v.queryRow(`SELECT key FROM logs WHERE id = $1`, log).Scan(&key)
	})
	return key, err
}

// Witnesses are all who were ever asked and have answered, and how far they
// have signed this log.
func (b *Bank) Witnesses(ctx context.Context) (all []Witness, err error) {
	err = b.ofLog(ctx, func(v *View, log int64) error {
		all = nil
		rows, err := v.Query(`SELECT w.name, w.key, coalesce(c.size, 0), coalesce(s.signed_at, 0), coalesce(d.size, 0), coalesce(d.said_at, 0)
			FROM witnesses w
			LEFT JOIN checkpoints c ON c.log = $1 AND c.id = (SELECT max(checkpoint) FROM cosignatures WHERE witness = w.id)
			LEFT JOIN cosignatures s ON s.witness = w.id AND s.checkpoint = c.id
			LEFT JOIN disputes d ON d.checkpoint > coalesce(c.id, 0) AND d.id =
				(SELECT max(o.id) FROM disputes o JOIN checkpoints k ON k.id = o.checkpoint AND k.log = $1 WHERE o.witness = w.id)
			ORDER BY w.id`, log)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var w Witness
			var at, said int64
			if err := rows.Scan(&w.Name, &w.Key, &w.Size, &at, &w.Dispute, &said); err != nil {
				return err
			}
			w.At, w.Said = moment(at), moment(said)
			all = append(all, w)
		}
		return rows.Err()
	})
	return all, err
}

// moment is a time of the books, zero for none.
func moment(milli int64) time.Time {
	if milli == 0 {
		return time.Time{}
	}
	return time.UnixMilli(milli).UTC()
}

// Growth proves that the log of so many entries is the beginning of the one of
// to entries (RFC 6962, section 2.1.2); a checkpoint must cover both. Nothing
// needs no proof.
func (b *Bank) Growth(ctx context.Context, from, to int64) (growth tlog.TreeProof, err error) {
	s := b.shown()
	if s == nil || from > to || to > s.tree.Size() {
		return nil, ErrNoTile
	}
	if from == 0 {
		return nil, nil
	}
	err = b.Read(ctx, func(v *View) error {
		growth, err = tlog.ProveTree(to, from, s.tree.Reader(v.fullTile))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("prove that the log has grown from %d to %d entries: %w", from, to, err)
	}
	return growth, nil
}
