package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hourline/cmd/internal/gateway"
	"hourline/ledger/care"
)

// keyed gives the books in a folder a log, as a gateway does.
func keyed(t *testing.T, dir string) (publicKey string) {
	t.Helper()
	centre, err := care.Open(t.Context(), gateway.BooksIn(dir), care.Config{Origin: "bank.example/log"})
	if err != nil {
		t.Fatal(err)
	}
	defer centre.Close()
	return centre.Bank.LogKey()
}

// A centre hands its books over, and another goes on from them.
func TestBooksAreHandedOver(t *testing.T) {
	dir, out := withClan(t), filepath.Join(t.TempDir(), "bank.zip")
	code, _, errs := hourline(t, "export", out, "--data", dir)
	if code != failedCheck {
		t.Errorf("without a log: exit %d", code)
	}
	has(t, errs, "hourline serve")
	key := keyed(t, dir)

	code, said, errs := hourline(t, "export", out, "--actor", "10000048", "--data", dir)
	if code != ok {
		t.Fatalf("exit %d: %s", code, errs)
	}
	has(t, errs, "names, telephones, addresses and health")
	has(t, said, "holds 1 entries", key)
	private(t, out)
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(out), ".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if code, _, errs := hourline(t, "export", out, "--data", dir); code != wrongUse {
		t.Errorf("over a file: exit %d: %s", code, errs)
	}
	centre := open(t, dir)
	deeds, err := centre.Deeds(t.Context(), 0)
	if err = errorsOf(err, centre.Close()); err != nil || len(deeds) != 2 || deeds[1].Actor != "10000048" || deeds[1].What != "exported" {
		t.Errorf("the audit has %+v, %v", deeds, err)
	}

	home := filepath.Join(t.TempDir(), "new", "home")
	has(t, must(t, "import", out, "--data", home, "--key", key, "--log-key", filepath.Join(dir, "log.key")), "1 entries", "under its name")
	has(t, must(t, "verify", "--data", home), "whole")
	if a, b := must(t, "statement", "10000012", "--data", dir), must(t, "statement", "10000012", "--data", home); a != b {
		t.Errorf("the statement was\n%s\nand is\n%s", a, b)
	}
	if keyed(t, home) != key {
		t.Error("its log has another key")
	}
	code, _, errs = hourline(t, "import", out, "--data", home)
	if code != failedCheck {
		t.Errorf("into a bank: exit %d", code)
	}
	has(t, errs, "not empty", "nothing was changed")

	other := filepath.Join(t.TempDir(), "other")
	has(t, must(t, "import", out, "--data", other), key, "a new log goes on")
	if keyed(t, other) == key {
		t.Error("another log has the same key")
	}
}

func TestAnArchiveOfSomebodyElseIsRefused(t *testing.T) {
	dir, home := withClan(t), t.TempDir()
	key := keyed(t, dir)
	out := filepath.Join(t.TempDir(), "bank.zip")
	must(t, "export", out, "--data", dir, "--without-people")
	code, _, errs := hourline(t, "import", out, "--data", home)
	if code != failedCheck {
		t.Errorf("without people: exit %d", code)
	}
	has(t, errs, "--without-people")
	code, _, errs = hourline(t, "import", out, "--data", home, "--key", strings.Replace(key, "bank", "bunk", 1))
	if code != failedCheck {
		t.Errorf("with another key: exit %d", code)
	}
	has(t, errs, "not signed by the bank")
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	code, _, errs = hourline(t, "import", file(t, "bad.zip", string(text)), "--data", home)
	if code != failedCheck || errs == "" {
		t.Errorf("an altered one: exit %d %s", code, errs)
	}
}

func TestNothingHalfStandsUnderTheName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bank.zip")
	full := errors.New("the disk is full")
	err := writeOnly(path, func(w io.Writer) error {
		if _, err := w.Write(make([]byte, 3<<20)); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path); err == nil {
			t.Error("it has its name before it is whole")
		}
		return full
	})
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	hidden, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if !errors.Is(err, full) || len(left)+len(hidden) > 0 {
		t.Errorf("%v, and %v %v is left", err, left, hidden)
	}
}

// The gateway serves on while its books are copied; and nobody takes its place.
func TestAnExportIsTakenBesideTheGateway(t *testing.T) {
	onTrial(t)
	dir, home := begun(t), t.TempDir()
	out := filepath.Join(t.TempDir(), "bank.zip")
	serving(t, dir)
	must(t, "member", "import", file(t, "clan.csv", clanPeople), "--data", dir)
	must(t, "export", out, "--data", dir)
	code, _, errs := hourline(t, "import", out, "--data", dir)
	if code != failedCheck {
		t.Errorf("into the books of a gateway: exit %d", code)
	}
	has(t, errs, "stop it first")
	must(t, "import", out, "--data", home)
	has(t, must(t, "member", "list", "--data", home), "李爷爷", "小马")
	must(t, "verify", "--data", home)
}
