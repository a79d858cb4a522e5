// Package qrcode draws receipts as QR codes, for a printer and for a screen. It
// draws what it is given, as large as it takes, and knows nothing of receipts.
//
// The lowest level of correction is used: a receipt is long, a code with larger
// cells is read more surely than one that could lose more of them, and a cell
// that is lost shows, for all of a receipt is signed.
package qrcode

import (
	"fmt"
	"html/template"
	"strings"

	"rsc.io/qr"
)

// quiet is how many cells are left white around a code, as its standard asks.
const quiet = 4

// PNG is text as a picture, 8 dots to the cell.
func PNG(text string) ([]byte, error) {
	code, err := encode(text)
	if err != nil {
		return nil, err
	}
	return code.PNG(), nil
}

// SVG is text as a picture inside a page, which gives it its size; words say
// what it is to those who cannot see it.
func SVG(text, words string) (template.HTML, error) {
	code, err := encode(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	side := code.Size + 2*quiet
	fmt.Fprintf(&b, `<svg class="qr" viewBox="0 0 %d %d" role="img" aria-label="%s" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`,
		side, side, template.HTMLEscapeString(words), side, side)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			wide := 0
			for x+wide < code.Size && code.Black(x+wide, y) {
				wide++
			}
			if wide > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, wide, wide)
				x += wide
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()), nil // made of numbers, and of words that are escaped
}

func encode(text string) (*qr.Code, error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return nil, fmt.Errorf("a QR code of %d letters: %w", len(text), err)
	}
	return code, nil
}
