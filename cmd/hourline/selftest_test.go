package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	"hourline/cmd/internal/carrier"
	"hourline/ledger/clock"
)

// The doctor has the real gateway ring itself through a carrier, and says what
// became of it.
func TestTheDoctorHasTheChainTested(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	fast := clock.Fast(60)
	network := carrier.New(carrier.Config{AccountSID: "AC-trial", AuthToken: token, Now: fast.Now, After: fast.After})
	t.Cleanup(func() { network.Close() })
	rest := httptest.NewServer(network.Handler())
	t.Cleanup(rest.Close)
	serving(t, dir, "--carrier-url", rest.URL)
	about := answering(t, dir)
	lead := func(path string) {
		network.AddNumber(carrier.Number{E164: "+8687168000000", VoiceURL: about.Public + path, SMSURL: about.Public + "/sms", StatusURL: about.Public + "/voice/status"})
	}
	lead("/voice")
	args := []string{"doctor", "--call", "--data", dir, "--number", "+8687168000000", "--carrier-url", rest.URL, "--account-sid", "AC-trial", "--desk-listen", strings.TrimPrefix(about.Desk, "http://")}
	_, out, _ := hourline(t, args...)
	has(t, out, "✓ self-test ", "it passed: key 9, a case, a call, key 1")
	lead("/nowhere")
	code, out, _ := hourline(t, args...)
	has(t, out, "✗ self-test ", "webhook")
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
}

func TestTheDoctorFindsNobodyToTestTheChain(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	must(t, "member", "import", file(t, "people.csv", people), "--data", dir)
	_, out, _ := hourline(t, "doctor", "--call", "--data", dir, "--number", "+8687168000000", "--carrier-url", "http://127.0.0.1:9", "--account-sid", "AC-trial")
	has(t, out, "✗ self-test ", "no gateway runs", "hourline serve")
}
