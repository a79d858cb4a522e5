package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
	"hourline/cmd/internal/control"
)

// TestMain throws the program away that the tests built.
func TestMain(m *testing.M) {
	code := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// built is the real program, built when a test first needs it.
var built struct {
	once sync.Once
	dir  string
	err  error
}

// program is the path of the real program.
func program(t testing.TB) string {
	t.Helper()
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "hourline-test-"); built.err != nil {
			return
		}
		if said, err := exec.Command("go", "build", "-ldflags=-s -w", "-gcflags=hourline/...=-l -dwarf=false", "-o", built.dir, ".").CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%w: %s", err, said)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.dir, "hourline")
}

// A gatewayProcess is a gateway of the real program in a process of its own.
type gatewayProcess struct {
	*testing.T
	cmd   *exec.Cmd
	log   lockedBuffer
	ended chan struct{} // closed when the process has ended
	about control.About
}

// startGateway starts the real program on these books and waits until it
// answers. Whatever is left of it is killed when the test ends.
func startGateway(t *testing.T, dir string, more ...string) *gatewayProcess {
	t.Helper()
	p := launch(t, exec.Command(program(t), trial(dir, more...)...))
	p.answers(dir)
	return p
}

// startOnSocket is startGateway with a public listener that the test holds
// open, as systemd does for a service with a socket unit.
func startOnSocket(t *testing.T, public *os.File, dir string, more ...string) *gatewayProcess {
	t.Helper()
	cmd := exec.Command("/bin/sh", append([]string{"-c", `LISTEN_PID=$$ exec "$0" "$@"`, program(t)}, trial(dir, more...)...)...)
	cmd.Env = append(os.Environ(), "LISTEN_FDS=1", "LISTEN_FDNAMES=public")
	cmd.ExtraFiles = []*os.File{public}
	p := launch(t, cmd)
	p.answers(dir)
	return p
}

func launch(t *testing.T, cmd *exec.Cmd) *gatewayProcess {
	t.Helper()
	p := &gatewayProcess{T: t, cmd: cmd, ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = &p.log, &p.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { cmd.Wait(); close(p.ended) }()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-p.ended
		if t.Failed() {
			t.Logf("the log of process %d:\n%s", cmd.Process.Pid, p.log.String())
		}
	})
	return p
}

// answers waits until this process is the one that answers on these books.
func (p *gatewayProcess) answers(dir string) {
	p.Helper()
	client := control.Client{Data: dir}
	eventually(p.T, "the gateway answers", func() bool {
		about, err := client.About(p.Context())
		p.about = about
		return err == nil && about.PID == p.cmd.Process.Pid
	})
}

// eventually waits for what must come true, however busy the machine is.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func (p *gatewayProcess) signal(s syscall.Signal) {
	p.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.Fatal(err)
	}
}

// exits waits for the end of the process and gives its exit code, -1 when a
// signal ended it, and how long that took.
func (p *gatewayProcess) exits() (code int, took time.Duration) {
	p.Helper()
	began := time.Now()
	select {
	case <-p.ended:
	case <-time.After(60 * time.Second):
		p.Fatal("the process does not end")
	}
	return p.cmd.ProcessState.ExitCode(), time.Since(began)
}

// token signs the webhooks of these tests; see onTrial.
const token = "opens-nothing-else"

// signed is the text of a signed webhook.
func (p *gatewayProcess) signed(path string, form url.Values) (head, body string) {
	target := p.about.Public + path
	u, err := url.Parse(target)
	if err != nil {
		p.Fatal(err)
	}
	body = form.Encode()
	head = fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nX-Twilio-Signature: %s\r\n\r\n",
		u.RequestURI(), u.Host, len(body), carrier.Sign(token, target, form))
	return head, body
}

// readAnswer reads one whole answer.
func readAnswer(r io.Reader) (res *http.Response, text string, err error) {
	res, err = http.ReadResponse(bufio.NewReader(r), nil)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res, string(body), err
}

// status asks for a page; 0 when nobody answers.
func status(url string) int {
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get(url)
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}

func TestTheSecondProcessIsTurnedAway(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	first := startGateway(t, dir)
	second := launch(t, exec.Command(program(t), trial(dir)...))
	if code, _ := second.exits(); code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, second.log.String(), fmt.Sprintf("a gateway answers for these books already: process %d, since ", first.cmd.Process.Pid), first.about.Public)
	for _, line := range []string{"member list", "verify", "policy show"} {
		said, err := exec.Command(program(t), append(strings.Fields(line), "--data", dir)...).CombinedOutput()
		if err != nil {
			t.Errorf("%s beside the gateway: %v: %s", line, err, said)
		}
	}
}

// A killed gateway leaves its socket. That keeps no command and no next
// gateway from the books.
func TestAKilledGatewayIsInNobodysWay(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	first := startGateway(t, dir)
	first.signal(syscall.SIGKILL)
	first.exits()
	if _, err := os.Stat(control.Path(dir)); err != nil {
		t.Fatalf("the killed gateway took its socket along: %v", err)
	}
	has(t, must(t, "member", "add", "小张", "--role", "elder", "--data", dir), "小张 is member 10000012")
	startGateway(t, dir)
	has(t, must(t, "member", "add", "小李", "--role", "elder", "--data", dir), "小李 is member")
}

func TestASecondSignalEndsTheGatewayAtOnce(t *testing.T) {
	onTrial(t)
	p := startGateway(t, begun(t))
	webhook := begin(p, "/voice", url.Values{"CallSid": {"CA1"}, "From": {"+8687165000001"}, "To": {"+8687168000000"}})
	p.signal(syscall.SIGTERM)
	eventually(t, "the gateway stops", func() bool { return status(p.about.Desk+"/readyz") == http.StatusServiceUnavailable })
	p.signal(syscall.SIGTERM)
	if code, took := p.exits(); code != -1 || took > 5*time.Second {
		t.Errorf("exit %d after %v", code, took)
	}
	if _, _, err := readAnswer(webhook.conn); err == nil {
		t.Error("the webhook was answered though its body never came")
	}
}

func TestASettingThatIsWrongStopsNobody(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	first := startGateway(t, dir)
	for _, wrong := range [][]string{
		{"--public-url", "hours.example.org"},
		{"--words", t.TempDir()},
		{"--redis-url", "http://127.0.0.1"},
		{"--listen", strings.TrimPrefix(first.about.Desk, "http://")}, // taken, and not by the same name
	} {
		next := launch(t, exec.Command(program(t), trial(dir, append(wrong, "--take-over")...)...))
		if code, _ := next.exits(); code == ok {
			t.Errorf("%v: it took over", wrong)
		}
		if code := status(first.about.Desk + "/readyz"); code != http.StatusOK {
			t.Fatalf("%v: the first gateway is gone: %d: %s", wrong, code, next.log.String())
		}
	}
}
