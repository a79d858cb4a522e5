package twilio

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	account = "f3a1c9d2-5c1e-4a38-9d5f-1f2e3d4c5b6a" // a self-hosted switch names accounts by UUID
	elder   = "+85261234567"
	hotline = "+85230000001"
)

// A carrier answers every request with what is set, and remembers them.
type carrier struct {
	*httptest.Server
	answer http.HandlerFunc
	mu     sync.Mutex // holds asked
	asked  []asked
	conns  atomic.Int32 // opened so far
}

type asked struct {
	method, path, user, password string
	form                         url.Values
}

func newCarrier(t *testing.T, answer http.HandlerFunc) *carrier {
	t.Helper()
	c := &carrier{answer: answer}
	c.Server = httptest.NewUnstartedServer(http.HandlerFunc(c.serve))
	c.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			c.conns.Add(1)
		}
	}
	c.Start()
	t.Cleanup(c.Close)
	return c
}

func (c *carrier) serve(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	user, password, _ := r.BasicAuth()
	c.mu.Lock()
	c.asked = append(c.asked, asked{r.Method, r.URL.EscapedPath(), user, password, r.Form})
	c.mu.Unlock()
	c.answer(w, r)
}

// last is the newest request.
func (c *carrier) last(t *testing.T) asked {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.asked) == 0 {
		t.Fatal("nothing was asked")
	}
	return c.asked[len(c.asked)-1]
}

// client is a client of the carrier, with a path before the interface's own.
func (c *carrier) client(t *testing.T, p Profile) *Client {
	t.Helper()
	client, err := New(Config{BaseURL: c.URL + "/switch", AccountSID: account, AuthToken: "to-ken", Profile: p, HTTP: &http.Client{
		Transport: &http.Transport{}, Timeout: 5 * time.Second,
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.http.CloseIdleConnections)
	return client
}

// says answers with a status and a body.
func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// drops ends the connection after the request was carried out.
func drops(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
