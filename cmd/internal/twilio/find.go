package twilio

import (
	"context"
	"errors"
	"net/url"
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

// How much of a carrier's list is looked at: pages of so many of the newest
// calls or texts that we made, and so many pages.
const (
	page      = 50
	mostPages = 40
)

// FindCall are the calls that we placed to a number at or after a moment,
// newest first. The list is asked for by our own number: a URL, which proxies
// and carriers log, must not name the other. With it the outbox learns what became of an attempt whose
// answer was lost; the moment is just before that attempt.
//
// The list is not filtered by StartTime: a call that waits in the carrier's
// queue has none yet.
func (c *Client) FindCall(ctx context.Context, from, to string, since time.Time) ([]Placed, error) {
	return find(since, func(token, number string) (all []listed, next *string, err error) {
		p := new(api.ListCallParams).SetFrom(from).SetPageSize(page)
		list, err := c.in(ctx).PageCall(p, token, number)
		if err != nil {
			return nil, nil, err
		}
		for _, call := range list.Calls {
			f := Placed{word(call.Sid), word(call.Status), word(call.To), moment(call.DateCreated)}
			all = append(all, listed{f, ours(call.Direction) && f.To == to})
		}
		return all, list.NextPageUri, nil
	})
}

// FindText are the texts with this body that we sent to a number at or after
// a moment, newest first. A trial account puts words of its own before ours.
func (c *Client) FindText(ctx context.Context, from, to, body string, since time.Time) ([]Placed, error) {
	return find(since, func(token, number string) (all []listed, next *string, err error) {
		p := new(api.ListMessageParams).SetFrom(from).SetPageSize(page)
		list, err := c.in(ctx).PageMessage(p, token, number)
		if err != nil {
			return nil, nil, err
		}
		for _, text := range list.Messages {
			f := Placed{word(text.Sid), word(text.Status), word(text.To), moment(text.DateCreated)}
			same := strings.HasSuffix(strings.TrimSpace(word(text.Body)), strings.TrimSpace(body))
			all = append(all, listed{f, ours(text.Direction) && f.To == to && same})
		}
		return all, list.NextPageUri, nil
	})
}

// A listed thing is one line of a carrier's list; wanted if it may be what is
// looked for.
type listed struct {
	Placed
	wanted bool
}

// find reads a list, newest first, page by page until it reaches back before
// since. A list that does not within mostPages is an error: what is not found
// would be done again.
func find(since time.Time, ask func(token, number string) (all []listed, next *string, err error)) ([]Placed, error) {
	var found []Placed
	token, number := "", ""
	for range mostPages {
		all, next, err := ask(token, number)
		if err != nil {
			return nil, unreadable(err)
		}
		enough := len(all) == 0
		for _, l := range all {
			if enough = !l.since(since); enough {
				break
			}
			if l.wanted {
				found = append(found, l.Placed)
			}
		}
		if token, number, err = onward(next); err != nil {
			return nil, unreadable(err)
		}
		if enough || token == "" && number == "" {
			return found, nil
		}
	}
	return nil, &Error{Class: Ambiguous, Message: "the list is longer than is looked at"}
}

// onward is where the next page is found, empty when there is none.
func onward(next *string) (token, number string, err error) {
	u, err := url.Parse(word(next))
	if err != nil {
		return "", "", errors.New("the address of its next page is malformed")
	}
	return u.Query().Get("PageToken"), u.Query().Get("Page"), nil
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
