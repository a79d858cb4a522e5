//go:build !linux

package backup

import (
	"errors"
	"os"
)

// settle waits until a file, or the names in a folder, are on the disk.
func settle(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
