package carrier_test

import (
	"net/url"
	"testing"

	"hourline/cmd/internal/carrier"
)

// The example of https://www.twilio.com/docs/usage/security.
func TestSignatureIsTheOneThatTwilioPublished(t *testing.T) {
	params := url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
		"From": {"+14158675309"}, "To": {"+18005551212"},
	}
	const want = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
	if got := carrier.Sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", params); got != want {
		t.Errorf("signed %s, want %s", got, want)
	}
	if got := carrier.Sign("54321", "https://mycompany.com/myapp.php?foo=1&bar=2", params); got == want {
		t.Error("another token signs alike")
	}
}
