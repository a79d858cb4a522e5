package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// The real program tells a watcher outside that all is well, and its log does
// not tell where the watcher is.
func TestTheWatcherOutsideHearsTheGateway(t *testing.T) {
	onTrial(t)
	var beats atomic.Int64
	watcher := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/ping/our-own-word" {
			beats.Add(1)
		}
	}))
	t.Cleanup(watcher.Close)
	p := startGateway(t, begun(t), "--heartbeat-every", "10s", "--heartbeat-url-file", file(t, "watcher", watcher.URL+"/ping/our-own-word\n"))
	eventually(t, "a heartbeat", func() bool { return beats.Load() > 0 })
	if log := p.log.String(); strings.Contains(log, "our-own-word") || strings.Contains(log, "heartbeat") {
		t.Errorf("the log tells of it:\n%s", log)
	}
}
