package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A webhookUnderWay has sent all but the end of its body.
type webhookUnderWay struct {
	conn net.Conn
	rest string
}

// begin sends a webhook up to the middle of its body, once the gateway has
// said that it is reading: before that, a stop would refuse it.
func begin(p *gatewayProcess, path string, form url.Values) webhookUnderWay {
	p.Helper()
	head, body := p.signed(path, form)
	head = strings.Replace(head, "\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n", 1)
	const goOn = "HTTP/1.1 100 Continue\r\n\r\n"
	conn, said := p.dial(), make([]byte, len(goOn))
	if _, err := io.WriteString(conn, head); err != nil {
		p.Fatal(err)
	}
	if _, err := io.ReadFull(conn, said); err != nil || string(said) != goOn {
		p.Fatalf("%v, %q", err, said)
	}
	if _, err := io.WriteString(conn, body[:len(body)/2]); err != nil {
		p.Fatal(err)
	}
	return webhookUnderWay{conn, body[len(body)/2:]}
}

// dial opens a connection to the public listener.
func (p *gatewayProcess) dial() net.Conn {
	p.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.about.Public, "http://"))
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(60 * time.Second))
	return conn
}

// ask sends a whole webhook on a connection and reads its answer.
func (p *gatewayProcess) ask(conn net.Conn, path string, form url.Values) (*http.Response, string) {
	p.Helper()
	head, body := p.signed(path, form)
	if _, err := io.WriteString(conn, head+body); err != nil {
		p.Fatal(err)
	}
	res, said, err := readAnswer(conn)
	if err != nil {
		p.Fatal(err)
	}
	return res, said
}

// Webhooks that are under way when the gateway is told to stop get their whole
// answer, nobody new is let in only to be dropped, and whoever holds a
// connection without a word keeps nobody waiting.
func TestAStopLosesNoWebhook(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	p := startGateway(t, dir)
	idle := p.dial()
	call := url.Values{"CallSid": {"CA1"}, "From": {"+8687165000001"}, "To": {"+8687168000000"}}
	if res, menu := p.ask(idle, "/voice", call); res.StatusCode != http.StatusOK || !strings.Contains(menu, "<Gather") {
		t.Fatalf("%s %s", res.Status, menu)
	}
	p.dial() // and not a word
	var webhooks []webhookUnderWay
	for _, name := range []string{"CA2", "CA3", "CA4"} {
		call := url.Values{"CallSid": {name}, "From": {"+8687165000002"}, "To": {"+8687168000000"}}
		webhooks = append(webhooks, begin(p, "/voice", call))
	}
	eventually(t, "the webhooks are taken up", func() bool { return status(p.about.Desk+"/readyz") == http.StatusOK })

	p.signal(syscall.SIGTERM)
	eventually(t, "the watcher is told", func() bool { return status(p.about.Desk+"/readyz") == http.StatusServiceUnavailable })
	eventually(t, "nobody is let in", func() bool {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.about.Public, "http://"))
		if err == nil {
			conn.Close()
		}
		return errors.Is(err, syscall.ECONNREFUSED)
	})
	for _, w := range webhooks {
		if _, err := io.WriteString(w.conn, w.rest); err != nil {
			t.Error(err)
		}
		res, said, err := readAnswer(w.conn)
		if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(said, "</Response>") || !res.Close {
			t.Errorf("%v %v %s", err, res, said)
		}
	}
	code, took := p.exits()
	t.Logf("the process ended %v after the last answer", took.Round(time.Millisecond))
	if code != ok || took > 4*time.Second {
		t.Errorf("exit %d after %v:\n%s", code, took, p.log.String())
	}
	has(t, p.log.String(), "the gateway answers", "the gateway is stopping", "the gateway has stopped; the books are closed")
}

// What a call was told before a restart is told again after it, to the same
// webhook.
func TestAWebhookIsRepeatedAfterARestart(t *testing.T) {
	onTrial(t)
	dir := begun(t)
	p := startGateway(t, dir)
	turn := func(p *gatewayProcess, path, digit string) string {
		res, said := p.ask(p.dial(), path, url.Values{"CallSid": {"CA1"}, "From": {"+8687165000001"}, "To": {"+8687168000000"}, "Digits": {digit}})
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s", path, res.Status)
		}
		return said
	}
	must(t, "member", "import", file(t, "people.csv", people), "--data", dir)
	menu := turn(p, "/voice", "")
	next := action(t, menu)
	told := turn(p, next, "2")
	p.signal(syscall.SIGTERM)
	if code, _ := p.exits(); code != ok {
		t.Fatalf("exit %d", code)
	}
	after := startGateway(t, dir)
	if again := turn(after, next, "1"); again != told { // of the same turn, so the first key counts
		t.Errorf("told %s\nthen %s", told, again)
	}
}

// action is where a document sends the key.
func action(t *testing.T, twiml string) string {
	t.Helper()
	_, rest, found := strings.Cut(twiml, `action="`)
	path, _, _ := strings.Cut(rest, `"`)
	u, err := url.Parse(strings.ReplaceAll(path, "&amp;", "&"))
	if err != nil || !found {
		t.Fatalf("no key is asked for: %s", twiml)
	}
	return u.RequestURI()
}
