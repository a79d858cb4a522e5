// Package heartbeat tells a watcher outside this machine, again and again,
// that all is well. It falls silent when it is not, and when the machine is
// dead: then the watcher raises the alarm.
//
// The watcher's address is as good as a password, so it stands in no error and
// no log line.
package heartbeat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"
)

// beatWithin is how long one beat may take, and most is how much of an answer
// is read.
const (
	beatWithin = 10 * time.Second
	most       = 4 << 10
)

// Shortest is the shortest time from one beat to the next: watchers count
// minutes, and some forbid more.
const Shortest = 10 * time.Second

// CheckURL refuses what is no address of a watcher.
func CheckURL(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("it is no address; write it like https://watcher.example.org/ping/WORD")
	}
	return nil
}

// Client asks a watcher. It is sent on by nobody: whoever answers at the
// address is the watcher.
func Client() *http.Client {
	return &http.Client{Timeout: beatWithin, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Beat is one beat. Its error is without the address.
func Beat(ctx context.Context, c *http.Client, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return CheckURL(address)
	}
	req.Header.Set("User-Agent", "hourline")
	res, err := c.Do(req)
	if outer, ok := errors.AsType[*url.Error](err); ok {
		return outer.Err
	}
	if err != nil {
		return err
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, most)) // so that the connection can be used again
	switch {
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return fmt.Errorf("the watcher answers HTTP %d: it has moved; give the address where it is", res.StatusCode)
	case res.StatusCode < 200 || res.StatusCode >= 300:
		return fmt.Errorf("the watcher answers HTTP %d", res.StatusCode)
	}
	return nil
}

// An Outcome is what became of one beat.
type Outcome string

// The outcomes.
const (
	Sent     Outcome = "sent"
	Failed   Outcome = "failed"   // the watcher was not reached
	Withheld Outcome = "withheld" // all is not well
)

// Outcomes are all outcomes.
var Outcomes = []Outcome{Sent, Failed, Withheld}

// A Heart beats while all is well.
type Heart struct {
	URL   string
	Every time.Duration               // from one beat to the next, a tenth more or less
	Well  func(context.Context) error // nil when all is well; else why not, for the log
	Count func(Outcome)
	Log   *slog.Logger

	last Outcome
}

// Run beats until ctx ends, for the first time soon.
func (h *Heart) Run(ctx context.Context) {
	client := Client()
	client.Transport = http.DefaultTransport.(*http.Transport).Clone()
	defer client.CloseIdleConnections()
	for wait := h.Every / 20; ; wait = h.Every {
		select {
		case <-time.After(jitter(wait)):
		case <-ctx.Done():
			return
		}
		h.beat(ctx, client)
	}
}

// jitter is d, a tenth more or less, so that the watcher does not hear from
// everybody at once.
func jitter(d time.Duration) time.Duration {
	return d - d/10 + rand.N(d/5+1)
}

// beat is one beat, if all is well. Only a change is logged.
func (h *Heart) beat(ctx context.Context, client *http.Client) {
	outcome, err := Withheld, h.Well(ctx)
	if err == nil {
		if err = Beat(ctx, client, h.URL); err == nil {
			outcome = Sent
		} else {
			outcome = Failed
		}
	}
	if ctx.Err() != nil {
		return
	}
	h.Count(outcome)
	if outcome == h.last {
		return
	}
	switch outcome {
	case Withheld:
		h.Log.Warn("the heartbeat falls silent, so that the watcher outside raises an alarm", "error", err)
	case Failed:
		h.Log.Warn("the watcher outside was not reached by the heartbeat, and may raise a false alarm", "error", err)
	case Sent:
		if h.last != "" {
			h.Log.Info("the heartbeat reaches the watcher outside again")
		}
	}
	h.last = outcome
}
