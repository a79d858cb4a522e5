package care

import (
	"testing"
	"time"
)

// Two emergencies ring one phone, and the carrier's answers are lost. Whose a
// call is that its list has is told by when it was placed.
func TestTheCallOfAnotherEmergencyIsNotTakenForOnesOwn(t *testing.T) {
	b := newLetterbox(t)
	try := func(key string) Outgoing {
		b.t.Helper()
		b.put(key, EmergencyLane, PlaceCall)
		row := b.claim(EmergencyLane)[0]
		b.clock.Advance(10 * time.Second)
		return row
	}
	first, second := try("first"), try("second")
	at := func(d time.Duration) time.Time { return first.DueAt.Add(d) }
	for _, tt := range []struct {
		label         string
		sid           string
		placed        time.Time
		first, second bool
	}{
		{"placed before the second was tried", "CA1", at(2 * time.Second), true, false},
		{"placed after it", "CA1", at(11 * time.Second), false, true},
		{"in the very second, by a carrier that tells no more", "CA1", at(10 * time.Second).Truncate(time.Second), false, true},
	} {
		for row, want := range map[*Outgoing]bool{&first: tt.first, &second: tt.second} {
			if is, err := b.IsOf(ctx, *row, tt.sid, tt.placed); err != nil || is != want {
				t.Errorf("%s: %s: %v %v, want %v", tt.label, row.Key, is, err, want)
			}
		}
	}
	b.settle(second, Result{Verdict: Handed, SID: "CA2"})
	for sid, want := range map[string]bool{"CA1": true, "CA2": false} {
		if is, err := b.IsOf(ctx, first, sid, at(11*time.Second)); err != nil || is != want {
			t.Errorf("once the second has CA2, %s is the first's: %v %v, want %v", sid, is, err, want)
		}
	}
	waits := b.put("third", EmergencyLane, PlaceCall)
	if is, err := b.IsOf(ctx, first, "CA1", waits.DueAt); err != nil || !is {
		t.Errorf("a call that was never tried takes one: %v %v", is, err)
	}
}
