package session

import (
	"bytes"
	"context"
	"sync"
)

// Memory is a store for one gateway. It forgets everything when it ends.
type Memory struct {
	options  Options
	mu       sync.Mutex // holds all shelves
	sessions *shelf[Snapshot]
	answers  *shelf[[]byte]
	limits   *shelf[struct{}] // an entry expires when the limit is unused again
}

// NewMemory is an empty store.
func NewMemory(o Options) *Memory {
	o = o.withDefaults()
	return &Memory{
		options:  o,
		sessions: newShelf[Snapshot](o.Most),
		answers:  newShelf[[]byte](o.Most),
		limits:   newShelf[struct{}](o.Most),
	}
}

// Load is the session of a call.
func (m *Memory) Load(_ context.Context, call string) (Snapshot, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, _ := m.sessions.get(call, m.options.now())
	return Snapshot{s.Version, bytes.Clone(s.Data)}, nil
}

// Save replaces the session of a call.
func (m *Memory) Save(_ context.Context, call string, expect int64, data []byte) error {
	if err := fits(data); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.options.now()
	if s, _ := m.sessions.get(call, now); s.Version != expect {
		return ErrConflict
	}
	m.sessions.put(call, Snapshot{expect + 1, bytes.Clone(data)}, now, now.Add(m.options.Session))
	return nil
}

// Answer is what was remembered under a key.
func (m *Memory) Answer(_ context.Context, key string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	answer, ok := m.answers.get(key, m.options.now())
	return bytes.Clone(answer), ok, nil
}

// Remember keeps an answer under a key.
func (m *Memory) Remember(_ context.Context, key string, answer []byte) error {
	if err := fits(answer); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.options.now()
	if _, ok := m.answers.get(key, now); !ok {
		m.answers.put(key, bytes.Clone(answer), now, now.Add(m.options.Answer))
	}
	return nil
}

// Allow counts an event under a key.
func (m *Memory) Allow(_ context.Context, key string, limit Limit) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.options.now()
	busy := max(m.limits.expiry(key).Sub(now), 0) + limit.space()
	if busy > limit.Per {
		return false, nil
	}
	m.limits.put(key, struct{}{}, now, now.Add(busy))
	return true, nil
}

// Ping always succeeds.
func (m *Memory) Ping(context.Context) error { return nil }

// Close does nothing.
func (m *Memory) Close() error { return nil }
