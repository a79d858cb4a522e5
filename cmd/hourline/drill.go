package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"hourline/cmd/internal/control"
	"hourline/ledger/care"
)

type drillCommand struct {
	books
	full
	Community string `help:"The community whose staff are rung; may be left out where there is only one."`
	Actor     string `required:"" placeholder:"WHO" help:"Who wants it; kept with it."`
}

// Help is what drill --help adds.
func (drillCommand) Help() string {
	return `Rings the staff of a community as an alarm would, for real, and says to each that it is a drill. It ends with the first
who presses 1. What happens is printed as it does; the command exits 1 when nobody accepted in time. A drill needs a
running gateway, texts nobody, and is counted apart from emergencies. To leave it before its end, press Ctrl-C: it goes on, and
"hourline case list" tells how it ended.

	hourline drill --community 翠湖社区 --actor 吴主任`
}

// Run opens a drill and watches it to its end.
func (d *drillCommand) Run(c *console) error {
	centre, err := d.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	if err := d.choose(c.ctx, centre); err != nil {
		return err
	}
	var opened bytes.Buffer
	err = control.Client{Data: d.Data, Version: version()}.Do(c.ctx, nameOf(d), d, &opened)
	if errors.Is(err, control.ErrNobody) {
		return errors.New("no gateway has these books open, so nobody would be rung; start it with \"hourline serve\"")
	}
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(strings.TrimSpace(opened.String()), 10, 64)
	if err != nil {
		return fmt.Errorf("the gateway says %q, and not which case it opened", opened.String())
	}
	return d.watch(c, centre, id)
}

// choose finds the community when there is only one.
func (d *drillCommand) choose(ctx context.Context, centre *care.Centre) error {
	all, err := chosen(ctx, centre, d.Community)
	if err != nil {
		return err
	}
	if len(all) != 1 {
		return misuse{fmt.Errorf("say which community with --community: %s", strings.Join(all, ", "))}
	}
	d.Community = all[0]
	return nil
}

// apply opens the drill, and tells the number of its case.
func (d *drillCommand) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	k, err := centre.Drill(ctx, d.Community, d.Actor)
	if err == nil {
		_, err = fmt.Fprintln(out, k.ID)
	}
	return err
}

// watchEvery is how often the books are looked at during a drill.
const watchEvery = 300 * time.Millisecond

// watch prints what happens until the drill is over.
func (d *drillCommand) watch(c *console, centre *care.Centre, id int64) error {
	for told := 0; ; {
		r, err := centre.Report(c.ctx, id)
		if err != nil {
			return err
		}
		if told == 0 {
			fmt.Fprintf(c.out, "drill in %s, case %d; whoever presses 1 ends it\n", r.Community, r.Number)
		}
		for _, e := range r.Events[told:] {
			line := d.happening(r, e)
			text := fmt.Sprintf("%s  %7s  %-16s  %s", line[0], line[1], line[2], line[3])
			if _, err := fmt.Fprintln(c.out, strings.TrimRight(text, " ")); err != nil {
				return err
			}
		}
		told = len(r.Events)
		if !r.Open() {
			return d.result(c.out, r)
		}
		select {
		case <-time.After(watchEvery):
		case <-c.ctx.Done():
			return fmt.Errorf("the drill goes on; \"hourline case show %d\" tells how it ended", id)
		}
	}
}

// result is how a drill ended; that nobody accepted is a failed check.
func (d *drillCommand) result(out io.Writer, r care.Report) error {
	by, ok := r.Acceptor()
	if !ok {
		return fmt.Errorf("nobody accepted the drill within %s; look with \"hourline ladder show\" who should have, and ask them why", briefly(r.ClosedAt.Sub(r.OpenedAt).Round(time.Second)))
	}
	_, err := fmt.Fprintf(out, "%s accepted after %s\n", d.responder(by), briefly(r.AcceptedAt.Sub(r.OpenedAt).Round(time.Second)))
	return err
}
