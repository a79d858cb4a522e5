package ivr_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hourline/ivr/twiml"
)

// FuzzVoiceWebhook posts whatever a carrier, or an older version of this
// program, could have in a form and an address. The answer is always TwiML
// that leads somewhere, and no hour is ever moved by it.
func FuzzVoiceWebhook(f *testing.F) {
	const wangCalls = "CallSid=CA1&From=%2B8687165000001&To=%2B8687168000000"
	for _, seed := range [][2]string{
		{"", wangCalls + "&CallStatus=ringing&Direction=inbound&FromCity=Kunming&ApiVersion=2010-04-01"},
		{"", "CallSid=CA2&From=anonymous"},
		{"d=hotline&m=1&n=M1&t=1", wangCalls + "&Digits=1&msg=Gather+End&FinishedOnKey="},
		{"d=hotline&k=company&m=1&n=C&t=4&w=2", wangCalls + "&Digits=1"},
		{"d=hotline&m=2&n=N1&t=1&r=2", "CallSid=CA3&From=%2B8687165000002&Digits=#"},
		{"d=hotline&n=N0R&t=2", "CallSid=CA4&From=&RecordingSid=RE1&RecordingUrl=x&RecordingDuration=3"},
		{"d=hotline&m=1&n=P&t=2&s=1", wangCalls + "&DialCallStatus=no-answer&DialCallSid=CA9"},
		{"c=1&d=emergency&m=1&n=E&t=1", wangCalls + "&Digits=1"},
		{"c=1&d=staff&i=0&n=S&o=1&t=1", "CallSid=CA5&To=%2B8613800000101&From=%2B8687168000000&Digits=2"},
		{"d=announce&m=1&n=O1&o=3&t=1&v=1", "CallSid=CA6&To=%2B8687165000001&Digits=*"},
		{"d=whisper&n=P1&t=1&u=CA1", "CallSid=CA7&Digits=1"},
	} {
		f.Add(seed[0] == "", seed[0], seed[1])
	}
	h := open(f)
	f.Fuzz(func(t *testing.T, fresh bool, place, form string) {
		r := httptest.NewRequest(http.MethodPost, "/voice", strings.NewReader(form))
		if !fresh {
			r.URL.Path, r.URL.RawQuery = "/voice/turn", place
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.log.Reset()
		h.router.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("%d", w.Code)
		}
		if err := twiml.Check(w.Body.Bytes()); err != nil {
			t.Fatalf("%v\n%s", err, w.Body)
		}
		if strings.Contains(h.log.String(), "panic") {
			t.Fatalf("a turn panicked:\n%s", h.log.String())
		}
		if report, err := h.centre.Bank.Verify(t.Context(), nil); err != nil || report.Entries > 0 {
			t.Fatalf("hours were moved: %+v, %v", report, err)
		}
	})
}
