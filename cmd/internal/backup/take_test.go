package backup

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
)

func TestABackupIsWholeAndForItsOwnerOnly(t *testing.T) {
	bank, to := newBank(t, 300), t.TempDir()
	var told int64
	made := bank.backUp(to, at(time.Date(2026, 11, 25, 19, 0, 0, 0, time.UTC)), func(o *Options) {
		o.Progress = func(done, _ int64) { told = done }
	})
	same(t, "the folder", names(t, to), lockFile, "hourline-2026-11-25T190000Z")
	same(t, "the backup", names(t, made.Path), SumsFile, ledger.CheckpointFile, Books, ManifestFile)
	for _, path := range append([]string{"."}, names(t, made.Path)...) {
		if info, err := os.Stat(filepath.Join(made.Path, path)); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v, %v", path, info.Mode(), err)
		}
	}
	key := bank.Bank.LogKey()
	if made.Entries != 300 || told != 300 || made.Signed != 300 || made.Log != key || made.Bank != key || made.WithKey || !made.SameDisk || made.Bytes == 0 {
		t.Errorf("%+v, and %d were shown", made, told)
	}
	if text(t, filepath.Join(made.Path, ledger.CheckpointFile)) != string(bank.Bank.Checkpoint()) {
		t.Error("it has another checkpoint")
	}
	newest, err := Newest(to)
	if err != nil || newest != made.Backup {
		t.Errorf("%+v, %v", newest, err)
	}
	if err := newest.Intact(); err != nil {
		t.Error(err)
	}
	secret, _, _ := strings.Cut(bank.has(ledger.KeyFile), "\n")
	if strings.Contains(text(t, filepath.Join(made.Path, Books)), secret[len(secret)-40:]) {
		t.Error("the secret key is in it")
	}
}

func TestTheKeyIsCopiedWhereItIsAskedFor(t *testing.T) {
	bank, to := newBank(t, 1), t.TempDir()
	made := bank.backUp(to, func(o *Options) { o.WithKey = true })
	if !made.WithKey || text(t, filepath.Join(made.Path, ledger.KeyFile)) != bank.has(ledger.KeyFile) {
		t.Error("it is not there")
	}
	if !strings.Contains(text(t, filepath.Join(made.Path, SumsFile)), "  "+ledger.KeyFile+"\n") {
		t.Error("nothing tells when it is altered")
	}
}

// Books that are wrong give no backup, and cost none.
func TestWhatIsNotWholeGetsNoName(t *testing.T) {
	bank, to := newBank(t, 3), t.TempDir()
	good := bank.backUp(to)
	bank.close()
	older := filepath.Join(t.TempDir(), Books)
	copyFile(t, filepath.Join(bank.dir, Books), older)
	bank.open()
	bank.book(1)
	bank.close()
	now := filepath.Join(bank.dir, Books)
	for _, row := range []struct {
		label, books string
		do           []string
		want         error
	}{
		{"an entry was changed", now, []string{`DROP TRIGGER entries_keep`, `UPDATE entries SET actor = 'me' WHERE id = 2`}, ErrNotWhole},
		{"a balance was changed", now, []string{`UPDATE balances SET posted = posted + 1 WHERE posted > 0`}, ErrNotWhole},
		{"the books are older than what was signed", older, nil, ledger.ErrForked},
		{"the books are of nobody", os.Args[0], nil, ledger.ErrDamaged},
	} {
		o := bank.options(to)
		o.Data = t.TempDir()
		copyFile(t, row.books, filepath.Join(o.Data, Books))
		write(t, filepath.Join(o.Data, ledger.CheckpointFile), bank.has(ledger.CheckpointFile))
		tamper(t, filepath.Join(o.Data, Books), row.do...)
		if _, err := Take(t.Context(), o); !errors.Is(err, row.want) {
			t.Errorf("%s: %v", row.label, err)
		}
		same(t, row.label, names(t, to), lockFile, filepath.Base(good.Path))
	}
	o := bank.options(to)
	o.Data = t.TempDir()
	if _, err := Take(t.Context(), o); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without books: %v", err)
	}
}

// tamper changes a file as anybody with an SQL shell can.
func tamper(t *testing.T, path string, do ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range do {
		if _, err := db.Exec(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

func TestWhereNoBackupCanBeMade(t *testing.T) {
	bank, to := newBank(t, 1), t.TempDir()
	write(t, filepath.Join(to, "a file"), "")
	full := func(o *Options) { o.free = func(string) (uint64, error) { return 5 << 20, nil } }
	for _, row := range []struct {
		label, to string
		more      func(*Options)
		want      error
		says      string
	}{
		{"the disk is not connected", filepath.Join(to, "none"), func(*Options) {}, ErrNoFolder, "connect its disk"},
		{"a file", filepath.Join(to, "a file"), func(*Options) {}, ErrNoFolder, "is a file"},
		{"a disk that would be full", to, full, ErrNoRoom, "5 MB are free and 10"},
	} {
		_, err := Take(t.Context(), bank.options(row.to, row.more))
		if !errors.Is(err, row.want) || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: %v", row.label, err)
		}
	}
	f, err := enter(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Take(t.Context(), bank.options(to)); !errors.Is(err, ErrBusy) {
		t.Errorf("two at once: %v", err)
	}
	if err := f.leave(); err != nil {
		t.Fatal(err)
	}
	now := at(time.Now())
	bank.backUp(to, now)
	if _, err := Take(t.Context(), bank.options(to, now)); !errors.Is(err, ErrBusy) {
		t.Errorf("two in a second: %v", err)
	}
}

// A backup that ends in the middle leaves no name, and the next one clears up.
func TestABackupThatEndsInTheMiddle(t *testing.T) {
	bank, to := newBank(t, 2000), t.TempDir()
	first := bank.backUp(to, at(time.Now().Add(-time.Hour)))
	if said := endsBadly(t, "killed", bank.dir, to); said != "" {
		t.Errorf("it ended by itself: %s", said)
	}
	same(t, "after a kill", names(t, to), lockFile, partialName, filepath.Base(first.Path))
	if newest, err := Newest(to); err != nil || newest != first.Backup {
		t.Errorf("%+v, %v", newest, err)
	}
	if said := endsBadly(t, "no more bytes", bank.dir, to); said == "" || said == "<nil>\n" {
		t.Errorf("on a full disk it said %q", said)
	}
	same(t, "after the disk was full", names(t, to), lockFile, filepath.Base(first.Path))
	if err := os.Rename(first.Path, filepath.Join(to, removedName)); err != nil { // killed while it removed an old one
		t.Fatal(err)
	}
	second := bank.backUp(to)
	same(t, "at last", names(t, to), lockFile, filepath.Base(second.Path))
}
