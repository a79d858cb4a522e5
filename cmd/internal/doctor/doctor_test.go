package doctor

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shirou/gopsutil/v4/disk"

	"hourline/cmd/internal/carrier"
	"hourline/cmd/internal/demo"
	"hourline/cmd/internal/gateway"
	"hourline/ledger/care/caretest"
)

// town is a gateway with its carrier, and an examination that finds nothing.
func town(t *testing.T, o demo.Options) (*demo.Town, *examination) {
	t.Helper()
	o.Data = t.TempDir()
	if err := os.Chmod(o.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	caretest.Books(t, gateway.BooksIn(o.Data))
	town, err := demo.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { town.Close() })
	// A gateway is not well before its auditor has looked.
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(time.Millisecond) {
		if _, ago := town.App.Centre.Audited(); ago >= 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the auditor of the gateway does not look")
		}
	}
	return town, look(gateway.Settings{
		Listen: "127.0.0.1:0", DeskListen: strings.TrimPrefix(town.App.DeskURL(), "http://"), PublicURL: town.App.PublicURL(), Data: o.Data,
		Number: demo.Hotline, EmergencyNumber: demo.Emergency, FallbackNumber: "+8687168000011", Lang: "zh-CN", Carrier: "twilio",
		CarrierURL: town.URL, AccountSID: demo.AccountSID, AuthToken: demo.AuthToken, Speed: 1,
	})
}

// look is an examination on a good disk.
func look(s gateway.Settings) *examination {
	return &examination{
		Patient: Patient{Settings: s},
		now:     time.Now,
		usage:   func(string) (*disk.UsageStat, error) { return &disk.UsageStat{Free: 10 << 30, Fstype: "ext4"}, nil },
		http:    &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// findings are what an examination reports, by what was looked at.
func findings(t *testing.T, x *examination) map[string]Finding {
	t.Helper()
	all := map[string]Finding{}
	x.examine(t.Context(), func(f Finding) {
		if (f.Mark == Fine) != (f.Mend == "") {
			t.Errorf("%s: %q is to be mended by %q", f.What, f.Found, f.Mend)
		}
		all[f.What] = f
	})
	return all
}

func TestNothingIsFoundWhereAllIsWell(t *testing.T) {
	for label, personality := range map[string]carrier.Personality{"twilio": carrier.Twilio, "minimal": carrier.Minimal} {
		_, x := town(t, demo.Options{Personality: personality})
		x.Carrier, x.Deep = label, true
		all := findings(t, x)
		if len(all) != 20 {
			t.Errorf("%s: %d things were looked at", label, len(all))
		}
		for _, f := range all {
			byHand := label == "minimal" && strings.HasSuffix(f.What, "number") // it lists no numbers
			if f.Mark != Fine && !byHand {
				t.Errorf("%s: %s: %s (%s)", label, f.What, f.Found, f.Mend)
			}
			if byHand && (f.Mark != Warning || !strings.Contains(f.Mend, "by hand")) {
				t.Errorf("%s: %+v", label, f)
			}
			if strings.Contains(f.Found+f.Mend, "6800") {
				t.Errorf("a whole number is shown: %s", f.Found)
			}
		}
		if f := all["database"]; !strings.Contains(f.Found, "whole") {
			t.Errorf("the deep look found %q", f.Found)
		}
	}
}

// Every check fails for its own reason, and says what mends it.
func TestWhatIsWrongIsFoundAndSaidHowToMend(t *testing.T) {
	elsewhere, other := town(t, demo.Options{})
	_, healthy := town(t, demo.Options{})
	stranger := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(stranger.Close)
	for _, tt := range []struct {
		label, what  string
		spoil        func(*examination)
		mark         Mark
		found, mends string
	}{
		{"no token", "settings", func(x *examination) { x.AuthToken = "" }, Failed, "TWILIO_AUTH_TOKEN", "serve --help"},
		{"the fallback is an emergency service", "settings", func(x *examination) { x.FallbackNumber = "120" }, Failed, "emergency service", "serve --help"},
		{"staff pages for everybody", "settings", func(x *examination) { x.DeskListen = ":8081" }, Warning, ":8081", "firewall"},
		{"a token on the command line", "secrets", func(x *examination) { x.Args = []string{"doctor", "--auth-token", "secret"} }, Failed, "--auth-token", "environment"},
		{"the next one as well", "secrets", func(x *examination) { x.Args = []string{"--auth-token-next=secret"} }, Failed, "--auth-token-next", "environment"},
		{"no words", "words", func(x *examination) { x.Words = t.TempDir() }, Failed, "", "mend the files in"},
		{"Redis is away", "sessions", func(x *examination) { x.RedisURL = "redis://127.0.0.1:1/0" }, Failed, "all the same", "start Redis"},
		{"no Redis at all", "sessions", func(x *examination) { x.RedisURL = "http://pass:word@host" }, Failed, "invalid URL scheme", "REDIS_URL"},

		{"no folder", "disk", func(x *examination) { x.Data = filepath.Join(t.TempDir(), "none") }, Warning, "no folder", "--data"},
		{"a file for a folder", "disk", func(x *examination) { x.Data = gateway.BooksIn(x.Data) }, Failed, "is no folder", "--data"},
		{"nothing can be written", "disk", func(x *examination) { x.Data = "/proc" }, Failed, "nothing can be written", "make room"},
		{"the disk is nearly full", "disk", usage(50<<20, "ext4"), Failed, "52 MB free", "make room"},
		{"the disk fills up", "disk", usage(500<<20, "ext4"), Warning, "524 MB free", "make room"},
		{"the disk is on another machine", "disk", usage(10<<30, "nfs"), Failed, "nfs", "a disk of this machine"},
		{"the disk forgets", "disk", usage(10<<30, "overlay"), Warning, "overlay", "volume"},
		{"the folder is open", "permissions", func(x *examination) { x.Data = withMode(t, 0o755, 0o600) }, Failed, "0755", "chmod 700"},
		{"the file is open", "permissions", func(x *examination) { x.Data = withMode(t, 0o700, 0o644) }, Warning, "0644", "chmod 600"},

		{"no books", "database", func(x *examination) { x.Data = t.TempDir() }, Warning, "no books yet", "member import"},
		{"no database", "database", func(x *examination) { x.Data = folder(t, "not a database, whoever says so") }, Failed, "not a database", "backup"},
		{"no books for the policy", "policy", func(x *examination) { x.Data = t.TempDir() }, Warning, "not looked at", "see database"},
		{"a circle", "people", func(x *examination) { x.FallbackNumber = x.EmergencyNumber }, Failed, "in a circle", "HOURLINE_FALLBACK_NUMBER"},
		{"no fallback", "people", func(x *examination) { x.FallbackNumber = "" }, Warning, "no fallback number", "HOURLINE_FALLBACK_NUMBER"},

		{"no gateway", "gateway", func(x *examination) { x.DeskListen = "127.0.0.1:1" }, Warning, "none runs", "hourline serve"},
		{"somebody else", "gateway", func(x *examination) { x.DeskListen = strings.TrimPrefix(stranger.URL, "http://") }, Failed, "something else", "--desk-listen"},

		{"no public URL", "public URL", func(x *examination) { x.PublicURL, x.CarrierURL = "", "" }, Failed, "not set", "HOURLINE_PUBLIC_URL"},
		{"a word", "public URL", func(x *examination) { x.PublicURL = "hours" }, Failed, "malformed", "https://"},
		{"open to listeners", "public URL", func(x *examination) { x.PublicURL = "http://hours.example.org" }, Failed, "not encrypted", "HTTPS"},
		{"nobody there", "public URL", func(x *examination) { x.PublicURL = "http://127.0.0.1:1" }, Failed, "nobody answers", "hourline serve"},
		{"a page that is not there", "public URL", func(x *examination) { x.PublicURL = stranger.URL }, Failed, "HTTP 404", "proxy"},
		{"another gateway", "public URL", func(x *examination) { x.PublicURL = elsewhere.App.PublicURL() }, Failed, "another gateway", "proxy"},
		{"another token", "public URL", func(x *examination) { x.AuthToken = "another-token" }, Failed, "refuses what the carrier signs", "this token"},

		{"a wrong token", "token", func(x *examination) { x.AuthToken = "another-token" }, Failed, "HTTP 401", "console"},
		{"another carrier", "token", func(x *examination) { x.CarrierURL = stranger.URL }, Failed, "HTTP 404", "--carrier-url"},
		{"no carrier", "token", func(x *examination) { x.CarrierURL = "http://127.0.0.1:1" }, Failed, "cannot be reached", "status page"},
		{"no carrier to ask", "number", func(x *examination) { x.CarrierURL = "http://127.0.0.1:1" }, Warning, "not looked at", "see token"},
		{"no carrier's clock", "clock", func(x *examination) { x.CarrierURL = "http://127.0.0.1:1" }, Warning, "not looked at", "see token"},
		{"a clock a little off", "clock", shifted(20 * time.Second), Warning, "from the carrier's", "timedatectl"},
		{"a clock far off", "clock", shifted(-2 * time.Minute), Failed, "2m", "timedatectl"},

		{"no number", "number", func(x *examination) { x.Number = "" }, Failed, "not set", "HOURLINE_NUMBER"},
		{"a number of nobody", "number", func(x *examination) { x.Number = "12" }, Failed, "cannot be rung", "+86"},
		{"a number of somebody else", "number", func(x *examination) { x.Number = "+8687168000055" }, Failed, "does not have …0055", "buy it"},
		{"webhooks that lead elsewhere", "number", func(x *examination) { x.PublicURL = other.PublicURL }, Failed, `"A call comes in" is POST http`, other.PublicURL + "/voice#rc=2"},
		{"so do those of the second", "emergency number", func(x *examination) { x.PublicURL = other.PublicURL }, Failed, `"A call comes in" is POST http`, other.PublicURL},
	} {
		t.Run(tt.label, func(t *testing.T) {
			x := *healthy
			tt.spoil(&x)
			f := findings(t, &x)[tt.what]
			if f.Mark != tt.mark || !strings.Contains(f.Found, tt.found) || !strings.Contains(f.Mend, tt.mends) {
				t.Errorf("%s: %+v", tt.what, f)
			}
			if strings.Contains(f.Found+f.Mend, "secret") || strings.Contains(f.Found, "word@") {
				t.Errorf("a secret is shown: %+v", f)
			}
		})
	}
}

func usage(free uint64, kind string) func(*examination) {
	return func(x *examination) {
		x.usage = func(string) (*disk.UsageStat, error) { return &disk.UsageStat{Free: free, Fstype: kind}, nil }
	}
}

// shifted sets this machine's clock.
func shifted(d time.Duration) func(*examination) {
	return func(x *examination) { x.now = func() time.Time { return time.Now().Add(d) } }
}

// folder is a data folder with this file of books.
func folder(t *testing.T, books string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(gateway.BooksIn(dir), []byte(strings.Repeat(books, 200)), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// withMode is a data folder with these rights on it and its file.
func withMode(t *testing.T, dir, file os.FileMode) string {
	t.Helper()
	d := folder(t, "books")
	if err := errors.Join(os.Chmod(d, dir), os.Chmod(gateway.BooksIn(d), file)); err != nil {
		t.Fatal(err)
	}
	return d
}

var (
	quiet    = log.New(io.Discard, "", 0)
	dnsError = net.DNSError{Err: "no such host", IsNotFound: true}
)
