package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/proof"
)

// A Restoring says what is put back, and where.
type Restoring struct {
	From     string // a backup, a folder of backups, of which the newest is taken, or a file of books that was copied by other means
	Data     string // folder of the books; made when it is not there
	Key      string // file with the log's secret key, where neither Data nor From has it
	Signed   string // file with the newest checkpoint of the log that anybody has, where Data has none
	NewLog   bool   // the log ends, and the next start begins another
	Program  string
	Progress func(done, total int64) // of entries verified; may be nil

	rename func(from, to string) error
}

// Restored is what is in place now.
type Restored struct {
	From    string
	Entries int64
	Newest  time.Time // when the newest entry was recorded; zero when there is none
	Aside   string    // folder with what was there before; empty when nothing was
	Log     string    // public key of the log that goes on; empty when the next start begins one
	Ended   string    // public key of the log that has ended
}

var (
	// ErrUnknown: nobody here knows what was signed last.
	ErrUnknown = errors.New("whether more was signed after this copy is not known here, and to go on would then give the log two histories. " +
		"Give the newest checkpoint that anybody has, from the old machine, from the log's public address or from a witness, with --signed FILE; " +
		"or let another log begin with --new-log")
	// ErrNoKey: the log cannot go on.
	ErrNoKey = errors.New("the secret key of the log is missing: give the copy that was kept apart with --key FILE, or let another log begin with --new-log")
)

// Restore verifies a copy of the books wholly, and puts it in the place of what
// is in the folder, which is moved aside. Unless all is well nothing is changed.
// Killed in the middle, it can be repeated; a gateway that is started between
// refuses to.
//
// The log goes on when the copy has all that was signed, as far as anybody
// knows: ErrForked, ErrUnknown and ErrNoKey say why it cannot. ErrAltered says
// that the backup was changed, ErrNotWhole that the copy is wrong, and
// ledger.ErrOwned that a gateway runs.
func Restore(ctx context.Context, r Restoring) (done Restored, err error) {
	if r.rename == nil {
		r.rename = os.Rename
	}
	from, err := r.source()
	if err != nil {
		return done, err
	}
	done.From = from.path
	if err := os.MkdirAll(r.Data, 0o700); err != nil {
		return done, err
	}
	release, err := ledger.Own(r.at(Books))
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, release()) }()
	stage := &folder{path: r.Data}
	if err := stage.clear(stagedName); err != nil {
		return done, err
	}
	found, err := r.stage(ctx, from.books)
	if err != nil {
		return done, errors.Join(err, stage.clear(stagedName))
	}
	done.Entries, done.Newest = found.Entries, found.newest
	key, err := r.mayGoOn(ctx, from, found)
	if err != nil {
		return done, errors.Join(err, stage.clear(stagedName))
	}
	if done.Log = found.Key; r.NewLog {
		done.Log, done.Ended = "", found.Key
	}
	done.Aside, err = r.place(key, found.Checkpoint)
	return done, err
}

// stagedName is the folder, beside the books, in which a copy is looked at.
const stagedName = ".hourline-restoring"

func (r Restoring) at(name string) string { return filepath.Join(r.Data, name) }

// A source is where a copy comes from.
type source struct {
	path, books string
	key         string // file; empty when there is none
}

// source finds what is meant by From, and that it was not altered.
func (r Restoring) source() (s source, err error) {
	info, err := os.Stat(r.From)
	if err != nil {
		return s, err
	}
	if !info.IsDir() {
		return source{path: r.From, books: r.From}, nil
	}
	b := Backup{Path: r.From}
	if b.Manifest, err = readManifest(r.From); errors.Is(err, fs.ErrNotExist) {
		b, err = Newest(r.From)
	}
	if err != nil {
		return s, err
	}
	if err := b.Intact(); err != nil {
		return s, err
	}
	s = source{path: b.Path, books: filepath.Join(b.Path, Books)}
	if b.WithKey {
		s.key = filepath.Join(b.Path, ledger.KeyFile)
	}
	return s, nil
}

// stage copies books into a folder beside the ones in use, brings them up to
// date where they are older than this program, and verifies them.
func (r Restoring) stage(ctx context.Context, books string) (found inspected, err error) {
	dir := r.at(stagedName)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return found, err
	}
	path := filepath.Join(dir, Books)
	if err := ledger.Copy(ctx, books, path); err != nil {
		return found, err
	}
	// Without a key beside it nothing is signed.
	centre, err := care.Open(ctx, path, care.Config{})
	if err != nil {
		return found, err
	}
	if err := errors.Join(centre.Close(), settle(path)); err != nil {
		return found, err
	}
	return inspect(ctx, dir, signed{}, r.Progress)
}

// mayGoOn looks whether the log of the copy can go on, and gives the text of
// its key.
func (r Restoring) mayGoOn(ctx context.Context, from source, found inspected) (key []byte, err error) {
	if r.NewLog {
		return nil, nil
	}
	here, err := readSigned(r.Data)
	if err != nil {
		return nil, err
	}
	if err := r.staged(ctx, here.isOf); err != nil {
		return nil, fmt.Errorf("what was signed last in %s: %w", r.Data, err)
	}
	known := here.checkpoint != nil
	if r.Signed != "" {
		elsewhere, err := os.ReadFile(r.Signed)
		if err != nil {
			return nil, err
		}
		if err := r.staged(ctx, signed{checkpoint: elsewhere}.isOf); err != nil {
			return nil, fmt.Errorf("%s: %w", r.Signed, err)
		}
		known = true
	}
	if found.Key == "" { // there was no log yet
		return nil, nil
	}
	if key, err = r.findKey(from, found.Key); err == nil && !known {
		err = ErrUnknown
	}
	return key, err
}

// findKey finds the secret key to a public one.
func (r Restoring) findKey(from source, public string) (key []byte, err error) {
	for _, path := range []string{r.at(ledger.KeyFile), r.Key, from.key} {
		text, err := os.ReadFile(path)
		if path == "" || errors.Is(err, fs.ErrNotExist) && path != r.Key {
			continue
		}
		if err != nil {
			return nil, err
		}
		k, err := proof.ParseKey(string(text))
		if err != nil || k.Public != public {
			return nil, errors.Join(fmt.Errorf("%s: %w", path, ledger.ErrLogKey), err)
		}
		return text, nil
	}
	return nil, ErrNoKey
}

// staged reads the copy that is looked at.
func (r Restoring) staged(ctx context.Context, fn func(*ledger.View) error) error {
	bank, err := ledger.OpenReadOnly(ctx, filepath.Join(r.at(stagedName), Books), ledger.Options{})
	if err != nil {
		return err
	}
	return errors.Join(bank.Read(ctx, fn), bank.Close())
}

// place moves what is there aside, and the copy into its place. In between
// either there are no books beside what was signed, or the signature is not of
// these books: both keep a gateway from starting.
func (r Restoring) place(key []byte, checkpoint string) (aside string, err error) {
	if !r.NewLog && checkpoint != "" {
		if err := r.provide(ledger.KeyFile, key); err != nil {
			return "", err
		}
		if err := r.provide(ledger.CheckpointFile, []byte(checkpoint)); err != nil {
			return "", err
		}
	}
	for _, name := range []string{Books, Books + "-wal", Books + "-shm"} {
		if aside, err = r.moveAside(aside, name); err != nil {
			return aside, err
		}
	}
	if err := r.rename(filepath.Join(r.at(stagedName), Books), r.at(Books)); err != nil {
		return aside, err
	}
	if err := settle(r.Data); err != nil {
		return aside, err
	}
	if r.NewLog {
		for _, name := range []string{ledger.KeyFile, ledger.CheckpointFile, ledger.PoliciesFile} {
			if aside, err = r.moveAside(aside, name); err != nil {
				return aside, err
			}
		}
	}
	return aside, errors.Join((&folder{path: r.Data}).clear(stagedName), settle(r.Data))
}

// provide writes a file that is not there.
func (r Restoring) provide(name string, text []byte) error {
	path := r.at(name)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	made := filepath.Join(r.at(stagedName), name)
	if err := errors.Join(writePrivate(made, text), settle(made)); err != nil {
		return err
	}
	return r.rename(made, path)
}

// moveAside moves a file, if it is there, into a folder for what was replaced.
func (r Restoring) moveAside(aside, name string) (string, error) {
	if _, err := os.Lstat(r.at(name)); errors.Is(err, fs.ErrNotExist) {
		return aside, nil
	}
	if aside == "" {
		aside = r.at("replaced-" + time.Now().UTC().Format("2006-01-02T150405.000Z"))
		if err := os.Mkdir(aside, 0o700); err != nil {
			return "", err
		}
	}
	return aside, r.rename(r.at(name), filepath.Join(aside, name))
}
