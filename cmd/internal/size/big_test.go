package size

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/shirou/gopsutil/v4/disk"

	"hourline/cmd/internal/progress"
	"hourline/ledger"
	"hourline/ledger/ledgertest"
)

var (
	entries = flag.Int64("entries", 0, "how many entries the big bank has; 0 is a little one, of which nothing is wanted")
	members = flag.Int("accounts", 200_000, "how many accounts the big bank has")
	program = flag.String("program", "", "path of hourline, which verifies and reports")
)

// TestSize builds a big bank, and measures what it costs to use it.
func TestSize(t *testing.T) {
	p, of, l := plan{Entries: 4_000, Accounts: 200, Months: 24}, plan{Entries: 2_000, Accounts: 100, Months: 24}, briefly
	if *entries > 0 {
		p, of, l = plan{Entries: *entries, Accounts: *members, Months: 24}, plan{Entries: 10_000, Accounts: 200, Months: 24}, atLength
		room(t, p)
	}
	began := time.Now()
	bar := progress.New(os.Stderr, "")
	big, upgraded := built(t, p, bar.Draw)
	bar.Clear()
	t.Logf("built %s entries over %s accounts in %s", humanize.Comma(p.Entries), humanize.Comma(int64(p.Accounts)), time.Since(began).Round(time.Millisecond))
	little, _ := built(t, of, nil)
	none := empty(t, len(big.members))

	all := []promise{
		upgraded,
		cost(l, "a balance, to 10,000 entries", big.balance, little.balance),
		cost(l, "the last ten entries, to 10,000 entries", big.statement, little.statement),
		rate(l, 64, big, none),
		rate(l, 512, big, none),
		rate(l, 512, none, empty(t, 1000)).only("the same, empty, to an empty one of 1,000 accounts"),
		proofs(l, big),
		bytes(big),
	}
	stands, cold := entriesOf(big), big.slips(l.starts)
	if err := big.Close(); err != nil {
		t.Fatal(err)
	}
	all = append(all, start(t, big.dir, 3), coldProofs(t, big.dir, cold))
	if *program == "" {
		ledgertest.Check(t, open(t, big.dir).Bank)
	} else {
		month := time.Now().AddDate(0, 0, -time.Now().Day()).Format("2006-01")
		all = append(all, verify(t, big.dir, stands),
			seconds(t, "report of a month, seconds", "report", "month", "--month", month, "--csv", "--data", big.dir),
			seconds(t, "report of solvency, seconds", "report", "solvency", "--data", big.dir))
	}
	for i, p := range all {
		if *entries == 0 {
			all[i] = p.only(p.what)
		} else if !p.kept() {
			t.Errorf("%s: %s, wanted %s", p.what, short(p.is), p.wanted())
		}
	}
	t.Log(table(all))
}

// room makes sure that the disk holds such a bank, and that as much is left to
// others.
func room(t *testing.T, p plan) {
	t.Helper()
	usage, err := disk.Usage(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if need := uint64(p.Entries) * 300; usage.Free < 2*need {
		t.Fatalf("%s has %s free, and twice %s is needed: set TMPDIR to another folder, or take fewer --entries",
			os.TempDir(), humanize.Bytes(usage.Free), humanize.Bytes(need))
	}
}

// bytes is what the journal and its log take of the file for each entry.
func bytes(b *bank) promise {
	var journal, log int64
	b.read(func(v *ledger.View) error {
		return v.QueryRow(`SELECT sum(d.pgsize), sum(CASE WHEN s.tbl_name IN ('tiles', 'secrets') THEN d.pgsize ELSE 0 END)
			FROM sqlite_schema s JOIN dbstat d ON d.name = s.name
			WHERE s.tbl_name IN ('entries', 'accounts', 'balances', 'tiles', 'secrets') AND d.aggregate = 1`).Scan(&journal, &log)
	})
	info, err := os.Stat(filepath.Join(b.dir, "hourline.db"))
	if err != nil {
		b.Fatal(err)
	}
	return promise{what: "bytes of the file for each entry", is: float64(journal) / float64(entriesOf(b)),
		more: fmt.Sprintf("%s of them the log; the whole file has %s", short(float64(log)/float64(entriesOf(b))), humanize.Bytes(uint64(info.Size())))}
}

// entriesOf is how many entries there are: they are numbered without gaps.
func entriesOf(b *bank) (n int64) {
	b.read(func(v *ledger.View) error { return v.QueryRow(`SELECT max(id) FROM entries`).Scan(&n) })
	return n
}

// verify has the program verify the books: entries a second of one core's time.
// Half of it is the log: each leaf is hashed anew, with both its sides.
func verify(t *testing.T, dir string, entries int64) promise {
	took, cpu := run(t, "verify", "--data", dir)
	return promise{what: "verify, entries a second of one core", is: float64(entries) / cpu.Seconds(), least: 100_000, more: fmt.Sprintf("%s, %s of one core", took, cpu)}
}

// seconds is how long the program takes for something: the least of three, for
// neighbours on the machine only add to it.
func seconds(t *testing.T, what string, args ...string) promise {
	var took, of []float64
	for range 3 {
		wall, cpu := run(t, args...)
		took, of = append(took, wall.Seconds()), append(of, cpu.Seconds())
	}
	return promise{what: what, is: slices.Min(took), most: 5, more: short(slices.Min(of)) + " of one core"}
}

// run runs the program, which draws its progress on our terminal.
func run(t *testing.T, args ...string) (took, cpu time.Duration) {
	t.Helper()
	c := exec.Command(*program, args...)
	c.Stderr, c.Dir = os.Stderr, t.TempDir()
	began := time.Now()
	if _, err := c.Output(); err != nil {
		t.Fatalf("hourline %v: %v", args, err)
	}
	took = time.Since(began).Round(time.Millisecond)
	return took, c.ProcessState.UserTime() + c.ProcessState.SystemTime()
}
