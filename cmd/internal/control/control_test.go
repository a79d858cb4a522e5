package control_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"hourline/cmd/internal/control"
)

// An owner answers on the socket of a folder.
type owner struct {
	dir      string
	stopping atomic.Bool
	asked    atomic.Int32 // commands that arrived
	leaving  chan *control.Successor
}

func newOwner(t *testing.T) *owner {
	t.Helper()
	o := &owner{dir: t.TempDir(), leaving: make(chan *control.Successor, 1)}
	l, err := control.Listen(o.dir)
	if err != nil {
		t.Fatal(err)
	}
	s := &control.Server{
		About: func() control.About { return control.About{Version: "v2", PID: 42, Stopping: o.stopping.Load()} },
		Do:    o.do,
		Log:   slog.New(slog.DiscardHandler),
		Leave: func(s *control.Successor) bool {
			select {
			case o.leaving <- s:
				return true
			default:
				return false
			}
		},
	}
	server := &http.Server{Handler: s.Handler(), ConnContext: control.Knows}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return o
}

func (o *owner) do(_ context.Context, command string, args []byte, out io.Writer) error {
	o.asked.Add(1)
	io.WriteString(out, command+" "+string(args)+"\n")
	switch command {
	case "refuse":
		return &control.Refusal{Words: "used wrongly", Code: 2}
	case "fail":
		return errors.New("a failed check")
	}
	return nil
}

func (o *owner) client(version string) control.Client {
	return control.Client{Data: o.dir, Version: version}
}

func TestACommandEndsAsItDoesAtHome(t *testing.T) {
	o := newOwner(t)
	for _, row := range []struct {
		command, words string
		code           int
	}{{"add", "", 0}, {"refuse", "used wrongly", 2}, {"fail", "a failed check", 1}} {
		var out bytes.Buffer
		err := o.client("v2").Do(t.Context(), row.command, map[string]int{"n": 1}, &out)
		if want := row.command + " {\"n\":1}\n"; out.String() != want {
			t.Errorf("printed %q, want %q", out.String(), want)
		}
		var refused *control.Refusal
		switch {
		case row.code == 0 && err != nil:
			t.Errorf("%s: %v", row.command, err)
		case row.code != 0 && (!errors.As(err, &refused) || *refused != control.Refusal{Words: row.words, Code: row.code}):
			t.Errorf("%s: %v", row.command, err)
		}
	}
}

func TestAnotherVersionIsRefused(t *testing.T) {
	o := newOwner(t)
	err := o.client("v3").Do(t.Context(), "add", nil, io.Discard)
	var refused *control.Refusal
	if !errors.As(err, &refused) || refused.Code != 1 || o.asked.Load() != 0 {
		t.Fatalf("%v; %d commands arrived", err, o.asked.Load())
	}
	for _, word := range []string{"v2", "v3", "process 42", "--take-over"} {
		if !strings.Contains(refused.Words, word) {
			t.Errorf("there is no %s in %q", word, refused.Words)
		}
	}
}

func TestAStoppingOwnerTakesNoCommand(t *testing.T) {
	o := newOwner(t)
	o.stopping.Store(true)
	if err := o.client("v2").Do(t.Context(), "add", nil, io.Discard); !errors.Is(err, control.ErrStopping) || o.asked.Load() != 0 {
		t.Errorf("%v; %d commands arrived", err, o.asked.Load())
	}
}

func TestNobodyAnswers(t *testing.T) {
	dir := t.TempDir()
	missing := control.Client{Data: filepath.Join(dir, "missing")}
	if _, err := missing.About(t.Context()); !errors.Is(err, control.ErrNobody) {
		t.Errorf("no folder: %v", err)
	}
	// What a killed process leaves: the file, and nobody behind it.
	l, err := net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: control.Path(dir)})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	if _, err := os.Stat(control.Path(dir)); err != nil {
		t.Fatal(err)
	}
	client := control.Client{Data: dir}
	if _, err := client.About(t.Context()); !errors.Is(err, control.ErrNobody) {
		t.Errorf("a stale socket: %v", err)
	}
	if err := client.Do(t.Context(), "add", nil, io.Discard); !errors.Is(err, control.ErrNobody) {
		t.Errorf("a stale socket: %v", err)
	}
	next, err := control.Listen(dir)
	if err != nil {
		t.Fatalf("a stale socket is in the way: %v", err)
	}
	next.Close()
	if _, err := os.Stat(control.Path(dir)); !os.IsNotExist(err) {
		t.Errorf("the socket is left: %v", err)
	}
}

// A connection that is made while nobody accepts waits in the listener, and is
// answered by whoever has it next.
func TestListenersAreHandedOver(t *testing.T) {
	o := newOwner(t)
	public, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		s := <-o.leaving
		f, _ := public.(*net.TCPListener).File()
		public.Close()
		s.Pass(map[string]*os.File{"public": f})
		f.Close()
	}()
	handed, err := o.client("v3").TakeOver(t.Context()) // of any version
	if err != nil || len(handed) != 1 {
		t.Fatal(handed, err)
	}
	conn, err := net.Dial("tcp", public.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	l := handed["public"]
	defer l.Close()
	io.WriteString(conn, "hello")
	accepted, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer accepted.Close()
	said := make([]byte, 5)
	if _, err := io.ReadFull(accepted, said); err != nil || string(said) != "hello" {
		t.Errorf("%q %v", said, err)
	}
}

func TestOnlyOneTakesOver(t *testing.T) {
	o := newOwner(t)
	first := make(chan error, 1)
	go func() { _, err := o.client("v2").TakeOver(t.Context()); first <- err }()
	s := <-o.leaving
	o.leaving <- s // the place is promised
	if _, err := o.client("v2").TakeOver(t.Context()); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("the second one: %v", err)
	}
	if err := s.Pass(nil); err != nil {
		t.Error(err)
	}
	if err := <-first; err != nil {
		t.Errorf("the first one: %v", err)
	}
}
