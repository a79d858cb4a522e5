package sms_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"hourline/ledger/care"
	"hourline/ledger/care/caretest"
	"hourline/ledger/clock"
	"hourline/ledger/ledgertest"
	"hourline/sms"
)

const people = `name,roles,phones,community,address,born,lang
王奶奶,elder,+8687165000001,翠湖社区,翠湖南路12号,1941,zh-CN
小张,volunteer,+8613800000001,翠湖社区,翠湖北路8号,1962,zh-CN
王主任,duty,+8613800000101,翠湖社区,服务站,1975,zh-CN
`

const (
	wang     = "+8687165000001"
	zhang    = "+8613800000001"
	stranger = "+8613900000009"
)

// A desk is the room of texts with real books behind it.
type desk struct {
	testing.TB
	centre *care.Centre
	router chi.Router
	log    strings.Builder
	allow  bool
}

var books = caretest.BooksWith(people)

func open(t testing.TB) *desk {
	t.Helper()
	d := &desk{TB: t, allow: true}
	path := filepath.Join(t.TempDir(), "hourline.db")
	books(t, path)
	var err error
	d.centre, err = care.Open(t.Context(), path, care.Config{Clock: clock.NewManual(ledgertest.Start).Clock()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.centre.Close() })
	h := &sms.Handler{Centre: d.centre, Log: slog.New(slog.NewTextHandler(&d.log, nil)), Allow: func(context.Context, care.Phone) bool { return d.allow }}
	d.router = chi.NewRouter()
	h.Routes(d.router)
	return d
}

// post posts one webhook and returns its status.
func (d *desk) post(path string, form url.Values) int {
	d.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	d.router.ServeHTTP(w, r)
	return w.Code
}

func text(sid, from, body string) url.Values {
	return url.Values{"MessageSid": {sid}, "From": {from}, "Body": {body}}
}

// replies are the kinds of the texts that wait to be sent.
func (d *desk) replies() (kinds []string) {
	d.Helper()
	for _, lane := range []care.Lane{care.TextLane, care.UrgentLane} {
		rows, err := d.centre.Claim(d.Context(), lane, 100)
		if err != nil {
			d.Fatal(err)
		}
		for _, o := range rows {
			kinds = append(kinds, o.Kind)
		}
	}
	return kinds
}

func TestATextThatComesTwiceIsAnsweredOnce(t *testing.T) {
	d := open(t)
	for range 3 {
		if code := d.post("/sms", text("SM1", zhang, "YE")); code != http.StatusOK {
			t.Fatalf("answered %d", code)
		}
	}
	if got := d.replies(); len(got) != 1 {
		t.Errorf("queued %v", got)
	}
}

func TestAStrangerGetsOneReplyADay(t *testing.T) {
	d := open(t)
	for _, sid := range []string{"SM1", "SM2", "SM3"} {
		d.post("/sms", text(sid, stranger, "你好"))
	}
	if got := d.replies(); len(got) != 1 {
		t.Errorf("queued %v", got)
	}
}

func TestWhatNobodyCanAnswerQueuesNothing(t *testing.T) {
	for from, why := range map[string]string{"": "hidden", "anonymous": "withheld", "MYBANK": "a word", "10086": "a short number", "+861": "too short", "\x00\xff": "bytes"} {
		t.Run(why, func(t *testing.T) {
			d := open(t)
			if code := d.post("/sms", text("SM1", from, "YE")); code != http.StatusOK {
				t.Errorf("answered %d", code)
			}
			if got := d.replies(); len(got) != 0 {
				t.Errorf("queued %v", got)
			}
		})
	}
}

// Whatever a volunteer sends is answered by words that help, and changes nothing.
func TestOddTextsAreAnsweredAndChangeNothing(t *testing.T) {
	for name, body := range map[string]string{
		"empty": "", "spaces": "   \n\t ", "emoji": "😀👍🏽🎉", "long": strings.Repeat("来了", 800),
		"no such code": "KS 2356", "a finish before any start": "JS 9999", "bytes": "\xff\xfe\x00",
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			if code := d.post("/sms", text("SM1", zhang, body)); code != http.StatusOK {
				t.Errorf("answered %d", code)
			}
			if got := d.replies(); len(got) != 1 {
				t.Errorf("queued %v", got)
			}
			if strings.Contains(d.log.String(), "level=ERROR") {
				t.Errorf("logged %s", d.log.String())
			}
		})
	}
}

func TestAPhoneThatTextsLikeAMachineIsHeardOnlyWhenItNeedsHelp(t *testing.T) {
	d := open(t)
	d.allow = false
	if code := d.post("/sms", text("SM1", wang, "YE")); code != http.StatusNoContent {
		t.Errorf("answered %d", code)
	}
	if got := d.replies(); len(got) != 0 {
		t.Errorf("queued %v", got)
	}
	if code := d.post("/sms", text("SM2", wang, "SOS")); code != http.StatusOK {
		t.Errorf("answered %d", code)
	}
	if got := d.replies(); len(got) == 0 {
		t.Error("nobody is called for her")
	}
	if strings.Contains(d.log.String(), "65000001") {
		t.Errorf("her number is in the log: %s", d.log.String())
	}
}

func TestAPostThatIsNoTextIsRefused(t *testing.T) {
	d := open(t)
	if code := d.post("/sms", url.Values{"From": {zhang}, "Body": {"YE"}}); code != http.StatusBadRequest {
		t.Errorf("without a MessageSid: %d", code)
	}
	r := httptest.NewRequest(http.MethodPost, "/sms", strings.NewReader("%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	d.router.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest {
		t.Errorf("no form: %d", w.Code)
	}
}

func TestAStatusOfATextThatIsNotOursChangesNothing(t *testing.T) {
	d := open(t)
	for _, path := range []string{"/sms/status", "/sms/status?o=", "/sms/status?o=-1", "/sms/status?o=x", "/sms/status?o=999999"} {
		form := url.Values{"MessageSid": {"SM9"}, "MessageStatus": {"delivered"}}
		if code := d.post(path, form); code != http.StatusNoContent {
			t.Errorf("%s: %d", path, code)
		}
	}
}
