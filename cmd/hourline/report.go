package main

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"hourline/cmd/internal/certificate"
	"hourline/cmd/internal/homecard"
	"hourline/ledger/care"
	"hourline/prompts"
)

type reportCommand struct {
	Month       reportMonth       `cmd:"" default:"withargs" help:"Write what a month was like, for the bureau: report --month MONTH."`
	Solvency    reportSolvency    `cmd:"" help:"Show whether the hours that people hold could be paid."`
	Visits      reportVisits      `cmd:"" help:"Write all visits of a month, with what is kept of each."`
	Exceptions  reportExceptions  `cmd:"" help:"Show what was out of the ordinary in a month, by staff, code and signal."`
	Settlement  reportSettlement  `cmd:"" help:"Show what this bank and others owe one another."`
	Points      reportPoints      `cmd:"" help:"Write the points file of a month: who served how many hours."`
	Certificate reportCertificate `cmd:"" help:"Write a volunteer's certificate of a month, for the printer."`
}

// monthly are the flags of reports about a month.
type monthly struct {
	books
	Month string `required:"" placeholder:"MONTH" help:"The month, such as 2026-11."`
	Words string `env:"HOURLINE_WORDS" type:"path" placeholder:"DIR" help:"Folder with an edited copy of the prompts."`

	month care.Month
}

// open reads the month and the words, and opens the books to look at them.
func (m *monthly) open(c *console) (words *prompts.Catalogue, centre *care.Centre, err error) {
	if m.month, err = care.ParseMonth(m.Month); err != nil {
		return nil, nil, misuse{fmt.Errorf("--month: %w", err)}
	}
	if words, err = homecard.Words(m.Words); err != nil {
		return nil, nil, misuse{err}
	}
	centre, err = m.look(c)
	return words, centre, err
}

type reportPoints struct {
	monthly
	Party bool   `help:"Only members of the party (flag party-member or 党员)."`
	Lang  string `default:"zh-CN" help:"Language of the file: zh-CN or en."`
	Out   string `type:"path" placeholder:"FILE" help:"The file to write; the screen when empty."`
}

// Help is what report points --help adds.
func (reportPoints) Help() string {
	return `One line for each volunteer who served in the month: number, name, whether a member of the party, hours, visits and kinds
of service. Only hours that stand in the journal count, by the day on which the visit ended. The file is CSV in UTF-8
with a mark, so that spreadsheets open it; it holds no telephone number and no address. Works beside a running gateway.

	hourline report points --month 2026-11 --out points.csv
	hourline report points --month 2026-11 --party`
}

// Run writes the file.
func (r *reportPoints) Run(c *console) error {
	words, centre, err := r.open(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	served, err := centre.Served(c.ctx, r.month)
	if err != nil {
		return err
	}
	write := func(out io.Writer) error { return r.write(out, words, served) }
	if r.Out == "" {
		return write(c.out)
	}
	return writeOnly(r.Out, write)
}

func (r *reportPoints) write(out io.Writer, words *prompts.Catalogue, served []care.Served) error {
	header, err := words.Text(r.Lang, "points.header", nil)
	if err != nil {
		return err
	}
	yes, err := words.Text(r.Lang, "points.yes", nil)
	if err != nil {
		return err
	}
	w, err := spreadsheet(out, strings.Split(header, ","))
	if err != nil {
		return err
	}
	for _, s := range served {
		party := ""
		if s.Member.PartyMember() {
			party = yes
		} else if r.Party {
			continue
		}
		kinds, err := kindsOf(words, r.Lang, s)
		if err != nil {
			return err
		}
		w.Write([]string{s.Member.Number, plain(s.Member.Name), party, decimal(s.Minutes()), strconv.Itoa(s.Visits()), kinds})
	}
	w.Flush()
	return w.Error()
}

func kindsOf(words *prompts.Catalogue, lang string, s care.Served) (string, error) {
	names := make([]string, len(s.Kinds))
	for i, k := range s.Kinds {
		var err error
		if names[i], err = words.Text(lang, "points.kind", prompts.Args{"kind": prompts.Kind(string(k.Kind))}); err != nil {
			return "", err
		}
	}
	return strings.Join(names, " "), nil
}

// decimal is minutes as hours for a spreadsheet: 2.50.
func decimal(minutes int64) string {
	return strconv.FormatFloat(float64(minutes)/60, 'f', 2, 64)
}

// plain keeps a spreadsheet from taking a name for a formula.
func plain(name string) string {
	if strings.ContainsAny(name[:min(1, len(name))], "=+-@\t\r") {
		return "'" + name
	}
	return name
}

type reportCertificate struct {
	monthly
	Number string `arg:"" help:"The volunteer's member number, eight digits."`
	Bank   string `default:"时间银行" env:"HOURLINE_BANK" help:"What the time bank calls itself."`
	Out    string `type:"path" placeholder:"FILE" help:"The page to write; certificate-NUMBER-MONTH.html when empty."`
}

// Help is what report certificate --help adds.
func (reportCertificate) Help() string {
	return `Writes what a volunteer served in the month as one sheet of A4: open it in a browser and print it. Only hours that stand
in the journal count. It says nothing of whom they were for. Works beside a running gateway.

	hourline report certificate 10000048 --month 2026-11 --bank 翠湖时间银行`
}

// Run writes the page.
func (r *reportCertificate) Run(c *console) error {
	words, centre, err := r.open(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	who, err := centre.MemberByNumber(c.ctx, r.Number)
	if err != nil {
		return err
	}
	served, err := centre.Served(c.ctx, r.month)
	if err != nil {
		return err
	}
	for _, s := range served {
		if s.Member.ID == who.ID {
			return r.write(c.out, words, s)
		}
	}
	return fmt.Errorf("%s has no hours in %s that stand in the journal; \"hourline statement %s\" shows the book", who.Name, r.month, who.Number)
}

func (r *reportCertificate) write(out io.Writer, words *prompts.Catalogue, s care.Served) error {
	page, err := certificate.New(words, r.Bank, r.month, s)
	if err != nil {
		return err
	}
	file := cmp.Or(r.Out, fmt.Sprintf("certificate-%s-%s.html", s.Member.Number, r.month))
	if err := writeOnly(file, page.HTML); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "the certificate of %s is in %s: print it on A4\n", s.Member.Name, file)
	return err
}
