package twilio

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// patience is the longest that one request may take, unless Config.HTTP has a
// timeout of its own.
const patience = 10 * time.Second

// Config is an account with a carrier.
type Config struct {
	BaseURL    string // "" is https://api.twilio.com
	AccountSID string
	AuthToken  string
	Profile    Profile
	HTTP       *http.Client // nil for one of our own
	Observe    func(Asked)  // is told of every request; nil hears nothing
}

// A Client places calls and sends texts. It is safe for concurrent use.
type Client struct {
	base       *url.URL
	accountSID string
	authToken  string
	profile    Profile
	http       *http.Client
	observe    func(Asked)
}

// New is a client of an account. It does not speak to the carrier.
func New(c Config) (*Client, error) {
	if c.AccountSID == "" || c.AuthToken == "" {
		return nil, errors.New("the carrier's account SID and auth token must be set")
	}
	if c.BaseURL == "" {
		c.BaseURL = "https://api.twilio.com"
	}
	base, err := parseBase(c.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("the carrier's URL %q: %w", c.BaseURL, err)
	}
	if c.Observe == nil {
		c.Observe = func(Asked) {}
	}
	return &Client{base, c.AccountSID, c.AuthToken, c.Profile, httpClient(c.HTTP), c.Observe}, nil
}

// parseBase reads the URL of a server, perhaps with a path before ours.
func parseBase(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, errors.New("it is malformed")
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return nil, errors.New("it must begin with http:// or https:// and name a host")
	case u.User != nil, u.RawQuery != "", u.Fragment != "":
		return nil, errors.New("it may have no user, query or fragment")
	}
	return u, nil
}

// httpClient never follows a redirect: it would take the token elsewhere.
func httpClient(given *http.Client) *http.Client {
	own := http.Client{Timeout: patience}
	if given != nil {
		own = *given
	} else {
		own.Transport = transport()
	}
	if own.Timeout == 0 {
		own.Timeout = patience
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// transport keeps connections open between two calls of an emergency.
func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	t.TLSHandshakeTimeout = 5 * time.Second
	t.MaxIdleConnsPerHost = 16
	t.IdleConnTimeout = 5 * time.Minute
	return t
}

// Profile is what the carrier can do.
func (c *Client) Profile() Profile { return c.profile }

// in is Twilio's interface for one request. RequestHandler is made by hand:
// its constructor would bend the host by TWILIO_EDGE and TWILIO_REGION.
func (c *Client) in(ctx context.Context) *api.ApiService {
	return api.NewApiService(&client.RequestHandler{Client: bound{c, ctx}})
}
