package control

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// A Client speaks to the gateway that owns the books in a folder.
type Client struct {
	Data    string // the folder
	Version string // of this program
}

// About is what the gateway says of itself; ErrNobody when none answers.
func (c Client) About(ctx context.Context) (about About, err error) {
	h := c.http()
	defer h.CloseIdleConnections()
	err = ask(ctx, h, http.MethodGet, "/about", nil, &about)
	return about, err
}

// Do has the gateway carry out a command, and prints what it printed. The
// error is ErrNobody or ErrStopping when nothing was done, and a *Refusal when
// the command did not succeed.
func (c Client) Do(ctx context.Context, command string, args any, out io.Writer) error {
	form, err := json.Marshal(args)
	if err != nil {
		return err
	}
	h := c.http()
	defer h.CloseIdleConnections()
	// Asked first on the same connection: whoever answers this will not drop
	// the command unread.
	var about About
	if err := ask(ctx, h, http.MethodGet, "/about", nil, &about); err != nil {
		return err
	}
	switch {
	case about.Stopping:
		return ErrStopping
	case about.Version != c.Version:
		return skew(about, c.Version)
	}
	var a answer
	if err := ask(ctx, h, http.MethodPost, "/do", question{c.Version, command, form}, &a); err != nil {
		return err
	}
	if _, err := io.WriteString(out, a.Out); err != nil {
		return err
	}
	if a.Code != 0 {
		return &Refusal{a.Words, a.Code}
	}
	return nil
}

// skew refuses a command whose form the gateway may not understand as meant.
func skew(about About, version string) error {
	return &Refusal{fmt.Sprintf("the gateway on these books (%s) is %s, and this program is %s; use the gateway's program, or let this one take its place with \"hourline serve --take-over\"",
		about, about.Version, version), 1}
}

// http is a client whose requests all go to the socket.
func (c Client) http() *http.Client {
	return &http.Client{Transport: &http.Transport{
		MaxConnsPerHost: 1,
		DialContext:     func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx, c.Data) },
	}}
}

// ask sends one request and reads its answer.
func ask(ctx context.Context, h *http.Client, method, path string, body, into any) error {
	var text bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&text).Encode(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://control"+path, &text)
	if err != nil {
		return err
	}
	res, err := h.Do(req)
	if err != nil {
		return silent(err, body != nil)
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
		if err := json.NewDecoder(res.Body).Decode(into); err != nil {
			return silent(err, body != nil)
		}
		_, err := io.Copy(io.Discard, res.Body) // or the connection is not used again
		return err
	case http.StatusServiceUnavailable:
		return ErrStopping
	}
	words, _ := io.ReadAll(io.LimitReader(res.Body, 4<<10))
	return fmt.Errorf("the gateway on these books answered %s: %s", res.Status, strings.TrimSpace(string(words)))
}
