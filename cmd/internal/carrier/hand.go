package carrier

import "time"

// A hand is one goroutine's part in the work of the network. At every moment
// it either works, or waits: for the clock, or for a signal from a person, the
// customer, or another hand. All waiting goes through wait, so that Idle can
// tell the two apart.
type hand struct {
	n       *Network
	bell    chan struct{} // says that inbox may have something
	inbox   []signal
	waiting bool
	until   time.Time // when the clock ends the waiting; zero means never
}

// A signal is what a hand may be woken by.
type signal struct {
	kind  signalKind
	text  string // the key, the words said, or the final status
	call  *call  // the leg that it is about
	fetch fetched
	move  source
}

type signalKind int

const (
	timeUp       signalKind = iota + 1 // the clock reached the moment waited for
	closed                             // the network is closing
	answered                           // a person picked the handset up
	keyed                              // a person pressed the key in text
	spoke                              // a person said text
	hungUp                             // a person put the handset down
	ended                              // somebody else ended the call, with the status in text
	moved                              // the customer put the call on another document
	loaded                             // the document asked for has come
	legAnswered                        // a dialled leg was picked up
	legBridged                         // a dialled leg is ready to talk
	legOver                            // a dialled leg is over
	roomStarted                        // the conference began
	roomFinished                       // the conference was ended by a member who left
	turnedDown                         // the other end was never answered, with the status in text
)

// hire registers a hand, busy from this moment. The caller holds n.mu.
func (n *Network) hire() *hand {
	h := &hand{n: n, bell: make(chan struct{}, 1)}
	n.hands[h] = struct{}{}
	n.begun++
	return h
}

// set puts h to work. The caller holds n.mu.
func (n *Network) set(h *hand, work func()) {
	if n.closed {
		delete(n.hands, h)
		return
	}
	n.done.Go(func() {
		defer n.dismiss(h)
		work()
	})
}

func (n *Network) dismiss(h *hand) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.hands, h)
}

// tell puts a signal into h's inbox; h is busy from this moment. A hand whose
// work is over does not listen. The caller holds n.mu.
func (h *hand) tell(s signal) {
	if _, working := h.n.hands[h]; !working {
		return
	}
	h.inbox = append(h.inbox, s)
	h.n.begun++
	select {
	case h.bell <- struct{}{}:
	default: // already rung
	}
}

// wait parks h until a signal comes or policy time reaches until; a zero until
// is never reached.
func (h *hand) wait(until time.Time) signal {
	alarm := h.n.alarm(until)
	for {
		if s, ok := h.take(until); ok {
			return s
		}
		select {
		case <-h.bell:
		case <-alarm:
			alarm = h.n.alarm(until) // in case a clock wakes early
		case <-h.n.ctx.Done():
		}
	}
}

// take is the signal that ends the waiting, or marks h as waiting. Both happen
// under the lock, so nobody sees h idle with something to do.
func (h *hand) take(until time.Time) (signal, bool) {
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	h.waiting = false
	switch {
	case h.n.ctx.Err() != nil:
		return signal{kind: closed}, true
	case len(h.inbox) > 0:
		s := h.inbox[0]
		h.inbox = h.inbox[1:]
		return s, true
	case h.n.due(until):
		h.n.begun++
		return signal{kind: timeUp}, true
	}
	h.waiting, h.until = true, until
	return signal{}, false
}

// drain takes what lies in h's inbox without waiting.
func (h *hand) drain() []signal {
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	all := h.inbox
	h.inbox = nil
	return all
}

// alarm rings when policy time reaches until. If the clock is moved by hand
// between looking at it and asking it, the alarm would ring late; so it is
// asked again. A clock that runs by itself never stands still, but rings.
func (n *Network) alarm(until time.Time) <-chan time.Time {
	if until.IsZero() {
		return nil
	}
	const tries = 3
	var ring <-chan time.Time
	for range tries {
		now := n.cfg.Now()
		ring = n.cfg.After(until.Sub(now))
		if n.cfg.Now().Equal(now) {
			break
		}
	}
	return ring
}

func (n *Network) due(until time.Time) bool {
	return !until.IsZero() && !n.cfg.Now().Before(until)
}

// Idle reports whether nothing is in flight except waits on the clock or on a
// person: no webhook, REST request or delivery is being worked on, no signal is
// unread, and no moment waited for has come.
func (n *Network) Idle() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.inFlight > 0 {
		return false
	}
	for h := range n.hands {
		if !h.waiting || len(h.inbox) > 0 || n.due(h.until) {
			return false
		}
	}
	return true
}

// Begun is how many pieces of work have begun so far. Whoever looks at several
// rooms one after the other knows that nothing slipped between them when each
// was idle and Begun is what it was before the first look.
func (n *Network) Begun() uint64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.begun
}
