package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"hourline/ledger"
)

// What stands in a backup.
const (
	Books        = "hourline.db"
	ManifestFile = "manifest.json"
	SumsFile     = "SHA256SUMS"
)

// What a folder of backups holds besides them. There is one backup at a time,
// so each name is used by one.
const (
	lockFile    = ".hourline-lock"
	partialName = ".hourline-partial" // is being written
	removedName = ".hourline-removed" // is being removed
)

const nameLayout = "hourline-2006-01-02T150405Z"

var (
	// ErrBusy: another backup is being written to the same folder.
	ErrBusy = errors.New("another backup is being written to this folder")
	// ErrNoFolder: the folder for backups is not there.
	ErrNoFolder = errors.New("there is no such folder for backups: make it, or connect its disk")
	// ErrNone: the folder has no backup.
	ErrNone = errors.New("there is no backup in this folder")
)

// A Backup is one that has a name, so it was verified when it was made.
type Backup struct {
	Path string
	Manifest
}

// List gives the backups in a folder, the newest first.
func List(folder string) (all []Backup, err error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w (%s)", ErrNoFolder, folder)
	}
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if _, err := time.Parse(nameLayout, e.Name()); err != nil || !e.IsDir() {
			continue
		}
		path := filepath.Join(folder, e.Name())
		if m, err := readManifest(path); err == nil {
			all = append(all, Backup{path, m})
		}
	}
	slices.SortFunc(all, func(a, b Backup) int { return strings.Compare(b.Path, a.Path) })
	return all, nil
}

// Newest is the newest backup in a folder, or ErrNone.
func Newest(folder string) (Backup, error) {
	all, err := List(folder)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%w (%s)", ErrNone, folder)
	}
	if err != nil {
		return Backup{}, err
	}
	return all[0], nil
}

// A folder is one that this process alone writes backups to.
type folder struct {
	path string
	lock *flock.Flock
}

// enter takes the folder, and clears away what an earlier backup left
// unfinished.
func enter(path string) (*folder, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w (%s)", ErrNoFolder, path)
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, fmt.Errorf("%w (%s is a file)", ErrNoFolder, path)
	}
	lock := flock.New(filepath.Join(path, lockFile), flock.SetPermissions(0o600))
	mine, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the folder for backups: %w", err)
	}
	if !mine {
		return nil, errors.Join(fmt.Errorf("%w (%s)", ErrBusy, path), lock.Close())
	}
	f := &folder{path, lock}
	if err := errors.Join(f.clear(partialName), f.clear(removedName)); err != nil {
		return nil, errors.Join(err, f.leave())
	}
	return f, nil
}

func (f *folder) leave() error { return f.lock.Unlock() }

func (f *folder) at(name string) string { return filepath.Join(f.path, name) }

// clear removes a folder with what a backup consists of. Anything else in it
// was put there by somebody, and stays.
func (f *folder) clear(name string) error {
	dir := f.at(name)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, part := range parts {
		if err := os.Remove(filepath.Join(dir, part)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.Remove(dir); err != nil {
		return fmt.Errorf("%s has something in it that no backup wrote, look at it: %w", dir, err)
	}
	return nil
}

// parts are all files that can stand in a backup, finished or not.
var parts = []string{
	Books, Books + "-journal", Books + "-wal", Books + "-shm", Books + ".lock", ledger.CheckpointFile, ledger.KeyFile, ManifestFile, SumsFile,
}

// remove removes a backup, unless there is anything in it that none of ours
// wrote. It loses its name first, so that no half of one ever has a name.
func (f *folder) remove(b Backup) (gone bool, err error) {
	entries, err := os.ReadDir(b.Path)
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		if !slices.Contains(parts, e.Name()) || e.IsDir() {
			return false, nil
		}
	}
	if err := os.Rename(b.Path, f.at(removedName)); err != nil {
		return false, err
	}
	return true, f.clear(removedName)
}
