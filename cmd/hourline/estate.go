package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"hourline/ledger/care"
	"hourline/prompts"
)

type estateCommand struct {
	List    estateList    `cmd:"" help:"List the hours that the dead have left."`
	Show    estateShow    `cmd:"" help:"Show an estate, its heirs and all its entries."`
	Settle  estateSettle  `cmd:"" help:"Give an estate out to heirs, in hours or in cash, or to the pool."`
	Dispute estateDispute `cmd:"" help:"Freeze an estate that somebody claims."`
}

type estateList struct {
	books
	speaks
}

// Help is what estate list --help adds.
func (estateList) Help() string {
	return `Works beside a running gateway. What is open comes first. An estate begins when two of the staff have reported a death
(hourline member died) and is closed when nothing is left of it.

	hourline estate list
	hourline estate list --lang en`
}

// Run lists all estates.
func (e *estateList) Run(c *console) error {
	centre, err := e.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	all, err := centre.Estates(c.ctx)
	if err != nil {
		return err
	}
	t := table{right: "r---r--"}
	if err := e.header(&t, "estate"); err != nil {
		return err
	}
	for _, one := range all {
		if err := e.row(&t, one); err != nil {
			return err
		}
	}
	return t.print(c.out)
}

// row is one estate in a table.
func (s speaks) row(t *table, e care.Estate) error {
	key := string(e.State)
	if e.State != care.EstateOpen {
		key += ".state"
	}
	state, err := s.words(key, nil)
	if err == nil {
		t.row(number(e.ID), e.Member.Number, e.Member.Name, e.Died, number(e.Minutes), state, dayOf(e.PoolFrom))
	}
	return err
}

type estateShow struct {
	books
	speaks
	ID int64 `arg:"" help:"The estate's number, which hourline estate list tells."`
}

// Help is what estate show --help adds.
func (estateShow) Help() string {
	return `Works beside a running gateway. It shows the estate, why it is disputed if it is, who was named to have it, and every
entry of its account.

	hourline estate show 3`
}

// Run shows one estate.
func (e *estateShow) Run(c *console) error {
	centre, err := e.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	f, err := centre.Estate(c.ctx, e.ID)
	if err != nil {
		return fmt.Errorf("estate %d: %w", e.ID, err)
	}
	t := table{right: "r---r--"}
	if err := errors.Join(e.header(&t, "estate"), e.row(&t, f.Estate), t.print(c.out)); err != nil {
		return err
	}
	if f.Note != "" {
		fmt.Fprintln(c.out, f.Note)
	}
	if err := e.printNominees(c.ctx, c.out, centre, f.Member); err != nil {
		return err
	}
	fmt.Fprintln(c.out)
	return e.printEntries(c.out, f)
}

func (e *estateShow) printEntries(out io.Writer, f care.EstateFile) error {
	t := table{right: "r--rr--"}
	if err := e.header(&t, "entry"); err != nil {
		return err
	}
	for _, l := range f.Lines {
		t.row(number(int64(l.ID)), stamp(l.RecordedAt), what(l.Line), number(l.Change), number(l.Balance), who(l.Who.Name, l.Who.Number), l.Actor)
	}
	return t.print(out)
}

type estateSettle struct {
	books
	acts
	speaks
	ID       int64            `arg:"" help:"The estate's number."`
	To       map[string]int64 `placeholder:"NUMBER=MINUTES" help:"Who inherits how much; without it, those whom the member has named, by their shares."`
	Pool     bool             `help:"To the community's pool, when nobody has come for it."`
	Cash     bool             `help:"In money, by the rules of redeeming; it is fetched as other cash is."`
	Overflow bool             `help:"What an heir has no room for goes to the community's pool; without it that is refused."`
	Seen     string           `required:"" help:"The document that says so, such as 公证书."`
}

// Help is what estate settle --help adds.
func (estateSettle) Help() string {
	return `Two of the staff must ask for the same who gain nothing by it; one of them a coordinator when the estate is disputed.
Heirs are members: put one who is not into the books first. Hours go to their accounts at once, by entries like any
other, and they are told by text; cash is held from a fund and fetched (hourline redeem list). A part may be settled
first and the rest later; an estate with nothing left is closed. The pool may have it only after the time that the
policy's [family] gives heirs to come, and only when nobody was named.

	hourline estate settle 3 --seen 公证书 --actor 10000105
	hourline estate settle 3 --to 10000136=300 --to 10000144=120 --seen 公证书 --actor 10000105
	hourline estate settle 3 --to 10000136=300 --cash --seen 公证书 --actor 10000113`
}

// Validate is called with the command line, and again where it is carried out.
func (e *estateSettle) Validate() error {
	if e.Pool && (e.Cash || len(e.To) > 0) {
		return errors.New("--pool: either the pool, or heirs")
	}
	return nil
}

// Run gives an estate out.
func (e *estateSettle) Run(c *console) error { return e.books.change(c, e) }

func (e *estateSettle) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	s := care.Settlement{Estate: e.ID, Pool: e.Pool, Cash: e.Cash, Overflow: e.Overflow, Seen: e.Seen, Actor: e.Actor}
	for number, minutes := range e.To {
		s.Heirs = append(s.Heirs, care.Inherit{Heir: number, Minutes: minutes})
	}
	left, done, err := centre.SettleEstate(ctx, s)
	switch {
	case err != nil:
		return err
	case !done:
		return e.say(out, "second", nil)
	case left.State == care.EstateClosed:
		return e.say(out, "closed", prompts.Args{"request": prompts.Number(left.ID)})
	}
	return e.say(out, "settled", prompts.Args{"request": prompts.Number(left.ID), "minutes": prompts.Minutes(left.Minutes)})
}

type estateDispute struct {
	books
	acts
	speaks
	ID     int64  `arg:"" help:"The estate's number."`
	Reason string `required:"" help:"Who claims it, in a few words."`
}

// Help is what estate dispute --help adds.
func (estateDispute) Help() string {
	return `One of the staff is enough to freeze an estate, so that nothing is gone before somebody has looked. It is settled by a
coordinator and a second person (hourline estate settle).

	hourline estate dispute 3 --reason 侄子说有遗嘱 --actor 10000105`
}

// Run freezes an estate.
func (e *estateDispute) Run(c *console) error { return e.books.change(c, e) }

func (e *estateDispute) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	if _, err := centre.DisputeEstate(ctx, e.ID, e.Reason, e.Actor); err != nil {
		return err
	}
	return e.say(out, "disputed", prompts.Args{"request": prompts.Number(e.ID)})
}
