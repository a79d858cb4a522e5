package ledger

import (
	"context"
	"fmt"
	"time"

	"hourline/ledger/proof"
)

// A Witness is somebody outside the bank who was asked to sign the log too.
type Witness struct {
	Name    string
	Key     string    // its verifier key, as signed notes write it
	Size    int64     // of the newest checkpoint that it has signed; 0 when it never has
	At      time.Time // when it signed that, by its own clock
	Dispute int64     // it has said since that it signed for so many entries, which are not these; 0 when it has not
	Said    time.Time // and when
}

// Cosign keeps what a witness answered when it was asked to sign one of the
// log's checkpoints. An answer in which its signature is not is refused.
func (b *Bank) Cosign(ctx context.Context, by proof.Cosigner, signed, answer []byte) (proof.Cosignature, error) {
	c, err := by.Answered(signed, answer)
	if err != nil {
		return c, err
	}
	return c, b.witnessed(ctx, by, signed, func(tx *Tx, witness, checkpoint int64) error {
		_, err := tx.insert(`INSERT INTO cosignatures (id, witness, checkpoint, signed_at, line)
			SELECT coalesce(max(id), 0) + 1, $1, $2, $3, $4 FROM cosignatures
			HAVING NOT EXISTS (SELECT 1 FROM cosignatures WHERE witness = $1 AND checkpoint = $2)`,
			witness, checkpoint, c.At.UnixMilli(), c.Line)
		return err
	})
}

// Dispute keeps that a witness, when it was asked to sign a checkpoint, said
// that it has signed for so many entries, which are not those of the books. It
// is kept once, until the witness signs again or tells another size.
func (b *Bank) Dispute(ctx context.Context, by proof.Cosigner, signed []byte, size int64) error {
	return b.witnessed(ctx, by, signed, func(tx *Tx, witness, checkpoint int64) error {
		_, err := tx.insert(`INSERT INTO disputes (id, witness, checkpoint, size, said_at)
			SELECT coalesce(max(id), 0) + 1, $1, $2, $3, $4 FROM disputes
			HAVING NOT EXISTS (SELECT 1 FROM disputes d WHERE d.witness = $1 AND d.size = $3
				AND d.id = (SELECT max(id) FROM disputes WHERE witness = $1)
				AND d.checkpoint > (SELECT coalesce(max(checkpoint), 0) FROM cosignatures WHERE witness = $1))`,
			witness, checkpoint, size, tx.Now.UnixMilli())
		return err
	})
}

// witnessed has a row written about a witness, which is given a number when it
// has none, and one of the checkpoints of this log.
func (b *Bank) witnessed(ctx context.Context, by proof.Cosigner, signed []byte, row func(tx *Tx, witness, checkpoint int64) error) error {
	if b.notary == nil {
		return ErrReadOnly
	}
	c, err := proof.OpenCheckpoint(signed, b.notary.key.Public)
	if err != nil {
		return err
	}
	return b.Write(ctx, func(tx *Tx) error {
		var witness, checkpoint int64
		err := tx.queryRow(`SELECT id FROM checkpoints WHERE log = $1 AND size = $2`, b.notary.id, c.N).Scan(&checkpoint)
		if err != nil {
			return fmt.Errorf("find the checkpoint that %s was asked to sign: %w", by.Name(), err)
		}
		_, err = tx.insert(`INSERT INTO witnesses (id, name, key) SELECT coalesce(max(id), 0) + 1, $1, $2 FROM witnesses
			HAVING NOT EXISTS (SELECT 1 FROM witnesses WHERE key = $2)`, by.Name(), by.String())
		if err == nil {
			err = tx.queryRow(`SELECT id FROM witnesses WHERE key = $1`, by.String()).Scan(&witness)
		}
		if err != nil {
			return fmt.Errorf("write down the witness %s: %w", by.Name(), err)
		}
		return row(tx, witness, checkpoint)
	})
}
