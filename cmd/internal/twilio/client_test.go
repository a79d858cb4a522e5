package twilio

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"testing"
	"time"
)

func TestCallsAskOnlyForWhatTheCarrierCan(t *testing.T) {
	call := Call{
		To: elder, From: hotline, URL: "https://gw/voice?o=1", FallbackURL: "https://gw/fallback",
		StatusURL: "https://gw/voice/status?o=1", RingTimeout: 24500 * time.Millisecond, DetectMachine: true,
	}
	for _, tt := range []struct {
		label   string
		profile Profile
		call    Call
		want    url.Values
	}{
		{"everything", Twilio, call, url.Values{
			"To": {elder}, "From": {hotline}, "Url": {"https://gw/voice?o=1"}, "FallbackUrl": {"https://gw/fallback"},
			"StatusCallback": {"https://gw/voice/status?o=1"}, "StatusCallbackEvent": {"ringing", "answered", "completed"},
			"Timeout": {"25"}, "MachineDetection": {"Enable"},
		}},
		{"what every switch can", Minimal, call, url.Values{
			"To": {elder}, "From": {hotline}, "Url": {"https://gw/voice?o=1"}, "StatusCallback": {"https://gw/voice/status?o=1"},
		}},
		{"nothing special", Twilio, Call{To: elder, From: hotline, URL: "https://gw/voice"}, url.Values{
			"To": {elder}, "From": {hotline}, "Url": {"https://gw/voice"},
		}},
	} {
		t.Run(tt.label, func(t *testing.T) {
			carrier := newCarrier(t, says(201, `{"sid":"CA1","status":"queued"}`))
			sid, err := carrier.client(t, tt.profile).PlaceCall(t.Context(), tt.call)
			if sid != "CA1" || err != nil {
				t.Fatalf("placed %q, %v", sid, err)
			}
			want := asked{"POST", "/switch/2010-04-01/Accounts/" + account + "/Calls.json", account, "to-ken", tt.want}
			if got := carrier.last(t); !reflect.DeepEqual(got, want) {
				t.Errorf("asked\n%v\nwant\n%v", got, want)
			}
		})
	}
}

func TestTextsAreSent(t *testing.T) {
	carrier := newCarrier(t, says(201, `{"sid":"SM1","status":"queued","error_code":null}`))
	client := carrier.client(t, Minimal)
	sid, err := client.SendText(t.Context(), Text{To: elder, From: hotline, Body: "桂花 & 1=1", StatusURL: "https://gw/sms/status", ValidFor: 10 * time.Hour})
	if sid != "SM1" || err != nil {
		t.Fatalf("sent %q, %v", sid, err)
	}
	want := asked{"POST", "/switch/2010-04-01/Accounts/" + account + "/Messages.json", account, "to-ken", url.Values{
		"To": {elder}, "From": {hotline}, "Body": {"桂花 & 1=1"}, "StatusCallback": {"https://gw/sms/status"}, "ValidityPeriod": {"14400"},
	}}
	if got := carrier.last(t); !reflect.DeepEqual(got, want) {
		t.Errorf("asked\n%v\nwant\n%v", got, want)
	}
}

func TestCallsUnderWayAreMovedAndEnded(t *testing.T) {
	carrier := newCarrier(t, says(200, `{"sid":"a/b"}`))
	client := carrier.client(t, Twilio)
	if err := client.Redirect(t.Context(), "a/b", "https://gw/voice/turn?c=1"); err != nil {
		t.Fatal(err)
	}
	got := carrier.last(t)
	if want := "/switch/2010-04-01/Accounts/" + account + "/Calls/a%2Fb.json"; got.path != want || got.form.Get("Url") != "https://gw/voice/turn?c=1" {
		t.Errorf("asked %v", got)
	}
	if err := client.HangUp(t.Context(), "CA1"); err != nil {
		t.Fatal(err)
	}
	if got := carrier.last(t); got.form.Get("Status") != "completed" {
		t.Errorf("asked %v", got)
	}
}

func TestEndingACallThatIsOverIsDone(t *testing.T) {
	for label, body := range map[string]string{
		"Twilio": `{"code":21220,"message":"Call is not in-progress. Cannot redirect."}`,
		"switch": `{"code":"21220","message":"Call is not in-progress."}`,
	} {
		client := newCarrier(t, says(400, body)).client(t, Twilio)
		if err := client.HangUp(t.Context(), "CA1"); err != nil {
			t.Errorf("%s: hang up: %v", label, err)
		}
		if err := client.Redirect(t.Context(), "CA1", "https://gw/voice"); err != nil {
			t.Errorf("%s: redirect: %v", label, err)
		}
	}
}

func TestRequestsEndWithTheirContext(t *testing.T) {
	over := make(chan struct{})
	carrier := newCarrier(t, func(http.ResponseWriter, *http.Request) { <-over })
	defer close(over)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := carrier.client(t, Twilio).PlaceCall(ctx, Call{To: elder, From: hotline, URL: "https://gw/voice"})
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
	if Classify(err) != Ambiguous {
		t.Errorf("%v is %v: the carrier may be dialling", err, Classify(err))
	}
}

func TestConnectionsAreKept(t *testing.T) {
	large := `{"code":21211,"message":"` + longWords() + `"}`
	for label, answer := range map[string]http.HandlerFunc{
		"after success":       says(201, `{"sid":"CA1"}`),
		"after a large error": says(400, large),
		"after an HTML page":  says(502, "<html>"+longWords()+"</html>"),
	} {
		carrier := newCarrier(t, answer)
		client := carrier.client(t, Twilio)
		for range 10 {
			_, _ = client.PlaceCall(t.Context(), Call{To: elder, From: hotline, URL: "https://gw/voice"})
		}
		if n := carrier.conns.Load(); n != 1 {
			t.Errorf("%s: %d connections for ten requests", label, n)
		}
	}
}

func longWords() string {
	b := make([]byte, 100_000)
	for i := range b {
		b[i] = 'x'
	}
	return string(b)
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := newCarrier(t, says(201, `{"sid":"CA1"}`))
	carrier := newCarrier(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	})
	_, err := carrier.client(t, Twilio).PlaceCall(t.Context(), Call{To: elder, From: hotline, URL: "https://gw/voice"})
	if Classify(err) != Permanent || len(elsewhere.asked) != 0 {
		t.Errorf("got %v; the token went elsewhere %d times", err, len(elsewhere.asked))
	}
}

func TestEnvironmentDoesNotBendTheHost(t *testing.T) {
	t.Setenv("TWILIO_EDGE", "sydney")
	t.Setenv("TWILIO_REGION", "au1")
	carrier := newCarrier(t, says(201, `{"sid":"CA1"}`))
	if _, err := carrier.client(t, Twilio).PlaceCall(t.Context(), Call{To: elder, From: hotline, URL: "https://gw/voice"}); err != nil {
		t.Error(err)
	}
}

func TestConfigMustBeWhole(t *testing.T) {
	good := Config{AccountSID: "AC1", AuthToken: "secret", Profile: Twilio}
	client, err := New(good)
	if err != nil || client.base.String() != "https://api.twilio.com" || client.http.Timeout != patience {
		t.Errorf("got %+v, %v", client, err)
	}
	for label, spoil := range map[string]func(*Config){
		"no account":     func(c *Config) { c.AccountSID = "" },
		"no token":       func(c *Config) { c.AuthToken = "" },
		"no scheme":      func(c *Config) { c.BaseURL = "localhost:9090" },
		"a query":        func(c *Config) { c.BaseURL = "http://localhost?x" },
		"malformed":      func(c *Config) { c.BaseURL = "http://local host" },
		"another scheme": func(c *Config) { c.BaseURL = "ftp://localhost" },
	} {
		c := good
		spoil(&c)
		if _, err := New(c); err == nil {
			t.Errorf("%s is accepted", label)
		}
	}
}

func TestProfilesByName(t *testing.T) {
	for _, want := range []Profile{Twilio, Minimal} {
		if got, err := ProfileByName(want.Name); got != want || err != nil {
			t.Errorf("%s is %+v, %v", want.Name, got, err)
		}
	}
	if _, err := ProfileByName("asterisk"); err == nil {
		t.Error("asterisk is a profile")
	}
}
