package ivr

import (
	"context"
	"net/http"

	"hourline/ivr/twiml"
	"hourline/ledger/care"
)

// crowds reports whether a phone rings or presses like a machine, so that it
// must not slow the others. Whoever asks for help is never counted, nor is who
// was rung by us.
func (h *Handler) crowds(ctx context.Context, r *http.Request, p Place) bool {
	if h.Allow == nil || p.Outgoing != 0 || h.urgent(r) {
		return false
	}
	return !h.Allow(ctx, care.Caller(r.PostForm.Get("From")), p.Turn == 0)
}

// busy is what such a phone hears, made without a look into the books. It may
// be an elder's all the same: 9 is there, as everywhere.
func (h *Handler) busy(p Place) []byte {
	after := h.action(Place{Dialog: Hotline.Name, Node: Hotline.Start[0], Turn: p.Turn + 1})
	return twiml.Write(nil,
		twiml.Gather{Action: after, NumDigits: 1, Timeout: thinkSeconds, Prompt: h.plainly("crowded")},
		twiml.Hangup{})
}
