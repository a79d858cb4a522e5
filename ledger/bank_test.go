package ledger_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

var ctx = context.Background()

func TestWhatWasWrittenIsThereAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hourline.db")
	bank := ledgertest.Open(t, ledgertest.WithPath(path))
	wang := ledgertest.Member(t, bank, 17)
	ledgertest.Deposit(t, bank, 1, wang, 120)
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	bank = ledgertest.Open(t, ledgertest.WithPath(path))
	if b := ledgertest.Balance(t, bank, wang); b.Posted != 120 {
		t.Fatalf("balance %+v after reopening, want 120", b)
	}
	if e := ledgertest.Deposit(t, bank, 2, wang, 60); e.ID != 2 {
		t.Fatalf("the next entry is number %d, want 2", e.ID)
	}
	ledgertest.Check(t, bank)
}

func TestOddPathsAreTakenAsTheyAre(t *testing.T) {
	for _, name := range []string{"a b.db", "what?mode=memory", "50%41.db", "a#b&c=d;e.db", "时间.db", `back\slash.db`} {
		path := filepath.Join(t.TempDir(), name)
		bank := ledgertest.Open(t, ledgertest.WithPath(path))
		ledgertest.Member(t, bank, 1)
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestSecondOwnerIsRefused(t *testing.T) {
	bank := ledgertest.Open(t)
	_, err := ledger.Open(ctx, bank.Path(), ledger.Options{})
	if !errors.Is(err, ledger.ErrOwned) || !strings.Contains(err.Error(), bank.Path()) {
		t.Fatalf("a second owner gets %v, want ErrOwned with the path", err)
	}
}

func TestFileIsFreeAfterClose(t *testing.T) {
	bank := ledgertest.Open(t)
	for range 2 { // closing twice is fine
		if err := bank.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := bank.Write(ctx, func(*ledger.Tx) error { return nil }); !errors.Is(err, ledger.ErrClosed) {
		t.Errorf("Write after Close gives %v", err)
	}
	if err := bank.Read(ctx, func(*ledger.View) error { return nil }); !errors.Is(err, ledger.ErrClosed) {
		t.Errorf("Read after Close gives %v", err)
	}
	ledgertest.Open(t, ledgertest.WithPath(bank.Path()))
}

func TestReadOnlyBesideTheOwner(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	reader, err := ledger.OpenReadOnly(ctx, bank.Path(), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	ledgertest.Deposit(t, bank, 1, wang, 45)
	if b := ledgertest.Balance(t, reader, wang); b.Posted != 45 {
		t.Errorf("the reader sees %+v, want 45 posted", b)
	}
	if err := reader.Write(ctx, func(*ledger.Tx) error { return nil }); !errors.Is(err, ledger.ErrReadOnly) {
		t.Errorf("writing gives %v, want ErrReadOnly", err)
	}
	err = reader.Read(ctx, func(v *ledger.View) error {
		_, err := v.Query(`DELETE FROM balances WHERE account = $1 RETURNING account`, wang)
		return err
	})
	if err == nil {
		t.Error("a reader deleted a balance")
	}
	ledgertest.Check(t, reader)
}

func TestReadOnlyWithoutAnOwner(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	ledgertest.Deposit(t, bank, 1, wang, 45)
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	reader, err := ledger.OpenReadOnly(ctx, bank.Path(), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	ledgertest.Check(t, reader)
}

func TestReadOnlyCreatesNothing(t *testing.T) {
	folder := t.TempDir()
	_, err := ledger.OpenReadOnly(ctx, filepath.Join(folder, "hourline.db"), ledger.Options{})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file gives %v, want ErrNotExist", err)
	}
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("%v was created", left)
	}
}

// toy is a room with as many tables as migrations.
func toy(migrations ...string) ledger.Schema {
	room := fstest.MapFS{}
	for _, name := range migrations {
		table := strings.Split(strings.TrimSuffix(name, ".sql"), "_")[1]
		room[name] = &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE " + table + " (id INTEGER PRIMARY KEY) STRICT;\n")}
	}
	return ledger.Schema{Name: "toy", FS: room}
}

func TestRoomsKeepTheirTablesInTheSameFile(t *testing.T) {
	bank := ledgertest.Open(t, ledgertest.WithSchema(toy("00001_dolls.sql")))
	ledgertest.Write(t, bank, func(tx *ledger.Tx) error {
		_, err := tx.Exec(`INSERT INTO dolls (id) VALUES ($1)`, 7)
		return err
	})
	var n int
	ledgertest.Read(t, bank, func(v *ledger.View) error { return v.QueryRow(`SELECT id FROM dolls`).Scan(&n) })
	if n != 7 {
		t.Fatalf("the doll is %d, want 7", n)
	}
}

func TestEveryMigrationHasANumberOfItsOwn(t *testing.T) {
	ledgertest.CheckMigrations(t, ledger.Migrations())
}

func TestFileOfNewerProgramIsLeftAlone(t *testing.T) {
	bank := ledgertest.Open(t, ledgertest.WithSchema(toy("00001_dolls.sql", "00002_trains.sql")))
	bank.Close()
	older := ledger.Options{Schemas: []ledger.Schema{toy("00001_dolls.sql")}}
	if _, err := ledger.Open(ctx, bank.Path(), older); !errors.Is(err, ledger.ErrNewerSchema) {
		t.Errorf("Open gives %v, want ErrNewerSchema", err)
	}
	if _, err := ledger.OpenReadOnly(ctx, bank.Path(), older); !errors.Is(err, ledger.ErrNewerSchema) {
		t.Errorf("OpenReadOnly gives %v, want ErrNewerSchema", err)
	}
	ledgertest.Open(t, ledgertest.WithPath(bank.Path()), ledgertest.WithSchema(toy("00001_dolls.sql", "00002_trains.sql")))
}

func TestFileOfOlderProgramIsBroughtUpToDate(t *testing.T) {
	bank := ledgertest.Open(t, ledgertest.WithSchema(toy("00001_dolls.sql")))
	bank.Close()
	newer := ledger.Options{Schemas: []ledger.Schema{toy("00001_dolls.sql", "00002_trains.sql")}}
	if _, err := ledger.OpenReadOnly(ctx, bank.Path(), newer); !errors.Is(err, ledger.ErrOlderSchema) {
		t.Errorf("OpenReadOnly gives %v, want ErrOlderSchema", err)
	}
	owner, err := ledger.Open(ctx, bank.Path(), newer)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close()
	ledgertest.Read(t, owner, func(v *ledger.View) error {
		var n int
		return v.QueryRow(`SELECT count(*) FROM trains`).Scan(&n)
	})
}

func TestBackupIsAWholeBank(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	ledgertest.Deposit(t, bank, 1, wang, 45)
	target := filepath.Join(t.TempDir(), "copy.db")
	if err := bank.Backup(ctx, target); err != nil {
		t.Fatal(err)
	}
	if err := bank.Backup(ctx, target); err == nil {
		t.Error("a second backup wrote over the first")
	}
	backup := ledgertest.Open(t, ledgertest.WithPath(target))
	if b := ledgertest.Balance(t, backup, wang); b.Posted != 45 {
		t.Errorf("the copy has %+v, want 45", b)
	}
	ledgertest.Check(t, backup)
}

// Addresses of old people stand in the file and in the log beside it.
func TestNobodyElseMayReadTheFile(t *testing.T) {
	bank := ledgertest.Open(t)
	ledgertest.Member(t, bank, 1)
	files, err := filepath.Glob(bank.Path() + "*")
	if err != nil || len(files) < 3 {
		t.Fatalf("there are %v: %v", files, err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", filepath.Base(file), info.Mode())
		}
	}
}
