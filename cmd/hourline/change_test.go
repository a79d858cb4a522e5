package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"hourline/cmd/internal/control"
	"hourline/ledger/care"
)

// A lockedBuffer may be written and read at the same time.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// onTrial forgets what the environment says about hourline, but for a token.
func onTrial(t *testing.T) {
	atHome(t)
	t.Setenv("TWILIO_AUTH_TOKEN", token)
}

// trial are the settings of a gateway that speaks to no carrier.
func trial(dir string, more ...string) []string {
	return append([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--desk-listen", "127.0.0.1:0", "--number", "+8687168000000",
		"--account-sid", "AC-trial", "--carrier-url", "http://127.0.0.1:9"}, more...)
}

// serving runs a gateway in this process until the test ends, and gives its log.
func serving(t *testing.T, dir string, more ...string) *lockedBuffer {
	t.Helper()
	var log lockedBuffer
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, trial(dir, more...), &log, &log) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != ok {
			t.Errorf("the gateway ended with %d:\n%s", code, log.String())
		}
	})
	answering(t, dir)
	return &log
}

// answering waits for the gateway on these books, and tells about it.
func answering(t *testing.T, dir string) control.About {
	t.Helper()
	client := control.Client{Data: dir}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if about, err := client.About(t.Context()); err == nil {
			return about
		}
	}
	t.Fatal("no gateway answers")
	return control.About{}
}

func TestACommandPrintsTheSameWhoeverOwnsTheBooks(t *testing.T) {
	onTrial(t)
	alone, beside := t.TempDir(), t.TempDir()
	log := serving(t, beside)
	for _, line := range [][]string{
		{"member", "import", file(t, "people.csv", people)},
		{"member", "import", file(t, "people.csv", people)},
		{"member", "import", file(t, "bad.csv", people+"小张,pilot,120,,,,,,\n,elder,1,,,,,,\n")},
		{"member", "import", file(t, "part.csv", people+"小张,pilot,120,,,,,,\n小李,volunteer,+8613800000009,,,,,,\n"), "--partial"},
		{"member", "import", file(t, "empty.csv", "")},
		{"member", "add", "小马", "--role", "duty", "--phone", "+8613800000102", "--contact", "小马家:0871-65000009"},
		{"member", "add", "小马", "--role", "duty", "--phone", "+8613800000102", "--flag", "lives-alone"},
		{"roster", "set", file(t, "duty.csv", "days,from,until,member\ndaily,00:00,24:00,小马:+8613800000102\n"), "--community", "翠湖社区", "--actor", "吴主任"},
		{"roster", "set", file(t, "bad.csv", "days,from,until,member\nmon,00:00,25:00,小牛:+8613800000102\n"), "--community", "翠湖社区", "--actor", "吴主任"},
		{"ladder", "set", file(t, "ladder.toml", strings.ReplaceAll(ladder, `"staff", `, "")), "--community", "翠湖社区", "--actor", "吴主任"},
		{"ladder", "set", file(t, "ladder.toml", ladder), "--community", "翠湖社区", "--actor", "吴主任"},
		{"case", "close", "7", "--actor", "吴主任", "--outcome", "平安"},
		{"ticket", "close", "1", "--actor", "10000012", "--outcome", "done"},
		{"member", "add", "钱主任", "--role", "coordinator", "--phone", "+8613800000112"},
		{"policy", "set", file(t, "policy.toml", strings.Replace(string(care.BuiltInPolicy()), "offers = 40", "offers = 41", 1)), "--by", "10000057"},
		{"policy", "set", file(t, "bad.toml", "zone = 1\n"), "--by", "10000012"},
		{"grant", "open", "opening", "--hours", "1", "--reason", "x", "--actor", "10000057"},
		{"member", "add", "小何", "--role", "duty"},
		{"member", "add", "小何", "--role", "pilot"},
	} {
		code, out, errs := hourline(t, append(line, "--data", alone)...)
		theirs, theirOut, theirErrs := hourline(t, append(line, "--data", beside)...)
		if theirs != code || theirOut != out || theirErrs != errs {
			t.Errorf("%v\nalone:              %d %q %q\nbeside the gateway: %d %q %q", line, code, out, errs, theirs, theirOut, theirErrs)
		}
	}
	list := must(t, "member", "list", "--full", "--data", alone)
	if theirs := must(t, "member", "list", "--full", "--data", beside); theirs != list || !strings.Contains(list, "小李") {
		t.Errorf("alone:\n%s\nbeside the gateway:\n%s", list, theirs)
	}
	for _, line := range reading {
		must(t, append(strings.Fields(line), "--data", beside)...)
	}
	has(t, log.String(), `command="member import"`, `command="member add"`, "exit=1", "exit=0", "uid=")
	for _, private := range []string{"小马", "小李", "13800000102", "8613800000009", "0009"} {
		if strings.Contains(log.String(), private) {
			t.Errorf("%s is in the log:\n%s", private, log.String())
		}
	}
}

func TestTheSocketIsThereWhileTheGatewayIs(t *testing.T) {
	onTrial(t)
	dir := t.TempDir()
	t.Run("serve", func(t *testing.T) {
		serving(t, dir)
		info, err := os.Stat(control.Path(dir))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info.Mode(), err)
		}
	})
	if _, err := os.Stat(control.Path(dir)); !os.IsNotExist(err) {
		t.Errorf("the socket is left: %v", err)
	}
	has(t, must(t, "member", "add", "小张", "--role", "elder", "--data", dir), "小张 is member")
}

// Addresses of sockets are short; folders need not be.
func TestAFolderWithALongName(t *testing.T) {
	onTrial(t)
	dir := filepath.Join(t.TempDir(), strings.Repeat("春城社区/", 20))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	serving(t, dir)
	has(t, must(t, "member", "add", "小张", "--role", "elder", "--data", dir), "小张 is member")
	if _, err := os.Stat(control.Path(dir)); err != nil {
		t.Error(err)
	}
}

func TestASecondGatewayIsTurnedAway(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	serving(t, dir)
	code, out, errs := hourline(t, trial(dir)...)
	if code != failedCheck || out != "" || strings.Count(errs, "\n") != 1 {
		t.Errorf("exit %d, %q", code, errs)
	}
	has(t, errs, "a gateway answers for these books already: process ", " on http://127.0.0.1:", "--take-over")
}
