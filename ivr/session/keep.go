package session

import (
	"encoding/json"
	"fmt"
	"time"
)

// What Memory keeps from one gateway to the next.
type (
	kept struct {
		Sessions []keptEntry[Snapshot] `json:"sessions"`
		Answers  []keptEntry[[]byte]   `json:"answers"`
		Limits   []keptEntry[struct{}] `json:"limits"`
	}
	keptEntry[V any] struct {
		Key     string    `json:"key"`
		Value   V         `json:"value"`
		Expires time.Time `json:"expires"`
	}
)

// Keep is all that is in the store, for Recall in another process; nil when
// there is nothing. It holds what callers said: keep it as the books are kept.
func (m *Memory) Keep() ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.options.Clock.Now()
	k := kept{keep(m.sessions, now), keep(m.answers, now), keep(m.limits, now)}
	if len(k.Sessions)+len(k.Answers)+len(k.Limits) == 0 {
		return nil, nil
	}
	return json.Marshal(k)
}

// Recall puts back what Keep gave, apart from what has expired.
func (m *Memory) Recall(data []byte) error {
	var k kept
	if err := json.Unmarshal(data, &k); err != nil {
		return fmt.Errorf("session: recall: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.options.Clock.Now()
	recall(m.sessions, k.Sessions, now)
	recall(m.answers, k.Answers, now)
	recall(m.limits, k.Limits, now)
	return nil
}

// keep lists a shelf in its order, the one put longest ago first.
func keep[V any](s *shelf[V], now time.Time) (all []keptEntry[V]) {
	for e := s.order.Front(); e != nil; e = e.Next() {
		if found := e.Value.(*entry[V]); found.expires.After(now) {
			all = append(all, keptEntry[V]{found.key, found.value, found.expires})
		}
	}
	return all
}

func recall[V any](s *shelf[V], all []keptEntry[V], now time.Time) {
	for _, e := range all {
		if e.Expires.After(now) {
			s.put(e.Key, e.Value, now, e.Expires)
		}
	}
}
