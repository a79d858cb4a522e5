package twilio

import (
	"net/http"
	"net/url"
	"reflect"
	"testing"
	"time"
)

func TestTheCarrierIsReachedAndTellsTheTime(t *testing.T) {
	at := time.Date(2026, 11, 25, 4, 37, 0, 0, time.UTC)
	carrier := newCarrier(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", at.Format(http.TimeFormat))
		says(200, `{"calls":[]}`)(w, r)
	})
	clock, err := carrier.client(t, Minimal).Reach(t.Context())
	if err != nil || !clock.Equal(at) {
		t.Fatalf("its clock says %v, %v", clock, err)
	}
	want := asked{"GET", "/switch/2010-04-01/Accounts/" + account + "/Calls.json", account, "to-ken", url.Values{"PageSize": {"1"}}}
	if got := carrier.last(t); !reflect.DeepEqual(got, want) {
		t.Errorf("asked\n%v\nwant\n%v", got, want)
	}
	_, err = newCarrier(t, says(401, `{"code":20003,"message":"Authenticate"}`)).client(t, Minimal).Reach(t.Context())
	if Status(err) != 401 {
		t.Errorf("a wrong token is %v, status %d", err, Status(err))
	}
}

func TestAnOwnNumberIsFoundWithItsWebhooks(t *testing.T) {
	carrier := newCarrier(t, says(200, `{"incoming_phone_numbers":[
		{"phone_number":"+852300000012","voice_url":"https://other"},
		{"phone_number":"`+hotline+`","voice_url":"https://gw/voice","voice_method":"POST","sms_url":"https://gw/sms","sms_method":"GET",
		 "status_callback":null,"voice_fallback_url":"","trunk_sid":"TK1","capabilities":{"voice":true,"sms":true,"mms":false,"fax":false}}]}`))
	n, owned, err := carrier.client(t, Twilio).OwnNumber(t.Context(), hotline)
	want := Number{VoiceURL: "https://gw/voice", VoiceMethod: "POST", TextURL: "https://gw/sms", TextMethod: "GET", Elsewhere: true}
	if err != nil || !owned || n != want {
		t.Errorf("found %+v, %v, %v", n, owned, err)
	}
	if got := carrier.last(t).form.Get("PhoneNumber"); got != hotline {
		t.Errorf("asked for %q", got)
	}
	if _, owned, err := carrier.client(t, Twilio).OwnNumber(t.Context(), elder); owned || err != nil {
		t.Errorf("a number of somebody else is ours: %v, %v", owned, err)
	}
}

func TestRequestsAreObserved(t *testing.T) {
	carrier := newCarrier(t, says(429, `{}`))
	client := carrier.client(t, Twilio)
	var seen []string
	client.observe = func(a Asked) { seen = append(seen, a.Method+" "+a.What+" "+Classify(a.Err).String()) }
	_, _ = client.PlaceCall(t.Context(), Call{To: elder, From: hotline, URL: "https://gw/voice"})
	_, _ = client.LookText(t.Context(), "SM1")
	_, _ = client.Reach(t.Context())
	if want := []string{"POST Calls retry", "GET Messages retry", "GET Calls retry"}; !reflect.DeepEqual(seen, want) {
		t.Errorf("saw %q", seen)
	}
}

// The doctor signs as a carrier does.
func TestWhatIsSignedPasses(t *testing.T) {
	v, err := NewVerifier("https://gw.example.org", "to-ken")
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"A": {"1"}}
	if !v.signed("/voice/check", form, Sign("to-ken", "https://gw.example.org/voice/check", form)) {
		t.Error("it is refused")
	}
}
