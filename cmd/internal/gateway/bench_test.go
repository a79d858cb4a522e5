package gateway

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"hourline/cmd/internal/twilio"
	"hourline/ledger/care"
)

// Machines differ, so read ratios of one run:
//
//	go test -run '^$' -bench . ./cmd/internal/gateway
//
// The metric x-bare is how many there are in a second, divided by how many of
// a floor that does only what cannot be saved, measured in turns with it.

// menuKeys are the keys of a call that only listens: into every menu and back.
var menuKeys = []string{"1", "*", "3", "*", "2", "*", "1"}

// BenchmarkVoiceTurn is a signed webhook of a call over loopback; its floor
// checks the signature and answers a fixed document.
func BenchmarkVoiceTurn(b *testing.B) {
	for _, clients := range []int{8, 64} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			town := openBench(b)
			ours, floor := newRow(b, clients, town.public.Addr().String()), newRow(b, clients, bareGateway(b, town))
			town.knowEverybody(b)
			ours.turn(b, 16*clients) // every page and every path is warm
			floor.turn(b, 16*clients)
			b.ReportAllocs()
			b.ResetTimer()
			var own time.Duration
			var ratios []float64
			for done := 0; done < b.N; {
				n := min(1024, b.N-done)
				b.StartTimer()
				took := ours.turn(b, n)
				b.StopTimer()
				ratios = append(ratios, floor.turn(b, n).Seconds()/took.Seconds())
				own += took
				done += n
			}
			b.ReportMetric(float64(b.N)/own.Seconds(), "turns/s")
			b.ReportMetric(middle(ratios), "x-bare")
		})
	}
}

// knowEverybody asks once for every telephone, as a day of calls does.
func (t *bench) knowEverybody(b *testing.B) {
	for n := range benchElders {
		if _, err := t.Centre.Line(b.Context(), care.Phone(elderPhone(n))); err != nil {
			b.Fatal(err)
		}
	}
}

// middle is the median.
func middle(of []float64) float64 { return slices.Sorted(slices.Values(of))[len(of)/2] }

// A row is callers who press keys as fast as they are answered.
type row struct {
	wires []*wire
	calls []*benchCall // one for each wire, at its menuKeys[keys[i]]
	keys  []int
	made  atomic.Int64
}

func newRow(b *testing.B, clients int, address string) *row {
	r := &row{calls: make([]*benchCall, clients), keys: make([]int, clients)}
	for range clients {
		r.wires = append(r.wires, dialBench(b, address))
	}
	return r
}

// turn makes n webhooks and tells how long they took.
func (r *row) turn(b *testing.B, n int) time.Duration {
	var left atomic.Int64
	left.Store(int64(n))
	var wg sync.WaitGroup
	start := time.Now()
	for i := range r.wires {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				if err := r.step(i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return time.Since(start)
}

// step is the next webhook of one caller: a key, or a new call after the last.
func (r *row) step(i int) (err error) {
	if c := r.calls[i]; c != nil && r.keys[i] < len(menuKeys) {
		r.keys[i]++
		return c.presses(menuKeys[r.keys[i]-1])
	}
	r.keys[i] = 0
	n := r.made.Add(1)
	r.calls[i], err = r.wires[i].dials("CA"+strconv.FormatInt(n, 10), elderPhone(int(n)%benchElders))
	return err
}

// bareGateway is the floor: the same router, server and check, and nothing else.
func bareGateway(b *testing.B, town *bench) (address string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	verifier, err := twilio.NewVerifier("http://"+l.Addr().String(), benchToken)
	if err != nil {
		b.Fatal(err)
	}
	document, err := dialBench(b, town.public.Addr().String()).post("/voice", callForm("CAbare", elderPhone(0), ""))
	if err != nil {
		b.Fatal(err)
	}
	answer := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.Write(document)
	}
	r := chi.NewRouter()
	r.Use(town.metrics.webhook, town.catch, verifier.Middleware)
	r.Post("/voice", answer)
	r.Post("/voice/turn", answer)
	server := newServer(r, town.log)
	go server.Serve(l)
	b.Cleanup(func() { server.Close() })
	return l.Addr().String()
}

// BenchmarkCallsInProgress is two hundred elders who book a visit at the same
// time, each in a call of its own that ends with the key that is written. The
// keys repeat no digit, which would count as a bounce. Each of the calls that
// think has pauses of about a second, shorter than anybody's; the others press
// as fast as they are answered, which no telephone does.
func BenchmarkCallsInProgress(b *testing.B) {
	const calls = 200
	for _, think := range []time.Duration{time.Second, 0} {
		b.Run(fmt.Sprintf("calls=%d,think=%v", calls, think), func(b *testing.B) {
			town := openBench(b)
			var wires []*wire
			for range calls {
				wires = append(wires, dialBench(b, town.public.Addr().String()))
			}
			read, written := &times{}, &times{}
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				var wg sync.WaitGroup
				for i, w := range wires {
					wg.Go(func() {
						if err := book(w, n*calls+i, elderPhone(i), think, read, written); err != nil {
							b.Error(err)
						}
					})
				}
				wg.Wait()
			}
			all := read.join(written)
			b.ReportMetric(all.at(0.50), "p50-ms")
			b.ReportMetric(all.at(0.99), "p99-ms")
			b.ReportMetric(written.at(0.99), "p99-ms-written")
			b.ReportMetric(float64(len(all.took))/b.Elapsed().Seconds(), "turns/s")
		})
	}
}

// book is the n-th call, with a pause before each key that is between half of
// think and one and a half.
func book(w *wire, n int, from string, think time.Duration, read, written *times) error {
	pause := func(key int) { time.Sleep(think/2 + think*time.Duration((n*7919+key*104729)%1000)/1000) }
	pause(0)
	start := time.Now()
	c, err := w.dials("CA"+strconv.Itoa(n), from)
	read.add(start)
	for i, key := range []string{"2", "1", "2", "1"} {
		if err != nil {
			return err
		}
		pause(i + 1)
		start := time.Now()
		err = c.presses(key)
		if i < 3 {
			read.add(start)
		} else {
			written.add(start)
		}
	}
	if err == nil && c.next != "" {
		err = fmt.Errorf("call %d was not booked; it goes on at %s", n, c.next)
	}
	return err
}

// times are how long things took.
type times struct {
	mu   sync.Mutex
	took []time.Duration
}

func (t *times) add(start time.Time) {
	took := time.Since(start)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.took = append(t.took, took)
}

func (t *times) join(u *times) *times { return &times{took: slices.Concat(t.took, u.took)} }

// at is a quantile, in milliseconds.
func (t *times) at(q float64) float64 {
	sorted := slices.Sorted(slices.Values(t.took))
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]) / float64(time.Millisecond)
}
