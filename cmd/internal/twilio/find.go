package twilio

import (
	"context"
	"strings"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// Placed is a call or a text as the carrier's list has it.
type Placed struct {
	SID    string
	Status string // the carrier's word: queued, in-progress, delivered …
	To     string // E.164
	At     time.Time
}

// page is how many of the newest calls or texts to a number are looked at.
const page = 50

// FindCall are the calls that we placed to a number at or after a moment,
// newest first. With it the outbox learns what became of an attempt whose
// answer was lost; the moment is just before that attempt.
//
// The list is not filtered by StartTime: a call that waits in the carrier's
// queue has none yet.
func (c *Client) FindCall(ctx context.Context, to string, since time.Time) ([]Placed, error) {
	p := new(api.ListCallParams).SetTo(to).SetPageSize(page)
	list, err := c.in(ctx).PageCall(p, "", "")
	if err != nil {
		return nil, unreadable(err)
	}
	var found []Placed
	for _, call := range list.Calls {
		f := Placed{word(call.Sid), word(call.Status), word(call.To), moment(call.DateCreated)}
		if ours(call.Direction) && f.since(since) {
			found = append(found, f)
		}
	}
	return found, nil
}

// FindText are the texts with this body that we sent to a number at or after
// a moment, newest first. A trial account puts words of its own before ours.
func (c *Client) FindText(ctx context.Context, to, body string, since time.Time) ([]Placed, error) {
	p := new(api.ListMessageParams).SetTo(to).SetPageSize(page)
	list, err := c.in(ctx).PageMessage(p, "", "")
	if err != nil {
		return nil, unreadable(err)
	}
	var found []Placed
	for _, text := range list.Messages {
		f := Placed{word(text.Sid), word(text.Status), word(text.To), moment(text.DateCreated)}
		same := strings.HasSuffix(strings.TrimSpace(word(text.Body)), strings.TrimSpace(body))
		if ours(text.Direction) && same && f.since(since) {
			found = append(found, f)
		}
	}
	return found, nil
}

// ours reports whether a thing was asked for by our own request: the legs that
// a Dial made go to the same phones.
func ours(direction *string) bool { return word(direction) == "outbound-api" }

// since compares in whole seconds, as carriers write times.
func (p Placed) since(t time.Time) bool { return !p.At.Before(t.Truncate(time.Second)) }

// moment reads a carrier's time; the zero time if there is none.
func moment(text *string) time.Time {
	at, _ := time.Parse(time.RFC1123Z, word(text))
	return at
}

func word(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
