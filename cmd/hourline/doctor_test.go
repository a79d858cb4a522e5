package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hourline/cmd/internal/demo"
	"hourline/cmd/internal/gateway"
	"hourline/ledger/care/caretest"
)

// The doctor beside a running gateway: a line for each thing, 0 when all is
// well and 1 when anything failed.
func TestTheDoctorSaysWhatFailsAndWhatMendsIt(t *testing.T) {
	atHome(t)
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	caretest.Books(t, gateway.BooksIn(dir))
	town, err := demo.Open(t.Context(), demo.Options{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { town.Close() })
	t.Setenv("TWILIO_ACCOUNT_SID", demo.AccountSID)
	t.Setenv("TWILIO_AUTH_TOKEN", demo.AuthToken)
	args := []string{
		"doctor", "--data", dir, "--number", demo.Hotline, "--fallback-number", "+8687168000011", "--carrier-url", town.URL,
		"--public-url", town.App.PublicURL(), "--desk-listen", strings.TrimPrefix(town.App.DeskURL(), "http://"),
	}
	code, out, errs := hourline(t, args...)
	if code != ok {
		t.Errorf("exit %d: %s", code, errs)
	}
	for _, what := range []string{
		"✓ settings ", "✓ database ", "✓ policy ", "✓ people ", "✓ words ", "✓ gateway ", "✓ public URL ", "✓ token ", "✓ clock ", "✓ number ",
	} {
		has(t, out, what)
	}
	if strings.Contains(out+errs, "\x1b") || strings.Contains(out+errs, demo.AuthToken) || strings.Contains(out+errs, "8687168000011") {
		t.Errorf("colours in a file, a token or a number:\n%s%s", out, errs)
	}
	t.Setenv("TWILIO_AUTH_TOKEN", "another-token")
	code, out, errs = hourline(t, args...)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, out, "✗ token ", "→ copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN again", "✗ public URL ")
	has(t, errs, "hourline: 2 checks failed")
}
