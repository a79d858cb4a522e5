package faults

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// A finding is what became of one kind of claim.
type finding struct {
	what                string
	claims              int
	lost, doubled, open []string // what was answered and is not so; what is so twice; what is not at its end
}

// table is what was found, and fails for whatever is in it that must not be;
// in a long run also for what nobody was told of.
func table(t *testing.T, found []finding, long bool) string {
	t.Helper()
	var out strings.Builder
	tw := tabwriter.NewWriter(&out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "what was answered\tanswered\tlost\tdoubled\tunfinished\t")
	for _, f := range found {
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t\n", f.what, f.claims, len(f.lost), len(f.doubled), len(f.open))
		for _, wrong := range slices.Concat(f.lost, f.doubled, f.open) {
			t.Errorf("%s: %s", f.what, wrong)
		}
		if f.claims == 0 && long {
			t.Errorf("nobody was told of: %s", f.what)
		}
	}
	tw.Flush()
	return out.String()
}

// misdeeds are what the network did wrong, and how often.
func misdeeds(w *town) string {
	var out strings.Builder
	did := w.network.Misdeeds()
	for _, what := range slices.Sorted(maps.Keys(did)) {
		fmt.Fprintf(&out, "%6d × %s\n", did[what], what)
	}
	return out.String()
}

// summary is how soon calls were answered after each kill.
func summary(kills int, starts []time.Duration) string {
	return fmt.Sprintf("killed %d times; calls are answered again after %s\n", kills, spread(starts))
}

// spread is the middle and the end of some times.
func spread(times []time.Duration) string {
	if len(times) == 0 {
		return "-"
	}
	slices.Sort(times)
	return fmt.Sprintf("%v (median), %v (longest)", times[len(times)/2].Round(time.Millisecond), times[len(times)-1].Round(time.Millisecond))
}

var known = regexp.MustCompile(`calls cannot be answered|trouble=|stands still|selftest=`)

// said is how many lines of the log hold these words.
func (g *gateway) said(words string) (n int) {
	for _, line := range g.lines() {
		if strings.Contains(line, words) {
			n++
		}
	}
	return n
}

// saidNoWorse fails for what nobody may find in the log.
func (g *gateway) saidNoWorse() {
	g.Helper()
	for _, line := range g.lines() {
		// A busy disk for a second, a ladder that the carrier keeps waiting or
		// that this machine is late with, and a self-test that is killed are told
		// to whoever watches.
		known := known.MatchString(line)
		if strings.Contains(line, "panic") || strings.Contains(line, "level=ERROR") && !known {
			g.Errorf("logged: %s", line)
		}
	}
}
