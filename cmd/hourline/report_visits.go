package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"

	"hourline/ledger/care"
	"hourline/prompts"
)

type reportVisits struct {
	monthly
	Lang string `default:"zh-CN" help:"Language of the file: zh-CN or en."`
	Out  string `type:"path" placeholder:"FILE" help:"The file to write; the screen when empty."`
}

// Help is what report visits --help adds.
func (reportVisits) Help() string {
	return `One line for each visit, whatever became of it, in the month in which it ended or, if it never did, was planned for: the
service, who it was for and by whom, the day, how well the place is attested (A called in on the elder's telephone, B cell
of the home card, C code only, D entered by staff), start and finish as they were told, and besides the minutes planned,
told, reckoned and stored. Outcomes and reasons are the words that the books use. The file is CSV in UTF-8 with a mark; it
has names, for the centre only, and neither telephone numbers nor addresses. Works beside a running gateway.

	hourline report visits --month 2026-11 --out visits.csv
	hourline report visits --month 2026-11 --lang en`
}

// Run writes the file.
func (r *reportVisits) Run(c *console) error {
	words, centre, err := r.open(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	write := func(out io.Writer) error {
		lines, err := newVisitLines(out, words, r.Lang)
		if err != nil {
			return err
		}
		if err := centre.EachVisit(c.ctx, r.month, lines.write); err != nil {
			return err
		}
		lines.csv.Flush()
		return lines.csv.Error()
	}
	if r.Out == "" {
		return write(c.out)
	}
	return writeOnly(r.Out, write)
}

// visitLines writes visits as lines of a table, one by one.
type visitLines struct {
	csv      *csv.Writer
	services map[care.Kind]string
}

func newVisitLines(out io.Writer, words *prompts.Catalogue, lang string) (*visitLines, error) {
	l := &visitLines{services: map[care.Kind]string{}}
	var columns []string
	for _, part := range []string{"visits.who", "visits.when", "visits.what"} {
		names, err := words.Text(lang, part, nil)
		if err != nil {
			return nil, err
		}
		columns = append(columns, strings.Split(names, ",")...)
	}
	for _, k := range care.Kinds {
		name, err := words.Text(lang, "points.kind", prompts.Args{"kind": prompts.Kind(string(k))})
		if err != nil {
			return nil, err
		}
		l.services[k] = name
	}
	var err error
	l.csv, err = spreadsheet(out, columns)
	return l, err
}

// write writes one visit.
func (l *visitLines) write(e care.Elements) error {
	return l.csv.Write([]string{
		number(e.Visit), l.services[e.Service], e.Elder.Number, plain(e.Elder.Name), e.Helper.Number, plain(e.Helper.Name), plain(e.Community),
		e.Day().Format(time.DateOnly), toTheSecond(e.Planned), number(e.Length),
		toTheSecond(e.Start.At), string(e.Start.Grade), toTheSecond(e.Finish.At), string(e.Finish.Grade), orEmpty(e.Said),
		number(e.Credited), number(e.Stored), orEmpty(e.Entry), e.Outcome, e.Reasons, orEmpty(int64(e.Satisfied)),
	})
}

// toTheSecond is a moment for a spreadsheet; nothing for none.
func toTheSecond(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(time.DateTime)
}

// orEmpty is a number for a spreadsheet; nothing for 0.
func orEmpty(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}
