package house

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hourline/cmd/internal/gateway"
)

// root is the folder of the module.
const root = "../../.."

// may says which rooms a room may know, itself aside.
var may = map[string][]string{
	"hourline/ledger":                   {},
	"hourline/prompts":                  {},
	"hourline/ledger/care":              {"hourline/ledger"},
	"hourline/ledger/reports":           {"hourline/ledger/care", "hourline/ledger"},
	"hourline/ivr":                      {"hourline/ledger/care", "hourline/ledger", "hourline/prompts"},
	"hourline/sms":                      {"hourline/ledger/care", "hourline/ledger", "hourline/prompts"},
	"hourline/cmd/internal/carrier":     {},
	"hourline/cmd/internal/twilio":      {},
	"hourline/cmd/internal/discreet":    {},
	"hourline/cmd/internal/control":     {},
	"hourline/cmd/internal/heartbeat":   {},
	"hourline/cmd/internal/witness":     {"hourline/ledger"},
	"hourline/cmd/internal/monitor":     {"hourline/ledger"},
	"hourline/cmd/internal/chart":       {},
	"hourline/cmd/internal/qrcode":      {},
	"hourline/cmd/internal/bureau":      {"hourline/cmd/internal/chart", "hourline/ledger/reports", "hourline/ledger/care", "hourline/ledger", "hourline/prompts"},
	"hourline/cmd/internal/certificate": {"hourline/ledger/care", "hourline/ledger", "hourline/prompts"},
	"hourline/cmd/internal/passbook":    {"hourline/cmd/internal/qrcode", "hourline/ledger/care", "hourline/ledger", "hourline/ledger/proof", "hourline/prompts"},
	"hourline/cmd/internal/homecard":    {"hourline/ledger/care", "hourline/ledger", "hourline/prompts"},
	"hourline/cmd/internal/backup":      {"hourline/ledger/care", "hourline/ledger"},
	"hourline/cmd/internal/gateway":     {"hourline/cmd/internal/backup", "hourline/cmd/internal/control", "hourline/cmd/internal/discreet", "hourline/cmd/internal/heartbeat", "hourline/cmd/internal/twilio", "hourline/cmd/internal/witness", "hourline/ivr", "hourline/sms", "hourline/ledger/care", "hourline/ledger", "hourline/prompts"},
	"hourline/cmd/internal/doctor":      {"hourline/cmd/internal/backup", "hourline/cmd/internal/gateway", "hourline/cmd/internal/control", "hourline/cmd/internal/discreet", "hourline/cmd/internal/heartbeat", "hourline/cmd/internal/twilio", "hourline/cmd/internal/witness", "hourline/ivr", "hourline/sms", "hourline/ledger/care", "hourline/ledger", "hourline/prompts"},
	"hourline/cmd/internal/demo":        {"hourline/cmd/internal/backup", "hourline/cmd/internal/carrier", "hourline/cmd/internal/gateway", "hourline/cmd/internal/control", "hourline/cmd/internal/discreet", "hourline/cmd/internal/heartbeat", "hourline/cmd/internal/homecard", "hourline/cmd/internal/twilio", "hourline/cmd/internal/witness", "hourline/ivr", "hourline/sms", "hourline/ledger/care", "hourline/ledger", "hourline/prompts"},
}

// roomOf is the room that a package belongs to: the longest name in may that
// it begins with. ledger/clock and ledger/ledgertest belong to ledger.
func roomOf(path string) string {
	room := ""
	for r := range may {
		if (path == r || strings.HasPrefix(path, r+"/")) && len(r) > len(room) {
			room = r
		}
	}
	return room
}

func TestTheArrowsBetweenTheRooms(t *testing.T) {
	c := exec.Command("go", "list", "-deps", "-json=ImportPath,Deps", "./...")
	c.Dir = root
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	rooms := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Deps       []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		room := roomOf(p.ImportPath)
		if room == "" {
			continue
		}
		rooms++
		for _, dep := range p.Deps {
			if !strings.HasPrefix(dep, "hourline/") {
				continue
			}
			if other := roomOf(dep); other != room && !slices.Contains(may[room], other) {
				t.Errorf("%s knows %s, which it must not", p.ImportPath, dep)
			}
		}
	}
	if rooms < len(may) {
		t.Errorf("only %d packages were looked at", rooms)
	}
}

func TestWhatStandsAtTheTop(t *testing.T) {
	fixed := []string{"cmd", "ivr", "sms", "ledger", "prompts", "go.mod", "go.sum", "Makefile", "README.md", "LICENSE"}
	c := exec.Command("git", "ls-files")
	c.Dir = root
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	for file := range strings.Lines(string(out)) {
		top, _, _ := strings.Cut(strings.TrimSpace(file), "/")
		if !strings.HasPrefix(top, ".") && !slices.Contains(fixed, top) {
			t.Errorf("%s stands at the top", top)
		}
	}
}

// modernc.org/sqlite works only with exactly the libc it was made with.
func TestTheVersionOfLibc(t *testing.T) {
	list := func(module string) (m struct{ Version, GoMod string }) {
		c := exec.Command("go", "list", "-m", "-json", module)
		c.Dir = root
		out, err := c.Output()
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	made, err := os.ReadFile(list("modernc.org/sqlite").GoMod)
	if err != nil {
		t.Fatal(err)
	}
	if ours := "modernc.org/libc " + list("modernc.org/libc").Version; !strings.Contains(string(made), ours+"\n") {
		t.Errorf("sqlite was not made with %s", ours)
	}
}

func TestTheReadmeNamesEverySetting(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	settings := reflect.TypeFor[gateway.Settings]()
	for i := range settings.NumField() {
		f := settings.Field(i)
		for _, tag := range []string{"env", "default"} {
			want := f.Tag.Get(tag)
			if want != "" && !strings.Contains(string(readme), "`"+want+"`") {
				t.Errorf("the README does not name %s %s of %s", tag, want, f.Name)
			}
		}
	}
}

// Arguments stand in the list of processes: no example and no recipe passes a
// token in one.
func TestNoTokenIsPassedAsAnArgument(t *testing.T) {
	passed := regexp.MustCompile(`--auth-token(-next)?[= ][^|\s` + "`" + `]`)
	c := exec.Command("git", "ls-files", "Makefile", "README.md", "*.go", "*.sh", "*.md", "*.service")
	c.Dir = root
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	for file := range strings.Lines(string(out)) {
		if file = strings.TrimSpace(file); strings.HasSuffix(file, "_test.go") {
			continue // those give arguments to functions, not to processes
		}
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		if found := passed.Find(text); found != nil {
			t.Errorf("%s has %q", file, found)
		}
	}
	if !passed.MatchString("hourline serve --auth-token abc") {
		t.Error("this test sees nothing")
	}
}
