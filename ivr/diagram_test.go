package ivr

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/looplab/fsm"
)

var update = flag.Bool("update", false, "draw dialogs.md anew")

// The diagrams are drawn from the tables that the machines run on; this fails
// when somebody changed one and not the other.
func TestDiagramOfTheDialogs(t *testing.T) {
	var b strings.Builder
	b.WriteString("# The dialogs\n\nDrawn from the tables by `make docs`.\n")
	for _, d := range Dialogs {
		drawn, err := fsm.VisualizeForMermaidWithGraphType(fsm.NewFSM(string(d.Start[0]), d.Events(), nil), fsm.StateDiagram)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n## %s\n\n```mermaid\n%s```\n", d.Name, drawn)
	}
	const file = "dialogs.md"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if old, err := os.ReadFile(file); err != nil || string(old) != b.String() {
		t.Errorf("%s is stale; run: make docs (%v)", file, err)
	}
}

// Contradictions in a table are found when the program starts; here each kind
// is shown to be found.
func TestATableThatStrandsACallerIsRefused(t *testing.T) {
	listening := Point{Keys: true}
	for name, d := range map[string]*Dialog{
		"two arrows for A 1":          {Start: []Node{"A"}, Points: map[Node]Point{"A": {}, "B": {}}, Arrows: []Arrow{{From: []Node{"A"}, Event: "1", To: "B"}, {From: []Node{"A"}, Event: "1", To: "B"}}},
		"which is no node":            {Start: []Node{"A"}, Points: map[Node]Point{"A": {}}, Arrows: []Arrow{{From: []Node{"A"}, Event: "1", To: "B"}}},
		"nothing leads to B":          {Start: []Node{"A"}, Points: map[Node]Point{"A": {}, "B": {}}},
		"A has no way out on silence": {Start: []Node{"A"}, Points: map[Node]Point{"A": listening}},
	} {
		if err := d.check(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// 9 is an emergency and 0 a person wherever an elder listens.
func TestNineAndZeroWorkEverywhere(t *testing.T) {
	for _, d := range []*Dialog{Hotline, Announcement, News, DoorWord, After, Reminder, Delay, Tasks, Checkin, Contact} {
		for n, p := range d.Points {
			if !p.Keys {
				continue
			}
			if a, ok := d.arrow(n, "9"); !ok || a.To != alarmNode {
				t.Errorf("9 at %s of %s leads to %q", n, d.Name, a.To)
			}
			if a, ok := d.arrow(n, "0"); !ok || a.To != personNode {
				t.Errorf("0 at %s of %s leads to %q", n, d.Name, a.To)
			}
		}
	}
}
