package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"hourline/cmd/internal/carrier"
	"hourline/cmd/internal/demo"
	"hourline/cmd/internal/passbook"
	"hourline/ledger/care"
)

type demoCommand struct {
	Listen string  `default:"127.0.0.1:8090" help:"Where the page of telephones is served; it knows no password, so keep it on this machine."`
	Speed  float64 `default:"1" help:"Policy time runs so many times faster."`
	Lang   string  `enum:",zh-CN,en" default:"" help:"Language of the page or the transcript, zh-CN or en. The page follows the browser by itself, the transcript is in English." placeholder:"LANG"`
	Play   bool    `help:"Play one whole story in the terminal instead, then print the volunteer's book and check all books."`
}

// Help is what demo --help adds.
func (demoCommand) Help() string {
	return `A gateway, a telephone network and a neighbourhood: an elder with a landline, two elders on one line, six volunteers
and four duty staff. It needs no account, no Redis and no other program, and keeps nothing when it ends.

	hourline demo                 pick up a telephone in the browser
	hourline demo --speed 60      an hour passes in a minute
	hourline demo --play          read one story in the terminal: a call, a visit, the hours in the book
	hourline demo --play --lang zh-CN`
}

// Validate refuses a clock that would stand still or run backwards.
func (d *demoCommand) Validate() error {
	if d.Speed <= 0 {
		return errors.New("--speed must be more than 0")
	}
	return nil
}

// Run starts the neighbourhood, and waits, or plays its first story.
func (d *demoCommand) Run(c *console) error {
	if d.Play {
		return d.play(c)
	}
	town, err := demo.Open(c.ctx, demo.Options{Speed: d.Speed, Listen: d.Listen, Cards: true, Logger: c.logger(slog.LevelWarn)})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "Pick up a telephone:  %s\n\n", d.page(town.URL))
	fmt.Fprintln(c.out, "On 王奶奶's phone press 热线 (Hotline), then 1 2 2 1: she asks for company, and six volunteers get a text.")
	fmt.Fprintln(c.out, "A visit begins and ends with a number on the elder's home card: the page shows the cards.")
	fmt.Fprintln(c.out, "Stop with Ctrl-C; nothing is kept.")
	<-c.ctx.Done()
	return town.Close()
}

// page is the address of the telephones in the language that was asked for.
func (d *demoCommand) page(url string) string {
	if lang, _, _ := strings.Cut(d.Lang, "-"); lang != "" {
		return url + "/?lang=" + lang
	}
	return url + "/"
}

// play plays the first story, and shows what it left in the books.
func (d *demoCommand) play(c *console) error {
	town, err := demo.Open(c.ctx, demo.Options{})
	if err != nil {
		return err
	}
	err = tell(c.ctx, town, newTranscript(c.out, d.Lang, town.Network.Handsets()))
	if err == nil {
		err = afterwards(c, town.App.Centre)
	}
	return errors.Join(err, town.Close())
}

// tell plays the first story and writes down what happened on the phones, up
// to the line that did not hold if there was one.
func tell(ctx context.Context, town *demo.Town, t *transcript) error {
	listening, stop := context.WithCancel(ctx)
	defer stop()
	events := town.Network.Subscribe(listening)
	err := town.Play(ctx, demo.FirstCall, io.Discard)
	// The story leaves the ways of the handsets alone: a change of one is the
	// sign that everything before it has been read.
	town.Network.Handsets()[0].Set(carrier.Behaviour{})
	for e := range events {
		if e.Kind == carrier.Behaves {
			break
		}
		t.add(e)
	}
	t.end()
	return err
}

// afterwards prints the books of those who saved hours and checks all books.
func afterwards(c *console, centre *care.Centre) error {
	members, err := centre.Members(c.ctx)
	if err != nil {
		return err
	}
	for _, m := range members {
		read, err := passbook.Read(c.ctx, centre, m, passbook.Period{})
		if err != nil {
			return err
		}
		if len(read.Lines) == 0 {
			continue
		}
		fmt.Fprintln(c.out)
		if err := (book{Book: read}).print(c.out); err != nil {
			return err
		}
	}
	fmt.Fprintln(c.out)
	return verify(c, centre.Bank)
}
