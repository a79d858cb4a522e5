package carrier

import (
	"net/http"
	"slices"
	"time"
)

// lateBy is how late a status callback comes when the page makes it late.
const lateBy = 30 * time.Second

// A trouble is one thing on the page that can go wrong on the network.
type trouble struct {
	ID    string
	Once  bool                           // it wears off by itself: pressing again adds one more
	count func(*Misbehaviour) int        // how often it is to happen; 1 for a switch that is on
	cause func(m *Misbehaviour, on bool) // for one that wears off, on is always true
}

var troubles = []trouble{
	flag("never_ring", func(m *Misbehaviour) *bool { return &m.NeverRing }),
	flag("duplicate_webhooks", func(m *Misbehaviour) *bool { return &m.DuplicateWebhooks }),
	flag("wrong_signature", func(m *Misbehaviour) *bool { return &m.WrongSignature }),
	flag("lose_status", func(m *Misbehaviour) *bool { return &m.LoseStatus }),
	flag("reorder_status", func(m *Misbehaviour) *bool { return &m.ReorderStatus }),
	{
		ID:    "late_status",
		count: func(m *Misbehaviour) int { return countTrue(m.LateStatus > 0) },
		cause: func(m *Misbehaviour, on bool) { m.LateStatus = time.Duration(countTrue(on)) * lateBy },
	},
	{
		ID: "hang_up_gathers", Once: true,
		count: func(m *Misbehaviour) int { return m.HangUpGathers },
		cause: func(m *Misbehaviour, _ bool) { m.HangUpGathers++ },
	},
	nextRequest("rest_429", TooManyRequests),
	nextRequest("rest_500", ServerError),
	nextRequest("rest_html", HTMLError),
	nextRequest("rest_slow", SlowAnswer),
	nextRequest("rest_dropped", DroppedAnswer),
	nextRequest("rest_empty", EmptyAnswer),
}

// flag is a trouble that lasts until it is switched off.
func flag(id string, field func(*Misbehaviour) *bool) trouble {
	return trouble{
		ID:    id,
		count: func(m *Misbehaviour) int { return countTrue(*field(m)) },
		cause: func(m *Misbehaviour, on bool) { *field(m) = on },
	}
}

// nextRequest is a trouble that meets the next REST request that has none yet.
func nextRequest(id string, fault Fault) trouble {
	return trouble{
		ID: id, Once: true,
		count: func(m *Misbehaviour) (times int) {
			for _, f := range m.REST {
				times += countTrue(f == fault)
			}
			return times
		},
		cause: func(m *Misbehaviour, _ bool) { m.REST = append(m.REST, fault) },
	}
}

func countTrue(b bool) int {
	if b {
		return 1
	}
	return 0
}

func countTroubles(m *Misbehaviour) map[string]int {
	counts := map[string]int{}
	for _, t := range troubles {
		counts[t.ID] = t.count(m)
	}
	return counts
}

// trouble causes or ends one trouble, or ends them all.
func (p *pageServer) trouble(r *http.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	name := form.Get("switch")
	i := slices.IndexFunc(troubles, func(t trouble) bool { return t.ID == name })
	change := func(m *Misbehaviour) { *m = Misbehaviour{} }
	switch {
	case i >= 0:
		change = func(m *Misbehaviour) { troubles[i].cause(m, form.Get("on") == "true") }
	case name != "none":
		return errNoAction
	}
	p.n.Misbehave(change)
	p.n.wakeStreams()
	return nil
}

// jump moves the policy clock on by 10 minutes, by 2 hours, or to nine o'clock
// tomorrow morning.
func (p *pageServer) jump(r *http.Request) error {
	form, err := readForm(r)
	switch {
	case err != nil:
		return err
	case p.o.Jump == nil:
		return errClockFixed
	}
	by := map[string]time.Duration{
		"10m": 10 * time.Minute, "2h": 2 * time.Hour, "morning": untilMorning(p.n.cfg.Now()),
	}[form.Get("by")]
	if by == 0 {
		return errNoAction
	}
	p.o.Jump(by)
	p.n.wakeStreams()
	return nil
}

// untilMorning is how long it is until nine o'clock tomorrow.
func untilMorning(now time.Time) time.Duration {
	y, m, d := now.Date()
	return time.Date(y, m, d+1, 9, 0, 0, 0, now.Location()).Sub(now)
}

// wakeStreams lets every open page look at once at what is no event.
func (n *Network) wakeStreams() {
	n.mu.Lock()
	defer n.mu.Unlock()
	close(n.events.fresh)
	n.events.fresh = make(chan struct{})
}
