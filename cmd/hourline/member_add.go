package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"hourline/ledger/care"
)

type memberAdd struct {
	books
	Name      string   `arg:"" help:"As it is spoken, such as 王奶奶."`
	Role      []string `required:"" placeholder:"ROLE" help:"elder, volunteer, duty, coordinator, redeem or auditor; may be repeated."`
	Phone     []string `placeholder:"NUMBER" help:"Rung and recognised; may be repeated, the first is rung first."`
	Community string   `help:"Community that the member belongs to."`
	Address   string   `help:"Told only to those who accepted a visit or an emergency."`
	Born      int      `placeholder:"YEAR" help:"Year of birth."`
	Lang      string   `default:"zh-CN" help:"Language in which the member is spoken to: zh-CN or en."`
	Flag      []string `placeholder:"WORD" help:"A note such as lives-alone; may be repeated."`
	Contact   []string `placeholder:"NAME:NUMBER:RELATION" help:"Somebody to ring about the member: family, neighbour or key (has one to the door); may be repeated."`

	member care.Member
}

// Help is what member add --help adds.
func (memberAdd) Help() string {
	return `A member who is in the books already, by name and one of the phones, becomes what the flags say.

	hourline member add 王奶奶 --role elder --phone 0871-65000001 --community 翠湖社区 \
	  --address 翠湖南路12号3栋201室 --born 1941 --flag lives-alone --contact 王女儿:+8613800000201 --contact 老李:0871-65000008:key
	hourline member add 小马 --role duty --role coordinator --phone +8613800000102 --community 翠湖社区`
}

// Validate reads what is more than a word. It is called with the command line.
func (m *memberAdd) Validate() (err error) {
	m.member = care.Member{Name: m.Name, Community: m.Community, Address: m.Address, Born: m.Born, Lang: m.Lang, Flags: m.Flag}
	if m.member.Roles, err = care.ParseRoles(strings.Join(m.Role, "|")); err != nil {
		return fmt.Errorf("--role: %w", err)
	}
	for _, s := range m.Phone {
		p, err := care.ParsePhone(s)
		if err != nil {
			return fmt.Errorf("--phone: %w", err)
		}
		m.member.Phones = append(m.member.Phones, p)
	}
	for _, s := range m.Contact {
		contact, err := care.ParseContact(s)
		if err != nil {
			return fmt.Errorf("--contact is written like 王女儿:+8613800000201 or 老李:+8613800000202:key: %w", err)
		}
		m.member.Contacts = append(m.member.Contacts, contact)
	}
	return nil
}

// Run adds the member and tells the number that was given out.
func (m *memberAdd) Run(c *console) error { return m.books.change(c, m) }

func (m *memberAdd) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	added, err := centre.AddMember(ctx, m.member)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s is member %s\n", added.Name, added.Number)
	return err
}
