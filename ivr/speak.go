package ivr

import (
	"cmp"
	"fmt"
	"time"

	"hourline/ivr/twiml"
	"hourline/ledger/care"
)

// Times of one turn, in seconds (voice.md): how long a caller may think, how
// long a phone rings, how long a message may be.
const (
	thinkSeconds  = 10
	ringSeconds   = 25
	recordSeconds = 30
	codeSeconds   = 5 // from one key of a code to the next
)

// action is the address of the call's next webhook.
func (h *Handler) action(p Place) string { return "/voice/turn?" + p.query() }

// speak renders the turn: the words of its node, and how the call goes on.
func (h *Handler) speak(t *Turn, d *Dialog) ([]byte, error) {
	words, err := d.phrases(t)
	if err != nil {
		return nil, err
	}
	end := d.goesOn(t)
	t.Place = t.after(end)
	after := h.action(t.Place)
	spoken := twiml.Speak(h.Features, t.Lang, words...)
	if end == listen {
		digits := 1
		if d.Points[t.Node].Code {
			digits = care.VisitCodeLength
		}
		digits = max(digits, d.Points[t.Node].Row)
		return twiml.Write(nil,
			twiml.Gather{Action: after, NumDigits: digits, Timeout: cmp.Or(d.Points[t.Node].Think, thinkSeconds), ActionOnEmptyResult: true, Prompt: spoken},
			twiml.Redirect{URL: after}), nil
	}
	return twiml.Write(nil, append(spoken, h.end(t, end, after)...)...), nil
}

// phrases are the words of the turn's node, with what must be said before them.
func (d *Dialog) phrases(t *Turn) ([]string, error) {
	var all []Words
	if t.Said != "" {
		all = append(all, t.words(t.Said))
	}
	if say := d.Points[t.Node].Say; say != nil {
		all = append(all, say(t)...)
	}
	var out []string
	for _, w := range all {
		say := t.Prompts.Voice
		if w.Short {
			say = t.Prompts.Keys
		}
		phrases, err := say(t.Lang, w.Key, w.Args)
		if err != nil {
			return nil, fmt.Errorf("say %s at %s of %s: %w", w.Key, t.Node, t.Dialog, err)
		}
		for _, p := range phrases {
			out = append(out, string(p))
		}
	}
	return out, nil
}

// end is how a call goes on at a node that gathers no key.
func (h *Handler) end(t *Turn, e ending, after string) []twiml.Verb {
	switch e {
	case dialPerson:
		whisper := Place{Dialog: Whisper.Name, Node: Whisper.Start[0], Parent: t.Call}
		staff := t.Line.Staff[t.Dialled-1]
		return []twiml.Verb{twiml.Dial{
			Action: after, Timeout: ringSeconds, CallerID: string(h.Number),
			To: twiml.Number{E164: string(staff), WhisperURL: h.action(whisper)},
		}}
	case record:
		return []twiml.Verb{
			twiml.Record{Action: after, MaxSeconds: recordSeconds, Timeout: thinkSeconds / 2, FinishOnKey: "#", Beep: true},
			twiml.Redirect{URL: after},
		}
	case bridge:
		return h.bridge(t, after)
	case ringElder:
		return []twiml.Verb{twiml.Dial{Action: after, Timeout: ringSeconds * 2, CallerID: string(h.Number), To: twiml.Number{E164: string(t.Case.Phone)}}}
	case dialTask:
		return []twiml.Verb{twiml.Dial{Action: after, Timeout: ringSeconds * 2, CallerID: string(h.Number), To: twiml.Number{E164: string(t.Task.Phone)}}}
	case connect:
		return nil
	}
	return []twiml.Verb{twiml.Hangup{}}
}

// bridge lets the acceptor and the elder talk: in a conference where the
// carrier has them and both are on the line; else the elder's call dials the
// acceptor, whose own call has ended. Whoever leaves the conference ends it,
// for nobody is left in an empty one.
func (h *Handler) bridge(t *Turn, after string) []twiml.Verb {
	if t.meets() {
		return []twiml.Verb{twiml.Dial{Action: after, To: twiml.Conference{
			Name: fmt.Sprintf("case-%d", t.Case.ID), StartOnEnter: true, EndOnExit: true,
		}}}
	}
	by, _ := t.Case.Acceptor()
	return []twiml.Verb{twiml.Dial{Action: after, Timeout: ringSeconds, CallerID: string(h.Number), To: twiml.Number{E164: string(by.Phone)}}}
}

// bounceTime is how soon the same key again is a bounce of the finger.
const bounceTime = time.Second
