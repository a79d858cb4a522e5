package gateway

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A server is one of the gateway's HTTP servers. It knows its connections, so
// that a stop waits neither for those that say nothing nor, as Shutdown does,
// for up to half a second after the last answer.
type server struct {
	http.Server
	served chan struct{} // closed when no connection is accepted any more
	retire atomic.Bool   // every answer is the last on its connection

	mu    sync.Mutex
	open  map[net.Conn]bool
	fresh map[net.Conn]time.Time // those on which nothing was said yet, and since when
}

// newServer is a server whose limits are above every webhook's and below any
// stranger's patience.
func newServer(h http.Handler, log *slog.Logger) *server {
	s := &server{served: make(chan struct{}), open: map[net.Conn]bool{}, fresh: map[net.Conn]time.Time{}}
	s.Server = http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if s.retire.Load() {
				w.Header().Set("Connection", "close")
			}
			h.ServeHTTP(w, r)
		}),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      15 * time.Second,
		IdleTimeout:       75 * time.Second,
		ConnState:         s.note,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	return s
}

// serve serves until stop. It is called once.
func (s *server) serve(l net.Listener) error {
	defer close(s.served)
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (s *server) note(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.fresh, c)
	switch state {
	case http.StateNew:
		s.open[c], s.fresh[c] = true, time.Now()
	case http.StateClosed, http.StateHijacked:
		delete(s.open, c)
	}
}

// dwindle retires the connections that are in use, for a moment. A request
// that is sent on an idle one just as it is closed gets no answer, and no rule
// makes every carrier ask again; one that is told beforehand opens another.
func (s *server) dwindle() {
	s.retire.Store(true)
	for until := time.Now().Add(sayWithin); s.closeFresh(time.Time{}) > 0 && time.Now().Before(until); {
		time.Sleep(5 * time.Millisecond)
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
	<-s.served
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for s.closeFresh(time.Now().Add(-sayWithin)) > 0 {
		select {
		case err := <-done:
			if err != nil {
				err = errors.Join(errors.New("not everybody was answered before the gateway stopped"), err, s.Server.Close())
			}
			return err
		case <-tick.C:
		}
	}
	return nil
}

// closeFresh closes the connections that have been silent since before, and
// counts those that are open still.
func (s *server) closeFresh(before time.Time) (open int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c, since := range s.fresh {
		if since.Before(before) {
			c.Close() // which is noted when its goroutine ends
			delete(s.fresh, c)
		}
	}
	return len(s.open)
}
