package main

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"hourline/cmd/internal/gateway"
	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/ledger/ledgertest"
	"hourline/ledger/proof"
)

// oneMore makes another entry in books that nobody else has open.
func oneMore(t *testing.T, dir string, visit int64) {
	t.Helper()
	centre := open(t, dir)
	m, err := centre.MemberByNumber(t.Context(), "10000012")
	if err == nil {
		err = centre.Bank.Write(t.Context(), func(tx *ledger.Tx) error {
			_, err := tx.Deposit(visit, m.Account, 60, time.Time{}, 1, "test")
			return err
		})
	}
	if err := errorsOf(err, centre.Close()); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Close(); err != nil { // whoever opens the books signs what is not signed
		t.Fatal(err)
	}
}

// kept is a file with what a command prints.
func kept(t *testing.T, args ...string) string {
	t.Helper()
	return file(t, "seen", must(t, args...))
}

// The bureau watches a bank over the network, with what it was given on paper.
func TestALogIsWatchedFromElsewhere(t *testing.T) {
	onTrial(t)
	dir, _, key := logged(t)
	pub := kept(t, "log", "key", "--data", dir)
	if said := strings.TrimSpace(must(t, "log", "key", "--data", dir)); said != key {
		t.Errorf("the key is %s, want %s", said, key)
	}
	before := kept(t, "log", "checkpoint", "--data", dir)
	oneMore(t, dir, 8)
	bureau, silent := ledgertest.NewWitness(t, "bureau.example/witness", key), ledgertest.NewWitness(t, "silent.example")
	log := serving(t, dir, "--witness", bureau.Setting(), "--witness-every", "1s")
	address := regexp.MustCompile(`public=(\S+)`).FindStringSubmatch(log.String())[1] + "/log"
	for until := time.Now().Add(time.Minute); !strings.Contains(log.String(), "a witness signs the log"); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("the witness does not sign:\n%s", log.String())
		}
	}
	seen := filepath.Join(t.TempDir(), "seen")
	said := must(t, "verify", "--url", address, "--key", pub, "--witness", bureau.Verifier(), "--from", before, "--save", seen)
	has(t, said, "the log hours.example.org/log is whole: 3 entries, 3 of them read now", "it goes on from "+before+", with 2 entries", "bureau.example/witness has signed it too")
	has(t, must(t, "verify", "--url", address+"/", "--key", key, "--from", seen, "--new", "--save", seen), "3 entries, 0 of them read now")
	has(t, must(t, "verify", "--url", address, "--key", key, "--from", before, "--to", seen, "--witness", bureau.Verifier()), before+", with 2 entries, is the beginning of "+seen+", with 3")
	has(t, must(t, "log", "checkpoint", "--data", dir), "hours.example.org/log\n3\n", "— hours.example.org/log ", "— bureau.example/witness ")
	has(t, must(t, "log", "witnesses", "--data", dir, "--witness", silent.Setting()), "bureau.example/witness           3  20", "silent.example                   0  never  ", "  3\n")

	code, _, errs := hourline(t, "verify", "--url", address, "--key", key, "--witness", silent.Verifier())
	if code != failedCheck {
		t.Errorf("exit %d without a witness", code)
	}
	has(t, errs, "silent.example: the witness has not signed it")
}

// What was saved is held against books without a network.
func TestSavedCheckpointsAreHeldAgainstTheBooks(t *testing.T) {
	atHome(t)
	dir, _, key := logged(t)
	two := kept(t, "log", "checkpoint", "--data", dir)
	oneMore(t, dir, 8)
	three := kept(t, "log", "checkpoint", "--data", dir)
	has(t, must(t, "verify", "--from", two, "--data", dir), "with 2 entries, is the beginning of these books")
	has(t, must(t, "verify", "--from", two, "--to", three, "--key", key, "--data", dir), "with 2 entries, is the beginning of "+three+", with 3")

	other, err := proof.NewKey(rand.Reader, "hours.example.org/log")
	if err != nil {
		t.Fatal(err)
	}
	for label, row := range map[string]struct {
		args []string
		code int
		want string
	}{
		"the other way round": {[]string{"--from", three, "--to", two, "--data", dir}, failedCheck, "is not the beginning of"},
		"another's key":       {[]string{"--from", two, "--data", dir, "--key", other.Public}, failedCheck, "has not signed it"},
		"no such file":        {[]string{"--from", two + "x", "--data", dir}, wrongUse, "no such file"},
		"no witness signed":   {[]string{"--from", two, "--data", dir, "--witness", ledgertest.NewWitness(t, "bureau.example").Verifier()}, failedCheck, "the witness has not signed it"},
		"no witness's key":    {[]string{"--from", two, "--data", dir, "--witness", key}, wrongUse, "--witness"},
		"no key":              {[]string{"--url", "http://127.0.0.1:9/log"}, wrongUse, "hourline log key"},
		"no address":          {[]string{"--url", "hours", "--key", key}, wrongUse, "--url: it is no address"},
		"save without a log":  {[]string{"--save", two}, wrongUse, "go with --url"},
		"to without from":     {[]string{"--url", "http://127.0.0.1:9", "--to", two}, wrongUse, "go with --from"},
		"to and new":          {[]string{"--url", "http://127.0.0.1:9", "--from", two, "--to", two, "--new"}, wrongUse, "--to compares two files"},
	} {
		code, _, errs := hourline(t, append([]string{"verify"}, row.args...)...)
		if code != row.code || !strings.Contains(errs, row.want) {
			t.Errorf("%s: exit %d, %s", label, code, errs)
		}
	}
}

// Books that were rewritten with their log no longer begin with what somebody
// has kept; nor does a log that shows something else.
func TestARewrittenHistoryIsFound(t *testing.T) {
	atHome(t)
	dir, _, key := logged(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join(dir, filepath.Base(r.URL.Path)))
	}))
	t.Cleanup(server.Close)
	text, err := os.ReadFile(filepath.Join(dir, "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	own, err := proof.ParseKey(string(text))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := own.Sign(proof.Checkpoint{}.Tree) // another history, of no entries
	if err != nil {
		t.Fatal(err)
	}
	rewritten := file(t, "seen", string(signed))
	code, _, errs := hourline(t, "verify", "--from", rewritten, "--data", dir)
	if code != failedCheck || !strings.Contains(errs, "their first 0 entries are not those that were signed") {
		t.Errorf("exit %d, %s", code, errs)
	}
	seen := filepath.Join(t.TempDir(), "seen")
	code, _, errs = hourline(t, "verify", "--url", server.URL, "--key", key, "--from", seen, "--save", seen)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, errs, "this is the first time", "is not whole: /tile/entries/000.p/2: it is not there (HTTP 404)")
	if _, err := os.Stat(seen); err == nil {
		t.Error("what is not whole was saved")
	}
}

// Before the first checkpoint, before the first witness, and when one says that
// it has seen something else.
func TestWhoHasSignedIsShown(t *testing.T) {
	atHome(t)
	dir := seeded(t)
	for _, line := range [][]string{{"log", "key"}, {"log", "checkpoint"}, {"log", "witnesses"}} {
		if code, _, errs := hourline(t, append(line, "--data", dir)...); code != failedCheck || !strings.Contains(errs, "hourline serve") {
			t.Errorf("%v: exit %d, %s", line, code, errs)
		}
	}
	centre, err := care.Open(t.Context(), gateway.BooksIn(dir), care.Config{Origin: "hours.example.org/log"})
	if err != nil {
		t.Fatal(err)
	}
	defer centre.Close()
	has(t, must(t, "log", "witnesses", "--data", dir), "nobody signs the log too")
	if code, _, errs := hourline(t, "log", "checkpoint", "--witnessed", "--data", dir); code != failedCheck || !strings.Contains(errs, "no witness has signed yet") {
		t.Errorf("exit %d, %s", code, errs)
	}
	w := ledgertest.NewWitness(t, "bureau.example/witness")
	by, err := proof.ParseCosigner(w.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	if err := centre.Bank.Dispute(t.Context(), by, centre.Bank.Checkpoint(), 9); err != nil {
		t.Fatal(err)
	}
	code, out, errs := hourline(t, "log", "witnesses", "--data", dir)
	if code != failedCheck {
		t.Errorf("exit %d", code)
	}
	has(t, out, "that it has signed for 9 others")
	has(t, errs, "1 have seen another history")
}
