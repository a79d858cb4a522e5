package care

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"
)

func TestWhatIsInsistedOnIsTriedUntilItIsDone(t *testing.T) {
	h := newHouse(t)
	var tries atomic.Int64
	done := make(chan struct{})
	do := func(context.Context) error {
		if tries.Add(1) < 2 {
			return errors.New("the disk is full")
		}
		close(done)
		return nil
	}
	h.Insist("call/CA1", do)
	h.Insist("call/CA1", do) // waits already
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatalf("given up after %d tries", tries.Load())
	}
	if n := tries.Load(); n != 2 {
		t.Errorf("tried %d times", n)
	}
}

func TestInsistingIsBounded(t *testing.T) {
	h := newHouse(t)
	for i := range 2 * mostInsistences {
		h.Insist(time.Duration(i).String(), func(context.Context) error { return errors.New("the disk is full") })
	}
	h.insisting.mu.Lock()
	defer h.insisting.mu.Unlock()
	if n := len(h.insisting.waiting); n != mostInsistences {
		t.Errorf("%d wait", n)
	}
}
