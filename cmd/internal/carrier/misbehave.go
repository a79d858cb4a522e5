package carrier

import (
	"maps"
	"time"
)

// Misbehaviour is what goes wrong on the network. The zero value is a network
// on its best behaviour. Counts go down by one each time.
type Misbehaviour struct {
	DuplicateWebhooks bool // every webhook is posted twice at the same moment; the second answer is thrown away
	WrongSignature    bool // webhooks are signed with another token

	LoseStatus    bool          // status callbacks are never sent
	LateStatus    time.Duration // status callbacks wait so long before they are sent
	ReorderStatus bool          // of two status callbacks on one call or text, the later comes first

	NeverRing     bool // no call reaches its handset
	HangUpGathers int  // so many Gathers end with the line going dead at the first prompt

	REST   []Fault       // what happens to the next REST requests, one each
	SlowBy time.Duration // how long a Slow answer takes on the machine's own clock; zero means 2 s
}

// A Fault is what goes wrong with one REST request.
type Fault string

const (
	NoFault         Fault = ""
	TooManyRequests Fault = "429"     // refused: 429 with code 20429
	ServerError     Fault = "500"     // refused: 500 with code 20500
	HTMLError       Fault = "html"    // refused by something in between: 502 with a page of HTML
	SlowAnswer      Fault = "slow"    // done, but answered late
	DroppedAnswer   Fault = "dropped" // done, but the connection breaks instead of an answer
	EmptyAnswer     Fault = "empty"   // done, but the answer is 200 without a body
)

// Faults are all faults but NoFault.
var Faults = []Fault{TooManyRequests, ServerError, HTMLError, SlowAnswer, DroppedAnswer, EmptyAnswer}

// Misbehave changes what goes wrong from now on. It calls change once, which
// must not call the network.
func (n *Network) Misbehave(change func(*Misbehaviour)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change(&n.wrong)
}

// Misbehaviour is what goes wrong at present.
func (n *Network) Misbehaviour() Misbehaviour {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.wrong
}

// Misdeeds tells how often each kind of misbehaviour has happened so far, by a
// few words that name it.
func (n *Network) Misdeeds() map[string]int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return maps.Clone(n.misdeeds)
}

// wronged counts a misdeed.
func (n *Network) wronged(what string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.misdeeds[what]++
}

// nextFault takes the fault of one REST request.
func (n *Network) nextFault() (fault Fault, slowBy time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	slowBy = n.wrong.SlowBy
	if slowBy == 0 {
		slowBy = 2 * time.Second
	}
	if len(n.wrong.REST) > 0 {
		fault = n.wrong.REST[0]
		n.wrong.REST = n.wrong.REST[1:]
	}
	if fault != NoFault {
		n.misdeeds["REST "+string(fault)]++
	}
	return fault, slowBy
}

// gatherGoesDead reports whether this Gather is one that ends with a dead line.
func (n *Network) gatherGoesDead() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.wrong.HangUpGathers == 0 {
		return false
	}
	n.wrong.HangUpGathers--
	n.misdeeds["line dead"]++
	return true
}
