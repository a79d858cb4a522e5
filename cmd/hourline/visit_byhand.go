package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"hourline/ledger/care"
)

type visitAdd struct {
	books
	acts
	Elder     string `required:"" placeholder:"NUMBER" help:"Member number of the elder."`
	Volunteer string `required:"" placeholder:"NUMBER" help:"Member number of the volunteer."`
	Kind      string `required:"" enum:"home,company,safety,shopping,hospital" help:"What it was: ${enum}."`
	From      string `required:"" placeholder:"WHEN" help:"When it began, at the centre, such as \"2026-12-02 09:30\"."`
	To        string `required:"" placeholder:"WHEN" help:"When it ended."`
	Reason    string `required:"" placeholder:"WHY" help:"Why it is entered by hand; kept with it."`
}

// Help is what visit add --help adds.
func (visitAdd) Help() string {
	return `For a visit that nobody texted about. The volunteer gets a text, and nothing is stored before a second person of the
staff has vouched for it; then the elder is rung, and may object. Nobody enters a visit of their own or of their family,
and none may overlap with another of the volunteer. Entered twice it is one visit.

	hourline visit add --elder 10000012 --volunteer 10000048 --kind company \
	  --from "2026-12-02 09:30" --to "2026-12-02 11:30" --reason "her phone was broken" --actor 10000105`
}

// Validate is called with the command line.
func (m *visitAdd) Validate() error {
	return moments(map[string]string{"--from": m.From, "--to": m.To})
}

// moments refuses what is no moment; empty ones are not given.
func moments(flags map[string]string) error {
	for flag, text := range flags {
		if _, err := time.Parse(whenFormat, text); text != "" && err != nil {
			return fmt.Errorf("%s: %q is no moment; write it like \"2026-12-02 09:30\"", flag, text)
		}
	}
	return nil
}

// Run enters one visit.
func (m *visitAdd) Run(c *console) error { return m.books.change(c, m) }

func (m *visitAdd) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	from, to, err := fromTo(ctx, centre, m.From, m.To)
	if err != nil {
		return err
	}
	w, err := centre.EnterVisit(ctx, care.HandEntry{
		Elder: m.Elder, Volunteer: m.Volunteer, Kind: care.Kind(m.Kind), From: from, To: to, Actor: m.Actor, Reason: m.Reason,
	})
	if err != nil {
		return err
	}
	return secondIsNext(out, w)
}

// fromTo reads two moments at the centre; an empty one is zero.
func fromTo(ctx context.Context, centre *care.Centre, from, to string) (first, last time.Time, err error) {
	policy, err := centre.PolicyNow(ctx)
	if err != nil {
		return first, last, err
	}
	if from != "" {
		if first, err = time.ParseInLocation(whenFormat, from, policy.Place); err != nil {
			return first, last, err
		}
	}
	last, err = time.ParseInLocation(whenFormat, to, policy.Place)
	return first, last, err
}

func secondIsNext(out io.Writer, w care.Visit) error {
	_, err := fmt.Fprintf(out, "visit %d is entered, and nothing is stored yet; a second person vouches for it with: hourline visit confirm %d --actor NUMBER\n", w.ID, w.ID)
	return err
}

type visitFinish struct {
	onVisit
	From   string `placeholder:"WHEN" help:"When it began, for one whose start was not told; as planned when empty."`
	To     string `required:"" placeholder:"WHEN" help:"When it ended, at the centre, such as \"2026-12-02 11:30\"."`
	Reason string `required:"" placeholder:"WHY" help:"Why it is entered by hand; kept with it."`
}

// Help is what visit finish --help adds.
func (visitFinish) Help() string {
	return `For a visit that was agreed on and that nobody finished by text. A start that was told stays as it is. A second person
must vouch for it, as for "hourline visit add".

	hourline visit finish 12 --to "2026-12-02 11:30" --reason "no battery" --actor 10000105`
}

// Validate is called with the command line.
func (m *visitFinish) Validate() error {
	return moments(map[string]string{"--from": m.From, "--to": m.To})
}

// Run finishes one visit.
func (m *visitFinish) Run(c *console) error { return m.books.change(c, m) }

func (m *visitFinish) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	from, to, err := fromTo(ctx, centre, m.From, m.To)
	if err != nil {
		return err
	}
	w, err := centre.FinishByHand(ctx, care.HandFinish{Visit: m.ID, From: from, To: to, Actor: m.Actor, Reason: m.Reason})
	if err != nil {
		return err
	}
	return secondIsNext(out, w)
}

type visitConfirm struct{ onVisit }

// Help is what visit confirm --help adds.
func (visitConfirm) Help() string {
	return `The second person: not the one who entered the visit, nor anybody whose own or whose family's cause it is. The hours are
stored, and the elder is rung and may object.

	hourline visit confirm 12 --actor 10000113`
}

// Run vouches for one visit.
func (m *visitConfirm) Run(c *console) error { return m.books.change(c, m) }

func (m *visitConfirm) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	w, err := centre.ConfirmByHand(ctx, m.ID, m.Actor)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "visit %d: %s are stored as entry %d; the elder is rung\n", w.ID, hours(w.Credited), w.Entry)
	return err
}
