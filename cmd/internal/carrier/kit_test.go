package carrier_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twilio/twilio-go/client"

	"hourline/cmd/internal/carrier"
)

const (
	accountSID = "AC0123456789abcdef0123456789abcdef"
	authToken  = "12345"
	hotline    = "+8657100000000"
	wangNumber = "+8613900000001"
	liNumber   = "+8613900000002"
	zhaoNumber = "+8657188880003" // a landline
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// A world is a network with three handsets, a customer, and a clock that is
// moved by hand.
type world struct {
	testing.TB
	*carrier.Network
	clock    *handClock
	customer *customer
	api      *httptest.Server
	wang, li *carrier.Handset
}

func newWorld(t testing.TB, change ...func(*carrier.Config)) *world {
	t.Helper()
	clock := &handClock{now: noon}
	cfg := carrier.Config{
		AccountSID: accountSID, AuthToken: authToken, Now: clock.Now, After: clock.After,
		SayTime: func(string) time.Duration { return time.Second },
	}
	for _, c := range change {
		c(&cfg)
	}
	n := carrier.New(cfg)
	t.Cleanup(func() { n.Close() })
	w := &world{TB: t, Network: n, clock: clock, customer: newCustomer(t), api: httptest.NewServer(n.Handler())}
	t.Cleanup(w.api.Close)
	n.AddNumber(carrier.Number{E164: hotline, VoiceURL: w.customer.URL + "/voice", SMSURL: w.customer.URL + "/sms", StatusURL: w.customer.URL + "/status"})
	w.wang = n.AddHandset(carrier.HandsetConfig{Name: "wang", E164: wangNumber, Label: "Grandma Wang"})
	w.li = n.AddHandset(carrier.HandsetConfig{Name: "li", E164: liNumber, Label: "Li"})
	n.AddHandset(carrier.HandsetConfig{Name: "zhao", E164: zhaoNumber, Label: "Zhao", Landline: true})
	return w
}

func minimal(cfg *carrier.Config) { cfg.Personality = carrier.Minimal }

// settle returns once nothing is under way.
func (w *world) settle() {
	w.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(200 * time.Microsecond) {
		before := w.Begun()
		if w.Idle() && w.Begun() == before {
			return
		}
	}
	w.Fatal("the network does not come to rest")
}

// pass lets policy time pass, stopping wherever somebody waits.
func (w *world) pass(d time.Duration) {
	w.Helper()
	w.clock.walk(d, w.settle)
}

// do has a person do something that must work, and settles.
func (w *world) do(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
	w.settle()
}

// mustHear checks all that a handset heard in its latest call.
func (w *world) mustHear(h *carrier.Handset, want ...string) {
	w.Helper()
	if got := h.Heard(); !slices.Equal(got, want) {
		w.Errorf("%s heard %q, want %q", h.Name, got, want)
	}
}

// call asks the REST interface for a call and returns its SID.
func (w *world) call(params ...string) string {
	w.Helper()
	form := pairs(append([]string{"To", liNumber, "From", hotline, "Url", w.customer.URL + "/out"}, params...)...)
	status, body := w.post("Calls.json", form)
	if status != http.StatusCreated {
		w.Fatalf("POST Calls.json answered %d %v", status, body)
	}
	w.settle()
	return body["sid"].(string)
}

func (w *world) post(path string, form url.Values) (int, map[string]any) {
	w.Helper()
	return w.ask(http.MethodPost, path, strings.NewReader(form.Encode()))
}

func (w *world) get(path string) (int, map[string]any) {
	w.Helper()
	return w.ask(http.MethodGet, path, nil)
}

func (w *world) ask(method, path string, body io.Reader) (int, map[string]any) {
	w.Helper()
	res := w.request(method, path, body)
	defer res.Body.Close()
	var decoded map[string]any
	if err := json.NewDecoder(res.Body).Decode(&decoded); err != nil {
		w.Fatalf("%s %s answered %s without JSON: %v", method, path, res.Status, err)
	}
	return res.StatusCode, decoded
}

func (w *world) request(method, path string, body io.Reader) *http.Response {
	w.Helper()
	req, err := http.NewRequestWithContext(w.Context(), method, w.api.URL+"/2010-04-01/Accounts/"+accountSID+"/"+path, body)
	if err != nil {
		w.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(accountSID, authToken)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.Fatal(err)
	}
	return res
}

// statuses are the CallStatus or MessageStatus of the callbacks that came to a path.
func (w *world) statuses(path string) []string {
	var all []string
	for _, p := range w.customer.posts(path) {
		if p.Has("MessageStatus") {
			all = append(all, p.Get("MessageStatus"))
		} else {
			all = append(all, p.Get("CallStatus"))
		}
	}
	return all
}

// kinds are the events of a handset from now on, as they were when stop is called.
func (w *world) record() (stop func() []string) {
	ctx, cancel := context.WithCancel(w.Context())
	events := w.Subscribe(ctx)
	var all []string
	done := make(chan struct{})
	mark := make(chan struct{})
	go func() {
		defer close(done)
		for e := range events {
			if e.Kind == carrier.Behaves {
				close(mark)
				return
			}
			if e.Kind != carrier.Listens {
				all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s%s", e.Handset, e.Kind, e.Text, e.Clip)))
			}
		}
	}()
	return func() []string {
		w.Handset("zhao").Set(carrier.Behaviour{}) // the last event to be seen
		select {
		case <-mark:
		case <-time.After(5 * time.Second):
			w.Error("the subscription does not bring everything")
		}
		cancel()
		<-done
		return all
	}
}

func pairs(words ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(words); i += 2 {
		v.Set(words[i], words[i+1])
	}
	return v
}

// A customer is the gateway's stand-in: it answers webhooks with the pages
// that a test gives it, and checks every signature by twilio-go's rules.
type customer struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]func(url.Values) string
	codes map[string]int
	seen  map[string][]url.Values
	bad   int // wrong signatures
	heads []http.Header
}

func newCustomer(t testing.TB) *customer {
	c := &customer{pages: map[string]func(url.Values) string{}, codes: map[string]int{}, seen: map[string][]url.Values{}}
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

func (c *customer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	params := map[string]string{}
	for name := range r.PostForm {
		params[name] = r.PostForm.Get(name)
	}
	validator := client.NewRequestValidator(authToken)
	c.mu.Lock()
	if !validator.Validate(c.URL+r.URL.RequestURI(), params, r.Header.Get("X-Twilio-Signature")) && r.URL.Path != "/clip.wav" {
		c.bad++
	}
	c.seen[r.URL.Path] = append(c.seen[r.URL.Path], r.Form)
	c.heads = append(c.heads, r.Header)
	page, code := c.pages[r.URL.Path], c.codes[r.URL.Path]
	c.mu.Unlock()
	w.Header().Set("Content-Type", "text/xml")
	if code != 0 {
		w.WriteHeader(code)
		return
	}
	if page != nil {
		fmt.Fprint(w, page(r.Form))
	}
}

// says gives a path a page that is always the same.
func (c *customer) says(path, twiml string) {
	c.answers(path, func(url.Values) string { return "<Response>" + twiml + "</Response>" })
}

func (c *customer) answers(path string, page func(url.Values) string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages[path] = page
}

func (c *customer) fails(path string, code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.codes[path] = code
}

func (c *customer) posts(path string) []url.Values {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.seen[path])
}

// last is the latest post to a path; empty if there was none.
func (c *customer) last(path string) url.Values {
	all := c.posts(path)
	if len(all) == 0 {
		return url.Values{}
	}
	return all[len(all)-1]
}

func (c *customer) wrongSignatures() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bad
}

// A handClock stands still until it is walked.
type handClock struct {
	mu      sync.Mutex
	now     time.Time
	waiters map[chan time.Time]time.Time
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := make(chan time.Time, 1)
	if d <= 0 {
		ch <- c.now
		return ch
	}
	if c.waiters == nil {
		c.waiters = map[chan time.Time]time.Time{}
	}
	c.waiters[ch] = c.now.Add(d)
	return ch
}

func (c *handClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
	for ch, at := range c.waiters {
		if !at.After(t) {
			delete(c.waiters, ch)
			ch <- t
		}
	}
}

func (c *handClock) next() (first time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, at := range c.waiters {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

func (c *handClock) walk(d time.Duration, settle func()) {
	end := c.Now().Add(d)
	settle()
	for next := c.next(); !next.IsZero() && !next.After(end); next = c.next() {
		c.set(next)
		settle()
	}
	c.set(end)
	settle()
}
