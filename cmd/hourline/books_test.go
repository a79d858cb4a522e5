package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/gateway"
	"hourline/ledger"
	"hourline/ledger/care"
)

// seeded is a folder of books in which 王奶奶, who is member 10000012, has
// saved two hours, of which a quarter was taken back.
func seeded(t *testing.T) (dir string) {
	t.Helper()
	dir = begun(t)
	must(t, "member", "import", file(t, "people.csv", people), "--data", dir)
	centre := open(t, dir)
	m, err := centre.MemberByNumber(t.Context(), "10000012")
	if err != nil {
		t.Fatal(err)
	}
	err = centre.Bank.Write(t.Context(), func(tx *ledger.Tx) error {
		e, err := tx.Deposit(7, m.Account, 120, time.Time{}, 1, "test")
		if err != nil {
			return err
		}
		_, err = tx.Reverse(e.ID, 30, ledger.Reversal{Kind: "correction", Ref: 3, Policy: 1, Actor: "test"})
		return err
	})
	if err := errorsOf(err, centre.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// open owns the books of a folder, as a gateway does.
func open(t *testing.T, dir string) *care.Centre {
	t.Helper()
	centre, err := care.Open(context.Background(), gateway.BooksIn(dir), care.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { centre.Close() })
	return centre
}

func TestAStatementIsReadFromTheOldestEntry(t *testing.T) {
	out := must(t, "statement", "10000012", "--data", seeded(t))
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 4 {
		t.Fatalf("there are %d lines:\n%s", len(lines), out)
	}
	has(t, lines[0], "王奶奶, member 10000012: 1 h 30 min saved (times in Asia/Shanghai)")
	has(t, lines[2], "deposit 7", "  +2 h  ", "  2 h")
	has(t, lines[3], "correction 3, undoes entry 1", "  -30 min  ", "  1 h 30 min")
	if at := readClock(t, lines[2]); time.Since(at).Abs() > time.Hour {
		t.Errorf("recorded at %v: not the time of the centre", at)
	}
}

// readClock is the moment on a line of a statement, read in the centre's zone.
func readClock(t *testing.T, line string) time.Time {
	t.Helper()
	place, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(line)
	at, err := time.ParseInLocation("2006-01-02 15:04", words[1]+" "+words[2], place)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestAStatementForASpreadsheet(t *testing.T) {
	out := must(t, "statement", "10000012", "--csv", "--data", seeded(t))
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v\n%s", err, out)
	}
	has(t, strings.Join(rows[0], ","), "entry,recorded,effective,kind,ref,minutes")
	for i, want := range []string{"deposit,7,120,0,120,0,0", "correction,3,-30,0,90,0,1"} {
		if got := strings.Join(rows[i+1][3:10], ","); got != want {
			t.Errorf("row %d is %s, want %s", i+1, got, want)
		}
		if _, err := time.Parse(time.RFC3339, rows[i+1][1]); err != nil || !strings.HasSuffix(rows[i+1][1], "+08:00") {
			t.Errorf("recorded at %s: not in the centre's zone", rows[i+1][1])
		}
	}
}

func TestWholeBooksAreVerified(t *testing.T) {
	has(t, must(t, "verify", "--data", seeded(t)), "the books are whole: 2 entries folded", "not signed yet: entries 1 to 2 (a running gateway signs")
}

func TestBooksThatWereChangedAreNamed(t *testing.T) {
	dir := seeded(t)
	db, err := sql.Open("sqlite", filepath.Join(dir, "hourline.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{`DROP TRIGGER entries_keep`, `UPDATE entries SET amount = 600 WHERE id = 1`} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	code, out, errs := hourline(t, "verify", "--data", dir)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, out, "entry 1", "entries_keep")
	has(t, errs, "the books are not whole")
}

func TestThePolicyIsPrintedAsAFile(t *testing.T) {
	dir := seeded(t)
	out := must(t, "policy", "show", "--data", dir)
	has(t, out, "# version 1, in force from ")
	if _, err := care.ParsePolicy([]byte(out)); err != nil {
		t.Errorf("what is printed cannot be read back: %v", err)
	}
	if code, _, errs := hourline(t, "policy", "show", "--revision", "9", "--data", dir); code != failedCheck {
		t.Errorf("a version that is not there: exit %d, %s", code, errs)
	}
}

// An owner that has no control socket, such as another command, is waited for
// a moment; then whoever wants to write is told.
func TestBooksInOtherHandsAreReadAndNotWritten(t *testing.T) {
	dir := seeded(t)
	open(t, dir)
	for _, line := range reading {
		must(t, append(strings.Fields(line), "--data", dir)...)
	}
	code, _, errs := hourline(t, "member", "add", "小张", "--role", "elder", "--data", dir)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, errs, "a gateway", "stop it first")
}

// reading are command lines that only read.
var reading = []string{"member list", "member show 10000012", "statement 10000012", "verify", "policy show", "policy list", "policy diff 1", "grant list", "roster show", "ladder show", "case list", "ticket list", "member consent 10000012", "report points --month 2026-11", "report solvency", "report --month 2026-11 --csv"}
