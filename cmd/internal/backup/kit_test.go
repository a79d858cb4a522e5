package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/care/caretest"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
)

// TestMain lets the test binary be a backup that comes to a bad end.
func TestMain(m *testing.M) {
	o := Options{Data: os.Getenv("BACKUP_TEST_DATA"), To: os.Getenv("BACKUP_TEST_TO"), Keep: Keep{7, 5, 12}}
	switch os.Getenv("BACKUP_TEST_END") {
	case "":
		os.Exit(m.Run())
	case "killed":
		o.Progress = func(int64, int64) { syscall.Kill(os.Getpid(), syscall.SIGKILL) }
	case "no more bytes":
		// Whatever writes more than 100 kB fails, as on a disk that is full.
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 100 << 10, Max: 100 << 10}); err != nil {
			panic(err)
		}
	}
	_, err := Take(context.Background(), o)
	fmt.Println(err)
}

// endsBadly takes a backup in a process of its own.
func endsBadly(t *testing.T, end, data, to string) (said string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "BACKUP_TEST_END="+end, "BACKUP_TEST_DATA="+data, "BACKUP_TEST_TO="+to)
	out, _ := cmd.CombinedOutput() // that it fails is what it is for
	return string(out)
}

// A bank is books whose log is signed, and the one member whose hours they are.
type bank struct {
	*testing.T
	*care.Centre
	dir    string
	member ledger.AccountID
	visits int64
}

// newBank is a bank with so many entries.
func newBank(t *testing.T, entries int) *bank {
	t.Helper()
	b := &bank{T: t, dir: t.TempDir()}
	caretest.Books(t, filepath.Join(b.dir, Books))
	b.open()
	err := b.Bank.Write(b.Context(), func(tx *ledger.Tx) (err error) {
		b.member, err = tx.OpenAccount("member/17", ledger.Minutes, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b.book(entries)
	return b
}

// tryOpen starts the bank, which signs what was not signed yet.
func (b *bank) tryOpen() (err error) {
	b.Centre, err = care.Open(b.Context(), filepath.Join(b.dir, Books), care.Config{
		Clock: clock.NewManual(ledgertest.Start).Clock(), Origin: "bank.example/log",
	})
	return err
}

func (b *bank) open() {
	b.Helper()
	if err := b.tryOpen(); err != nil {
		b.Fatal(err)
	}
	centre := b.Centre
	b.Cleanup(func() { centre.Close() })
}

func (b *bank) close() {
	b.Helper()
	if err := b.Centre.Close(); err != nil {
		b.Fatal(err)
	}
}

// book makes more entries, and has them signed.
func (b *bank) book(more int) {
	b.Helper()
	err := b.Bank.Write(b.Context(), func(tx *ledger.Tx) error {
		for range more {
			b.visits++
			if _, err := tx.Deposit(b.visits, b.member, 15, tx.Now, 0, "test"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.close()
	b.open()
}

// entries is how many there are; it insists that they are whole.
func (b *bank) entries() int64 {
	b.Helper()
	report, err := b.Bank.Verify(b.Context(), nil)
	if err != nil || len(report.Differences) > 0 {
		b.Fatalf("%v %v", report.Differences, err)
	}
	return report.Entries
}

// has is what stands in a file beside the books.
func (b *bank) has(name string) string { b.Helper(); return text(b.T, filepath.Join(b.dir, name)) }

// backUp makes a backup that must succeed.
func (b *bank) backUp(to string, more ...func(*Options)) Made {
	b.Helper()
	made, err := Take(b.Context(), b.options(to, more...))
	if err != nil {
		b.Fatal(err)
	}
	return made
}

func (b *bank) options(to string, more ...func(*Options)) Options {
	o := Options{Data: b.dir, To: to, Keep: Keep{7, 5, 12}, Program: "test"}
	for _, m := range more {
		m(&o)
	}
	return o
}

// at takes the backup at a moment.
func at(when time.Time) func(*Options) {
	return func(o *Options) { o.now = func() time.Time { return when } }
}

func text(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// names are those of all that stands in a folder.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// copyFile copies a file that nobody has open.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	src, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	dst, err := os.Create(to)
	if err == nil {
		_, err = io.Copy(dst, src)
		err = errors.Join(err, dst.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// same fails unless two lists are alike.
func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %s, want %s", what, strings.Join(got, ", "), strings.Join(want, ", "))
	}
}
