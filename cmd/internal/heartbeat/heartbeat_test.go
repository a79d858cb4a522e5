package heartbeat

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A watcher is outside, and counts what it hears.
type watcher struct {
	*httptest.Server
	beats  atomic.Int64
	status atomic.Int64
}

func newWatcher(t *testing.T) *watcher {
	w := &watcher{}
	w.status.Store(http.StatusOK)
	w.Server = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.RequestURI() != "/ping/our-own-word" || r.ContentLength > 0 {
			t.Errorf("the watcher hears %s %s", r.Method, r.URL.RequestURI())
		}
		w.beats.Add(1)
		out.Header().Set("Location", "/elsewhere")
		out.WriteHeader(int(w.status.Load()))
	}))
	t.Cleanup(w.Close)
	return w
}

func (w *watcher) address() string { return w.URL + "/ping/our-own-word" }

func TestWhatABeatIsToldIsNeverItsAddress(t *testing.T) {
	w := newWatcher(t)
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	for _, tt := range []struct {
		label, address string
		status         int
		fault          string // "" for none
	}{
		{"heard", w.address(), 200, ""},
		{"heard without a word", w.address(), 204, ""},
		{"moved, and never followed", w.address(), 302, "it has moved"},
		{"unknown", w.address(), 404, "HTTP 404"},
		{"broken", w.address(), 500, "HTTP 500"},
		{"nobody there", "http://" + gone.Addr().String() + "/ping/our-own-word", 200, "refused"},
		{"no address", "watcher/our-own-word", 200, ""},
	} {
		t.Run(tt.label, func(t *testing.T) {
			w.status.Store(int64(tt.status))
			before := w.beats.Load()
			err := Beat(t.Context(), Client(), tt.address)
			switch {
			case tt.label == "no address":
				if err == nil || CheckURL(tt.address) == nil {
					t.Error("it passes")
				}
			case (err == nil) != (tt.fault == ""), err != nil && !strings.Contains(err.Error(), tt.fault):
				t.Errorf("%v, want %q", err, tt.fault)
			case strings.HasPrefix(tt.address, w.URL) && w.beats.Load() != before+1:
				t.Errorf("%d beats", w.beats.Load()-before)
			}
			if err != nil && strings.Contains(err.Error(), "our-own-word") {
				t.Errorf("the address stands in %v", err)
			}
		})
	}
}

func TestAWatcherThatSaysTooMuchIsNotHeardToTheEnd(t *testing.T) {
	chatty := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 4096)); err != nil {
				return
			}
		}
	}))
	defer chatty.Close()
	done := make(chan error, 1)
	go func() { done <- Beat(context.Background(), Client(), chatty.URL) }()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(8 * time.Second):
		t.Error("it listens for ever")
	}
}

func TestASlowWatcherIsGivenUp(t *testing.T) {
	hold := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hold }))
	defer slow.Close()
	defer close(hold)
	c := Client()
	if c.Timeout != beatWithin {
		t.Errorf("it waits for %v", c.Timeout)
	}
	c.Timeout = 50 * time.Millisecond
	if err := Beat(t.Context(), c, slow.URL); err == nil || strings.Contains(err.Error(), slow.URL) {
		t.Errorf("%v", err)
	}
}

// A heart is silent while all is not well, and says each change once.
func TestTheHeartIsSilentWhenAllIsNotWell(t *testing.T) {
	w := newWatcher(t)
	var unwell error
	var log bytes.Buffer
	var counted []Outcome
	h := &Heart{
		URL: w.address(), Every: time.Minute, Well: func(context.Context) error { return unwell },
		Count: func(o Outcome) { counted = append(counted, o) }, Log: slog.New(slog.NewTextHandler(&log, nil)),
	}
	beat := func(times int) {
		for range times {
			h.beat(t.Context(), Client())
		}
	}
	beat(2)
	if log.Len() > 0 {
		t.Errorf("all is well, and it logs %s", log.String())
	}
	unwell = errors.New("the books cannot be written")
	beat(3)
	unwell = nil
	w.status.Store(500)
	beat(3)
	w.status.Store(200)
	beat(2)
	want := []Outcome{Sent, Sent, Withheld, Withheld, Withheld, Failed, Failed, Failed, Sent, Sent}
	if !slices.Equal(counted, want) || w.beats.Load() != 7 {
		t.Errorf("%v, and the watcher heard %d beats", counted, w.beats.Load())
	}
	for _, words := range []string{"falls silent", "was not reached", "again"} {
		if strings.Count(log.String(), words) != 1 {
			t.Errorf("%q is not said once:\n%s", words, log.String())
		}
	}
	if strings.Contains(log.String(), "our-own-word") || strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("logged %s", log.String())
	}
}

func TestTheHeartBeatsUntilItIsStopped(t *testing.T) {
	w := newWatcher(t)
	ctx, stop := context.WithCancel(t.Context())
	h := &Heart{URL: w.address(), Every: 40 * time.Millisecond, Well: func(context.Context) error { return nil }, Count: func(Outcome) {}, Log: slog.New(slog.DiscardHandler)}
	var running sync.WaitGroup
	running.Go(func() { h.Run(ctx) })
	for deadline := time.Now().Add(10 * time.Second); w.beats.Load() < 3; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not beat")
		}
	}
	stop()
	running.Wait()
	for range 1000 {
		if d := jitter(time.Minute); d < 54*time.Second || d > 66*time.Second {
			t.Fatalf("the next beat comes after %v", d)
		}
	}
}
