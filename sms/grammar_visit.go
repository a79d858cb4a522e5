package sms

import "strings"

// visit reads a command about a visit: the code, then what may follow it.
func (s *sentence) visit() Command {
	code, tail := splitCode(s.numbers)
	c := Command{Verb: s.verb, Code: code, Clock: NoClock}
	if code == "" || len(s.clocks) > 0 || !c.follow(tail, s.lengths) {
		return unknown()
	}
	return c
}

// splitCode takes a visit code off the numbers of a text. It may be glued to
// two or three digits more, JS235690; one digit more is a slip of the finger,
// and the code is then not certain.
func splitCode(numbers []string) (code string, tail []string) {
	if len(numbers) == 0 {
		return "", nil
	}
	first := numbers[0]
	switch len(first) {
	case codeLength:
		tail = distinct(numbers)[1:]
	case codeLength + 2, codeLength + 3:
		tail = append([]string{first[codeLength:]}, numbers[1:]...)
	default:
		return "", nil
	}
	if code = first[:codeLength]; !isCode(code) {
		return "", nil
	}
	return code, tail
}

// isCode reports whether four digits are all ones that codes are made of:
// 1, 4 and 7 are left out, they are misheard.
func isCode(s string) bool {
	return len(s) == codeLength && strings.Trim(s, "0235689") == ""
}

// follow reads what follows a code: a card, minutes, both or nothing. It
// reports whether that suits the verb and nothing is left over.
func (c *Command) follow(tail []string, lengths []int) bool {
	if c.leadsWithCard(tail, len(lengths)) {
		c.Card, tail = tail[0], tail[1:]
	}
	switch {
	case len(tail)+len(lengths) == 0:
		return c.Verb != Late
	case len(tail)+len(lengths) > 1, c.Verb != Finish && c.Verb != Late:
		return false
	case len(lengths) == 1:
		c.Minutes = lengths[0]
	default:
		c.Minutes = int(identifier(tail[0]))
		if c.Verb == Finish && c.Card == "" && len(tail[0]) == cardLength {
			c.Two = tail[0]
		}
	}
	return 1 <= c.Minutes && c.Minutes <= mostMinutes
}

// leadsWithCard reports whether the first number behind the code is a cell of
// the home card and can be nothing else.
func (c *Command) leadsWithCard(tail []string, lengths int) bool {
	if len(tail) == 0 || len(tail[0]) != cardLength {
		return false
	}
	return c.Verb == Start || c.Verb == Finish && (len(tail)+lengths > 1 || tail[0][0] == '0')
}

// request reads a volunteer's answer to an offer.
func (s *sentence) request() Command {
	c := Command{Verb: s.verb, Request: s.onlyNumber(), Clock: NoClock}
	if s.verb == Take && len(s.clocks) == 1 {
		c.Clock = s.clocks[0]
		s.clocks = nil
	}
	if c.Request == 0 || len(s.clocks)+len(s.lengths) > 0 {
		return unknown()
	}
	return c
}

// acknowledge reads that duty staff take an emergency.
func (s *sentence) acknowledge() Command {
	c := Command{Verb: Acknowledge, Case: s.onlyNumber(), Clock: NoClock}
	if c.Case == 0 || len(s.clocks)+len(s.lengths) > 0 {
		return unknown()
	}
	return c
}

// onlyNumber is the one number of a text, 0 if there are others.
func (s *sentence) onlyNumber() int64 {
	if d := distinct(s.numbers); len(d) == 1 {
		return identifier(d[0])
	}
	return 0
}

// alone reads a command that needs nothing. Anything else said means that it
// is no command: "没有时间", "忙完了".
func (s *sentence) alone() Command {
	if len(s.numbers)+len(s.lengths)+len(s.clocks)+s.count[foreign] > 0 {
		return unknown()
	}
	return Command{Verb: s.verb, Clock: NoClock}
}

// bare reads a text without a command word: a question mark, a code alone, or
// the short forms 1 and 2 with a code.
func (s *sentence) bare() Command {
	switch {
	case len(s.all) > 0 && s.count[asking] == len(s.all) && s.all[0].verb == Help:
		return Command{Verb: Help, Clock: NoClock}
	case len(s.numbers) == 0 || s.count[foreign]+s.count[asking]+len(s.clocks) > 0:
		return unknown()
	}
	if verb, rest := shortForm(s.numbers); verb != Unknown {
		s.verb, s.numbers = verb, rest
		return s.visit()
	}
	if d := distinct(s.numbers); len(d) == 1 && len(s.lengths) == 0 && isCode(d[0]) {
		return Command{Verb: CodeOnly, Code: d[0], Clock: NoClock}
	}
	return unknown()
}

// shortForm reads 1 as start and 2 as finish, apart from the code or glued
// to it.
func shortForm(numbers []string) (Verb, []string) {
	first, verb := numbers[0], Start
	if first != "" && first[0] == '2' {
		verb = Finish
	} else if first == "" || first[0] != '1' {
		return Unknown, nil
	}
	switch {
	case len(first) == 1 && len(numbers) > 1:
		return verb, numbers[1:]
	case len(first) == 1+codeLength:
		return verb, append([]string{first[1:]}, numbers[1:]...)
	}
	return Unknown, nil
}
