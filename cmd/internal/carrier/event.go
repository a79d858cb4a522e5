package carrier

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Kind is what happened on a handset, as its owner would say it.
type Kind string

const (
	Dials    Kind = "dials"    // Peer
	Rings    Kind = "rings"    // a call from Peer
	Misses   Kind = "misses"   // the ringing stopped unanswered
	Answers  Kind = "answers"  // by hand, by itself, or by its machine
	Hears    Kind = "hears"    // Text, or the clip at Clip; from Peer when a person said it
	Listens  Kind = "listens"  // the line now takes keys (a Gather or a Record)
	Presses  Kind = "presses"  // the key in Text
	Speaks   Kind = "speaks"   // Text
	HangsUp  Kind = "hangs up" // put down by its owner
	IsHungUp Kind = "is cut"   // ended from the other side; Text may say why
	Joins    Kind = "joins"    // the conference named Text, or Peer, the handset named Text
	Leaves   Kind = "leaves"   // the conference named Text
	Texts    Kind = "texts"    // Text to Peer
	Gets     Kind = "gets"     // Text from Peer
	Behaves  Kind = "behaves"  // its Behaviour was changed; Text names it
)

// An Event is something that happened on a handset.
type Event struct {
	Seq     int64     `json:"seq"` // counts from 1 without gaps
	At      time.Time `json:"at"`  // policy time
	Handset string    `json:"handset"`
	Kind    Kind      `json:"kind"`
	CallSID string    `json:"call,omitempty"`
	Turn    int       `json:"turn,omitempty"` // which TwiML document of the call, from 1
	Peer    string    `json:"peer,omitempty"` // a number, or "anonymous"
	Text    string    `json:"text,omitempty"`
	Clip    string    `json:"clip,omitempty"` // URL of a sound
}

// String is one aligned line, fit for a transcript: when, who, what. Numbers
// are left out.
func (e Event) String() string {
	mark, what := " ", e.Text
	switch e.Kind {
	case Rings, Dials:
		mark = "☎"
	}
	if e.Clip != "" {
		what = "♪ " + e.Clip
	}
	line := fmt.Sprintf("%s  %-10s %s %-8s  %s", e.At.Format("01-02 15:04:05"), e.Handset, mark, e.Kind, what)
	return strings.TrimRight(line, " ")
}

// keptEvents is how many events a slow subscriber may lag behind.
const keptEvents = 20_000

// An eventLog keeps the latest events and wakes whoever reads along.
type eventLog struct {
	last  int64         // Seq of the newest
	list  []Event       // the newest, in order
	fresh chan struct{} // closed when the next event comes
}

func newEventLog() eventLog { return eventLog{fresh: make(chan struct{})} }

func (l *eventLog) add(e Event) {
	l.last++
	e.Seq = l.last
	l.list = append(l.list, e)
	if len(l.list) > 2*keptEvents {
		l.list = slices.Clone(l.list[keptEvents:])
	}
	close(l.fresh)
	l.fresh = make(chan struct{})
}

// since is every kept event after seq.
func (l *eventLog) since(seq int64) []Event {
	lost := l.last - int64(len(l.list))
	return slices.Clone(l.list[min(max(seq-lost, 0), int64(len(l.list))):])
}

// note writes an event down. The caller holds n.mu.
func (n *Network) note(e Event) {
	e.At = n.cfg.Now()
	n.events.add(e)
}

// Subscribe gives everything that happens on handsets from now on. The channel
// is closed when ctx is done or the network is closed. A subscriber who lags
// more than 20 000 events behind loses the oldest and sees a gap in Seq.
func (n *Network) Subscribe(ctx context.Context) <-chan Event {
	n.mu.Lock()
	seen := n.events.last
	n.mu.Unlock()
	out := make(chan Event)
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(n.ctx, cancel)
	go func() {
		defer close(out)
		defer cancel()
		defer stop()
		n.relay(ctx, seen, out)
	}()
	return out
}

// relay sends every event after seen to out until ctx is done.
func (n *Network) relay(ctx context.Context, seen int64, out chan<- Event) {
	for {
		batch, fresh := n.eventsSince(seen)
		for _, e := range batch {
			select {
			case out <- e:
				seen = e.Seq
			case <-ctx.Done():
				return
			}
		}
		if len(batch) > 0 {
			continue
		}
		select {
		case <-fresh:
		case <-ctx.Done():
			return
		}
	}
}

func (n *Network) eventsSince(seq int64) ([]Event, <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.events.since(seq), n.events.fresh
}
