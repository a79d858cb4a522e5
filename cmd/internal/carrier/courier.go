package carrier

import (
	"net/url"
	"time"
)

// A courier brings the status callbacks of one call or text to the customer,
// in their order, and tries again when it finds nobody. Everything in it is
// guarded by n.mu.
type courier struct {
	n           *Network
	url, method string
	queue       []url.Values
	held        url.Values // waits to be overtaken, when the network misbehaves so
	out         bool       // a hand is on its way
}

func (n *Network) newCourier(target, method string) *courier {
	return &courier{n: n, url: target, method: method}
}

// send queues a callback; last says that no other will follow. The caller
// holds n.mu.
func (c *courier) send(p url.Values, last bool) {
	switch {
	case c.url == "":
		return
	case c.n.wrong.LoseStatus:
		c.n.misdeeds["status lost"]++
		c.n.cfg.Logger.Debug("status callback lost, as ordered", "sequence", p.Get("SequenceNumber"))
		return
	case c.held != nil:
		c.queue = append(c.queue, p, c.held)
		c.held = nil
	case c.n.wrong.ReorderStatus && !last:
		c.n.misdeeds["status reordered"]++
		c.held = p
		return
	default:
		c.queue = append(c.queue, p)
	}
	if !c.out {
		c.out = true
		h := c.n.hire()
		c.n.set(h, func() { c.carry(h) })
	}
}

// carry brings callback after callback until none is left.
func (c *courier) carry(h *hand) {
	for p := c.take(); p != nil; p = c.take() {
		if late := c.n.Misbehaviour().LateStatus; late > 0 {
			c.n.wronged("status late")
			h.wait(c.n.cfg.Now().Add(late))
		}
		c.bring(h, p)
	}
}

func (c *courier) take() url.Values {
	c.n.mu.Lock()
	defer c.n.mu.Unlock()
	if len(c.queue) == 0 {
		c.out = false
		return nil
	}
	p := c.queue[0]
	c.queue = c.queue[1:]
	return p
}

// bring posts one callback, again after 1, 2 and 4 s of policy time.
func (c *courier) bring(h *hand, p url.Values) {
	const retries = 3
	gap := time.Second
	for try := 0; ; try++ {
		a, err := c.n.post(webhook{c.url, c.method, p})
		if err == nil && a.status < 500 || try == retries {
			if err != nil || !a.ok() {
				c.n.cfg.Logger.Warn("status callback refused", "answer", a.status, "error", err)
			}
			return
		}
		if h.wait(c.n.cfg.Now().Add(gap)).kind == closed {
			return
		}
		gap *= 2
	}
}
