package gateway

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hourline/ledger/care"
)

// The watcher outside hears nothing while calls cannot be answered, and while
// nobody looks whether emergencies are pursued.
func TestTheHeartIsSilentUntilAllIsWell(t *testing.T) {
	centre, err := care.Open(t.Context(), BooksIn(t.TempDir()), care.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer centre.Close()
	var broken error
	a := &App{Centre: centre, ready: &readiness{log: slog.New(slog.DiscardHandler), checks: []readyCheck{
		{what: "books write", ask: func(context.Context) (string, error) { return "", broken }},
	}}}
	if err := a.well(t.Context()); !errors.Is(err, errUnaudit) {
		t.Errorf("nobody looks, and it is %v", err)
	}
	auditing, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { centre.Audit(auditing); close(done) }()
	for deadline := time.Now().Add(10 * time.Second); a.well(t.Context()) != nil; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("all is well, and it is %v", a.well(t.Context()))
		}
	}
	stop()
	<-done
	broken = errors.New("full")
	if err := a.well(t.Context()); !errors.Is(err, errUnready) {
		t.Errorf("the disk is full, and it is %v", err)
	}
}

func TestTheWatchersAddressIsASecret(t *testing.T) {
	good := Settings{AuthToken: "x", AccountSID: "AC", Number: "+8687168000000", Carrier: "twilio", Speed: 1, HeartbeatURL: "https://watcher.example.org/ping/our-own-word", HeartbeatEvery: time.Minute}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for _, secret := range []string{good.HeartbeatURL, "/ping/our-own-word"} {
		if !strings.Contains(strings.Join(good.secrets(), " "), secret) {
			t.Errorf("%s is not masked in the log", secret)
		}
	}
	for want, spoil := range map[string]func(*Settings){
		"--heartbeat-url: ":  func(s *Settings) { s.HeartbeatURL = "our-own-word" },
		"--heartbeat-every ": func(s *Settings) { s.HeartbeatEvery = time.Second },
	} {
		s := good
		spoil(&s)
		if err := s.Check(); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "our-own-word") {
			t.Errorf("%v, want %q", err, want)
		}
	}
	file := filepath.Join(t.TempDir(), "watcher")
	if err := os.WriteFile(file, []byte(good.HeartbeatURL+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := Settings{HeartbeatURLFile: file}
	if err := s.AfterApply(); err != nil || s.HeartbeatURL != good.HeartbeatURL {
		t.Errorf("from a file it is %v", err)
	}
	if err := s.AfterApply(); err == nil || !strings.Contains(err.Error(), "HOURLINE_HEARTBEAT_URL_FILE are both set") {
		t.Errorf("given twice: %v", err)
	}
}
