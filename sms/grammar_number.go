package sms

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// figures are the digits as they are written and said; 幺 is 1 on every
// Chinese telephone.
var figures = map[rune]byte{
	'零': '0', '〇': '0', '一': '1', '幺': '1', '二': '2', '两': '2', '三': '3', '四': '4', '五': '5', '六': '6', '七': '7',
	'八': '8', '九': '9', '壹': '1', '贰': '2', '叁': '3', '肆': '4', '伍': '5', '陆': '6', '柒': '7', '捌': '8', '玖': '9',
}

// places are the powers of ten in Chinese numerals.
var places = map[rune]int{'十': 10, '拾': 10, '百': 100, '佰': 100, '千': 1000, '仟': 1000}

// figure is the digit or the place that a rune writes.
func figure(r rune) (digit byte, place int) {
	if r < utf8.RuneSelf {
		if isDigit(r) {
			return byte(r), 0
		}
		return 0, 0
	}
	return figures[r], places[r]
}

// lookalike is the digit that a Latin letter is typed for: O for 0, I and l
// for 1.
func lookalike(c byte) (digit byte, ok bool) {
	switch c {
	case 'O':
		return '0', true
	case 'I', 'L':
		return '1', true
	}
	return 0, false
}

// numeral reads the number that s begins with, in digits or in Chinese, as
// ASCII digits. Width is 0 where s begins with none; digits are empty for one
// that is no number, such as 二十三五.
func numeral(s string) (digits string, width int) {
	var buf [16]byte
	out, counted, latin := buf[:0], false, false
	for width < len(s) {
		r, w := utf8.DecodeRuneInString(s[width:])
		d, place := figure(r)
		if d == 0 && place == 0 && r < utf8.RuneSelf {
			d = looksDigit(s[width:], width > 0)
		}
		if d == 0 && place == 0 {
			break
		}
		if ascii := r < utf8.RuneSelf; width > 0 && ascii != latin && numberEnds(s[width:], len(out)) {
			break
		} else {
			latin = ascii
		}
		counted = counted || place > 0
		out = append(out, d)
		width += w
	}
	if counted {
		return cardinal(s[:width]), width
	}
	if string(out) == s[:width] {
		return s[:width], width // digits already: nothing to copy
	}
	return string(out), width
}

// looksDigit is the digit that the letter at the start of s stands for. A
// digit must come behind it, or, inside a number, the end of the word.
func looksDigit(s string, inside bool) byte {
	first, ok := lookalike(s[0])
	if !ok {
		return 0
	}
	rest := strings.TrimLeft(s, "OIL")
	if rest != "" && isDigit(rune(rest[0])) || inside && (rest == "" || !isUpper(rest[0])) {
		return first
	}
	return 0
}

// numberEnds reports whether a change between digits and Chinese ends a
// number that has so many digits: 235九点半 and 2356两小时 are two things, 2三56
// is one. It looks no further than the next unit, so it costs little.
func numberEnds(rest string, have int) bool {
	if have >= codeLength {
		return true
	}
	latin, width := rest[0] < utf8.RuneSelf, 0
	for width < len(rest) {
		r, w := utf8.DecodeRuneInString(rest[width:])
		if d, place := figure(r); d == 0 && place == 0 || (r < utf8.RuneSelf) != latin {
			break
		}
		width += w
	}
	rest = rest[width:]
	return strings.HasPrefix(rest, ":") ||
		leading(rest, oClock)+leading(rest, hoursAndHalf)+leading(rest, hourUnits)+leading(rest, minuteUnits)+leading(rest, quarters) > 0
}

// cardinal is the value of a Chinese numeral with places: 九十, 一百二 (120),
// 两千三百五十六. It is empty for anything else.
func cardinal(s string) string {
	total, last, lastPlace := 0, -1, 100_000
	afterZero := false
	for _, r := range s {
		d, place := figure(r)
		switch {
		case place == 0 && d == '0':
			afterZero = true
		case place == 0 && last >= 0:
			return ""
		case place == 0:
			last = int(d - '0')
		case place >= lastPlace || last < 0 && place > 10:
			return ""
		default:
			total += max(last, 1) * place
			last, lastPlace, afterZero = -1, place, false
		}
	}
	if last > 0 && lastPlace > 10 && !afterZero {
		last *= lastPlace / 10
	}
	return strconv.Itoa(total + max(last, 0))
}

// small reads a number of at most three digits.
func small(s string) (n, width int) {
	digits, width := numeral(s)
	if digits == "" || len(digits) > 3 {
		return 0, 0
	}
	n, _ = strconv.Atoi(digits)
	return n, width
}

// identifier is the number that digits write, 0 if they cannot be one: too
// long, or with a zero in front.
func identifier(digits string) int64 {
	if digits == "" || len(digits) > 9 || digits[0] == '0' {
		return 0
	}
	n, _ := strconv.ParseInt(digits, 10, 64)
	return n
}
