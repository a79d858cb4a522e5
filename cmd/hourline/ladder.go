package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"hourline/ledger/care"
)

type ladderCommand struct {
	Show ladderShow `cmd:"" help:"Show who would be rung in an emergency, and when."`
	Set  ladderSet  `cmd:"" help:"Arrange who is rung in a community's emergencies, from a file."`
}

type ladderSet struct {
	books
	arranged
	File string `json:"-" arg:"" type:"existingfile" help:"The file, in TOML."`
	Text []byte `kong:"-"` // of the file
}

// Help is what ladder set --help adds.
func (ladderSet) Help() string {
	return `A ladder has steps. Each rings people, and tells others by text, so long after the alarm; after the last one everybody
is rung again, for ever. "hourline ladder show --toml" prints one to begin with:

	repeat_every = "1m"
	repeat_for = "30m"
	then_every = "5m"
	elder_calls = ["3m", "10m"]     # an elder who has hung up is rung back

	[[steps]]
	after = "0s"
	call = ["duty"]
	count = 2                       # of them; 0 is all

	[[steps]]
	after = "30s"
	call = ["staff", "supervisor"]
	text = ["family"]

	[[numbers]]
	who = "supervisor"
	name = "街道主任"
	phone = "+8613800000109"

People are duty (whose shift it is), staff (all with the role duty), family, neighbour and key (the elder's contacts),
supervisor (coordinators), street-room (the fallback number), or a word of numbers. What would leave somebody alone is
refused with what mends it: an empty ladder, a word that means nobody, times at which nobody is on duty. Emergencies that
are open keep the ladder that they began with. Older ladders are kept.

	hourline ladder set ladder.toml --community 翠湖社区 --actor 吴主任 --check
	hourline ladder set ladder.toml --community 翠湖社区 --actor 吴主任`
}

// Run stores one ladder; repeating it changes nothing.
func (l *ladderSet) Run(c *console) (err error) {
	if l.Text, err = os.ReadFile(l.File); err != nil {
		return misuse{err}
	}
	return l.books.change(c, l)
}

func (l *ladderSet) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	a, err := centre.SetLadder(ctx, care.LadderFile{Community: l.Community, Actor: l.Actor, Body: l.Text, Check: l.Check})
	if err != nil {
		return err
	}
	if l.Check {
		_, err = fmt.Fprintln(out, "the ladder has no fault; nothing was stored")
		return err
	}
	_, err = fmt.Fprintf(out, "%s has ladder %d; \"hourline ladder show\" tells who would be rung now\n", a.Community, a.Version)
	return err
}

type ladderShow struct {
	books
	full
	Community string `help:"Only this community."`
	TOML      bool   `name:"toml" help:"Print the file to edit and set again, with telephone numbers in full; needs --community."`
}

// Help is what ladder show --help adds.
func (ladderShow) Help() string {
	return `Works beside a running gateway. Each step has the people whom it would ring at this moment, with the last four digits of
their numbers unless --full is given.

	hourline ladder show
	hourline ladder show --community 翠湖社区 --toml > ladder.toml`
}

// Validate is called with the command line.
func (l *ladderShow) Validate() error {
	if l.TOML && l.Community == "" {
		return errors.New("--toml prints one ladder; say which with --community")
	}
	return nil
}

// Run prints one table for each community.
func (l *ladderShow) Run(c *console) error {
	centre, err := l.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	communities, err := chosen(c.ctx, centre, l.Community)
	if err != nil {
		return err
	}
	for i, name := range communities {
		t, err := centre.LadderTable(c.ctx, name)
		if err != nil {
			return err
		}
		if l.TOML {
			text, err := t.ToEdit()
			if err == nil {
				_, err = io.WriteString(c.out, text)
			}
			return err
		}
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		if err := l.print(c.out, t); err != nil {
			return err
		}
	}
	return nil
}

func (l *ladderShow) print(out io.Writer, t care.LadderTable) error {
	if t.Version == 0 {
		fmt.Fprintf(out, "%s has no ladder of its own and follows the policy's\n", t.Community)
	} else {
		fmt.Fprintf(out, "%s, ladder %d of %s by %s\n", t.Community, t.Version, t.RecordedAt.In(t.Place).Format("2006-01-02 15:04"), t.Actor)
	}
	rows := table{right: "r---"}
	rows.row("after", "how", "who", "people now")
	for _, s := range t.Plan.Steps {
		after := briefly(s.After.Std())
		for _, how := range []struct {
			name string
			who  []care.Who
		}{{"call", s.Call}, {"text", s.Text}} {
			name := how.name
			if name == "call" && s.Count > 0 {
				name = fmt.Sprintf("call the first %d of", s.Count)
			}
			for _, w := range how.who {
				rows.row(after, name, string(w), l.people(t, w))
				after, name = "", ""
			}
		}
	}
	rows.row("then", "call", "everybody", fmt.Sprintf("every %s for %s, and every %s after that", briefly(t.Plan.RepeatEvery.Std()), briefly(t.Plan.RepeatFor.Std()), briefly(t.Plan.ThenEvery.Std())))
	for _, at := range t.Plan.ElderCalls {
		rows.row(briefly(at.Std()), "call", "the elder", "who has hung up")
	}
	return rows.print(out)
}

// people are those whom a word means at this moment.
func (l *ladderShow) people(t care.LadderTable, w care.Who) string {
	switch {
	case t.OfElder(w):
		return "the elder's contacts"
	case w == care.StreetRoom && len(t.People[w]) == 0:
		return "the gateway's fallback number"
	case len(t.People[w]) == 0:
		return "NOBODY"
	}
	names := make([]string, len(t.People[w]))
	for i, r := range t.People[w] {
		names[i] = r.Name + " " + l.phone(r.Phone)
	}
	return strings.Join(names, ", ")
}

// briefly is a length of time as people write it: 30s, 1m30s, 3m.
func briefly(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
