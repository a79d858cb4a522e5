package main

import (
	"fmt"
	"io"
	"strings"

	"hourline/ledger/care"
	"hourline/prompts"
)

type reportExceptions struct {
	monthly
	Lang string `default:"zh-CN" help:"Language of the header of the file: zh-CN or en."`
	Out  string `type:"path" placeholder:"FILE" help:"Write all of it to a file for a spreadsheet, and nothing to the screen."`
}

// Help is what report exceptions --help adds.
func (reportExceptions) Help() string {
	return `What was out of the ordinary in a month, in three tables: what each of the staff did with hours by hand, and which part of
all that was; how many visits have which code; and what the machine found odd, with its numbers and what a coordinator
found out. A signal is a fact and no verdict: "hourline ticket show" tells who sees to it, "hourline visit show" what
happened to a visit. The thresholds stand in the policy under [signals]. The file is CSV in UTF-8 with a mark; it has names,
for the centre only, and neither telephone numbers nor addresses. Works beside a running gateway.

	hourline report exceptions --month 2026-11
	hourline report exceptions --month 2026-11 --out exceptions.csv`
}

// Run prints the tables, or writes the file.
func (r *reportExceptions) Run(c *console) error {
	words, centre, err := r.open(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	o, err := centre.OdditiesOf(c.ctx, r.month)
	if err != nil {
		return err
	}
	if r.Out == "" {
		return printOddities(c.out, o)
	}
	return writeOnly(r.Out, func(out io.Writer) error { return r.write(out, words, o) })
}

func printOddities(out io.Writer, o care.Oddities) error {
	staff := table{right: "-rrrr"}
	staff.row("staff", "entered", "corrected", "vouched", "of all by hand")
	for _, d := range o.Staff {
		staff.row(d.Who.Name+" "+d.Who.Number, number(int64(d.Entered)), number(int64(d.Corrected)), number(int64(d.Vouched)), part(d.Entered+d.Corrected, o.ByHand))
	}
	codes := table{right: "-rr"}
	codes.row("code", "visits", "of "+number(int64(o.Visits)))
	for _, k := range o.Reasons {
		codes.row(string(k.Reason), number(int64(k.Visits)), part(k.Visits, o.Visits))
	}
	odd := table{right: "------"}
	odd.row("signal", "found", "about", "with", "numbers", "outcome")
	for _, s := range o.Signals {
		odd.row(string(s.Kind), stamp(s.At), party(s.Who), party(s.With), s.Detail, outcome(s))
	}
	for i, t := range []table{staff, codes, odd} {
		if i > 0 {
			fmt.Fprintln(out)
		}
		if err := t.print(out); err != nil {
			return err
		}
	}
	return nil
}

// part is how large a part of all something is.
func part(n, all int) string {
	if all == 0 {
		return ""
	}
	return fmt.Sprintf("%d%%", (100*n+all/2)/all)
}

func party(p care.Party) string { return strings.TrimSpace(p.Name + " " + p.Number) }

// outcome is what became of a signal.
func outcome(s care.Shown) string {
	if s.Outcome == "" {
		return "ticket " + number(s.Ticket)
	}
	return s.Outcome
}

func (r *reportExceptions) write(out io.Writer, words *prompts.Catalogue, o care.Oddities) error {
	var columns []string
	for _, half := range []string{"exceptions.who", "exceptions.what"} {
		names, err := words.Text(r.Lang, half, nil)
		if err != nil {
			return err
		}
		columns = append(columns, strings.Split(names, ",")...)
	}
	w, err := spreadsheet(out, columns)
	if err != nil {
		return err
	}
	line := func(table, code string, who, with care.Party, n, all int, when, detail, outcome string) {
		w.Write([]string{table, code, who.Number, plain(who.Name), with.Number, plain(with.Name), number(int64(n)), part(n, all), when, detail, plain(outcome)})
	}
	for _, d := range o.Staff {
		line("staff", "entered", d.Who, care.Party{}, d.Entered, o.ByHand, "", "", "")
		line("staff", "corrected", d.Who, care.Party{}, d.Corrected, o.ByHand, "", "", "")
		line("staff", "vouched", d.Who, care.Party{}, d.Vouched, 0, "", "", "")
	}
	for _, k := range o.Reasons {
		line("code", string(k.Reason), care.Party{}, care.Party{}, k.Visits, o.Visits, "", "", "")
	}
	for _, s := range o.Signals {
		line("signal", string(s.Kind), s.Who, s.With, 1, 0, toTheSecond(s.At), s.Detail, s.Outcome)
	}
	w.Flush()
	return w.Error()
}
