package size

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// A promise is one line of the table.
type promise struct {
	what        string
	is          float64
	least, most float64 // one of them is wanted; 0 for neither
	more        string  // what it comes from
}

func (p promise) kept() bool { return p.is >= p.least && (p.most == 0 || p.is <= p.most) }

func (p promise) wanted() string {
	switch {
	case p.most > 0:
		return fmt.Sprintf("at most %g", p.most)
	case p.least > 0:
		return fmt.Sprintf("at least %g", p.least)
	}
	return ""
}

// table is the promises as `make bench` prints its own.
func table(all []promise) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-50s %9s   %s\n", "promised", "measured", "wanted")
	for _, p := range all {
		missed := ""
		if !p.kept() {
			missed = "  MISSED"
		}
		fmt.Fprintf(&b, "%-50s %9s   %-18s%-8s  %s\n", p.what, short(p.is), p.wanted(), missed, p.more)
	}
	return b.String()
}

// short is a number in about three digits.
func short(n float64) string {
	switch {
	case n >= 100:
		return fmt.Sprintf("%.0f", n)
	case n >= 10:
		return fmt.Sprintf("%.1f", n)
	}
	return fmt.Sprintf("%.2f", n)
}

// A length is how long things are measured.
type length struct {
	rounds int           // in which both take turns: neighbours on a machine come and go
	times  int           // what is done in a turn
	each   time.Duration // of deposits
	starts int           // with nothing in memory
}

var (
	atLength = length{rounds: 51, times: 200, each: 200 * time.Millisecond, starts: 41}
	briefly  = length{rounds: 1, times: 10, each: 10 * time.Millisecond, starts: 4}
)

// cost is what the same costs in a big bank and in a little one: the middle of
// the rounds' ratios.
func cost(l length, what string, big, little func()) promise {
	turn := func(do func()) float64 {
		began := time.Now()
		for range l.times {
			do()
		}
		return float64(time.Since(began).Microseconds()) / float64(l.times)
	}
	turn(big) // warms up, the connections too
	turn(little)
	var ratios, bigs, littles []float64
	for range l.rounds {
		b, s := turn(big), turn(little)
		ratios, bigs, littles = append(ratios, b/s), append(bigs, b), append(littles, s)
	}
	return promise{what: what, is: middle(ratios), most: 2, more: fmt.Sprintf("%s µs to %s µs", short(middle(bigs)), short(middle(littles)))}
}

// rate is how fast a big bank deposits, of how fast an empty one does.
func rate(l length, callers int, big, none *bank) promise {
	var ratios, bigs, nones []float64
	for range l.rounds {
		b, n := big.deposits(callers, l.each), none.deposits(callers, l.each)
		ratios, bigs, nones = append(ratios, b/n), append(bigs, b), append(nones, n)
	}
	return promise{
		what: fmt.Sprintf("%d deposits at once, to as many accounts, empty", callers), is: middle(ratios), least: 0.6,
		more: fmt.Sprintf("%s/s to %s/s", short(middle(bigs)), short(middle(nones))),
	}
}

// only is p under another name, of which nothing is wanted.
func (p promise) only(what string) promise {
	return promise{what: what, is: p.is, more: p.more}
}

func middle(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

// start is how long it takes to open the books, in seconds.
func start(t testing.TB, dir string, times int) promise {
	var took []float64
	for range times {
		began := time.Now()
		b := open(t, dir)
		took = append(took, time.Since(began).Seconds())
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return promise{what: "start, seconds", is: middle(took), most: 2}
}
