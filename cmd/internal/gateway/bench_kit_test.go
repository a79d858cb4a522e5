package gateway

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"hourline/ledger/care"
	"hourline/ledger/clock"
)

// A bench is a gateway on loopback with a few hundred members in its books and
// a carrier that takes everything at once.
type bench struct {
	*App
	rung chan ring // of every call that the carrier was asked to place
}

// A ring is a call that the carrier was asked to place.
type ring struct {
	about string // the case, empty for all else
	at    time.Time
}

const (
	benchToken      = "a-token-that-opens-nothing-else"
	benchHotline    = "+8687168000000"
	benchElders     = 400
	benchVolunteers = 100 // enough that none of them texts too often
)

func elderPhone(n int) string     { return fmt.Sprintf("+86871650%05d", n) }
func volunteerPhone(n int) string { return fmt.Sprintf("+86138000%05d", n) }

// benchMembers is an import file: elders, volunteers and three on duty.
func benchMembers() io.Reader {
	var b strings.Builder
	b.WriteString("name,roles,phones,community,address,born,lang,flags,contacts\n")
	for n := range benchElders {
		fmt.Fprintf(&b, "王奶奶%d,elder,%s,翠湖社区,翠湖南路12号3栋201室,1941,zh-CN,lives-alone,王女儿:+8613800000201\n", n, elderPhone(n))
	}
	for n := range benchVolunteers {
		fmt.Fprintf(&b, "小张%d,volunteer,%s,翠湖社区,翠湖北路8号,1962,zh-CN,,\n", n, volunteerPhone(n))
	}
	for n := range 3 {
		fmt.Fprintf(&b, "小马%d,duty,+8613900000%03d,翠湖社区,翠湖社区服务站,1988,zh-CN,,\n", n, n)
	}
	return strings.NewReader(b.String())
}

// openBench starts a gateway whose clock runs from nine in the morning, and
// whose carrier starts calls as they come.
func openBench(b *testing.B) *bench { return openPaced(b, 0) }

// openPaced is openBench with a carrier that starts so many calls a second; 0
// is as they come.
func openPaced(b *testing.B, perSecond float64) *bench {
	rung := make(chan ring, 1<<16) // more than any benchmark lets ring between two looks
	carrier := httptest.NewServer(acceptAll(rung))
	b.Cleanup(carrier.Close)
	app, err := New(b.Context(), Settings{
		Listen: "127.0.0.1:0", DeskListen: "127.0.0.1:0", Data: b.TempDir(), Number: benchHotline, Lang: "zh-CN", Bank: "翠湖时间银行",
		CarrierURL: carrier.URL, Carrier: "twilio", AccountSID: "AC00000000000000000000000000000000", AuthToken: benchToken, Speed: 1, CallsPerSecond: perSecond,
	}, Seams{Clock: fromNine(), Steady: true, Unpaced: perSecond == 0, Unlimited: true, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		if err := app.Close(); err != nil {
			b.Error(err)
		}
	})
	if _, err := app.Centre.Import(b.Context(), benchMembers(), care.ImportOptions{}); err != nil {
		b.Fatal(err)
	}
	return &bench{app, rung}
}

// fromNine is a clock that stands at nine on a working Monday now, and runs.
func fromNine() clock.Clock {
	nine, start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("CST", 8*60*60)), time.Now()
	return clock.Clock{
		Now:    func() time.Time { return nine.Add(time.Since(start)) },
		After:  time.After,
		Passed: func() time.Duration { return time.Since(start) },
	}
}

// acceptAll is a carrier's REST API that takes every call and text.
func acceptAll(rung chan<- ring) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if at := time.Now(); strings.HasSuffix(r.URL.Path, "/Calls.json") {
			if u, err := url.Parse(r.PostFormValue("Url")); err == nil {
				rung <- ring{u.Query().Get("c"), at}
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `{"sid": "CA%032x", "status": "queued"}`, time.Now().UnixNano())
	})
}

// A wire posts signed webhooks over one connection that stays open, with as
// little work of its own as it can.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
	base string // what the signature covers before the path
}

func dialBench(tb testing.TB, address string) *wire {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.Close() })
	return &wire{conn, bufio.NewReader(conn), "http://" + address}
}

// post sends a form to a path and gives what is answered.
func (w *wire) post(path string, form [][2]string) (answer []byte, err error) {
	mac := hmac.New(sha1.New, []byte(benchToken))
	io.WriteString(mac, w.base+path)
	var body []byte
	for i, f := range form {
		io.WriteString(mac, f[0])
		io.WriteString(mac, f[1])
		if i > 0 {
			body = append(body, '&')
		}
		body = append(append(append(body, f[0]...), '='), url.QueryEscape(f[1])...)
	}
	head := "POST " + path + " HTTP/1.1\r\nHost: " + w.base[len("http://"):] +
		"\r\nContent-Type: application/x-www-form-urlencoded\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\nX-Twilio-Signature: " +
		base64.StdEncoding.EncodeToString(mac.Sum(nil)) + fmt.Sprintf("\r\nContent-Length: %d\r\n\r\n", len(body))
	if _, err := w.conn.Write(append([]byte(head), body...)); err != nil {
		return nil, err
	}
	res, err := http.ReadResponse(w.in, nil)
	if err != nil {
		return nil, err
	}
	answer, err = io.ReadAll(res.Body)
	if res.StatusCode/100 != 2 {
		return nil, fmt.Errorf("%s: %s: %s", path, res.Status, answer)
	}
	return answer, err
}

// callForm is what Twilio posts about a call in progress, sorted by name.
func callForm(sid, from, digits string) [][2]string {
	form := [][2]string{
		{"AccountSid", "AC00000000000000000000000000000000"}, {"ApiVersion", "2010-04-01"}, {"CallSid", sid}, {"CallStatus", "in-progress"},
		{"Called", benchHotline}, {"CalledCity", ""}, {"CalledCountry", "CN"}, {"CalledState", ""}, {"CalledZip", ""},
		{"Caller", from}, {"CallerCity", ""}, {"CallerCountry", "CN"}, {"CallerState", ""}, {"CallerZip", ""}, {"Direction", "inbound"},
		{"From", from}, {"FromCity", ""}, {"FromCountry", "CN"}, {"FromState", ""}, {"FromZip", ""},
		{"To", benchHotline}, {"ToCity", ""}, {"ToCountry", "CN"}, {"ToState", ""}, {"ToZip", ""},
	}
	if digits != "" {
		form = append(form, [2]string{"Digits", digits}, [2]string{"FinishedOnKey", ""}, [2]string{"msg", "Gather End"})
		slices.SortFunc(form, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	}
	return form
}

// A benchCall is a call in progress: where its next webhook goes.
type benchCall struct {
	*wire
	sid, from, next string
}

// dials begins a call.
func (w *wire) dials(sid, from string) (*benchCall, error) {
	c := &benchCall{w, sid, from, "/voice"}
	return c, c.presses("")
}

// presses posts a key, "" for none, and follows the answer.
func (c *benchCall) presses(key string) error {
	answer, err := c.post(c.next, callForm(c.sid, c.from, key))
	if err != nil {
		return err
	}
	c.next, err = actionOf(answer)
	return err
}

// actionOf is where a document gathers its key to, "" when it hangs up.
func actionOf(document []byte) (string, error) {
	_, after, gathers := bytes.Cut(document, []byte(`<Gather action="`))
	action, _, _ := bytes.Cut(after, []byte(`"`))
	if !gathers && !bytes.Contains(document, []byte("<Hangup/>")) {
		return "", fmt.Errorf("the call goes nowhere: %s", document)
	}
	return strings.ReplaceAll(string(action), "&amp;", "&"), nil
}
