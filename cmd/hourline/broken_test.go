package main

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever stands where the books should be, every command says in one line
// what it is and what to do, and leaves it as it is.
func TestBooksThatCannotBeUsed(t *testing.T) {
	books := func(t *testing.T) (dir, path string) {
		dir = seeded(t)
		return dir, filepath.Join(dir, "hourline.db")
	}
	for _, kind := range []struct {
		name string
		make func(t *testing.T) (dir string, err error)
		mend string
	}{
		{"a letter", func(t *testing.T) (string, error) {
			dir := t.TempDir()
			return dir, os.WriteFile(filepath.Join(dir, "hourline.db"), []byte("Dear Grandma, this is not a database, but a letter.\n"), 0o600)
		}, "put the last backup in its place"},
		{"a folder", func(t *testing.T) (string, error) {
			dir := t.TempDir()
			return dir, os.Mkdir(filepath.Join(dir, "hourline.db"), 0o700)
		}, "not a folder"},
		{"a damaged head", func(t *testing.T) (string, error) {
			dir, path := books(t)
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return dir, err
			}
			_, err = f.WriteString("XXXX")
			return dir, errors.Join(err, f.Close())
		}, "put the last backup in its place"},
		{"half a file", func(t *testing.T) (string, error) {
			dir, path := books(t)
			s, err := os.Stat(path)
			if err != nil {
				return dir, err
			}
			return dir, os.Truncate(path, s.Size()/2)
		}, "put the last backup in its place"},
		{"books of a newer program", func(t *testing.T) (string, error) {
			dir, path := books(t)
			db, err := sql.Open("sqlite", path)
			if err != nil {
				return dir, err
			}
			_, err = db.Exec(`INSERT INTO schema_care (version_id, is_applied) VALUES (999, 1)`)
			return dir, errors.Join(err, db.Close())
		}, "newer than this program"},
	} {
		t.Run(kind.name, func(t *testing.T) {
			atHome(t)
			dir, err := kind.make(t)
			if err != nil {
				t.Fatal(err)
			}
			before := sizeOf(t, dir)
			for _, line := range []string{
				"member list", "member show 10000012", "statement 10000012", "verify", "policy show",
				"member add 小张 --role elder", "member import " + file(t, "people.csv", people),
				"serve --account-sid AC1 --auth-token t --number +8687168000000 --listen 127.0.0.1:0 --desk-listen 127.0.0.1:0",
			} {
				code, out, errs := hourline(t, append(strings.Fields(line), "--data", dir)...)
				last := errs[strings.LastIndex(strings.TrimSpace(errs), "\n")+1:]
				if code != failedCheck || out != "" || !strings.HasPrefix(last, "hourline: ") || !strings.Contains(last, kind.mend) {
					t.Errorf("%s: exit %d, %s%s", line, code, out, errs)
				}
			}
			if after := sizeOf(t, dir); after != before {
				t.Errorf("the file had %d bytes and has %d", before, after)
			}
		})
	}
}

func sizeOf(t *testing.T, dir string) int64 {
	t.Helper()
	s, err := os.Stat(filepath.Join(dir, "hourline.db"))
	if err != nil {
		t.Fatal(err)
	}
	return s.Size()
}
