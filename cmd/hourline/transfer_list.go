package main

type transferList struct {
	books
	speaks
	All bool `help:"Also what is over, and the notes of other banks."`
}

// Help is what transfer list --help adds.
func (transferList) Help() string {
	return `Works beside a running gateway. What is late can be credited no more, by the other bank's clock: have that bank answer it
with hourline transfer answer. Until its answer is here, the hours stay held.

	hourline transfer list
	hourline transfer list --all`
}

// Run lists transfers, the newest first.
func (l *transferList) Run(c *console) error {
	centre, err := l.look(c)
	if err != nil {
		return err
	}
	defer centre.Close()
	out, in, now, err := centre.Transfers(c.ctx, l.All)
	if err != nil {
		return err
	}
	t := table{right: "r------r--"}
	if err := l.header(&t, "transfers"); err != nil {
		return err
	}
	for _, s := range out {
		key := string(s.State)
		if s.Late(now) {
			key = "late"
		}
		state, err := l.words("transfer."+key+".state", nil)
		if err != nil {
			return err
		}
		t.row(number(s.ID), "→ "+s.Peer.Name, s.Code.String()[:8], state, s.Member.Name, s.Member.Number, s.TheirNumber, hours(s.Minutes), stamp(s.Asked), stampOrNot(s.Expires))
	}
	for _, s := range in {
		key := "refused"
		if s.Accepted() {
			key = "credited"
		}
		state, err := l.words("transfer."+key+".state", nil)
		if err != nil {
			return err
		}
		t.row("", "← "+s.Peer.Name, s.Code.String()[:8], state, s.Member.Name, s.Member.Number, "", hours(s.Minutes), stamp(s.Decided), "")
	}
	return t.print(c.out)
}
