package main

import (
	"time"

	"hourline/cmd/internal/bureau"
	"hourline/cmd/internal/homecard"
	"hourline/ledger/reports"
)

type reportSolvency struct {
	books
	printed
	Lang  string `default:"zh-CN" help:"Language of the report: zh-CN or en."`
	Bank  string `default:"时间银行" env:"HOURLINE_BANK" help:"What the time bank calls itself."`
	Words string `env:"HOURLINE_WORDS" type:"path" placeholder:"DIR" help:"Folder with an edited copy of the prompts."`
}

// Help is what report solvency --help adds.
func (reportSolvency) Help() string {
	return `Could the hours that people hold be paid? The hours outstanding by age and community, the money in the funds, how much of
the hours it covers as cash, what it would cost if 10, 25, 50 or all of 100 took theirs out at once, how that has changed in
twelve months, how many of the hours served were stored, and the largest accounts, which cannot be recognized. With --html it
is a page with charts, for a browser and for paper, also in black and white. Works beside a running gateway.

	hourline report solvency
	hourline report solvency --html --out board.html
	hourline report solvency --csv --lang en > solvency.csv`
}

// Run prints the report.
func (r *reportSolvency) Run(c *console) error {
	words, err := homecard.Words(r.Words)
	if err != nil {
		return misuse{err}
	}
	centre, err := r.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	s, err := reports.SolvencyOf(c.ctx, centre)
	if err != nil {
		return err
	}
	sheet, err := bureau.Solvency(words, r.Lang, r.Bank, s)
	if err != nil {
		return err
	}
	if csv, html := r.chosen(); !csv && !html {
		return printSheet(c.out, sheet)
	}
	return r.printed.write(c, "solvency-"+s.At.Format(time.DateOnly), sheet)
}
