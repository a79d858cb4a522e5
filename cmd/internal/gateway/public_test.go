package gateway_test

import (
	"database/sql"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"hourline/cmd/internal/demo"
	"hourline/cmd/internal/gateway"
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

// look asks the private listener.
func look(t *testing.T, url string) (status int, said string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestTheWatcherSeesWhetherCallsCanBeAnswered(t *testing.T) {
	town := open(t, demo.Options{})
	for _, path := range []string{"/healthz", "/readyz"} {
		if status, said := look(t, town.App.DeskURL()+path); status != http.StatusOK {
			t.Errorf("%s: %d %s", path, status, said)
		}
	}
}

// Another program that keeps the file to itself: nothing can be written.
func TestNotReadyWhileNothingCanBeWritten(t *testing.T) {
	data := settled(t)
	log := slog.New(slog.DiscardHandler) // there will be errors in it
	town, err := demo.Open(t.Context(), demo.Options{Data: data, Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	defer town.Close()
	other, err := sql.Open("sqlite", gateway.BooksIn(data))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lock := func(text string) {
		t.Helper()
		if _, err := other.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	other.SetMaxOpenConns(1)
	lock("PRAGMA busy_timeout = 10000")
	lock("BEGIN IMMEDIATE")
	if status, said := look(t, town.App.DeskURL()+"/readyz"); status != 503 || !strings.Contains(said, "FAIL  books write") || !strings.Contains(said, "ok    books read") {
		t.Errorf("%d %s", status, said)
	}
	lock("ROLLBACK")
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		status, said := look(t, town.App.DeskURL()+"/readyz")
		if status == 200 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the lock is gone and still %s", said)
		}
	}
}
