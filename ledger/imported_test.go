package ledger_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"hourline/ledger"
	"hourline/ledger/archive"
	"hourline/ledger/ledgertest"
	"hourline/ledger/proof"
)

// shop is a further room's tables, at a version.
func shop(version int) fstest.MapFS {
	all := fstest.MapFS{}
	for n, text := range []string{
		`CREATE TABLE goods (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT, picture BLOB, "order" INTEGER) STRICT;
		CREATE TABLE heard (id INTEGER PRIMARY KEY) STRICT;
		INSERT INTO goods (id, name) VALUES (1, 'rice');`,
		`ALTER TABLE goods ADD COLUMN price INTEGER NOT NULL DEFAULT 5;
		CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;`,
	}[:version] {
		all[fmt.Sprintf("%05d_shop.sql", n+1)] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text + "\n")}
	}
	all["00001_shop.sql"].Data = append(all["00001_shop.sql"].Data, []byte(`-- +goose StatementBegin
CREATE TRIGGER goods_heard AFTER INSERT ON goods BEGIN INSERT INTO heard (id) VALUES (new.id); END;
-- +goose StatementEnd
`)...)
	return all
}

// A newHome is an empty folder, with an archive beside it.
type newHome struct {
	*testing.T
	file, path string
}

func moveTo(t *testing.T, archive []byte) newHome {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bank.zip")
	writeFile(t, file, archive)
	return newHome{t, file, filepath.Join(t.TempDir(), "hourline.db")}
}

func (h newHome) keyFile(l legacy) string {
	h.Helper()
	file := filepath.Join(h.TempDir(), ledger.KeyFile)
	writeFile(h.T, file, l.key)
	return file
}

func (h newHome) take(im ledger.Import) (ledger.Imported, error) {
	return ledger.ImportFrom(ctx, h.file, h.path, ledger.Options{Clock: ledgertest.Clock(h).Clock()}, im)
}

// isBare insists that nothing of a bank is there.
func (h newHome) isBare() {
	h.Helper()
	names, err := filepath.Glob(filepath.Join(filepath.Dir(h.path), "*"))
	if err != nil {
		h.Fatal(err)
	}
	for _, name := range names {
		if filepath.Base(name) != "hourline.db.lock" {
			h.Errorf("%s is left", filepath.Base(name))
		}
	}
}

// A bank goes on from its export: what it had is there, its next entry is the
// next leaf, and who has followed the log follows on.
func TestABankGoesOnFromItsExport(t *testing.T) {
	l := inherit(t)
	old, err := proof.OpenCheckpoint(l.checkpoint, l.public)
	if err != nil {
		t.Fatal(err)
	}
	for label, same := range map[string]bool{"under its name": true, "under another": false} {
		t.Run(label, func(t *testing.T) {
			h := moveTo(t, l.archive)
			im := ledger.Import{Key: l.public}
			if same {
				im.LogKey = h.keyFile(l)
			}
			done, err := h.take(im)
			if err != nil || done.SameLog != same || done.N != old.N || done.Report.Entries != old.N {
				t.Fatalf("%+v, %v", done, err)
			}
			bank := ledgertest.Open(t, ledgertest.WithPath(h.path))
			if (bank.LogKey() == l.public) != same {
				t.Errorf("the log goes on under %s", bank.LogKey())
			}
			ledgertest.Check(t, bank)
			e := ledgertest.Deposit(t, bank, 5000, 8, 15)
			m := follow(t, bank, old.N+1)
			if int64(e.ID) != old.N+1 {
				t.Errorf("the next entry is %d", e.ID)
			}
			m.check()
			m.grown(&monitor{t, bank, old.Tree})
			if names, _ := filepath.Glob(filepath.Join(filepath.Dir(h.path), "importing")); len(names) > 0 {
				t.Error("what it was made in is left")
			}
			again := unzip(t, export(t, bank, ledger.Export{}))
			for name, was := range unzip(t, l.archive) {
				if slices.Contains([]string{"tables/policies.csv", "tables/commitments.csv", "tables/secrets.csv", "tables/accounts.csv"}, name) && !bytes.Equal(was, again[name]) {
					t.Errorf("%s is another\n%s\n%s", name, was, again[name])
				}
			}
		})
	}
}

// Whatever ends an import, there is no bank, and it can be begun again.
func TestAnImportEndedAnywhereIsRepeated(t *testing.T) {
	l := inherit(t)
	h := moveTo(t, l.archive)
	t.Setenv("LEDGER_TEST_ARCHIVE", h.file)
	t.Setenv("LEDGER_TEST_KEY", h.keyFile(l))
	var stages []string
	_, err := moveTo(t, l.archive).take(ledger.Import{Stage: func(what string) error { stages = append(stages, what); return nil }})
	if err != nil || len(stages) != 6 {
		t.Fatalf("%d stages, %v", len(stages), err)
	}
	for n, at := range stages {
		fail := errors.New("no room on the disk")
		_, err := h.take(ledger.Import{Stage: func(what string) error {
			if what == at {
				return fail
			}
			return nil
		}})
		if !errors.Is(err, fail) {
			t.Fatalf("at %q: %v", at, err)
		}
		h.isBare()
		if said, err := play(t, fmt.Sprintf("importer %d", n), h.path).Output(); err == nil || len(said) > 0 {
			t.Fatalf("at %q the process was not killed: %s", at, said)
		}
		if _, err := os.Stat(h.path); !errors.Is(err, os.ErrNotExist) {
			t.Fatalf("killed at %q there is a bank: %v", at, err)
		}
	}
	if _, err := h.take(ledger.Import{LogKey: h.keyFile(l)}); err != nil {
		t.Fatal(err)
	}
	ledgertest.Check(t, ledgertest.Open(t, ledgertest.WithPath(h.path)))
}

// playImporter is killed as the n-th stage begins.
func playImporter(path string, n int) {
	_, err := ledger.ImportFrom(ctx, os.Getenv("LEDGER_TEST_ARCHIVE"), path, ledger.Options{}, ledger.Import{LogKey: os.Getenv("LEDGER_TEST_KEY"), Stage: func(string) error {
		if n--; n < 0 {
			return syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		return nil
	}})
	fmt.Println("it was not killed", err)
}

func TestABankThatIsNotEmptyIsRefused(t *testing.T) {
	l := inherit(t)
	bank := busy(t, 1)
	follow(t, bank, 1)
	h := moveTo(t, l.archive)
	h.path = bank.Path()
	if _, err := h.take(ledger.Import{}); !errors.Is(err, ledger.ErrOwned) {
		t.Errorf("while it is open: %v", err)
	}
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	before := readFile(t, h.path)
	if _, err := h.take(ledger.Import{LogKey: h.keyFile(l)}); !errors.Is(err, ledger.ErrNotEmpty) {
		t.Errorf("a bank with an entry: %v", err)
	}
	if !bytes.Equal(before, readFile(t, h.path)) {
		t.Error("it was changed")
	}
	ledgertest.Check(t, ledgertest.Open(t, ledgertest.WithPath(h.path)))
}

// A bank in which nothing has happened is an empty one, and its own log goes on
// over the tree.
func TestAnEmptyBankTakesTheTree(t *testing.T) {
	l := inherit(t)
	empty := ledgertest.Open(t, func(_ *string, o *ledger.Options) { o.Origin = "new.example/log" })
	follow(t, empty, 0)
	key := empty.LogKey()
	if err := empty.Close(); err != nil {
		t.Fatal(err)
	}
	h := moveTo(t, l.archive)
	h.path = empty.Path()
	if _, err := h.take(ledger.Import{}); err != nil {
		t.Fatal(err)
	}
	bank := ledgertest.Open(t, ledgertest.WithPath(h.path))
	if bank.LogKey() != key {
		t.Error("its log has another key")
	}
	follow(t, bank, 300).check()
	ledgertest.Check(t, bank)
}

// rezip is an archive with other files.
func rezip(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Each file of an archive is altered, left out, or joined by another: it is
// named, and nothing is imported.
func TestAnAlteredArchiveIsRefusedAndNamed(t *testing.T) {
	l := inherit(t)
	files := unzip(t, l.archive)
	refused := func(label, names string, changed map[string][]byte) {
		t.Helper()
		h := moveTo(t, rezip(t, changed))
		if _, err := h.take(ledger.Import{Key: l.public}); err == nil || !strings.Contains(err.Error(), names) {
			t.Errorf("%s: %v", label, err)
		}
		h.isBare()
	}
	for name, text := range files {
		changed := maps.Clone(files)
		changed[name] = bytes.Clone(text)
		changed[name][len(text)/2] ^= 1
		refused(name+" is altered", strings.Replace(name, "README.", "README.", 1), changed)
		missing := maps.Clone(files)
		delete(missing, name)
		refused(name+" is missing", name, missing)
	}
	more := maps.Clone(files)
	more["tables/more.csv"] = []byte("id\n")
	refused("a table more", "tables/more.csv", more)

	other := moveTo(t, l.archive)
	if _, err := other.take(ledger.Import{Key: strings.Replace(l.public, "bank.example", "bank.example2", 1)}); !errors.Is(err, archive.ErrOtherKey) {
		t.Errorf("of another bank: %v", err)
	}
}

// Who has the key can sign whatever they like; the books must still be whole.
func TestSignedNonsenseIsRefused(t *testing.T) {
	l := inherit(t)
	key, err := proof.ParseKey(string(l.key))
	if err != nil {
		t.Fatal(err)
	}
	for label, change := range map[string]func(files map[string][]byte){
		"an amount":  func(f map[string][]byte) { replaceIn(t, f, "tables/entries.csv", ",deposit,1,", ",deposit,7777,") },
		"a secret":   func(f map[string][]byte) { swapRows(t, f, "tables/secrets.csv") },
		"a balance":  func(f map[string][]byte) { replaceIn(t, f, "tables/balances.csv", "\n4,0,0,", "\n4,5,0,") },
		"a policy":   func(f map[string][]byte) { replaceIn(t, f, "tables/policies.csv", "staff/1", "staff/2") },
		"a column":   func(f map[string][]byte) { replaceIn(t, f, "tables/accounts.csv", "code", "kode") },
		"a number":   func(f map[string][]byte) { replaceIn(t, f, "tables/balances.csv", "\n4,0,0,", "\n4,0x0,0,") },
		"a row more": func(f map[string][]byte) { f["tables/logs.csv"] = append(f["tables/logs.csv"], "2,b,c\n"...) },
		"a checkpoint": func(f map[string][]byte) {
			replaceIn(t, f, "tables/checkpoints.csv", "bank.example/log\n", "bank.example/gol\n")
		},
		"a table that nobody knows": func(f map[string][]byte) {
			replaceIn(t, f, "schema.json", `"name": "secrets"`, `"name": "segrets"`)
			f["tables/segrets.csv"] = f["tables/secrets.csv"]
			delete(f, "tables/secrets.csv")
		},
	} {
		files := unzip(t, l.archive)
		change(files)
		h := moveTo(t, resign(t, files, key))
		if done, err := h.take(ledger.Import{}); err == nil {
			t.Errorf("%s: %+v", label, done)
		}
		h.isBare()
	}
}

func replaceIn(t *testing.T, files map[string][]byte, name, old, new string) {
	t.Helper()
	if !bytes.Contains(files[name], []byte(old)) {
		t.Fatalf("%s does not have %q", name, old)
	}
	files[name] = bytes.Replace(files[name], []byte(old), []byte(new), 1)
}

// swapRows gives the first row the last cell of the second.
func swapRows(t *testing.T, files map[string][]byte, name string) {
	t.Helper()
	lines := strings.Split(string(files[name]), "\n")
	_, one, _ := strings.Cut(lines[1], ",")
	_, two, _ := strings.Cut(lines[2], ",")
	replaceIn(t, files, name, one, two)
}

// resign is an archive of these files that is signed anew.
func resign(t *testing.T, files map[string][]byte, key proof.Key) []byte {
	t.Helper()
	l := inherit(t)
	r, err := archive.Open(bytes.NewReader(l.archive), int64(len(l.archive)), "")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := archive.NewWriter(&out, r.Exported)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if name != archive.SumsFile && name != archive.SignedFile {
			if err := w.AddBytes(name, files[name]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(r.Statement, key.SignText); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// An older export is brought up to date as an older file is; a newer one says
// what reads it.
func TestArchivesOfOtherVersions(t *testing.T) {
	with := func(version int) ledgertest.Option {
		return ledgertest.WithSchema(ledger.Schema{Name: "shop", FS: shop(version)})
	}
	bank := ledgertest.Open(t, with(1))
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`INSERT INTO goods (id, name, note, picture, "order") VALUES (7, $1, '', x'00ff', NULL)`, "a\r\n\\\"b\",\xff")
		return err
	})
	ledgertest.Member(t, bank, 1)
	ledgertest.Deposit(t, bank, 1, 8, 5)
	follow(t, bank, 1)
	old := export(t, bank, ledger.Export{})
	options := func(version int) ledger.Options {
		return ledger.Options{Schemas: []ledger.Schema{{Name: "shop", FS: shop(version)}}}
	}
	h := moveTo(t, old)
	if _, err := ledger.ImportFrom(ctx, h.file, h.path, options(2), ledger.Import{}); err != nil {
		t.Fatal(err)
	}
	next := ledgertest.Open(t, ledgertest.WithPath(h.path), with(2))
	ledgertest.Read(t, next, func(v *ledger.View) error {
		var name, note string
		var picture []byte
		var order *int64
		var price, heard, goods int64
		err := v.QueryRow(`SELECT name, note, picture, "order", price, (SELECT count(*) FROM heard), (SELECT count(*) FROM goods) FROM goods WHERE id = 7`).Scan(&name, &note, &picture, &order, &price, &heard, &goods)
		if err != nil || name != "a\r\n\\\"b\",\xff" || note != "" || !bytes.Equal(picture, []byte{0, 0xff}) || order != nil || price != 5 || heard != 1 || goods != 2 {
			t.Errorf("it is %q %q %x %v %d %d %d, %v", name, note, picture, order, price, heard, goods, err)
		}
		return nil
	})
	follow(t, next, 1)
	back := moveTo(t, export(t, next, ledger.Export{}))
	if _, err := ledger.ImportFrom(ctx, back.file, back.path, options(1), ledger.Import{}); !errors.Is(err, ledger.ErrNewerArchive) {
		t.Errorf("a newer one: %v", err)
	}
	if _, err := back.take(ledger.Import{}); !errors.Is(err, ledger.ErrNewerArchive) {
		t.Errorf("one with another room: %v", err)
	}
	back.isBare()
}

// A key is not taken up again where its bank went on after the export.
func TestALogIsNotForkedByAnImport(t *testing.T) {
	bank := history(t)
	follow(t, bank, 7)
	early := export(t, bank, ledger.Export{})
	ledgertest.Deposit(t, bank, 77, 8, 5)
	follow(t, bank, 8)
	h := moveTo(t, early)
	if _, err := h.take(ledger.Import{LogKey: beside(bank, ledger.KeyFile)}); !errors.Is(err, ledger.ErrForked) {
		t.Errorf("%v", err)
	}
	if _, err := h.take(ledger.Import{LogKey: beside(busyAndSigned(t), ledger.KeyFile)}); !errors.Is(err, ledger.ErrOtherLogKey) {
		t.Errorf("a key of another bank: %v", err)
	}
	h.isBare()
	if _, err := h.take(ledger.Import{}); err != nil {
		t.Errorf("under another name: %v", err)
	}
}

func busyAndSigned(t *testing.T) *ledger.Bank {
	t.Helper()
	bank := busy(t, 1)
	follow(t, bank, 1)
	return bank
}
