package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"hourline/ledger/care"
)

type caseCommand struct {
	List  caseList  `cmd:"" help:"List emergencies, the newest first."`
	Show  caseShow  `cmd:"" help:"Show what happened in an emergency."`
	Close caseClose `cmd:"" help:"End an emergency that is over, with its outcome."`
}

type caseList struct {
	books
	Open bool `help:"Only those that nobody has ended."`
	Last int  `default:"20" help:"How many."`
}

// Help is what case list --help adds.
func (caseList) Help() string {
	return `Works beside a running gateway. An alarm is a call for help; cancelled is one that was taken back, after which a person
rings; silent and hangups are calls in which nothing was pressed; drill and selftest ring for practice and are counted
apart. The first column is the number for "hourline case show"; the case is the one that is spoken and texted.

	hourline case list --open
	hourline case list --last 100`
}

// Run prints one line for each case.
func (l *caseList) Run(c *console) error {
	centre, err := l.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	all, err := centre.Reports(c.ctx, l.Open, l.Last)
	if err != nil {
		return err
	}
	t := table{right: "rr------"}
	t.row("id", "case", "kind", "community", "opened", "state", "accepted by", "outcome")
	for _, r := range all {
		by := ""
		if who, ok := r.Acceptor(); ok {
			by = who.Name
		}
		t.row(number(r.ID), number(r.Number), string(r.Kind), r.Community, r.OpenedAt.Format("2006-01-02 15:04:05"), string(r.Progress.State), by, r.Outcome)
	}
	return t.print(c.out)
}

type caseShow struct {
	books
	full
	ID int64 `arg:"" help:"The first column of \"hourline case list\"."`
}

// Help is what case show --help adds.
func (caseShow) Help() string {
	return `Works beside a running gateway. Each line is something that happened, with the time at the centre and since the case was
opened. Telephone numbers show their last four digits, and the address is left out, unless --full is given.

	hourline case show 12
	hourline case show 12 --full`
}

// Run prints the report of one case.
func (s *caseShow) Run(c *console) error {
	centre, err := s.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	r, err := centre.Report(c.ctx, s.ID)
	if err != nil {
		return err
	}
	if err := s.head(r).print(c.out); err != nil {
		return err
	}
	fmt.Fprintln(c.out)
	return s.timeline(r).print(c.out)
}

// head is what a case is, in two columns.
func (f full) head(r care.Report) *table {
	t := table{right: "--"}
	show := func(what, value string) {
		if value != "" {
			t.row(what, value)
		}
	}
	show("case", fmt.Sprintf("%d (%s)", r.Number, r.Kind))
	show("community", r.Community)
	show("for", r.Subject())
	if r.Phone != "" {
		show("telephone", f.phone(r.Phone))
	}
	show("address", f.address(r.Address()))
	show("opened", at(r, r.OpenedAt))
	if by, ok := r.Acceptor(); ok {
		show("accepted", fmt.Sprintf("%s by %s, after %s", at(r, r.AcceptedAt), f.responder(by), briefly(r.AcceptedAt.Sub(r.OpenedAt).Round(time.Second))))
	}
	show("state", string(r.Progress.State))
	if !r.ClosedAt.IsZero() {
		show("ended", strings.TrimSuffix(at(r, r.ClosedAt)+" by "+r.ClosedBy, " by "))
	}
	show("outcome", r.Outcome)
	return &t
}

// timeline is what happened, line by line.
func (f full) timeline(r care.Report) *table {
	t := table{right: "-r--"}
	for _, e := range r.Events {
		t.row(f.happening(r, e)...)
	}
	return &t
}

// happening is one line of a report: when, how long after the opening, what,
// and who.
func (f full) happening(r care.Report, e care.Happening) []string {
	who := ""
	if e.Responder >= 0 && e.Responder < len(r.Ladder.Responders) {
		who = f.responder(r.Ladder.Responders[e.Responder])
	}
	return []string{e.At.Format("15:04:05"), "+" + briefly(e.At.Sub(r.OpenedAt).Round(time.Second)), e.What, who}
}

func (f full) responder(r care.Responder) string { return r.Name + " " + f.phone(r.Phone) }

// at is a moment at the centre.
func at(r care.Report, t time.Time) string { return t.In(r.Place).Format("2006-01-02 15:04:05") }

type caseClose struct {
	books
	ID      int64  `arg:"" help:"The first column of \"hourline case list\"."`
	Actor   string `required:"" placeholder:"WHO" help:"Who ends it; kept with it."`
	Outcome string `required:"" placeholder:"WORDS" help:"How it ended, in a few words."`
	Note    string `placeholder:"WORDS" help:"What whoever reads the report should know."`
}

// Help is what case close --help adds.
func (caseClose) Help() string {
	return `An emergency never ends by itself. Whoever accepted it ends it by text or when the machine asks; this is for those that
were ended in another way. Telephones that ring for it are hung up.

	hourline case close 12 --actor 吴主任 --outcome 已送医院
	hourline case close 12 --actor 吴主任 --outcome 平安 --note "忘了带钥匙,邻居开的门"`
}

// Run ends one case.
func (k *caseClose) Run(c *console) error { return k.books.change(c, k) }

func (k *caseClose) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	outcome := k.Outcome
	if k.Note != "" {
		outcome += "; " + k.Note
	}
	done, err := centre.CloseCase(ctx, k.ID, care.Closing{Actor: k.Actor, Outcome: outcome})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "case %d is closed\n", done.Number)
	return err
}
