package carrier

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
)

// Handler is the network's door: the REST interface under
// /2010-04-01/Accounts/{AccountSid}/. Forms come in, JSON goes out; the
// AccountSid and the AuthToken are the user and the password.
func (n *Network) Handler() http.Handler {
	r := chi.NewRouter()
	r.NotFound(func(w http.ResponseWriter, r *http.Request) { n.refuse(w, errNotFound) })
	r.Route("/"+apiVersion+"/Accounts/{account}", func(r chi.Router) {
		r.Use(n.countRequest, n.authenticate, n.misbehave)
		r.Post("/Calls.json", n.answers(http.StatusCreated, n.createCall))
		r.Get("/Calls.json", n.answers(http.StatusOK, n.listCalls))
		r.Get("/Calls/{sid}.json", n.answers(http.StatusOK, n.fetchCall))
		r.Post("/Calls/{sid}.json", n.answers(http.StatusOK, n.updateCall))
		r.Post("/Messages.json", n.answers(http.StatusCreated, n.createMessage))
		r.Get("/Messages.json", n.answers(http.StatusOK, n.listMessages))
		r.Get("/Messages/{sid}.json", n.answers(http.StatusOK, n.fetchMessage))
		r.Get("/Recordings/{sid}.json", n.answers(http.StatusOK, n.fetchRecording))
		r.Get("/Recordings/{sid}.wav", n.serveRecording)
		r.Get("/Recordings/{sid}", n.serveRecording)
		if n.cfg.Personality != Minimal { // which has its numbers set up by hand
			r.Get("/IncomingPhoneNumbers.json", n.answers(http.StatusOK, n.listNumbers))
		}
		r.Get("/Conferences.json", n.answers(http.StatusOK, n.listConferences))
		r.Get("/Conferences/{sid}.json", n.answers(http.StatusOK, n.fetchConference))
		r.Get("/Conferences/{sid}/Participants.json", n.answers(http.StatusOK, n.listParticipants))
	})
	return r
}

// path is where a thing of the account is found, relative to the base URL.
func (n *Network) path(parts ...string) string {
	return "/" + apiVersion + "/Accounts/" + n.cfg.AccountSID + "/" + strings.Join(parts, "/")
}

// A restError is a refusal as Twilio words it.
type restError struct {
	status  int // of HTTP
	code    int
	message string
}

func (e *restError) Error() string { return fmt.Sprintf("%d: %s", e.code, e.message) }

var (
	errNotFound     = &restError{http.StatusNotFound, 20404, "The requested resource was not found"}
	errUnauthorized = &restError{http.StatusUnauthorized, 20003, "Authenticate"}
	errTooMany      = &restError{http.StatusTooManyRequests, 20429, "Too Many Requests"}
	errBroken       = &restError{http.StatusInternalServerError, 20500, "Internal Server Error"}
)

// bad is a request that says something wrong.
func bad(code int, format string, args ...any) *restError {
	return &restError{http.StatusBadRequest, code, fmt.Sprintf(format, args...)}
}

// answers is a handler that says what endpoint returns.
func (n *Network) answers(status int, endpoint func(*http.Request) (any, *restError)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, refusal := endpoint(r)
		if refusal != nil {
			n.refuse(w, refusal)
			return
		}
		writeJSON(w, status, body)
	}
}

// refuse writes a restError in the form of the personality.
func (n *Network) refuse(w http.ResponseWriter, e *restError) {
	status, code := e.status, any(e.code)
	if n.cfg.Personality == Minimal {
		code = strconv.Itoa(e.code)
		if status == http.StatusBadRequest {
			status = http.StatusUnprocessableEntity
		}
	}
	writeJSON(w, status, map[string]any{
		"code": code, "message": e.message, "status": status,
		"more_info": "https://www.twilio.com/docs/errors/" + strconv.Itoa(e.code),
	})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client is gone
}

// countRequest keeps the network busy while a request is answered, and learns
// where customers reach it.
func (n *Network) countRequest(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.mu.Lock()
		n.inFlight++
		n.begun++
		if n.cfg.BaseURL == "" {
			n.baseURL = "http://" + r.Host
		}
		n.mu.Unlock()
		defer func() {
			n.mu.Lock()
			defer n.mu.Unlock()
			n.inFlight--
		}()
		next.ServeHTTP(w, r)
	})
}

func (n *Network) authenticate(next http.Handler) http.Handler {
	same := func(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if !same(user, n.cfg.AccountSID) || !same(password, n.cfg.AuthToken) || n.cfg.AuthToken == "" {
			w.Header().Set("WWW-Authenticate", `Basic realm="Twilio API"`)
			n.refuse(w, errUnauthorized)
			return
		}
		if chi.URLParam(r, "account") != n.cfg.AccountSID {
			n.refuse(w, errNotFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// misbehave does to a request what Misbehaviour.REST has in store for it.
func (n *Network) misbehave(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch fault, slowBy := n.nextFault(); fault {
		case TooManyRequests:
			n.refuse(w, errTooMany)
		case ServerError:
			n.refuse(w, errBroken)
		case HTMLError:
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusBadGateway)
			fmt.Fprint(w, "<html><body><h1>502 Bad Gateway</h1></body></html>")
		case EmptyAnswer:
			next.ServeHTTP(nowhere{http.Header{}}, r)
			w.WriteHeader(http.StatusOK)
		case DroppedAnswer:
			next.ServeHTTP(nowhere{http.Header{}}, r)
			panic(http.ErrAbortHandler) // breaks the connection
		case SlowAnswer:
			late := &slowWriter{ResponseWriter: w, request: r, by: slowBy}
			next.ServeHTTP(late, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// nowhere takes an answer that nobody gets.
type nowhere struct{ header http.Header }

func (w nowhere) Header() http.Header         { return w.header }
func (w nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (w nowhere) WriteHeader(int)             {}

// A slowWriter waits before the first byte, unless the client gives up.
type slowWriter struct {
	http.ResponseWriter
	request *http.Request
	by      time.Duration
}

func (w *slowWriter) WriteHeader(status int) {
	select {
	case <-time.After(w.by):
	case <-w.request.Context().Done():
	}
	w.ResponseWriter.WriteHeader(status)
}

// readParams reads the form of a POST or the query of a GET. It refuses
// parameters that are not among the known ones, by name.
func readParams(r *http.Request, known ...string) (url.Values, *restError) {
	if err := r.ParseForm(); err != nil {
		return nil, bad(20001, "malformed form: %v", err)
	}
	params := r.PostForm
	if r.Method == http.MethodGet {
		params = r.Form
	}
	for _, name := range sortedNames(params) {
		if !slices.Contains(known, name) {
			return nil, bad(20001, "Unknown parameter: %s", name)
		}
	}
	return params, nil
}
