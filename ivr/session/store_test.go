package session_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"hourline/ivr/session"
	"hourline/ivr/session/redistest"
	"hourline/ledger/clock"
)

// A stage is a store and a way to let time pass for it.
type stage struct {
	session.Store
	pass func(time.Duration)
}

func inMemory(t *testing.T) stage {
	hand := clock.NewManual(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	return stage{session.NewMemory(session.Options{Clock: hand.Clock()}), hand.Advance}
}

func inRedis(t *testing.T) stage {
	server := redistest.Start(t)
	return stage{open(t, server.URL, session.Options{}), func(d time.Duration) { age(t, server.URL, d) }}
}

// inCluster is a cluster of one server that has all slots.
func inCluster(t *testing.T) stage {
	server := redistest.Start(t, "--cluster-enabled", "yes")
	client := direct(t, server.URL)
	if err := client.Do(t.Context(), "CLUSTER", "ADDSLOTSRANGE", 0, 16383).Err(); err != nil {
		t.Fatal(err)
	}
	for !strings.Contains(client.ClusterInfo(t.Context()).Val(), "cluster_state:ok") {
		time.Sleep(5 * time.Millisecond)
	}
	twice := server.URL + "," + strings.TrimPrefix(server.URL, "redis://")
	return stage{open(t, twice, session.Options{}), func(d time.Duration) { age(t, server.URL, d) }}
}

func open(t *testing.T, url string, o session.Options) session.Store {
	t.Helper()
	s, err := session.Open(url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// age lets every key of a server live shorter by d: the server's own clock
// cannot be moved, and nothing but the expiry of its keys depends on it.
func age(t *testing.T, url string, d time.Duration) {
	t.Helper()
	client := direct(t, url)
	for _, key := range client.Keys(t.Context(), "*").Val() {
		if left := client.PTTL(t.Context(), key).Val(); left > 0 {
			client.PExpire(t.Context(), key, left-d)
		}
	}
}

// direct speaks to one server past the store.
func direct(t *testing.T, url string) *redis.Client {
	t.Helper()
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	t.Cleanup(func() { client.Close() })
	return client
}

// TestStores holds all stores to the same promises.
func TestStores(t *testing.T) {
	promises := []struct {
		label string
		check func(*testing.T, stage)
	}{
		{"a call nobody saved is at version 0", freshCall},
		{"a session is saved version by version", versions},
		{"a late webhook does not overwrite a newer one", lateWebhook},
		{"of twenty webhooks at once one saves", race},
		{"a session lives from its last save", lifetime},
		{"the first answer stays", firstAnswer},
		{"an answer may be empty, or binary", anyBytes},
		{"an answer is forgotten in time", forgotten},
		{"a limit lets a burst pass, then one at a time", burst},
		{"limits are kept apart", limitsApart},
		{"a call that was refused does not weigh", refusedIsFree},
		{"too much is refused", tooLarge},
	}
	for name, build := range map[string]func(*testing.T) stage{"memory": inMemory, "redis": inRedis, "cluster": inCluster} {
		t.Run(name, func(t *testing.T) {
			s := build(t)
			for _, p := range promises {
				t.Run(p.label, func(t *testing.T) { p.check(t, s) })
			}
			if err := s.Ping(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func freshCall(t *testing.T, s stage) {
	got, err := s.Load(t.Context(), "CAfresh")
	if err != nil || got.Version != 0 || len(got.Data) != 0 {
		t.Errorf("loaded %+v, %v", got, err)
	}
}

func versions(t *testing.T, s stage) {
	for v := range int64(3) {
		save(t, s, "CAversions", v, fmt.Sprint("turn ", v))
	}
	loads(t, s, "CAversions", 3, "turn 2")
}

func lateWebhook(t *testing.T, s stage) {
	save(t, s, "CAlate", 0, "menu")
	save(t, s, "CAlate", 1, "day")
	for _, expect := range []int64{0, 1, 3} {
		if err := s.Save(t.Context(), "CAlate", expect, []byte("menu again")); !errors.Is(err, session.ErrConflict) {
			t.Errorf("saved over version 2 when expecting %d: %v", expect, err)
		}
	}
	loads(t, s, "CAlate", 2, "day")
}

func race(t *testing.T, s stage) {
	var saved atomic.Int32
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			switch err := s.Save(t.Context(), "CArace", 0, []byte{byte(i)}); {
			case err == nil:
				saved.Add(1)
			case !errors.Is(err, session.ErrConflict):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if saved.Load() != 1 {
		t.Errorf("%d of them saved", saved.Load())
	}
}

func lifetime(t *testing.T, s stage) {
	save(t, s, "CAlong", 0, "menu")
	s.pass(20 * time.Minute)
	save(t, s, "CAlong", 1, "day")
	s.pass(20 * time.Minute)
	loads(t, s, "CAlong", 2, "day")
	s.pass(10 * time.Minute)
	loads(t, s, "CAlong", 0, "")
	if err := s.Save(t.Context(), "CAlong", 2, nil); !errors.Is(err, session.ErrConflict) {
		t.Errorf("saved over a session that is lost: %v", err)
	}
	save(t, s, "CAlong", 0, "menu")
}

func firstAnswer(t *testing.T, s stage) {
	if _, found, err := s.Answer(t.Context(), "SMfirst"); found || err != nil {
		t.Errorf("answered before anything was remembered: %v", err)
	}
	remember(t, s, "SMfirst", "noted")
	remember(t, s, "SMfirst", "something else")
	answers(t, s, "SMfirst", "noted")
}

func anyBytes(t *testing.T, s stage) {
	remember(t, s, "SMempty", "")
	answers(t, s, "SMempty", "")
	remember(t, s, "SMbinary", "\x00\xff\r\n")
	answers(t, s, "SMbinary", "\x00\xff\r\n")
	save(t, s, "CAbinary", 0, "\x00\xff\r\n")
	loads(t, s, "CAbinary", 1, "\x00\xff\r\n")
}

func forgotten(t *testing.T, s stage) {
	remember(t, s, "SMold", "noted")
	s.pass(9 * time.Minute)
	answers(t, s, "SMold", "noted")
	s.pass(time.Minute)
	if _, found, _ := s.Answer(t.Context(), "SMold"); found {
		t.Error("still remembered after ten minutes")
	}
	remember(t, s, "SMold", "anew")
	answers(t, s, "SMold", "anew")
}

var threeAMinute = session.Limit{Events: 3, Per: time.Minute}

func burst(t *testing.T, s stage) {
	allows(t, s, "burst", true, true, true, false)
	s.pass(20 * time.Second)
	allows(t, s, "burst", true, false)
	s.pass(time.Minute)
	allows(t, s, "burst", true, true, true, false)
}

func limitsApart(t *testing.T, s stage) {
	allows(t, s, "wang", true, true, true, false)
	allows(t, s, "li", true)
}

func refusedIsFree(t *testing.T, s stage) {
	allows(t, s, "impatient", true, true, true, false, false, false, false)
	s.pass(20 * time.Second)
	allows(t, s, "impatient", true)
}

func tooLarge(t *testing.T, s stage) {
	long := make([]byte, session.MaxBytes+1)
	if err := s.Save(t.Context(), "CAlarge", 0, long); !errors.Is(err, session.ErrTooLarge) {
		t.Errorf("saved: %v", err)
	}
	if err := s.Remember(t.Context(), "SMlarge", long); !errors.Is(err, session.ErrTooLarge) {
		t.Errorf("remembered: %v", err)
	}
	save(t, s, "CAlarge", 0, string(long[1:]))
}

func save(t *testing.T, s session.Store, call string, expect int64, data string) {
	t.Helper()
	if err := s.Save(t.Context(), call, expect, []byte(data)); err != nil {
		t.Errorf("save %s: %v", call, err)
	}
}

func loads(t *testing.T, s session.Store, call string, version int64, data string) {
	t.Helper()
	got, err := s.Load(t.Context(), call)
	if err != nil || got.Version != version || string(got.Data) != data {
		t.Errorf("%s is version %d %q, %v; want version %d %q", call, got.Version, got.Data, err, version, data)
	}
}

func remember(t *testing.T, s session.Store, key, answer string) {
	t.Helper()
	if err := s.Remember(t.Context(), key, []byte(answer)); err != nil {
		t.Errorf("remember %s: %v", key, err)
	}
}

func answers(t *testing.T, s session.Store, key, want string) {
	t.Helper()
	got, found, err := s.Answer(t.Context(), key)
	if err != nil || !found || !bytes.Equal(got, []byte(want)) {
		t.Errorf("%s answers %q (%v, %v), want %q", key, got, found, err, want)
	}
}

func allows(t *testing.T, s session.Store, key string, want ...bool) {
	t.Helper()
	for i, w := range want {
		got, err := s.Allow(context.Background(), key, threeAMinute)
		if err != nil || got != w {
			t.Errorf("event %d of %s: allowed %v, %v; want %v", i+1, key, got, err, w)
		}
	}
}
