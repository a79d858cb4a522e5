package twilio

import (
	"context"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// A Text is a text message that we send.
type Text struct {
	To, From  string        // E.164
	Body      string        // at most 1600 characters
	StatusURL string        // hears whether it arrives; "" for nobody
	ValidFor  time.Duration // the carrier drops it afterwards; 0 leaves it to the carrier
}

// longestValid is the shortest of the carriers' longest ValidityPeriods.
const longestValid = 14400 // seconds

// SendText hands a text to the carrier and returns its SID, before it arrives.
func (c *Client) SendText(ctx context.Context, t Text) (sid string, err error) {
	p := new(api.CreateMessageParams).SetTo(t.To).SetFrom(t.From).SetBody(t.Body)
	if t.StatusURL != "" {
		p.SetStatusCallback(t.StatusURL)
	}
	if t.ValidFor > 0 {
		p.SetValidityPeriod(seconds(t.ValidFor, longestValid))
	}
	sent, err := c.in(ctx).CreateMessage(p)
	if err != nil {
		return "", unreadable(err)
	}
	return sidOf(sent.Sid)
}
