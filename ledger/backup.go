package ledger

import (
	"context"
	"errors"
	"fmt"
)

// Backup writes a compact copy of the bank, as it is at this moment, to a new
// file at target, while the bank goes on. The target must not exist.
func (b *Bank) Backup(ctx context.Context, target string) error {
	db, err := connect(ctx, b.path, copyMode)
	if err != nil {
		return fmt.Errorf("back up the bank: %w", err)
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, target)
	if err := errors.Join(plain(err), db.Close()); err != nil {
		return fmt.Errorf("back up the bank to %s: %w", target, err)
	}
	return nil
}
