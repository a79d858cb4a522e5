package monitor

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sethvargo/go-retry"
	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger/proof"
)

// Bounds of what is read.
const (
	askWithin      = 30 * time.Second
	mostCheckpoint = 64 << 10
	mostLeaves     = proof.TileWidth * (2 + 1<<16) // a bundle of the longest leaves there can be
)

// A Log is the log of somebody else.
type Log struct {
	URL       string                  // under which checkpoint and tile stand
	Key       string                  // its verifier key
	Witnesses []proof.Cosigner        // all of them must have signed
	Client    *http.Client            // nil: one that is sent on by nobody
	Pause     time.Duration           // before what did not answer is asked again; doubled each time. 0: a quarter of a second
	Progress  func(done, total int64) // entries; nil: nobody is told
}

// CheckURL refuses what is no address of a log.
func CheckURL(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("it is no address of a log; write it like https://hours.example.org/log")
	}
	return nil
}

func newClient() *http.Client {
	return &http.Client{
		Timeout:       askWithin,
		Transport:     http.DefaultTransport.(*http.Transport).Clone(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// errNotThere is HTTP 404.
var errNotThere = errors.New("it is not there (HTTP 404)")

// get reads what stands at a path of the log, up to so many bytes. What does
// not answer, or is too busy, is asked again for some seconds.
func (l *Log) get(ctx context.Context, path string, most int64) (data []byte, err error) {
	pause := retry.WithMaxRetries(5, retry.NewExponential(l.Pause))
	err = retry.Do(ctx, pause, func(ctx context.Context) (err error) {
		data, err = l.ask(ctx, path, most)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("/%s: %w", path, err)
	}
	return data, nil
}

func (l *Log) ask(ctx context.Context, path string, most int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(l.URL, "/")+"/"+path, nil)
	if err != nil {
		return nil, CheckURL(l.URL)
	}
	req.Header.Set("User-Agent", "hourline")
	req.Header.Set("Accept-Encoding", "gzip, identity")
	res, err := l.Client.Do(req)
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	if err != nil {
		return nil, retry.RetryableError(err)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotFound:
		return nil, errNotThere
	case res.StatusCode == http.StatusTooManyRequests, res.StatusCode >= 500:
		return nil, retry.RetryableError(fmt.Errorf("the log answers HTTP %d", res.StatusCode))
	case res.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the log answers HTTP %d", res.StatusCode)
	}
	return body(res, most)
}

// body is the answer, unpacked if need be, and never more of it than there can be.
func body(res *http.Response, most int64) ([]byte, error) {
	var r io.Reader = res.Body
	switch coding := res.Header.Get("Content-Encoding"); coding {
	case "", "identity":
	case "gzip":
		z, err := gzip.NewReader(io.LimitReader(res.Body, 2*most))
		if err != nil {
			return nil, fmt.Errorf("it is not what gzip makes: %w", err)
		}
		r = z
	default:
		return nil, fmt.Errorf("it is packed as %q, which nobody asked for", coding)
	}
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, retry.RetryableError(fmt.Errorf("the answer breaks off: %w", err))
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("it has more than the %d bytes that there can be", most)
	}
	return data, nil
}

// path is where a tile stands, as C2SP has it: x/mod calls the height too.
func path(t tlog.Tile) string {
	rest := strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", proof.Height))
	if data, ok := strings.CutPrefix(rest, "data/"); ok {
		rest = "entries/" + data
	}
	return "tile/" + rest
}

// hashes is a tile, from the full one when the log has put the partial one
// away.
func (l *Log) hashes(ctx context.Context, t tlog.Tile) ([]byte, error) {
	data, err := l.get(ctx, path(t), int64(t.W*tlog.HashSize))
	if errors.Is(err, errNotThere) && t.W < proof.TileWidth {
		full := t
		full.W = proof.TileWidth
		if whole, e := l.get(ctx, path(full), proof.TileBytes); e == nil {
			data, err = whole[:min(len(whole), t.W*tlog.HashSize)], nil
		}
	}
	if err == nil && len(data) != t.W*tlog.HashSize {
		err = fmt.Errorf("/%s: it has %d bytes instead of %d", path(t), len(data), t.W*tlog.HashSize)
	}
	return data, err
}
