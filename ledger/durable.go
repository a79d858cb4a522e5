package ledger

import (
	"errors"
	"os"
	"path/filepath"
)

// replace puts text into the file at path, which only its owner may read: all
// of it or nothing, and for good once it has returned.
func replace(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = moveInto(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// moveInto renames a file for good.
func moveInto(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
