package carrier

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
)

// What the page may refuse, besides what a handset does.
var (
	errOtherSite     = errors.New("another site asked for it")
	errNoHandset     = errors.New("there is no such handset")
	errNoAction      = errors.New("there is no such thing to do")
	errNoDialKey     = errors.New("there is no such number to dial")
	errNothing       = errors.New("there is nothing to say")
	errLandlineTexts = errors.New("a landline has no texts")
	errNobodyToText  = errors.New("there is no number to text")
	errUnread        = errors.New("the form cannot be read")
	errClockFixed    = errors.New("this clock cannot be moved")
)

// refusals are the HTTP status of each refusal, and the key of its words.
var refusals = []struct {
	err    error
	status int
	word   string
}{
	{ErrOff, http.StatusConflict, "no_off"},
	{ErrInCall, http.StatusConflict, "no_in_call"},
	{ErrNoCall, http.StatusConflict, "no_call"},
	{ErrNoRing, http.StatusConflict, "no_ring"},
	{ErrBadKeys, http.StatusBadRequest, "no_keys"},
	{ErrClosed, http.StatusServiceUnavailable, "no_network"},
	{errOtherSite, http.StatusForbidden, "no_other_site"},
	{errNoHandset, http.StatusNotFound, "no_handset"},
	{errNoAction, http.StatusNotFound, "no_action"},
	{errNoDialKey, http.StatusNotFound, "no_dial_key"},
	{errNothing, http.StatusBadRequest, "no_words"},
	{errLandlineTexts, http.StatusConflict, "no_landline_texts"},
	{errNobodyToText, http.StatusConflict, "no_text_number"},
	{errUnread, http.StatusBadRequest, "no_form"},
	{errClockFixed, http.StatusNotFound, "no_clock"},
}

// A refusalBody says why something was not done: Error to programs, Reason to
// people, in their language.
type refusalBody struct {
	Error  string `json:"error"`
	Reason string `json:"reason"`
}

// act is a handler that does something and answers 204, or says why not.
func (p *pageServer) act(do func(*http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := do(r)
		if err == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		for _, known := range refusals {
			if errors.Is(err, known.err) {
				writeJSON(w, known.status, refusalBody{known.word, p.voiceOf(r).say(known.word)})
				return
			}
		}
		p.n.cfg.Logger.Error("handset page", "error", err)
		writeJSON(w, http.StatusInternalServerError, refusalBody{"unexpected", err.Error()})
	}
}

func readForm(r *http.Request) (url.Values, error) {
	if err := r.ParseForm(); err != nil {
		return nil, fmt.Errorf("%w: %w", errUnread, err)
	}
	return r.PostForm, nil
}

// handle does what a person does with a handset.
func (p *pageServer) handle(r *http.Request) error {
	form, err := readForm(r)
	if err != nil {
		return err
	}
	h := p.n.Handset(chi.URLParam(r, "name"))
	if h == nil {
		return errNoHandset
	}
	switch chi.URLParam(r, "action") {
	case "dial":
		return p.dial(h, form)
	case "answer":
		return h.Answer()
	case "hangup":
		return h.HangUp()
	case "press":
		return h.Press(form.Get("keys"))
	case "speak":
		return withWords(form.Get("words"), h.Speak)
	case "text":
		return withWords(form.Get("words"), func(words string) error { return p.reply(h, words) })
	case "behave":
		return h.behave(form.Get("switch"), form.Get("on") == "true")
	}
	return errNoAction
}

// dial calls the number of a memory key: key is its place, from 0. With
// hidden=true the handset's own number is not shown.
func (p *pageServer) dial(h *Handset, form url.Values) error {
	i, err := strconv.Atoi(form.Get("key"))
	if err != nil || i < 0 || i >= len(p.o.Dials) {
		return errNoDialKey
	}
	if form.Get("hidden") == "true" {
		return h.DialHidden(p.o.Dials[i].E164)
	}
	return h.Dial(p.o.Dials[i].E164)
}

func withWords(words string, do func(string) error) error {
	if words = strings.TrimSpace(words); words == "" {
		return errNothing
	}
	return do(words)
}

// reply texts whoever sent the latest text, or else the first memory key.
func (p *pageServer) reply(h *Handset, words string) error {
	if h.Landline {
		return errLandlineTexts
	}
	to := ""
	if len(p.o.Dials) > 0 {
		to = p.o.Dials[0].E164
	}
	for _, t := range h.Texts() {
		if t.Received {
			to = t.Peer
		}
	}
	if to == "" {
		return errNobodyToText
	}
	return h.Text(to, words)
}

// behave turns one of the switches on the page, and leaves the others.
func (h *Handset) behave(name string, on bool) error {
	h.n.mu.Lock()
	defer h.n.mu.Unlock()
	switch name {
	case "machine":
		h.behaviour.Machine = on
	case "busy":
		h.behaviour.Busy = on
	case "off":
		h.behaviour.Off = on
	default:
		return errNoAction
	}
	h.note(Event{Kind: Behaves, Text: h.behaviour.String()})
	return nil
}
