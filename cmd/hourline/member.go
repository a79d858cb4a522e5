package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"hourline/ledger/care"
)

type memberCommand struct {
	Add    memberAdd    `cmd:"" help:"Add one member, or bring one up to date."`
	Import memberImport `cmd:"" help:"Import members from a CSV file, all rows or none."`
	List   memberList   `cmd:"" help:"List all members."`
	Show   memberShow   `cmd:"" help:"Show all that is known of one member."`

	PIN     memberPIN     `cmd:"" name:"pin" help:"Set the PIN by which a member redeems hours, in person."`
	Approve memberApprove `cmd:"" help:"Make whoever asked to join a volunteer."`
	Checkin memberCheckin `cmd:"" help:"Ring a member every day to ask whether all is well, or no more."`
	Nominee memberNominee `cmd:"" help:"Keep who is to have a member's hours one day."`
	Moved   memberMoved   `cmd:"" help:"Keep that a member has moved, away or back."`
	Died    memberDied    `cmd:"" help:"Report that a member has died."`

	UndoDied memberUndoDied `cmd:"" name:"undo-died" help:"Undo the report of a death that was an error."`

	Forget memberForget `cmd:"" help:"Take a member who asks for it out of the books for good."`

	Consent memberConsent `cmd:"" help:"Print what a member is asked to agree to, or keep the answer."`
}

type memberImport struct {
	books
	File    string `json:"-" arg:"" type:"existingfile" help:"The CSV file."`
	Partial bool   `help:"Import the rows that are right, and tell which were left out."`
	GBK     bool   `name:"gbk" help:"The file is in GBK, as spreadsheets on Chinese systems save plain CSV."`
	Text    []byte `kong:"-"` // of the file
}

// Help is what member import --help adds.
func (memberImport) Help() string {
	return `The first line of the file names its columns, in any order; name, roles and phones are needed.
Roles, phones, flags and contacts are lists separated by |, and a contact is name:phone or name:phone:relation:

	name,roles,phones,community,address,born,lang,flags,contacts
	王奶奶,elder,+8687165000001,翠湖社区,翠湖南路12号,1941,zh-CN,lives-alone,王女儿:+8613800000201|老李:0871-65000008:key
	小张,volunteer,+8613800000001|0871-65000003,翠湖社区,,1962,zh-CN,,

Roles are elder, volunteer, duty, coordinator, redeem and auditor; relations are family, neighbour and key (家属, 邻居,
钥匙). A contact without one keeps the one that it has, and is family when it is new. Every fault is told with its line and what
mends it, and nothing is imported unless all rows pass; with --partial the good ones are, and the command exits 1.
Importing a file again changes nothing: a row is the member who has the same name and one of the same phones.
The file may be in UTF-8 or UTF-16, with commas, tabs or semicolons; one in GBK needs --gbk.

	hourline member import people.csv
	hourline member import people.csv --gbk --partial`
}

// Run imports one file; repeating it changes nothing.
func (m *memberImport) Run(c *console) (err error) {
	if m.Text, err = os.ReadFile(m.File); err != nil {
		return misuse{err}
	}
	return m.books.change(c, m)
}

func (m *memberImport) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	done, err := centre.Import(ctx, bytes.NewReader(m.Text), care.ImportOptions{Partial: m.Partial, GBK: m.GBK})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d added, %d changed, %d as they were\n", done.Added, done.Changed, done.Same)
	if len(done.Left) > 0 {
		return fmt.Errorf("some rows were left out; mend these lines and import the file again:%s", care.RowErrors(done.Left))
	}
	return nil
}

// full is the flag of commands that print telephone numbers.
type full struct {
	Full bool `help:"Show telephone numbers and addresses in full."`
}

// phone is a number as it may be shown.
func (f full) phone(p care.Phone) string {
	if f.Full {
		return string(p)
	}
	return p.String()
}

func (f full) phones(all []care.Phone) string {
	shown := make([]string, len(all))
	for i, p := range all {
		shown[i] = f.phone(p)
	}
	return strings.Join(shown, " ")
}

type memberList struct {
	books
	full
}

// Help is what member list --help adds.
func (memberList) Help() string {
	return `Works beside a running gateway. Telephone numbers show their last four digits unless --full is given.

	hourline member list
	hourline member list --full --data /var/lib/hourline`
}

// Run lists members in the order of their numbers.
func (m *memberList) Run(c *console) error {
	centre, err := m.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	members, err := centre.Members(c.ctx)
	if err != nil {
		return err
	}
	t := table{right: "-----"}
	t.row("number", "name", "roles", "community", "phones")
	for _, p := range members {
		t.row(p.Number, p.Name, p.Roles.String(), p.Community, m.phones(p.Phones))
	}
	return t.print(c.out)
}

type memberShow struct {
	books
	full
	Number string `arg:"" help:"The member's number, eight digits."`
}

// Help is what member show --help adds.
func (memberShow) Help() string {
	return `"hourline member list" tells the numbers. Telephone numbers show their last four digits, and the address is left
out, unless --full is given.

	hourline member show 10000012 --full`
}

// Run shows one member.
func (m *memberShow) Run(c *console) error {
	centre, err := m.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	who, err := centre.MemberByNumber(c.ctx, m.Number)
	if err != nil {
		return err
	}
	return m.print(c.ctx, c.out, centre, who)
}

func (m *memberShow) print(ctx context.Context, out io.Writer, centre *care.Centre, who care.Member) error {
	book, err := centre.Passbook(ctx, who.ID)
	if err != nil {
		return err
	}
	t := table{right: "--"}
	show := func(what, value string) {
		if value != "" {
			t.row(what, value)
		}
	}
	show("number", who.Number)
	show("name", who.Name)
	show("roles", who.Roles.String())
	show("community", who.Community)
	show("address", m.address(who.Address))
	show("born", year(who.Born))
	show("language", who.Lang)
	show("flags", strings.Join(who.Flags, " "))
	show("phones", m.phones(who.Phones))
	for _, k := range who.Contacts {
		show("contact", k.Name+" "+m.phone(k.Phone)+" "+string(k.Relation))
	}
	if who.Resting {
		show("offers", "wants none for now")
	}
	d, left, err := centre.DepartureOf(ctx, who.ID)
	if err != nil {
		return err
	}
	if left {
		show(string(d.Kind), d.Day)
	}
	show("saved", hours(book.Balance))
	k, rung, err := centre.CheckinOf(ctx, who.ID)
	if err != nil {
		return err
	}
	if rung {
		show("check-in", k.At.String()+" "+k.Days.Written)
	}
	have, err := consentsOf(ctx, centre, who)
	if err != nil {
		return err
	}
	for _, kind := range care.ConsentKinds {
		show("consent", string(kind)+" "+have[kind])
	}
	return t.print(out)
}

// address is where a member lives, as it may be shown.
func (f full) address(a string) string {
	if a != "" && !f.Full {
		return "(shown with --full)"
	}
	return a
}

func year(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}
