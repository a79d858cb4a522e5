package carrier

import (
	"net/url"
	"slices"
)

// keptWebhooks is how many webhooks can be replayed.
const keptWebhooks = 10_000

// keep notes a webhook for a replay.
func (n *Network) keep(w webhook) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.posted = append(n.posted, w)
	if len(n.posted) > 2*keptWebhooks {
		n.posted = slices.Clone(n.posted[keptWebhooks:])
	}
}

// Replay posts every webhook of the past again, oldest first, signed anew, and
// throws the answers away. With bend each goes to the address that bend makes
// of its own; one for which that is empty is left out. It returns how many
// were posted.
func (n *Network) Replay(bend func(address string) string) int {
	n.mu.Lock()
	past := slices.Clone(n.posted)
	n.mu.Unlock()
	posted := 0
	for _, w := range past {
		if bend != nil {
			w.url = bend(w.url)
		}
		if w.url == "" {
			continue
		}
		_, _ = n.deliver(w, newSID(n.cfg.Personality, "IT")) // thrown away: that is the misbehaviour
		n.wronged("webhook replayed")
		posted++
	}
	return posted
}

// setQuery bends addresses that have a query parameter so that it has another
// value, and leaves out all that have none.
func setQuery(name, value string) func(string) string {
	return func(address string) string {
		u, err := url.Parse(address)
		if err != nil || !u.Query().Has(name) {
			return ""
		}
		q := u.Query()
		q.Set(name, value)
		u.RawQuery = q.Encode()
		return u.String()
	}
}
