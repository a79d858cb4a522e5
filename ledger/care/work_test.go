package care

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A carrier of a test notes what it is asked and answers as it is told.
type carrier struct {
	mu      sync.Mutex
	asked   []string // action, responder or phone, in order
	answers func(o Outgoing, looked bool) Result
}

func (c *carrier) hand() Hand {
	return Hand{
		Do:   func(_ context.Context, o Outgoing) Result { return c.take(o, false) },
		Find: func(_ context.Context, o Outgoing) Result { return c.take(o, true) },
	}
}

func (c *carrier) take(o Outgoing, looked bool) Result {
	c.mu.Lock()
	defer c.mu.Unlock()
	what := string(o.Action) + " " + o.Key
	if looked {
		what = "find " + o.Key
	}
	c.asked = append(c.asked, what)
	if c.answers != nil {
		return c.answers(o, looked)
	}
	return Result{Verdict: Handed, SID: fmt.Sprintf("CA%d", o.ID)}
}

// heard is what was asked so far, sorted.
func (c *carrier) heard() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(slices.Values(c.asked))
}

// working runs all workers of a house until the test ends.
func (h *house) working(c *carrier) {
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for _, lane := range Lanes {
		all.Go(func() { h.Work(ctx, lane, 4, c.hand()) })
	}
	all.Go(func() { h.Watch(ctx) })
	h.t.Cleanup(func() { stop(); all.Wait() })
}

// settled waits, in real time, until the workers have nothing left to do.
func (h *house) settled() {
	h.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(2 * time.Millisecond) {
		if idle, err := h.Idle(ctx); err == nil && idle {
			return
		}
		if time.Now().After(deadline) {
			h.t.Fatal("the workers are stuck")
		}
	}
}

func wantAsked(t *testing.T, c *carrier, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := c.heard(); !slices.Equal(got, want) {
		t.Errorf("the carrier was asked\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestWorkersCarryOutAnEmergency(t *testing.T) {
	w := newWard(t)
	var c carrier
	w.working(&c)
	k := w.key9()
	w.settled()
	wantAsked(t, &c, "call case/1/ring/0/1", "call case/1/ring/1/1")
	w.clock.Walk(30*time.Second, w.settled)
	wantAsked(t, &c, "call case/1/ring/0/1", "call case/1/ring/1/1", "call case/1/ring/2/1", "call case/1/ring/3/1",
		"text case/1/alert/0/1", "text case/1/alert/1/1", "text case/1/alert/2/1", "text case/1/alert/3/1")
	_, err := w.AcceptCase(ctx, k.ID, 0)
	w.must(err)
	w.settled()
	got := c.heard()
	if n := len(slices.DeleteFunc(slices.Clone(got), func(s string) bool { return !strings.HasPrefix(s, "hangup") })); n != 3 || !slices.Contains(got, "redirect case/1/join/CA1/0/1") || !slices.Contains(got, "text case/1/address/0/1") || !slices.Contains(got, "text case/1/calloff/3/1") {
		t.Errorf("asked %v", got)
	}
}

func TestWorkersTryAgainAndLookUpFirst(t *testing.T) {
	s := newStreet(t)
	tries := map[string]int{}
	c := carrier{answers: func(o Outgoing, looked bool) Result {
		tries[o.Key]++
		switch {
		case looked:
			return Result{Verdict: Missing, Cause: errors.New("not in the list")}
		case tries[o.Key] == 1:
			return Result{Verdict: Unknown, Cause: errors.New("timeout")}
		}
		return Result{Verdict: Handed, SID: "SM1"}
	}}
	s.working(&c)
	text := s.from(s.zhang.Phone())
	s.must(s.Hours(ctx, text))
	s.settled()
	wantAsked(t, &c, "text reply/SM1")
	s.clock.Walk(time.Minute, s.settled)
	wantAsked(t, &c, "text reply/SM1", "find reply/SM1", "text reply/SM1")
}

func TestWorkersStopWhenAskedAndFinishWhatTheyBegan(t *testing.T) {
	s := newStreet(t)
	begun, finish := make(chan struct{}), make(chan struct{})
	hand := Hand{Do: func(ctx context.Context, o Outgoing) Result {
		close(begun)
		<-finish
		if ctx.Err() != nil {
			t.Error("the attempt was cut off")
		}
		return Result{Verdict: Handed, SID: "SM1"}
	}}
	work, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { s.Work(work, TextLane, 1, hand); close(ended) }()
	s.must(s.Hours(ctx, s.from(s.zhang.Phone())))
	<-begun
	stop()
	select {
	case <-ended:
		t.Error("it did not wait for the attempt")
	case <-time.After(10 * time.Millisecond):
	}
	close(finish)
	<-ended
	if rows := s.rows(`state = 'handed'`); len(rows) != 1 {
		t.Errorf("%+v", rows)
	}
}

func TestOneLaneIsNotHeldUpByOneSlowCall(t *testing.T) {
	s := newStreet(t)
	slow := make(chan struct{})
	defer close(slow)
	var c carrier
	c.answers = func(o Outgoing, _ bool) Result { return Result{Verdict: Handed, SID: o.Key} }
	work, stop := context.WithCancel(ctx)
	defer stop()
	go s.Work(work, TextLane, 2, Hand{Do: func(_ context.Context, o Outgoing) Result {
		if o.Phone == s.zhang.Phone() {
			<-slow
		}
		return c.take(o, false)
	}})
	s.must(s.Hours(ctx, s.from(s.zhang.Phone())))
	s.must(s.Hours(ctx, s.from(s.liu.Phone())))
	for deadline := time.Now().Add(10 * time.Second); len(c.heard()) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the second text waits for the first")
		}
	}
	wantAsked(t, &c, "text reply/SM2")
}

// At night workers sleep until the morning; a wall clock that leaps is noticed
// within the longest nap.
func TestWorkersNapUntilTheyAreNeeded(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Logger = slog.New(slog.DiscardHandler) })
	wang := h.add("王奶奶", Elder, phone(1))
	h.add("小张", Volunteer, phone(2))
	h.clock.Set(clockTime("22:00").On(monday))
	var c carrier
	h.working(&c)
	_, err := h.AskForHelp(ctx, Ask{Source: "call/CA1/3", Elder: wang.ID, Kind: Home, When: Tomorrow})
	h.must(err)
	h.clock.Walk(9*time.Hour, h.settled)
	wantAsked(t, &c)
	h.clock.Walk(40*time.Minute, h.settled)
	wantAsked(t, &c, "text request/1/offer/2/0")
}

// A mistake of ours in one attempt is one row's: it is looked up later, and
// what it was about is not told to the log.
func TestWorkersOutliveAPanic(t *testing.T) {
	var log strings.Builder
	s := newStreet(t)
	s.log = slog.New(slog.NewTextHandler(&log, nil))
	o := Outgoing{ID: 7, Action: SendText, Phone: phone(1), Facts: Facts{Name: "王奶奶"}}
	s.attempt(ctx, o, Hand{Do: func(_ context.Context, o Outgoing) Result { panic(o) }})
	if said := log.String(); !strings.Contains(said, "panic with a care.Outgoing") || strings.Contains(said, "王奶奶") {
		t.Errorf("logged %s", said)
	}
}
