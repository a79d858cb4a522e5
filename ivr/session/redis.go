package session

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// patience is the longest that one verb waits for the server.
const patience = time.Second

// Redis is a store that several gateways share. Every verb is one command or
// one script on one key, so that it works on a cluster too, and may be sent
// twice without happening twice, as the client repeats what got no reply.
type Redis struct {
	options Options
	client  redis.UniversalClient
	breaker breaker
}

func newRedis(u *redis.UniversalOptions, o Options) *Redis {
	u.ContextTimeoutEnabled = true // without it a deadline does not bound the socket
	u.DialTimeout = patience
	u.DialerRetries = 1
	u.ReadTimeout = patience / 2
	u.WriteTimeout = patience / 2
	u.MaxRetries = 1
	// Servers before Redis 8, and Valkey, answer the subscription with an error.
	u.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	logging.Disable() // it writes to stderr what it returns as an error as well
	o = o.withDefaults()
	return &Redis{options: o, client: redis.NewUniversalClient(u), breaker: breaker{now: o.now}}
}

// The keys of a call share the slot of its name.
func sessionKey(call string) string { return "hl:{" + call + "}:session" }
func answerKey(key string) string   { return "hl:{" + key + "}:answer" }
func limitKey(key string) string    { return "hl:{" + key + "}:limit" }

// Load is the session of a call.
func (r *Redis) Load(ctx context.Context, call string) (s Snapshot, err error) {
	var found struct {
		Version int64  `redis:"v"`
		Data    []byte `redis:"d"`
	}
	err = r.do(ctx, reading, func(ctx context.Context) error {
		return r.client.HMGet(ctx, sessionKey(call), "v", "d").Scan(&found)
	})
	return Snapshot{found.Version, found.Data}, err
}

// save compares and sets. A session that carries the writer's token is its
// own: the reply to the first attempt was lost.
var save = redis.NewScript(`
local expect, next, data, token, ttl = unpack(ARGV)
local version = redis.call('HGET', KEYS[1], 'v') or '0'
if version == expect then
	redis.call('HSET', KEYS[1], 'v', next, 'd', data, 't', token)
	redis.call('PEXPIRE', KEYS[1], ttl)
	return 1
end
if version == next and redis.call('HGET', KEYS[1], 't') == token then
	return 1
end
return 0`)

// Save replaces the session of a call.
func (r *Redis) Save(ctx context.Context, call string, expect int64, data []byte) error {
	if err := fits(data); err != nil {
		return err
	}
	saved, err := r.run(ctx, save, sessionKey(call),
		expect, expect+1, data, rand.Text(), r.options.Session.Milliseconds())
	if err == nil && !saved {
		return ErrConflict
	}
	return err
}

// Answer is what was remembered under a key.
func (r *Redis) Answer(ctx context.Context, key string) (answer []byte, found bool, err error) {
	err = r.do(ctx, reading, func(ctx context.Context) (err error) {
		answer, err = r.client.Get(ctx, answerKey(key)).Bytes()
		return err
	})
	if errors.Is(err, redis.Nil) {
		return nil, false, nil
	}
	return answer, err == nil, err
}

// Remember keeps an answer under a key.
func (r *Redis) Remember(ctx context.Context, key string, answer []byte) error {
	if err := fits(answer); err != nil {
		return err
	}
	err := r.do(ctx, writing, func(ctx context.Context) error {
		first := redis.SetArgs{Mode: "NX", TTL: r.options.Answer}
		return r.client.SetArgs(ctx, answerKey(key), answer, first).Err()
	})
	if errors.Is(err, redis.Nil) { // there is one already
		return nil
	}
	return err
}

// allow is the generic cell rate algorithm. The key lives until the limit is
// unused again, so the server's own expiry is the clock and the gateways'
// clocks may differ. A key that carries the writer's token was already counted.
var allow = redis.NewScript(`
local token, space, per = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
if redis.call('GET', KEYS[1]) == token then
	return 1
end
local busy = math.max(redis.call('PTTL', KEYS[1]), 0) + space
if busy > per then
	return 0
end
redis.call('SET', KEYS[1], token, 'PX', busy)
return 1`)

// Allow counts an event under a key.
func (r *Redis) Allow(ctx context.Context, key string, limit Limit) (bool, error) {
	return r.run(ctx, allow, limitKey(key),
		rand.Text(), limit.space().Milliseconds(), limit.Per.Milliseconds())
}

// Ping reports whether the server can be reached.
func (r *Redis) Ping(ctx context.Context) error {
	return r.do(ctx, reading, func(ctx context.Context) error { return r.client.Ping(ctx).Err() })
}

// Close ends all connections.
func (r *Redis) Close() error { return r.client.Close() }

// run is a script's yes or no.
func (r *Redis) run(ctx context.Context, script *redis.Script, key string, args ...any) (yes bool, err error) {
	err = r.do(ctx, writing, func(ctx context.Context) (err error) {
		yes, err = script.Run(ctx, r.client, []string{key}, args...).Bool()
		return err
	})
	return yes, err
}

// What a verb does to the server.
const (
	reading = false
	writing = true
)

// do speaks to the server unless it has just failed, and not for long.
// A caller who hangs up says nothing about the server.
func (r *Redis) do(ctx context.Context, writes bool, speak func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !r.breaker.allows() {
		return fmt.Errorf("%w: it failed less than %v ago", ErrUnavailable, rest)
	}
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := speak(bounded)
	switch {
	case err == nil || errors.Is(err, redis.Nil):
		if r.breaker.worked(writes) {
			r.options.Logger.Info("Redis keeps sessions again")
		}
		return err
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	}
	if r.breaker.failed() {
		r.options.Logger.Warn("Redis fails; calls go on without it, at the price of a repeated menu", "error", err)
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
