// Package chart draws numbers as SVG for a page that is printed: bars and
// lines, each with its number or its name beside it, told apart by pattern,
// stroke and mark and not by colour alone, so that a black-and-white copy says
// the same. A chart is self-contained, scales to the width that it is given,
// and leaves its letters to the fonts of whoever looks at it.
package chart
