package gateway

import (
	"io"
	"net/http"

	"github.com/go-chi/chi/v5"

	"hourline/ledger"
)

// Public are the routes that the carrier reaches. Every POST stands behind
// the signature check, whatever is added later: it is one middleware of the
// whole router. Only the log, which nobody can change, is read before it.
func (a *App) Public() chi.Router {
	r := chi.NewRouter()
	r.Use(a.publicLog(), a.metrics.webhook, a.catch, a.verifier.Middleware)
	a.voice().Routes(r)
	a.texts().Routes(r)
	r.Post(CheckPath, a.check)
	return r
}

// CheckPath answers signed posts with the Instance, so that a test of the way
// from the carrier to here meets everything that a webhook meets.
const CheckPath = "/voice/check"

// InstanceHeader names the Instance on the private listener.
const InstanceHeader = "Hourline-Instance"

func (a *App) check(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, a.instance)
}

// named tells on the private listener which gateway answers.
func (a *App) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(InstanceHeader, a.instance)
		next.ServeHTTP(w, r)
	})
}

// Private are the routes for staff and for whoever watches the machine:
// healthz tells that the process lives, readyz whether calls can be answered,
// metrics how well.
func (a *App) Private() chi.Router {
	r := chi.NewRouter()
	r.Use(a.named, a.catch)
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	r.Method(http.MethodGet, "/readyz", a.ready)
	r.Method(http.MethodGet, "/metrics", a.metrics.handler())
	return r
}

// catch answers where a handler panicked, so that the carrier asks again, and
// keeps what the panic carries out of the log.
func (a *App) catch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == http.ErrAbortHandler {
				panic(p)
			}
			if p != nil {
				a.log.Error("a handler panicked", "path", r.URL.Path, "error", ledger.Recovered(p))
				http.Error(w, "try again", http.StatusServiceUnavailable)
			}
		}()
		next.ServeHTTP(w, r)
	})
}
