package session_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"hourline/ivr/session"
	"hourline/ivr/session/redistest"
	"hourline/ledger/clock"
)

// atMost fails the test if f takes longer than an elder may be kept waiting.
func atMost(t *testing.T, limit time.Duration, f func()) {
	t.Helper()
	began := time.Now()
	f()
	if took := time.Since(began); took > limit {
		t.Errorf("took %v, want at most %v", took, limit)
	}
}

// second is the promise of about a second, with room for a busy machine.
const second = 1500 * time.Millisecond

func unavailable(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, session.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
}

// byHand is options with a clock that stands still, for the breaker.
func byHand() (session.Options, *clock.Manual) {
	hand := clock.NewManual(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	return session.Options{Clock: hand.Clock()}, hand
}

func TestRedisDiesInMidCall(t *testing.T) {
	server := redistest.Start(t)
	o, hand := byHand()
	s := open(t, server.URL, o)
	save(t, s, "CA1", 0, "menu")

	server.Stop()
	atMost(t, second, func() {
		_, err := s.Load(t.Context(), "CA1")
		unavailable(t, err)
	})
	atMost(t, 100*time.Millisecond, func() {
		for range 100 {
			unavailable(t, s.Save(t.Context(), "CA1", 1, []byte("day")))
		}
	})

	server.Restart()
	unavailable(t, s.Ping(t.Context())) // still left alone
	hand.Advance(2 * time.Second)
	loads(t, s, "CA1", 0, "") // back, and empty: the menu is repeated
	save(t, s, "CA1", 0, "menu")
	allows(t, s, "wang", true) // scripts are loaded again
}

func TestGatewayStartsWhileRedisIsDown(t *testing.T) {
	server := redistest.Start(t)
	server.Stop()
	s := open(t, server.URL, session.Options{})
	atMost(t, second, func() { unavailable(t, s.Ping(t.Context())) })
}

func TestRedisIsTooSlow(t *testing.T) {
	proxy := redistest.NewProxy(t, redistest.Start(t))
	o, hand := byHand()
	s := open(t, proxy.URL, o)
	save(t, s, "CA1", 0, "menu")

	proxy.Delay(time.Hour)
	for _, ask := range []func(context.Context) error{
		func(ctx context.Context) error { _, err := s.Load(ctx, "CA1"); return err },
		func(ctx context.Context) error { return s.Save(ctx, "CA1", 1, nil) },
		func(ctx context.Context) error { _, err := s.Allow(ctx, "wang", threeAMinute); return err },
	} {
		atMost(t, second, func() { unavailable(t, ask(t.Context())) })
		hand.Advance(2 * time.Second)
	}

	// Of all calls that come when the rest is over, one finds out.
	var all sync.WaitGroup
	waited := make(chan error, 50)
	for range cap(waited) {
		all.Go(func() {
			if began := time.Now(); errors.Is(s.Ping(t.Context()), session.ErrUnavailable) && time.Since(began) > 400*time.Millisecond {
				waited <- fmt.Errorf("waited %v", time.Since(began))
			}
		})
	}
	all.Wait()
	if len(waited) > 1 {
		t.Errorf("%d callers waited, want one: %v", len(waited), <-waited)
	}
}

func TestLostRepliesHappenOnce(t *testing.T) {
	proxy := redistest.NewProxy(t, redistest.Start(t))
	s := open(t, proxy.URL, session.Options{})
	save(t, s, "CA1", 0, "menu") // both scripts are known to the server
	allows(t, s, "wang", true)

	proxy.LoseAnswers(1)
	save(t, s, "CA1", 1, "day")
	loads(t, s, "CA1", 2, "day")

	proxy.LoseAnswers(1)
	allows(t, s, "wang", true)
	allows(t, s, "wang", true, false)

	proxy.LoseAnswers(1)
	remember(t, s, "SM1", "noted")
	answers(t, s, "SM1", "noted")
}

func TestCallerWhoHangsUpDoesNotBreakTheStore(t *testing.T) {
	proxy := redistest.NewProxy(t, redistest.Start(t))
	s := open(t, proxy.URL, session.Options{})
	proxy.Delay(time.Hour)
	ctx, hangUp := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, hangUp)
	if err := s.Ping(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the caller's own end", err)
	}
	proxy.Delay(0)
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("the next caller got %v", err)
	}
}

func TestErrorsDoNotRepeatWhatWasSaved(t *testing.T) {
	server := redistest.Start(t)
	server.Stop()
	s := open(t, server.URL, session.Options{})
	err := s.Save(t.Context(), "CA1", 0, []byte("+85261234567"))
	unavailable(t, err)
	if strings.Contains(err.Error(), "61234567") {
		t.Error(err)
	}
}
