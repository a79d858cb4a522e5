package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"hourline/ledger/ledgertest"
)

// bankers are the people of each of two banks; the elder saves at both.
const bankers = `name,roles,phones,community,address
王桂芳,elder,+8613800000001,翠湖社区,翠湖南路12号
王主任,coordinator,+8613800000105,翠湖社区,
周主任,coordinator,+8613800000113,翠湖社区,
`

const fang, headOne, headTwo = "10000012", "10000020", "10000036"

// A twin is one of two banks in processes of their own.
type twin struct {
	*testing.T
	name, dir string
	gateway   *gatewayProcess
}

// bankBooks are the books of a bank whose elder has saved ten hours.
var bankBooks = ledgertest.NewTemplate(func(t testing.TB, path string) {
	h, dir := t.(*testing.T), filepath.Dir(path)
	must(h, "member", "import", file(h, "people.csv", bankers), "--data", dir)
	centre := open(h, dir)
	m, err := centre.MemberByNumber(t.Context(), fang)
	if err != nil {
		t.Fatal(err)
	}
	ledgertest.Deposit(t, centre.Bank, 1, m.Account, 600)
	if err := centre.Close(); err != nil {
		t.Fatal(err)
	}
})

func newTwin(t *testing.T, name string) *twin {
	b := &twin{T: t, name: name, dir: t.TempDir()}
	bankBooks(t, filepath.Join(b.dir, "hourline.db"))
	b.start()
	return b
}

func (b *twin) start() {
	b.Helper()
	b.gateway = startGateway(b.T, b.dir, "--log-origin", b.name+".example/log")
}

// dies and comes back.
func (b *twin) dies() {
	b.Helper()
	b.gateway.signal(syscall.SIGKILL)
	b.gateway.exits()
	b.start()
}

func (b *twin) does(line string, more ...string) string {
	b.Helper()
	return must(b.T, append(append(strings.Fields(line), "--data", b.dir), more...)...)
}

// has checks what the elder has, and that the books are whole.
func (b *twin) has(posted, held int64) {
	b.Helper()
	centre, err := (books{Data: b.dir}).look(&console{ctx: b.Context()})
	if err != nil {
		b.Fatal(err)
	}
	defer centre.Close()
	m, err := centre.MemberByNumber(b.Context(), fang)
	if err != nil {
		b.Fatal(err)
	}
	if got := ledgertest.Balance(b.T, centre.Bank, m.Account); got.Posted != posted || got.Held != held {
		b.Errorf("%s: %d with %d held, want %d and %d", b.name, got.Posted, got.Held, posted, held)
	}
	has(b.T, b.does("verify"), "the books are whole")
}

// key is the line of a list that others need.
func (b *twin) key() string {
	_, key, _ := strings.Cut(b.does("peer list"), "this bank's key: ")
	return strings.TrimSpace(key)
}

// Two banks, each a process of its own that is killed and started again, move
// hours to and fro by files alone.
func TestTwoBanksMoveHours(t *testing.T) {
	onTrial(t)
	lake, old := newTwin(t, "lake"), newTwin(t, "old")
	for _, b := range []struct{ at, other *twin }{{lake, old}, {old, lake}} {
		for i, by := range []string{headOne, headTwo} {
			said := b.at.does("peer add "+b.other.name+" --limit 300 --actor "+by, "--key", b.other.key(), "--title", "时间银行"+b.other.name)
			has(t, said, []string{"second coordinator", "may owe 5 h"}[i])
		}
	}
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	send := "transfer out " + fang + " 120 --to old --their-number " + fang + " --name 王桂芳 --actor " + headOne + " --with " + headTwo + " --lang en --out "
	has(t, lake.does(send+in("note")), "Only its signed answer ends this")
	lake.dies() // and whoever was at the desk asks again, for the file was lost
	lake.does(send + in("again"))
	same(t, in("note"), in("again"))
	has(t, lake.does("transfer list --lang en"), "on its way", "→ old", "2 h")
	lake.has(600, 120)

	take := "transfer in " + in("note") + " --member " + fang + " --actor " + headOne + " --lang en --out "
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		hourline(t, append(strings.Fields(take+in("lost")), "--data", old.dir)...) // whatever comes of it
	}()
	time.Sleep(time.Millisecond) // in the middle of whatever it does
	old.dies()
	<-asked
	has(t, old.does(take+in("answer")), "credited to 王桂芳")
	old.does("transfer answer " + in("note") + " --actor " + headTwo + " --out " + in("answer2"))
	same(t, in("answer"), in("answer2"))
	old.has(720, 0)

	for range 2 {
		has(t, lake.does("transfer done "+in("answer")+" --lang en --actor "+headTwo), "credited at 时间银行old")
		lake.dies()
	}
	lake.has(480, 0)
	has(t, lake.does("report settlement --lang en"), "old      2 h     0 min  2.00    5 h")
	has(t, old.does("report settlement --csv --lang en"), "lake,0.00,2.00,2.00,5.00,40%,0.00,2.00")

	// Over the limit nothing is credited; refused, it comes back.
	has(t, lake.does("transfer out "+fang+" 240 --to old --their-number "+fang+" --name 王桂芳 --actor "+headOne+" --with "+headTwo+" --out "+in("more")), "时间银行old")
	code, _, errs := hourline(t, "transfer", "in", in("more"), "--member", fang, "--actor", headOne, "--data", old.dir)
	if code != failedCheck {
		t.Errorf("over the limit: exit %d", code)
	}
	has(t, errs, "limit", "--reason limit")
	old.does("transfer refuse " + in("more") + " --reason limit --actor " + headOne + " --out " + in("no"))
	lake.does("transfer done " + in("no") + " --actor " + headOne)
	lake.has(480, 0)
	old.has(720, 0)

	// What was paid between the two is written off on both sides.
	for _, by := range []string{headOne, headTwo} {
		lake.does("peer settle old 120 --paid --document 2026-1 --actor " + by)
		old.does("peer settle lake 120 --received --document 2026-1 --actor " + by)
	}
	has(t, lake.does("report settlement --csv --lang en"), "old,0.00,0.00,0.00,5.00,0%,2.00,0.00,2.00")
	has(t, old.does("report settlement --csv --lang en"), "lake,0.00,0.00,0.00,5.00,0%,0.00,2.00,0.00,2.00")
	lake.has(480, 0)
	old.has(720, 0)
}

func same(t *testing.T, a, b string) {
	t.Helper()
	one, err := os.ReadFile(a)
	other, err2 := os.ReadFile(b)
	if err != nil || err2 != nil || len(one) == 0 || !bytes.Equal(one, other) {
		t.Errorf("%s and %s differ (%v, %v)", a, b, err, err2)
	}
}
