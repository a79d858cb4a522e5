package sms

import (
	"strings"
	"unicode/utf8"
)

// A token is one piece of a text.
type token struct {
	word
	digits   string // of a number; empty for one that is none
	minutes  int    // of a length, or after midnight of a clock
	from, to int    // where it stands
	latin    bool   // it ends in a Latin letter
}

// tokens splits a folded text. Lengths and times are looked for first, then
// words, the longest first, then numbers; what is left is foreign.
func tokens(s string) []token {
	out := make([]token, 0, 12)
	for at := 0; at < len(s); {
		if strings.IndexByte(" :.", s[at]) >= 0 {
			at++
			continue
		}
		t, width := tokenAt(s[at:])
		t.from, t.to, t.latin = at, at+width, isUpper(s[at])
		at += width
		if t.kind == foreign && len(out) > 0 && out[len(out)-1].kind == foreign && out[len(out)-1].to == t.from {
			out[len(out)-1].to, out[len(out)-1].latin = t.to, t.latin
			continue
		}
		out = append(out, t)
	}
	return out
}

// tokenAt reads the token that s begins with; its width is at least 1.
func tokenAt(s string) (token, int) {
	if s[0] == '?' {
		return token{word: word{kind: asking, verb: Help}}, 1
	}
	if t, width := measured(s); width > 0 {
		return t, width
	}
	if isUpper(s[0]) {
		return latin(s)
	}
	if w, width := chinese(s); width > 0 {
		return token{word: w}, width
	}
	if digits, width := numeral(s); width > 0 {
		return token{word: word{kind: number}, digits: digits}, width
	}
	_, width := utf8.DecodeRuneInString(s)
	return token{}, width
}

// measured reads a length, a time, or the code that is glued to a length:
// JS235690分钟 is 2356 and 90 minutes.
func measured(s string) (token, int) {
	if n, width := minutesOf(s); width > 0 {
		return token{word: word{kind: length}, minutes: n}, width
	}
	if n, width := timeOf(s); width > 0 {
		return token{word: word{kind: clock}, minutes: n}, width
	}
	if digits := s[:digitsIn(s)]; len(digits) > codeLength {
		if _, width := minutesOf(s[codeLength:]); width > len(digits)-codeLength {
			return token{word: word{kind: number}, digits: digits[:codeLength]}, codeLength
		}
	}
	return token{}, 0
}

func digitsIn(s string) int {
	n := 0
	for n < len(s) && isDigit(rune(s[n])) {
		n++
	}
	return n
}

// chinese reads the longest entry of the lexicon.
func chinese(s string) (word, int) {
	for width := min(longestWord, len(s)/3*3); width >= 3; width -= 3 {
		if w, ok := lexicon[s[:width]]; ok {
			return w, width
		}
	}
	return word{}, 0
}

// latin reads a Latin word, or the digits that its letters stand for. In KS2O56
// the word ends before the digits, in KSO235 before a letter that is one.
func latin(s string) (token, int) {
	letters := 0
	for letters < len(s) && isUpper(s[letters]) {
		letters++
	}
	if letters == len(s) || !isDigit(rune(s[letters])) {
		return wordOf(s[:letters]), letters
	}
	for end := letters; end > 0; end-- {
		if w, ok := lexicon[s[:end]]; ok {
			return token{word: w}, end
		}
		if _, ok := lookalike(s[end-1]); !ok {
			return wordOf(s[:letters]), letters
		}
	}
	digits, width := numeral(s)
	return token{word: word{kind: number}, digits: digits}, width
}

// wordOf is a Latin word, right or with one wrong letter.
func wordOf(s string) token {
	if w, ok := lexicon[s]; ok {
		return token{word: w}
	}
	return token{word: guess(s)}
}
