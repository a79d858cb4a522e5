package faults

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"hourline/ledger/clock"
)

var (
	kills = flag.Int("kills", 4, "how often the program is killed")
	seed  = flag.Uint64("seed", 0, "chooses the faults; 0 takes a new one")
)

// TestKilledAtAnyMoment kills the real program between any two steps of a busy
// day, and finds everything that people were told in the books.
func TestKilledAtAnyMoment(t *testing.T) {
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	t.Logf("-seed %d", *seed)
	g := newGateway(t)
	w := newTown(t, *seed, g.public)
	people := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(people, []byte(w.csv()), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := g.run("member", "import", people); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	g.settings(w.api.URL, speed, w.since)

	starts := []time.Duration{g.start()}
	for n := range *kills {
		w.misbehave()
		w.letLive()
		g.kill()
		starts = append(starts, g.start())
		progress(n+1, *kills)
	}
	w.becalm()
	rested := g.comeToRest(w)
	g.end(syscall.SIGTERM)
	w.stop()
	report(t, g, w, starts, rested)
}

// letLive lets the day go on for a moment, and then up to the middle of
// something: to any moment, to just after a request has crossed the line, or
// to the very moment at which somebody is told what must be in the books.
func (w *town) letLive() {
	var pause, after time.Duration
	var aim chan struct{}
	w.with(func() {
		pause = time.Duration(300+w.chance.IntN(1200)) * time.Millisecond
		switch w.chance.IntN(3) {
		case 0:
			aim, after = w.traffic, time.Duration(w.chance.IntN(4000))*time.Microsecond
		case 1:
			aim = w.told
		}
	})
	time.Sleep(pause)
	if aim == nil {
		return
	}
	select {
	case <-aim: // an old one
	default:
	}
	select {
	case <-aim:
	case <-time.After(time.Second):
	}
	time.Sleep(after)
}

// comeToRest waits until nothing is under way, for a minute at most, and tells
// the moment, by the clock of the books: what falls due later is nobody's
// fault.
func (g *gateway) comeToRest(w *town) (at int64) {
	g.Helper()
	now := clock.FastSince(speed, w.since).Now
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(300 * time.Millisecond) {
		rest := false
		at = now().UnixMilli()
		err := g.look(func(b books) error {
			b.now = at
			left, err := b.unfinished()
			if err != nil {
				return err
			}
			open, err := b.count(`SELECT count(*) FROM cases WHERE state = 'ringing'`)
			rest = len(left)+open == 0
			return err
		})
		if err != nil {
			g.Fatal(err)
		}
		if rest {
			break
		}
	}
	return at
}

// progress draws a bar on a terminal.
func progress(done, all int) {
	if s, err := os.Stderr.Stat(); err != nil || s.Mode()&os.ModeCharDevice == 0 {
		return
	}
	const wide = 30
	full := wide * done / all
	fmt.Fprintf(os.Stderr, "\r\x1b[K%s%s %d of %d kills", strings.Repeat("█", full), strings.Repeat("░", wide-full), done, all)
	if done == all {
		fmt.Fprintln(os.Stderr)
	}
}

// report prints the table, and fails for whatever is in it that must not be.
func report(t *testing.T, g *gateway, w *town, starts []time.Duration, rested int64) {
	t.Helper()
	if said, err := g.run("verify"); err != nil {
		t.Errorf("the books are not whole: %v: %s", err, said)
	}
	var found []finding
	w.with(func() {
		if err := g.look(func(b books) (err error) {
			b.now = rested
			found, err = b.check(w.claims)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
	var out strings.Builder
	tw := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "what was answered\tanswered\tlost\tdoubled\tunfinished\t")
	for _, f := range found {
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t\n", f.what, f.claims, len(f.lost), len(f.doubled), len(f.open))
		for _, wrong := range slices.Concat(f.lost, f.doubled, f.open) {
			t.Errorf("%s: %s", f.what, wrong)
		}
		if f.claims == 0 && *kills >= 20 {
			t.Errorf("nobody was told of: %s", f.what)
		}
	}
	tw.Flush()
	misdeeds := w.network.Misdeeds()
	for _, what := range slices.Sorted(maps.Keys(misdeeds)) {
		fmt.Fprintf(&out, "%6d × %s\n", misdeeds[what], what)
	}
	slices.Sort(starts)
	fmt.Fprintf(&out, "killed %d times; calls are answered again after %v (median), %v (longest)\n", *kills,
		starts[len(starts)/2].Round(time.Millisecond), starts[len(starts)-1].Round(time.Millisecond))
	t.Logf("\n%s", out.String())
	for _, line := range g.lines() {
		busyDisk := strings.Contains(line, "calls cannot be answered") // for a second, as whoever watches is told
		if strings.Contains(line, "panic") || strings.Contains(line, "level=ERROR") && !busyDisk {
			t.Errorf("logged: %s", line)
		}
	}
}
