package main

import (
	"hourline/cmd/internal/bureau"
	"hourline/ledger/reports"
)

type reportMonth struct {
	monthly
	printed
	Lang string `default:"zh-CN" help:"Language of the report: zh-CN or en."`
	Bank string `default:"时间银行" env:"HOURLINE_BANK" help:"What the time bank calls itself."`
}

// Help is what report --month --help adds.
func (reportMonth) Help() string {
	return `What a month was like, for the bureau: visits and hours by kind and community, elders and volunteers, how much of what was
served was stored, how soon requests were taken, what the elders say, emergencies and how soon somebody came, what staff
did by hand, what was taken out, and how the fund stands to what is owed. It is printed, and written as a page with charts,
report-MONTH.html, and as rows for a spreadsheet, report-MONTH.csv. Works beside a running gateway.

	hourline report --month 2026-11
	hourline report --month 2026-11 --html --out /srv/bureau/november.html --lang en
	hourline report month --month 2026-11 --csv > november.csv`
}

// Run prints the report, and writes it.
func (r *reportMonth) Run(c *console) error {
	words, centre, err := r.open(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	m, err := reports.MonthOf(c.ctx, centre, r.month)
	if err != nil {
		return err
	}
	sheet, err := bureau.Month(words, r.Lang, r.Bank, m)
	if err != nil {
		return err
	}
	if csv, html := r.chosen(); !csv && !html {
		if err := printSheet(c.out, sheet); err != nil {
			return err
		}
		r.CSV, r.HTML = true, true
	}
	return r.printed.write(c, "report-"+r.month.String(), sheet)
}
