package care

import "sync"

// A shelf keeps what was read from the books until the tables it came from
// change. Only the owner of the file may have one: others do not know when.
// Nothing that decides about money or an emergency is taken from a shelf.
type shelf[K comparable, V any] struct {
	mu    sync.Mutex
	most  int // values that are kept
	count uint64
	kept  map[K]V
}

// get is the value of a key if the tables have not changed since it was put.
// Count is what Bank.Changes says.
func (s *shelf[K, V]) get(key K, count uint64) (v V, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if count != s.count {
		return v, false
	}
	v, ok = s.kept[key]
	return v, ok
}

// put keeps a value that was read after Bank.Changes said count. When the
// shelf is full, any other makes room.
func (s *shelf[K, V]) put(key K, count uint64, v V) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if count < s.count {
		return // somebody has read what is newer
	}
	if count > s.count || s.kept == nil {
		s.count, s.kept = count, map[K]V{}
	}
	if _, there := s.kept[key]; !there && len(s.kept) >= s.most {
		for other := range s.kept {
			delete(s.kept, other)
			break
		}
	}
	s.kept[key] = v
}
