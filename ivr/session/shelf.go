package session

import (
	"container/list"
	"time"
)

// A shelf keeps entries until they expire, and at most a number of them: the
// one that was put longest ago makes room for a new one.
type shelf[V any] struct {
	most    int
	entries map[string]*list.Element // of order
	order   *list.List               // of *entry[V], the one put longest ago in front
}

type entry[V any] struct {
	key     string
	value   V
	expires time.Time
}

func newShelf[V any](most int) *shelf[V] {
	return &shelf[V]{most: most, entries: map[string]*list.Element{}, order: list.New()}
}

// get is the value of a key unless it has expired.
func (s *shelf[V]) get(key string, now time.Time) (V, bool) {
	if e := s.entries[key]; e != nil {
		if found := e.Value.(*entry[V]); found.expires.After(now) {
			return found.value, true
		}
	}
	var none V
	return none, false
}

// expiry is when a key expires or has expired; zero if it is not there.
func (s *shelf[V]) expiry(key string) time.Time {
	if e := s.entries[key]; e != nil {
		return e.Value.(*entry[V]).expires
	}
	return time.Time{}
}

// put replaces the value of a key and clears away what is in front and has
// expired, or is one too many.
func (s *shelf[V]) put(key string, value V, now, expires time.Time) {
	if old := s.entries[key]; old != nil {
		s.order.Remove(old)
	}
	s.entries[key] = s.order.PushBack(&entry[V]{key, value, expires})
	for front := s.order.Front(); s.order.Len() > s.most || !front.Value.(*entry[V]).expires.After(now); front = s.order.Front() {
		delete(s.entries, front.Value.(*entry[V]).key)
		s.order.Remove(front)
	}
}
