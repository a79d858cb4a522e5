package ivr

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"hourline/ivr/session"
)

// once answers each turn of a call once. The same webhook again gets the same
// answer and has no second effect; one that comes late gets the answer it got
// then. Without a session store the address alone carries the call on, and
// the verbs of care have natural keys of their own.
func (h *Handler) once(ctx context.Context, t *Turn, d *Dialog, form url.Values) ([]byte, error) {
	snap, err := h.Sessions.Load(ctx, t.Call)
	if err != nil {
		return h.decide(ctx, t, d, form)
	}
	before, known := unpack(snap.Data)
	if known && t.Turn <= before.Turn {
		return h.replay(ctx, t, before), nil
	}
	turn, digit := t.Turn, t.Digit
	var answer []byte
	if t.bounces(before) {
		answer, err = h.sayAgain(ctx, t, d)
	} else {
		t.Reached = h.reached(ctx, t)
		answer, err = h.decide(ctx, t, d, form)
	}
	if err != nil {
		return nil, err
	}
	if len(digit) > 1 {
		digit = "" // of no use, and it may be a secret
	}
	return h.keep(ctx, t, snap.Version, memory{Turn: turn, Digit: digit, At: t.Now, Place: t.Place, Phone: t.Line.Phone, Elder: len(t.Line.Elders) > 0}, answer)
}

// bounces reports whether the key is the last one again, too soon to be meant.
func (t *Turn) bounces(m memory) bool {
	return t.Digit != "" && t.Digit == m.Digit && t.Now.Sub(m.At) < bounceTime && t.Now.Sub(m.At) >= 0
}

// sayAgain says the words of the node where the call stands.
func (h *Handler) sayAgain(ctx context.Context, t *Turn, d *Dialog) ([]byte, error) {
	if err := h.read(ctx, t, d.Points[t.Node].Needs); err != nil {
		return nil, err
	}
	return h.speak(t, d)
}

// keep stores what was answered before it is said. When another post of the
// same turn was faster, its answer is the answer.
func (h *Handler) keep(ctx context.Context, t *Turn, version int64, m memory, answer []byte) ([]byte, error) {
	m.Answer = answer
	data, err := m.pack()
	if err != nil {
		return nil, err
	}
	err = h.Sessions.Save(ctx, t.Call, version, data)
	if errors.Is(err, session.ErrConflict) {
		if winner, ok := h.remembered(ctx, t.Call); ok && winner.Turn == m.Turn {
			return winner.Answer, nil
		}
		return answer, nil
	}
	if err == nil {
		err = h.Sessions.Remember(ctx, replayKey(t.Call, m.Turn), m.Answer)
	}
	if err != nil && !errors.Is(err, session.ErrUnavailable) { // of an outage the store tells by itself
		h.Log.Warn("the session was not kept; a repeated key of this turn may be heard twice", "call", t.Call, "error", err)
	}
	return answer, nil
}

// remembered is what is known of a call; a lost session is nothing.
func (h *Handler) remembered(ctx context.Context, call string) (memory, bool) {
	snap, err := h.Sessions.Load(ctx, call)
	if err != nil {
		return memory{}, false
	}
	return unpack(snap.Data)
}

func replayKey(call string, turn int) string { return call + "/" + strconv.Itoa(turn) }

// replay is the answer that this turn got; if that is gone, the latest one.
func (h *Handler) replay(ctx context.Context, t *Turn, m memory) []byte {
	if answer, ok, err := h.Sessions.Answer(ctx, replayKey(t.Call, t.Turn)); err == nil && ok {
		return answer
	}
	return m.Answer
}

// reached reports whether the staff member who was dialled pressed 1. On the
// staff member's own call it notes that.
func (h *Handler) reached(ctx context.Context, t *Turn) bool {
	if t.Dialog == Whisper.Name && t.Digit == "1" {
		if err := h.Sessions.Remember(ctx, "reached/"+t.Parent, []byte("1")); err != nil && !errors.Is(err, session.ErrUnavailable) {
			h.Log.Warn("it was not kept that a staff member picked up", "call", t.Parent, "error", err)
		}
		return false
	}
	return t.Node == personNode && h.talked(ctx, t.Call)
}

// talked reports whether a staff member has taken this call.
func (h *Handler) talked(ctx context.Context, call string) bool {
	_, ok, err := h.Sessions.Answer(ctx, "reached/"+call)
	return err == nil && ok
}
