package carrier_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"hourline/cmd/internal/carrier"
)

func TestRequestsThatAreRefused(t *testing.T) {
	call := func(more ...string) url.Values {
		return pairs(append([]string{"To", liNumber, "From", hotline, "Url", "http://localhost/x"}, more...)...)
	}
	text := func(more ...string) url.Values {
		return pairs(append([]string{"To", liNumber, "From", hotline, "Body", "hi"}, more...)...)
	}
	for _, row := range []struct {
		label string
		path  string
		form  url.Values
		code  float64
		says  string
	}{
		{"unknown parameter", "Calls.json", call("Colour", "red"), 20001, "Colour"},
		{"no To", "Calls.json", call("To", ""), 21201, ""},
		{"To is no number", "Calls.json", call("To", "120"), 21211, "120"},
		{"no From", "Calls.json", call("From", ""), 21213, ""},
		{"From of somebody else", "Calls.json", call("From", wangNumber), 21210, ""},
		{"no Url", "Calls.json", call("Url", ""), 21205, ""},
		{"Url with an underscore in its host", "Calls.json", call("Url", "http://my_host/x"), 21205, "my_host"},
		{"Url of another kind", "Calls.json", call("Url", "ftp://host/x"), 21205, ""},
		{"StatusCallback is no URL", "Calls.json", call("StatusCallback", "nowhere"), 21205, "StatusCallback"},
		{"unknown event", "Calls.json", call("StatusCallbackEvent", "sneezed"), 21626, "sneezed"},
		{"Timeout out of range", "Calls.json", call("Timeout", "601"), 20001, "Timeout"},
		{"Twiml too long", "Calls.json", call("Twiml", strings.Repeat("x", 4001)), 21218, "4000"},
		{"odd machine detection", "Calls.json", call("MachineDetection", "Maybe"), 21219, ""},
		{"odd tones", "Calls.json", call("SendDigits", "abc"), 21222, ""},
		{"a call that is not there", "Calls/CA00.json", url.Values{"Status": {"completed"}}, 20404, ""},
		{"text without To", "Messages.json", text("To", ""), 21604, ""},
		{"text to no number", "Messages.json", text("To", "wang"), 21211, ""},
		{"text without From", "Messages.json", text("From", ""), 21603, ""},
		{"text from somebody else", "Messages.json", text("From", wangNumber), 21606, ""},
		{"text without words", "Messages.json", text("Body", ""), 21602, ""},
		{"text too long", "Messages.json", text("Body", strings.Repeat("好", 1601)), 21617, ""},
		{"validity out of range", "Messages.json", text("ValidityPeriod", "36001"), 20001, ""},
		{"unknown parameter of a text", "Messages.json", text("MediaUrl", "x"), 20001, "MediaUrl"},
	} {
		t.Run(row.label, func(t *testing.T) {
			w := newWorld(t)
			status, body := w.post(row.path, row.form)
			message, _ := body["message"].(string)
			if body["code"] != row.code || body["status"] != float64(status) || body["more_info"] == "" || !strings.Contains(message, row.says) {
				t.Errorf("answered %d %v, want code %v naming %q", status, body, row.code, row.says)
			}
		})
	}
}

func TestMinimalCarrierRefusesInItsOwnWay(t *testing.T) {
	w := newWorld(t, minimal)
	form := pairs("To", liNumber, "From", hotline, "Url", "http://localhost/x", "Timeout", "20")
	if status, body := w.post("Calls.json", form); status != 422 || body["code"] != "20001" {
		t.Errorf("answered %d %v", status, body)
	}
	form.Del("Timeout")
	if _, body := w.post("Calls.json", form); len(body["sid"].(string)) != 36 || strings.Count(body["sid"].(string), "-") != 4 {
		t.Errorf("the SID %v is no UUID", body["sid"])
	}
	w.settle()
}

func TestStrangersAreRefused(t *testing.T) {
	w := newWorld(t)
	for label, change := range map[string]func(*http.Request){
		"no password":     func(r *http.Request) { r.Header.Del("Authorization") },
		"wrong password":  func(r *http.Request) { r.SetBasicAuth(accountSID, "guess") },
		"another account": func(r *http.Request) { r.URL.Path = strings.Replace(r.URL.Path, "AC0", "AC1", 1) },
	} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, w.api.URL+"/2010-04-01/Accounts/"+accountSID+"/Calls.json", nil)
		req.SetBasicAuth(accountSID, authToken)
		change(req)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 401 && res.StatusCode != 404 {
			t.Errorf("%s: %s", label, res.Status)
		}
	}
}

// twilioClient is twilio-go with its requests sent here.
func (w *world) twilioClient() *api.ApiService {
	base, _ := url.Parse(w.api.URL)
	there := roundTripper(func(r *http.Request) (*http.Response, error) {
		r.URL.Scheme, r.URL.Host = base.Scheme, base.Host
		return http.DefaultTransport.RoundTrip(r)
	})
	c := &client.Client{Credentials: client.NewCredentials(accountSID, authToken), HTTPClient: &http.Client{Transport: there}}
	c.SetAccountSid(accountSID)
	return api.NewApiService(&client.RequestHandler{Client: c})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTwilioGoUnderstandsEveryAnswer(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/out", `<Dial><Conference>room</Conference></Dial>`)
	twilio := w.twilioClient()
	call, err := twilio.CreateCall((&api.CreateCallParams{}).SetTo(liNumber).SetFrom(hotline).SetUrl(w.customer.URL + "/out").SetTimeout(20).SetStatusCallbackEvent(allEvents))
	if err != nil || *call.Status != "queued" || *call.Direction != "outbound-api" {
		t.Fatalf("create a call: %v %v", call, err)
	}
	w.settle()
	w.do(w.li.Answer())
	if call, err = twilio.FetchCall(*call.Sid, nil); err != nil || *call.Status != "in-progress" {
		t.Fatalf("fetch a call: %v %v", call, err)
	}
	rooms, err := twilio.ListConference(nil)
	if err != nil || len(rooms) != 1 {
		t.Fatalf("list conferences: %v %v", rooms, err)
	}
	if in, err := twilio.ListParticipant(*rooms[0].Sid, nil); err != nil || len(in) != 1 || *in[0].CallSid != *call.Sid {
		t.Errorf("list participants: %v %v", in, err)
	}
	if _, err = twilio.UpdateCall(*call.Sid, (&api.UpdateCallParams{}).SetStatus("completed")); err != nil {
		t.Errorf("end a call: %v", err)
	}
	w.settle()
	if call, err = twilio.FetchCall(*call.Sid, nil); err != nil || *call.Duration != "0" || *call.StartTime != "Mon, 23 Nov 2026 12:00:00 +0000" {
		t.Errorf("fetch a call that is over: %v %v", call, err)
	}
	m, err := twilio.CreateMessage((&api.CreateMessageParams{}).SetTo(zhaoNumber).SetFrom(hotline).SetBody("您好"))
	if err != nil || *m.Status != "queued" {
		t.Fatalf("send a text: %v %v", m, err)
	}
	w.settle()
	if m, err = twilio.FetchMessage(*m.Sid, nil); err != nil || *m.Status != "undelivered" || *m.ErrorCode != 30006 {
		t.Errorf("fetch a text: %v %v", m, err)
	}
	_, err = twilio.CreateCall((&api.CreateCallParams{}).SetTo("120").SetFrom(hotline).SetUrl(w.customer.URL + "/out"))
	var refusal *client.TwilioRestError
	if !errors.As(err, &refusal) || refusal.Code != 21211 || refusal.Status != 400 {
		t.Errorf("a refusal: %v", err)
	}
}

func TestListsAreFilteredAndPaged(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		w.call()
		w.do(w.li.HangUp())
		w.pass(time.Hour)
	}
	w.call("To", wangNumber)
	twilio := w.twilioClient()
	for _, row := range []struct {
		label  string
		params *api.ListCallParams
		want   int
	}{
		{"all, two a page", (&api.ListCallParams{}).SetPageSize(2), 6},
		{"to one", (&api.ListCallParams{}).SetTo(wangNumber), 1},
		{"from another", (&api.ListCallParams{}).SetFrom(wangNumber), 0},
		{"busy", (&api.ListCallParams{}).SetStatus("busy").SetPageSize(1), 5},
		{"since two hours", (&api.ListCallParams{}).SetStartTimeAfter(noon.Add(3 * time.Hour)), 3},
		{"before", (&api.ListCallParams{}).SetStartTimeBefore(noon.Add(90 * time.Minute)), 2},
	} {
		calls, err := twilio.ListCall(row.params)
		if err != nil || len(calls) != row.want {
			t.Errorf("%s: %d calls, want %d (%v)", row.label, len(calls), row.want, err)
		}
	}
	for path, want := range map[string]int{"Calls.json?StartTime=2026-11-23": 6, "Calls.json?StartTime=2026-11-22": 0, "Calls.json?StartTime%3E=2026-11-24": 0} {
		if _, body := w.get(path); len(body["calls"].([]any)) != want {
			t.Errorf("%s gives %d calls, want %d", path, len(body["calls"].([]any)), want)
		}
	}
	if status, body := w.get("Calls.json?StartTime=yesterday"); status != 400 {
		t.Errorf("answered %d %v", status, body)
	}
}

func TestTheCustomersNumbersAreListedWithTheirWebhooks(t *testing.T) {
	w := newWorld(t)
	twilio := w.twilioClient()
	w.AddNumber(carrier.Number{E164: wangNumber, VoiceURL: "https://gw/voice#rc=2", VoiceFallbackURL: "https://bin/1"})
	ask := func(number string) []api.ApiV2010IncomingPhoneNumber {
		t.Helper()
		page, err := twilio.PageIncomingPhoneNumber((&api.ListIncomingPhoneNumberParams{}).SetPhoneNumber(number), "", "")
		if err != nil {
			t.Fatal(err)
		}
		return page.IncomingPhoneNumbers
	}
	own := ask(wangNumber)
	if len(own) != 1 || *own[0].PhoneNumber != wangNumber || *own[0].VoiceUrl != "https://gw/voice#rc=2" || *own[0].VoiceMethod != "POST" ||
		*own[0].VoiceFallbackUrl != "https://bin/1" || own[0].SmsUrl != nil || (*own[0].Sid)[:2] != "PN" {
		t.Fatalf("listed %+v", own)
	}
	w.AddNumber(carrier.Number{E164: wangNumber, VoiceURL: "https://gw/other"})
	if again := ask(wangNumber); len(again) != 1 || *again[0].VoiceUrl != "https://gw/other" || *again[0].Sid != *own[0].Sid {
		t.Errorf("with new webhooks: %+v", again)
	}
	if len(ask(liNumber)) != 0 || len(ask("")) != 2 {
		t.Error("numbers of others are listed, or own ones are not")
	}
}

func TestAMinimalCarrierListsNoNumbers(t *testing.T) {
	if status, _ := newWorld(t, minimal).get("IncomingPhoneNumbers.json"); status != http.StatusNotFound {
		t.Errorf("answered %d", status)
	}
}

func TestRecordingIsAWAVOfItsLength(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Record timeout="3" playBeep="false" recordingStatusCallback="/kept" action="/next"/>`)
	w.get("Calls.json") // from which the network learns its own address
	w.do(w.wang.Dial(hotline))
	w.do(w.wang.Speak("third floor"))
	w.pass(10 * time.Second)
	p := w.customer.last("/next")
	sid := p.Get("RecordingSid")
	if p.Get("RecordingUrl") != w.api.URL+"/2010-04-01/Accounts/"+accountSID+"/Recordings/"+sid || w.customer.last("/kept").Get("RecordingSid") != sid {
		t.Errorf("the action was told %v", p)
	}
	if words, ok := w.Recorded(sid); !ok || words != "third floor" {
		t.Errorf("recorded %q", words)
	}
	res := w.request(http.MethodGet, "Recordings/"+sid+".wav", nil)
	defer res.Body.Close()
	sound, _ := io.ReadAll(res.Body)
	if string(sound[:4]) != "RIFF" || len(sound) != 46+4*8000 || p.Get("RecordingDuration") != "4" {
		t.Errorf("%d bytes for %s s", len(sound), p.Get("RecordingDuration"))
	}
}

func TestHangUpDuringARecordStillKeepsIt(t *testing.T) {
	w := newWorld(t)
	w.customer.says("/voice", `<Record action="/next"/>`)
	w.do(w.wang.Dial(hotline))
	w.do(w.wang.Speak("help"))
	w.do(w.wang.HangUp())
	if p := w.customer.last("/next"); p.Get("Digits") != "hangup" || p.Get("CallStatus") != "completed" || p.Get("RecordingUrl") == "" {
		t.Errorf("the action was told %v", p)
	}
}

func TestRESTMisbehavesForTheNextRequestsOnly(t *testing.T) {
	form := pairs("To", liNumber, "From", hotline, "Body", "hi")
	for _, row := range []struct {
		fault  carrier.Fault
		status int  // 0: the connection breaks
		done   bool // although it does not look so
	}{
		{carrier.TooManyRequests, 429, false}, {carrier.ServerError, 500, false}, {carrier.HTMLError, 502, false},
		{carrier.EmptyAnswer, 200, true}, {carrier.DroppedAnswer, 0, true}, {carrier.SlowAnswer, 201, true},
	} {
		t.Run(string(row.fault), func(t *testing.T) {
			w := newWorld(t)
			w.Misbehave(func(m *carrier.Misbehaviour) {
				m.REST, m.SlowBy = slices.Repeat([]carrier.Fault{row.fault}, 2), 20*time.Millisecond
			})
			began := time.Now()
			for range 2 {
				if got := w.try(form); got != row.status {
					t.Errorf("answered %d, want %d", got, row.status)
				}
			}
			if took := time.Since(began); row.fault == carrier.SlowAnswer && took < 40*time.Millisecond {
				t.Errorf("slow answers took %v", took)
			}
			if status, _ := w.post("Messages.json", form); status != 201 {
				t.Errorf("the third request was answered %d", status)
			}
			w.settle()
			want := 1
			if row.done {
				want = 3
			}
			if got := len(w.li.Texts()); got != want {
				t.Errorf("%d texts came, want %d", got, want)
			}
		})
	}
}

// try posts a text and returns the status, or 0 if no answer came.
func (w *world) try(form url.Values) int {
	req, _ := http.NewRequestWithContext(w.Context(), http.MethodPost, w.api.URL+"/2010-04-01/Accounts/"+accountSID+"/Messages.json", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(accountSID, authToken)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	return res.StatusCode
}
