package gateway

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// A server is one of the gateway's HTTP servers. It can be stopped without
// waiting for connections that say nothing.
type server struct {
	http.Server
	mu    sync.Mutex
	fresh map[net.Conn]time.Time // on which nothing was said yet, and since when
}

// newServer is a server whose limits are above every webhook's and below any
// stranger's patience.
func newServer(h http.Handler, log *slog.Logger) *server {
	s := &server{fresh: map[net.Conn]time.Time{}}
	s.Server = http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      15 * time.Second,
		IdleTimeout:       75 * time.Second,
		ConnState:         s.note,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	return s
}

// serve serves until stop.
func (s *server) serve(l net.Listener) error {
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (s *server) note(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == http.StateNew {
		s.fresh[c] = time.Now()
	} else {
		delete(s.fresh, c)
	}
}

// sayWithin is how long a new connection may be silent once its server stops.
// Proxies and HTTP clients open connections that they then do not need, and
// Shutdown alone would wait five seconds for each.
const sayWithin = 300 * time.Millisecond

// stop accepts nobody any more, and returns when everybody has their answer.
func (s *server) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- s.Shutdown(ctx) }()
	tick := time.NewTicker(sayWithin / 10)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			if err != nil {
				err = errors.Join(errors.New("not everybody was answered before the gateway stopped"), err, s.Server.Close())
			}
			return err
		case now := <-tick.C:
			s.closeFresh(now.Add(-sayWithin))
		}
	}
}

func (s *server) closeFresh(before time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c, since := range s.fresh {
		if since.Before(before) {
			c.Close()
			delete(s.fresh, c)
		}
	}
}
