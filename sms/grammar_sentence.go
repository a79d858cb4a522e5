package sms

import "slices"

// longestStory is how many bytes of unknown words a command may stand among:
// sixteen Chinese characters. A longer story is for a person to read.
const longestStory = 48

// A sentence is a text with its command found.
type sentence struct {
	all     []token
	verb    Verb
	at      int      // the command word in all, -1 if none
	shy     bool     // no word for it is more than daily language
	numbers []string // outside lengths and times, in their order
	lengths []int
	clocks  []int
	stray   int // bytes of unknown words
	count   [clock + 1]int
}

// survey finds the command of a text and sorts the rest. Two commands are
// none.
func survey(all []token) *sentence {
	s := &sentence{all: all, at: -1}
	s.choose(func(t token) bool { return !t.meek })
	if s.at < 0 {
		s.choose(func(token) bool { return true })
	}
	for i, t := range all {
		s.sort(i, t)
	}
	s.numbers = joined(s.numbers)
	return s
}

// choose takes the first command word of those that may be one, and notes
// whether another word says something else.
func (s *sentence) choose(may func(token) bool) {
	for i, t := range s.all {
		if t.kind != command || !may(t) || !s.stands(i) {
			continue
		}
		if s.at < 0 {
			s.at, s.verb, s.shy = i, t.verb, true
		}
		if t.verb != s.verb {
			s.count[doubt]++
		}
		s.shy = s.shy && t.shy
	}
}

// stands reports whether the word at i may be a command there.
func (s *sentence) stands(i int) bool {
	t := s.all[i]
	if !t.near {
		return true
	}
	return i+1 < len(s.all) && slices.Contains([]kind{number, length}, s.all[i+1].kind)
}

func (s *sentence) sort(i int, t token) {
	s.count[t.kind]++
	switch t.kind {
	case number:
		s.numbers = append(s.numbers, t.digits)
	case length:
		s.lengths = append(s.lengths, t.minutes)
	case clock:
		s.clocks = append(s.clocks, t.minutes)
	case foreign:
		s.stray += t.to - t.from
	case command:
		if !s.stands(i) {
			s.count[foreign]++
		}
	}
}

// certain reports whether nothing speaks against doing what a text says.
func (s *sentence) certain() bool {
	later := s.count[wish]+s.count[day] > 0
	switch v := s.verb; {
	case s.count[doubt]+s.count[unit] > 0:
		return false
	case s.stray > longestStory || s.shy && s.count[foreign] > 0:
		return false
	case s.count[asking] > 0:
		return v == Hours || v == Help || s.at < 0
	case later:
		return v.aboutLater() || s.count[day] == 0 && (v == Undo || v == Hours || v == Slip || v == Busy || v == Help)
	}
	return true
}

// joined puts a number together that was typed in pieces: 23 56 and 2 3 5 6
// are one code. Other pieces stay as they are.
func joined(numbers []string) []string {
	for _, size := range []int{1, 2} {
		n := codeLength / size
		if len(numbers) < n || slices.ContainsFunc(numbers[:n], func(d string) bool { return len(d) != size }) {
			continue
		}
		var whole string
		for _, d := range numbers[:n] {
			whole += d
		}
		return append([]string{whole}, numbers[n:]...)
	}
	return numbers
}

// leads reports whether the command begins the sentence, but for politeness.
func (s *sentence) leads() bool {
	return !slices.ContainsFunc(s.all[:s.at], func(t token) bool { return t.kind != polite && t.kind != wish })
}

// distinct is the numbers without repeats of the first: 开始2356 2356.
func distinct(numbers []string) []string {
	out := numbers[:min(1, len(numbers))]
	for _, n := range numbers[len(out):] {
		if n != numbers[0] {
			out = append(out[:len(out):len(out)], n)
		}
	}
	return out
}
