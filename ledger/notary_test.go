package ledger_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
	"hourline/ledger/proof"
)

// beside is the path of a file beside the books.
func beside(bank *ledger.Bank, name string) string {
	return filepath.Join(filepath.Dir(bank.Path()), name)
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func writeFile(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheKeyIsPrivateAndNotInTheBooks(t *testing.T) {
	bank := busy(t, 1)
	follow(t, bank, 1)
	for _, name := range []string{ledger.KeyFile, ledger.CheckpointFile} {
		if info, err := os.Stat(beside(bank, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	secret, _, _ := bytes.Cut(readFile(t, beside(bank, ledger.KeyFile)), []byte("\n"))
	if books := readFile(t, bank.Path()); len(secret) < 40 || bytes.Contains(books, secret[len(secret)-40:]) {
		t.Error("the key is in the books")
	}
	left, err := filepath.Glob(beside(bank, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestALogThatHasNoNameIsNotSigned(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hourline.db")
	unnamed := func(_ *string, o *ledger.Options) { o.Origin = "" }
	bank := ledgertest.Open(t, ledgertest.WithPath(path), unnamed)
	wang := ledgertest.Member(t, bank, 1)
	ledgertest.Deposit(t, bank, 1, wang, 15)
	if bank.Checkpoint() != nil || bank.LogKey() != "" {
		t.Error("it is signed")
	}
	if _, err := bank.LogTile(ctx, tlog.Tile{H: 8, W: 1}); !errors.Is(err, ledger.ErrNoTile) {
		t.Errorf("it is shown: %v", err)
	}
	if _, err := os.Stat(beside(bank, ledger.KeyFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it has a key: %v", err)
	}
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	bank = ledgertest.Open(t, ledgertest.WithPath(path))
	follow(t, bank, 1).check()
	name := bank.LogKey()
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	bank = ledgertest.Open(t, ledgertest.WithPath(path), unnamed) // which it keeps
	if follow(t, bank, 1); bank.LogKey() != name || !strings.HasPrefix(name, "bank.example/log+") {
		t.Errorf("the log is %s, and was %s", bank.LogKey(), name)
	}
}

func TestACheckpointNeverGoesBack(t *testing.T) {
	bank := busy(t, 5)
	now := follow(t, bank, 5)
	for size := range 6 {
		if err := bank.SignAgain(ctx, size); err != nil {
			t.Fatal(err)
		}
		if m := follow(t, bank, 0); m.Tree != now.Tree {
			t.Fatalf("%d entries were signed after %d", m.N, now.N)
		}
	}
	if c, err := proof.OpenCheckpoint(readFile(t, beside(bank, ledger.CheckpointFile)), bank.LogKey()); err != nil || c.Tree != now.Tree {
		t.Errorf("beside the books: %+v, %v", c, err)
	}
	ledgertest.Check(t, bank)
}

// The one way to sign two histories is to go on from an older copy.
func TestAnOlderCopyIsRefused(t *testing.T) {
	bank := busy(t, 5)
	follow(t, bank, 5)
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	older := readFile(t, bank.Path())
	bank = ledgertest.Open(t, ledgertest.WithPath(bank.Path()))
	depositMany(t, bank, 100, 3, 8)
	follow(t, bank, 8)
	name := bank.LogKey()
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	newer := readFile(t, bank.Path())

	writeFile(t, bank.Path(), older)
	refused(t, bank, ledger.ErrForked, "8 entries were signed, and there are 5")
	reader := readOnly(t, bank.Path())
	found(t, reader, "what the file checkpoint says was signed last is not in the books")
	reader.Close()

	writeFile(t, bank.Path(), newer) // the mend
	again := ledgertest.Open(t, ledgertest.WithPath(bank.Path()))
	if m := follow(t, again, 8); again.LogKey() != name {
		t.Errorf("another log of %d", m.N)
	}
	again.Close()

	writeFile(t, bank.Path(), older) // the way out
	for _, file := range []string{ledger.KeyFile, ledger.CheckpointFile} {
		if err := os.Rename(beside(bank, file), beside(bank, file+".old")); err != nil {
			t.Fatal(err)
		}
	}
	out := ledgertest.Open(t, ledgertest.WithPath(bank.Path()))
	follow(t, out, 5).check()
	if key := out.LogKey(); !strings.HasPrefix(key, "bank.example/log/2026-11-23T010000Z+") {
		t.Errorf("the new log is %s", key)
	}
	ledgertest.Check(t, out)
}

// An older copy that went on by itself has as many entries, and they are
// others.
func TestAnotherHistoryIsRefused(t *testing.T) {
	bank := busy(t, 300)
	follow(t, bank, 300)
	change(t, bank, `DROP TRIGGER entries_keep`, `UPDATE entries SET actor = 'somebody' WHERE id = 280`)
	refused(t, bank, ledger.ErrForked, "the first 300 entries are not those that were signed")
}

// refused insists that the bank cannot be opened, and that no trace of the
// attempt is left.
func refused(t *testing.T, bank *ledger.Bank, want error, why string) {
	t.Helper()
	key, signed := readFile(t, beside(bank, ledger.KeyFile)), readFile(t, beside(bank, ledger.CheckpointFile))
	for range 2 {
		b, err := ledger.Open(ctx, bank.Path(), ledger.Options{Origin: "bank.example/log"})
		if err == nil {
			b.Close()
		}
		if !errors.Is(err, want) || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), "move log.key and checkpoint out of the folder") {
			t.Errorf("told %v", err)
		}
	}
	if !bytes.Equal(key, readFile(t, beside(bank, ledger.KeyFile))) || !bytes.Equal(signed, readFile(t, beside(bank, ledger.CheckpointFile))) {
		t.Error("the files beside the books have changed")
	}
}

func TestFilesBesideTheBooksThatAreWrong(t *testing.T) {
	bank := busy(t, 3)
	follow(t, bank, 3)
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	key, signed := beside(bank, ledger.KeyFile), beside(bank, ledger.CheckpointFile)
	goodKey, goodSigned := readFile(t, key), readFile(t, signed)
	other := busy(t, 3)
	follow(t, other, 3)
	for _, row := range []struct {
		label string
		do    func()
		want  error
	}{
		{"no checkpoint", func() { os.Remove(signed) }, ledger.ErrForked},
		{"no key", func() { os.Remove(key) }, ledger.ErrLogKey},
		{"a damaged key", func() { writeFile(t, key, goodKey[5:]) }, ledger.ErrLogKey},
		{"another's key", func() { writeFile(t, key, readFile(t, beside(other, ledger.KeyFile))) }, ledger.ErrLogKey},
		{"a damaged checkpoint", func() { writeFile(t, signed, goodSigned[1:]) }, ledger.ErrLogKey},
		{"another's checkpoint", func() { writeFile(t, signed, readFile(t, beside(other, ledger.CheckpointFile))) }, ledger.ErrLogKey},
		{"nothing wrong", func() {}, nil},
	} {
		t.Run(row.label, func(t *testing.T) {
			writeFile(t, key, goodKey)
			writeFile(t, signed, goodSigned)
			row.do()
			b, err := ledger.Open(ctx, bank.Path(), ledger.Options{Origin: "bank.example/log"})
			if !errors.Is(err, row.want) {
				t.Errorf("told %v", err)
			}
			if err == nil {
				b.Close()
			}
		})
	}
}

// The program ends between writing a checkpoint into the books and beside
// them.
func TestACheckpointThatWasNotPutBesideTheBooksYet(t *testing.T) {
	bank := busy(t, 3)
	follow(t, bank, 3)
	earlier := readFile(t, beside(bank, ledger.CheckpointFile))
	depositMany(t, bank, 10, 3, 8)
	follow(t, bank, 6)
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	writeFile(t, beside(bank, ledger.CheckpointFile), earlier)
	bank = ledgertest.Open(t, ledgertest.WithPath(bank.Path()))
	follow(t, bank, 6).check()
	ledgertest.Check(t, bank)
}

// found insists that Verify says so.
func found(t *testing.T, bank *ledger.Bank, want string) {
	t.Helper()
	report, err := bank.Verify(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	for _, d := range report.Differences {
		said.WriteString(d.String() + "\n")
	}
	if !strings.Contains(said.String(), want) {
		t.Errorf("not said: %s\nsaid: %s", want, said.String())
	}
}
