package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/archive"
	"hourline/ledger/proof"
)

// An Import says how a bank goes on from an archive.
type Import struct {
	Key    string // public key of the bank that exported; empty believes the one in the archive
	LogKey string // file with the key of its log, to go on under the same name; empty begins another log over the same tree

	// Stage is told what begins now, and may end it there with an error; nil
	// hears nothing. Progress is told how much of it is done.
	Stage    func(what string) error
	Progress func(done, total int64)
}

// Imported is what has been imported.
type Imported struct {
	archive.Statement
	SameLog bool   // the log goes on under its name
	Report  Report // of verifying it
}

// About imports.
var (
	ErrNotEmpty = errors.New("there is a bank already, and it is not empty: nothing was changed; name another folder")
	ErrNoPeople = errors.New("names, telephones and secrets were left out of this export (--without-people): no bank goes on from it")
	// ErrOtherLogKey: the key would sign what it has never signed.
	ErrOtherLogKey = errors.New("that is not a key with which the log in the export was signed; without one, another log begins over the same tree")
)

// importing is the folder in which a bank is made that is not there yet. One
// that was left there by a program that was killed is thrown away.
const importing = "importing"

// ImportFrom makes the bank at path out of an archive: checked, loaded, and
// verified as a whole before anything of it stands at path. There must be no
// bank, or an empty one, whose log key is kept. Ended anywhere, it can be begun
// again; whatever is refused leaves everything as it was.
func ImportFrom(ctx context.Context, file, path string, o Options, im Import) (done Imported, err error) {
	o = o.complete()
	if path, err = filepath.Abs(path); err != nil {
		return done, fmt.Errorf("import: %w", err)
	}
	lock, err := own(path)
	if err != nil {
		return done, fmt.Errorf("import into %s: %w", path, err)
	}
	defer lock.Unlock()
	i := importer{Import: im, ctx: ctx, path: path, options: o, dir: filepath.Join(filepath.Dir(path), importing)}
	if err := errors.Join(os.RemoveAll(i.dir), i.all(file, &done), os.RemoveAll(i.dir)); err != nil {
		return done, fmt.Errorf("import: %w", plain(err))
	}
	return done, nil
}

// An importer makes one bank.
type importer struct {
	Import
	ctx     context.Context
	path    string // where the bank will be
	dir     string // where it is made
	options Options
	in      *archive.Reader
	key     proof.Key // of the log, if it is to go on
	sameLog bool
	bank    *Bank // that is made, while it is verified
}

func (i *importer) all(file string, done *Imported) error {
	if err := isEmpty(i.ctx, i.path); err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, next := range []struct {
		what string
		do   func() error
	}{
		{"checking the files", func() error { return i.check(f) }},
		{"reading the tables", i.load},
		{"making the log", i.makeLog},
		{"verifying everything", func() error { return i.verify(done) }},
		{"putting the key of the log in its place", i.placeKey},
		{"putting the bank in its place", i.place},
	} {
		if err := i.ctx.Err(); err != nil {
			return err
		}
		if i.Stage != nil {
			if err := i.Stage(next.what); err != nil {
				return errors.Join(err, i.closeBank())
			}
		}
		if err := next.do(); err != nil {
			return errors.Join(err, i.closeBank())
		}
	}
	return nil
}

func (i *importer) closeBank() error {
	if i.bank == nil {
		return nil
	}
	b := i.bank
	i.bank = nil
	return b.Close()
}

// isEmpty refuses a bank in which something was recorded.
func isEmpty(ctx context.Context, path string) (err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	db, err := connect(ctx, path, ownerMode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, table := range []string{"entries", "members"} {
		var there, any bool
		err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = $1)`, table).Scan(&there)
		if err == nil && there {
			err = db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM `+table+`)`).Scan(&any)
		}
		if err != nil {
			return err
		}
		if any {
			return ErrNotEmpty
		}
	}
	return nil
}

// check reads the archive and refuses it before anything is made of it.
func (i *importer) check(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if i.in, err = archive.Open(f, info.Size(), i.Key); err != nil {
		return err
	}
	if !i.in.People {
		return ErrNoPeople
	}
	if err := i.findKey(); err != nil {
		return err
	}
	return i.in.Check(i.ctx, i.Progress)
}

// findKey takes the key that was given, or else the one that stands in the
// folder already.
func (i *importer) findKey() error {
	here := filepath.Join(filepath.Dir(i.path), KeyFile)
	file := i.LogKey
	if file == "" {
		file = here
	}
	var n notary
	found, err := n.findKey(file)
	if err != nil {
		return err
	}
	i.key, i.sameLog = n.key, found && n.key.Public == i.in.Key
	if i.LogKey == "" && !i.sameLog {
		return nil
	}
	if !i.sameLog {
		return ErrOtherLogKey
	}
	if there, err := os.ReadFile(here); err == nil && string(there) != i.key.Text() {
		return fmt.Errorf("%s is the key of another log; move it and %s out of the folder", here, CheckpointFile)
	}
	return errors.Join(i.notAfter(file), i.notAfter(here))
}

// notAfter refuses to take a log up where its bank has gone on since: by what
// stands beside its key.
func (i *importer) notAfter(key string) error {
	last, err := os.ReadFile(filepath.Join(filepath.Dir(key), CheckpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if c, err := proof.OpenCheckpoint(last, i.key.Public); err != nil || c.N > i.in.N {
		return fmt.Errorf("%w (the file %s beside the key says that the bank went on after this export: stop it, and export it once more)", ErrForked, CheckpointFile)
	}
	return nil
}

// load makes the tables as they were when the archive was written, and fills
// them.
func (i *importer) load() error {
	if err := os.Mkdir(i.dir, 0o700); err != nil {
		return err
	}
	if err := makePrivate(i.made()); err != nil {
		return err
	}
	db, err := connect(i.ctx, i.made(), loadMode)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	l := loader{ctx: i.ctx, db: db, in: i.in, progress: i.Progress}
	return errors.Join(l.all(i.options), db.Close())
}

// made is the file of the bank that is made.
func (i *importer) made() string { return filepath.Join(i.dir, filepath.Base(i.path)) }

// makeLog opens the new bank, which brings its tables up to date and makes the
// log again from the entries. Nothing is signed here.
func (i *importer) makeLog() (err error) {
	o := i.options
	i.bank, err = Open(i.ctx, i.made(), Options{Clock: o.Clock, Schemas: o.Schemas[1:], Logger: o.Logger, Random: o.Random})
	if err != nil {
		return err
	}
	tree := i.bank.writer.tree.Load()
	root, err := tree.Hash()
	if err == nil && i.in.Tree != (tlog.Tree{N: tree.Size(), Hash: root}) {
		err = fmt.Errorf("its entries are not those that were signed: they make the root %v of %d entries, and %v of %d was signed", root, tree.Size(), i.in.Hash, i.in.N)
	}
	return err
}

// verify holds all of it against what was signed.
func (i *importer) verify(done *Imported) (err error) {
	if done.Report, err = i.bank.Verify(i.ctx, i.Progress); err != nil {
		return err
	}
	if all := done.Report.Differences; len(all) > 0 {
		return fmt.Errorf("the books in it are not whole (%d differences): %v", len(all), all[0])
	}
	done.Statement, done.SameLog = i.in.Statement, i.sameLog
	if err := i.closeBank(); err != nil {
		return err
	}
	return i.sync()
}

// place puts the new bank where it belongs, which comes last: until then there
// is none.
func (i *importer) place() error {
	for _, left := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(i.path + left); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("somebody reads the empty bank in %s; end that first", filepath.Dir(i.path))
		}
	}
	// What the empty bank has signed of its policies is not of these.
	if err := os.Remove(filepath.Join(filepath.Dir(i.path), PoliciesFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return moveInto(i.made(), i.path)
}

// sync waits until the new file is on disk. Nobody has it open.
func (i *importer) sync() error {
	if _, err := os.Stat(i.made() + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s was not closed", i.made())
	}
	f, err := os.OpenFile(i.made(), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// placeKey puts the key and what was signed with it last beside the books: the
// latter first, for a key alone would sign another history.
func (i *importer) placeKey() error {
	if !i.sameLog {
		return nil
	}
	signed, err := i.in.Checkpoint()
	if err != nil {
		return err
	}
	if _, err := proof.OpenCheckpoint(signed, i.key.Public); err != nil {
		return fmt.Errorf("%s: %w", archive.CheckpointFile, err)
	}
	dir := filepath.Dir(i.path)
	if err := replace(filepath.Join(dir, CheckpointFile), signed); err != nil {
		return err
	}
	return replace(filepath.Join(dir, KeyFile), []byte(i.key.Text()))
}
