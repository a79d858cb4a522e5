package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"hourline/cmd/internal/qrcode"
	"hourline/ledger/care"
	"hourline/ledger/proof"
)

type receiptCommand struct {
	books
	Number  string `arg:"" help:"The receipt number, twelve digits."`
	Actor   string `required:"" placeholder:"WHO" help:"Who asks for it; kept with it."`
	Member  string `xor:"side" placeholder:"NUMBER" help:"Whose receipt it is, by member number; needed where both sides are members."`
	Account string `xor:"side" placeholder:"CODE" help:"Or the account whose side it is, such as issued."`
	Slip    bool   `help:"The bank's signed word in one text, instead of the full receipt."`
	Out     string `json:"-" placeholder:"FILE" help:"The file to write; a picture with a QR code when it ends in .png; the screen when it is -. NUMBER.tlog-proof when empty, and the screen for a slip."`
}

// Help is what receipt --help adds.
func (receiptCommand) Help() string {
	return `Writes the full receipt of an entry: that it is in the public log which the bank has signed, and the account's own side of
it, opened. It is a C2SP tlog-proof, a small file of text that anybody can check without us and without the books, even when
the bank is gone: "hourline verify --receipt" does, and says what it proves. Whoever has the file can read that side of the
entry, and nothing else of anybody: give it to its member. It is kept who asked for it. A slip says less and fits one text.

	hourline receipt 000020571308 --actor 吴主任
	hourline receipt 000020571308 --actor 吴主任 --out receipt.png
	hourline receipt 000020571308 --actor 吴主任 --slip
	hourline verify --receipt 000020571308.tlog-proof --key log.pub`
}

// Run has the receipt made by whoever owns the books, and writes it.
func (r *receiptCommand) Run(c *console) error {
	var printed bytes.Buffer
	here := *c
	here.out = &printed
	if err := r.books.change(&here, r); err != nil {
		return err
	}
	var p care.Proved
	if err := json.Unmarshal(printed.Bytes(), &p); err != nil {
		return err
	}
	return r.write(c, p)
}

func (r *receiptCommand) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	p, err := centre.PrintReceipt(ctx, care.ReceiptOrder{Number: r.Number, Member: r.Member, Account: r.Account, Actor: r.Actor, Slip: r.Slip})
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(p)
}

func (r *receiptCommand) write(c *console, p care.Proved) error {
	text := p.Text
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if r.Out == "-" || r.Slip && r.Out == "" {
		_, err := io.WriteString(c.out, text)
		return err
	}
	file := cmp.Or(r.Out, p.Number+".tlog-proof")
	write := func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
	drawn := strings.EqualFold(filepath.Ext(file), ".png")
	if drawn {
		png, err := picture(p.Text)
		if err != nil {
			return err
		}
		write = func(w io.Writer) error { _, err := w.Write(png); return err }
	}
	if err := writeOnly(file, write); err != nil {
		return err
	}
	how := "--receipt " + file
	if drawn {
		how = "--receipt FILE, a file with what a scanner reads from it"
	}
	_, err := fmt.Fprintf(c.out, "written: %s\nchecked with: hourline verify --key '%s' %s\n", file, p.Key, how)
	return err
}

// picture is a slip or a full receipt as a QR code.
func picture(text string) ([]byte, error) {
	r, err := proof.ParseReceipt([]byte(text))
	if errors.Is(err, proof.ErrNoProof) {
		return qrcode.PNG(text)
	}
	if err == nil {
		text, err = r.QR()
	}
	if err != nil {
		return nil, err
	}
	return qrcode.PNG(text)
}
