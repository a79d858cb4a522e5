package gateway

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"hourline/ledger"
)

// manyCases is how many call for help at the same moment.
const manyCases = 50

// BenchmarkManyEmergencies is fifty elders who press 9 at the same moment
// while two hundred others are being answered. Commit-ms is until each hears
// that people are being rung, which is after the commit; ring-ms is until the
// carrier is asked to ring the first phone for each, by a carrier that starts
// calls as they come.
func BenchmarkManyEmergencies(b *testing.B) {
	for _, texts := range []int{0, 1000} {
		b.Run(fmt.Sprintf("calls=200,texts=%d", texts), func(b *testing.B) {
			m := openMany(b, 0)
			m.keepCalling(b, 200)
			b.ReportAllocs()
			for b.Loop() {
				m.helpAll(b, texts)
			}
			m.report(b, "commit", m.commits)
			m.report(b, "ring", m.rings)
		})
	}
}

// BenchmarkManyEmergenciesAtPace is the same with a carrier that starts ten
// calls a second. Ring-calls counts in the time of one call: how many the
// carrier could have started before the first ring of each, which is 0 to 49
// when nobody rings twice before all have rung once. At one call a second it
// is seconds.
func BenchmarkManyEmergenciesAtPace(b *testing.B) {
	const perSecond = 10
	b.Run(fmt.Sprintf("calls=200,pace=%d", perSecond), func(b *testing.B) {
		m := openMany(b, perSecond)
		m.keepCalling(b, 200)
		for b.Loop() {
			m.helpAll(b, 0)
		}
		m.report(b, "commit", m.commits)
		b.ReportMetric(m.rings.at(0.50)/1000*perSecond, "ring-p50-calls")
		b.ReportMetric(m.rings.at(0.99)/1000*perSecond, "ring-p99-calls")
	})
}

// A many is a gateway with fifty elders at their telephones.
type many struct {
	*bench
	wires          [manyCases]*wire
	times          int // that all called for help
	commits, rings *times
}

func openMany(b *testing.B, perSecond float64) *many {
	m := &many{bench: openPaced(b, perSecond), commits: &times{}, rings: &times{}}
	for i := range m.wires {
		m.wires[i] = dialBench(b, m.public.Addr().String())
	}
	return m
}

// helpAll has all press 9 at once, with so many texts waiting to be sent, and
// waits until somebody was rung for each. Only that is timed.
func (m *many) helpAll(b *testing.B, texts int) {
	b.StopTimer()
	defer b.StartTimer()
	m.times++
	calls := m.dialAll(b)
	m.queueTexts(b, texts)
	m.listen()
	b.StartTimer()
	start := time.Now()
	var all sync.WaitGroup
	for _, c := range calls {
		all.Go(func() {
			pressed := time.Now()
			if err := c.presses("9"); err != nil {
				b.Error(err)
			}
			m.commits.add(pressed)
		})
	}
	m.waitForRings(b, start)
	b.StopTimer()
	all.Wait()
	m.endCases(b)
}

func (m *many) dialAll(b *testing.B) (calls [manyCases]*benchCall) {
	for i, w := range m.wires {
		c, err := w.dials(fmt.Sprintf("CAhelp%d-%d", m.times, i), elderPhone(benchElders-1-i))
		if err != nil {
			b.Fatal(err)
		}
		calls[i] = c
	}
	return calls
}

// waitForRings notes the first ring of each case.
func (m *many) waitForRings(b *testing.B, start time.Time) {
	rung := map[string]bool{}
	for patience := time.After(time.Minute); len(rung) < manyCases; {
		select {
		case r := <-m.rung:
			if r.about != "" && !rung[r.about] {
				rung[r.about] = true
				m.rings.took = append(m.rings.took, r.at.Sub(start))
			}
		case <-patience:
			b.Fatalf("people were rung for %d of %d", len(rung), manyCases)
		}
	}
}

// queueTexts puts texts into the outbox and waits until they are being sent.
func (m *many) queueTexts(b *testing.B, n int) {
	if err := m.Centre.Bank.Write(b.Context(), func(tx *ledger.Tx) error {
		for i := range n {
			if _, err := tx.Exec(`INSERT INTO outbox (key, lane, action, kind, ref, member, phone, lang, facts, body, due_at, state, created_at)
				VALUES ($1, 'text', 'text', 'bench', 0, 1, $2, 'zh-CN', '{}', '您好', 0, 'waiting', $3)`,
				"bench/"+strconv.Itoa(m.times)+"/"+strconv.Itoa(i), volunteerPhone(0), tx.Now.UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	for sending := n == 0; !sending; time.Sleep(time.Millisecond) {
		m.scan(b, `SELECT EXISTS (SELECT 1 FROM outbox WHERE lane = 'text' AND state = 'leased')`, nil, &sending)
	}
}

func (m *many) report(b *testing.B, what string, t *times) {
	b.ReportMetric(t.at(0.50), what+"-p50-ms")
	b.ReportMetric(t.at(0.99), what+"-p99-ms")
}
