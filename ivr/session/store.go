package session

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"hourline/ledger/clock"
)

var (
	// ErrConflict says that somebody else saved the session since it was loaded.
	ErrConflict = errors.New("session: saved by another webhook meanwhile")
	// ErrUnavailable says that the store cannot be reached; go on without it.
	ErrUnavailable = errors.New("session: the store cannot be reached")
	// ErrTooLarge says that a value is longer than MaxBytes.
	ErrTooLarge = errors.New("session: too large to keep")
)

// MaxBytes is the longest session or answer that is kept.
const MaxBytes = 64 << 10

// A Snapshot is a session as it was saved last. Version 0 is a call that
// nobody saved yet, or whose session is lost.
type Snapshot struct {
	Version int64
	Data    []byte
}

// A Limit lets Events happen at once, and after that one more for every
// Events-th part of Per. Both are positive.
type Limit struct {
	Events int
	Per    time.Duration
}

// space is how long one event weighs.
func (l Limit) space() time.Duration { return max(l.Per/time.Duration(l.Events), time.Millisecond) }

// A Store keeps sessions, answers and limits. Call names and keys are opaque,
// not empty and without phone numbers. It is safe for concurrent use.
type Store interface {
	// Load is the session of a call; the zero Snapshot if there is none.
	Load(ctx context.Context, call string) (Snapshot, error)
	// Save replaces the session of version expect by data, as version
	// expect+1; else ErrConflict. It expires after Options.Session.
	Save(ctx context.Context, call string, expect int64, data []byte) error

	// Answer is what was remembered under a key, and whether anything was.
	Answer(ctx context.Context, key string) ([]byte, bool, error)
	// Remember keeps an answer for Options.Answer. The first one stays.
	Remember(ctx context.Context, key string, answer []byte) error

	// Allow counts an event under a key and reports whether the limit has
	// room for it. One that had no room does not weigh.
	Allow(ctx context.Context, key string, limit Limit) (bool, error)

	// Ping reports whether the store can be reached.
	Ping(ctx context.Context) error
	Close() error
}

// Options are the lifetimes and bounds of a store.
type Options struct {
	Session time.Duration // how long after its last Save a session lives; 0 is 30 minutes
	Answer  time.Duration // how long an answer is remembered; 0 is 10 minutes
	Most    int           // sessions, answers and limits that Memory keeps of each; 0 is 10,000
	Clock   clock.Clock   // the zero Clock is the machine's
	Logger  *slog.Logger  // told when Redis fails and when it is back, once each; nil: nobody is

	now func() time.Time // of Clock, however it is set: a limit that waits for an hour that was set back would bar a phone
}

func (o Options) withDefaults() Options {
	if o.Session == 0 {
		o.Session = 30 * time.Minute
	}
	if o.Answer == 0 {
		o.Answer = 10 * time.Minute
	}
	if o.Most == 0 {
		o.Most = 10_000
	}
	if o.Clock.Now == nil {
		o.Clock = clock.System()
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	o.now = o.Clock.Steady()
	return o
}

// Open is a store in Redis, or in memory when the URL is empty. The URL is
//
//	redis://user:password@host:6379/0       one server (rediss:// with TLS)
//	redis://host:6379,host:6380             a cluster
//	redis+sentinel://host:26379/master/0    a master that Sentinels watch (rediss+sentinel:// with TLS)
//
// Open does not speak to the server: a gateway starts while Redis is down.
func Open(redisURL string, o Options) (Store, error) {
	if redisURL == "" {
		return NewMemory(o), nil
	}
	options, err := parse(redisURL)
	if err != nil {
		return nil, fmt.Errorf("redis URL: %w", err)
	}
	return newRedis(options, o), nil
}

func fits(data []byte) error {
	if len(data) > MaxBytes {
		return fmt.Errorf("%w: %d bytes of at most %d", ErrTooLarge, len(data), MaxBytes)
	}
	return nil
}
