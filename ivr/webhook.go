package ivr

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"hourline/ivr/session"
	"hourline/ivr/twiml"
	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/prompts"
)

// A Handler answers the carrier's voice webhooks. All fields but Fallback and
// EmergencyNumber are needed.
type Handler struct {
	Centre   *care.Centre
	Sessions session.Store
	Prompts  *prompts.Catalogue
	Features twiml.Features // what the carrier can do
	Log      *slog.Logger
	Turned   func(Answered) // is told of every answer; nil hears nothing

	// Allow is false for a phone that rings like a machine; fresh is a call that
	// has just come in, not a key of one. Nil allows all.
	Allow func(ctx context.Context, p care.Phone, fresh bool) bool

	Bank            string     // what the centre calls itself
	Lang            string     // for strangers
	Number          care.Phone // the hotline
	EmergencyNumber care.Phone // opens an emergency directly
	Fallback        care.Phone // a person who is rung when all else fails
}

// Routes adds the voice webhooks. They must stand behind the signature check.
func (h *Handler) Routes(r chi.Router) {
	r.Post("/voice", h.answer(h.incoming))
	r.Post("/voice/turn", h.answer(h.turn))
	r.Post("/voice/status", h.status)
	r.Post(selfTestPath, h.selfTest)
}

// answerWithin is how long a webhook may take, far below the 15 s after which
// a carrier gives up.
const answerWithin = 8 * time.Second

// answer wraps what makes TwiML: whatever breaks, the carrier gets 200 and
// safe TwiML, and the caller a person. One in need waits alarmWithin at most.
func (h *Handler) answer(make func(context.Context, *http.Request) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := r.ParseForm()
		urgent, within := h.urgent(r), answerWithin
		ctx := r.Context()
		if urgent {
			within, ctx = alarmWithin, context.WithoutCancel(ctx) // stored even when the carrier has left
		}
		var doc []byte
		if err == nil {
			doc, err = inTime(ctx, within, func(ctx context.Context) ([]byte, error) { return make(ctx, r) })
		}
		if err != nil && urgent {
			if h.insist(r.PostForm); !errors.Is(err, errAlarm) {
				err = fmt.Errorf("%w: %w", errAlarm, err)
			}
		}
		if err != nil {
			h.Log.Error("a caller could not be answered and is passed on to a person",
				"call", r.PostForm.Get("CallSid"), "node", r.URL.Query().Get("n"), "error", err)
			doc = h.rescue(err)
		}
		h.turned(r, err)
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.Write(doc)
	}
}

// inTime is what answer makes, or an error when that takes too long: the books
// may be stuck in a disk that no context can interrupt.
func inTime(ctx context.Context, within time.Duration, answer func(context.Context) ([]byte, error)) ([]byte, error) {
	type made struct {
		doc []byte
		err error
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	ready := make(chan made, 1)
	go func() {
		defer cancel()
		doc, err := guard(func() ([]byte, error) { return answer(ctx) })
		ready <- made{doc, err}
	}()
	select {
	case m := <-ready:
		return m.doc, m.err
	case <-ctx.Done():
	}
	select {
	case m := <-ready: // ready is what ended the wait, as often as not
		return m.doc, m.err
	default:
		return nil, ctx.Err()
	}
}

// guard turns a panic into an error: one turn's mistake is one caller's.
func guard[T any](make func() (T, error)) (made T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = ledger.Recovered(p)
		}
	}()
	return make()
}

// incoming answers a call to the hotline.
func (h *Handler) incoming(ctx context.Context, r *http.Request) ([]byte, error) {
	p := Place{Dialog: Hotline.Name}
	if h.crowds(ctx, r, p) {
		return h.busy(p), nil
	}
	if h.pressesOne(ctx, r) {
		return h.accepts(), nil
	}
	t, err := h.begin(ctx, r, p)
	if err != nil {
		return nil, err
	}
	if h.urgent(r) {
		return h.alarm(ctx, t)
	}
	d := t.beginFor(t.Line)
	return h.decide(ctx, t, d, nil)
}

// begin is what is known when a webhook comes.
func (h *Handler) begin(ctx context.Context, r *http.Request, p Place) (*Turn, error) {
	other := r.PostForm.Get("From")
	if p.Outgoing != 0 {
		other = r.PostForm.Get("To") // we rang them
	}
	line, err := h.Centre.Line(ctx, h.caller(other))
	if err != nil {
		return nil, err
	}
	t := &Turn{
		Place: p, Call: r.PostForm.Get("CallSid"), Bank: h.Bank, Prompts: h.Prompts, Lang: h.Lang,
		Digit: r.PostForm.Get("Digits"), Recording: r.PostForm.Get("RecordingSid"), Conference: h.Features.Conference,
	}
	t.meet(line)
	return t, nil
}

// caller is who is at the other end. Our own numbers are nobody's: whoever
// shows one hides behind it, and cannot be rung back on it.
func (h *Handler) caller(number string) care.Phone {
	p := care.Caller(number)
	if p == h.Number || p == h.EmergencyNumber {
		return ""
	}
	return p
}

// turn answers a key, a silence, or a call of ours that was picked up.
func (h *Handler) turn(ctx context.Context, r *http.Request) ([]byte, error) {
	p := placeOf(r.URL.Query())
	d := dialogNamed(p.Dialog)
	if d == nil {
		return h.incoming(ctx, r) // an address of another version: start over
	}
	if d == Hotline && h.crowds(ctx, r, p) {
		return h.busy(p), nil
	}
	if _, ok := d.Points[p.Node]; !ok {
		p = Place{Dialog: d.Name, Node: d.Start[0], Turn: p.Turn, Outgoing: p.Outgoing, Case: p.Case, Visit: p.Visit, Request: p.Request, Responder: p.Responder}
	}
	t, err := h.begin(ctx, r, p)
	switch {
	case err != nil:
		return nil, err
	case h.urgent(r):
		return h.alarm(ctx, t)
	case p.unstored():
		return twiml.Write(nil, twiml.Hangup{}), nil // they have talked to a person
	case d == Emergency, d == Staff, d == Check, d == CallBack:
		return h.decide(ctx, t, d, r.PostForm)
	}
	return h.once(ctx, t, d, r.PostForm)
}

// decide decides the turn with the books of the centre, and speaks.
func (h *Handler) decide(ctx context.Context, t *Turn, d *Dialog, form url.Values) ([]byte, error) {
	err := d.decide(t, form, books{
		look: func(t *Turn, n need) error { return h.read(ctx, t, n) },
		do:   func(i intent) error { return i.run(ctx, h.Centre) },
	})
	if err != nil {
		return nil, err
	}
	if d.goesOn(t) == alarm {
		return h.alarm(ctx, t)
	}
	return h.speak(t, d)
}

// read looks up what a node needs.
func (h *Handler) read(ctx context.Context, t *Turn, n need) (err error) {
	if n&needAppointment != 0 {
		if t.Appointment, t.Booked, err = h.Centre.Appointment(ctx, t.Who.ID); err != nil {
			return err
		}
	}
	if n&needPassbook != 0 {
		if t.Passbook, err = h.Centre.Passbook(ctx, t.Who.ID); err != nil {
			return err
		}
	}
	if err := h.readExchange(ctx, t, n); err != nil {
		return err
	}
	if n&needReceipt != 0 {
		if t.Looked, err = h.Centre.Receipt(ctx, t.Who.ID, t.Place.Receipt); err != nil {
			return err
		}
	}
	if n&needVisit != 0 {
		if t.Appointment, err = h.Centre.AppointmentOf(ctx, t.Visit); err != nil {
			return err
		}
		t.Booked, t.Who = true, t.Appointment.Elder
	}
	if n&needNews != 0 {
		if t.Appointment, err = h.Centre.NewsOf(ctx, t.Request); err != nil {
			return err
		}
		t.Booked, t.Who = true, t.Appointment.Elder
	}
	if n&needHelp != 0 {
		if t.Appointment, err = h.Centre.AppointmentOf(ctx, t.Visit); err != nil {
			return err
		}
		t.Booked, t.Who = true, t.Appointment.Helper
	}
	if n&needWhom != 0 {
		if t.Who, err = h.Centre.Whom(ctx, t.Outgoing); err != nil {
			return err
		}
	}
	if n&needTask != 0 {
		if err := h.readTask(ctx, t); err != nil {
			return err
		}
	}
	if n&needCallIn != 0 {
		if t.CallIn, err = h.Centre.CalledIn(ctx, t.Line.Phone, t.Digit); err != nil {
			return err
		}
	}
	if n&needCase != 0 {
		t.Case, err = h.Centre.Case(ctx, t.Place.Case)
		if t.Dialog == Emergency.Name && t.Case.Overdue(t.Now) > stuckAfter {
			err = fmt.Errorf("%w: the ladder of case %d stands still", errAlarm, t.Place.Case)
		}
	}
	return err
}

// status takes a status callback: of a call that we placed, or of one that
// came in and is over.
func (h *Handler) status(w http.ResponseWriter, r *http.Request) {
	err := r.ParseForm()
	call, status := r.PostForm.Get("CallSid"), r.PostForm.Get("CallStatus")
	id, _ := strconv.ParseInt(r.URL.Query().Get("o"), 10, 64)
	switch {
	case err != nil:
	case id > 0:
		if err = h.Centre.Status(r.Context(), id, call, status); err == nil && care.Final(status) {
			err = errors.Join(h.Centre.CallEnded(r.Context(), call), h.left(r.Context(), call))
		}
	case care.Final(status):
		err = h.ended(r.Context(), call, care.Caller(r.PostForm.Get("From")))
	}
	if err != nil {
		h.Log.Error("a status callback was not recorded; the carrier will send it again", "call", call, "error", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
