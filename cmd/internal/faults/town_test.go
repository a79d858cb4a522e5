package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
	"hourline/ledger/clock"
)

// speed is how many seconds of policy time pass in one: an hour in a minute.
const speed = 60

// How many people live in the town.
const (
	elders     = 12
	volunteers = 16
	staff      = 4
)

// A town is the network and the people on its telephones.
type town struct {
	*testing.T
	network *carrier.Network
	api     *httptest.Server
	since   time.Time
	traffic chan struct{} // gets one whenever a request crosses the line
	told    chan struct{} // gets one whenever somebody is told what must be in the books
	claims  claims

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

// newTown is a town at nine on a Monday morning, with everybody at home.
func newTown(t *testing.T, seed uint64, public string) *town {
	t.Helper()
	w := &town{T: t, traffic: make(chan struct{}, 1), told: make(chan struct{}, 1), chance: rand.New(rand.NewPCG(seed, 1)), people: map[string]person{}}
	nine, now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("CST", 8*60*60)), time.Now()
	w.since = now.Add(-time.Duration(float64(nine.Sub(now)) / (speed - 1)))
	c := clock.FastSince(speed, w.since)
	w.network = carrier.New(carrier.Config{
		AccountSID: account, AuthToken: token, Now: c.Now, After: c.After,
		SayTime: func(string) time.Duration { return 6 * time.Second },
		Client:  &http.Client{Transport: passing{http.DefaultTransport.(*http.Transport).Clone(), w.traffic}},
	})
	handler := w.network.Handler()
	w.api = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		crossed(w.traffic)
		handler.ServeHTTP(rw, r)
	}))
	const rules = "#rc=2&rp=ct,5xx"
	w.network.AddNumber(carrier.Number{
		E164: hotline, VoiceURL: "http://" + public + "/voice" + rules, SMSURL: "http://" + public + "/sms" + rules, StatusURL: "http://" + public + "/voice/status",
	})
	w.settle()
	w.claims = claims{texts: map[text]int{}, numbers: map[string]string{}}
	for _, h := range w.network.Handsets() {
		w.claims.numbers[h.Name] = h.E164
	}
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	go w.live(w.network.Subscribe(ctx))
	t.Cleanup(func() { stop(); w.network.Close(); w.api.Close() })
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

// settle gives everybody a telephone.
func (w *town) settle() {
	add := func(name, number string, landline bool) *carrier.Handset {
		return w.network.AddHandset(carrier.HandsetConfig{Name: name, Label: name, E164: number, Landline: landline})
	}
	for i := range elders {
		h := add(fmt.Sprintf("elder%d", i), elderNumber(i), true)
		w.people[h.Name] = &elder{caller: caller{town: w, h: h}}
	}
	for i := range volunteers {
		h := add(fmt.Sprintf("volunteer%d", i), volunteerNumber(i), false)
		w.people[h.Name] = &volunteer{caller: caller{town: w, h: h}}
	}
	for i := range staff {
		h := add(fmt.Sprintf("staff%d", i), staffNumber(i), false)
		w.people[h.Name] = &responder{caller: caller{town: w, h: h}}
	}
	h := add("room", fallback, true)
	w.people[h.Name] = &responder{caller: caller{town: w, h: h}}
}

func elderNumber(i int) string     { return fmt.Sprintf("+8687165000%03d", i+1) }
func volunteerNumber(i int) string { return fmt.Sprintf("+8613800000%03d", i+1) }
func staffNumber(i int) string     { return fmt.Sprintf("+8613800000%03d", i+101) }

// csv is everybody, as a file for the program to import.
func (w *town) csv() string {
	var b strings.Builder
	b.WriteString("name,roles,phones,community,address\n")
	for i := range elders {
		fmt.Fprintf(&b, "老人%d,elder,%s,翠湖社区,翠湖南路%d号\n", i, elderNumber(i), i+1)
	}
	for i := range volunteers {
		fmt.Fprintf(&b, "志愿者%d,volunteer,%s,翠湖社区,\n", i, volunteerNumber(i))
	}
	for i := range staff {
		fmt.Fprintf(&b, "值班%d,duty,%s,翠湖社区,\n", i, staffNumber(i))
	}
	return b.String()
}

// live lets people notice what happens on their handsets, and wish for
// something now and then.
func (w *town) live(events <-chan carrier.Event) {
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
				if w.claims.hear(e) {
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
