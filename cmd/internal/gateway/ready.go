package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// A readiness tells whether calls can be answered. It asks its checks when
// somebody wants to know, and whoever sees trouble coming tells it by fail.
type readiness struct {
	log    *slog.Logger
	checks []readyCheck

	mu       sync.Mutex
	troubles map[string]string // what was failed, and why
	unready  bool              // as it was logged last
}

// A readyCheck asks one thing. Words says what it found when all is well.
type readyCheck struct {
	what  string
	ask   func(context.Context) (words string, err error)
	aside bool // shown, but calls are answered without it
}

// askWithin is how long one check may take; whoever watches the machine waits
// for the answer.
const askWithin = time.Second

// fail makes the gateway unready until well is called for the same thing,
// such as "stopping".
func (r *readiness) fail(what, why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.troubles == nil {
		r.troubles = map[string]string{}
	}
	r.troubles[what] = why
}

// well takes a fail back.
func (r *readiness) well(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.troubles, what)
}

// A finding is one line of the answer.
type finding struct {
	what, words string
	ok, aside   bool
}

func (f finding) String() string {
	word := "FAIL"
	switch {
	case f.ok:
		word = "ok"
	case f.aside:
		word = "warn"
	}
	return fmt.Sprintf("%-4s  %s: %s", word, f.what, f.words)
}

// look asks everything. The causes of failures are logged when the answer
// turns, and not shown: they may name files.
func (r *readiness) look(ctx context.Context) (ready bool, all []finding) {
	ready = true
	var causes []any
	for _, c := range r.checks {
		words, err := within(ctx, c.ask)
		f := finding{what: c.what, words: words, ok: err == nil, aside: c.aside}
		if err != nil {
			causes = append(causes, c.what, err)
			ready = ready && c.aside
		}
		all = append(all, f)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, what := range slices.Sorted(maps.Keys(r.troubles)) {
		all = append(all, finding{what: what, words: r.troubles[what]})
		ready = false
	}
	if r.unready == ready {
		r.turn(ready, causes)
	}
	return ready, all
}

// within asks to the end even when whoever asked has gone: that is no trouble
// of ours.
func within(ctx context.Context, ask func(context.Context) (string, error)) (string, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askWithin)
	defer cancel()
	return ask(ctx)
}

// turn notes that the answer has changed. Those who stop the gateway know why.
func (r *readiness) turn(ready bool, causes []any) {
	r.unready = !ready
	switch {
	case ready:
		r.log.Info("calls can be answered again")
	case len(causes) > 0:
		r.log.Error("calls cannot be answered", causes...)
	}
}

// ServeHTTP answers 200 or 503, and a line for each thing that was asked.
func (r *readiness) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	ready, all := r.look(req.Context())
	var b strings.Builder
	b.WriteString(map[bool]string{true: "ready\n", false: "not ready\n"}[ready])
	for _, f := range all {
		fmt.Fprintln(&b, f)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if !ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	w.Write([]byte(b.String()))
}

// newReadiness asks what a call needs.
func (a *App) newReadiness() *readiness {
	write := &probe{ask: a.Centre.Probe}
	r := &readiness{log: a.log, checks: []readyCheck{
		{what: "books read", ask: func(ctx context.Context) (string, error) {
			p, err := a.Centre.PolicyNow(ctx)
			if err != nil {
				return "they cannot be read", err
			}
			return fmt.Sprintf("policy %d is in force", p.Version), nil
		}},
		{what: "books write", ask: func(ctx context.Context) (string, error) {
			if err := write.look(ctx); err != nil {
				return "nothing can be written: look at the disk, and at who else has the file open", err
			}
			return "a row reaches the disk", nil
		}},
		{what: "words", ask: func(context.Context) (string, error) {
			return strings.Join(a.words.Languages(), ", "), nil
		}},
		{what: "emergencies", aside: true, ask: func(context.Context) (string, error) { return a.audited() }},
		{what: "self-test", aside: true, ask: a.chain},
		{what: "sessions", aside: true, ask: func(ctx context.Context) (string, error) {
			if err := a.sessions.Ping(ctx); err != nil {
				return "Redis cannot be reached; a call that moves to another gateway repeats its menu", err
			}
			if a.settings.RedisURL != "" {
				return "in Redis", nil
			}
			return "in memory", nil
		}},
	}}
	if a.backups != nil {
		r.checks = append(r.checks, readyCheck{what: "backup", aside: true, ask: a.backedUp})
	}
	return r
}

// A probe asks one thing not more often than every few seconds, for all who
// want to know.
type probe struct {
	ask func(context.Context) error

	mu   sync.Mutex
	err  error
	next time.Time // when it is to be asked again; by the machine's clock
}

// probeEvery is how old the answer of a probe may be. A failure is asked again
// at once, so that the end of trouble is seen early.
const probeEvery = 2 * time.Second

func (p *probe) look(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); now.After(p.next) || p.err != nil {
		p.err = p.ask(ctx)
		p.next = now.Add(probeEvery)
	}
	return p.err
}
