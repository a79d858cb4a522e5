package main

import (
	"context"
	"fmt"
	"io"

	"hourline/ledger/care"
	"hourline/prompts"
)

type familyCommand struct {
	Link   familyLink   `cmd:"" help:"Record that two members are family, by a document."`
	Unlink familyUnlink `cmd:"" help:"End such a link."`
	List   familyList   `cmd:"" help:"List a member's family and heirs, or what waits for a second person."`
}

// ofTwo are the arguments of commands about two relatives.
type ofTwo struct {
	books
	acts
	speaks
	Number   string `arg:"" help:"Member number of one of the two."`
	Relative string `arg:"" help:"Member number of the other."`
}

// tell says how it went.
func (f ofTwo) tell(ctx context.Context, centre *care.Centre, out io.Writer, done bool, key string) error {
	if !done {
		return f.say(out, "second", nil)
	}
	one, err := centre.MemberByNumber(ctx, f.Number)
	if err != nil {
		return err
	}
	other, err := centre.MemberByNumber(ctx, f.Relative)
	if err != nil {
		return err
	}
	return f.say(out, key, prompts.Args{"name": prompts.Name(one.Name), "helper": prompts.Name(other.Name)})
}

type familyLink struct {
	ofTwo
	As   string `required:"" help:"What the relative is to the first member: spouse, parent, grandparent, child, grandchild; or 配偶, 父母, 祖父母, 子女, 孙子女."`
	Seen string `required:"" help:"The document that was seen, such as 户口簿 or a marriage certificate."`
}

// Help is what family link --help adds.
func (familyLink) Help() string {
	return `A link needs two of the staff who have both seen a document: the first call keeps who saw what, the second, by
somebody else, makes it. Neither may be one of the two or theirs, and the two of the staff share no phone, home or
family. A link lets the two give one another hours (hourline gift), but for a grandchild; it inherits nothing by
itself (hourline member nominee). Whoever is linked to somebody decides nothing about them.

	hourline family link 10000012 10000136 --as child --seen 户口簿 --actor 10000105
	hourline family link 10000012 10000136 --as child --seen 户口簿 --actor 10000113`
}

// Validate is called with the command line, and again where it is carried out.
func (f *familyLink) Validate() error {
	_, err := care.ParseKinship(f.As)
	return err
}

// Run records a link.
func (f *familyLink) Run(c *console) error { return f.books.change(c, f) }

func (f *familyLink) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	as, err := care.ParseKinship(f.As)
	if err != nil {
		return err
	}
	done, err := centre.Link(ctx, care.FamilyLink{Member: f.Number, Relative: f.Relative, As: as, Seen: f.Seen, Actor: f.Actor})
	if err != nil {
		return err
	}
	return f.tell(ctx, centre, out, done, "linked")
}

type familyUnlink struct {
	ofTwo
	Why string `required:"" help:"Why it ends, such as the document that says so."`
}

// Help is what family unlink --help adds.
func (familyUnlink) Help() string {
	return `It needs two of the staff, as hourline family link does. What was given stays given, and that there was a link is kept.

	hourline family unlink 10000012 10000024 --why 离婚证 --actor 10000105
	hourline family unlink 10000012 10000024 --why 离婚证 --actor 10000113`
}

// Run ends a link.
func (f *familyUnlink) Run(c *console) error { return f.books.change(c, f) }

func (f *familyUnlink) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	done, err := centre.Unlink(ctx, care.FamilyLink{Member: f.Number, Relative: f.Relative, Seen: f.Why, Actor: f.Actor})
	if err != nil {
		return err
	}
	return f.tell(ctx, centre, out, done, "unlinked")
}

type familyList struct {
	books
	speaks
	Number string `arg:"" optional:"" help:"The member's number; without it, what waits for a second person is listed."`
}

// Help is what family list --help adds.
func (familyList) Help() string {
	return `Works beside a running gateway. With a number it lists the member's relatives, those of before too, and who is to
have the hours one day. Without one it lists what one of the staff has asked for and a second person must: links,
nominees, deaths, settlements.

	hourline family list 10000012
	hourline family list --lang en`
}

// Run lists a family, or what waits.
func (f *familyList) Run(c *console) error {
	centre, err := f.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	if f.Number == "" {
		return f.printWaiting(c.ctx, c.out, centre)
	}
	m, err := centre.MemberByNumber(c.ctx, f.Number)
	if err != nil {
		return err
	}
	if err := f.printKin(c.ctx, c.out, centre, m); err != nil {
		return err
	}
	return f.printNominees(c.ctx, c.out, centre, m)
}

func (f *familyList) printKin(ctx context.Context, out io.Writer, centre *care.Centre, m care.Member) error {
	all, err := centre.RelativesOf(ctx, m.ID)
	if err != nil {
		return err
	}
	t := table{right: "-------"}
	if err := f.header(&t, "kin"); err != nil {
		return err
	}
	for _, k := range all {
		as, err := f.words(string(k.As), nil)
		if err != nil {
			return err
		}
		t.row(k.Member.Number, k.Member.Name, as, dayOf(k.Since), dayOf(k.Ended), k.Seen, k.By[0].Number+" "+k.By[1].Number)
	}
	return t.print(out)
}

// printNominees prints who is to have a member's hours; nothing when nobody is.
func (f speaks) printNominees(ctx context.Context, out io.Writer, centre *care.Centre, m care.Member) error {
	n, err := centre.NomineesOf(ctx, m.ID)
	if err != nil || len(n.Shares) == 0 {
		return err
	}
	fmt.Fprintln(out)
	t := table{right: "--r---"}
	if err := f.header(&t, "nominee"); err != nil {
		return err
	}
	for _, s := range n.Shares {
		t.row(s.Nominee.Number, s.Nominee.Name, number(int64(s.Percent)), dayOf(n.Since), n.Seen, n.By[0].Number+" "+n.By[1].Number)
	}
	return t.print(out)
}

func (f *familyList) printWaiting(ctx context.Context, out io.Writer, centre *care.Centre) error {
	all, err := centre.WaitsForSecond(ctx)
	if err != nil {
		return err
	}
	t := table{right: "------"}
	if err := f.header(&t, "waits"); err != nil {
		return err
	}
	for _, w := range all {
		t.row(w.What, who(w.About.Name, w.About.Number), who(w.Other.Name, w.Other.Number), who(w.By.Name, w.By.Number), stamp(w.Since), w.Note)
	}
	return t.print(out)
}

type giftCommand struct {
	books
	acts
	speaks
	From     string `arg:"" help:"Member number of the one who gives."`
	To       string `arg:"" help:"Member number of the relative."`
	Minutes  int64  `required:"" help:"How much."`
	Ref      string `required:"" help:"Number of the form that was signed: the same again gives nothing more."`
	Overflow bool   `help:"What the relative has no room for goes to the community's pool; without it such a gift is refused."`
}

// Help is what gift --help adds.
func (giftCommand) Help() string {
	return `Gives hours of a member to a spouse, a parent, a grandparent or a child, when two of the staff have linked them
(hourline family link). The policy's [family] says how much: at once, in a month, in a year, and what stays with the
giver. Both are told by text; the one at the desk is neither of them nor theirs.

	hourline gift 10000012 10000136 --minutes 120 --ref 2026-0017 --actor 10000105`
}

// Run gives hours; repeating it with the same form gives nothing more.
func (g *giftCommand) Run(c *console) error { return g.books.change(c, g) }

func (g *giftCommand) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	d, err := centre.Give(ctx, care.Gift{From: g.From, To: g.To, Minutes: g.Minutes, Reference: g.Ref, Overflow: g.Overflow, Actor: g.Actor})
	if err != nil {
		return err
	}
	args := prompts.Args{"name": prompts.Name(d.Giver.Name), "helper": prompts.Name(d.Receiver.Name),
		"minutes": prompts.Minutes(d.Minutes - d.Pooled), "entry": prompts.Number(d.Entry)}
	key := "gift"
	if d.Repeated {
		key = "gift.again"
	}
	if err := g.say(out, key, args); err != nil || d.Pooled == 0 {
		return err
	}
	return g.say(out, "pooled", prompts.Args{"minutes": prompts.Minutes(d.Pooled)})
}
