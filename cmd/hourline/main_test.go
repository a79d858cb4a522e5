package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hourline/cmd/internal/gateway"
	"hourline/ledger/care/caretest"
)

// hourline runs one command line.
func hourline(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

// must runs one command line that succeeds, and gives what it printed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := hourline(t, args...)
	if code != ok {
		t.Fatalf("hourline %s: exit %d: %s%s", strings.Join(args, " "), code, errs, out)
	}
	return out
}

// has fails unless a text has all of these words.
func has(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("there is no %q in:\n%s", w, text)
		}
	}
}

// file is a new file with this text.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// begun is a folder with the books of a centre that has no members yet: making
// all their tables takes longer than most tests do.
func begun(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	caretest.BooksOfToday(t, gateway.BooksIn(dir))
	return dir
}

// atHome forgets what the environment says about hourline.
func atHome(t *testing.T) {
	for _, leaf := range newParser(&commands{}).Model.Leaves(false) {
		for _, f := range leaf.Flags {
			for _, env := range f.Envs {
				t.Setenv(env, "") // puts it back when the test ends
				os.Unsetenv(env)
			}
		}
	}
}

func TestEveryCommandExplainsItselfWithAnExample(t *testing.T) {
	for _, leaf := range newParser(&commands{}).Model.Leaves(false) {
		out := must(t, append(strings.Fields(leaf.Path()), "--help")...)
		has(t, out, "Usage: "+leaf.FullPath(), "\n    hourline "+leaf.Path())
	}
	has(t, must(t, "--help"), "serve", "demo", "carrier", "member import", "statement", "verify", "exits 0")
	has(t, must(t, "member", "--help"), "member add", "member show")
	has(t, must(t, "--version"), "hourline ", "go1.")
}

func TestWrongUseIsToldWhatIsRight(t *testing.T) {
	atHome(t)
	people := file(t, "people.csv", "name,roles,phones\n")
	for _, tt := range []struct{ label, line, mend string }{
		{"nothing", "", "hourline --help"},
		{"an unknown command", "no-such-command", "hourline --help"},
		{"a misspelt command", "member lst", `did you mean "list"`},
		{"no number", "statement", "hourline statement --help"},
		{"an unknown carrier", "serve --carrier pigeon", "hourline serve --help"},
		{"a gateway without a token", "serve --data DIR", "TWILIO_AUTH_TOKEN"},
		{"a gateway without an account", "serve --data DIR", "TWILIO_ACCOUNT_SID"},
		{"a gateway without a number", "serve --data DIR", "HOURLINE_NUMBER"},
		{"a fast gateway on a real carrier", "serve --data DIR --speed 60", "--carrier-url on this machine"},
		{"a demo that stands still", "demo --speed 0", "more than 0"},
		{"a demo in Latin", "demo --lang la", "zh-CN"},
		{"a file that is not there", "member import no-such-file.csv", "hourline member import --help"},
		{"books that are not there", "member list --data DIR/nowhere", "HOURLINE_DATA"},
		{"books in a file", "member import --data " + people + " " + people, "--data"},
		{"a role that is none", "member add 王奶奶 --role pilot", "volunteer"},
		{"a phone that is none", "member add 王奶奶 --role elder --phone 120", "--phone"},
		{"a contact without a name", "member add 王奶奶 --role elder --contact 王女儿", "王女儿:+86"},
		{"a contact of no relation", "member add 王奶奶 --role elder --contact 王女儿:13800000201:boss", "family, neighbour or key"},
		{"a ticket closed by nobody", "ticket close 12 --outcome done", "--actor"},
		{"a ticket closed without a word", "ticket close 12 --actor 10000012", "--outcome"},
		{"tickets that are overdue and closed", "ticket list --overdue --all", "leave out --all"},
		{"a check-in at no time", "member checkin 10000012 --actor 10000020", "--at"},
		{"a check-in on no day", "member checkin 10000012 --at 09:00 --days never --actor 10000020", "mon-fri"},
		{"a month that is none", "report points --month November", "2026-11"},
		{"an approval of nothing", "member approve --actor 10000012", "--ticket"},
		{"a roster of nobody", "roster set " + people, "--community"},
		{"a day that is none", "roster show --day 2026-13-01", "2026-12-01"},
		{"a ladder of no community", "ladder show --toml", "--community"},
		{"an emergency without an outcome", "case close 7 --actor 吴主任", "--outcome"},
		{"a network without a phone", "carrier --account-sid AC1 --auth-token t --number +8687165000000", "--handset"},
		{"a network with a phone twice", "carrier --account-sid AC1 --auth-token t --number +8687165000000 --handset a=+8613800000001,b=+8613800000001", "leave one out"},
	} {
		t.Run(tt.label, func(t *testing.T) {
			line := strings.ReplaceAll(tt.line, "DIR", t.TempDir())
			code, out, errs := hourline(t, strings.Fields(line)...)
			if code != wrongUse || out != "" {
				t.Errorf("exit %d, %q", code, out)
			}
			has(t, errs, "hourline: ", tt.mend)
		})
	}
}

// What is secret belongs in the environment or a file: arguments can be read
// by everybody on the machine.
func TestSecretsAsArgumentsAreNamed(t *testing.T) {
	const token, password = "a-token-of-the-carrier", "a-password-of-redis"
	_, _, errs := hourline(t, "serve", "--data", t.TempDir(), "--auth-token", token, "--auth-token-next", token, "--redis-url", "redis://us:"+password+"@127.0.0.1")
	has(t, errs, "--auth-token ", "TWILIO_AUTH_TOKEN ", "--auth-token-next ", "TWILIO_AUTH_TOKEN_NEXT", "--redis-url ", "REDIS_URL")
	if strings.Contains(errs, token) || strings.Contains(errs, password) {
		t.Errorf("it repeats them: %s", errs)
	}
	_, _, errs = hourline(t, "serve", "--data", t.TempDir(), "--auth-token-file", file(t, "token", token+"\n"), "--redis-url", "redis://127.0.0.1")
	if strings.Contains(errs, "list of processes") || strings.Contains(errs, "TWILIO_AUTH_TOKEN") || !strings.Contains(errs, "TWILIO_ACCOUNT_SID") {
		t.Errorf("a token in a file: %s", errs)
	}
	_, _, errs = hourline(t, "serve", "--auth-token-file", "no-such-file")
	has(t, errs, "no-such-file")
}
