package ledger

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
)

// Backup writes a compact copy of the bank, as it is at this moment, to a new
// file at target that only its owner may read, while the bank goes on. The
// target must not exist. The copy is one file, without a log beside it.
func (b *Bank) Backup(ctx context.Context, target string) error {
	return Copy(ctx, b.path, target)
}

// Copy is Backup of a file that need not be open, and may be of any version.
func Copy(ctx context.Context, from, target string) error {
	from, err := filepath.Abs(from)
	if err == nil {
		err = makePrivate(target)
	}
	if err != nil {
		return fmt.Errorf("copy the bank: %w", err)
	}
	db, err := connect(ctx, from, copyMode)
	if err != nil {
		return fmt.Errorf("copy the bank %s: %w", from, err)
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, target)
	if err := errors.Join(plain(err), db.Close()); err != nil {
		return fmt.Errorf("copy the bank to %s: %w", target, err)
	}
	return nil
}
