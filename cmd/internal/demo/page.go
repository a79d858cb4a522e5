package demo

import "net/http"

// handler is what the carrier's listener serves: the REST interface for the
// gateway, and the page of handsets for people.
func (t *Town) handler(Options) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/2010-04-01/", t.Network.Handler())
	return mux
}
