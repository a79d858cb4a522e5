package gateway_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/gateway"
	"hourline/ledger/ledgertest"
)

// Whoever reads the log finds under it what witnesses have signed.
func TestWitnessesSignTheLogThatEverybodyReads(t *testing.T) {
	bureau, university := ledgertest.NewWitness(t, "bureau.example/witness"), ledgertest.NewWitness(t, "university.example")
	c := newCounter(t, func(s *gateway.Settings) {
		s.Witness, s.WitnessFile, s.WitnessEvery = []string{bureau.Setting()}, filepath.Join(t.TempDir(), "witnesses"), time.Minute
		if err := os.WriteFile(s.WitnessFile, []byte("# ours\n"+university.Setting()+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.AfterApply(); err != nil {
			t.Fatal(err)
		}
	})
	c.deposits(7)
	bureau.Trust(t, c.app.Centre.Bank.LogKey())
	university.Lie(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- c.app.Run(ctx) }()
	var signed []byte
	for until := time.Now().Add(time.Minute); !strings.Contains(string(signed), "— bureau.example/witness "); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("nobody has signed\n%s", &c.log)
		}
		_, signed = c.get("/log/checkpoint", "")
	}
	private := httptest.NewRecorder()
	c.app.Private().ServeHTTP(private, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if !strings.Contains(string(signed), "\n7\n") {
		t.Errorf("they have signed\n%s", signed)
	}
	for _, want := range []string{`hourline_witnesses{standing="signed"} 1`, `hourline_witnesses{standing="disputed"} 0`, `hourline_witness_answers_total{outcome="signed"} 1`} {
		if !strings.Contains(private.Body.String(), want) {
			t.Errorf("there is no %s", want)
		}
	}
}

func TestWitnessesThatCannotBeAsked(t *testing.T) {
	good := ledgertest.NewWitness(t, "bureau.example/witness").Setting()
	for _, s := range []gateway.Settings{
		{Witness: []string{"bureau"}, WitnessEvery: time.Minute},
		{Witness: []string{good, good}, WitnessEvery: time.Minute},
		{Witness: []string{good}, WitnessEvery: time.Millisecond},
	} {
		s.AuthToken, s.AccountSID, s.Number, s.Carrier, s.Speed = "x", "AC", "+8687168000000", "twilio", 1
		if err := s.Check(); err == nil || !strings.Contains(err.Error(), "--witness") {
			t.Errorf("%v: %v", s.Witness, err)
		}
	}
	s := gateway.Settings{WitnessFile: filepath.Join(t.TempDir(), "none")}
	if err := s.AfterApply(); err == nil || !strings.Contains(err.Error(), "--witness-file") {
		t.Errorf("a file that is not there: %v", err)
	}
}
