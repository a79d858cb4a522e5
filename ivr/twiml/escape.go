package twiml

import (
	"strings"
	"unicode/utf8"
)

// escape writes s so that it may stand in text and in an attribute. What XML
// cannot hold, broken UTF-8 too, becomes U+FFFD. The white space that a parser
// would turn into a plain space or a plain newline is written by number.
func escape(b []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); {
		r, width := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, width = utf8.DecodeRuneInString(s[i:])
		}
		if entity := entityOf(r, width); entity != "" {
			b = append(append(b, s[start:i]...), entity...)
			start = i + width
		}
		i += width
	}
	return append(b, s[start:]...)
}

// entityOf is what stands for r, "" when r stands for itself.
func entityOf(r rune, width int) string {
	switch {
	case r == '&':
		return "&amp;"
	case r == '<':
		return "&lt;"
	case r == '>':
		return "&gt;"
	case r == '"':
		return "&#34;"
	case r == '\t':
		return "&#9;"
	case r == '\n':
		return "&#10;"
	case r == '\r':
		return "&#13;"
	case !storable(r), r == utf8.RuneError && width == 1:
		return "\uFFFD"
	}
	return ""
}

// storable reports whether XML 1.0 has the character (production 2, Char).
func storable(r rune) bool {
	return r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
}

// clean is s with U+FFFD for what XML cannot hold.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if storable(r) {
			return r
		}
		return utf8.RuneError
	}, s)
}
