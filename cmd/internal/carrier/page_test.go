package carrier_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/carrier"
)

const emergencyLine = "+8657100000009"

// A pageWorld is a world with its handset page on a web server.
type pageWorld struct {
	*world
	site  *httptest.Server
	jumps []time.Duration
}

func newPageWorld(t *testing.T) *pageWorld {
	t.Helper()
	p := &pageWorld{world: newWorld(t)}
	p.site = httptest.NewServer(p.Page(carrier.PageOptions{
		Title: "桂花里时间银行",
		Dials: []carrier.DialKey{
			{Chinese: "热线", English: "Hotline", E164: hotline},
			{Chinese: "救命", English: "Emergency", E164: emergencyLine, Urgent: true},
		},
		Rows: []carrier.PageRow{
			{Chinese: "老人", English: "Elders", Handsets: []string{"zhao", "wang"}},
			{Chinese: "志愿者", English: "Volunteers", Handsets: []string{"li", "moved away"}},
		},
		Jump: func(d time.Duration) {
			p.jumps = append(p.jumps, d)
			p.clock.set(p.clock.Now().Add(d))
		},
	}))
	t.Cleanup(p.site.Close)
	t.Cleanup(func() { p.Close() }) // first, so that open streams end
	return p
}

// press posts a form to the page, as the given site if any.
func (p *pageWorld) press(path string, form url.Values, headers ...string) (status int, refusal map[string]string) {
	p.Helper()
	req, err := http.NewRequestWithContext(p.Context(), http.MethodPost, p.site.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		if err := json.NewDecoder(res.Body).Decode(&refusal); err != nil {
			p.Fatalf("POST %s: %s without a reason: %v", path, res.Status, err)
		}
	}
	p.settle()
	return res.StatusCode, refusal
}

// open fetches the page.
func (p *pageWorld) open(path string, headers ...string) (*http.Response, string) {
	p.Helper()
	req, err := http.NewRequestWithContext(p.Context(), http.MethodGet, p.site.URL+path, nil)
	if err != nil {
		p.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.Fatal(err)
	}
	defer res.Body.Close()
	var body strings.Builder
	if _, err := bufio.NewReader(res.Body).WriteTo(&body); err != nil {
		p.Fatal(err)
	}
	return res, body.String()
}

// A pageStream is an open stream of server-sent events.
type pageStream struct {
	*pageWorld
	lines *bufio.Scanner
}

func (p *pageWorld) listen() *pageStream {
	p.Helper()
	res, err := http.Get(p.site.URL + "/events")
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { res.Body.Close() })
	if got := res.Header.Get("Content-Type"); got != "text/event-stream" {
		p.Fatalf("the stream is %q", got)
	}
	return &pageStream{p, bufio.NewScanner(res.Body)}
}

// until reads on to the first event of that name whose data has the words.
func (s *pageStream) until(event, words string) string {
	s.Helper()
	found := false
	for s.lines.Scan() {
		line := s.lines.Text()
		if name, ok := strings.CutPrefix(line, "event: "); ok {
			found = name == event
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok && found && strings.Contains(data, words) {
			return data
		}
	}
	s.Fatalf("the stream ended before a %s with %q", event, words)
	return ""
}

func TestPageShowsWhoHasWhichPhone(t *testing.T) {
	p := newPageWorld(t)
	_, body := p.open("/")
	order := []string{"桂花里时间银行", "<h2>老人</h2>", `data-phone="zhao"`, `data-phone="wang"`, "<h2>志愿者</h2>", `data-phone="li"`}
	rest := body
	for _, words := range order {
		_, after, ok := strings.Cut(rest, words)
		if !ok {
			t.Fatalf("%s is missing, or not in its place", words)
		}
		rest = after
	}
	if strings.Contains(body, wangNumber) || !strings.Contains(body, "…0001") {
		t.Error("Wang's number is not masked")
	}
	if strings.Contains(body, "<h2>其他电话") {
		t.Error("there is a row for others although all have their places")
	}
	if !strings.Contains(body, `data-post="clock"`) {
		t.Error("the clock has no buttons although it can be moved")
	}
}

func TestPhonesInNoRowStandInTheLast(t *testing.T) {
	w := newWorld(t)
	answer := httptest.NewRecorder()
	w.Page(carrier.PageOptions{}).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/?lang=en", nil))
	if body := answer.Body.String(); !strings.Contains(body, "<h2>Other telephones</h2>") || strings.Count(body, "<article") != 3 {
		t.Errorf("not all handsets are shown: %s", body)
	}
	if strings.Contains(answer.Body.String(), `data-post="clock"`) {
		t.Error("a clock that cannot be moved has buttons")
	}
}

func TestPageLanguageIsTheOneAskedForAndIsRemembered(t *testing.T) {
	p := newPageWorld(t)
	for _, row := range []struct {
		label, path string
		headers     []string
		want        string
	}{
		{"nobody asks", "/", nil, "zh-CN"},
		{"the browser asks", "/", []string{"Accept-Language", "en-GB,en;q=0.9"}, "en"},
		{"the browser asks for one that we lack", "/", []string{"Accept-Language", "fr"}, "zh-CN"},
		{"asked before", "/", []string{"Cookie", "lang=en"}, "en"},
		{"asked before, the browser asks for the other", "/", []string{"Cookie", "lang=zh", "Accept-Language", "en"}, "zh-CN"},
		{"asked now", "/?lang=zh", []string{"Cookie", "lang=en"}, "zh-CN"},
		{"nonsense", "/?lang=<script>", []string{"Cookie", "lang=;;"}, "zh-CN"},
	} {
		if _, body := p.open(row.path, row.headers...); !strings.Contains(body, `<html lang="`+row.want+`">`) {
			t.Errorf("%s: the page is not in %s", row.label, row.want)
		}
	}
	res, _ := p.open("/?lang=en")
	if cookies := res.Cookies(); len(cookies) != 1 || cookies[0].Value != "en" {
		t.Errorf("remembers %v, want en", cookies)
	}
}

func TestPageUsesNothingButItsOwnFiles(t *testing.T) {
	p := newPageWorld(t)
	res, body := p.open("/")
	policy := res.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "script-src 'self'") || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy lets in more: %s", policy)
	}
	if inline := regexp.MustCompile(`<script>|<style|\son\w+="|\sstyle="|https?://`).FindString(body); inline != "" {
		t.Errorf("the page has %q, which its own policy forbids", inline)
	}
	for _, link := range regexp.MustCompile(`(?:src|href)="(static/[^"]+)"`).FindAllStringSubmatch(body, -1) {
		if res, _ := p.open("/" + link[1]); res.StatusCode != http.StatusOK {
			t.Errorf("%s answers %s", link[1], res.Status)
		}
	}
	for _, path := range []string{"/static/", "/static/..%2findex.html", "/index.html", "/page/index.html"} {
		if res, _ := p.open(path); res.StatusCode == http.StatusOK {
			t.Errorf("%s shows what is behind the page", path)
		}
	}
}

func TestPageSaysTheSameInBothLanguages(t *testing.T) {
	words := map[string]map[string]string{}
	for _, lang := range []string{"zh", "en"} {
		text, err := os.ReadFile("page/words/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		words[lang] = m
	}
	for key, chinese := range words["zh"] {
		english, ok := words["en"][key]
		if !ok || english == "" || chinese == "" {
			t.Errorf("%s: %q in Chinese, %q in English", key, chinese, english)
		}
		if strings.Contains(chinese, "{peer}") != strings.Contains(english, "{peer}") {
			t.Errorf("%s: only one of them says who", key)
		}
	}
	for key := range words["en"] {
		if _, ok := words["zh"][key]; !ok {
			t.Errorf("%s is not there in Chinese", key)
		}
	}
}

func TestCallByThePageIsSeenOnTheStream(t *testing.T) {
	p := newPageWorld(t)
	p.customer.says("/voice", `<Gather numDigits="1" action="/next"><Say>请按1</Say></Gather>`)
	p.customer.says("/next", `<Gather><Say>记下了</Say></Gather>`)
	s := p.listen()
	shot := s.until("snapshot", "wang")
	if !strings.Contains(shot, `"phase":"on hook"`) || strings.Contains(shot, hotline) {
		t.Errorf("the snapshot is %s", shot)
	}
	p.mustPress("/handsets/wang/dial", "key", "0")
	s.until("happened", "请按1")
	if state := s.until("state", "talking"); !strings.Contains(state, `"peer":"热线"`) || !strings.Contains(state, `"listening":true`) {
		t.Errorf("in the call the state is %s", state)
	}
	p.mustPress("/handsets/wang/press", "keys", "1")
	s.until("happened", "presses")
	s.until("happened", "记下了")
	p.mustPress("/handsets/wang/hangup")
	s.until("state", "on hook")
	if last := p.listen().until("snapshot", "wang"); !strings.Contains(last, `["请按1","记下了"]`) {
		t.Errorf("who comes later does not see what was said: %s", last)
	}
}

// mustPress does something on the page that must work.
func (p *pageWorld) mustPress(path string, form ...string) {
	p.Helper()
	if status, refusal := p.press(path, pairs(form...)); status != http.StatusNoContent {
		p.Errorf("%s %v: %d %v", path, form, status, refusal)
	}
}

func TestHiddenNumberIsHidden(t *testing.T) {
	p := newPageWorld(t)
	p.customer.says("/voice", `<Gather><Say>您好</Say></Gather>`)
	p.mustPress("/handsets/wang/dial", "key", "0", "hidden", "true")
	if from := p.customer.last("/voice").Get("From"); from != carrier.Anonymous {
		t.Errorf("the customer sees %s", from)
	}
}

func TestTextIsAnsweredToWhoeverSentTheLatest(t *testing.T) {
	p := newPageWorld(t)
	p.mustPress("/handsets/li/text", "words", "第一条")
	if to := p.customer.last("/sms").Get("To"); to != hotline {
		t.Errorf("a first text goes to %s, want the hotline", to)
	}
	if err := p.wang.Text(liNumber, "小李,谢谢你"); err != nil {
		t.Fatal(err)
	}
	p.settle()
	p.mustPress("/handsets/li/text", "words", " 不客气 ")
	if texts := p.wang.Texts(); len(texts) != 2 || texts[1].Body != "不客气" {
		t.Errorf("Wang has %v, want Li's answer", texts)
	}
}

func TestPageSaysWhyNot(t *testing.T) {
	p := newPageWorld(t)
	p.li.Set(carrier.Behaviour{Off: true})
	for _, row := range []struct {
		label, path string
		form        []string
		status      int
		reason      string // in English
	}{
		{"no such handset", "/handsets/nobody/answer", nil, 404, "There is no such phone."},
		{"no such action", "/handsets/wang/throw", nil, 404, "There is no such button."},
		{"nothing rings", "/handsets/wang/answer", nil, 409, "The phone does not ring."},
		{"keys on the hook", "/handsets/wang/press", []string{"keys", "1"}, 409, "The phone is not in a call."},
		{"not a key", "/handsets/wang/press", []string{"keys", "A"}, 400, "Only 0 to 9, * and # can be pressed."},
		{"hanging up twice", "/handsets/wang/hangup", nil, 409, "The phone is not in a call."},
		{"no such number", "/handsets/wang/dial", []string{"key", "7"}, 404, "There is no such number."},
		{"switched off", "/handsets/li/dial", []string{"key", "0"}, 409, "This phone is switched off."},
		{"an empty text", "/handsets/wang/text", []string{"words", "  "}, 400, "Nothing is written yet."},
		{"a landline writes", "/handsets/zhao/text", []string{"words", "hi"}, 409, "A landline cannot send texts."},
		{"no such switch", "/handsets/wang/behave", []string{"switch", "rude", "on", "true"}, 404, "There is no such button."},
		{"no such trouble", "/network", []string{"switch", "war"}, 404, "There is no such button."},
		{"no such jump", "/clock", []string{"by", "year"}, 404, "There is no such button."},
	} {
		status, refusal := p.press(row.path, pairs(row.form...), "Accept-Language", "en")
		if status != row.status || refusal["reason"] != row.reason {
			t.Errorf("%s: %d %q, want %d %q", row.label, status, refusal["reason"], row.status, row.reason)
		}
	}
	if _, refusal := p.press("/handsets/wang/answer", nil); refusal["reason"] != "电话没有在响。" {
		t.Errorf("in Chinese: %q", refusal["reason"])
	}
}

func TestAnotherSiteCannotPressKeys(t *testing.T) {
	p := newPageWorld(t)
	for _, row := range []struct {
		label   string
		headers []string
		want    int
	}{
		{"our page", []string{"Sec-Fetch-Site", "same-origin", "Origin", p.site.URL}, http.StatusNoContent},
		{"another site", []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{"another port of this host", []string{"Sec-Fetch-Site", "same-site"}, http.StatusForbidden},
		{"another site, old browser", []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		{"a sandboxed frame", []string{"Origin", "null"}, http.StatusForbidden},
	} {
		p.wang.Set(carrier.Behaviour{})
		if status, _ := p.press("/handsets/wang/behave", pairs("switch", "off", "on", "true"), row.headers...); status != row.want {
			t.Errorf("%s: %d, want %d", row.label, status, row.want)
		}
		if done := p.wang.State().Behaviour.Off; done != (row.want == http.StatusNoContent) {
			t.Errorf("%s: switched off is %t", row.label, done)
		}
	}
}

func TestSwitchesOfAHandsetLeaveEachOtherAlone(t *testing.T) {
	p := newPageWorld(t)
	p.wang.Set(carrier.Behaviour{Declines: true})
	p.mustPress("/handsets/wang/behave", "switch", "machine", "on", "true")
	p.mustPress("/handsets/wang/behave", "switch", "busy", "on", "true")
	p.mustPress("/handsets/wang/behave", "switch", "machine", "on", "false")
	if got, want := p.wang.State().Behaviour, (carrier.Behaviour{Busy: true, Declines: true}); got != want {
		t.Errorf("behaves %v, want %v", got, want)
	}
}

func TestTroublesAreCausedAndCured(t *testing.T) {
	p := newPageWorld(t)
	s := p.listen()
	s.until("network", `"wrong_signature":0`)
	p.mustPress("/network", "switch", "wrong_signature", "on", "true")
	p.mustPress("/network", "switch", "late_status", "on", "true")
	for _, once := range []string{"rest_429", "rest_dropped", "rest_429", "hang_up_gathers", "hang_up_gathers"} {
		p.mustPress("/network", "switch", once, "on", "true")
	}
	s.until("network", `"hang_up_gathers":2,"late_status":1,"lose_status":0,"never_ring":0,"reorder_status":0,`+
		`"rest_429":2,"rest_500":0,"rest_dropped":1,"rest_empty":0,"rest_html":0,"rest_slow":0,"wrong_signature":1`)
	if status, _ := p.get("Calls.json"); status != http.StatusTooManyRequests {
		t.Errorf("the next request answers %d", status)
	}
	p.mustPress("/network", "switch", "wrong_signature", "on", "false")
	if p.Misbehaviour().WrongSignature {
		t.Error("a switch cannot be turned back")
	}
	p.mustPress("/network", "switch", "none")
	if m := p.Misbehaviour(); m.LateStatus != 0 || m.HangUpGathers != 0 || m.REST != nil {
		t.Errorf("all is well, but %+v", m)
	}
}

func TestClockIsMovedOn(t *testing.T) {
	p := newPageWorld(t)
	s := p.listen()
	s.until("network", `"now":"2026-11-23T12:00:00"`)
	p.mustPress("/clock", "by", "10m")
	s.until("network", `"now":"2026-11-23T12:10:00"`)
	p.mustPress("/clock", "by", "2h")
	p.mustPress("/clock", "by", "morning")
	s.until("network", `"now":"2026-11-24T09:00:00"`)
	answer := httptest.NewRecorder()
	p.Page(carrier.PageOptions{}).ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/clock", nil))
	if answer.Code != http.StatusNotFound {
		t.Errorf("a clock that cannot be moved answers %d", answer.Code)
	}
}

func TestStreamEndsWithTheNetwork(t *testing.T) {
	p := newPageWorld(t)
	s := p.listen()
	s.until("snapshot", "")
	p.Close()
	for s.lines.Scan() {
		// what was under way
	}
	if err := s.lines.Err(); err != nil {
		t.Errorf("the stream broke instead of ending: %v", err)
	}
}
