package faults

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"hourline/cmd/internal/carrier"
)

// A tape keeps what crosses the line between the gateway and the carrier, and
// what people notice of it, in policy time.
type tape struct {
	now func() time.Time

	mu       sync.Mutex
	events   []carrier.Event
	orders   []order
	topics   map[string][]topic // which case a call is about, by the carrier's name of the call
	rows     map[string]int64   // which row of the outbox a call was placed for
	troubles []time.Time        // when the carrier answered the gateway badly
	pressed  []key              // 1 on a helper's telephone
}

// A topic is the case that a call is about from a moment on.
type topic struct {
	from time.Time
	kase int64
}

// An order is a call that the gateway asked for.
type order struct {
	at        time.Time
	to        string
	about     string // the dialog: staff for who is rung to help
	kase, row int64  // zero for what is about no case
	done      bool   // the carrier places it, whatever the gateway was answered
}

// A key is one that was pressed, and what it was answered.
type key struct {
	at   time.Time
	said string
}

func newTape() *tape { return &tape{topics: map[string][]topic{}, rows: map[string]int64{}} }

// note takes down what happened on a handset.
func (t *tape) note(e carrier.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.events = append(t.events, e)
}

// requests takes down what the gateway asks of the carrier.
func (t *tape) requests(carrier http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at, began := t.now(), time.Now()
		body, _ := io.ReadAll(r.Body) // a broken one is the carrier's to refuse
		r.Body = io.NopCloser(bytes.NewReader(body))
		sees := &seen{ResponseWriter: w}
		defer func() { // also when the carrier breaks the connection instead of an answer
			t.mu.Lock()
			defer t.mu.Unlock()
			if sees.status == 0 || sees.status >= 429 || !sees.written || time.Since(began) > 200*time.Millisecond {
				t.troubles = append(t.troubles, at)
			}
			if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/Calls.json") {
				t.orders = append(t.orders, orderIn(string(body), at, sees.status < 400))
			}
		}()
		carrier.ServeHTTP(sees, r)
	})
}

// rings tells whether somebody is rung by it to help in a case.
func (o order) rings(k *kase) bool { return o.done && o.about == "staff" && k != nil && o.kase == k.id }

// orderIn reads what the gateway wants.
func orderIn(body string, at time.Time, done bool) order {
	form, _ := url.ParseQuery(body)
	asks, _ := url.Parse(form.Get("Url"))
	o := order{at: at, to: form.Get("To"), done: done}
	if asks != nil {
		q := asks.Query()
		o.about = q.Get("d")
		o.kase, _ = strconv.ParseInt(q.Get("c"), 10, 64)
		o.row, _ = strconv.ParseInt(q.Get("o"), 10, 64)
	}
	return o
}

// seen is an answer that is looked at on its way.
type seen struct {
	http.ResponseWriter
	status  int
	written bool
}

func (s *seen) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

func (s *seen) Write(b []byte) (int, error) {
	s.written = s.written || len(b) > 0
	return s.ResponseWriter.Write(b)
}

// webhooks takes down which case a call is about: the gateway's answers say so
// in the addresses that they lead to.
func (t *tape) webhooks(gateway http.RoundTripper) http.RoundTripper {
	return tripper(func(r *http.Request) (*http.Response, error) {
		var form url.Values
		if body, err := r.GetBody(); err == nil {
			said, _ := io.ReadAll(body)
			form, _ = url.ParseQuery(string(said))
		}
		res, err := gateway.RoundTrip(r)
		if err != nil {
			return res, err
		}
		said, err := io.ReadAll(res.Body)
		res.Body.Close()
		res.Body = io.NopCloser(bytes.NewReader(said))
		t.learn(form, r.URL.Query(), string(said))
		return res, err
	})
}

type tripper func(*http.Request) (*http.Response, error)

func (t tripper) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

// aboutCase is an address in a document that leads on in a case.
var aboutCase = regexp.MustCompile(`[?;]c=(\d+)&amp;`)

// learn reads a webhook and its answer.
func (t *tape) learn(form, asked url.Values, answer string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	call := form.Get("CallSid")
	if call == "" {
		return
	}
	if row, _ := strconv.ParseInt(asked.Get("o"), 10, 64); row > 0 {
		t.rows[call] = row
	}
	number := asked.Get("c")
	if found := aboutCase.FindStringSubmatch(answer); found != nil {
		number = found[1]
	}
	if kase, _ := strconv.ParseInt(number, 10, 64); kase > 0 {
		t.topics[call] = append(t.topics[call], topic{t.now(), kase})
	}
	if asked.Get("d") == "staff" && asked.Get("n") == "S" && form.Get("Digits") == "1" {
		t.pressed = append(t.pressed, key{t.now(), answer})
	}
}

// topic is the case that a call is about at a moment, 0 for none.
func (t *tape) topic(call string, at time.Time) (kase int64) {
	for i, about := range t.topics[call] {
		if i == 0 || !about.from.After(at) {
			kase = about.kase
		}
	}
	return kase
}

// keep writes all that happened to a file, for whoever looks for what went
// wrong, and tells its name.
func (t *tape) keep() (string, error) {
	f, err := os.CreateTemp("", "faults-*.txt")
	if err != nil {
		return "", err
	}
	defer f.Close()
	for _, e := range t.events {
		fmt.Fprintf(f, "%v  %s case %d row %d\n", e, e.CallSID, t.topic(e.CallSID, e.At), t.rows[e.CallSID])
	}
	for _, o := range t.orders {
		fmt.Fprintf(f, "%s  %s call for case %d, row %d, taken: %v\n", o.at.UTC().Format("01-02 15:04:05"), o.about, o.kase, o.row, o.done)
	}
	return f.Name(), f.Sync()
}
