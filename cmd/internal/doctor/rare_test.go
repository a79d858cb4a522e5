package doctor

import (
	"database/sql"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hourline/cmd/internal/gateway"
	"hourline/cmd/internal/twilio"
	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/care/caretest"
)

// books are books with one elder, who has saved an hour, and this many on duty.
func books(t *testing.T, duty int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	caretest.BooksOfToday(t, gateway.BooksIn(dir))
	centre, err := care.Open(t.Context(), gateway.BooksIn(dir), care.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer centre.Close()
	wang, err := centre.AddMember(t.Context(), care.Member{Name: "王奶奶", Roles: care.Elder, Phones: []care.Phone{"+8687165000001"}})
	if err != nil {
		t.Fatal(err)
	}
	err = centre.Bank.Write(t.Context(), func(tx *ledger.Tx) error {
		_, err := tx.Deposit(1, wang.Account, 60, tx.Now, 1, "test")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []care.Member{{Name: "小马", Phones: []care.Phone{"+8613800000102"}}, {Name: "小何", Phones: []care.Phone{"+8613800000103"}}}[:duty] {
		m.Roles = care.Duty
		if _, err := centre.AddMember(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// hasLadder gives 翠湖 a ladder of its own.
const hasLadder = `INSERT INTO arrangements (kind, community, version, recorded_at, actor, body) VALUES ('ladder', '翠湖', 1, 1, 'x', '
repeat_every = "1m"
then_every = "5m"
[[steps]]
after = "0s"
call = ["duty"]
')`

// change does to the file what nobody may do.
func change(t *testing.T, dir string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", gateway.BooksIn(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestBooksThatAreNotAsTheyShouldBe(t *testing.T) {
	for _, tt := range []struct {
		label, what string
		duty        int
		change      string
		spoil       func(*examination)
		mark        Mark
		found       string
	}{
		{"whole", "database", 2, "", nil, Fine, "1 entries; every balance"},
		{"a balance that was changed", "database", 2, `UPDATE balances SET posted = posted + 60 WHERE posted = 60`, nil, Failed, "1 balances are not what"},
		{"one that the deep look names", "database", 2, `UPDATE balances SET posted = posted + 60 WHERE posted = 60`, func(x *examination) { x.Deep = true }, Failed, "differences, the first: "},
		{"a newer hourline's", "database", 2, `UPDATE schema_ledger SET version_id = version_id + 1000`, nil, Failed, "newer hourline"},
		{"an older hourline's", "database", 2, `DELETE FROM schema_care WHERE version_id > 0`, nil, Warning, "older hourline"},
		{"a policy that cannot be read", "policy", 2, `INSERT INTO policies (version, effective_at, recorded_at, body, actor) VALUES (2, 1, 1, 'zone = "Mars"', 'x'), (3, 2000000000, 1, 'zone = "Mars"', 'x'); DROP TRIGGER policies_stay; DELETE FROM policies WHERE version = 1`, nil, Failed, "Mars"},
		{"no policy", "policy", 2, `DROP TRIGGER policies_stay; DELETE FROM policies`, nil, Warning, "none yet"},
		{"a policy", "policy", 2, "", nil, Fine, "in Asia/Shanghai it is "},
		{"nobody to ring", "people", 0, "", nil, Failed, "0 on duty, no fallback number: in an emergency nobody"},
		{"one on duty", "people", 1, "", func(x *examination) { x.FallbackNumber = "+8687168000011" }, Warning, "1 on duty, and a fallback number"},
		{"no ladder of their own", "ladders", 2, "", nil, Fine, "follow the policy's"},
		{"a ladder that reaches people", "ladders", 2, `UPDATE members SET community = '翠湖'; ` + hasLadder, nil, Fine, "1 communities have their own"},
		{"a ladder whose people left", "ladders", 2, hasLadder, nil, Warning, `1 faults, the first: 翠湖: "duty" means nobody in 翠湖`},
		{"two on duty", "people", 2, "", func(x *examination) { x.FallbackNumber = "+8687168000011" }, Fine, "2 on duty, and a fallback number"},
	} {
		t.Run(tt.label, func(t *testing.T) {
			dir := books(t, tt.duty)
			change(t, dir, tt.change)
			x := look(gateway.Settings{Data: dir, Carrier: "twilio"})
			if tt.spoil != nil {
				tt.spoil(x)
			}
			f := findings(t, x)[tt.what]
			if f.Mark != tt.mark || !strings.Contains(f.Found, tt.found) {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestWhatStandsAtTheOtherEnd(t *testing.T) {
	answers := func(status int, header, value, body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(header, value)
			if r.URL.Path == gateway.CheckPath {
				w.WriteHeader(http.StatusNotFound) // an hourline that does not know the path
				return
			}
			w.WriteHeader(status)
			w.Write([]byte(body))
		})
	}
	for _, tt := range []struct {
		label, what string
		server      http.Handler
		tls         bool
		found       string
	}{
		{"a gateway in trouble", "gateway", answers(503, gateway.InstanceHeader, "x", "not ready\nok    words: en\nFAIL  books write: nothing\nFAIL  stopping: yes\n"), false, "cannot answer calls: books write: nothing; stopping: yes"},
		{"a proxy that sends on", "public URL", answers(301, "Location", "https://www.hours.example.org/voice", ""), false, "sends on to https://www.hours.example.org/voice"},
		{"a page for everybody", "public URL", answers(200, "Server", "x", "welcome"), false, "answers strangers"},
		{"a proxy alone", "public URL", answers(502, "Server", "x", ""), false, "answers HTTP 502"},
		{"an older hourline", "public URL", answers(403, "Server", "x", ""), false, "signed post with HTTP 404"},
		{"a certificate of one's own", "public URL", answers(403, "Server", "x", ""), true, "certificate of https://127.0.0.1:"},
	} {
		t.Run(tt.label, func(t *testing.T) {
			server := httptest.NewUnstartedServer(tt.server)
			server.Config.ErrorLog = quiet
			if tt.tls {
				server.StartTLS()
			} else {
				server.Start()
			}
			t.Cleanup(server.Close)
			x := look(gateway.Settings{Data: t.TempDir(), PublicURL: server.URL, DeskListen: server.Listener.Addr().String()})
			if f := findings(t, x)[tt.what]; f.Mark != Failed || !strings.Contains(f.Found, tt.found) {
				t.Errorf("%+v", f)
			}
		})
	}
	f := unreachable("https://hours.example.org", &dnsError)
	if f.Mark != Failed || !strings.Contains(f.Found, "is unknown") {
		t.Errorf("a name that is not in the DNS: %+v", f)
	}
}

func TestTheWebhooksOfANumber(t *testing.T) {
	const base = "https://hours.example.org"
	good := twilio.Number{
		VoiceURL: base + "/voice" + rules, VoiceMethod: "POST", VoiceFallbackURL: "https://bin", TextURL: base + "/sms" + rules, TextMethod: "POST",
		StatusURL: base + "/voice/status", StatusMethod: "POST",
	}
	x := look(gateway.Settings{PublicURL: base + "/", AccountSID: "AC1", AuthToken: "t"})
	for _, tt := range []struct {
		label string
		spoil func(*twilio.Number)
		mark  Mark
		words string
	}{
		{"all is well", func(*twilio.Number) {}, Fine, "lead here"},
		{"an application has it", func(n *twilio.Number) { n.Elsewhere = true }, Failed, "application"},
		{"no webhook for calls", func(n *twilio.Number) { n.VoiceURL = "" }, Failed, `"A call comes in" is nothing`},
		{"calls by GET", func(n *twilio.Number) { n.VoiceMethod = "GET" }, Failed, `"A call comes in" is GET`},
		{"texts go elsewhere", func(n *twilio.Number) { n.TextURL = "https://demo.twilio.com/welcome/sms/reply" }, Failed, `"A message comes in" is POST https://demo`},
		{"nobody hears how calls end", func(n *twilio.Number) { n.StatusURL = "" }, Failed, `"Call status changes" is nothing`},
		{"no second try", func(n *twilio.Number) { n.TextURL = base + "/sms" }, Warning, rules},
		{"no fallback", func(n *twilio.Number) { n.VoiceFallbackURL = "" }, Warning, "dial a person"},
	} {
		var err error
		if x.carrier, err = twilio.New(twilio.Config{AccountSID: "AC1", AuthToken: "t", Profile: twilio.Twilio}); err != nil {
			t.Fatal(err)
		}
		n := good
		tt.spoil(&n)
		if f := x.webhooks(n); f.Mark != tt.mark || !strings.Contains(f.Found+f.Mend, tt.words) {
			t.Errorf("%s: %+v", tt.label, f)
		}
	}
	if f := x.clockSkew(t.Context()); f.Mark != Warning || !strings.Contains(f.Found, "does not say") {
		t.Errorf("a carrier without a clock: %+v", f)
	}
}
