package sms

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The commands in this file hold words of the sender's own, so they must
// begin their text: after them nobody can tell a command from a name.

// gaps are what may stand between the words of a normalised text.
const gaps = " :."

// longestName is in runes; a longer one is a sentence.
const longestName = 30

var (
	introductions = []string{"你们", "我们", "志愿者队伍", "志愿者", "志愿", "时间银行", "我叫", "我是", "名叫", "姓名", "名字", "MY NAME IS", "NAME", "I AM", "IM"}
	closings      = []string{"谢谢您", "谢谢", "THANK YOU", "THANKS"}
	measures      = []string{"袋", "包", "瓶", "盒", "份", "箱", "桶", "把", "张", "条", "卷", "成"}
	cashWords     = []string{"钱", "现金", "CASH", "MONEY"}
)

// join reads a name, if one is given. People without one may join too: the
// phone number is enough for somebody to ring back.
func (s *sentence) join(t text) Command {
	name := bareName(t.said[s.all[s.at].to:])
	words := tokens(strings.Map(fold, name))
	isQuestion := slices.ContainsFunc(words, func(t token) bool { return t.kind == asking })
	isRefusal := len(words) > 0 && words[0].kind == doubt // 加入不了
	if !s.leads() || isQuestion || isRefusal || utf8.RuneCountInString(name) > longestName {
		return unknown()
	}
	if !slices.ContainsFunc(words, func(t token) bool { return t.kind != polite }) {
		name = ""
	}
	return Command{Verb: Join, Name: name, Clock: NoClock}
}

// bareName is what is left of a name without "my name is" and thanks.
func bareName(name string) string {
	for {
		name = strings.Trim(name, gaps)
		folded := strings.Map(fold, name)
		front, back := leading(folded, introductions), 0
		for _, c := range closings {
			if back == 0 && front == 0 && strings.HasSuffix(folded, c) {
				back = len(c)
			}
		}
		if front+back == 0 {
			return name
		}
		name = name[front : len(name)-back]
	}
}

// resolve reads the number of a case and how it ended.
func (s *sentence) resolve(t text) Command {
	number, outcome := s.numbered(t)
	if number == 0 {
		return unknown()
	}
	return Command{Verb: Resolve, Case: number, Outcome: outcome, Clock: NoClock}
}

// close reads the number of a ticket and how it ended.
func (s *sentence) close(t text) Command {
	number, outcome := s.numbered(t)
	if number == 0 {
		return unknown()
	}
	return Command{Verb: Close, Ticket: number, Outcome: outcome, Clock: NoClock}
}

// reopen reads the number of a ticket, and nothing else.
func (s *sentence) reopen(t text) Command {
	number, rest := s.numbered(t)
	if number == 0 || slices.ContainsFunc(tokens(strings.Map(fold, rest)), func(t token) bool { return t.kind != polite }) {
		return unknown()
	}
	return Command{Verb: Reopen, Ticket: number, Clock: NoClock}
}

// numbered reads the number that follows a command, of a case or of a ticket,
// which people may write with a T before it, and what stands behind it. The
// number is 0 where there is none.
func (s *sentence) numbered(t text) (number int64, rest string) {
	i := s.at + 1
	for i < len(s.all) && (s.all[i].kind == polite || t.folded[s.all[i].from:s.all[i].to] == "T") {
		i++
	}
	if !s.leads() || i == len(s.all) || s.all[len(s.all)-1].kind == asking {
		return 0, ""
	}
	return identifier(s.all[i].digits), strings.Trim(strings.TrimLeft(t.said[s.all[i].to:], gaps+"号號"), gaps)
}

// redeem reads goods and their number, in either order.
func (s *sentence) redeem(t text) Command {
	if !s.leads() || s.count[doubt]+s.count[asking]+s.count[day]+s.count[unit]+len(s.clocks) > 0 || len(s.numbers)+len(s.lengths) != 1 {
		return unknown()
	}
	c := Command{Verb: Redeem, Goods: s.goods(t), Clock: NoClock}
	switch {
	case len(s.numbers) == 1:
		c.Amount = identifier(s.numbers[0])
	case c.Goods == Cash:
		c.Amount = wholeHours(s.lengths[0])
	}
	if c.Goods == "" || c.Amount == 0 {
		return unknown()
	}
	return c
}

// goods are the unknown words of a text, on one side of the number.
func (s *sentence) goods(t text) string {
	from, to, counted := 0, 0, false
	for _, w := range s.all[s.at+1:] {
		switch {
		case w.kind == number || w.kind == length:
			if counted = true; to > 0 {
				return goodsName(t.said[from:to])
			}
		case w.kind == foreign && to == 0:
			from, to = w.from, w.to
		case w.kind == foreign:
			to = w.to
		}
	}
	name := t.said[from:to]
	if w := leading(name, measures); counted && w < len(name) {
		name = name[w:] // 2袋大米
	}
	return goodsName(name)
}

// goodsName makes all words for cash one.
func goodsName(s string) string {
	if slices.Contains(cashWords, strings.Map(fold, s)) {
		return Cash
	}
	return s
}

// wholeHours is a length in hours, 0 if it holds a part of one.
func wholeHours(minutes int) int64 {
	if minutes%60 != 0 {
		return 0
	}
	return int64(minutes / 60)
}

// slip reads the number of a receipt, which is read in groups, or none.
func (s *sentence) slip() Command {
	number := strings.Join(s.numbers, "")
	if !s.leads() || !s.certain() || s.count[foreign]+len(s.lengths)+len(s.clocks) > 0 || number != "" && len(number) < receiptLength {
		return unknown()
	}
	return Command{Verb: Slip, Receipt: number, Clock: NoClock}
}

// pay reads a member's number and the hours that he or she pays.
func (s *sentence) pay() Command {
	if !s.leads() || s.count[doubt]+s.count[asking]+s.count[day]+s.count[foreign]+len(s.clocks) > 0 {
		return unknown()
	}
	numbers := s.numbers
	if len(numbers) > 1 && len(numbers[0]) == 4 && len(numbers[1]) == 4 {
		numbers = append([]string{numbers[0] + numbers[1]}, numbers[2:]...)
	}
	if len(numbers) == 0 || len(numbers[0]) != memberLength || len(numbers)-1+len(s.lengths) != 1 {
		return unknown()
	}
	c := Command{Verb: Pay, Member: numbers[0], Clock: NoClock}
	if len(s.lengths) == 1 {
		c.Amount = wholeHours(s.lengths[0])
	} else if len(numbers[1]) <= 3 {
		c.Amount = identifier(numbers[1])
	}
	if c.Amount == 0 {
		return unknown()
	}
	return c
}
