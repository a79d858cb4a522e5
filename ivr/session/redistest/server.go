// Package redistest starts a real redis-server for a test, and can make it
// fail: stopped, restarted empty, or too slow.
package redistest

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// A Server is a redis-server of one test, on a loopback port, that keeps
// nothing on disk.
type Server struct {
	URL   string // redis://127.0.0.1:port
	t     testing.TB
	addr  string
	dir   string
	flags []string
	cmd   *exec.Cmd // nil while it is stopped
}

// Start starts a server with further flags, which ends with the test. Without
// a redis-server in the PATH the test fails.
func Start(t testing.TB, flags ...string) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Fatal("this test needs a real Redis; install it: apt-get install redis-server, or brew install redis")
	}
	addr := freeAddr(t)
	s := &Server{URL: "redis://" + addr, t: t, addr: addr, dir: t.TempDir(), flags: flags}
	t.Cleanup(s.Stop)
	s.Restart()
	return s
}

// Restart starts the server again, empty, on the port it had.
func (s *Server) Restart() {
	s.t.Helper()
	s.Stop()
	_, port, _ := net.SplitHostPort(s.addr)
	s.cmd = exec.Command("redis-server", append([]string{"--bind", "127.0.0.1", "--port", port,
		"--save", "", "--appendonly", "no", "--dir", s.dir, "--logfile", "redis.log"}, s.flags...)...)
	if err := s.cmd.Start(); err != nil {
		s.t.Fatalf("start redis-server: %v", err)
	}
	for deadline := time.Now().Add(5 * time.Second); !answers(s.addr); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(s.dir, "redis.log"))
			s.t.Fatalf("redis-server on %s does not answer; its log:\n%s", s.addr, log)
		}
	}
}

// Stop kills the server. Stopping it twice does nothing.
func (s *Server) Stop() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait() // it was killed, and says so
	s.cmd = nil
}

// Tell gives the server one command, such as "CONFIG SET maxmemory 1", which
// must be answered by OK.
func (s *Server) Tell(command string) {
	s.t.Helper()
	if line := ask(s.addr, command); line != "+OK\r\n" {
		s.t.Fatalf("redis-server answers %q to %s", line, command)
	}
}

// freeAddr is a loopback address that nobody listened on a moment ago.
func freeAddr(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// answers reports whether a Redis at addr answers.
func answers(addr string) bool { return ask(addr, "PING") == "+PONG\r\n" }

// ask is the first line of the answer to a command, "" when there is none.
func ask(addr, command string) (line string) {
	c, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return ""
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Second))
	fmt.Fprint(c, command+"\r\n")
	line, _ = bufio.NewReader(c).ReadString('\n')
	return line
}
