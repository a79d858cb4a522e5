package main

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
	"hourline/ledger"
	"hourline/ledger/care"
)

// A line is how long the carrier waited for each webhook's answer, and how
// often it got none.
type line struct {
	mu     sync.Mutex
	waits  []time.Duration
	faults []error
}

// RoundTrip carries one webhook.
func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	began := time.Now()
	res, err := http.DefaultTransport.RoundTrip(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waits = append(l.waits, time.Since(began))
	if err != nil {
		l.faults = append(l.faults, err)
	}
	return res, err
}

// A town is a carrier with telephones, for gateways in processes of their own.
type town struct {
	*testing.T
	network *carrier.Network
	line    *line
	url     string
	elders  []*carrier.Handset
}

const hotline = "+8687168000000"

// newTown has this many elders, each with a telephone, in the books, and one
// volunteer.
func newTown(t *testing.T, dir string, elders int) *town {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &town{T: t, line: &line{}, url: "http://" + l.Addr().String()}
	w.network = carrier.New(carrier.Config{
		AccountSID: "AC-trial", AuthToken: token, BaseURL: w.url, Client: &http.Client{Transport: w.line},
		SayTime: func(string) time.Duration { return 15 * time.Millisecond },
	})
	server := &http.Server{Handler: w.network.Handler()}
	go server.Serve(l)
	t.Cleanup(func() { server.Close(); w.network.Close() })

	var csv strings.Builder
	csv.WriteString("name,roles,phones,community,address,born,lang\n小张,volunteer,+8613800000001,翠湖社区,,1962,zh-CN\n")
	w.network.AddHandset(carrier.HandsetConfig{Name: "zhang", E164: "+8613800000001"})
	for i := range elders {
		number := fmt.Sprintf("+86871650%05d", i)
		fmt.Fprintf(&csv, "老人%d,elder,%s,翠湖社区,翠湖南路%d号,1940,zh-CN\n", i, number, i)
		w.elders = append(w.elders, w.network.AddHandset(carrier.HandsetConfig{Name: fmt.Sprint("elder", i), E164: number, Landline: true}))
	}
	must(t, "member", "import", file(t, "people.csv", csv.String()), "--data", dir)
	return w
}

// reaches connects the hotline to a gateway, by the rules that the README
// gives for Twilio.
func (w *town) reaches(p *gatewayProcess) {
	const rules = "#rc=2&rp=ct,5xx"
	w.network.AddNumber(carrier.Number{E164: hotline, VoiceURL: p.about.Public + "/voice" + rules, SMSURL: p.about.Public + "/sms" + rules, StatusURL: p.about.Public + "/voice/status"})
}

// steps are a call in which an elder asks for somebody who does the shopping:
// what is heard last, and the key for it.
var steps = []struct{ heard, key string }{{"请按9", "2"}, {"请按", "1"}, {"请按", "2"}, {"请按", "1"}, {"您可以挂电话了", ""}}

// calls is one such call, in which a key is pressed whenever the voice asks.
func (w *town) calls(h *carrier.Handset, think time.Duration) error {
	if err := h.Dial(hotline); err != nil {
		return err
	}
	heard := 0
	for i, s := range steps {
		for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(2 * time.Millisecond) {
			all, state := h.Heard(), h.State()
			if len(all) > heard && strings.Contains(all[len(all)-1], s.heard) && (s.key == "" || state.Listening) {
				heard = len(all)
				break
			}
			if time.Now().After(deadline) || state.Phase == carrier.OnHook && len(all) > 0 {
				return fmt.Errorf("step %d of %s: heard %q, the phone is %s", i, h.Name, all, state.Phase)
			}
		}
		time.Sleep(think)
		if s.key != "" {
			if err := h.Press(s.key); err != nil {
				return fmt.Errorf("step %d of %s: %w", i, h.Name, err)
			}
		}
	}
	return nil
}

// With --take-over a gateway takes the place of the one that runs.
func TestNoCallNoticesThatAGatewayIsReplaced(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	w := newTown(t, dir, callers+1)
	w.stays(dir, func(old *gatewayProcess) *gatewayProcess {
		if old == nil {
			return startGateway(t, dir, "--carrier-url", w.url)
		}
		next := startGateway(t, dir, "--carrier-url", w.url, "--take-over")
		if code, _ := old.exits(); code != ok {
			t.Errorf("the old gateway ended with %d", code)
		}
		return next
	})
}

// A service manager that holds the public socket may stop a gateway and start
// another.
func TestNoCallNoticesARestartOnAHeldSocket(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	w := newTown(t, dir, callers+1)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	socket, err := l.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	l.Close()
	w.stays(dir, func(old *gatewayProcess) *gatewayProcess {
		if old != nil {
			old.signal(syscall.SIGTERM)
			if code, _ := old.exits(); code != ok {
				t.Errorf("the old gateway ended with %d", code)
			}
		}
		return startOnSocket(t, socket, dir, "--carrier-url", w.url)
	})
}

// callers is how many people call in a test of stays.
const callers = 40

// stays has people call all the time while the gateway is replaced twice. No
// call notices: each is the same, word for word, as the call of somebody who
// phoned in peace.
func (w *town) stays(dir string, replace func(old *gatewayProcess) *gatewayProcess) {
	w.Helper()
	gateways := []*gatewayProcess{replace(nil)}
	w.reaches(gateways[0])
	if err := w.calls(w.elders[callers], 0); err != nil {
		w.Fatal(err)
	}
	calls := make([]struct{ began, ended time.Time }, callers)
	var calling sync.WaitGroup
	for i, h := range w.elders[:callers] {
		calling.Go(func() {
			time.Sleep(time.Duration(i) * 40 * time.Millisecond)
			calls[i].began = time.Now()
			if err := w.calls(h, 100*time.Millisecond); err != nil {
				w.Error(err)
			}
			calls[i].ended = time.Now()
		})
	}
	for range 2 {
		time.Sleep(500 * time.Millisecond) // callers are at all points of their calls
		old := gateways[len(gateways)-1]
		next := replace(old)
		if next.about.Public != old.about.Public {
			w.Errorf("the new gateway answers on %s, the old one did on %s", next.about.Public, old.about.Public)
		}
		gateways = append(gateways, next)
	}
	calling.Wait()
	for _, h := range w.elders[:callers] {
		if got, peace := heard(h), heard(w.elders[callers]); !slices.Equal(got, peace) {
			w.Errorf("%s heard\n%q\nand in peace one hears\n%q", h.Name, got, peace)
		}
	}
	during := 0
	for _, c := range calls {
		for _, p := range gateways[1:] {
			if c.began.Before(p.about.Since) && c.ended.After(p.about.Since) {
				during++
			}
		}
	}
	w.report(during)
	last := gateways[len(gateways)-1]
	last.signal(syscall.SIGTERM)
	if code, _ := last.exits(); code != ok {
		w.Errorf("the last gateway ended with %d", code)
	}
	w.asked(dir, callers+1)
}

// heard is what a handset heard, but for the name by which it was greeted.
func heard(h *carrier.Handset) []string {
	all := h.Heard()
	if len(all) > 0 {
		_, all[0], _ = strings.Cut(all[0], "您好")
	}
	return all
}

// handOver is the longest that a caller may wait for a new gateway. On a quiet
// machine it is some forty milliseconds.
const handOver = 2 * time.Second

// report prints how long callers waited, the hand-over included.
func (w *town) report(during int) {
	w.line.mu.Lock()
	defer w.line.mu.Unlock()
	slices.Sort(w.line.waits)
	n := len(w.line.waits)
	w.Logf("%d webhooks, of which %d were tried again; answered within %v (median) and %v (longest, the gap included); %d calls went on with another gateway",
		n, len(w.line.faults), w.line.waits[n/2].Round(100*time.Microsecond), w.line.waits[n-1].Round(time.Millisecond), during)
	if w.line.waits[n-1] > handOver {
		w.Errorf("a caller waited for %v", w.line.waits[n-1])
	}
	for _, err := range w.line.faults {
		w.Logf("tried again after: %v", err)
	}
	if during == 0 {
		w.Error("no call was in progress when a gateway was replaced")
	}
}

// asked checks that the books have one request of each elder, and are whole.
func (w *town) asked(dir string, want int) {
	w.Helper()
	centre := open(w.T, dir)
	err := centre.Bank.Read(w.Context(), func(v *ledger.View) error {
		var requests, elders int
		if err := v.QueryRow(`SELECT count(*), count(DISTINCT elder) FROM requests`).Scan(&requests, &elders); err != nil {
			return err
		}
		if requests != want || elders != want {
			w.Errorf("%d requests of %d elders, want %d", requests, elders, want)
		}
		return nil
	})
	if err != nil {
		w.Error(err)
	}
	if report, err := centre.Bank.Verify(w.Context(), nil); err != nil || len(report.Differences) > 0 {
		w.Errorf("the books are not whole: %v %v", report, err)
	}
}

// A text that is on its way to the carrier when the gateway is told to stop is
// waited for: its outcome is written before the books are closed.
func TestAStopWaitsForWhatIsOnItsWayToTheCarrier(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	w := newTown(t, dir, 1)
	p := startGateway(t, dir, "--carrier-url", w.url)
	w.reaches(p)
	w.network.Misbehave(func(m *carrier.Misbehaviour) {
		m.REST, m.SlowBy = []carrier.Fault{carrier.SlowAnswer}, time.Second
	})
	if err := w.network.Handset("zhang").Text(hotline, "BZ"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the answer is on its way", func() bool { return len(w.network.Misbehaviour().REST) == 0 })
	p.signal(syscall.SIGTERM)
	if code, _ := p.exits(); code != ok {
		t.Errorf("exit %d", code)
	}
	if texts := w.network.Handset("zhang").Texts(); len(texts) != 2 {
		t.Errorf("there are %d texts, his own and the answer: %v", len(texts), texts)
	}
	if states := outboxStates(t, open(t, dir)); !slices.Equal(states, []string{"handed"}) && !slices.Equal(states, []string{"done"}) {
		t.Errorf("the outbox is left with %v", states)
	}
}

func outboxStates(t *testing.T, centre *care.Centre) (states []string) {
	t.Helper()
	err := centre.Bank.Read(t.Context(), func(v *ledger.View) error {
		rows, err := v.Query(`SELECT state FROM outbox ORDER BY id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				return err
			}
			states = append(states, s)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return states
}
