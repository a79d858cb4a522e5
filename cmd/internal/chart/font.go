package chart

import (
	"encoding/binary"
	"slices"
	"sync"

	"github.com/golang/freetype/truetype"
	"golang.org/x/image/font/gofont/goregular"
)

// measure is the font by which words are measured. The browser draws them in
// another, so only the widths count: a Chinese letter is missing here, and what
// is missing is as wide as it is high.
var measure = sync.OnceValues(func() (*truetype.Font, error) { return truetype.Parse(squared(goregular.TTF)) })

// squared is a TrueType font in which the sign for missing letters, which is
// the first of all, has the width of a square.
func squared(ttf []byte) []byte {
	ttf = slices.Clone(ttf)
	const header, record = 12, 16
	tables := map[string]uint32{}
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		r := ttf[header+record*i:]
		tables[string(r[:4])] = binary.BigEndian.Uint32(r[8:])
	}
	const unitsPerEm = 18 // where it stands in the table head
	copy(ttf[tables["hmtx"]:], ttf[tables["head"]+unitsPerEm:][:2])
	return ttf
}
