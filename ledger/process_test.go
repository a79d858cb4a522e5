package ledger_test

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

// TestMain lets the test binary play another process. Each check of the
// property test opens a file, so there are fewer than usual; for more say
// go test -rapid.checks=1000.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "20"); err != nil {
		panic(err)
	}
	switch path, part := os.Getenv("LEDGER_TEST_FILE"), os.Getenv("LEDGER_TEST_PLAY"); part {
	case "":
		os.Exit(m.Run())
	case "second owner":
		playSecondOwner(path)
	case "reader":
		playReader(path)
	case "depositor":
		playDepositor(path)
	default:
		var n int
		if _, err := fmt.Sscanf(part, "importer %d", &n); err == nil {
			playImporter(path, n)
		}
	}
}

// play starts the test binary as another process, which must be waited for.
func play(t *testing.T, part, path string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LEDGER_TEST_PLAY="+part, "LEDGER_TEST_FILE="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

func playSecondOwner(path string) {
	_, err := ledger.Open(ctx, path, ledger.Options{})
	fmt.Println(errors.Is(err, ledger.ErrOwned))
}

func TestSecondProcessIsRefused(t *testing.T) {
	bank := ledgertest.Open(t)
	said, err := play(t, "second owner", bank.Path()).Output()
	if err != nil || strings.TrimSpace(string(said)) != "true" {
		t.Fatalf("the second process says %q, %v", said, err)
	}
}

func playReader(path string) {
	bank, err := ledger.OpenReadOnly(ctx, path, ledger.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer bank.Close()
	report, err := bank.Verify(ctx, nil)
	fmt.Println(report.Entries, len(report.Differences), err)
}

func TestAnotherProcessVerifiesBesideTheOwner(t *testing.T) {
	bank := ledgertest.Open(t)
	wang := ledgertest.Member(t, bank, 17)
	ledgertest.Deposit(t, bank, 1, wang, 45)
	said, err := play(t, "reader", bank.Path()).Output()
	if err != nil || strings.TrimSpace(string(said)) != "1 0 <nil>" {
		t.Fatalf("the reading process says %q, %v", said, err)
	}
	ledgertest.Deposit(t, bank, 2, wang, 45)
}

// playDepositor deposits until it is killed, and says each visit once it has
// been told that the deposit is recorded.
func playDepositor(path string) {
	bank, err := ledger.Open(ctx, path, ledger.Options{})
	if err != nil {
		panic(err)
	}
	member := ledger.AccountID(8)
	for visit := range int64(1_000_000) {
		err := bank.Write(ctx, func(tx *ledger.Tx) error {
			_, err := tx.Deposit(visit, member, 15, tx.Now, 0, "test")
			return err
		})
		if err != nil {
			panic(err)
		}
		fmt.Println(visit)
	}
}

func TestWhatWasAnsweredSurvivesKill(t *testing.T) {
	bank := ledgertest.Open(t)
	if wang := ledgertest.Member(t, bank, 17); wang != 8 {
		t.Fatalf("the first member has account %d, and the depositor uses 8", wang)
	}
	bank.Close()
	cmd := play(t, "depositor", bank.Path())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	answered := 0
	for lines := bufio.NewScanner(out); lines.Scan(); answered++ {
		if answered == 100 {
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	if answered < 100 {
		t.Fatalf("the depositor ended after %d deposits", answered)
	}
	bank = ledgertest.Open(t, ledgertest.WithPath(bank.Path()))
	ledgertest.Check(t, bank)
	ledgertest.Read(t, bank, func(v *ledger.View) error {
		for visit := range int64(answered) {
			if _, err := v.EntryFor(ledger.KindDeposit, visit); err != nil {
				t.Errorf("answered and lost: %v", err)
			}
		}
		return nil
	})
}
