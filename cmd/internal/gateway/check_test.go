package gateway_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hourline/cmd/internal/demo"
	"hourline/cmd/internal/gateway"
	"hourline/cmd/internal/twilio"
)

// Only who has the token learns which gateway answers on the public side.
func TestTheWayFromTheCarrierCanBeChecked(t *testing.T) {
	town := open(t, demo.Options{})
	post := func(signature string) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, town.App.PublicURL()+gateway.CheckPath, strings.NewReader(""))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Twilio-Signature", signature)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		said, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(said)
	}
	status, instance := post(twilio.Sign(demo.AuthToken, town.App.PublicURL()+gateway.CheckPath, url.Values{}))
	if status != http.StatusOK || len(instance) < 20 {
		t.Errorf("%d %q", status, instance)
	}
	if status, said := post("x"); status != http.StatusForbidden || strings.Contains(said, instance) {
		t.Errorf("unsigned: %d %q", status, said)
	}
	res, err := http.Get(town.App.DeskURL() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if got := res.Header.Get(gateway.InstanceHeader); got != instance {
		t.Errorf("the private listener is %q, the public one %q", got, instance)
	}
}
