package gateway

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// askIn is what whoever watches the machine is told.
func (r *readiness) askIn(t *testing.T) (status int, said string) {
	t.Helper()
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil))
	return w.Code, w.Body.String()
}

func TestReadinessNamesWhatFails(t *testing.T) {
	var fault error
	var log bytes.Buffer
	r := &readiness{log: slog.New(slog.NewTextHandler(&log, nil)), checks: []readyCheck{
		{what: "books", ask: func(context.Context) (string, error) { return "of 2026", fault }},
	}}
	if status, said := r.askIn(t); status != 200 || said != "ready\nok    books: of 2026\n" || log.Len() > 0 {
		t.Errorf("%d %q, logged %q", status, said, log.String())
	}
	fault = errors.New("the file of Wang is torn")
	for range 3 {
		status, said := r.askIn(t)
		if status != 503 || !strings.HasPrefix(said, "not ready\nFAIL  books: ") || strings.Contains(said, "Wang") {
			t.Errorf("%d %q", status, said)
		}
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 1 {
		t.Errorf("one outage is logged %d times:\n%s", n, log.String())
	}
	fault = nil
	if status, _ := r.askIn(t); status != 200 || !strings.Contains(log.String(), "answered again") {
		t.Errorf("%d, logged %q", status, log.String())
	}
}

func TestReadinessEndsWithTheFirstWordOfStopping(t *testing.T) {
	r := &readiness{log: slog.New(slog.DiscardHandler)}
	r.fail("stopping", "the gateway is being stopped")
	r.fail("disk", "full")
	if status, said := r.askIn(t); status != 503 || !strings.Contains(said, "FAIL  disk: full\nFAIL  stopping: ") {
		t.Errorf("%d %q", status, said)
	}
	r.well("disk")
	if status, said := r.askIn(t); status != 503 || strings.Contains(said, "disk") {
		t.Errorf("%d %q", status, said)
	}
	r.well("stopping")
	if status, _ := r.askIn(t); status != 200 {
		t.Errorf("%d", status)
	}
}

func TestWhatIsOnlyConvenientDoesNotCount(t *testing.T) {
	r := &readiness{log: slog.New(slog.DiscardHandler), checks: []readyCheck{
		{what: "sessions", aside: true, ask: func(context.Context) (string, error) { return "gone", errors.New("refused") }},
	}}
	if status, said := r.askIn(t); status != 200 || said != "ready\nwarn  sessions: gone\n" {
		t.Errorf("%d %q", status, said)
	}
}

// A watcher that hangs up early says nothing about us.
func TestAWatcherWhoLeavesWakesNobody(t *testing.T) {
	var log bytes.Buffer
	r := &readiness{log: slog.New(slog.NewTextHandler(&log, nil)), checks: []readyCheck{
		{what: "books", ask: func(ctx context.Context) (string, error) { return "", ctx.Err() }},
	}}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if ready, _ := r.look(gone); !ready || log.Len() > 0 {
		t.Errorf("ready %v, logged %q", ready, log.String())
	}
}

func TestAProbeIsNotRepeatedForEverybodyWhoAsks(t *testing.T) {
	asked := 0
	var fault error
	p := &probe{ask: func(context.Context) error { asked++; return fault }}
	for range 5 {
		if err := p.look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	p.next, fault = p.next.Add(-2*probeEvery), errors.New("full")
	for range 2 {
		if p.look(t.Context()) == nil {
			t.Error("the fault is not seen")
		}
	}
	fault = nil
	if err := p.look(t.Context()); err != nil || asked != 4 {
		t.Errorf("asked %d times: %v", asked, err)
	}
}
