package twiml

import (
	"strings"
	"unicode/utf8"
)

// escape writes s so that it may stand in text and in an attribute.
func escape(b []byte, s string) []byte { return appendClean(b, clean(s)) }

// clean is s with U+FFFD for what XML cannot hold, broken UTF-8 too.
func clean(s string) string {
	if utf8.ValidString(s) && !strings.ContainsFunc(s, unstorable) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unstorable(r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

// unstorable reports whether XML 1.0 lacks the character (production 2, Char).
func unstorable(r rune) bool {
	if r < 0x20 {
		return r != '\t' && r != '\n' && r != '\r'
	}
	return r == 0xFFFE || r == 0xFFFF
}

// appendClean writes what clean left.
func appendClean(b []byte, s string) []byte {
	start := 0
	for i := range len(s) {
		if entity := entityOf(s[i]); entity != "" {
			b = append(append(b, s[start:i]...), entity...)
			start = i + 1
		}
	}
	return append(b, s[start:]...)
}

// entityOf is what stands for a byte, "" when it stands for itself. White
// space that a parser would turn into a plain space or newline is written by
// number.
func entityOf(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&#34;"
	case '\t':
		return "&#9;"
	case '\n':
		return "&#10;"
	case '\r':
		return "&#13;"
	}
	return ""
}
