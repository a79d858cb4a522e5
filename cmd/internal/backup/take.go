package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/shirou/gopsutil/v4/disk"

	"hourline/ledger"
)

// Options say what is backed up, and where to.
type Options struct {
	Data     string // folder of the books; a gateway may be running on them
	To       string // folder for backups, which must exist
	Keep     Keep
	WithKey  bool                    // copy log.key too
	Program  string                  // that makes it, for the manifest
	Progress func(done, total int64) // of entries verified; may be nil

	now  func() time.Time
	free func(path string) (uint64, error)
}

func (o Options) complete() Options {
	if o.now == nil {
		o.now = time.Now
	}
	if o.free == nil {
		o.free = func(path string) (uint64, error) {
			u, err := disk.Usage(path)
			if err != nil {
				return 0, err
			}
			return u.Free, nil
		}
	}
	return o
}

// Made is a new backup, and what came of the others.
type Made struct {
	Backup
	Bytes    int64
	Took     time.Duration
	SameDisk bool     // as the books are on
	Removed  []string // paths of old ones
	Left     []string // old ones with something in them that no backup wrote
}

var (
	// ErrNoRoom: the disk of the folder would be full.
	ErrNoRoom = errors.New("there is no room for a backup: make some, or name a folder on another disk")
	// ErrNotWhole: what was written is not what it must be, and was thrown away.
	ErrNotWhole = errors.New("the copy of the books is not whole, and was thrown away; \"hourline verify\" names what is wrong with the books, and the last backup is as it was")
)

// Take writes a backup, reads it back, and only then gives it its name. Then
// old ones are removed. ErrBusy, ErrNoFolder, ErrNoRoom and ErrNotWhole are
// those that a person can mend; whatever the error, the backups that were there
// are still there, and nothing half done has a name.
func Take(ctx context.Context, o Options) (made Made, err error) {
	o = o.complete()
	began := o.now()
	f, err := enter(o.To)
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, f.leave()) }()
	if err := o.hasRoom(); err != nil {
		return made, err
	}
	made.Manifest, err = o.write(ctx, f.at(partialName))
	if err != nil {
		return made, errors.Join(err, f.clear(partialName))
	}
	made.Path = f.at(made.Taken.Format(nameLayout))
	err = os.Rename(f.at(partialName), made.Path)
	if errors.Is(err, fs.ErrExist) {
		err = fmt.Errorf("%w (one of this very second is there: try again)", ErrBusy)
	}
	if err != nil {
		return made, errors.Join(err, f.clear(partialName))
	}
	if err := settle(o.To); err != nil {
		return made, err
	}
	if info, err := os.Stat(filepath.Join(made.Path, Books)); err == nil {
		made.Bytes = info.Size()
	}
	made.SameDisk = SameDisk(o.Data, o.To)
	made.Removed, made.Left, err = f.thin(o.Keep, made.Bank)
	made.Took = o.now().Sub(began)
	return made, err
}

// leastRoom stays free: the books may be on the same disk.
const leastRoom = 100 << 20

func (o Options) hasRoom() error {
	var need uint64 = leastRoom
	for _, name := range []string{Books, Books + "-wal"} {
		info, err := os.Stat(filepath.Join(o.Data, name))
		if err == nil {
			need += uint64(info.Size())
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	free, err := o.free(o.To)
	if err != nil {
		return fmt.Errorf("look how much room there is for a backup: %w", err)
	}
	if free < need {
		return fmt.Errorf("%w (%d MB are free and %d MB are needed in %s)", ErrNoRoom, free>>20, need>>20, o.To)
	}
	return nil
}

// write fills a new folder, and verifies it.
func (o Options) write(ctx context.Context, dir string) (m Manifest, err error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return m, err
	}
	// What was signed before the copy is begun must be in it.
	signed, err := readSigned(o.Data)
	if err != nil {
		return m, err
	}
	m = Manifest{Format: format, Taken: o.now().UTC().Truncate(time.Second), Program: o.Program, WithKey: o.WithKey}
	if err := copyBooks(ctx, filepath.Join(o.Data, Books), filepath.Join(dir, Books)); err != nil {
		return m, err
	}
	names := []string{Books}
	if o.WithKey {
		if err := o.copyKey(dir); err != nil {
			return m, err
		}
		names = append(names, ledger.KeyFile)
	}
	began := time.Now()
	found, err := inspect(ctx, dir, signed, o.Progress)
	if errors.Is(err, ledger.ErrForked) {
		err = fmt.Errorf("the books are an older copy, or were changed; no backup is made of them: %w", err)
	}
	if err != nil {
		return m, err
	}
	if found.Checkpoint != "" {
		if err := writePrivate(filepath.Join(dir, ledger.CheckpointFile), []byte(found.Checkpoint)); err != nil {
			return m, err
		}
		names = append(names, ledger.CheckpointFile)
	}
	m.Bank, m.Log, m.Signed, m.Newest = found.Bank, found.Key, found.Size, found.newest
	m.Entries, m.Accounts, m.VerifiedIn = found.Entries, found.Accounts, time.Since(began).Round(time.Millisecond).String()
	if err := m.write(dir); err != nil {
		return m, err
	}
	if err := writeSums(dir, append(names, ManifestFile)...); err != nil {
		return m, err
	}
	for _, name := range append(names, ManifestFile, SumsFile, ".") {
		if err := settle(filepath.Join(dir, name)); err != nil {
			return m, err
		}
	}
	return m, nil
}

func (o Options) copyKey(dir string) error {
	key, err := os.ReadFile(filepath.Join(o.Data, ledger.KeyFile))
	if err != nil {
		return fmt.Errorf("copy the key of the log: %w", err)
	}
	return writePrivate(filepath.Join(dir, ledger.KeyFile), key)
}

// copyBooks copies books that somebody may be writing to, and waits for the
// disk.
func copyBooks(ctx context.Context, from, to string) error {
	bank, err := ledger.OpenReadOnly(ctx, from, ledger.Options{})
	if err != nil {
		return err
	}
	if err := errors.Join(bank.Backup(ctx, to), bank.Close()); err != nil {
		return err
	}
	return settle(to)
}

// Signed is what stands beside books of what was signed last; nil when there
// is none.
type signed struct{ checkpoint, policies []byte }

func readSigned(dir string) (s signed, err error) {
	for name, into := range map[string]*[]byte{ledger.CheckpointFile: &s.checkpoint, ledger.PoliciesFile: &s.policies} {
		if *into, err = os.ReadFile(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return s, err
		}
	}
	return s, nil
}

// isOf is nil when the books have all of it.
func (s signed) isOf(v *ledger.View) (err error) {
	if s.checkpoint != nil {
		err = v.HasSigned(s.checkpoint)
	}
	if err == nil && s.policies != nil {
		err = v.HasAgreed(s.policies)
	}
	return err
}

// Inspected is what was found in books that are whole.
type inspected struct {
	ledger.SignedLog // the present one
	Bank             string
	Entries          int64
	Accounts         int64
	newest           time.Time
}

// inspect verifies the books in a folder wholly, and that they have signed
// what was signed.
func inspect(ctx context.Context, dir string, before signed, progress func(done, total int64)) (found inspected, err error) {
	bank, err := ledger.OpenReadOnly(ctx, filepath.Join(dir, Books), ledger.Options{})
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, bank.Close()) }()
	report, err := bank.Verify(ctx, progress)
	if err != nil {
		return found, err
	}
	if n := len(report.Differences); n > 0 {
		return found, fmt.Errorf("%w (%d differences, the first: %s)", ErrNotWhole, n, report.Differences[0])
	}
	found.Entries, found.Accounts = report.Entries, report.Accounts
	err = bank.Read(ctx, func(v *ledger.View) error {
		logs, err := v.Logs()
		if err != nil {
			return err
		}
		if len(logs) > 0 {
			found.Bank, found.SignedLog = logs[0].Key, logs[len(logs)-1]
		}
		var newest int64
		if err := v.QueryRow(`SELECT coalesce(max(recorded_at), 0) FROM entries WHERE id = $1`, report.Entries).Scan(&newest); err != nil {
			return err
		}
		if newest > 0 {
			found.newest = time.UnixMilli(newest).UTC()
		}
		return before.isOf(v)
	})
	return found, err
}

// thin removes the outdated backups of a bank.
func (f *folder) thin(k Keep, bank string) (removed, left []string, err error) {
	all, err := List(f.path)
	if err != nil {
		return nil, nil, err
	}
	var own []Backup
	for _, b := range all {
		if b.Bank == bank {
			own = append(own, b)
		}
	}
	for _, b := range k.outdated(own, time.Local) {
		gone, err := f.remove(b)
		if err != nil {
			return removed, left, fmt.Errorf("remove the old backup %s: %w", b.Path, err)
		}
		if gone {
			removed = append(removed, b.Path)
		} else {
			left = append(left, b.Path)
		}
	}
	return removed, left, nil
}
