package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"hourline/ledger/care"
)

type visitCommand struct {
	Show    visitShow    `cmd:"" help:"Show a visit, and all that happened to it."`
	Move    visitMove    `cmd:"" help:"Plan a visit for another time."`
	Alone   visitAlone   `cmd:"" help:"Let a newcomer go alone when nobody goes along."`
	Correct visitCorrect `cmd:"" help:"Correct the hours of a visit that is over."`
	NoShow  visitNoShow  `cmd:"" name:"noshow" help:"Have somebody else found for a visit to which nobody came."`
	Remark  visitRemark  `cmd:"" help:"Note what was out of the ordinary about a visit."`

	List     visitList     `cmd:"" help:"List the visits that wait for somebody's word."`
	Add      visitAdd      `cmd:"" help:"Enter a visit that the books know nothing of."`
	Finish   visitFinish   `cmd:"" help:"Enter the end of a visit that was not finished."`
	Confirm  visitConfirm  `cmd:"" help:"Vouch for a visit that somebody else of the staff has entered."`
	Object   visitObject   `cmd:"" help:"Note that an elder says a visit was not so."`
	Settle   visitSettle   `cmd:"" help:"Store the hours of a visit that was disputed, or never confirmed."`
	Withdraw visitWithdraw `cmd:"" help:"Close such a visit without storing hours."`
}

type visitShow struct {
	books
	ID int64 `arg:"" help:"The visit's number, which a ticket refers to."`
}

// Help is what visit show --help adds.
func (visitShow) Help() string {
	return `Works beside a running gateway. Times are those of the centre; neither an address nor a telephone number is shown.

	hourline visit show 12`
}

// Run shows one visit.
func (s *visitShow) Run(c *console) error {
	centre, err := s.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	f, err := centre.VisitFile(c.ctx, s.ID)
	if err != nil {
		return err
	}
	return printVisit(c.out, f)
}

func printVisit(out io.Writer, f care.VisitFile) error {
	w := f.Request.Visit
	t := table{right: "--"}
	show := func(what, value string) {
		if value != "" {
			t.row(what, value)
		}
	}
	show("visit", number(w.ID))
	show("service", string(f.Request.Kind))
	show("state", string(f.Request.State))
	show("elder", f.Elder.Name+" "+f.Elder.Number)
	show("volunteer", f.Helper.Name+" "+f.Helper.Number)
	show("planned", stamp(w.PlannedAt)+", "+hours(w.PlannedMinutes))
	show("told", stampOrNot(w.AnnouncedAt))
	show("started", graded(w.StartedAt, w.StartGrade))
	show("finished", graded(w.FinishedAt, w.FinishGrade))
	if !w.FinishedAt.IsZero() {
		show("credited", hours(w.Credited))
	}
	show("for a person", w.Review)
	if w.Entry != 0 {
		show("entry", number(w.Entry))
	}
	for _, e := range f.Events {
		show(e.At.Format("2006-01-02 15:04:05"), event(e))
	}
	return t.print(out)
}

// event says what happened to a visit in one line.
func event(e care.VisitEvent) string {
	words := []string{e.What, string(e.Reason)}
	if e.Old != "" || e.New != "" {
		words = append(words, e.Old+" → "+e.New)
	}
	if e.Actor != "" {
		words = append(words, "by "+e.Actor)
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func stampOrNot(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return stamp(at)
}

// graded is an end of a visit with how well it is attested.
func graded(at time.Time, g care.Grade) string {
	if at.IsZero() || g == "" {
		return stampOrNot(at)
	}
	return fmt.Sprintf("%s, evidence %s", stamp(at), g)
}
