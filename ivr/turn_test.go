package ivr

import (
	"net/url"
	"testing"
	"time"

	"hourline/ledger/care"
)

// How soon a key came after the call was answered travels with the call; where
// nobody noted it, or the clock was set meanwhile, it is not known.
func TestHowSoonAKeyCameIsKnown(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for answered, want := range map[int64]time.Duration{
		now.Add(-1500 * time.Millisecond).UnixMilli(): 1500 * time.Millisecond,
		now.UnixMilli():                      0,
		0:                                    care.Unmeasured,
		now.Add(time.Minute).UnixMilli():     care.Unmeasured,
		now.Add(-24 * time.Hour).UnixMilli(): care.Unmeasured,
	} {
		q, err := url.ParseQuery(Place{Dialog: After.Name, Node: "Q1", Turn: 1, Answered: answered}.query())
		if err != nil {
			t.Fatal(err)
		}
		turn := Turn{Place: placeOf(q), Now: now}
		if got := turn.sinceAnswered(); got != want {
			t.Errorf("answered at %d: %v, want %v", answered, got, want)
		}
	}
}
