package ivr

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/looplab/fsm"
)

// A Node is a point of a dialog at which somebody listens.
type Node string

// An Arrow leads from nodes to a node when an event happens there. An event
// is a key, or one of the words below.
type Arrow struct {
	From  []Node
	Event string
	To    Node
	Do    func(*Turn) // adds intents to the turn; pure; nil for none
}

// Events that are no keys.
const (
	silence   = "silence"   // nothing was pressed
	wrong     = "wrong"     // a key that means nothing here
	lost      = "lost"      // silent or wrong for the second time
	reached   = "reached"   // whoever was dialled has talked
	missed    = "missed"    // nobody talked
	next      = "next"      // nobody talked, and there is another phone to try
	noted     = "noted"     // a message was recorded
	accepted  = "accepted"  // the emergency has somebody who comes
	cancelled = "cancelled" // the emergency was a mistake
	hidden    = "hidden"    // the number cannot be seen, so nobody can call back
	closed    = "closed"    // the emergency, or the visit, is over
	reopened  = "reopened"  // whoever had the emergency has it no more, and it rings again
	taken     = "taken"     // the emergency rings no more, and is not this responder's
	alone     = "alone"     // the elder has hung up
	back      = "back"      // and has rung again
	apart     = "apart"     // this call must end before the elder's can come
	drilled   = "drilled"   // the emergency is a drill, and passed
	quiet     = "quiet"     // the elder called and pressed nothing
	code      = "code"      // the four digits of a visit code
	row       = "row"       // as many digits as the node asks for
	unknown   = "unknown"   // there is no such code for this telephone
	barred    = "barred"    // too many codes were wrong
)

// A Point is what a node says and whether it listens for a key then.
type Point struct {
	Say   func(*Turn) []Words
	Keys  bool                     // a key is gathered; without one the node ends in Then
	Code  bool                     // a visit code is gathered, or a single key
	Row   int                      // so many digits are gathered, or a single key; 0 for a key alone
	Think int                      // seconds for a key after the words; 0 is thinkSeconds
	Allow func(*Turn, string) bool // false for a key that means nothing with what is known; nil allows all
	Then  func(*Turn) ending       // nil hangs up
	Next  func(*Turn) string       // an event that follows at once from what the books say now, "" for none
	Needs need
}

// An ending is how the call goes on after a node's words.
type ending int

const (
	hangUp     ending = iota
	listen            // gather a key
	dialPerson        // ring staff; then reached or missed
	record            // a message; then noted
	bridge            // talk to the other side of an emergency
	ringElder         // a responder rings an elder who has hung up
	connect           // let a staff member who was dialled talk to the caller
	alarm             // open an emergency
	dialTask          // ring whom a ticket is about; then reached or missed
)

// A need is what must be read from the books before a node can decide.
type need int

const (
	needAppointment need = 1 << iota
	needPassbook
	needVisit // the visit that an outgoing call is about
	needHelp  // the same, on a call to its volunteer
	needNews  // the request that an outgoing call is about, with nobody who comes
	needCase
	needTask     // the ticket that is read out
	needCallIn   // the visit whose code was keyed
	needWhom     // the member whom a call of ours is about, whoever picks up
	needChoice   // what hours can be exchanged for
	needTurnout  // what became of this turn's PIN or key
	needQuestion // what a call of ours asks a member to agree to
	needReceipt  // the entry whose receipt number was keyed
)

// A Dialog is a conversation as data.
type Dialog struct {
	Name     string
	Start    []Node // where a call can begin
	Timed    bool   // it is kept how soon a key comes after the call was answered
	Patience int    // fruitless tries that a node bears beyond the usual one before the caller counts as lost
	Arrows   []Arrow
	Points   map[Node]Point
	machines sync.Pool
}

const (
	// everywhere makes an arrow from every node that listens and has none of
	// its own for the event.
	everywhere Node = "*"
	// here leads back to where the arrow started.
	here Node = "."
)

// newDialog expands the arrows that start everywhere and makes the pool.
// A dialog that contradicts itself is a mistake of the programmer.
func newDialog(d *Dialog) *Dialog {
	d.Arrows = d.expand()
	if err := d.check(); err != nil {
		panic(fmt.Sprintf("dialog %s: %v", d.Name, err))
	}
	events := d.Events()
	callbacks := fsm.Callbacks{"before_event": func(_ context.Context, e *fsm.Event) {
		d.do(Node(e.Src), e.Event, e.Args[0].(*Turn))
	}}
	d.machines.New = func() any { return fsm.NewFSM(string(d.Start[0]), events, callbacks) }
	return d
}

// expand replaces every arrow from everywhere by arrows from the nodes that
// listen and have none for its event, and every arrow to here by loops.
func (d *Dialog) expand() []Arrow {
	own := map[string]bool{}
	for _, a := range d.Arrows {
		for _, n := range a.From {
			own[string(n)+" "+a.Event] = true
		}
	}
	var out []Arrow
	for _, a := range d.Arrows {
		from := a.From
		if slices.Contains(from, everywhere) {
			from = slices.DeleteFunc(d.nodes(), func(n Node) bool { return !d.Points[n].Keys || own[string(n)+" "+a.Event] })
		}
		for _, n := range from {
			one := Arrow{From: []Node{n}, Event: a.Event, To: a.To, Do: a.Do}
			if a.To == here {
				one.To = n
			}
			out = append(out, one)
		}
	}
	return out
}

// nodes are all nodes in a steady order.
func (d *Dialog) nodes() []Node {
	var out []Node
	for n := range d.Points {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// Events are the arrows as the machine and the diagram want them.
func (d *Dialog) Events() fsm.Events {
	var out fsm.Events
	for _, a := range d.Arrows {
		from := make([]string, len(a.From))
		for i, n := range a.From {
			from[i] = string(n)
		}
		out = append(out, fsm.EventDesc{Name: a.Event, Src: from, Dst: string(a.To)})
	}
	return out
}

// arrow is the arrow of an event at a node.
func (d *Dialog) arrow(from Node, event string) (Arrow, bool) {
	for _, a := range d.Arrows {
		if a.Event == event && slices.Contains(a.From, from) {
			return a, true
		}
	}
	return Arrow{}, false
}

func (d *Dialog) do(from Node, event string, t *Turn) {
	if a, ok := d.arrow(from, event); ok && a.Do != nil {
		a.Do(t)
	}
}

// step lets an event happen at a node. An event that means nothing there is
// wrong. A machine that panics is lost to the pool: it may be stuck.
func (d *Dialog) step(from Node, event string, t *Turn) (Node, error) {
	if _, ok := d.arrow(from, event); !ok {
		event = wrong
	}
	m := d.machines.Get().(*fsm.FSM)
	m.SetState(string(from))
	err := m.Event(context.Background(), event, t)
	var stays fsm.NoTransitionError
	if err != nil && !(errors.As(err, &stays) && stays.Err == nil) {
		return from, fmt.Errorf("%s at %s of %s: %w", event, from, d.Name, err)
	}
	to := Node(m.Current())
	d.machines.Put(m)
	return to, nil
}

// check finds what would strand a caller: two arrows for one event, an arrow
// to nowhere, a node that nothing leads to, a node without a way out on
// silence or to a person.
func (d *Dialog) check() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	seen := map[string]bool{}
	reached := map[Node]bool{}
	for _, n := range d.Start {
		reached[n] = true
	}
	for _, a := range d.Arrows {
		if _, ok := d.Points[a.To]; !ok {
			fault("%s leads to %s, which is no node", a.Event, a.To)
		}
		for _, from := range a.From {
			key := string(from) + " " + a.Event
			if seen[key] {
				fault("two arrows for %s", key)
			}
			seen[key] = true
			reached[a.To] = reached[a.To] || from != a.To
		}
	}
	for n, p := range d.Points {
		if !reached[n] {
			fault("nothing leads to %s", n)
		}
		for _, event := range []string{silence, wrong} {
			if p.Keys && !seen[string(n)+" "+event] {
				fault("%s has no way out on %s", n, event)
			}
		}
	}
	return errors.Join(faults...)
}
