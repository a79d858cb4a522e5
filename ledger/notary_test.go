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

func TestTamperingWithTheLogIsNamed(t *testing.T) {
	template := ledgertest.NewTemplate(func(t testing.TB, path string) { makeTampered(t, path) })
	for _, row := range []struct {
		label string
		do    []string
		want  string
	}{
		{"the actor of an entry in a full tile", []string{dropKeep, `UPDATE entries SET actor = 'me' WHERE id = 3`}, "entry 3: is not what the log says of it"},
		{"a moment", []string{dropKeep, `UPDATE entries SET effective_at = effective_at + 1 WHERE id = 9`}, "entry 9: is not what the log says of it"},
		{"an entry that is in no tile yet", []string{dropKeep, `UPDATE entries SET actor = 'me' WHERE id = 513`}, "one of the entries 301 to 513 is not what checkpoint 4 was signed for"},
		{"two entries in each other's place", []string{dropKeep, `UPDATE entries SET ref = -ref WHERE id IN (20, 21)`, `UPDATE entries SET ref = 41 - id WHERE id IN (20, 21)`},
			"entry 20: is not what the log says of it"},
		{"a policy", []string{`DROP TRIGGER policies_keep`, `UPDATE policies SET body = 'other' WHERE version = 1`}, "policy 1 is not the one that was signed"},
		{"a hash in a tile", []string{dropTiles, `UPDATE tiles SET hashes = CAST(substr(hashes, 1, 320) || zeroblob(32) || substr(hashes, 353) AS BLOB) WHERE level = 0 AND n = 0`},
			"entry 11: has another leaf in tile 0/0 of the log than checkpoint 3 was signed for: the tile was changed"},
		{"a tile gone", []string{`DROP TRIGGER tiles_stay`, `DELETE FROM tiles`}, "tile 0/0 of the log is missing"},
		{"a tile too many", []string{`INSERT INTO tiles SELECT level, 7, hashes FROM tiles WHERE level = 0 AND n = 0`}, "the log has 3 tiles of level 0, up to the one numbered 7, and its entries make 2"},
		{"a tile of a level too many", []string{`INSERT INTO tiles SELECT 1, 0, hashes FROM tiles WHERE level = 0 AND n = 0`}, "the log has 1 tiles of level 1"},
		{"a checkpoint", []string{dropSigned, `UPDATE checkpoints SET note = replace(note, char(10) || '5' || char(10), char(10) || '6' || char(10)) WHERE id = 2`}, "checkpoint 2 was not signed by log 1"},
		{"the size of a checkpoint", []string{dropSigned, `UPDATE checkpoints SET size = 100 WHERE id = 2`}, "checkpoint 2 is of 5 entries"},
		{"a checkpoint gone", []string{`DROP TRIGGER checkpoints_stay`, `DELETE FROM checkpoints WHERE id = 2`}, "checkpoint 2 is missing"},
		{"the last checkpoint gone", []string{`DROP TRIGGER checkpoints_stay`, `DELETE FROM checkpoints WHERE id = (SELECT max(id) FROM checkpoints)`},
			"what the file checkpoint says was signed last is not in the books"},
		{"a checkpoint put in", []string{`INSERT INTO checkpoints SELECT max(id) + 1, 1, 520, note FROM checkpoints`}, "checkpoint 5 was signed for 520 entries"},
		{"the log's key", []string{`DROP TRIGGER logs_keep`, `UPDATE logs SET key = 'none'`}, "checkpoint 1 was not signed by log 1"},
		{"a secret", []string{`UPDATE secrets SET secret = zeroblob(32) WHERE account = 9`}, "account 9: none of its entries is what the log says of it (2, 4, 6, … 512, 256 in all): its code or its secret was changed"},
		{"a secret gone", []string{`DELETE FROM secrets WHERE account = 9`}, "cannot be held against the log: account 9 has lost the secret"},
		{"a commitment put in", []string{`INSERT INTO commitments VALUES (8, 5, zeroblob(32))`}, "entry 5: is not what the log says of it"},
		{"the name of an account", []string{`UPDATE accounts SET code = 'member/3' WHERE id = 9`}, "account 9: none of its entries is what the log says of it (2, 4, 6, … 512, 256 in all): its code or its secret was changed"},
		{"a deleted entry", []string{dropStay, `DELETE FROM entries WHERE id = 3`}, "entry 3: is missing"},
		{"the newest entries deleted", []string{dropStay, `DELETE FROM entries WHERE id > 400`}, "was signed for 513 entries, and there are 400"},
		{"a trigger", []string{dropTiles}, "the trigger tiles_keep is gone"},
	} {
		t.Run(row.label, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "hourline.db")
			template(t, path)
			writeFile(t, filepath.Join(filepath.Dir(path), ledger.CheckpointFile), tamperedSigned)
			tamperFile(t, path, row.do...)
			found(t, readOnly(t, path), row.want)
		})
	}
}

const (
	dropTiles  = `DROP TRIGGER tiles_keep`
	dropSigned = `DROP TRIGGER checkpoints_keep`
)

// tamperedSigned is what was signed last of the books of makeTampered.
var tamperedSigned []byte

// makeTampered makes books with 513 entries of accounts 8 and 9, signed at 0,
// 5, 300 and 513; those from 257 to 300 name policy 1.
func makeTampered(t testing.TB, path string) {
	bank := ledgertest.Open(t, ledgertest.WithPath(path))
	wang, li := ledgertest.Member(t, bank, 1), ledgertest.Member(t, bank, 2)
	bank.SignByHand()
	size := int64(0)
	upTo := func(end, policy int64) {
		ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
			for ; size < end; size++ {
				if _, err := tx.Deposit(size+1, []ledger.AccountID{wang, li}[size%2], 15, tx.Now, policy, "test"); err != nil {
					return err
				}
			}
			return nil
		})
	}
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		_, err := tx.AddPolicy([]byte("first"), tx.Now, "staff/1")
		return err
	})
	for _, at := range []int64{5, 256, 300, 513} {
		upTo(at, int64(map[int64]int{300: 1}[at]))
		if at == 256 {
			continue
		}
		if err := bank.SignNow(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if tamperedSigned, err = os.ReadFile(beside(bank, ledger.CheckpointFile)); err != nil {
		t.Fatal(err)
	}
}
