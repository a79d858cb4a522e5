package twilio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// Reach asks the carrier for as little as there is to ask, by a request that
// every carrier knows, and returns what its clock says; zero if it does not say.
func (c *Client) Reach(ctx context.Context) (clock time.Time, err error) {
	target := "/2010-04-01/Accounts/" + url.PathEscape(c.accountSID) + "/Calls.json"
	response, err := bound{c, ctx}.SendRequest(http.MethodGet, target, url.Values{"PageSize": {"1"}}, nil)
	if err != nil {
		return clock, err
	}
	clock, _ = http.ParseTime(response.Header.Get("Date"))
	return clock, nil
}

// A Number is a line of the account, with the webhooks that the carrier posts
// to; their methods are "" when the carrier does not say.
type Number struct {
	VoiceURL, VoiceMethod   string
	VoiceFallbackURL        string
	TextURL, TextMethod     string
	StatusURL, StatusMethod string
	Elsewhere               bool // calls or texts go to an application or a trunk, whatever the URLs are
}

// OwnNumber is a line of the account, and whether the account has it.
func (c *Client) OwnNumber(ctx context.Context, e164 string) (n Number, owned bool, err error) {
	list, err := c.in(ctx).PageIncomingPhoneNumber(new(api.ListIncomingPhoneNumberParams).SetPhoneNumber(e164).SetPageSize(page), "", "")
	if err != nil {
		return n, false, unreadable(err)
	}
	for _, own := range list.IncomingPhoneNumbers {
		if word(own.PhoneNumber) == e164 {
			return Number{
				VoiceURL: word(own.VoiceUrl), VoiceMethod: word(own.VoiceMethod), VoiceFallbackURL: word(own.VoiceFallbackUrl),
				TextURL: word(own.SmsUrl), TextMethod: word(own.SmsMethod),
				StatusURL: word(own.StatusCallback), StatusMethod: word(own.StatusCallbackMethod),
				Elsewhere: word(own.VoiceApplicationSid)+word(own.SmsApplicationSid)+word(own.TrunkSid) != "",
			}, true, nil
		}
	}
	return n, false, nil
}

// Status is the HTTP status that the carrier refused a request with, 0 for
// any other error.
func Status(err error) int {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.HTTPStatus
	}
	return 0
}
