package main

import (
	"context"
	"fmt"
	"io"

	"hourline/ledger/care"
)

type peerCommand struct {
	Add    peerAdd    `cmd:"" help:"Agree on terms with another bank; two coordinators ask for the same."`
	List   peerList   `cmd:"" help:"List the banks that are known, and this bank's own key."`
	Settle peerSettle `cmd:"" help:"Enter that a debt between the banks was paid; two coordinators ask for the same."`
}

type peerAdd struct {
	books
	byCoordinator
	Name  string `arg:"" help:"What the other bank is called in these books, such as old-town."`
	Key   string `required:"" placeholder:"KEY" help:"Its public key, as \"hourline peer list\" prints it there. Ask for it by another way than the notes come."`
	Limit int64  `required:"" placeholder:"MINUTES" help:"How much it may owe us. With 0 nothing is credited from it any more."`
	Title string `help:"What members read, such as 老城时间银行, in at most 20 letters; the name when empty."`
}

// Help is what peer add --help adds.
func (peerAdd) Help() string {
	return `Whoever is added here can have hours credited in this bank, up to the limit: a note that is signed with the key is as
good as a coordinator's word. So two coordinators compare the key with the other bank, each by himself, and ask for the
same. Asked for again with another key, title or limit, the new terms hold. A limit is how far the other bank's debt may
go, what we owe it counted against it. A bank that owes more than a new limit keeps its debt and is given no more credit.

	hourline peer add old-town --key "old.example/log+1c2d3e4f+Ab…" --limit 6000 --title 老城时间银行 --actor 10000105
	hourline peer add old-town --key "old.example/log+1c2d3e4f+Ab…" --limit 6000 --title 老城时间银行 --actor 10000113`
}

// Run keeps terms.
func (p *peerAdd) Run(c *console) error { return p.books.change(c, p) }

func (p *peerAdd) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	done, err := centre.AddPeer(ctx, care.PeerTerms{Name: p.Name, Title: p.Title, Key: p.Key, Limit: p.Limit, Actor: p.Actor})
	if err != nil {
		return err
	}
	if !done {
		_, err = fmt.Fprintln(out, "noted; nothing is credited by it before a second coordinator asks for the same")
		return err
	}
	_, err = fmt.Fprintf(out, "%s is known, and may owe %s\n", p.Name, hours(p.Limit))
	return err
}

type peerList struct{ books }

// Help is what peer list --help adds.
func (peerList) Help() string {
	return `Works beside a running gateway. The last line is this bank's own public key: tell it to other banks by telephone or on
paper too, so that they can compare it.

	hourline peer list`
}

// Run lists the banks.
func (p *peerList) Run(c *console) error {
	centre, err := p.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	all, waiting, own, err := centre.Peers(c.ctx)
	if err != nil {
		return err
	}
	t := table{right: "--r---"}
	t.row("bank", "title", "limit", "since", "by", "key")
	for _, b := range all {
		t.row(b.Name, b.Title, hours(b.Limit), dayOf(b.Since), b.By[0].Number+" "+b.By[1].Number, b.Key)
	}
	if err := t.print(c.out); err != nil {
		return err
	}
	for _, w := range waiting {
		fmt.Fprintf(c.out, "%s with a limit of %s and %s waits for a second coordinator; %s asked on %s\n", w.Name, hours(w.Limit), w.Key, w.Actor, stamp(w.Asked))
	}
	if own == "" {
		own = "there is none yet; start the gateway once with --public-url"
	}
	_, err = fmt.Fprintln(c.out, "this bank's key:", own)
	return err
}

type peerSettle struct {
	books
	byCoordinator
	Name     string `arg:"" help:"The other bank."`
	Minutes  int64  `arg:"" help:"How many minutes were paid for."`
	Paid     bool   `xor:"way" required:"" help:"We have paid the other bank."`
	Received bool   `xor:"way" required:"" help:"The other bank has paid us."`
	Document string `required:"" placeholder:"NUMBER" help:"Number of the document by which it was paid; entered twice it is entered once."`
}

// Help is what peer settle --help adds.
func (peerSettle) Help() string {
	return `What two banks owe one another is paid between them, in whatever way they have agreed on; "hourline report settlement"
says how much it is, and what it stands for by the policy. Here the debt is written off in this bank's books, and the
limit is free again; the other bank enters the same on its side. It moves no money of the funds.

	hourline peer settle old-town 600 --received --document 2026-31 --actor 10000105
	hourline peer settle old-town 600 --received --document 2026-31 --actor 10000113`
}

// Run enters a payment once; repeating it changes nothing.
func (p *peerSettle) Run(c *console) error { return p.books.change(c, p) }

func (p *peerSettle) apply(ctx context.Context, centre *care.Centre, out io.Writer) error {
	done, err := centre.SettlePeer(ctx, care.PeerPayment{Name: p.Name, Minutes: p.Minutes, Received: p.Received, Document: p.Document, Actor: p.Actor})
	if err != nil {
		return err
	}
	if !done {
		_, err = fmt.Fprintln(out, "noted; it is written off once a second coordinator asks for the same")
		return err
	}
	_, err = fmt.Fprintf(out, "%s with %s are settled\n", hours(p.Minutes), p.Name)
	return err
}
