package faults

import (
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

var (
	kills = flag.Int("kills", 4, "how often the program is killed")
	seed  = flag.Uint64("seed", 0, "chooses the faults; 0 takes a new one")
)

// program is the path of the real one, built once for all tests, as the tests
// of the commands build it, so that it is compiled once for both.
var program string

func TestMain(m *testing.M) {
	flag.Parse()
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	dir, err := os.MkdirTemp("", "faults")
	if err != nil {
		log.Fatal(err)
	}
	program = filepath.Join(dir, "hourline")
	if said, err := exec.Command("go", "build", "-ldflags=-s -w", "-gcflags=hourline/...=-l -dwarf=false", "-o", program, "hourline/cmd/hourline").CombinedOutput(); err != nil {
		log.Fatalf("%v: %s", err, said)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// TestKilledAtAnyMoment kills the real program between any two steps of a busy
// day, and finds everything that people were told in the books.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Logf("-seed %d", *seed)
	g := newGateway(t)
	d := newDay(t, *seed, g.public)
	g.moveIn(d.csv())
	g.settings(d.town)
	till := newDesk(g, d, *seed)

	clerk := till.hire(*seed)

	starts := []time.Duration{g.start()}
	seals := g.copySeals()
	till.open()
	go clerk.work()
	for n := range *kills {
		d.goWrong()
		d.letLive()
		g.kill()
		starts = append(starts, g.start())
		progress(n+1, *kills)
	}
	till.close()
	<-clerk.ended
	d.becalm()
	rested := g.comeToRest(d.town)
	seals.close()
	g.end(syscall.SIGTERM)
	d.stop()
	if said, err := g.run("verify"); err != nil {
		t.Errorf("the books are not whole: %v: %s", err, said)
	}
	var found []finding
	d.with(func() {
		g.mustLook(func(b books) (err error) {
			b.now = rested
			if found, err = b.check(d.claims); err != nil {
				return err
			}
			money, err := b.money(till, clerk)
			if err != nil {
				return err
			}
			sealed, err := b.sealed(seals)
			found = append(append(found, money...), sealed)
			return err
		})
	})
	t.Logf("\n%s%s%s", table(t, found, *kills >= 60), misdeeds(d.town)+fmt.Sprintf("%6d × a command killed half-way\n", till.cut.Load()), summary(*kills, starts))
	g.saidNoWorse()
}

// letLive lets the day go on for a moment, and then up to the middle of
// something: to any moment, to just after a request has crossed the line or the
// desk has typed a command, or to the very moment at which somebody is told
// what must be in the books.
func (w *town) letLive() {
	var pause, after time.Duration
	var aim chan struct{}
	w.with(func() {
		pause = time.Duration(200+w.chance.IntN(1000)) * time.Millisecond
		if *kills > 10 && w.typed != nil && w.maybe(0.2) { // long enough for somebody to be rung, and to agree
			pause *= 6
		}
		switch w.chance.IntN(4) {
		case 0:
			aim, after = w.traffic, time.Duration(w.chance.IntN(4000))*time.Microsecond
		case 1:
			aim = w.told
		case 2:
			aim, after = w.typed, time.Duration(w.chance.IntN(12000))*time.Microsecond
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
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(300 * time.Millisecond) {
		rest := false
		at = w.now().UnixMilli()
		g.mustLook(func(b books) error {
			b.now = at
			left, err := b.unfinished()
			if err != nil {
				return err
			}
			open, err := b.count(`SELECT count(*) FROM cases WHERE ` + pressing)
			rest = len(left)+open == 0
			return err
		})
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
