package gateway_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"hourline/cmd/internal/carrier"
	"hourline/cmd/internal/demo"
	"hourline/cmd/internal/gateway"
	"hourline/ivr/session/redistest"
	"hourline/ledger/ledgertest"
)

// Every story is played on the whole of hourline: real webhooks, signed by a
// carrier of its own, real books on disk; only time is moved by hand.

func TestStories(t *testing.T) {
	playAll(t, "*", demo.Options{})
	playAll(t, "conference/*", demo.Options{})
	playAll(t, "network/*", demo.Options{})
}

// A carrier that can do little steps features down and breaks nothing.
func TestStoriesOnAMinimalCarrier(t *testing.T) {
	playAll(t, "*", demo.Options{Personality: carrier.Minimal})
	playAll(t, "network/*", demo.Options{Personality: carrier.Minimal})
	playAll(t, "minimal/*", demo.Options{Personality: carrier.Minimal})
}

// Sessions in Redis in place of memory make no difference that anybody hears.
func TestStoriesWithSessionsInRedis(t *testing.T) {
	redis := redistest.Start(t, "--databases", "1000")
	var stories atomic.Int64
	playEach(t, "*", func(*testing.T) demo.Options { // each in a database of its own, for calls are counted
		return demo.Options{RedisURL: fmt.Sprintf("%s/%d", redis.URL, stories.Add(1))}
	})
	playEach(t, "network/t*", func(t *testing.T) demo.Options { // sessions matter to those; each in a Redis of its own, for it counts texts
		return demo.Options{RedisURL: redistest.Start(t).URL}
	})
}

// Every story ends with silence: whatever is still to come on its way, a call, a
// word or a text, is told in it, or there is none.
func TestEveryStoryEndsWithSilence(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.story")
	more, err2 := filepath.Glob("testdata/stories/*/*.story")
	if files = append(files, more...); len(files) < 80 || err != nil || err2 != nil {
		t.Fatalf("%d stories: %v %v", len(files), err, err2)
	}
	for _, file := range files {
		script, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(strings.TrimSpace(string(script)), "\nnobody hears anything more") {
			t.Errorf("%s does not end with: nobody hears anything more", file)
		}
	}
}

func playAll(t *testing.T, pattern string, o demo.Options) {
	t.Helper()
	playEach(t, pattern, func(*testing.T) demo.Options { return o })
}

func playEach(t *testing.T, pattern string, options func(*testing.T) demo.Options) {
	t.Helper()
	files, err := filepath.Glob("testdata/stories/" + pattern + ".story")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".story"), func(t *testing.T) {
			t.Parallel()
			script, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			play(t, string(script), options(t))
		})
	}
}

// play plays one script in a town of its own. Whatever is logged as an error
// fails the story, and the books must be whole at its end.
func play(t *testing.T, script string, o demo.Options) {
	t.Helper()
	town := open(t, o)
	var transcript bytes.Buffer
	if err := town.Play(t.Context(), script, &transcript); err != nil {
		t.Fatalf("%v\n%s", err, transcript.String())
	}
	report, err := town.App.Centre.Bank.Verify(t.Context(), nil)
	if err != nil || len(report.Differences) > 0 {
		t.Fatalf("the books are not whole: %v %v", report, err)
	}
}

// open starts a town that ends with the test. Errors in its log fail the test.
func open(t *testing.T, o demo.Options) *demo.Town {
	t.Helper()
	return openWith(t, o, &recorder{t: t})
}

func openWith(t *testing.T, o demo.Options, log *recorder) *demo.Town {
	t.Helper()
	o.Logger = slog.New(slog.NewTextHandler(log, nil))
	if o.Data == "" && o.Start.IsZero() {
		o.Data = settled(t)
	}
	town, err := demo.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := town.Close(); err != nil {
			t.Error(err)
		}
		log.check()
	})
	return town
}

// settled is a folder with the books of a town where nothing has happened yet:
// making them takes longer than most stories do.
func settled(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	firstBooks(t, gateway.BooksIn(dir))
	return dir
}

var firstBooks = ledgertest.NewTemplate(func(t testing.TB, path string) {
	town, err := demo.Open(t.Context(), demo.Options{Data: filepath.Dir(path)})
	if err != nil {
		t.Fatal(err)
	}
	if err := town.Close(); err != nil {
		t.Fatal(err)
	}
})

// A recorder keeps the log of a town. An error in it means that somebody
// should be woken, so it fails the test.
type recorder struct {
	t        *testing.T
	expected []string // words of errors that must come
	allowed  []string // words of errors that may
	mu       sync.Mutex
	lines    []string
}

func (r *recorder) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, strings.TrimSpace(string(b)))
	return len(b), nil
}

func (r *recorder) check() {
	r.mu.Lock()
	defer r.mu.Unlock()
	came := map[string]bool{}
	for _, line := range r.lines {
		if !strings.Contains(line, "level=ERROR") {
			continue
		}
		known := false
		for _, words := range append(r.allowed, r.expected...) {
			if strings.Contains(line, words) {
				known, came[words] = true, true
			}
		}
		if !known {
			r.t.Errorf("logged: %s", line)
		}
	}
	for _, words := range r.expected {
		if !came[words] {
			r.t.Errorf("nobody was told %q", words)
		}
	}
	if r.t.Failed() {
		r.t.Logf("the log:\n%s", strings.Join(r.lines, "\n"))
	}
}

// count is how many lines have these words.
func (r *recorder) count(words string) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, line := range r.lines {
		if strings.Contains(line, words) {
			n++
		}
	}
	return n
}
