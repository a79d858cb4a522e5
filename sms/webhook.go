package sms

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"hourline/ledger/care"
)

// A Handler answers the carrier's text webhooks.
type Handler struct {
	Centre *care.Centre
	Log    *slog.Logger
	Allow  func(context.Context, care.Phone) bool // false for a phone that texts like a machine, which then gets no answer
	Heard  func(Verb)                             // is told what a text asks for; nil hears nothing
}

// Routes adds the text webhooks. They must stand behind the signature check.
func (h *Handler) Routes(r chi.Router) {
	r.Post("/sms", h.incoming)
	r.Post("/sms/status", h.status)
}

// nothing is the TwiML that answers a text with no text: the reply is in the
// outbox by then.
const nothing = `<?xml version="1.0" encoding="UTF-8"?>` + "\n<Response></Response>"

// How long the books may take to carry out a text; an SOS is tried again
// behind the carrier's back.
const (
	answerWithin = 8 * time.Second
	alarmWithin  = 1500 * time.Millisecond
)

// incoming carries out one text. An error makes the carrier send it again.
func (h *Handler) incoming(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "a form was expected", http.StatusBadRequest)
		return
	}
	sid := r.PostForm.Get("MessageSid")
	if sid == "" {
		http.Error(w, "MessageSid is missing", http.StatusBadRequest)
		return
	}
	t := care.Text{SID: sid, From: care.Caller(r.PostForm.Get("From"))}
	command := Parse(r.PostForm.Get("Body"))
	if h.Heard != nil {
		h.Heard(command.Verb)
	}
	if command.Verb != SOS && !h.Allow(r.Context(), t.From) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	within := answerWithin
	if command.Verb == SOS {
		within = alarmWithin
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), within)
	defer cancel()
	if err := h.carryOut(ctx, t, command); err != nil {
		if command.Verb == SOS { // not every carrier sends it again
			h.Centre.Insist("text/"+sid, func(ctx context.Context) error { return h.Centre.SOS(ctx, t) })
		}
		h.Log.Error("a text was not carried out; the carrier will send it again", "message", sid, "error", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.Write([]byte(nothing))
}

// carryOut is the verb of care that a command means.
func (h *Handler) carryOut(ctx context.Context, t care.Text, c Command) error {
	code := care.VisitCode{Code: c.Code, Minutes: int64(c.Minutes), Card: c.Card, Either: c.Two}
	switch c.Verb {
	case Start:
		return h.Centre.Start(ctx, t, code)
	case Finish:
		return h.Centre.Finish(ctx, t, code)
	case CodeOnly:
		return h.Centre.WhatNext(ctx, t, code)
	case Late:
		return h.Centre.Late(ctx, t, code)
	case Cancel:
		return h.Centre.Drop(ctx, t, code)
	case Undo:
		return h.Centre.Undo(ctx, t, code)
	case Take:
		return h.Centre.Take(ctx, t, c.Request, care.TimeOfDay(c.Clock))
	case Pass:
		return h.Centre.Pass(ctx, t, c.Request)
	case Hours:
		return h.Centre.Hours(ctx, t)
	case Slip:
		return h.Centre.SlipText(ctx, t, c.Receipt)
	case Busy, Free:
		return h.Centre.Rest(ctx, t, c.Verb == Busy)
	case Join:
		return h.Centre.Join(ctx, t, c.Name)
	case Help:
		return h.Centre.HelpText(ctx, t)
	case Redeem:
		if c.Goods == Cash {
			c.Goods = ""
		}
		return h.Centre.RedeemText(ctx, t, c.Goods, c.Amount)
	case Pay:
		return h.Centre.PayText(ctx, t, c.Member, c.Amount)
	case SOS:
		return h.Centre.SOS(ctx, t)
	case Acknowledge:
		return h.Centre.Acknowledge(ctx, t, c.Case)
	case Resolve:
		return h.Centre.Resolve(ctx, t, c.Case, c.Outcome)
	case Tasks:
		return h.Centre.TasksText(ctx, t)
	case Close:
		return h.Centre.CloseText(ctx, t, c.Ticket, c.Outcome)
	case Reopen:
		return h.Centre.ReopenText(ctx, t, c.Ticket)
	case OptOut:
		return h.Centre.OptOut(ctx, t)
	case OptIn:
		return h.Centre.OptIn(ctx, t)
	case CarrierHelp:
		return nil // the carrier answers these itself
	}
	return h.Centre.NotUnderstood(ctx, t)
}

// status takes a status callback of a text that we sent.
func (h *Handler) status(w http.ResponseWriter, r *http.Request) {
	err := r.ParseForm()
	id, _ := strconv.ParseInt(r.URL.Query().Get("o"), 10, 64)
	if err == nil && id > 0 {
		err = h.Centre.Status(r.Context(), id, r.PostForm.Get("MessageSid"), r.PostForm.Get("MessageStatus"))
	}
	if err != nil {
		h.Log.Error("a status callback was not recorded; the carrier will send it again", "message", r.PostForm.Get("MessageSid"), "error", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
