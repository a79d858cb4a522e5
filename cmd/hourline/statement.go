package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"time"

	"hourline/ledger"
	"hourline/ledger/care"
)

type statementCommand struct {
	books
	Number string `arg:"" help:"The member's number, eight digits."`
	CSV    bool   `name:"csv" help:"Print rows for a spreadsheet."`
}

// Help is what statement --help adds.
func (statementCommand) Help() string {
	return `Prints every entry of the member's account, the oldest first, with the balance after each, at the centre's own
time. Works beside a running gateway. "hourline member list" tells the numbers. With --csv amounts are whole minutes.

	hourline statement 10000048
	hourline statement 10000048 --csv > book.csv`
}

// Run prints the member's book.
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
	b, err := readBook(c.ctx, centre, m)
	if err != nil {
		return err
	}
	if s.CSV {
		return b.writeCSV(c.out)
	}
	return b.print(c.out)
}

// A book is a member's account as it stands at one moment.
type book struct {
	member  care.Member
	balance ledger.Balance
	lines   []ledger.Line // oldest first
	place   *time.Location
}

func readBook(ctx context.Context, centre *care.Centre, m care.Member) (b book, err error) {
	policy, err := centre.PolicyNow(ctx)
	if err != nil {
		return b, err
	}
	b = book{member: m, place: policy.Place}
	err = centre.Bank.Read(ctx, func(v *ledger.View) (err error) {
		if b.balance, err = v.Balance(m.Account); err != nil {
			return err
		}
		b.lines, err = v.Statement(m.Account, math.MaxInt)
		return err
	})
	slices.Reverse(b.lines)
	return b, err
}

// print writes the book for people.
func (b book) print(out io.Writer) error {
	fmt.Fprintf(out, "%s, member %s: %s saved", b.member.Name, b.member.Number, hours(b.balance.Posted))
	if b.balance.Held > 0 {
		fmt.Fprintf(out, ", of which %s set aside", hours(b.balance.Held))
	}
	fmt.Fprintf(out, " (times in %s)\n", b.place)
	t := table{right: "r--rr"}
	t.row("entry", "recorded", "what", "change", "balance")
	for _, l := range b.lines {
		t.row(number(int64(l.ID)), l.RecordedAt.In(b.place).Format("2006-01-02 15:04"), what(l), moved(l.Change), hours(l.Balance))
	}
	return t.print(out)
}

// what says what an entry was for.
func what(l ledger.Line) string {
	s := fmt.Sprintf("%s %d", l.Kind, l.Ref)
	switch {
	case l.HeldChange > 0:
		s += ", sets " + hours(l.HeldChange) + " aside"
	case l.HeldChange < 0:
		s += ", releases " + hours(-l.HeldChange)
	}
	if l.Undoes != 0 {
		s += fmt.Sprintf(", undoes entry %d", l.Undoes)
	}
	return s
}

// writeCSV writes the book for programs: minutes, and moments in RFC 3339.
func (b book) writeCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	w.Write([]string{"entry", "recorded", "effective", "kind", "ref", "minutes", "held", "balance", "balance_held", "undoes", "resolves", "policy"})
	for _, l := range b.lines {
		w.Write([]string{
			number(int64(l.ID)), moment(l.RecordedAt, b.place), moment(l.EffectiveAt, b.place), string(l.Kind), number(l.Ref),
			number(l.Change), number(l.HeldChange), number(l.Balance), number(l.HeldAfter),
			number(int64(l.Undoes)), number(int64(l.Resolves)), number(l.Policy),
		})
	}
	w.Flush()
	return w.Error()
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func moment(t time.Time, place *time.Location) string { return t.In(place).Format(time.RFC3339) }

// moved is an amount that was added or taken: +2 h, -30 min.
func moved(minutes int64) string {
	if minutes > 0 {
		return "+" + hours(minutes)
	}
	return hours(minutes)
}

// hours says minutes as people do: 2 h 30 min.
func hours(minutes int64) string {
	if minutes < 0 {
		return "-" + hours(-minutes)
	}
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	default:
		return fmt.Sprintf("%d h %d min", h, m)
	}
}
