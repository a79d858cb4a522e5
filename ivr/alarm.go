package ivr

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"hourline/ivr/twiml"
	"hourline/ledger/care"
	"hourline/prompts"
)

// alarmWithin is how long one in need waits for the books. They take some
// milliseconds when they are well, and a person on the line is worth more
// than the fifth second of a locked file.
const alarmWithin = 1500 * time.Millisecond

// stuckAfter is how far a ladder may be behind before the one who waits for it
// is passed on to a person: nobody is being rung, whatever is said.
const stuckAfter = 15 * time.Second

// errAlarm marks an emergency that nobody works on.
var errAlarm = errors.New("an emergency meets broken books")

// urgent reports whether a webhook asks for an emergency: a call to the
// second number, a 9 among the keys, or somebody in need whom nobody answered
// when the books were broken.
func (h *Handler) urgent(r *http.Request) bool {
	p := placeOf(r.URL.Query())
	switch d := dialogNamed(p.Dialog); {
	case d == nil:
		return h.EmergencyNumber != "" && care.Caller(r.PostForm.Get("To")) == h.EmergencyNumber
	case p.unstored():
		return r.PostForm.Get("DialCallStatus") != "completed"
	default:
		return d.sounds(p.Node, r.PostForm.Get("Digits"))
	}
}

// unstored reports whether this is the place of one in need who has no case.
func (p Place) unstored() bool { return p.Dialog == Emergency.Name && p.Case == 0 }

// alarm opens an emergency, before anything else is asked or looked up.
func (h *Handler) alarm(ctx context.Context, t *Turn) ([]byte, error) {
	again := t.Dialog == Emergency.Name && !t.unstored()
	k, err := h.Centre.Alarm(ctx, care.Alarm{Source: "call/" + t.Call, Phone: t.Line.Phone, Call: t.Call, Again: again})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errAlarm, err)
	}
	t.inNeed(k)
	return h.decide(ctx, t, Emergency, nil)
}

// insist opens the emergency of a webhook as soon as the books can be written
// again. Its caller is with a person by then, or has hung up.
func (h *Handler) insist(form url.Values) {
	a := care.Alarm{Source: "call/" + form.Get("CallSid"), Phone: h.caller(form.Get("From"))}
	h.Centre.Insist(a.Source, func(ctx context.Context) error {
		_, err := h.Centre.Alarm(ctx, a)
		return err
	})
}

// rescue is what a caller hears when nothing else works: a person is rung, by
// the carrier alone, with no book, no session and no prompt needed. Whoever is
// in need is never let go: when that person does not answer, the emergency is
// tried again.
func (h *Handler) rescue(err error) []byte {
	urgent := errors.Is(err, errAlarm)
	again := h.action(Place{Dialog: Emergency.Name, Node: Emergency.Start[0], Turn: 1})
	dial := twiml.Dial{Timeout: 2 * ringSeconds, CallerID: string(h.Number), To: twiml.Number{E164: string(h.Fallback)}}
	switch {
	case urgent && h.Fallback == "":
		return twiml.Write(nil, append(h.plainly("fallback.none"), twiml.Redirect{URL: again})...)
	case urgent:
		dial.Action = again
		return twiml.Write(nil, append(h.plainly("fallback"), dial)...)
	case h.Fallback == "":
		return twiml.Write(nil, append(h.plainly("sorry"), twiml.Hangup{})...)
	}
	return twiml.Write(nil, append(h.plainly("sorry"), dial, twiml.Hangup{})...)
}

// plainly says a prompt that needs nothing filled in, whatever is broken.
func (h *Handler) plainly(key string) []twiml.Verb {
	phrases, err := guard(func() ([]prompts.Phrase, error) { return h.Prompts.Voice(h.Lang, key, nil) })
	if err != nil {
		phrases = []prompts.Phrase{lastResort}
	}
	var words []string
	for _, p := range phrases {
		words = append(words, string(p))
	}
	return twiml.Speak(h.Features, h.Lang, words...)
}

// lastResort is said when even the words cannot be found.
const lastResort = "请稍等,正在给您转人。"
