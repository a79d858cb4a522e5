package redistest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A Proxy stands before a Server and can hold back or lose what it answers,
// or answer in its place.
type Proxy struct {
	URL   string // redis://127.0.0.1:port
	to    string
	ctx   context.Context // of the test
	delay atomic.Int64    // ns before each answer is passed on
	lose  atomic.Int64    // answers yet to be lost
	error atomic.Pointer[string]
	live  sync.WaitGroup
}

// NewProxy is a proxy before s that ends with the test.
func NewProxy(t testing.TB, s *Server) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	p := &Proxy{URL: "redis://" + l.Addr().String(), to: s.addr, ctx: ctx}
	p.live.Go(func() { p.accept(l) })
	t.Cleanup(func() {
		_ = l.Close()
		cancel()
		p.live.Wait()
	})
	return p
}

// Delay holds back every later answer for d.
func (p *Proxy) Delay(d time.Duration) { p.delay.Store(int64(d)) }

// LoseAnswers lets the next n requests reach the server and drops their
// connections instead of answering.
func (p *Proxy) LoseAnswers(n int) { p.lose.Store(int64(n)) }

// Refuse answers every later request with an error such as "LOADING …"; none
// ends that.
func (p *Proxy) Refuse(with string) { p.error.Store(&with) }

func (p *Proxy) accept(l net.Listener) {
	for {
		client, err := l.Accept()
		if err != nil {
			return
		}
		p.live.Go(func() { p.serve(client) })
	}
}

// serve passes both directions on until a side, or the test, ends.
func (p *Proxy) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer server.Close()
	defer context.AfterFunc(p.ctx, func() {
		_ = client.Close()
		_ = server.Close()
	})()
	p.live.Go(func() {
		p.ask(server, client)
		_ = server.Close()
	})
	p.answer(client, server)
}

// ask passes on what the client asks, unless it is refused.
func (p *Proxy) ask(server, client net.Conn) {
	for in := bufio.NewReader(client); ; {
		command, err := readCommand(in)
		if err != nil {
			return
		}
		if refusal := p.error.Load(); refusal != nil && *refusal != "" {
			_, err = fmt.Fprintf(client, "-%s\r\n", *refusal)
		} else {
			_, err = server.Write(command)
		}
		if err != nil {
			return
		}
	}
}

// readCommand is one command as it came: an array of strings that say how long
// they are.
func readCommand(in *bufio.Reader) (command []byte, err error) {
	line := func() (n int, err error) {
		head, err := in.ReadBytes('\n')
		if command = append(command, head...); err == nil {
			n, err = strconv.Atoi(string(bytes.TrimSpace(head[1:])))
		}
		return n, err
	}
	words, err := line()
	for ; err == nil && words > 0; words-- {
		length, fault := line()
		if fault != nil {
			return nil, fault
		}
		word := make([]byte, length+2) // and the end of the line
		if _, err = io.ReadFull(in, word); err == nil {
			command = append(command, word...)
		}
	}
	return command, err
}

// answer passes on what the server says.
func (p *Proxy) answer(client, server net.Conn) {
	b := make([]byte, 64<<10)
	for {
		n, err := server.Read(b)
		if err != nil {
			return
		}
		select {
		case <-time.After(time.Duration(p.delay.Load())):
		case <-p.ctx.Done():
			return
		}
		if p.lose.Add(-1) >= 0 {
			return
		}
		if _, err := client.Write(b[:n]); err != nil {
			return
		}
	}
}
