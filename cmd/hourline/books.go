package main

import (
	"fmt"
	"os"
	"text/tabwriter"

	"hourline/cmd/internal/gateway"
	"hourline/ledger"
	"hourline/ledger/care"
)

// books are where a command finds the books.
type books struct {
	Data string `default:"./data" env:"HOURLINE_DATA" help:"Folder of the books." type:"path"`
}

// look opens the books to read; a gateway may be running on them.
func (b books) look(c *console) (*care.Centre, error) {
	return care.Open(c.ctx, gateway.BooksIn(b.Data), care.Config{ReadOnly: true})
}

// own opens the books to write, and makes them when there are none.
func (b books) own(c *console) (*care.Centre, error) {
	if err := os.MkdirAll(b.Data, 0o700); err != nil {
		return nil, err
	}
	return care.Open(c.ctx, gateway.BooksIn(b.Data), care.Config{})
}

type statementCommand struct {
	books
	Number string `arg:"" help:"The member's number, eight digits; member list shows them."`
}

// Run prints the last entries of a member's account, the newest first.
func (s *statementCommand) Run(c *console) error {
	centre, err := s.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	m, err := centre.MemberByNumber(c.ctx, s.Number)
	if err != nil {
		return err
	}
	return printStatement(c, centre, m)
}

// longestStatement is how many entries a statement shows.
const longestStatement = 1000

func printStatement(c *console, centre *care.Centre, m care.Member) error {
	return centre.Bank.Read(c.ctx, func(v *ledger.View) error {
		balance, err := v.Balance(m.Account)
		if err != nil {
			return err
		}
		lines, err := v.Statement(m.Account, longestStatement)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s  %s\nbalance %d minutes, available %d\n", m.Number, m.Name, balance.Posted, balance.Available())
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(w, "entry\trecorded\tkind\tminutes\tbalance\t")
		for _, l := range lines {
			fmt.Fprintf(w, "%d\t%s\t%s\t%+d\t%d\t\n", l.ID, l.RecordedAt.Format("2006-01-02 15:04"), l.Kind, l.Change, l.Balance)
		}
		return w.Flush()
	})
}

type verifyCommand struct{ books }

// Run checks the whole journal.
func (v *verifyCommand) Run(c *console) error {
	centre, err := v.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	return printVerify(c, centre.Bank)
}

func printVerify(c *console, bank *ledger.Bank) error {
	report, err := bank.Verify(c.ctx, nil)
	if err != nil {
		return err
	}
	for _, d := range report.Differences {
		fmt.Fprintf(c.errors, "entry %d account %d: %s\n", d.Entry, d.Account, d.What)
	}
	if n := len(report.Differences); n > 0 {
		return fmt.Errorf("the books are not whole: %d differences", n)
	}
	fmt.Fprintf(c.out, "the books are whole: %d entries folded, %d accounts compared\n", report.Entries, report.Accounts)
	return nil
}
