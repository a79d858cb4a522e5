package witness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// askWithin is how long a witness may take for one checkpoint, and most is how
// much of an answer is read: a hundred signatures.
const (
	askWithin = 10 * time.Second
	most      = 64 << 10
)

// newClient asks witnesses. It is sent on by nobody: whoever answers at the
// address is the witness.
func newClient() *http.Client {
	return &http.Client{
		Transport:     http.DefaultTransport.(*http.Transport).Clone(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// A conflict is how a witness says that it has signed another size.
type conflict struct{ size int64 }

func (c conflict) Error() string {
	return fmt.Sprintf("it says again and again that it has signed for %d entries", c.size)
}

// errNotGrown: to the witness, the checkpoint does not continue what it signed.
var errNotGrown = errors.New("it says that this checkpoint does not continue the one that it signed before")

// body is a request to add-checkpoint.
func body(old int64, growth tlog.TreeProof, signed []byte) []byte {
	b := fmt.Appendf(nil, "old %d\n", old)
	for _, hash := range growth {
		b = append(b, hash.String()+"\n"...)
	}
	return append(append(b, '\n'), signed...)
}

// add asks a witness to sign a checkpoint; growth proves that it continues the
// old one. The answer is not believed yet. An error is without the address.
func add(ctx context.Context, c *http.Client, w Witness, old int64, growth tlog.TreeProof, signed []byte) (answer []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL+"/add-checkpoint", bytes.NewReader(body(old, growth, signed)))
	if err != nil {
		return nil, errors.New("its address is no address")
	}
	req.Header.Set("User-Agent", "hourline")
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	res, err := c.Do(req)
	if outer, ok := errors.AsType[*url.Error](err); ok {
		return nil, outer.Err
	}
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(res.Body, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("its answer breaks off: %w", err)
	case len(answer) > most:
		return nil, fmt.Errorf("its answer is longer than %d bytes", most)
	}
	return answer, refusal(res.StatusCode, answer)
}

// refusal is what a status says, nil for a signature.
func refusal(status int, answer []byte) error {
	switch status {
	case http.StatusOK:
		return nil
	case http.StatusConflict:
		text := strings.TrimSuffix(string(answer), "\n")
		size, err := strconv.ParseInt(text, 10, 64)
		if err != nil || size < 0 {
			return errors.New("it answers HTTP 409 without the size that it has signed")
		}
		return conflict{size}
	case http.StatusUnprocessableEntity:
		return errNotGrown
	case http.StatusNotFound:
		return errors.New("it does not know this log (HTTP 404): give it what \"hourline log key\" prints, and look at its address")
	case http.StatusForbidden:
		return errors.New("it knows this log by another key (HTTP 403): give it what \"hourline log key\" prints")
	case http.StatusTooManyRequests:
		return errors.New("it is asked too often (HTTP 429)")
	}
	if status >= 300 && status < 400 {
		return fmt.Errorf("it has moved (HTTP %d): give the address where it is", status)
	}
	return fmt.Errorf("it answers HTTP %d", status)
}
