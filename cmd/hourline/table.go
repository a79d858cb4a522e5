package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// A table is printed in columns as wide as a terminal shows them.
type table struct {
	right string // r for each column that is aligned to the right, anything else for the others
	rows  [][]string
}

// row adds one row; all rows have the same number of cells.
func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// print writes the table, two spaces between its columns.
func (t *table) print(out io.Writer) error {
	wide := make([]int, len(t.right))
	for _, row := range t.rows {
		for i, cell := range row {
			wide[i] = max(wide[i], cells(cell))
		}
	}
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", wide[i]-cells(cell))
			if t.right[i] == 'r' {
				line.WriteString(pad + cell)
			} else {
				line.WriteString(cell + pad)
			}
			line.WriteString("  ")
		}
		if _, err := fmt.Fprintln(out, strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

// cells is how many columns of a terminal a text takes: a Chinese character
// takes two, a mark above a letter none.
func cells(s string) (n int) {
	for _, r := range s {
		switch k := width.LookupRune(r).Kind(); {
		case k == width.EastAsianWide, k == width.EastAsianFullwidth:
			n += 2
		case !unicode.Is(unicode.Mn, r):
			n++
		}
	}
	return n
}
