package backup

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// settle waits until a file, or the names in a folder, are on the disk, and
// forgets what is remembered of them, so that whoever verifies reads the disk.
func settle(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	err = f.Sync()
	if err == nil {
		unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) // advice only
	}
	return errors.Join(err, f.Close())
}
