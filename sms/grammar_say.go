package sms

import (
	"fmt"
	"strings"
)

// canonical is the word each verb is advertised with.
var canonical = [...]string{
	Start: "KS", Finish: "JS", Take: "JD", Pass: "BJ", Late: "WD", Cancel: "QX", Undo: "CX", Hours: "YE", Slip: "ST", Join: "JR", Busy: "XX", Free: "YK",
	Redeem: "DH", Pay: "DF", Help: "BZ", Acknowledge: "SD", Resolve: "JA", Tasks: "GD", Close: "BW", Reopen: "CK", SOS: "SOS", OptOut: "TD", OptIn: "START", CarrierHelp: "HELP",
}

// String is the shortest advertised text that Parse reads back as the same
// command; empty for Unknown. It holds codes and names: not for logs.
func (c Command) String() string {
	parts := make([]string, 0, 4)
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if int(c.Verb) < len(canonical) {
		add(canonical[c.Verb])
	}
	add(c.Code)
	add(c.Card)
	add(number64(c.Request))
	add(number64(c.Case))
	add(number64(c.Ticket))
	add(c.minutes())
	if c.Verb == Take && c.Clock != NoClock {
		add(fmt.Sprintf("%02d:%02d", c.Clock/60, c.Clock%60))
	}
	add(c.Name)
	add(c.Member)
	add(c.Receipt)
	add(c.Goods)
	add(number64(c.Amount))
	if c.Outcome != "" {
		add("号" + c.Outcome) // no outcome can then be taken for a unit
	}
	return strings.Join(parts, " ")
}

func number64(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// minutes says two digits behind a bare finish code with a unit, unless they
// may be a card.
func (c Command) minutes() string {
	switch {
	case c.Minutes == 0:
		return ""
	case c.Verb == Finish && c.Card == "" && c.Two == "" && c.Minutes >= 10 && c.Minutes < 100:
		return fmt.Sprintf("%d分", c.Minutes)
	}
	return fmt.Sprint(c.Minutes)
}
