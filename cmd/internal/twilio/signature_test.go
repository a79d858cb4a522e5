package twilio

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/twilio/twilio-go/client"
	"pgregory.net/rapid"
)

const token = "12345"

func verifier(t testing.TB, publicURL string, tokens ...string) *Verifier {
	t.Helper()
	v, err := NewVerifier(publicURL, tokens...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The first is the example of https://www.twilio.com/docs/usage/security, the
// second that of twilio-go's own tests.
func TestPublishedExamples(t *testing.T) {
	for signature, form := range map[string]url.Values{
		"RSOYDt4T1cUTdK1PDd93/VVr8B8=": {
			"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
			"From": {"+14158675309"}, "To": {"+18005551212"},
		},
		"vOEb5UThFn24KEfnOFLQY2AE5FY=": {
			"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
			"From": {"+14158675309"}, "To": {"+18005551212"}, "ReasonConferenceEnded": {"test"}, "Reason": {"Participant"},
		},
	} {
		v := verifier(t, "https://mycompany.com", token)
		if !v.signed("/myapp.php?foo=1&bar=2", form, signature) {
			t.Errorf("%s is refused", signature)
		}
		form.Set("Digits", "1235")
		if v.signed("/myapp.php?foo=1&bar=2", form, signature) {
			t.Errorf("%s passes for other digits", signature)
		}
	}
}

func TestTokensMustBeSet(t *testing.T) {
	for _, tokens := range [][]string{nil, {""}, {token, ""}} {
		if _, err := NewVerifier("https://gw.example.org", tokens...); err == nil {
			t.Errorf("%q are accepted", tokens)
		}
	}
	for _, public := range []string{"", "gw.example.org", "ftp://gw", "https://", "https://gw?x=1", "https://u:p@gw", "https://gw/#top", "https://g w"} {
		if _, err := NewVerifier(public, token); err == nil {
			t.Errorf("%q is accepted", public)
		}
	}
}

// A webhook as it is posted, and how it was signed.
type webhook struct {
	label      string
	public     string // what we believe our URL is
	signedURL  string // what the carrier signed
	signedWith string
	path       string // as it arrives here
	form       url.Values
	signedForm url.Values // nil for the same
	kind       string     // Content-Type, "" for a form
	method     string     // "" for POST
	passes     bool
}

func TestOnlySignedFormsPass(t *testing.T) {
	digits := url.Values{"CallSid": {"CA1"}, "Digits": {"9"}, "Body": {"救命 & = +"}}
	other := url.Values{"CallSid": {"CA1"}, "Digits": {"1"}, "Body": {"救命 & = +"}}
	twice := url.Values{"MediaUrl": {"b", "a", "b"}, "CallSid": {"CA1"}}
	large := url.Values{"Body": {strings.Repeat("x", longestForm)}}
	for _, w := range []webhook{
		{label: "as it should be", public: "https://gw.example.org", signedURL: "https://gw.example.org/voice", path: "/voice", form: digits, passes: true},
		{label: "with a query, byte by byte", public: "https://gw.example.org", signedURL: "https://gw.example.org/voice/turn?d=main&n=M%31&t=2", path: "/voice/turn?d=main&n=M%31&t=2", form: digits, passes: true},
		{label: "the carrier adds the usual port", public: "https://gw.example.org", signedURL: "https://gw.example.org:443/voice", path: "/voice", form: digits, passes: true},
		{label: "the usual port of http", public: "http://gw.example.org", signedURL: "http://gw.example.org:80/voice", path: "/voice", form: digits, passes: true},
		{label: "a port of its own", public: "https://gw.example.org:8443", signedURL: "https://gw.example.org:8443/voice", path: "/voice", form: digits, passes: true},
		{label: "the carrier leaves the port out", public: "https://gw.example.org:8443", signedURL: "https://gw.example.org/voice", path: "/voice", form: digits, passes: true},
		{label: "an address of IPv6", public: "http://[::1]:8080", signedURL: "http://[::1]:8080/voice", path: "/voice", form: digits, passes: true},
		{label: "a path that the proxy takes off", public: "https://gw.example.org/bank/", signedURL: "https://gw.example.org/bank/voice", path: "/voice", form: digits, passes: true},
		{label: "the next token", public: "https://gw.example.org", signedURL: "https://gw.example.org/voice", signedWith: "next", path: "/voice", form: digits, passes: true},
		{label: "a name that comes twice", public: "https://gw.example.org", signedURL: "https://gw.example.org/voice", path: "/voice", form: twice, signedForm: url.Values{"MediaUrl": {"a", "b"}, "CallSid": {"CA1"}}, passes: true},
		{label: "an empty form", public: "https://gw.example.org", signedURL: "https://gw.example.org/voice", path: "/voice", passes: true},

		{label: "another token", public: "https://gw.example.org", signedURL: "https://gw.example.org/voice", signedWith: "guess", path: "/voice", form: digits},
		{label: "other digits", public: "https://gw.example.org", signedURL: "https://gw.example.org/voice", path: "/voice", form: digits, signedForm: other},
		{label: "another path", public: "https://gw.example.org", signedURL: "https://gw.example.org/voice", path: "/sms", form: digits},
		{label: "another query", public: "https://gw.example.org", signedURL: "https://gw.example.org/voice?c=1", path: "/voice?c=2", form: digits},
		{label: "another server", public: "https://gw.example.org", signedURL: "https://gw.example.com/voice", path: "/voice", form: digits},
		{label: "another port", public: "https://gw.example.org", signedURL: "https://gw.example.org:8443/voice", path: "/voice", form: digits},
		{label: "http instead of https", public: "https://gw.example.org", signedURL: "http://gw.example.org/voice", path: "/voice", form: digits},
		{label: "no form", public: "https://gw.example.org", signedURL: "https://gw.example.org/voice", path: "/voice", kind: "application/json"},
		{label: "a GET", public: "https://gw.example.org", signedURL: "https://gw.example.org/voice", path: "/voice", method: http.MethodGet},
		{label: "more than 64 KiB", public: "https://gw.example.org", signedURL: "https://gw.example.org/voice", path: "/voice", form: large},
	} {
		t.Run(w.label, func(t *testing.T) {
			if got := w.post(t, verifier(t, w.public, token, "next")); got != w.passes {
				t.Errorf("passes: %v, want %v", got, w.passes)
			}
		})
	}
}

// post reports whether the webhook reaches the handler behind v.
func (w webhook) post(t *testing.T, v *Verifier) (reached bool) {
	t.Helper()
	signed := w.form
	if w.signedForm != nil {
		signed = w.signedForm
	}
	r := httptest.NewRequest(or(w.method, http.MethodPost), "http://10.0.0.1"+w.path, strings.NewReader(w.form.Encode()))
	r.Header.Set("Content-Type", or(w.kind, "application/x-www-form-urlencoded; charset=UTF-8"))
	r.Header.Set("X-Twilio-Signature", sign([]byte(or(w.signedWith, token)), w.signedURL, signedText(signed)))
	answer := httptest.NewRecorder()
	v.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		reached = true
		if r.PostForm.Encode() != w.form.Encode() {
			t.Errorf("the handler sees %v", r.PostForm)
		}
	})).ServeHTTP(answer, r)
	if !reached && (answer.Code != http.StatusForbidden || answer.Body.String() != "Forbidden\n") {
		t.Errorf("refused with %d %q", answer.Code, answer.Body)
	}
	return reached
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func TestUnsignedIsRefused(t *testing.T) {
	v := verifier(t, "https://gw.example.org", token)
	r := httptest.NewRequest(http.MethodPost, "/voice", strings.NewReader("Digits=9"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	v.Middleware(http.NotFoundHandler()).ServeHTTP(answer, r)
	if answer.Code != http.StatusForbidden {
		t.Errorf("answered %d", answer.Code)
	}
}

// TestVerifierEqualsTwilios holds our verifier to Twilio's own, which is
// twelve times as slow, wherever no name comes twice.
func TestVerifierEqualsTwilios(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		public := rapid.SampledFrom([]string{"https://gw.example.org", "https://gw.example.org:8443", "http://gw:80", "http://127.0.0.1:9"}).Draw(t, "public")
		signedAt := rapid.SampledFrom([]string{public, "https://gw.example.org", "https://gw.example.org:443", "http://gw", "http://127.0.0.1"}).Draw(t, "signedAt")
		uri := rapid.StringMatching(`/[a-z/]{0,8}(\?[a-z]=[a-zA-Z0-9_-]{0,5}(&[a-z]=(%2[0-9A-F]){0,3})?)?`).Draw(t, "uri")
		params := rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "params")
		signedParams := maps.Clone(params)
		if rapid.Bool().Draw(t, "forged") {
			signedParams["Digits"] = rapid.String().Draw(t, "digits")
		}
		theirs := client.NewRequestValidator(token)
		ours := &Verifier{bases: bases(*mustParse(public)), tokens: [][]byte{[]byte(token)}}
		signature := sign([]byte(token), signedAt+uri, signedText(form(signedParams)))
		want := theirs.Validate(public+uri, params, signature)
		if got := ours.signed(uri, form(params), signature); got != want {
			t.Fatalf("ours says %v, Twilio's %v", got, want)
		}
	})
}

func mustParse(raw string) *url.URL {
	u, err := url.Parse(raw)
	if err != nil {
		panic(err)
	}
	return u
}

func form(params map[string]string) url.Values {
	f := url.Values{}
	for name, value := range params {
		f.Set(name, value)
	}
	return f
}

// FuzzForgedForms posts whatever strangers may: nothing passes without a
// signature, nothing panics, and what is signed as it was read passes.
func FuzzForgedForms(f *testing.F) {
	f.Add("Digits=9&CallSid=CA1", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
	f.Add("a=1;b=2&%zz&&=", "")
	v := verifier(f, "https://gw.example.org", token)
	f.Fuzz(func(t *testing.T, body, signature string) {
		if post(v, body, signature) {
			t.Fatalf("%q passes", body)
		}
		if values, err := url.ParseQuery(body); err == nil && len(body) <= longestForm {
			if !post(v, body, sign([]byte(token), "https://gw.example.org/voice", signedText(values))) {
				t.Fatalf("%q is refused although it is signed", body)
			}
		}
	})
}

func post(v *Verifier, body, signature string) (reached bool) {
	r := httptest.NewRequest(http.MethodPost, "/voice", strings.NewReader(body))
	r.Header["Content-Type"] = []string{"application/x-www-form-urlencoded"}
	r.Header["X-Twilio-Signature"] = []string{signature}
	v.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true })).ServeHTTP(httptest.NewRecorder(), r)
	return reached
}

func BenchmarkVerify(b *testing.B) {
	f := url.Values{}
	for i := range 28 {
		f.Set("Param"+strings.Repeat("x", i), "value")
	}
	v := verifier(b, "https://gw.example.org", token)
	signature := sign([]byte(token), "https://gw.example.org/voice", signedText(f))
	b.ReportAllocs()
	for b.Loop() {
		if !v.signed("/voice", f, signature) {
			b.Fatal("refused")
		}
	}
}
