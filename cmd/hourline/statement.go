package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"hourline/cmd/internal/homecard"
	"hourline/cmd/internal/passbook"
	"hourline/ledger"
	"hourline/ledger/care"
	"hourline/prompts"
)

type statementCommand struct {
	books
	printed
	Number string `arg:"" help:"The member's number, eight digits."`
	Month  string `xor:"period" placeholder:"MONTH" help:"Only the entries of a month, such as 2026-11."`
	Year   string `xor:"period" placeholder:"YEAR" help:"Only the entries of a year, such as 2026."`
	From   string `placeholder:"DAY" help:"Only entries from this day, such as 2026-11-01."`
	Until  string `placeholder:"DAY" help:"Only entries until this day, which is included."`
	Bank   string `default:"时间银行" env:"HOURLINE_BANK" help:"What the time bank calls itself."`
	Words  string `env:"HOURLINE_WORDS" type:"path" placeholder:"DIR" help:"Folder with an edited copy of the prompts."`
}

// Help is what statement --help adds.
func (statementCommand) Help() string {
	return `Prints every entry of the member's account, the oldest first, with the balance after each, at the centre's own
time, and what stood there before the first. With --html it is a page in large letters for the printer, in the member's
language and, smaller, in the other: it says what each entry was for, and not for whom, and has the full receipt of the last
entry as a QR code, which "hourline verify --receipt" checks from what a scanner reads. With --csv amounts are whole minutes.
Works beside a running gateway. "hourline member list" tells the numbers.

	hourline statement 10000048
	hourline statement 10000048 --month 2026-11 --html
	hourline statement 10000048 --from 2026-01-01 --until 2026-06-30
	hourline statement 10000048 --csv > book.csv`
}

// Validate refuses periods that are given twice.
func (s *statementCommand) Validate() error {
	if (s.From != "" || s.Until != "") && (s.Month != "" || s.Year != "") {
		return errors.New("--from and --until do not go with --month and --year")
	}
	return s.printed.Validate()
}

// Run prints the member's book.
func (s *statementCommand) Run(c *console) error {
	words, err := homecard.Words(s.Words)
	if err != nil {
		return misuse{err}
	}
	centre, err := s.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	m, err := centre.MemberByNumber(c.ctx, s.Number)
	if err != nil {
		return err
	}
	policy, err := centre.PolicyNow(c.ctx)
	if err != nil {
		return err
	}
	period, err := s.period(policy.Place)
	if err != nil {
		return misuse{err}
	}
	read, err := passbook.Read(c.ctx, centre, m, period)
	if err != nil {
		return err
	}
	b := book{read, words, s.Bank}
	if _, html := s.chosen(); html {
		if err := b.Prove(c.ctx, centre); err != nil {
			return err
		}
	}
	if csv, html := s.chosen(); !csv && !html {
		return b.print(c.out)
	}
	return s.printed.write(c, "statement-"+m.Number, b)
}

// period is the time that is asked for, at the centre.
func (s *statementCommand) period(place *time.Location) (p passbook.Period, err error) {
	switch {
	case s.Month != "":
		month, err := care.ParseMonth(s.Month)
		p.From, p.Until = month.In(place)
		return p, named("--month", err)
	case s.Year != "":
		at, err := time.Parse("2006", s.Year)
		p.From, p.Until = care.DayStart(at.Year(), 1, 1, place), care.DayStart(at.Year()+1, 1, 1, place)
		return p, named("--year", err)
	}
	if s.From != "" {
		at, err := time.Parse(time.DateOnly, s.From)
		if err != nil {
			return p, named("--from", err)
		}
		p.From = care.DayStart(at.Year(), at.Month(), at.Day(), place)
	}
	if s.Until != "" {
		at, err := time.Parse(time.DateOnly, s.Until)
		if err != nil {
			return p, named("--until", err)
		}
		p.Until = care.DayStart(at.Year(), at.Month(), at.Day()+1, place)
	}
	return p, nil
}

// named says of which flag an error is.
func named(flag string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	return nil
}

// A book is a member's account, to be written in one of three ways.
type book struct {
	passbook.Book
	words *prompts.Catalogue
	bank  string
}

// HTML writes the page for the printer.
func (b book) HTML(w io.Writer) error {
	page, err := passbook.New(b.words, b.bank, b.Book)
	if err != nil {
		return err
	}
	return page.HTML(w)
}

// print writes the book for people.
func (b book) print(out io.Writer) error {
	fmt.Fprintf(out, "%s, member %s: %s saved", b.Member.Name, b.Member.Number, hours(b.Closing.Posted))
	if b.Closing.Held > 0 {
		fmt.Fprintf(out, ", of which %s set aside", hours(b.Closing.Held))
	}
	fmt.Fprintf(out, " (times in %s)\n", b.Place)
	t := table{right: "r--rrr"}
	t.row("entry", "recorded", "what", "change", "balance", "set aside")
	if !b.Period.From.IsZero() {
		t.row("", b.Period.From.Format("2006-01-02 15:04"), "before", "", hours(b.Opening.Posted), aside(b.Opening.Held))
	}
	for _, l := range b.Lines {
		t.row(number(int64(l.ID)), l.RecordedAt.In(b.Place).Format("2006-01-02 15:04"), what(l.Line), moved(l.Change), hours(l.Balance), aside(l.HeldAfter))
	}
	return t.print(out)
}

// aside is what is set aside; nothing for none.
func aside(minutes int64) string {
	if minutes == 0 {
		return ""
	}
	return hours(minutes)
}

// following are the kinds of entries that follow another, which they refer to.
var following = map[ledger.Kind]string{
	"service":       "a visit received, for entry",
	"service-back":  "given back, of entry",
	"overflow":      "the account is full, to the pool, of entry",
	"overflow-back": "back from the pool, of entry",
}

// what says what an entry was for.
func what(l ledger.Line) string {
	s := fmt.Sprintf("%s %d", l.Kind, l.Ref)
	if words, known := following[l.Kind]; known {
		s = fmt.Sprintf("%s %d", words, l.Ref)
	}
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

// CSV writes the book for programs: minutes, and moments in RFC 3339.
func (b book) CSV(out io.Writer) error {
	w := csv.NewWriter(out)
	w.Write([]string{"entry", "recorded", "effective", "kind", "ref", "minutes", "held", "balance", "balance_held", "undoes", "resolves", "policy", "receipt", "purpose", "service"})
	for _, l := range b.Lines {
		w.Write([]string{
			number(int64(l.ID)), moment(l.RecordedAt, b.Place), moment(l.EffectiveAt, b.Place), string(l.Kind), number(l.Ref),
			number(l.Change), number(l.HeldChange), number(l.Balance), number(l.HeldAfter),
			number(int64(l.Undoes)), number(int64(l.Resolves)), number(l.Policy), l.Receipt, string(l.Moved.Purpose), string(l.Moved.Kind),
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
