package gateway

import (
	"cmp"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// webhook times every answer to the carrier. It stands before the signature
// check, and what that refuses is counted alone: strangers must not be able to
// make the answers look fast.
func (m *metrics) webhook(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, answer := time.Now(), middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(answer, r)
		if answer.Status() == http.StatusForbidden {
			m.refused.Inc()
			return
		}
		// A pattern of ours, never what was asked for.
		route := cmp.Or(chi.RouteContext(r.Context()).RoutePattern(), "none")
		m.webhooks.WithLabelValues(route, outcome(answer.Status() < http.StatusInternalServerError)).Observe(time.Since(began).Seconds())
	})
}
