package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"hourline/cmd/internal/doctor"
	"hourline/cmd/internal/gateway"
	"hourline/cmd/internal/progress"
)

type doctorCommand struct {
	gateway.Settings
	Deep bool `help:"Verify the whole journal too."`
	Call bool `help:"Have the gateway make a self-test of the chain of an emergency too: two calls to itself, which ring nobody."`
	Beat bool `help:"Send the watcher outside one heartbeat too."`
}

// Help is what doctor --help adds.
func (doctorCommand) Help() string {
	return `Looks at all that the gateway needs: settings, disk, books, people, words, Redis, the way from the carrier to here
and back, the token, the clock, the number. Give it the settings that "hourline serve" gets. It works beside a
running gateway and without one, changes nothing, and rings and texts nobody. It exits 1 if anything failed (✗);
what only deserves a look (!) does not count.

Of the watcher of --heartbeat-url it only looks whether a connection can be made: a heartbeat of the doctor would
keep the watcher quiet while the gateway is dead. With --beat it sends one all the same, to try the address.

With --call the gateway rings its own hotline, presses 9, and accepts the emergency by another call to itself, as it
does every day. That goes all the way through the carrier, costs two calls, and rings nobody.

	hourline doctor
	hourline doctor --deep --data /var/lib/hourline`
}

// Run makes all checks.
func (d *doctorCommand) Run(c *console) error {
	show := report{out: c.out, coloured: progress.Watched(c.out)}
	patient := doctor.Patient{Settings: d.Settings, Args: c.args, Deep: d.Deep, Beat: d.Beat}
	if d.Call {
		patient.Call = func(ctx context.Context) (int64, error) { return askSelfTest(ctx, d.Data) }
	}
	doctor.Examine(c.ctx, patient, show.finding)
	switch show.failed {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("one check failed")
	}
	return fmt.Errorf("%d checks failed", show.failed)
}

// A report prints what the doctor finds, each thing on a line and what mends
// it on the next.
type report struct {
	out      io.Writer
	coloured bool
	failed   int
}

// marks and the colours that a terminal shows them in.
var (
	marks   = map[doctor.Mark]string{doctor.Fine: "✓", doctor.Warning: "!", doctor.Failed: "✗"}
	colours = map[doctor.Mark]string{doctor.Fine: "32", doctor.Warning: "33", doctor.Failed: "31"}
)

const widest = len("emergency number")

func (r *report) finding(f doctor.Finding) {
	mark := marks[f.Mark]
	if r.coloured {
		mark = "\x1b[" + colours[f.Mark] + "m" + mark + "\x1b[0m"
	}
	fmt.Fprintf(r.out, "%s %-*s  %s\n", mark, widest, f.What, f.Found)
	if f.Mend != "" {
		fmt.Fprintf(r.out, "  %s  → %s\n", strings.Repeat(" ", widest), f.Mend)
	}
	if f.Mark == doctor.Failed {
		r.failed++
	}
}
