package twilio

import (
	"context"

	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// LookCall is one call as the carrier has it now.
func (c *Client) LookCall(ctx context.Context, sid string) (Placed, error) {
	call, err := c.in(ctx).FetchCall(sid, new(api.FetchCallParams))
	if err != nil {
		return Placed{}, unreadable(err)
	}
	return Placed{word(call.Sid), word(call.Status), word(call.To), moment(call.DateCreated)}, nil
}

// LookText is one text as the carrier has it now.
func (c *Client) LookText(ctx context.Context, sid string) (Placed, error) {
	text, err := c.in(ctx).FetchMessage(sid, new(api.FetchMessageParams))
	if err != nil {
		return Placed{}, unreadable(err)
	}
	return Placed{word(text.Sid), word(text.Status), word(text.To), moment(text.DateCreated)}, nil
}
