package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// writeOnly writes a file that only its owner can read, in place of an old one:
// whole, or not at all. Who reads it meanwhile has the old one.
func writeOnly(file string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".hourline-*")
	if err != nil {
		return misuse{err}
	}
	err = errors.Join(write(f), f.Sync(), f.Close())
	if err == nil {
		if err = os.Rename(f.Name(), file); err == nil {
			return nil
		}
		err = misuse{err}
	}
	return errors.Join(err, os.Remove(f.Name()))
}
