package main

import (
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
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

// Books on a disk that can only be read: every command says so in one line.
// Root may write there all the same, so it is nobody who tries then.
func TestBooksThatCanOnlyBeRead(t *testing.T) {
	onTrial(t)
	dir := seeded(t)
	path := filepath.Join(dir, "hourline.db")
	for name, mode := range map[string]os.FileMode{path: 0o444, path + ".lock": 0o444, dir: 0o555, filepath.Dir(dir): 0o755, filepath.Dir(program(t)): 0o755} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(dir, 0o700) })
	before := sizeOf(t, dir)
	for _, line := range [][]string{{"verify", "--data", dir}, {"member", "add", "小张", "--role", "elder", "--data", dir}, trial(dir)} {
		cmd := exec.Command(program(t), line...)
		if os.Getuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		said, err := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != failedCheck || strings.Count(string(said), "\n") != 1 || !strings.Contains(string(said), "that this user may read and write") {
			t.Errorf("%v: %v: %s", line, err, said)
		}
	}
	if after := sizeOf(t, dir); after != before {
		t.Errorf("the file had %d bytes and has %d", before, after)
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
