package passbook

import (
	_ "embed"
	"errors"
	"html/template"
	"io"
	"slices"
	"time"

	"hourline/cmd/internal/qrcode"
	"hourline/ledger/proof"
	"hourline/prompts"
)

// A Page is a statement on paper.
type Page struct {
	Lang, Other, Bank string
	Period            string // 2026-11-01 – 2026-11-30
	Title, Who, Kept  Two
	PeriodLabel       Two
	Begins            Two // said where the period has no beginning
	Stands            []Amount
	Head              []Two
	Rows              []Row
	None              Two
	Proof             *ProofOnPage // nil for none
}

// A ProofOnPage is a receipt that a program can read, and what it is.
type ProofOnPage struct {
	Picture              template.HTML
	Head, What, Not, How Two
	KeyLabel, FormLabel  Two
	Receipt, Key, Form   string
}

// Two are words in the member's language, and in the other one.
type Two struct{ Mine, Other string }

// An Amount is how much there is of something.
type Amount struct {
	Label Two
	Value Two
}

// A Row is one entry.
type Row struct {
	Day, Receipt string
	What         Two
	Change       string // in the member's language, as the next two
	Balance      string
	Held         string
}

// A speaker says everything twice.
type speaker struct {
	words       *prompts.Catalogue
	mine, other string // other is empty when there is one language
	err         error
}

func (s *speaker) in(lang, key string, a prompts.Args) string {
	text, err := s.words.Text(lang, "passbook."+key, a)
	s.err = errors.Join(s.err, err)
	return text
}

func (s *speaker) say(key string, a prompts.Args) (t Two) {
	t.Mine = s.in(s.mine, key, a)
	if s.other != "" {
		t.Other = s.in(s.other, key, a)
	}
	return t
}

// minutes is an amount; signed says also of more that it is more.
func (s *speaker) minutes(n int64, signed bool) Two {
	sign := ""
	switch {
	case n < 0:
		sign, n = "−", -n
	case signed && n > 0:
		sign = "+"
	}
	t := s.say("amount", prompts.Args{"minutes": prompts.Minutes(n)})
	t.Mine = sign + t.Mine
	if t.Other != "" {
		t.Other = sign + t.Other
	}
	return t
}

// New is the page of a book.
func New(words *prompts.Catalogue, bank string, b Book) (Page, error) {
	s := &speaker{words: words, mine: words.Match(b.Member.Lang)}
	if others := slices.DeleteFunc(words.Languages(), func(lang string) bool { return lang == s.mine }); len(others) > 0 {
		s.other = others[0]
	}
	who := prompts.Args{"name": prompts.Name(b.Member.Name), "code": prompts.Code(b.Member.Number)}
	p := Page{
		Lang: s.mine, Other: s.other, Bank: bank, Period: b.days(), PeriodLabel: s.say("period", nil),
		Title: s.say("title", nil), Who: s.say("who", who), Kept: s.say("kept", prompts.Args{"bank": prompts.Bank(bank)}), None: s.say("none", nil),
		Stands: []Amount{
			{s.say("opening", nil), s.minutes(b.Opening.Posted, false)}, {s.say("closing", nil), s.minutes(b.Closing.Posted, false)},
			{s.say("held", nil), s.minutes(b.Closing.Held, false)}, {s.say("available", nil), s.minutes(b.Closing.Available(), false)},
		},
	}
	if b.Period.From.IsZero() {
		p.Begins = s.say("beginning", nil)
	}
	for _, column := range []string{"day", "what", "change", "balance", "held"} {
		p.Head = append(p.Head, s.say(column, nil))
	}
	for _, l := range b.Lines {
		p.Rows = append(p.Rows, s.row(b, l))
	}
	if b.Proof != nil {
		p.Proof = s.proof(*b.Proof)
	}
	return p, s.err
}

func (s *speaker) proof(of Proof) *ProofOnPage {
	p := &ProofOnPage{
		Head: s.say("proof", nil), What: s.say("proof.what", nil), Not: s.say("proof.not", nil), How: s.say("proof.how", nil),
		KeyLabel: s.say("proof.key", nil), FormLabel: s.say("proof.form", nil),
		Receipt: fours(of.Number), Key: of.Key, Form: proof.QRForm,
	}
	var err error
	p.Picture, err = qrcode.SVG(of.Code, p.Head.Mine)
	s.err = errors.Join(s.err, err)
	return p
}

func (s *speaker) row(b Book, l Line) Row {
	r := Row{Day: l.RecordedAt.In(b.Place).Format(time.DateOnly), Receipt: fours(l.Receipt), What: s.what(l)}
	r.Balance = s.minutes(l.Balance, false).Mine
	if l.Change != 0 {
		r.Change = s.minutes(l.Change, true).Mine
	}
	if l.HeldAfter != 0 {
		r.Held = s.minutes(l.HeldAfter, false).Mine
	}
	return r
}

// what is what an entry was for: the service, or the purpose.
func (s *speaker) what(l Line) Two {
	what := prompts.Purpose(string(l.Moved.Purpose))
	if l.Moved.Kind != "" {
		what = prompts.Kind(string(l.Moved.Kind))
	}
	key := "moved"
	switch {
	case l.Change == 0 && l.HeldChange > 0:
		key = "set-aside"
	case l.Change == 0:
		key = "free-again"
	}
	return s.say(key, prompts.Args{"what": what})
}

// days are the first and the last day of the period; the last is today where it
// has no end.
func (b Book) days() string {
	last := b.At
	if !b.Period.Until.IsZero() {
		last = b.Period.Until.Add(-time.Millisecond).In(b.Place)
	}
	if b.Period.From.IsZero() {
		return "– " + last.Format(time.DateOnly)
	}
	return b.Period.From.In(b.Place).Format(time.DateOnly) + " – " + last.Format(time.DateOnly)
}

// fours is a number in groups of four, as it is read out.
func fours(n string) string {
	out := ""
	for i, r := range n {
		if i > 0 && i%4 == 0 {
			out += " "
		}
		out += string(r)
	}
	return out
}

//go:embed page.html
var pageHTML string

var sheet = template.Must(template.New("statement").Parse(pageHTML))

// HTML writes the page for a browser, which prints it on sheets of A4. It needs
// nothing from anywhere else.
func (p Page) HTML(w io.Writer) error { return sheet.Execute(w, p) }
