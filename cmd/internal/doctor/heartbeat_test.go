package doctor

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"hourline/cmd/internal/gateway"
)

func TestTheDoctorDoesNotKeepTheWatcherQuiet(t *testing.T) {
	var beats atomic.Int64
	answer := func(w http.ResponseWriter, _ *http.Request) {
		if beats.Add(1) > 1 {
			w.WriteHeader(http.StatusTeapot)
		}
	}
	plain := httptest.NewServer(http.HandlerFunc(answer))
	t.Cleanup(plain.Close)
	encrypted := httptest.NewUnstartedServer(http.HandlerFunc(answer))
	encrypted.Config.ErrorLog = quiet
	encrypted.StartTLS()
	t.Cleanup(encrypted.Close)
	for _, tt := range []struct {
		label, url, carrier string
		beat                bool
		mark                Mark
		found               string
		beats               int64 // heard so far
	}{
		{"none", "", "", false, Warning, "nobody outside", 0},
		{"none, on trial", "", "http://127.0.0.1:1", false, Fine, "not needed", 0},
		{"no address", "our-own-word", "", false, Failed, "no address", 0},
		{"within reach", plain.URL + "/our-own-word", "", false, Fine, "sent nothing", 0},
		{"a certificate of nobody", encrypted.URL + "/our-own-word", "", false, Failed, "certificate", 0},
		{"nobody there", "http://127.0.0.1:1/our-own-word", "", false, Failed, "refused", 0},
		{"one on request", plain.URL + "/our-own-word", "", true, Fine, "one heartbeat", 1},
		{"refused on request", plain.URL + "/our-own-word", "", true, Failed, "HTTP 418", 2},
	} {
		t.Run(tt.label, func(t *testing.T) {
			x := look(gateway.Settings{HeartbeatURL: tt.url, CarrierURL: tt.carrier})
			x.Beat = tt.beat
			f := x.heartbeat(t.Context())
			if f.Mark != tt.mark || !strings.Contains(f.Found, tt.found) || strings.Contains(f.Found+f.Mend, "our-own-word") {
				t.Errorf("%+v", f)
			}
			if n := beats.Load(); n != tt.beats {
				t.Errorf("the watcher has heard %d heartbeats, want %d", n, tt.beats)
			}
		})
	}
}
