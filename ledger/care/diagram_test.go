package care

import (
	"flag"
	"os"
	"testing"

	"github.com/looplab/fsm"
)

var update = flag.Bool("update", false, "draw life.md anew")

// The diagram is drawn from the table that the machines run on.
func TestDiagramOfTheLifeOfARequest(t *testing.T) {
	drawn, err := fsm.VisualizeForMermaidWithGraphType(fsm.NewFSM(string(OpenState), Life, nil), fsm.StateDiagram)
	if err != nil {
		t.Fatal(err)
	}
	const file = "life.md"
	want := "# The life of a request and its visit\n\nDrawn from the table by `make docs`.\n\n```mermaid\n" + drawn + "```\n"
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if old, err := os.ReadFile(file); err != nil || string(old) != want {
		t.Errorf("%s is stale; run: make docs (%v)", file, err)
	}
}
