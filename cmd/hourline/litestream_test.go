//go:build litestream

package main

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hourline/cmd/internal/gateway"
	"hourline/ledger"
)

// make litestream installs the program and names it here.
var litestream = flag.String("litestream", "litestream", "the program that copies the books while they are written")

const donors = `name,roles,phones,community,address,born,lang,flags,contacts
王奶奶,elder,087165000001,翠湖社区,翠湖路1号,1942,zh-CN,,
吴主任,coordinator,13800000105,翠湖社区,北门街3号,1970,zh-CN,,
何姐,coordinator,13800000113,翠湖社区,北门街4号,1972,zh-CN,,
`

// A stream is a gateway with Litestream beside it, which copies its books into
// a folder.
type stream struct {
	*testing.T
	dir, copies string
	gateway     *gatewayProcess
	beside      *exec.Cmd
	log         lockedBuffer
}

func newStream(t *testing.T) *stream {
	t.Helper()
	onTrial(t)
	s := &stream{T: t, dir: begun(t), copies: t.TempDir()}
	must(t, "member", "import", file(t, "people.csv", donors), "--data", s.dir)
	centre := open(t, s.dir)
	wang, err := centre.MemberByNumber(t.Context(), "10000012")
	if err != nil {
		t.Fatal(err)
	}
	err = centre.Bank.Write(t.Context(), func(tx *ledger.Tx) error {
		_, err := tx.Deposit(1, wang.Account, 60_000, time.Time{}, 1, "test")
		return err
	})
	if err := errorsOf(err, centre.Close()); err != nil {
		t.Fatal(err)
	}
	s.gateway = startGateway(t, s.dir)
	s.beside = exec.Command(*litestream, "replicate", gateway.BooksIn(s.dir), "file://"+s.copies)
	s.beside.Stdout, s.beside.Stderr = &s.log, &s.log
	if err := s.beside.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.beside.Process.Kill()
		s.beside.Wait()
		if t.Failed() {
			t.Logf("Litestream said:\n%s", s.log.String())
		}
	})
	return s
}

// donate books an entry through the gateway.
func (s *stream) donate() bool {
	code, _, _ := hourline(s.T, "donate", "10000012", "--hours", "1", "--actor", "10000020", "--with", "10000036", "--data", s.dir)
	return code == ok
}

// copied is what Litestream gives back, in a new file.
func (s *stream) copied() (path string, whole bool) {
	path = filepath.Join(s.TempDir(), "copy.db")
	return path, exec.Command(*litestream, "restore", "-o", path, "file://"+s.copies).Run() == nil
}

// die is the end of the machine: both are killed.
func (s *stream) die() {
	s.gateway.signal(syscall.SIGKILL)
	s.gateway.exits()
	s.beside.Process.Kill()
}

// entries verifies books and counts their entries.
func (s *stream) entries(path string) (n int64) {
	s.Helper()
	bank, err := ledger.OpenReadOnly(s.Context(), path, ledger.Options{})
	if err != nil {
		s.Fatal(err)
	}
	defer bank.Close()
	report, err := bank.Verify(s.Context(), nil)
	if err != nil || len(report.Differences) > 0 {
		s.Fatalf("%s: %v %v", path, report.Differences, err)
	}
	return report.Entries
}

// restore puts the copy on another machine, of whose old one the key and what
// was signed are left.
func (s *stream) restore(copied, dir string, more ...string) (code int, errs string) {
	s.Helper()
	code, out, errs := hourline(s.T, append([]string{"restore", copied, "--data", dir,
		"--key", filepath.Join(s.dir, ledger.KeyFile), "--signed", filepath.Join(s.dir, ledger.CheckpointFile)}, more...)...)
	s.Logf("hourline restore: exit %d: %s%s", code, out, errs)
	return code, errs
}

// Nothing was booked in the seconds before the machine died: nothing is lost,
// and the log goes on.
func TestLitestreamWhenThingsAreQuiet(t *testing.T) {
	s := newStream(t)
	for range 20 {
		if !s.donate() {
			t.Fatal("nobody can donate")
		}
	}
	booked := s.entries(gateway.BooksIn(s.dir)) // Litestream's tables are no tampering
	var copied string
	began := time.Now()
	eventually(t, "all of it is copied, and signed", func() bool {
		path, whole := s.copied()
		copied = path
		return whole && s.entries(path) == booked && s.signed(path)
	})
	t.Logf("all is in the copy %v after the last entry", time.Since(began).Round(time.Millisecond))
	must(t, "backup", "--data", s.dir, "--to", t.TempDir()) // and our own backup works beside it
	s.die()
	dir := filepath.Join(t.TempDir(), "data")
	if code, _ := s.restore(copied, dir); code != ok {
		t.Fatalf("exit %d", code)
	}
	startGateway(t, dir)
	if n := s.entries(gateway.BooksIn(dir)); n != booked {
		t.Errorf("%d entries, want %d", n, booked)
	}
	startGateway(t, s.dir) // the old machine comes back, too, had its disk not died
}

// signed tells whether a copy has what was signed last.
func (s *stream) signed(path string) bool {
	bank, err := ledger.OpenReadOnly(s.Context(), path, ledger.Options{})
	if err != nil {
		return false
	}
	defer bank.Close()
	newest, err := os.ReadFile(filepath.Join(s.dir, ledger.CheckpointFile))
	return err == nil && bank.Read(s.Context(), func(v *ledger.View) error { return v.HasSigned(newest) }) == nil
}

// The machine dies while hours are booked. What the copy lacks is little, and
// if any of it was signed, the log ends.
func TestLitestreamWhenTheMachineDies(t *testing.T) {
	s := newStream(t)
	eventually(t, "there is a first copy", func() bool { _, whole := s.copied(); return whole })
	ctx, stop := context.WithCancel(t.Context())
	var donors sync.WaitGroup
	for range 4 {
		donors.Go(func() {
			for ctx.Err() == nil && s.donate() {
			}
		})
	}
	eventually(t, "much is booked", func() bool { return s.entries(gateway.BooksIn(s.dir)) > 200 })
	s.die()
	stop()
	donors.Wait()
	booked := s.entries(gateway.BooksIn(s.dir))
	copied, whole := s.copied()
	if !whole {
		t.Fatal("it cannot be restored")
	}
	has := s.entries(copied)
	t.Logf("%d entries were booked, the copy has %d: %d are lost", booked, has, booked-has)
	dir := filepath.Join(t.TempDir(), "data")
	code, errs := s.restore(copied, dir)
	if forked := !s.signed(copied); forked != (code == failedCheck) || forked != strings.Contains(errs, "add --new-log") {
		t.Errorf("exit %d, and that it lacks what was signed is %t: %s", code, forked, errs)
	}
	if code != ok {
		if code, _ := s.restore(copied, dir, "--new-log"); code != ok {
			t.Fatalf("exit %d", code)
		}
	}
	startGateway(t, dir)
	if n := s.entries(gateway.BooksIn(dir)); n != has {
		t.Errorf("%d entries, want %d", n, has)
	}
}
