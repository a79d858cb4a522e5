package faults

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
	"hourline/ledger/clock"
)

// A town is the network and the people on its telephones.
type town struct {
	*testing.T
	network *carrier.Network
	api     *httptest.Server
	speed   float64 // how many seconds of policy time pass in one
	since   time.Time
	clock   clock.Clock
	now     func() time.Time // policy time
	traffic chan struct{}    // gets one whenever a request crosses the line
	typed   chan struct{}    // gets one whenever a desk has a command carried out; nil without one
	told    chan struct{}    // gets one whenever somebody is told what must be in the books

	mu     sync.Mutex // held while somebody thinks
	chance *rand.Rand
	people map[string]person
	stop   context.CancelFunc
	calm   bool // nobody begins anything new any more
}

// A person is whoever holds a handset.
type person interface {
	notice(carrier.Event) // what happened on it; the town is locked
	wish()                // something new; the town is locked
}

// newTown is a town at nine on a Monday morning, in which nobody lives yet.
// The tape, if there is one, takes down what crosses the line.
func newTown(t *testing.T, seed uint64, speed float64, public string, tape *tape) *town {
	t.Helper()
	w := &town{
		T: t, speed: speed, traffic: make(chan struct{}, 1), told: make(chan struct{}, 1),
		chance: rand.New(rand.NewPCG(seed, 1)), people: map[string]person{},
	}
	nine, now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("CST", 8*60*60)), time.Now()
	w.since = now.Add(-time.Duration(float64(nine.Sub(now)) / (speed - 1)))
	c := clock.FastSince(speed, w.since)
	w.clock, w.now = c, c.Now
	webhooks := http.RoundTripper(http.DefaultTransport.(*http.Transport).Clone())
	if tape != nil {
		tape.now = c.Now
		webhooks = tape.webhooks(webhooks)
	}
	w.network = carrier.New(carrier.Config{
		AccountSID: account, AuthToken: token, Now: c.Now, After: c.After,
		SayTime: func(string) time.Duration { return 6 * time.Second },
		Client:  &http.Client{Transport: passing{webhooks, w.traffic}},
	})
	handler := w.network.Handler()
	if tape != nil {
		handler = tape.requests(handler)
	}
	w.api = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		crossed(w.traffic)
		handler.ServeHTTP(rw, r)
	}))
	for _, number := range []string{hotline, second} {
		const rules = "#rc=2&rp=ct,5xx"
		w.network.AddNumber(carrier.Number{
			E164: number, VoiceURL: "http://" + public + "/voice" + rules, SMSURL: "http://" + public + "/sms" + rules, StatusURL: "http://" + public + "/voice/status",
		})
	}
	t.Cleanup(func() { w.network.Close(); w.api.Close() })
	return w
}

// A passing transport tells of every webhook.
type passing struct {
	http.RoundTripper
	traffic chan struct{}
}

func (p passing) RoundTrip(r *http.Request) (*http.Response, error) {
	crossed(p.traffic)
	return p.RoundTripper.RoundTrip(r)
}

func crossed(traffic chan struct{}) {
	select {
	case traffic <- struct{}{}:
	default:
	}
}

// phone is a telephone for somebody.
func (w *town) phone(name, number string, landline bool) *carrier.Handset {
	return w.network.AddHandset(carrier.HandsetConfig{Name: name, Label: name, E164: number, Landline: landline})
}

// numbers are those of all handsets, by their names.
func (w *town) numbers() map[string]string {
	out := map[string]string{}
	for _, h := range w.network.Handsets() {
		out[h.Name] = h.E164
	}
	return out
}

// wakeUp lets everybody live from now on. Hear is told first of all that
// happens on the telephones, while the town is locked.
func (w *town) wakeUp(hear func(carrier.Event) (told bool)) {
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	go w.live(w.network.Subscribe(ctx), hear)
	w.Cleanup(stop)
}

// live lets people notice what happens on their handsets, and wish for
// something now and then.
func (w *town) live(events <-chan carrier.Event, hear func(carrier.Event) bool) {
	wishes := time.NewTicker(60 * time.Millisecond)
	defer wishes.Stop()
	names := make([]string, 0, len(w.people))
	for name := range w.people {
		names = append(names, name)
	}
	for turn := 0; ; {
		select {
		case e, open := <-events:
			if !open {
				return
			}
			w.with(func() {
				if hear(e) {
					crossed(w.told)
				}
				w.people[e.Handset].notice(e)
			})
		case <-wishes.C:
			turn++
			w.with(w.people[names[turn%len(names)]].wish)
		}
	}
}

func (w *town) with(do func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	do()
}

// soon lets somebody do something after a moment of the machine's own time.
func (w *town) soon(least, most time.Duration, do func()) {
	time.AfterFunc(least+time.Duration(w.chance.Int64N(int64(most-least)+1)), func() { w.with(do) })
}

func (w *town) maybe(probability float64) bool { return w.chance.Float64() < probability }

// misbehave lets the network go wrong in another way for a while.
func (w *town) misbehave() {
	var wrong carrier.Misbehaviour
	w.with(func() {
		wrong.DuplicateWebhooks, wrong.LoseStatus, wrong.ReorderStatus = w.maybe(0.4), w.maybe(0.25), w.maybe(0.3)
		if w.maybe(0.3) {
			wrong.LateStatus = time.Duration(w.chance.IntN(60)) * time.Second
		}
		if w.maybe(0.3) {
			wrong.HangUpGathers = 1
		}
		for range w.chance.IntN(4) {
			wrong.REST = append(wrong.REST, carrier.Faults[w.chance.IntN(len(carrier.Faults))], carrier.NoFault)
		}
		wrong.SlowBy = 300 * time.Millisecond
	})
	w.network.Misbehave(func(m *carrier.Misbehaviour) { *m = wrong })
}

// becalm lets what is under way come to its end on a network that behaves.
func (w *town) becalm() {
	w.with(func() { w.calm = true })
	w.network.Misbehave(func(m *carrier.Misbehaviour) { *m = carrier.Misbehaviour{} })
}
