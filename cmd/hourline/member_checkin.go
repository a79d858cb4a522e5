package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"hourline/ledger/care"
)

type memberCheckin struct {
	books
	acts
	Number string `arg:"" help:"The member's number, eight digits."`
	At     string `placeholder:"TIME" help:"When the member is rung, such as 09:00."`
	Days   string `default:"daily" help:"Days of the week: mon-fri, 周一至周五, sat sun, daily."`
	Stop   bool   `help:"Ring no more."`

	checkin care.Checkin
}

// Help is what member checkin --help adds.
func (memberCheckin) Help() string {
	return `The machine rings at that time and asks whether all is well: key 1 is yes, 9 an emergency, 0 a person. When two calls
are in vain, family is rung and texted, and a ticket is opened. It is for members who have asked for it.

	hourline member checkin 10000012 --at 09:00 --days mon-fri --actor 10000103
	hourline member checkin 10000012 --stop --actor 10000103`
}

// Validate is called with the command line, and again where it is carried out.
func (m *memberCheckin) Validate() (err error) {
	if m.Stop != (m.At == "") {
		return errors.New("--at: say when the member is rung, such as 09:00; or --stop")
	}
	if m.Stop {
		return nil
	}
	m.checkin.Actor = m.Actor
	if err := m.checkin.At.UnmarshalText([]byte(m.At)); err != nil {
		return fmt.Errorf("--at: %w", err)
	}
	if m.checkin.Days, err = care.ParseDays(m.Days); err != nil {
		return fmt.Errorf("--days: %w", err)
	}
	return nil
}

// Run arranges the calls, or ends them.
func (m *memberCheckin) Run(c *console) error { return m.books.change(c, m) }

func (m *memberCheckin) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	if m.Stop {
		if err := centre.StopCheckin(ctx, m.Number, m.Actor); err != nil {
			return err
		}
		_, err := fmt.Fprintln(out, "no more check-in calls")
		return err
	}
	k, err := centre.SetCheckin(ctx, m.Number, m.checkin)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "rung %s at %s, next on %s\n", k.Days.Written, k.At, k.Next.Format("Mon 2006-01-02 15:04"))
	return err
}
