package gateway

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkFirstRing is how long after an elder's key 9 was posted the carrier
// is asked to ring the first of those on duty: alone, and while two hundred
// others are being answered.
func BenchmarkFirstRing(b *testing.B) {
	for _, calls := range []int{0, 200} {
		b.Run(fmt.Sprintf("calls=%d", calls), func(b *testing.B) {
			town := openBench(b)
			elder := dialBench(b, town.public.Addr().String())
			town.keepCalling(b, calls)
			rings := &times{}
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				b.StopTimer()
				c, err := elder.dials("CAhelp"+strconv.Itoa(n), elderPhone(benchElders-1))
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				town.listen()
				start := time.Now()
				if err := c.presses("9"); err != nil {
					b.Fatal(err)
				}
				select {
				case r := <-town.rung:
					rings.took = append(rings.took, r.at.Sub(start))
				case <-time.After(time.Minute):
					b.Fatal("nobody was rung")
				}
				b.StopTimer()
				town.endCases(b)
				b.StartTimer()
			}
			b.ReportMetric(rings.at(0.50), "p50-ms")
			b.ReportMetric(rings.at(0.99), "p99-ms")
		})
	}
}

// listen forgets calls that were placed before.
func (t *bench) listen() {
	for len(t.rung) > 0 {
		<-t.rung
	}
}

// endCases closes all cases and waits until nobody is rung any more.
func (t *bench) endCases(b *testing.B) {
	b.Helper()
	t.write(b, `UPDATE cases SET state = 'closed', next_at = NULL WHERE state IN ('ringing', 'accepted')`)
	t.write(b, `UPDATE outbox SET state = 'dropped' WHERE lane IN ('emergency', 'urgent') AND state = 'waiting'`)
	for open := true; open; time.Sleep(time.Millisecond) {
		t.scan(b, `SELECT EXISTS (SELECT 1 FROM outbox WHERE lane IN ('emergency', 'urgent') AND state IN ('waiting', 'leased'))`, nil, &open)
	}
}

// keepCalling has so many elders book visits, with a second's thought before
// each key, until the benchmark ends.
func (t *bench) keepCalling(b *testing.B, calls int) {
	ctx, stop := context.WithCancel(context.Background())
	var callers sync.WaitGroup
	var made atomic.Int64
	ignored := &times{}
	for i := range calls {
		w := dialBench(b, t.public.Addr().String())
		callers.Go(func() {
			for ctx.Err() == nil {
				if err := book(w, int(made.Add(1)), elderPhone(i), time.Second, ignored, ignored); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	b.Cleanup(func() { stop(); callers.Wait() })
	if calls > 0 {
		time.Sleep(3 * time.Second) // until they are at every point of their calls
	}
}
