package care

import (
	"flag"
	"os"
	"testing"

	"github.com/looplab/fsm"
)

var update = flag.Bool("update", false, "draw the diagrams anew")

// The diagrams are drawn from the tables that the machines run on.
func TestDiagramOfTheLifeOfARequest(t *testing.T) {
	drawn(t, "life.md", "The life of a request and its visit", fsm.NewFSM(string(OpenState), Life, nil))
}

func TestDiagramOfTheLifeOfARedemption(t *testing.T) {
	drawn(t, "redemptionlife.md", "The life of a redemption", fsm.NewFSM(string(Asked), RedemptionLife, nil))
}

func TestDiagramOfTheLifeOfATransfer(t *testing.T) {
	drawn(t, "transferlife.md", "The life of a transfer to another bank", fsm.NewFSM(string(TransferAsked), TransferLife, nil))
}

// drawn holds the diagram of a machine against its file.
func drawn(t *testing.T, file, title string, machine *fsm.FSM) {
	t.Helper()
	diagram, err := fsm.VisualizeForMermaidWithGraphType(machine, fsm.StateDiagram)
	if err != nil {
		t.Fatal(err)
	}
	want := "# " + title + "\n\nDrawn from the table by `make docs`.\n\n```mermaid\n" + diagram + "```\n"
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if old, err := os.ReadFile(file); err != nil || string(old) != want {
		t.Errorf("%s is stale; run: make docs (%v)", file, err)
	}
}
