package control

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
)

// A Successor is a gateway that waits for this one's place.
type Successor struct{ conn *net.UnixConn }

// takeOver keeps the connection of the one who asks until Pass.
func (s *Server) takeOver(w http.ResponseWriter, r *http.Request) {
	hijacked, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	conn, ok := hijacked.(*net.UnixConn)
	if !ok || !s.Leave(&Successor{conn}) {
		io.WriteString(hijacked, head(http.StatusConflict, "another gateway is taking this one's place already"))
		hijacked.Close()
		return
	}
	s.Log.Info("another gateway takes over", "uid", r.Context().Value(peer{}))
}

func head(status int, body string) string {
	return fmt.Sprintf("HTTP/1.1 %d %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, http.StatusText(status), len(body), body)
}

// Pass hands the listeners over, by their names. The books must be closed. A
// connection that comes in meanwhile waits in them, and is refused by nobody.
func (s *Successor) Pass(listeners map[string]*os.File) error {
	names := make([]string, 0, len(listeners))
	files := make([]*os.File, 0, len(listeners))
	for name, f := range listeners {
		names, files = append(names, name), append(files, f)
	}
	body, err := json.Marshal(names)
	if err != nil {
		return err
	}
	err = sendFiles(s.conn, []byte(head(http.StatusOK, string(body))), files)
	return errors.Join(err, s.conn.Close())
}

// TakeOver asks the gateway to stop, waits until it has closed the books, and
// returns its listeners by their names. ErrNobody when there is none, or it
// ended in another way.
func (c Client) TakeOver(ctx context.Context) (map[string]net.Listener, error) {
	conn, err := dial(ctx, c.Data)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if _, err := io.WriteString(conn, "POST /take-over HTTP/1.1\r\nHost: control\r\nContent-Length: 0\r\n\r\n"); err != nil {
		return nil, fmt.Errorf("take over: %w", err)
	}
	said, files, err := receiveFiles(conn)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, io.EOF) && len(said) == 0:
		return nil, ErrNobody
	case err != nil:
		return nil, fmt.Errorf("take over: %w", err)
	}
	names, err := readNames(said)
	if err != nil || len(names) != len(files) {
		return nil, errors.Join(fmt.Errorf("take over: %d listeners with %d names", len(files), len(names)), err, closeAll(files))
	}
	return listen(names, files)
}

// readNames reads the answer that came with the listeners.
func readNames(said []byte) (names []string, err error) {
	res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(said)), nil)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, errors.New(strings.TrimSpace(string(body)))
	}
	return names, json.Unmarshal(body, &names)
}

// listen makes listeners of what was handed over.
func listen(names []string, files []*os.File) (map[string]net.Listener, error) {
	defer closeAll(files) // a listener has a descriptor of its own
	all := map[string]net.Listener{}
	for i, name := range names {
		l, err := net.FileListener(files[i])
		if err != nil {
			for _, l := range all {
				l.Close()
			}
			return nil, fmt.Errorf("take over %s: %w", name, err)
		}
		all[name] = l
	}
	return all, nil
}

func closeAll(files []*os.File) (err error) {
	for _, f := range files {
		err = errors.Join(err, f.Close())
	}
	return err
}
