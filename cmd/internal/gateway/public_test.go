package gateway_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"hourline/cmd/internal/demo"
)

// Every route of the public listener is walked, so that one that is added
// later cannot stand outside the check.
func TestUnsignedPostsAreRefusedOnEveryPublicRoute(t *testing.T) {
	town := open(t, demo.Options{})
	public := town.App.Public()
	routes := 0
	err := chi.Walk(public, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method != http.MethodPost {
			return nil
		}
		routes++
		for _, signature := range []string{"", "x", "RSOYDt4T1cUTdK1PDd93/VVr8B8="} {
			r := httptest.NewRequest(method, route, strings.NewReader("CallSid=CA1&MessageSid=SM1&From=%2B8687165000001&Body=SOS&Digits=9"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if signature != "" {
				r.Header.Set("X-Twilio-Signature", signature)
			}
			w := httptest.NewRecorder()
			public.ServeHTTP(w, r)
			if w.Code != http.StatusForbidden {
				t.Errorf("%s %s with signature %q: %d", method, route, signature, w.Code)
			}
		}
		return nil
	})
	if err != nil || routes < 5 {
		t.Errorf("%d routes were walked: %v", routes, err)
	}
}

func TestTheWatcherSeesWhetherCallsCanBeAnswered(t *testing.T) {
	town := open(t, demo.Options{})
	for _, path := range []string{"/healthz", "/readyz"} {
		res, err := http.Get(town.App.DeskURL() + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}
