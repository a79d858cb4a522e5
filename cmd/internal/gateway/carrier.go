package gateway

import (
	"context"
	"time"

	"hourline/cmd/internal/twilio"
	"hourline/ivr"
	"hourline/ledger/care"
	"hourline/sms"
)

// dialer gives the room of voices the carrier's calls.
func (a *App) dialer() *ivr.Dialer {
	c, from := a.client, string(phone(a.settings.Number))
	return &ivr.Dialer{
		PublicURL: a.PublicURL(),
		Place: func(ctx context.Context, call ivr.Call) (string, error) {
			return c.PlaceCall(ctx, twilio.Call{To: string(call.To), From: from, URL: call.URL, StatusURL: call.StatusURL, RingTimeout: call.RingFor})
		},
		End:  c.HangUp,
		Move: c.Redirect,
		Look: func(ctx context.Context, sid string) (ivr.Placed, error) {
			p, err := c.LookCall(ctx, sid)
			return ivr.Placed{SID: p.SID, Status: p.Status, At: p.At}, err
		},
		Find: func(ctx context.Context, to care.Phone, since time.Time) ([]ivr.Placed, error) {
			placed, err := c.FindCall(ctx, from, string(to), since)
			out := make([]ivr.Placed, len(placed))
			for i, p := range placed {
				out[i] = ivr.Placed{SID: p.SID, Status: p.Status, At: p.At}
			}
			return out, err
		},
		IsOf:    a.Centre.IsOf,
		Verdict: func(err error) care.Verdict { v, _ := verdict(err); return v },
	}
}

// sender gives the room of texts the carrier's messages.
func (a *App) sender() *sms.Sender {
	c, from := a.client, string(phone(a.settings.Number))
	return &sms.Sender{
		Centre: a.Centre, Prompts: a.words, PublicURL: a.PublicURL(), Lang: a.settings.Lang, Number: phone(a.settings.Number),
		Send: func(ctx context.Context, m sms.Message) (string, error) {
			return c.SendText(ctx, twilio.Text{To: string(m.To), From: from, Body: m.Body, StatusURL: m.StatusURL})
		},
		Look: func(ctx context.Context, sid string) (sms.Sent, error) {
			p, err := c.LookText(ctx, sid)
			return sms.Sent{SID: p.SID, Status: p.Status}, err
		},
		Find: func(ctx context.Context, to care.Phone, body string, since time.Time) ([]sms.Sent, error) {
			placed, err := c.FindText(ctx, from, string(to), body, since)
			out := make([]sms.Sent, len(placed))
			for i, p := range placed {
				out[i] = sms.Sent{SID: p.SID, Status: p.Status}
			}
			return out, err
		},
		Verdict: verdict,
	}
}

// verdict is what an error of the carrier means to the outbox.
func verdict(err error) (v care.Verdict, optedOut bool) {
	switch twilio.Classify(err) {
	case twilio.Retry:
		return care.Refused, false
	case twilio.Ambiguous:
		return care.Unknown, false
	}
	return care.Hopeless, twilio.OptedOut(err)
}
