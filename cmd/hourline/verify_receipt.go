package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"hourline/cmd/internal/homecard"
	"hourline/ledger/proof"
	"hourline/prompts"
)

// A receiptCheck is verify without the books: a receipt, a slip or the letters
// of a QR code, by the log's public key alone.
type receiptCheck struct {
	Receipt string   `placeholder:"FILE" help:"Check a receipt instead of the books: its file, or one with a slip or what was read from a QR code; - is the standard input."`
	Slip    string   `placeholder:"TEXT" help:"Check a slip, as it stands in the text."`
	Key     string   `placeholder:"KEY" help:"The log's public key, or a file that holds it."`
	Witness []string `placeholder:"KEY" help:"The public key of a witness who must have signed too, or a file that holds it. Repeatable."`
	Lang    string   `enum:"zh-CN,en" default:"zh-CN" help:"Language of what is said of a receipt: zh-CN or en."`
}

func (r receiptCheck) asked() bool { return r.Receipt != "" || r.Slip != "" }

// run checks, and prints what the receipt proves and what it does not.
func (r receiptCheck) run(c *console) error {
	key, err := keyOf(r.Key, func(line string) error { _, err := note.NewVerifier(line); return err })
	if err != nil {
		return misuse{fmt.Errorf("--key: %w; the bank gives it out, and on its machine it is the second line of log.key", err)}
	}
	text, err := r.text()
	if err != nil {
		return misuse{err}
	}
	words, err := homecard.Words("")
	if err != nil {
		return err
	}
	paper := &provedPaper{words: words, lang: r.Lang, out: c.out}
	wrong := r.check(paper, text, key)
	if said := wrongWords(wrong); said != "" {
		paper.line(said)
	}
	return errors.Join(wrong, paper.failed)
}

// text is what is to be checked.
func (r receiptCheck) text() (string, error) {
	switch {
	case r.Slip != "" && r.Receipt != "":
		return "", errors.New("--slip and --receipt: give one of them")
	case r.Slip != "":
		return r.Slip, nil
	case r.Receipt == "-":
		text, err := io.ReadAll(io.LimitReader(os.Stdin, mostReceipt))
		return string(text), err
	}
	f, err := os.Open(r.Receipt)
	if err != nil {
		return "", fmt.Errorf("--receipt: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostReceipt))
	return string(text), err
}

// mostReceipt is more than any receipt has.
const mostReceipt = 1 << 20

func (r receiptCheck) check(paper *provedPaper, text, key string) error {
	full := strings.HasPrefix(text, "c2sp.org/tlog-proof")
	if !full && !proof.IsQR(text) {
		s, err := proof.OpenSlip(text, key)
		if err != nil {
			return fmt.Errorf("the slip: %w", err)
		}
		if len(r.Witness) > 0 {
			return misuse{errors.New("--witness: no witness signs a slip; ask for the full receipt")}
		}
		return paper.slip(s, key)
	}
	read := proof.ParseQR
	if full {
		read = func(text string) (proof.Receipt, error) { return proof.ParseReceipt([]byte(text)) }
	}
	receipt, err := read(text)
	if err != nil {
		return fmt.Errorf("the receipt: %w", err)
	}
	checkpoint, err := receipt.Check(key)
	if err != nil {
		return fmt.Errorf("the receipt: %w", err)
	}
	seen, err := r.witnesses(receipt.Checkpoint)
	if err != nil {
		return err
	}
	return paper.receipt(receipt, checkpoint, seen)
}

// witnesses are what those who are named have signed; all of them must.
func (r receiptCheck) witnesses(signed []byte) (seen []proof.Cosignature, err error) {
	for _, named := range r.Witness {
		key, err := keyOf(named, func(line string) error { _, err := proof.ParseCosigner(line); return err })
		if err != nil {
			return nil, misuse{fmt.Errorf("--witness: %w", err)}
		}
		by, err := proof.ParseCosigner(key)
		if err != nil {
			return nil, err
		}
		c, err := by.Under(signed)
		if err != nil {
			return nil, fmt.Errorf("the witness %s: %w", by.Name(), err)
		}
		seen = append(seen, c)
	}
	return seen, nil
}

// keyOf is a key as it is given, or the first line of a file that is one.
func keyOf(given string, is func(line string) error) (string, error) {
	if given == "" {
		return "", errors.New("the public key is needed, or a file that holds it")
	}
	wrong := is(given)
	if wrong == nil {
		return given, nil
	}
	held, err := os.ReadFile(given)
	if err != nil {
		return "", fmt.Errorf("%q is neither a public key (%w) nor a file that holds one", given, wrong)
	}
	for line := range strings.Lines(string(held)) {
		if line = strings.TrimSpace(line); is(line) == nil {
			return line, nil
		}
	}
	return "", fmt.Errorf("there is no public key in the file %s", given)
}

// wrongWords are the prompt for what is wrong with a receipt.
func wrongWords(err error) string {
	switch {
	case errors.Is(err, proof.ErrNoProof), errors.Is(err, proof.ErrNoSlip):
		return "proof.wrong.form"
	case errors.Is(err, proof.ErrOtherSide):
		return "proof.wrong.side"
	case errors.Is(err, proof.ErrSignature):
		return "proof.wrong.signature"
	case errors.Is(err, proof.ErrNotInLog):
		return "proof.wrong.log"
	}
	return ""
}

// A provedPaper says what was proved, in one language.
type provedPaper struct {
	words  *prompts.Catalogue
	lang   string
	out    io.Writer
	failed error // the first
}

func (p *provedPaper) say(key string, args prompts.Args) string {
	text, err := p.words.Text(p.lang, key, args)
	if p.failed == nil {
		p.failed = err
	}
	return text
}

func (p *provedPaper) line(key string) { fmt.Fprintln(p.out, p.say(key, nil)) }

// list is a heading, and what stands under it.
func (p *provedPaper) list(head string, keys ...string) {
	p.line(head)
	for _, key := range keys {
		fmt.Fprintln(p.out, " -", p.say(key, nil))
	}
}

// rows prints pairs of a prompt and a value; pairs without a value are left out.
func (p *provedPaper) rows(pairs [][2]string) error {
	t := table{right: "--"}
	for _, pair := range pairs {
		if pair[1] != "" {
			t.row(p.say(pair[0], nil), pair[1])
		}
	}
	return t.print(p.out)
}

// amount is so much of a unit.
func (p *provedPaper) amount(n int64, unit string) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	if unit == "fen" {
		return sign + p.say("proof.money", prompts.Args{"money": prompts.Money(n)})
	}
	return sign + p.say("proof.minutes", prompts.Args{"minutes": prompts.Minutes(n)})
}

func (p *provedPaper) receipt(r proof.Receipt, c proof.Checkpoint, seen []proof.Cosignature) error {
	p.line("proof.true")
	l, s := r.Leaf, r.Side
	rows := [][2]string{
		{"proof.log", c.Origin}, {"proof.entry", number(l.Entry)}, {"proof.recorded", told(l.Recorded)}, {"proof.effective", told(l.Effective)},
		{"proof.kind", l.Kind + " " + number(l.Ref)}, {way(s.Debit), p.amount(l.Amount, l.Unit)}, {"proof.undoes", unlessZero(l.Undoes)},
		{"proof.account", s.Account}, {"proof.seq", number(s.Seq)}, {"proof.balance", p.amount(s.Posted, l.Unit)}, {"proof.held", p.setAside(s.Held, l.Unit)},
		{"proof.actor", s.Actor}, {"proof.size", number(c.N)},
	}
	if err := p.rows(append(rows, p.witnesses(r, c, seen)...)); err != nil {
		return err
	}
	yes, no := []string{"proof.yes.log", "proof.yes.side"}, []string{"proof.no.visit", "proof.no.honoured"}
	if len(seen) > 0 {
		yes = append(yes, "proof.yes.witness")
	} else {
		no = append(no, "proof.no.witness")
	}
	p.list("proof.yes", yes...)
	p.list("proof.no", no...)
	return p.failed
}

// witnesses are who has signed the checkpoint too, and whose keys were not
// given.
func (p *provedPaper) witnesses(r proof.Receipt, c proof.Checkpoint, seen []proof.Cosignature) (rows [][2]string) {
	var known []string
	for _, s := range seen {
		known = append(known, s.Line)
		rows = append(rows, [2]string{"proof.witness", s.Witness + ", " + told(s.At.UnixMilli())})
	}
	_, lines, _ := strings.Cut(string(r.Checkpoint), "\n\n")
	for line := range strings.Lines(lines) {
		name := strings.Fields(line)[1]
		if name != c.Origin && !slices.Contains(known, line) {
			rows = append(rows, [2]string{"proof.witness", name + " (" + p.say("proof.unknown", nil) + ")"})
		}
	}
	return rows
}

func (p *provedPaper) slip(s proof.Slip, key string) error {
	p.line("proof.true.slip")
	origin, _, _ := strings.Cut(key, "+")
	err := p.rows([][2]string{
		{"proof.log", origin}, {"proof.number", fours(s.Number)}, {"proof.day", "20" + s.Day[:2] + "-" + s.Day[2:4] + "-" + s.Day[4:]},
		{way(s.Debit), p.amount(s.Minutes, "minutes")}, {"proof.balance", p.amount(s.Balance, "minutes")}, {"proof.seq", number(s.Seq)},
	})
	if err != nil {
		return err
	}
	p.list("proof.yes", "proof.yes.slip")
	p.list("proof.no", "proof.no.slip", "proof.no.visit", "proof.no.honoured")
	return p.failed
}

func way(debit bool) string {
	if debit {
		return "proof.out"
	}
	return "proof.in"
}

// setAside is what is held; nothing for none.
func (p *provedPaper) setAside(n int64, unit string) string {
	if n == 0 {
		return ""
	}
	return p.amount(n, unit)
}

func unlessZero(n int64) string {
	if n == 0 {
		return ""
	}
	return number(n)
}

// told is a moment where the reader is.
func told(milli int64) string { return moment(time.UnixMilli(milli), time.Local) }

// fours is a number in groups of four.
func fours(digits string) string {
	return strings.TrimSpace(digits[:4] + " " + digits[4:8] + " " + digits[8:])
}
