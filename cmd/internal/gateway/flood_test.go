package gateway_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const robot = "+8613800000066" // in nobody's books

// flood posts what a machine does with one number, 500 times a second, until
// stopped: calls, keys and texts in turn. It gives how many were posted.
func (c *counter) flood(from string) (stop func() int) {
	const every = time.Second / 500
	done, posted := make(chan struct{}), 0
	var running sync.WaitGroup
	running.Go(func() {
		for tick := time.NewTicker(every); ; posted++ {
			select {
			case <-tick.C:
			case <-done:
				return
			}
			call := url.Values{"CallSid": {fmt.Sprint("CAf", posted/2)}, "From": {from}, "To": {hotline}, "Digits": {"1"}}
			switch posted % 3 {
			case 0:
				c.heard("/voice", call)
			case 1:
				c.heard("/voice/turn?d=hotline&n=N0N&t=2", call)
			case 2:
				c.post("/sms", url.Values{"MessageSid": {fmt.Sprint("SMf", posted)}, "From": {from}, "Body": {"YE"}}.Encode())
			}
		}
	})
	return func() int { close(done); running.Wait(); return posted }
}

// heard is the TwiML that a voice webhook got.
func (c *counter) heard(path string, form url.Values) string {
	w := c.post(path, form.Encode())
	if w.Code != http.StatusOK {
		c.Errorf("%s: %d", path, w.Code)
	}
	return w.Body.String()
}

// keys lets an elder press so many keys, a hundred a second, each in a call of
// its own, and gives the median time to the answer.
func (c *counter) keys(from string, n int) time.Duration {
	took := make([]time.Duration, n)
	for i := range took {
		time.Sleep(10 * time.Millisecond)
		began := time.Now()
		said := c.heard("/voice/turn?d=hotline&n=M1&t=1", url.Values{"CallSid": {fmt.Sprint("CAk", began.UnixNano())}, "From": {from}, "To": {hotline}, "Digits": {"1"}})
		took[i] = time.Since(began)
		if !strings.Contains(said, "家务事") {
			c.Fatalf("a caller is kept from the menu: %s", said)
		}
	}
	slices.Sort(took)
	return took[n/2]
}

func TestFloodFromOneNumberDoesNotSlowTheOthers(t *testing.T) {
	for name, from := range map[string]string{"a stranger": robot, "a member": zhang} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t)
			const keys = 60
			idle := c.keys(wang, keys)
			stop := c.flood(from)
			flooded := c.keys(wang, keys)
			posted := stop()
			for range 600 { // whatever the machine had time for, at least these
				c.heard("/voice", url.Values{"CallSid": {"CAg"}, "From": {from}, "To": {hotline}})
			}
			t.Logf("a key is answered in %v, and in %v while %d posts come from one number: %.1f times", idle, flooded, posted, float64(flooded)/float64(idle))
			if flooded > 10*idle+20*time.Millisecond { // on a machine that does much else
				t.Errorf("a key takes %v in a flood and %v without", flooded, idle)
			}
			after := c.rows()
			for table, most := range map[string]int{"inbox": 60, "outbox": 60, "tickets": 10, "wrong_codes": 0, "cases": 0, "requests": 0} {
				if n := after[table] - c.before[table]; n > most {
					t.Errorf("%d rows in %s, want at most %d", n, table, most)
				}
			}
			if n := strings.Count(c.log.String(), "behaves like a machine"); n == 0 || n > 3 {
				t.Errorf("%d lines in the log about it", n)
			}
			c.quiet()
		})
	}
}

// Whoever shares a number with a machine, or is taken for one, still gets help.
func TestHelpIsNeverHeldBack(t *testing.T) {
	c := newCounter(t)
	var said string
	for i := range 40 {
		said = c.heard("/voice", url.Values{"CallSid": {fmt.Sprint("CA", i)}, "From": {wang}, "To": {hotline}})
	}
	if !strings.Contains(said, "打得太密了") || !strings.Contains(said, "请按9") || !strings.Contains(said, "<Gather") {
		t.Fatalf("the fortieth call hears %s", said)
	}
	action := strings.ReplaceAll(between(said, `action="`, `"`), "&amp;", "&")
	said = c.heard(action, url.Values{"CallSid": {"CA39"}, "From": {wang}, "To": {hotline}, "Digits": {"9"}})
	if n := c.rows()["cases"]; n != 1 {
		t.Errorf("%d emergencies were opened by key 9, and it was said %s", n, said)
	}
	for i := range 100 {
		c.post("/sms", url.Values{"MessageSid": {fmt.Sprint("SM", i)}, "From": {zhang}, "Body": {"YE"}}.Encode())
	}
	c.post("/sms", url.Values{"MessageSid": {"SMsos"}, "From": {zhang}, "Body": {"SOS"}}.Encode())
	if n := c.rows()["cases"]; n != 2 {
		t.Errorf("%d emergencies after a text that cries for help", n)
	}
	c.quiet()
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}
