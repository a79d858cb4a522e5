package ivr

import (
	"context"
	"errors"
	"strconv"
	"time"

	"hourline/ivr/session"
	"hourline/ledger/care"
)

// ended closes the books of a call that came in.
func (h *Handler) ended(ctx context.Context, call string, from care.Phone) error {
	if err := h.Centre.CallEnded(ctx, call); err != nil {
		return err
	}
	if _, known := h.remembered(ctx, call); known {
		return h.left(ctx, call)
	}
	return h.keyless(ctx, call, from)
}

// left opens a ticket for whoever hung up before getting what was wanted.
func (h *Handler) left(ctx context.Context, call string) error {
	m, ok := h.remembered(ctx, call)
	if !ok || dialogNamed(m.Place.Dialog) == nil {
		return nil // a lost session costs a ticket, never a booking
	}
	return h.unfinished(ctx, call, m)
}

// unfinished opens a ticket for a caller who hung up too early.
func (h *Handler) unfinished(ctx context.Context, call string, m memory) error {
	kind := m.Place.leaves(m.Elder)
	if kind == "" || m.Place.Node == personNode && h.talked(ctx, call) {
		return nil
	}
	return open(ctx, h.Centre, care.Ticket{Source: "call/" + call + "/" + string(kind), Kind: kind, Member: m.Place.Member, Phone: m.Phone})
}

// keylessWithin is the time in which a second hang-up without a key is a cry
// for help (emergency.md: two in ten minutes).
const keylessWithin = 10 * time.Minute

// keyless is an elder who hung up before pressing anything. Once is a slip of
// the hand; twice in a row is a silent call.
func (h *Handler) keyless(ctx context.Context, call string, from care.Phone) error {
	line, err := h.Centre.Line(ctx, from)
	if err != nil || len(line.Elders) == 0 {
		return err
	}
	inNeed, err := h.Centre.InNeed(ctx, call)
	if err != nil || inNeed || !h.again(ctx, call, line.Elders[0].ID) {
		return err
	}
	return h.Centre.Unheard(ctx, care.HangUps, "call/"+call+"/hangups", from)
}

// again reports whether this is not the first call in a row without a key. It
// is kept with the sessions, and each call counts once.
func (h *Handler) again(ctx context.Context, call string, elder int64) bool {
	_, counted, err := h.Sessions.Answer(ctx, "keyless/"+call)
	if err = errors.Join(err, h.Sessions.Remember(ctx, "keyless/"+call, []byte("1"))); err != nil || counted {
		return false
	}
	first, err := h.Sessions.Allow(ctx, "keyless/"+strconv.FormatInt(elder, 10), session.Limit{Events: 1, Per: keylessWithin})
	return err == nil && !first
}
