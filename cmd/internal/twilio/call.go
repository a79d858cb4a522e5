package twilio

import (
	"context"
	"errors"
	"net/url"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// A Call is a call that we place.
type Call struct {
	To, From    string // E.164
	URL         string // the first TwiML document, once somebody answers
	FallbackURL string // asked instead when URL fails; "" for none
	StatusURL   string // hears how the call goes; "" for nobody
	RingTimeout time.Duration
	// DetectMachine adds AnsweredBy to the first webhook. The callee hears
	// silence, up to 30 s of it, until the carrier has made up its mind.
	DetectMachine bool
}

// PlaceCall places a call and returns its SID at once, before it rings.
// What the carrier's profile cannot do is left out.
func (c *Client) PlaceCall(ctx context.Context, call Call) (sid string, err error) {
	placed, err := c.in(ctx).CreateCall(c.callParams(call))
	if err != nil {
		return "", unreadable(err)
	}
	return sidOf(placed.Sid)
}

func (c *Client) callParams(call Call) *api.CreateCallParams {
	p := new(api.CreateCallParams).SetTo(call.To).SetFrom(call.From).SetUrl(call.URL)
	if call.FallbackURL != "" && c.profile.Fallback {
		p.SetFallbackUrl(call.FallbackURL)
	}
	if call.StatusURL != "" {
		p.SetStatusCallback(call.StatusURL)
		if c.profile.StatusEvents {
			p.SetStatusCallbackEvent([]string{"ringing", "answered", "completed"})
		}
	}
	if call.RingTimeout > 0 && c.profile.RingTimeout {
		p.SetTimeout(seconds(call.RingTimeout, 600))
	}
	if call.DetectMachine && c.profile.MachineDetection {
		p.SetMachineDetection("Enable")
	}
	return p
}

// HangUp ends a call in whatever state it is. A call that is over is done.
func (c *Client) HangUp(ctx context.Context, sid string) error {
	return c.update(ctx, sid, new(api.UpdateCallParams).SetStatus("completed"))
}

// Redirect moves a call that is in progress to another document. A call that
// is not in progress is left alone without an error.
func (c *Client) Redirect(ctx context.Context, sid, to string) error {
	return c.update(ctx, sid, new(api.UpdateCallParams).SetUrl(to))
}

func (c *Client) update(ctx context.Context, sid string, p *api.UpdateCallParams) error {
	_, err := c.in(ctx).UpdateCall(url.PathEscape(sid), p)
	if code(err) == codeNotInProgress {
		return nil
	}
	return unreadable(err)
}

// sidOf is the name that the carrier gave; without one nothing is known.
func sidOf(sid *string) (string, error) {
	if sid == nil || *sid == "" {
		return "", unreadable(errors.New("it has no SID"))
	}
	return *sid, nil
}

// seconds is d in whole seconds, at least 1 and not more than most.
func seconds(d time.Duration, most int) int {
	return min(max(int(d.Round(time.Second)/time.Second), 1), most)
}
