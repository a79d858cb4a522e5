package main

import (
	"fmt"
	"os"
	"text/tabwriter"
)

type memberCommand struct {
	Import memberImport `cmd:"" help:"Import members from a CSV file; nothing is imported unless every row passes."`
	List   memberList   `cmd:"" help:"List all members."`
}

type memberImport struct {
	books
	File string `arg:"" type:"existingfile" help:"CSV with the header name,roles,phones,community,address,born,lang,flags,contacts."`
}

// Run imports one file; repeating it changes nothing.
func (m *memberImport) Run(c *console) error {
	f, err := os.Open(m.File)
	if err != nil {
		return err
	}
	defer f.Close()
	centre, err := m.own(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	done, err := centre.Import(c.ctx, f)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%d added, %d changed, %d as they were\n", done.Added, done.Changed, done.Same)
	return nil
}

type memberList struct{ books }

// Run lists members; telephone numbers are masked.
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
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "number\troles\tphone\tcommunity\tname")
	for _, p := range members {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", p.Number, p.Roles, p.Phone(), p.Community, p.Name)
	}
	return w.Flush()
}
