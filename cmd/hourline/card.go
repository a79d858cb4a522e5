package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"hourline/cmd/internal/homecard"
	"hourline/ledger/care"
)

type cardCommand struct {
	books
	Member  string `arg:"" name:"number" help:"The elder's member number, eight digits."`
	Actor   string `required:"" placeholder:"WHO" help:"Who prints it; kept with it."`
	Replace bool   `help:"The old card is lost: it is void from now on, and a new one is printed."`
	Out     string `json:"-" type:"path" placeholder:"FILE" help:"The page to write, .html or .pdf; card-NUMBER.html when empty."`
	Font    string `json:"-" type:"path" placeholder:"FILE" help:"A TrueType font with Chinese letters, for a PDF; one of the system's when empty."`
	Number  string `json:"-" name:"number" env:"HOURLINE_NUMBER" placeholder:"NUMBER" help:"The hotline's number, as it stands on the card."`
	Bank    string `json:"-" default:"时间银行" env:"HOURLINE_BANK" help:"What the time bank calls itself."`
	Words   string `json:"-" env:"HOURLINE_WORDS" type:"path" placeholder:"DIR" help:"Folder with an edited copy of the prompts."`
}

// Help is what card --help adds.
func (cardCommand) Help() string {
	return `Writes the card that hangs on an elder's refrigerator: the hotline, what to press in an emergency, and 24 cells of two
digits. When a visit begins and when it ends the volunteer is asked for one of them, so that both are known only in that
home. The page is one sheet of A5: open the HTML in a browser and print it, or write a PDF. Whoever has the file knows
the cells: print it, and delete it.

An elder has one card. Printed again it is the same one; with --replace the old one is void and a new one is made. It is
kept who printed it and when. The elders on a shared line have a card each.

	hourline card 10000012 --actor 吴主任 --number +8687165000000
	hourline card 10000012 --actor 吴主任 --out card.pdf --replace`
}

// Validate is called with the command line, and again where it is carried out.
func (m *cardCommand) Validate() error {
	if m.Out != "" && !strings.HasSuffix(m.Out, ".html") && !strings.HasSuffix(m.Out, ".pdf") {
		return errors.New("--out: the page is a file that ends in .html or .pdf")
	}
	return nil
}

// Run writes one page. The card is kept before it is drawn, so all that could
// keep it from being drawn is looked at first.
func (m *cardCommand) Run(c *console) error {
	hotline, err := care.ParsePhone(m.Number)
	if err != nil {
		return misuse{errors.New("the card needs the number to dial: give it with --number or HOURLINE_NUMBER, such as +8687165000000")}
	}
	words, err := homecard.Words(m.Words)
	if err != nil {
		return misuse{err}
	}
	var font []byte
	if strings.HasSuffix(m.Out, ".pdf") {
		if font, err = homecard.FindFont(m.Font); err != nil {
			return misuse{err}
		}
	}
	card, err := m.print(c)
	if err != nil {
		return err
	}
	page, err := homecard.New(words, homecard.Centre{Bank: m.Bank, Hotline: hotline}, card)
	if err != nil {
		return err
	}
	file := cmp.Or(m.Out, "card-"+card.Elder.Number+".html")
	if err := writeOnly(file, func(w io.Writer) error { return page.Write(w, font) }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "card %d of member %s is in %s: print it on A5, and delete the file\n", card.Version, card.Elder.Number, file)
	return err
}

// print has the card printed by whoever owns the books.
func (m *cardCommand) print(c *console) (card care.Card, err error) {
	var printed bytes.Buffer
	here := *c
	here.out = &printed
	if err := m.books.change(&here, m); err != nil {
		return card, err
	}
	return card, json.Unmarshal(printed.Bytes(), &card)
}

func (m *cardCommand) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	card, err := centre.PrintCard(ctx, care.CardOrder{Number: m.Member, Actor: m.Actor, Replace: m.Replace})
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(card)
}
