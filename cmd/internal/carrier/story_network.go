package carrier

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// switches are what `network …` sets, by the words after it.
var switches = map[string]func(*Misbehaviour){
	"behaves":             func(m *Misbehaviour) { *m = Misbehaviour{} },
	"duplicates webhooks": func(m *Misbehaviour) { m.DuplicateWebhooks = true },
	"loses status":        func(m *Misbehaviour) { m.LoseStatus = true },
	"reorders status":     func(m *Misbehaviour) { m.ReorderStatus = true },
	"never rings":         func(m *Misbehaviour) { m.NeverRing = true },
	"hangs up":            func(m *Misbehaviour) { m.HangUpGathers++ },
}

// storySlow is how slow a slow answer is in a story, on the machine's clock.
const storySlow = 200 * time.Millisecond

// A mischief is what one `network` line does.
type mischief func(*Network)

// parseNetwork reads what the network does from now on.
func parseNetwork(args []string) (mischief, error) {
	words := strings.Join(args, " ")
	if set := switches[words]; set != nil {
		return func(n *Network) { n.Misbehave(set) }, nil
	}
	switch {
	case len(args) == 3 && args[0] == "delays" && args[1] == "status":
		return parseDelay(args[2])
	case len(args) > 1 && args[0] == "answers":
		return parseFaults(args[1:])
	case words == "replays webhooks":
		return func(n *Network) { n.Replay(nil) }, nil
	case len(args) == 3 && args[0] == "replays" && args[1] == "webhooks":
		return parseReplay(args[2])
	}
	return nil, fmt.Errorf("the network does not know how to: %s", words)
}

func parseDelay(by string) (mischief, error) {
	d, err := time.ParseDuration(by)
	if err != nil || d <= 0 {
		return nil, errors.New("it is: network delays status 5m")
	}
	return func(n *Network) { n.Misbehave(func(m *Misbehaviour) { m.LateStatus = d }) }, nil
}

// parseFaults reads what becomes of the next REST requests, one word each.
func parseFaults(words []string) (mischief, error) {
	var faults []Fault
	for _, w := range words {
		f := Fault(w)
		if w == "well" {
			f = NoFault
		} else if !slices.Contains(Faults, f) {
			return nil, fmt.Errorf("network answers %s: it answers well or one of %v", w, Faults)
		}
		faults = append(faults, f)
	}
	return func(n *Network) {
		n.Misbehave(func(m *Misbehaviour) { m.REST, m.SlowBy = append(m.REST, faults...), storySlow })
	}, nil
}

// parseReplay reads a parameter of the webhooks' addresses and its new value.
func parseReplay(pair string) (mischief, error) {
	name, value, ok := strings.Cut(pair, "=")
	if !ok || name == "" {
		return nil, errors.New("it is: network replays webhooks t=99")
	}
	return func(n *Network) { n.Replay(setQuery(name, value)) }, nil
}
