package gateway_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
	"hourline/cmd/internal/demo"
)

// What emergency.md promises to people who wait, by the carrier's own record of
// what was heard when.

// A record is what happened on the phones of a town since it was begun.
type record struct {
	mu     sync.Mutex
	events []carrier.Event
}

func (tr *trial) record() *record {
	r := &record{}
	events := tr.Network.Subscribe(tr.Context())
	go func() {
		for e := range events {
			r.mu.Lock()
			r.events = append(r.events, e)
			r.mu.Unlock()
		}
	}()
	return r
}

// until is all that happened up to the first event of that kind on a phone that
// has these words.
func (r *record) until(tr *trial, handset string, kind carrier.Kind, words string) (all []carrier.Event, last carrier.Event) {
	tr.Helper()
	tr.eventually(handset+" "+string(kind)+" "+words, func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		for i, e := range r.events {
			if e.Handset == handset && e.Kind == kind && strings.Contains(e.Text, words) {
				all, last = r.events[:i+1:i+1], e
				return true
			}
		}
		return false
	})
	return all, last
}

// Who waits for help hears something true at least every 15 seconds, and once a
// minute how to reach 120.
func TestWhoWaitsForHelpIsNeverLeftInSilence(t *testing.T) {
	for name, o := range map[string]demo.Options{"twilio": {}, "minimal": {Personality: carrier.Minimal}} {
		for who, advice := range map[string]string{"wang": "一二〇", "mei": "one, two, zero"} {
			t.Run(name+" "+who, func(t *testing.T) {
				t.Parallel()
				tr := newTrial(t, o)
				heard := tr.record()
				tr.play(`
director lets it ring
ma       lets it ring
he       lets it ring
sun      lets it ring
room     lets it ring
` + who + ` calls presses 9
advance 4m
` + who + ` hangs up`)
				all, _ := heard.until(tr, who, carrier.HangsUp, "")
				var last, rang time.Time
				var advised []time.Duration
				for _, e := range all {
					switch {
					case e.Handset != who:
					case e.Kind == carrier.Presses:
						rang, last = e.At, e.At
					case e.Kind == carrier.Hears && !rang.IsZero():
						if gap := e.At.Sub(last); gap > 15*time.Second {
							t.Errorf("%v of nothing new before %q", gap, e.Text)
						}
						last = e.At
						if strings.Contains(e.Text, advice) {
							advised = append(advised, e.At.Sub(rang).Round(time.Second))
						}
					}
				}
				if len(advised) < 3 || advised[0] < time.Minute || advised[0] > 80*time.Second || len(advised) > 6 {
					t.Errorf("told of 120 after %v", advised)
				}
			})
		}
	}
}

// The other phones are still two seconds after a key that ends the ringing.
func TestOtherPhonesStopRingingAtOnce(t *testing.T) {
	for name, end := range map[string]struct {
		script, who string
		last        carrier.Kind // of her call
	}{
		"accepted":   {"advance 31s\nhe is rung presses 1\nadvance 10s\nwang hangs up", "he", carrier.HangsUp},
		"by mistake": {"advance 5s\nwang presses 1 hears \"不叫人了\"\nadvance 10s", "wang", carrier.IsHungUp},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tr := newTrial(t, demo.Options{})
			heard := tr.record()
			tr.play("wang calls\nwang presses 9 hears \"正在叫人\"\n" + end.script)
			all, _ := heard.until(tr, "wang", end.last, "")
			var key time.Time
			for _, e := range all {
				if e.Handset == end.who && e.Kind == carrier.Presses {
					key = e.At
				}
			}
			stopped := 0
			ringing := map[string]bool{}
			for _, e := range all {
				switch e.Kind {
				case carrier.Rings:
					ringing[e.Handset] = true
					if e.At.After(key) {
						t.Errorf("%s rings after the key", e.Handset)
					}
				case carrier.Misses, carrier.IsHungUp, carrier.Answers:
					if ringing[e.Handset] && !e.At.Before(key) {
						if stopped++; e.At.Sub(key) > 2*time.Second {
							t.Errorf("%s rings for %v more", e.Handset, e.At.Sub(key))
						}
					}
					delete(ringing, e.Handset)
				}
			}
			if len(ringing) > 0 || stopped < 2 {
				t.Errorf("%d phones stopped, and %v ring on", stopped, ringing)
			}
		})
	}
}
