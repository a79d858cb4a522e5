package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"hourline/ledger/care"
	"hourline/prompts"
)

type memberDied struct {
	books
	acts
	speaks
	Number string `arg:"" help:"The member's number, eight digits."`
	On     string `required:"" placeholder:"DAY" help:"The day of the death, such as 2026-11-23."`
	Seen   string `required:"" help:"The document that was seen, such as 死亡证明."`
}

// Help is what member died --help adds.
func (memberDied) Help() string {
	return `Two of the staff must report the same, each with the document. With the second report, at once: visits are cancelled
and whoever was to go is told; nobody rings, texts or checks in on the member any more, in no emergency either; a
shared telephone stays with whoever shares it; the home card is void; what was to be paid out is not; and the hours
are on an estate (hourline estate list). A report made in error is undone by hourline member undo-died.

	hourline member died 10000024 --on 2026-11-23 --seen 死亡证明 --actor 10000105
	hourline member died 10000024 --on 2026-11-23 --seen 死亡证明 --actor 10000113`
}

// Validate is called with the command line, and again where it is carried out.
func (m *memberDied) Validate() error {
	if _, err := time.Parse(time.DateOnly, m.On); err != nil {
		return fmt.Errorf("--on: %q is no day; write it like 2026-11-23", m.On)
	}
	return nil
}

// Run reports a death.
func (m *memberDied) Run(c *console) error { return m.books.change(c, m) }

func (m *memberDied) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	policy, err := centre.PolicyNow(ctx)
	if err != nil {
		return err
	}
	day, err := time.ParseInLocation(time.DateOnly, m.On, policy.Place)
	if err != nil {
		return err
	}
	e, done, err := centre.ReportDeath(ctx, care.DeathReport{Member: m.Number, Day: day, Seen: m.Seen, Actor: m.Actor})
	switch {
	case err != nil:
		return err
	case !done:
		return m.say(out, "second", nil)
	}
	return m.say(out, "died", prompts.Args{"name": prompts.Name(e.Member.Name), "minutes": prompts.Minutes(e.Minutes), "request": prompts.Number(e.ID)})
}

type memberUndoDied struct {
	books
	acts
	speaks
	Number string `arg:"" help:"The member's number, eight digits."`
	Why    string `required:"" help:"How the error was found."`
}

// Help is what member undo-died --help adds.
func (memberUndoDied) Help() string {
	return `Two of the staff must say so. The hours come back by an entry of their own, and telephones, roles, check-ins, home
card and tickets are as they were; visits that were cancelled are asked for anew, for the same time. It is not
possible once hours of the estate were given out.

	hourline member undo-died 10000024 --why 同名,报错了 --actor 10000105
	hourline member undo-died 10000024 --why 同名,报错了 --actor 10000113`
}

// Run undoes the report of a death.
func (m *memberUndoDied) Run(c *console) error { return m.books.change(c, m) }

func (m *memberUndoDied) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	done, err := centre.UndoDeath(ctx, care.DeathReport{Member: m.Number, Seen: m.Why, Actor: m.Actor})
	if err != nil {
		return err
	}
	if !done {
		return m.say(out, "second", nil)
	}
	return sayOf(ctx, centre, m.speaks, out, m.Number, "undone")
}

// sayOf says something about one member.
func sayOf(ctx context.Context, centre *care.Centre, s speaks, out io.Writer, number, key string) error {
	m, err := centre.MemberByNumber(ctx, number)
	if err != nil {
		return err
	}
	book, err := centre.Passbook(ctx, m.ID)
	if err != nil {
		return err
	}
	return s.say(out, key, prompts.Args{"name": prompts.Name(m.Name), "place": prompts.Place(m.Community), "minutes": prompts.Minutes(book.Balance)})
}

type memberMoved struct {
	books
	acts
	speaks
	Number  string `arg:"" help:"The member's number, eight digits."`
	To      string `placeholder:"COMMUNITY" help:"The community of the district to which the member has moved."`
	Address string `help:"The new address; without it, the old one is taken out of the books."`
	Away    bool   `help:"The member has left the district."`
	Back    bool   `help:"The member has come back; with --to and --address where to."`
}

// Help is what member moved --help adds.
func (memberMoved) Help() string {
	return `The hours stay what they are, wherever that is and for however long: they are never lost and never expire. Within the
district, volunteers who are to come get the new address. Of a member who has left it, visits are cancelled and
nobody is sent, asked or rung any more; statement, balance by telephone, gifts and redeeming stay possible.

	hourline member moved 10000012 --to 莲花社区 --address 莲花池正街9号 --actor 10000105
	hourline member moved 10000012 --away --actor 10000105
	hourline member moved 10000012 --back --to 翠湖社区 --address 翠湖南路12号 --actor 10000105`
}

// Validate is called with the command line, and again where it is carried out.
func (m *memberMoved) Validate() error {
	if m.Away && (m.Back || m.To != "" || m.Address != "") || !m.Away && !m.Back && m.To == "" {
		return errors.New("--to: say where to, or --away alone, or --back")
	}
	return nil
}

// Run keeps that a member has moved.
func (m *memberMoved) Run(c *console) error { return m.books.change(c, m) }

func (m *memberMoved) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	_, err := centre.Move(ctx, care.Removal{Member: m.Number, Community: m.To, Address: m.Address, Away: m.Away, Back: m.Back, Actor: m.Actor})
	if err != nil {
		return err
	}
	if m.Away {
		return sayOf(ctx, centre, m.speaks, out, m.Number, "away")
	}
	return sayOf(ctx, centre, m.speaks, out, m.Number, "moved")
}

type memberNominee struct {
	books
	acts
	speaks
	Number string           `arg:"" help:"The member's number, eight digits."`
	To     map[string]int64 `placeholder:"NUMBER=PERCENT" help:"Who is to have how much of the hours; several make 100 together."`
	None   bool             `help:"Nobody any more."`
	Seen   string           `required:"" help:"The form that the member has signed."`
}

// Help is what member nominee --help adds.
func (memberNominee) Help() string {
	return `Keeps who is to have a member's hours one day, in the place of who was to have them. Two of the staff must enter the
same who are not among them, nor theirs. The member is told by text that it was changed. "hourline family list"
shows it.

	hourline member nominee 10000012 --to 10000136=60 --to 10000144=40 --seen 登记表3 --actor 10000105
	hourline member nominee 10000012 --to 10000136=60 --to 10000144=40 --seen 登记表3 --actor 10000113
	hourline member nominee 10000012 --none --seen 登记表4 --actor 10000105`
}

// Validate is called with the command line, and again where it is carried out.
func (m *memberNominee) Validate() error {
	if m.None != (len(m.To) == 0) {
		return errors.New("--to: say who is to have the hours, such as --to 10000136=100; or --none")
	}
	return nil
}

// Run keeps who inherits.
func (m *memberNominee) Run(c *console) error { return m.books.change(c, m) }

func (m *memberNominee) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	n := care.Nomination{Member: m.Number, Seen: m.Seen, Actor: m.Actor}
	for number, percent := range m.To {
		n.Shares = append(n.Shares, care.Share{Nominee: number, Percent: int(percent)})
	}
	done, err := centre.Nominate(ctx, n)
	if err != nil {
		return err
	}
	if !done {
		return m.say(out, "second", nil)
	}
	return sayOf(ctx, centre, m.speaks, out, m.Number, "nominee")
}
