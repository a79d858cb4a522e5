package faults

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

const (
	hotline  = "+8687168000000"
	second   = "+8687168000009" // opens an emergency directly
	fallback = "+8687168000011"
	account  = "AC00000000000000000000000000000000"
	token    = "opens-nothing-else"
)

// A gateway is the real program, in one process after another on the same
// books and ports.
type gateway struct {
	*testing.T
	program, data string
	public, desk  string // host and port
	args          []string
	log           *os.File
	cmd           *exec.Cmd
	ended         chan struct{}
}

// newGateway takes ports and a folder for the program.
func newGateway(t *testing.T) *gateway {
	t.Helper()
	dir := t.TempDir()
	g := &gateway{T: t, program: program, data: filepath.Join(dir, "data"), public: freePort(t), desk: freePort(t)}
	var err error
	if g.log, err = os.Create(filepath.Join(dir, "log")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.kill(); g.log.Close() })
	return g
}

// moveIn lets people into the books, from a file as staff would write it.
func (g *gateway) moveIn(csv string) {
	g.Helper()
	people := filepath.Join(g.TempDir(), "people.csv")
	if err := os.WriteFile(people, []byte(csv), 0o600); err != nil {
		g.Fatal(err)
	}
	if said, err := g.run("member", "import", people); err != nil {
		g.Fatalf("%v: %s", err, said)
	}
}

// decree changes settings of the policy from a moment on, as a centre may: what
// they are, and what they become, in turn.
func (g *gateway) decree(from time.Time, settings ...string) {
	g.Helper()
	centre, err := care.Open(g.Context(), filepath.Join(g.data, "hourline.db"), care.Config{})
	if err != nil {
		g.Fatal(err)
	}
	defer centre.Close()
	if err := centre.Bank.Write(g.Context(), func(tx *ledger.Tx) error {
		policy, err := tx.Policy(1)
		if err != nil {
			return err
		}
		_, err = tx.AddPolicy([]byte(strings.NewReplacer(settings...).Replace(string(policy.Body))), from, "test")
		return err
	}); err != nil {
		g.Fatal(err)
	}
}

// freePort is an address that nobody listens on at present.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// settings are how every process is started.
func (g *gateway) settings(w *town) {
	g.args = []string{
		"serve", "--data", g.data, "--listen", g.public, "--desk-listen", g.desk, "--public-url", "http://" + g.public,
		"--carrier-url", w.api.URL, "--number", hotline, "--emergency-number", second, "--fallback-number", fallback, "--account-sid", account,
		"--speed", strconv.FormatFloat(w.speed, 'f', -1, 64), "--speed-since", w.since.Format(time.RFC3339Nano),
	}
}

// run carries out another command of the program on the same books.
func (g *gateway) run(args ...string) (string, error) {
	said, err := exec.Command(g.program, append(args, "--data", g.data)...).CombinedOutput()
	return string(said), err
}

// start starts a process and tells how long it took until calls were answered.
func (g *gateway) start() time.Duration {
	g.Helper()
	began := time.Now()
	cmd := exec.Command(g.program, g.args...)
	cmd.Env = append(os.Environ(), "TWILIO_AUTH_TOKEN="+token)
	cmd.Stdout, cmd.Stderr = g.log, g.log
	if err := cmd.Start(); err != nil {
		g.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	g.cmd, g.ended = cmd, ended
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for ; time.Since(began) < time.Minute; time.Sleep(2 * time.Millisecond) {
		if res, err := client.Get("http://" + g.desk + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return time.Since(began)
			}
		}
		select {
		case <-ended:
			g.Fatalf("the gateway does not start:\n%s", g.tail())
		default:
		}
	}
	g.Fatalf("the gateway is not ready after a minute:\n%s", g.tail())
	return 0
}

// kill ends the process between any two of its steps.
func (g *gateway) kill() { g.end(os.Kill) }

func (g *gateway) end(s os.Signal) {
	if g.cmd == nil {
		return
	}
	if err := g.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		g.Error(err)
	}
	<-g.ended
	g.cmd = nil
}

// tail is the end of the log.
func (g *gateway) tail() string {
	lines := g.lines()
	return strings.Join(lines[max(0, len(lines)-30):], "\n")
}

func (g *gateway) lines() []string {
	text, err := os.ReadFile(g.log.Name())
	if err != nil {
		return []string{fmt.Sprint(err)}
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}
