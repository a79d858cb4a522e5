package demo

import "net/http"

// watched is the client that posts the carrier's webhooks; nil for a plain one.
func watched(tell func(method, url string)) *http.Client {
	if tell == nil {
		return nil
	}
	return &http.Client{Transport: watcher{http.DefaultTransport.(*http.Transport).Clone(), tell}}
}

type watcher struct {
	*http.Transport
	tell func(method, url string)
}

func (w watcher) RoundTrip(r *http.Request) (*http.Response, error) {
	w.tell(r.Method, r.URL.String())
	return w.Transport.RoundTrip(r)
}

// watching tells of every request before it is answered.
func watching(tell func(method, url string), next http.Handler) http.Handler {
	if tell == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tell(r.Method, r.URL.String())
		next.ServeHTTP(w, r)
	})
}
