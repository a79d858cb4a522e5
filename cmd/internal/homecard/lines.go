package homecard

import (
	"strings"
	"unicode"
)

// Fonts by their names in the document. Latin letters and figures are in one
// that every reader of PDF has: fonts with Chinese letters often lack them.
const (
	letters = "letters"
	latin   = "Helvetica"
)

// A run is words in one font.
type run struct {
	font, words string
	width       float64
}

// line writes words of one size across the sheet, on as many lines as it takes.
func (s *sheet) line(points float64, align, words string) {
	height := points * mm * 1.25
	for _, runs := range s.broken(points, words) {
		var width float64
		for _, r := range runs {
			width += r.width
		}
		x := margin + map[string]float64{"C": (inner - width) / 2, "R": inner - width}[align]
		for _, r := range runs {
			s.SetFont(r.font, "", points)
			s.SetXY(x, s.y)
			s.CellFormat(r.width, height, r.words, "", 0, "L", false, 0, "")
			x += r.width
		}
		s.y += height
	}
}

// broken breaks words into lines that fit: at spaces, and between any two
// Chinese letters, but not before a mark that ends something.
func (s *sheet) broken(points float64, words string) (lines [][]run) {
	var line []run
	var width float64
	for _, r := range s.runs(points, pieces(words)) {
		if width+r.width > inner && width > 0 {
			lines, line, width = append(lines, line), nil, 0
		}
		line, width = append(line, r), width+r.width
	}
	return append(lines, line)
}

// runs measures pieces in their fonts.
func (s *sheet) runs(points float64, pieces []string) []run {
	out := make([]run, len(pieces))
	for i, p := range pieces {
		font := letters
		if isLatin(rune(p[0])) {
			font = latin
		}
		s.SetFont(font, "", points)
		out[i] = run{font, p, s.GetStringWidth(p)}
	}
	return out
}

// pieces are what a line is not broken within: a Latin word with the marks and
// the space after it, or a Chinese letter.
func pieces(words string) (out []string) {
	latinWord := false
	for _, r := range words {
		switch last := len(out) - 1; {
		case last >= 0 && isLatin(r) == latinWord && (latinWord && !strings.HasSuffix(out[last], " ") || !latinWord && unicode.IsPunct(r)):
			out[last] += string(r)
		default:
			out = append(out, string(r))
		}
		latinWord = isLatin(r)
	}
	return out
}

func isLatin(r rune) bool { return r < unicode.MaxASCII }
