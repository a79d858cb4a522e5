package ivr_test

import (
	"context"
	"encoding/xml"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"hourline/ivr"
	"hourline/ivr/session"
	"hourline/ivr/twiml"
	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/care/caretest"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
	"hourline/prompts"
)

const people = `name,roles,phones,community,address,born,lang
王奶奶,elder,+8687165000001,翠湖社区,翠湖南路12号,1941,zh-CN
李爷爷,elder,+8687165000002,翠湖社区,文林街35号,1938,zh-CN
赵奶奶,elder,+8687165000002,翠湖社区,文林街35号,1940,zh-CN
小张,volunteer,+8613800000001,翠湖社区,翠湖北路8号,1962,zh-CN
王主任,duty,+8613800000101,翠湖社区,服务站,1975,zh-CN
小马,duty,+8613800000102,翠湖社区,服务站,1988,zh-CN
`

const (
	wang     = "+8687165000001"
	shared   = "+8687165000002"
	director = "+8613800000101"
	hotline  = "+8687168000000"
	fallback = "+8687168000011"
)

// A house is the room ivr with real books behind it.
type house struct {
	testing.TB
	centre  *care.Centre
	handler *ivr.Handler
	router  chi.Router
	clock   *clock.Manual
	log     strings.Builder
}

var books = caretest.BooksWith(people)

func open(t testing.TB) *house {
	t.Helper()
	h := &house{TB: t, clock: clock.NewManual(ledgertest.Start)}
	words, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "hourline.db")
	books(t, path)
	h.centre, err = care.Open(t.Context(), path, care.Config{Clock: h.clock.Clock(), Fallback: fallback})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.centre.Close() })
	h.handler = &ivr.Handler{
		Centre: h.centre, Prompts: words, Bank: "翠湖时间银行", Lang: "zh-CN", Number: hotline, Fallback: fallback,
		Sessions: session.NewMemory(session.Options{Clock: h.clock.Clock()}),
		Features: twiml.Features{Pause: true, Conference: true},
		Log:      slog.New(slog.NewTextHandler(&h.log, nil)),
	}
	h.router = chi.NewRouter()
	h.handler.Routes(h.router)
	return h
}

// post posts one webhook and returns the TwiML that answers it.
func (h *house) post(to string, form url.Values) doc {
	h.Helper()
	r := httptest.NewRequest(http.MethodPost, to, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.router.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		h.Fatalf("POST %s: %d", to, w.Code)
	}
	if err := twiml.Check(w.Body.Bytes()); err != nil {
		h.Fatalf("POST %s: %v\n%s", to, err, w.Body)
	}
	d := doc{raw: w.Body.String()}
	if err := xml.Unmarshal(w.Body.Bytes(), &d.verbs); err != nil {
		h.Fatalf("POST %s: %v", to, err)
	}
	return d
}

// A doc is a TwiML document as a carrier reads it.
type doc struct {
	raw   string
	verbs element
}

type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// find is the first element of that name, in the order of the document.
func (e element) find(name string) (element, bool) {
	for _, c := range e.Children {
		if c.XMLName.Local == name {
			return c, true
		}
		if found, ok := c.find(name); ok {
			return found, true
		}
	}
	return element{}, false
}

// words is all that is said.
func (d doc) words() string {
	var b strings.Builder
	var walk func(element)
	walk = func(e element) {
		if e.XMLName.Local == "Say" {
			b.WriteString(e.Text + "|")
		}
		for _, c := range e.Children {
			walk(c)
		}
	}
	walk(d.verbs)
	return b.String()
}

// action is where the next key goes.
func (d doc) action() string {
	for _, verb := range []string{"Gather", "Dial", "Record"} {
		if e, ok := d.verbs.find(verb); ok {
			return e.attr("action")
		}
	}
	return ""
}

// A call is one call to the hotline.
type call struct {
	*house
	sid  string
	from string
	to   string
	at   doc // what is being said
}

func (h *house) call(sid, from string) *call {
	h.Helper()
	c := &call{house: h, sid: sid, from: from, to: hotline}
	c.at = h.post("/voice", c.form(nil))
	return c
}

func (c *call) form(more url.Values) url.Values {
	f := url.Values{"CallSid": {c.sid}, "From": {c.from}, "To": {c.to}, "CallStatus": {"in-progress"}}
	for k, v := range more {
		f[k] = v
	}
	return f
}

// press types keys, two seconds apart, and hears what is said at the end.
func (c *call) press(keys ...string) *call {
	c.Helper()
	for _, key := range keys {
		c.clock.Advance(2 * time.Second)
		c.at = c.post(c.at.action(), c.form(url.Values{"Digits": {key}}))
	}
	return c
}

// silent lets the gather run out.
func (c *call) silent() *call {
	c.Helper()
	c.clock.Advance(10 * time.Second)
	c.at = c.post(c.at.action(), c.form(url.Values{"Digits": {""}}))
	return c
}

func (c *call) hears(words ...string) *call {
	c.Helper()
	for _, w := range words {
		if !strings.Contains(c.at.words(), w) {
			c.Fatalf("hears %q, not %q", c.at.words(), w)
		}
	}
	return c
}

// requests is how many requests are in the books.
func (h *house) requests(elder string) int {
	h.Helper()
	line, err := h.centre.Line(context.Background(), care.Phone(elder))
	if err != nil {
		h.Fatal(err)
	}
	n := 0
	for _, m := range line.Elders {
		if _, ok, err := h.centre.Appointment(context.Background(), m.ID); err != nil {
			h.Fatal(err)
		} else if ok {
			n++
		}
	}
	return n
}

// cases are the kinds of the emergencies that are open, the oldest first.
func (h *house) cases() string {
	h.Helper()
	var kinds []string
	err := h.centre.Bank.Read(context.Background(), func(v *ledger.View) error {
		rows, err := v.Query(`SELECT kind FROM cases WHERE state IN ('ringing', 'accepted') ORDER BY id`)
		for err == nil && rows.Next() {
			var kind string
			err = rows.Scan(&kind)
			kinds = append(kinds, kind)
		}
		return errors.Join(err, rows.Close())
	})
	if err != nil {
		h.Fatal(err)
	}
	return strings.Join(kinds, " ")
}

func (h *house) tickets() string {
	h.Helper()
	open, err := h.centre.Tickets(context.Background())
	if err != nil {
		h.Fatal(err)
	}
	var kinds []string
	for _, t := range open {
		if t.Kind != care.FirstContact { // every elder here is new
			kinds = append(kinds, string(t.Kind))
		}
	}
	return strings.Join(kinds, " ")
}

// status posts a status callback and returns the answer's code.
func (h *house) status(to string, form url.Values) int {
	h.Helper()
	r := httptest.NewRequest(http.MethodPost, to, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.router.ServeHTTP(w, r)
	return w.Code
}
