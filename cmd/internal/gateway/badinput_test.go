package gateway_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
	"hourline/cmd/internal/gateway"
	"hourline/ivr/twiml"
	"hourline/ledger"
	"hourline/ledger/care/caretest"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
)

const (
	publicURL = "https://hours.example.org"
	token     = "the-token-of-this-test"
	hotline   = "+8687168000000"
	wang      = "+8687165000001" // an elder
	zhang     = "+8613800000001" // a volunteer
)

// A counter is a gateway whose workers stand still, so that what a webhook
// did to the books can be counted.
type counter struct {
	*testing.T
	app    *gateway.App
	public http.Handler
	log    bytes.Buffer
	before map[string]int
}

func newCounter(t *testing.T, change ...func(*gateway.Settings)) *counter {
	t.Helper()
	c := &counter{T: t}
	hand := clock.NewManual(ledgertest.Start)
	data := t.TempDir()
	counterBooks(t, gateway.BooksIn(data))
	var err error
	settings := gateway.Settings{
		Listen: "127.0.0.1:0", DeskListen: "127.0.0.1:0", PublicURL: publicURL, Data: data, Number: hotline,
		FallbackNumber: "+8687168000011", Lang: "zh-CN", Bank: "翠湖时间银行", Carrier: "twilio", CarrierURL: "http://127.0.0.1:1",
		AccountSID: "AC1", AuthToken: token, Speed: 1,
	}
	for _, change := range change {
		change(&settings)
	}
	c.app, err = gateway.New(t.Context(), settings, gateway.Seams{Clock: hand.Clock(), Logger: slog.New(slog.NewTextHandler(&c.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.app.Close() })
	c.public = c.app.Public()
	c.before = c.rows()
	return c
}

var counterBooks = caretest.BooksWith("name,roles,phones,community,address\n王奶奶,elder," + wang + ",翠湖社区,翠湖南路12号\n小张,volunteer," + zhang + ",翠湖社区,\n王主任,duty,+8613800000101,翠湖社区,\n")

// rows counts the rows of all tables.
func (c *counter) rows() map[string]int {
	c.Helper()
	counts := map[string]int{}
	err := c.app.Centre.Bank.Read(c.Context(), func(v *ledger.View) error {
		names, err := v.Query(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
		if err != nil {
			return err
		}
		for names.Next() {
			var name string
			if err := names.Scan(&name); err != nil {
				return err
			}
			counts[name] = 0
		}
		for name := range counts {
			var n int
			if err := v.QueryRow(`SELECT count(*) FROM ` + name).Scan(&n); err != nil {
				return err
			}
			counts[name] = n
		}
		return nil
	})
	if err != nil {
		c.Fatal(err)
	}
	return counts
}

// unchanged insists that the tables have no more and no fewer rows than at
// the beginning, but for the ones that are named with how many more.
func (c *counter) unchanged(but map[string]int) {
	c.Helper()
	want := maps.Clone(c.before)
	for table, n := range but {
		want[table] += n
	}
	if got := c.rows(); !maps.Equal(got, want) {
		for table := range want {
			if got[table] != want[table] {
				c.Errorf("%s has %d rows, want %d", table, got[table], want[table])
			}
		}
	}
}

// quiet insists that nobody was woken.
func (c *counter) quiet() {
	c.Helper()
	if strings.Contains(c.log.String(), "level=ERROR") {
		c.Errorf("a stranger's nonsense is logged as an error:\n%s", c.log.String())
	}
}

// send is a request signed as the carrier signs it, or as change has it.
func (c *counter) send(method, path, contentType, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	c.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	if form, err := url.ParseQuery(body); err == nil {
		r.Header.Set("X-Twilio-Signature", carrier.Sign(token, publicURL+path, form))
	}
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	began := time.Now()
	c.public.ServeHTTP(w, r)
	if took := time.Since(began); took > 8*time.Second {
		c.Errorf("%s %s took %v", method, path, took)
	}
	return w
}

const formType = "application/x-www-form-urlencoded"

func (c *counter) post(path, body string) *httptest.ResponseRecorder {
	c.Helper()
	return c.send(http.MethodPost, path, formType, body, nil)
}

// leads insists on TwiML that a carrier can play and that leads somewhere:
// to a key, a person, a message, or a goodbye.
func (c *counter) leads(w *httptest.ResponseRecorder) {
	c.Helper()
	if w.Code != http.StatusOK || twiml.Check(w.Body.Bytes()) != nil {
		c.Fatalf("%d, and not TwiML: %v\n%s", w.Code, twiml.Check(w.Body.Bytes()), w.Body)
	}
	var doc struct {
		Verbs []struct{ XMLName xml.Name } `xml:",any"`
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &doc); err != nil || len(doc.Verbs) == 0 {
		c.Fatalf("%v: the line would go dead\n%s", err, w.Body)
	}
	switch last := doc.Verbs[len(doc.Verbs)-1].XMLName.Local; last {
	case "Redirect", "Hangup", "Dial", "Reject":
	default:
		c.Errorf("%s is the last verb; what comes then?\n%s", last, w.Body)
	}
}

// What is not signed by the carrier gets nothing, and changes nothing.
func TestWhatTheCarrierHasNotSigned(t *testing.T) {
	c := newCounter(t)
	const sos = "MessageSid=SM1&CallSid=CA1&From=%2B8687165000001&To=%2B8687168000000&Body=SOS&Digits=9"
	long := "CallSid=CA1&From=%2B8687165000001&Digits=9&X=" + strings.Repeat("x", 70<<10)
	many := "Digits=9" + strings.Repeat("&x=1", 30_000)
	for _, path := range []string{"/voice", "/voice/turn?d=hotline&n=M1&t=1", "/voice/status?o=1", "/sms", "/sms/status?o=1"} {
		for _, row := range []struct {
			name, method, kind, body string
			change                   func(*http.Request)
		}{
			{"no signature", "POST", formType, sos, func(r *http.Request) { r.Header.Del("X-Twilio-Signature") }},
			{"an empty signature", "POST", formType, sos, func(r *http.Request) { r.Header.Set("X-Twilio-Signature", "") }},
			{"another token's", "POST", formType, sos, func(r *http.Request) {
				r.Header.Set("X-Twilio-Signature", carrier.Sign("another", publicURL+path, url.Values{}))
			}},
			{"an empty token's", "POST", formType, sos, func(r *http.Request) {
				form, _ := url.ParseQuery(sos)
				r.Header.Set("X-Twilio-Signature", carrier.Sign("", publicURL+path, form))
			}},
			{"another form's", "POST", formType, sos, func(r *http.Request) {
				r.Header.Set("X-Twilio-Signature", carrier.Sign(token, publicURL+path, url.Values{"Digits": {"1"}}))
			}},
			{"another URL's", "POST", formType, sos, func(r *http.Request) {
				form, _ := url.ParseQuery(sos)
				r.Header.Set("X-Twilio-Signature", carrier.Sign(token, publicURL+"/elsewhere", form))
			}},
			{"another host's", "POST", formType, sos, func(r *http.Request) {
				form, _ := url.ParseQuery(sos)
				r.Host = "evil.example.org"
				r.Header.Set("X-Forwarded-Host", "evil.example.org")
				r.Header.Set("X-Twilio-Signature", carrier.Sign(token, "https://evil.example.org"+path, form))
			}},
			{"a query that was added", "POST", formType, sos, func(r *http.Request) { r.URL.RawQuery += "&n=9" }},
			{"two signatures", "POST", formType, sos, func(r *http.Request) {
				r.Header["X-Twilio-Signature"] = []string{"x", r.Header.Get("X-Twilio-Signature")}
			}},
			{"too long", "POST", formType, long, nil},
			{"too many fields", "POST", formType, many, nil},
			{"JSON", "POST", "application/json", `{"Digits":"9"}`, nil},
			{"multipart", "POST", "multipart/form-data; boundary=x", "--x--", nil},
			{"no kind of body", "POST", "", sos, nil},
			{"plain text", "POST", "text/plain", sos, nil},
			{"broken escapes", "POST", formType, "Digits=%zz", nil},
			{"semicolons", "POST", formType, "Digits=9;From=%2B8687165000001", nil},
			{"PUT", "PUT", formType, sos, nil},
			{"GET", "GET", formType, "", nil},
			{"HEAD", "HEAD", formType, "", nil},
		} {
			w := c.send(row.method, path, row.kind, row.body, row.change)
			if w.Code != http.StatusForbidden {
				t.Errorf("%s to %s: %d", row.name, path, w.Code)
			}
			if said := strings.TrimSpace(w.Body.String()); said != "Forbidden" {
				t.Errorf("%s to %s: tells %q", row.name, path, said)
			}
		}
	}
	c.unchanged(nil)
	c.quiet()
}

// A body that never ends is given up after 64 KiB.
func TestABodyWithoutAnEndIsGivenUp(t *testing.T) {
	c := newCounter(t)
	endless := &counting{}
	r := httptest.NewRequest(http.MethodPost, "/voice", endless)
	r.Header.Set("Content-Type", formType)
	w := httptest.NewRecorder()
	c.public.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || endless.read > 1<<20 {
		t.Errorf("%d after %d bytes", w.Code, endless.read)
	}
}

// A counting body has no end.
type counting struct{ read int }

func (c *counting) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	c.read += len(b)
	return len(b), nil
}

func (c *counting) Close() error { return nil }

var _ io.ReadCloser = (*counting)(nil)

// Whatever stands in a signed voice webhook, the caller hears something that
// leads on, nobody is woken, and the books stay as they are.
func TestVoiceWebhooksThatMakeNoSense(t *testing.T) {
	from := "&From=" + url.QueryEscape(wang) + "&To=" + url.QueryEscape(hotline)
	menu := "/voice/turn?d=hotline&n=M1&t=3"
	for _, row := range []struct {
		name, path, body string
		but              map[string]int // tables that may have more rows
		woken            bool           // an address of ours that the books know nothing of: somebody must look
	}{
		{"hidden caller", "/voice", "CallSid=CA1&From=anonymous", nil, false},
		{"no caller", "/voice", "CallSid=CA1", nil, false},
		{"a word for a caller", "/voice", "CallSid=CA1&From=HOURBANK", nil, false},
		{"keypad spelling of a hidden caller", "/voice", "CallSid=CA1&From=%2B86282452253", nil, false},
		{"a SIP caller", "/voice", "CallSid=CA1&From=sip:wang@example.org", nil, false},
		{"too long a caller", "/voice", "CallSid=CA1&From=%2B" + strings.Repeat("8", 60_000), nil, false},
		{"a caller with letters", "/voice", "CallSid=CA1&From=%2B86871650000a1", nil, false},
		{"full-width caller", "/voice", "CallSid=CA1&From=%EF%BC%8B%EF%BC%98%EF%BC%96", nil, false},
		{"two callers", "/voice", "CallSid=CA1&From=anonymous&From=%2B8687165000001", nil, false},
		{"NUL bytes", "/voice", "CallSid=CA1%00&From=%00&To=%00", nil, false},
		{"not UTF-8", "/voice", "CallSid=%ff%fe&From=%ff", nil, false},
		{"no call", "/voice", "From=%2B8687165000001", nil, false},
		{"a call with a long name", "/voice", "CallSid=" + strings.Repeat("C", 60_000) + from, nil, false},
		{"an empty form", "/voice", "", nil, false},

		{"a call that nobody knows", menu, "CallSid=CAunknown&Digits=1" + from, nil, false},
		{"an empty form for a key", menu, "", nil, false},
		{"a turn from the past", "/voice/turn?d=hotline&n=M1&t=-5", "CallSid=CA1&Digits=1" + from, nil, false},
		{"a turn from the future", "/voice/turn?d=hotline&n=M1&t=999999999", "CallSid=CA1&Digits=1" + from, nil, false},
		{"a turn beyond all numbers", "/voice/turn?d=hotline&n=M1&t=99999999999999999999999", "CallSid=CA1&Digits=1" + from, nil, false},
		{"a turn in words", "/voice/turn?d=hotline&n=M1&t=one", "CallSid=CA1&Digits=1" + from, nil, false},
		{"digits in words", menu, "CallSid=CA1&Digits=one" + from, nil, false},
		{"full-width digits", menu, "CallSid=CA1&Digits=%EF%BC%91" + from, nil, false},
		{"a letter for a digit", menu, "CallSid=CA1&Digits=A" + from, nil, false},
		{"five keys at once", menu, "CallSid=CA1&Digits=12345" + from, nil, false},
		{"1,000 keys at once", menu, "CallSid=CA1&Digits=" + strings.Repeat("1", 1000) + from, nil, false},
		{"NUL for a key", menu, "CallSid=CA1&Digits=%00" + from, nil, false},
		{"an emoji for a key", menu, "CallSid=CA1&Digits=%F0%9F%98%80" + from, nil, false},
		{"the name of an event for a key", menu, "CallSid=CA1&Digits=reached" + from, nil, false},
		{"another event for a key", "/voice/turn?d=hotline&n=P&t=3", "CallSid=CA1&Digits=noted" + from, map[string]int{"tickets": 1}, false},
		{"no such dialog", "/voice/turn?d=casino&n=M1&t=3", "CallSid=CA1&Digits=1" + from, nil, false},
		{"no such node", "/voice/turn?d=hotline&n=M99&t=3", "CallSid=CA1&Digits=1" + from, nil, false},
		{"no place at all", "/voice/turn", "CallSid=CA1&Digits=1" + from, nil, false},
		{"huge numbers everywhere", "/voice/turn?d=hotline&n=D&t=3&r=9223372036854775807&m=9223372036854775807&w=9223372036854775807&s=9223372036854775807", "CallSid=CA1&Digits=5" + from, nil, false},
		{"negative numbers everywhere", "/voice/turn?d=hotline&n=D&t=3&r=-1&m=-1&w=-1&s=-1&c=-1&i=-1&v=-1&o=-1", "CallSid=CA1&Digits=5" + from, nil, false},
		{"a kind that nobody asks for", "/voice/turn?d=hotline&n=C&t=3&k=burglary&w=1", "CallSid=CA1&Digits=1" + from, nil, true},
		{"a day that never comes", "/voice/turn?d=hotline&n=C&t=3&k=company&w=77", "CallSid=CA1&Digits=1" + from, nil, true},
		{"a booking without an elder", "/voice/turn?d=hotline&n=C&t=3&k=company&w=1", "CallSid=CA1&Digits=1&From=anonymous", nil, true},
		{"a booking for somebody else", "/voice/turn?d=hotline&n=C&t=3&k=company&w=1&m=1", "CallSid=CA1&Digits=1&From=%2B8613900000009", nil, true},
		{"an emergency that is not", "/voice/turn?d=emergency&n=E&t=3&c=77", "CallSid=CA1&Digits=1" + from, nil, true},
		{"a responder beyond the ladder", "/voice/turn?d=staff&n=S&t=3&c=77&i=99", "CallSid=CA1&Digits=1" + from, nil, true},
		{"a visit that is not", "/voice/turn?d=confirm&n=Q1&t=3&v=77&o=1", "CallSid=CA1&Digits=1" + from, nil, true},
		{"an announcement of nothing", "/voice/turn?d=announce&n=O2&t=3&v=77&o=9", "CallSid=CA1&Digits=1" + from, nil, true},
		{"a door word of nothing", "/voice/turn?d=door-word&n=W1&t=3&v=77&o=9", "CallSid=CA1&Digits=1" + from, nil, true},
		{"a dial that never was", menu, "CallSid=CA1&DialCallStatus=completed" + from, nil, false},
		{"a recording that never was", menu, "CallSid=CA1&RecordingSid=RE1" + from, nil, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t)
			c.leads(c.post(row.path, row.body))
			c.unchanged(row.but)
			if !row.woken {
				c.quiet()
			}
		})
	}
}

// The same for texts: the carrier is told that the text has arrived, and at
// most one text goes back.
func TestTextsThatMakeNoSense(t *testing.T) {
	for _, row := range []struct {
		name, from, body string
		but              map[string]int
	}{
		{"1,600 characters", zhang, strings.Repeat("好", 1600), map[string]int{"inbox": 1, "outbox": 1, "spending": 1}},
		{"1,600 digits", zhang, strings.Repeat("2", 1600), map[string]int{"inbox": 1, "outbox": 1, "spending": 1}},
		{"only emoji", zhang, "😀😀😀👍🏽", map[string]int{"inbox": 1, "outbox": 1, "spending": 1}},
		{"only spaces", zhang, "  　\n\t ", map[string]int{"inbox": 1, "outbox": 1, "spending": 1}},
		{"nothing", zhang, "", map[string]int{"inbox": 1, "outbox": 1, "spending": 1}},
		{"only a signature", zhang, "【中国移动】", map[string]int{"inbox": 1, "outbox": 1, "spending": 1}},
		{"no width, other direction", zhang, "\u200b\u202e\u2066", map[string]int{"inbox": 1, "outbox": 1, "spending": 1}},
		{"NUL", zhang, "KS\x002356", nil},
		{"a code of nobody", zhang, "KS 2356", nil},
		{"a finish before any start", zhang, "JS 2356", nil},
		{"a request that is not", zhang, "接 99999999999999999999", nil},
		{"a case that is not", zhang, "SD 235", nil},
		{"minutes beyond a year", zhang, "JS 2356 99999999999999999999", nil},
		{"hidden", "", "KS 2356", nil},
		{"a word for a sender", "HOURBANK", "KS 2356", nil},
		{"SQL", zhang, "KS 2356'; DROP TABLE members; --", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t)
			form := url.Values{"MessageSid": {"SM1"}, "From": {row.from}, "To": {hotline}, "Body": {row.body}}.Encode()
			for range 2 { // and once more, for carriers do that
				if w := c.post("/sms", form); w.Code/100 != 2 {
					t.Fatalf("%d: %s", w.Code, w.Body)
				}
			}
			after := c.rows()
			if after["inbox"] > 1 || after["outbox"] > 1 {
				t.Errorf("%d texts came in and %d go out", after["inbox"], after["outbox"])
			}
			if row.but != nil {
				c.unchanged(row.but)
			}
			for _, table := range []string{"members", "requests", "visits", "cases", "entries", "accounts"} {
				if after[table] != c.before[table] {
					t.Errorf("%s has %d rows, and had %d", table, after[table], c.before[table])
				}
			}
			c.quiet()
		})
	}
}

// Callbacks about nothing are taken and forgotten: an error would make the
// carrier send them again for hours.
func TestStatusCallbacksAboutNothing(t *testing.T) {
	c := newCounter(t)
	for _, path := range []string{"/voice/status", "/voice/status?o=77", "/voice/status?o=-1", "/voice/status?o=x", "/sms/status", "/sms/status?o=77", "/sms/status?o=99999999999999999999"} {
		for i, body := range []string{"", "CallSid=CA9&CallStatus=completed", "CallSid=CA9&CallStatus=exploded", "MessageSid=SM9&MessageStatus=delivered", "MessageSid=SM9&MessageStatus=%00"} {
			if w := c.post(path, body); w.Code/100 != 2 {
				t.Errorf("%s, body %d: %d", path, i, w.Code)
			}
		}
	}
	c.unchanged(nil)
	c.quiet()
}
