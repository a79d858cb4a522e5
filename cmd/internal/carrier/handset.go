package carrier

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// What a handset may refuse.
var (
	ErrOff     = errors.New("the handset is switched off")
	ErrInCall  = errors.New("the handset is already in a call")
	ErrNoCall  = errors.New("the handset is not in a call")
	ErrNoRing  = errors.New("the handset does not ring")
	ErrBadKeys = errors.New("keys are 0-9, * and #")
)

// Anonymous is the From of a caller who hides the number.
const Anonymous = "anonymous"

// HandsetConfig names a handset. E164 is its number, Label what people call
// its owner; a Landline cannot receive texts.
type HandsetConfig struct {
	Name, E164, Label string
	Landline          bool
}

// Behaviour is what a handset does without its owner. The zero value rings
// until somebody answers.
type Behaviour struct {
	Machine    bool `json:"machine,omitempty"`     // a machine answers after 4 s, and hangs up 25 s later
	Busy       bool `json:"busy,omitempty"`        // every call finds it engaged
	Off        bool `json:"off,omitempty"`         // switched off: cannot call, be called, or receive texts
	NeverRings bool `json:"never_rings,omitempty"` // calls to it get lost on the way
	AutoAnswer bool `json:"auto_answer,omitempty"` // answers at the first ring
	Declines   bool `json:"declines,omitempty"`    // its owner presses the red button
}

// String names what is set: "machine", "off busy", or "normal".
func (b Behaviour) String() string {
	var words []string
	for _, row := range []struct {
		on   bool
		word string
	}{
		{b.Machine, "machine"}, {b.Busy, "busy"}, {b.Off, "off"},
		{b.NeverRings, "never rings"}, {b.AutoAnswer, "answers itself"}, {b.Declines, "declines"},
	} {
		if row.on {
			words = append(words, row.word)
		}
	}
	if words == nil {
		return "normal"
	}
	return strings.Join(words, " ")
}

// A Phase is where a handset stands in a call.
type Phase string

const (
	OnHook  Phase = "on hook"
	Dialing Phase = "dialing"
	Ringing Phase = "ringing"
	Talking Phase = "talking"
)

// State is a handset at one moment.
type State struct {
	Phase     Phase     `json:"phase"`
	Peer      string    `json:"peer,omitempty"` // the other number of the call
	CallSID   string    `json:"call,omitempty"`
	Listening bool      `json:"listening"` // the line takes keys now
	Behaviour Behaviour `json:"behaviour"`
}

// A Text is one message in a handset's thread.
type Text struct {
	At       time.Time `json:"at"`
	Peer     string    `json:"peer"` // the other number
	Body     string    `json:"body"`
	Received bool      `json:"received"` // false when the handset's owner wrote it
}

// A Handset is a phone in somebody's hand. Its methods are what a person can
// do; they return at once, and what follows shows as events.
type Handset struct {
	HandsetConfig // never changes

	n *Network

	// Guarded by n.mu.
	behaviour Behaviour
	call      *call // nil on the hook
	phase     Phase
	listening bool
	heard     []string // words of the current or latest call
	thread    []Text
}

// AddHandset puts a handset into somebody's hand. Name and E164 must be new.
func (n *Network) AddHandset(cfg HandsetConfig) *Handset {
	n.mu.Lock()
	defer n.mu.Unlock()
	h := &Handset{HandsetConfig: cfg, n: n, phase: OnHook}
	n.handsets = append(n.handsets, h)
	return h
}

// Handset is the one with that name or number, or nil.
func (n *Network) Handset(nameOrNumber string) *Handset {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.handset(nameOrNumber)
}

func (n *Network) handset(nameOrNumber string) *Handset {
	for _, h := range n.handsets {
		if h.Name == nameOrNumber || h.E164 == nameOrNumber {
			return h
		}
	}
	return nil
}

// Handsets are all of them, in the order in which they were added.
func (n *Network) Handsets() []*Handset {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.handsets)
}

// State is how the handset stands now.
func (h *Handset) State() State {
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	s := State{Phase: h.phase, Listening: h.listening, Behaviour: h.behaviour}
	if h.call != nil {
		s.CallSID = h.call.sid
		s.Peer = h.call.peerOf(h)
	}
	return s
}

// Heard is all that was said to the handset in its current call, or in the
// latest one.
func (h *Handset) Heard() []string {
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	return slices.Clone(h.heard)
}

// Texts is the thread of texts, oldest first.
func (h *Handset) Texts() []Text {
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	return slices.Clone(h.thread)
}

// Set changes what the handset does from the next call or text on.
func (h *Handset) Set(b Behaviour) {
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	h.behaviour = b
	h.note(Event{Kind: Behaves, Text: b.String()})
}

// Dial calls a number: the customer's, or another handset's.
func (h *Handset) Dial(to string) error { return h.dial(h.E164, to) }

// DialHidden calls a number without showing one's own.
func (h *Handset) DialHidden(to string) error { return h.dial(Anonymous, to) }

func (h *Handset) dial(from, to string) error {
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	switch {
	case h.n.closed:
		return ErrClosed
	case h.behaviour.Off:
		return ErrOff
	case h.call != nil:
		return ErrInCall
	}
	h.note(Event{Kind: Dials, Peer: to})
	h.n.callIn(h, from, to)
	return nil
}

// Answer picks the ringing handset up.
func (h *Handset) Answer() error {
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	if h.phase != Ringing {
		return ErrNoRing
	}
	h.call.tell(signal{kind: answered})
	return nil
}

// Press types keys without a pause between them. A key that nothing listens
// for is lost, as on a real line.
func (h *Handset) Press(keys string) error {
	if strings.Trim(keys, "0123456789*#") != "" {
		return fmt.Errorf("press %q: %w", keys, ErrBadKeys)
	}
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	if h.phase != Talking {
		return ErrNoCall
	}
	for _, key := range keys {
		h.note(Event{Kind: Presses, CallSID: h.call.sid, Text: string(key)})
		h.call.tell(signal{kind: keyed, text: string(key)})
	}
	return nil
}

// Speak says words into the handset. A Record keeps them, a conference or a
// bridged leg hears them; nobody else does.
func (h *Handset) Speak(words string) error {
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	if h.phase != Talking {
		return ErrNoCall
	}
	h.note(Event{Kind: Speaks, CallSID: h.call.sid, Text: words})
	h.call.tell(signal{kind: spoke, text: words})
	return nil
}

// HangUp puts the handset down; while it rings, it declines the call.
func (h *Handset) HangUp() error {
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	if h.call == nil {
		return ErrNoCall
	}
	h.note(Event{Kind: HangsUp, CallSID: h.call.sid})
	h.call.putDown = true
	h.call.tell(signal{kind: hungUp})
	return nil
}

// Text sends a text to a number: the customer's, or another handset's.
func (h *Handset) Text(to, body string) error {
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	switch {
	case h.n.closed:
		return ErrClosed
	case h.behaviour.Off:
		return ErrOff
	}
	h.thread = append(h.thread, Text{At: h.n.cfg.Now(), Peer: to, Body: body})
	h.note(Event{Kind: Texts, Peer: to, Text: body})
	h.n.textIn(h, to, body)
	return nil
}

// note writes down an event on h. The caller holds n.mu.
func (h *Handset) note(e Event) {
	e.Handset = h.Name
	h.n.note(e)
}
