package main

import (
	"errors"
	"fmt"

	"hourline/cmd/internal/demo"
	"hourline/ledger/care"
)

type demoCommand struct {
	Listen string  `default:"127.0.0.1:8090" help:"Where the page of telephones is served."`
	Speed  float64 `default:"1" help:"Policy time runs so many times faster."`
	Play   bool    `help:"Play one whole story in the terminal instead, then check the books."`
}

// Run starts the neighbourhood, and waits, or plays its first story.
func (d *demoCommand) Run(c *console) error {
	if d.Speed <= 0 {
		return errors.New("--speed must be more than 0")
	}
	if d.Play {
		return d.play(c)
	}
	town, err := demo.Open(c.ctx, demo.Options{Speed: d.Speed, Listen: d.Listen, Logger: c.logger()})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "Pick up a telephone: %s\nStop with Ctrl-C; nothing is kept.\n", town.URL)
	<-c.ctx.Done()
	return town.Close()
}

func (d *demoCommand) play(c *console) error {
	town, err := demo.Open(c.ctx, demo.Options{})
	if err != nil {
		return err
	}
	err = town.Play(c.ctx, demo.FirstCall, c.out)
	if err == nil {
		err = afterwards(c, town.App.Centre)
	}
	return errors.Join(err, town.Close())
}

// afterwards prints the volunteer's book and checks all of them.
func afterwards(c *console, centre *care.Centre) error {
	members, err := centre.Members(c.ctx)
	if err != nil {
		return err
	}
	for _, m := range members {
		book, err := centre.Passbook(c.ctx, m.ID)
		if err != nil {
			return err
		}
		if book.Balance == 0 {
			continue
		}
		fmt.Fprintln(c.out)
		if err := printStatement(c, centre, m); err != nil {
			return err
		}
	}
	fmt.Fprintln(c.out)
	return printVerify(c, centre.Bank)
}
