package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// hourline runs one command line.
func hourline(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

func TestTheDemoPlaysAStoryFromTheFirstKeyToTheBooks(t *testing.T) {
	code, out, errs := hourline(t, "demo", "--play")
	if code != ok {
		t.Fatalf("exit %d: %s\n%s", code, errs, out)
	}
	for _, want := range []string{"王奶奶您好", "好,记下了", "接 1", "进门先说", "已开始", "已结束", "小张来了", "存入2小时", "balance 120 minutes", "the books are whole: 1 entries"} {
		if !strings.Contains(out, want) {
			t.Errorf("the transcript lacks %q:\n%s", want, out)
		}
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	for _, command := range [][]string{{}, {"serve"}, {"demo"}, {"member"}, {"member", "import"}, {"member", "list"}, {"statement"}, {"verify"}} {
		code, out, errs := hourline(t, append(command, "--help")...)
		if code != ok || !strings.Contains(out, "Usage: hourline") {
			t.Errorf("%v --help: exit %d, %q %q", command, code, out, errs)
		}
	}
}

func TestWrongUseIsToldWhatIsRight(t *testing.T) {
	for _, args := range [][]string{{}, {"no-such-command"}, {"statement"}, {"serve", "--carrier", "pigeon"}, {"member", "import", "no-such-file.csv"}} {
		code, _, errs := hourline(t, args...)
		if code != wrongUse || !strings.Contains(errs, "--help") {
			t.Errorf("%v: exit %d, %q", args, code, errs)
		}
	}
}

func TestAGatewayWithoutATokenIsRefused(t *testing.T) {
	for _, name := range []string{"TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "HOURLINE_NUMBER"} {
		t.Setenv(name, "")
	}
	code, _, errs := hourline(t, "serve", "--data", t.TempDir(), "--speed", "60")
	for _, want := range []string{"TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "HOURLINE_NUMBER", "--carrier-url"} {
		if code != failedCheck || !strings.Contains(errs, want) {
			t.Errorf("exit %d, without %s: %q", code, want, errs)
		}
	}
}

func TestMembersAreImportedListedAndHaveABook(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "people.csv")
	write(t, file, "name,roles,phones\n王奶奶,elder,+8687165000001\n小张,volunteer,+8613800000001\n")
	for _, want := range []string{"2 added", "0 added, 0 changed, 2 as they were"} {
		if code, out, errs := hourline(t, "member", "import", "--data", dir, file); code != ok || !strings.Contains(out, want) {
			t.Fatalf("exit %d, %q %q", code, out, errs)
		}
	}
	code, list, errs := hourline(t, "member", "list", "--data", dir)
	if code != ok || !strings.Contains(list, "王奶奶") || strings.Contains(list, "87165000001") {
		t.Fatalf("exit %d, %q %q", code, list, errs)
	}
	number := strings.Fields(strings.Split(list, "\n")[1])[0]
	if code, out, errs := hourline(t, "statement", "--data", dir, number); code != ok || !strings.Contains(out, "balance 0 minutes") {
		t.Errorf("exit %d, %q %q", code, out, errs)
	}
	if code, _, errs := hourline(t, "statement", "--data", dir, "12345678"); code != failedCheck || !strings.Contains(errs, "member list") {
		t.Errorf("exit %d, %q", code, errs)
	}
	if code, out, errs := hourline(t, "verify", "--data", dir); code != ok || !strings.Contains(out, "the books are whole") {
		t.Errorf("exit %d, %q %q", code, out, errs)
	}
}

func TestABadFileImportsNothing(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "people.csv")
	write(t, file, "name,roles,phones\n王奶奶,elder,+8687165000001\n小张,pilot,120\n")
	code, _, errs := hourline(t, "member", "import", "--data", dir, file)
	if code != failedCheck || !strings.Contains(errs, "line 3") || !strings.Contains(errs, "volunteer") {
		t.Errorf("exit %d, %q", code, errs)
	}
	if _, list, _ := hourline(t, "member", "list", "--data", dir); strings.Contains(list, "王奶奶") {
		t.Error("a part of a bad file was imported")
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
