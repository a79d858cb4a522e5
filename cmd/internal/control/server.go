package control

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// A Server is the owner's side. All fields are needed.
type Server struct {
	About func() About
	// Do carries out a command with its arguments as JSON, and prints what the
	// command prints. An error of any kind but *Refusal is a failed check.
	Do  func(ctx context.Context, command string, args []byte, out io.Writer) error
	Log *slog.Logger
	// Leave is told of a gateway that wants this one's place. It returns false
	// when another one was promised it already.
	Leave func(*Successor) bool
}

// Handler serves the socket.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /about", func(w http.ResponseWriter, _ *http.Request) { reply(w, s.About()) })
	mux.HandleFunc("POST /do", s.do)
	mux.HandleFunc("POST /take-over", s.takeOver)
	return mux
}

// do carries out one command. The log says who asked for what, and nothing of
// what the command was about.
func (s *Server) do(w http.ResponseWriter, r *http.Request) {
	var q question
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostAsked)).Decode(&q); err != nil {
		http.Error(w, "the command cannot be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	about := s.About()
	switch {
	case about.Stopping:
		http.Error(w, ErrStopping.Error(), http.StatusServiceUnavailable)
		return
	case q.Version != about.Version:
		reply(w, answered("", skew(about, q.Version)))
		return
	}
	began := time.Now()
	var out bytes.Buffer
	a := answered("", s.Do(r.Context(), q.Command, q.Args, &out))
	a.Out = out.String()
	s.Log.Info("a command was carried out for another program", "command", q.Command, "uid", r.Context().Value(peer{}), "exit", a.Code, "took", time.Since(began).Round(time.Millisecond))
	reply(w, a)
}

func answered(out string, err error) answer {
	switch err := err.(type) {
	case nil:
		return answer{Out: out}
	case *Refusal:
		return answer{Out: out, Words: err.Words, Code: err.Code}
	default:
		return answer{Out: out, Words: err.Error(), Code: 1}
	}
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

// peer is the key of the user who asked, in the context of a connection.
type peer struct{}

// Knows puts the user at the other end into a connection's context; it is the
// server's ConnContext.
func Knows(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, peer{}, uidOf(c))
}
