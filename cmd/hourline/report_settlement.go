package main

import (
	"io"
	"strings"

	"hourline/ledger/reports"
	"hourline/prompts"
)

type reportSettlement struct {
	books
	speaks
	CSV bool   `help:"Comma-separated values in UTF-8 with a mark, for a spreadsheet: hours with two decimals."`
	Out string `type:"path" placeholder:"FILE" help:"The file to write; the screen when empty."`
}

// Help is what report settlement --help adds.
func (reportSettlement) Help() string {
	return `For each bank that is known: what one owes the other, set off against one another, and the yuan that it stands for by the
policy (redeem.hour_fen); how much of the limit is used; what was sent, received and paid between the two; and what is on
its way without an answer. The two banks' reports must say the same, but for what is on its way: compare them before
anybody pays. Works beside a running gateway.

	hourline report settlement
	hourline report settlement --csv --out settlement.csv`
}

// Run writes the report.
func (r *reportSettlement) Run(c *console) error {
	centre, err := r.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	s, err := reports.SettlementOf(c.ctx, centre)
	if err != nil {
		return err
	}
	write := func(out io.Writer) error {
		if r.CSV {
			return r.values(out, s)
		}
		return r.table(out, s)
	}
	if r.Out == "" {
		return write(c.out)
	}
	return writeOnly(r.Out, write)
}

func (r *reportSettlement) table(out io.Writer, s reports.Settlement) error {
	t := table{right: "-" + strings.Repeat("r", 12)}
	if err := r.header(&t, "settlement"); err != nil {
		return err
	}
	for _, p := range s.Peers {
		t.row(r.row(p, hours)...)
	}
	if err := t.print(out); err != nil {
		return err
	}
	return r.say(out, "settlement.rate", prompts.Args{"money": prompts.Money(s.Rate)})
}

// row is how two banks stand, with minutes written in a way.
func (r *reportSettlement) row(p reports.PeerSettlement, amount func(int64) string) []string {
	return []string{
		plain(p.Name), amount(p.WeOwe), amount(p.TheyOwe), yuan(p.Fen), amount(p.Limit), number(p.Used()) + "%",
		amount(p.Sent), amount(p.Received), amount(p.Paid), amount(p.GotPaid), number(int64(p.Open)), amount(p.OnTheWay), number(int64(p.Late)),
	}
}

func (r *reportSettlement) values(out io.Writer, s reports.Settlement) error {
	header, err := r.words("settlement.header", nil)
	if err != nil {
		return err
	}
	w, err := spreadsheet(out, strings.Split(header, ","))
	if err != nil {
		return err
	}
	for _, p := range s.Peers {
		w.Write(r.row(p, decimal))
	}
	w.Flush()
	return w.Error()
}
