package ledger_test

import (
	"bufio"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// A wreck is what a power cut leaves: the file, and beside it a log of commits
// that have not reached the file yet.
type wreck struct {
	*testing.T
	file, log []byte
	frame     int   // bytes of one, behind the log's header of walHeader
	commits   []int // the end of each commit in the log, in bytes
	before    int   // commits without a deposit, at the beginning
}

const (
	walHeader   = 32 // bytes, as https://sqlite.org/fileformat2.html#walformat has it
	frameHeader = 24
)

// wrecked is a bank whose owner was killed after some deposits, each in a
// commit of its own.
func wrecked(t *testing.T, deposits int) *wreck {
	t.Helper()
	bank := ledgertest.Open(t)
	ledgertest.Member(t, bank, 17) // account 8, as the depositor wants it
	if err := bank.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := play(t, "depositor", bank.Path())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range deposits {
		lines.Scan()
	}
	cmd.Process.Kill()
	for lines.Scan() {
	}
	cmd.Wait()
	w := &wreck{T: t, file: content(t, bank.Path()), log: content(t, bank.Path()+"-wal")}
	w.frame = frameHeader + int(binary.BigEndian.Uint32(w.log[8:])) // the header has the size of a page
	salt := string(w.log[16:24])
	for at := walHeader; at+w.frame <= len(w.log) && string(w.log[at+8:at+16]) == salt; at += w.frame {
		if pages := binary.BigEndian.Uint32(w.log[at+4:]); pages != 0 { // the last frame of a commit
			w.commits = append(w.commits, at+w.frame)
		}
	}
	w.before = len(w.commits) - int(w.opens("whole", w.file, w.log))
	if w.before < 0 || w.before > 3 {
		t.Fatalf("%d commits are no deposits", w.before)
	}
	return w
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// opens opens a copy, verifies it whole, and gives its number of entries.
func (w *wreck) opens(what string, file, log []byte) int64 {
	w.Helper()
	path := filepath.Join(w.TempDir(), "hourline.db")
	index := make([]byte, rand.IntN(2)*32<<10) // of the log; what stands there after a power cut means nothing
	for i := range index {
		index[i] = byte(rand.IntN(256))
	}
	for name, data := range map[string][]byte{path: file, path + "-wal": log, path + "-shm": index} {
		if len(data) == 0 && name != path {
			continue // it may be missing
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			w.Fatal(err)
		}
	}
	bank, err := ledger.Open(ctx, path, ledger.Options{})
	if err != nil {
		w.Fatalf("%s: %v", what, err)
	}
	defer bank.Close()
	report, err := bank.Verify(ctx, nil)
	if err != nil || len(report.Differences) > 0 {
		w.Fatalf("%s: %v %v", what, report, err)
	}
	return report.Entries
}

// want is how many deposits are in the first bytes of the log.
func (w *wreck) want(whole int) (deposits int64) {
	for _, end := range w.commits {
		if end <= whole {
			deposits++
		}
	}
	return max(deposits-int64(w.before), 0)
}

// However much of the log has reached the disk when the power fails: what was
// committed in it is there, and nothing else.
func TestThePowerFails(t *testing.T) {
	w := wrecked(t, 12)
	lengths := map[int]bool{0: true, 1: true, walHeader - 1: true, walHeader: true}
	for _, end := range w.commits {
		for _, at := range []int{end - w.frame, end - 1, end, end + 1, end + frameHeader} {
			lengths[at] = true
		}
	}
	for range 200 {
		lengths[rand.IntN(len(w.log)+1)] = true
	}
	for length := range lengths {
		length = min(length, len(w.log))
		if got, want := w.opens("cut", w.file, w.log[:length]), w.want(length); got != want {
			t.Errorf("of %d bytes of the log %d entries were found, want %d", length, got, want)
		}
	}
	t.Logf("%d lengths of %d bytes with %d commits", len(lengths), len(w.log), len(w.commits))
}

// A byte that the disk has kept wrongly ends the log where it stands.
func TestAByteOfTheLogIsWrong(t *testing.T) {
	w := wrecked(t, 6)
	for range 100 {
		at := rand.IntN(w.commits[len(w.commits)-1])
		log := append([]byte{}, w.log...)
		log[at] ^= 1 << rand.IntN(8)
		whole := max(at-walHeader, 0)/w.frame*w.frame + walHeader
		if at < walHeader {
			whole = 0
		}
		got, want := w.opens("a wrong byte", w.file, log), w.want(whole)
		if got != want && !(at < walHeader && got == w.want(len(log))) { // not every byte of the header is looked at
			t.Errorf("with byte %d wrong %d entries were found, want %d", at, got, want)
		}
	}
}

// A page of the file itself is damaged: whoever verifies the books is told,
// whatever page it is.
func TestADamagedPageIsFound(t *testing.T) {
	w := wrecked(t, 3)
	path := filepath.Join(t.TempDir(), "hourline.db")
	if err := os.WriteFile(path, w.file, 0o600); err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for at := page; at < len(w.file); at += page {
		file := append([]byte{}, w.file...)
		for i := range 64 {
			file[at+i] ^= 0x5a // the head of a page says what kind it is
		}
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		bank, err := ledger.OpenReadOnly(ctx, path, ledger.Options{})
		if err != nil {
			if !errors.Is(err, ledger.ErrDamaged) {
				t.Errorf("page %d: %v", at/page, err)
			}
			continue
		}
		report, err := bank.Verify(ctx, nil)
		if !errors.Is(err, ledger.ErrDamaged) && len(report.Differences) == 0 {
			t.Errorf("page %d is damaged, and Verify finds %v", at/page, err)
		}
		bank.Close()
	}
}
