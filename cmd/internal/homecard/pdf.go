package homecard

import (
	"io"
	"strconv"

	"codeberg.org/go-pdf/fpdf"
)

// The sheet, in millimetres.
const (
	sheetWidth, sheetHeight = 148.0, 210.0
	margin                  = 8.0
	inner                   = sheetWidth - 2*margin
	cellHeight              = 17.0
	mm                      = 25.4 / 72 // of one point
)

// A sheet is a page that is being drawn from its top down.
type sheet struct {
	*fpdf.Fpdf
	y float64
}

// PDF writes the page as one sheet of A5. Font is a TrueType font with the
// letters of both languages; only those that the card uses are put in.
func (p Page) PDF(w io.Writer, font []byte) error {
	s := &sheet{fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: sheetWidth, Ht: sheetHeight}}), margin}
	s.SetTitle(p.Elder.Of+" "+p.Number, true)
	s.SetAutoPageBreak(false, 0)
	s.SetMargins(margin, margin, margin)
	s.AddUTF8FontFromBytes(letters, "", font)
	s.AddPage()
	s.head(p)
	s.alarm(p)
	s.both(16, "C", p.Elder.Person, p.Other.Person)
	s.y += 2
	s.grid(p)
	s.y += 1.5
	s.both(12, "L", p.Elder.See, p.Other.See)
	s.both(12, "L", p.Elder.Door, p.Other.Door)
	s.both(12, "L", p.Elder.Lost, p.Other.Lost)
	s.y = sheetHeight - margin - 9*mm
	s.line(9, "R", p.Number)
	return s.Output(w)
}

// both writes words and, smaller, what they mean in the other language.
func (s *sheet) both(points float64, align, words, small string) {
	s.line(points, align, words)
	if small != "" {
		s.line(9, align, small)
	}
	s.y += 1
}

// head is whose card it is, and the number to dial.
func (s *sheet) head(p Page) {
	top := s.y
	s.y += 3
	s.line(13, "R", p.Elder.Bank)
	s.y = top // the bank stands on the right of it
	s.both(23, "L", p.Elder.Of, p.Other.Of)
	s.both(17, "C", p.Elder.Dial, p.Other.Dial)
	s.SetFont(latin, "B", 40)
	s.SetXY(margin, s.y)
	s.CellFormat(inner, 40*mm*1.15, p.Phone, "", 0, "C", false, 0, "")
	s.y += 40*mm*1.15 + 2
}

// alarm is the red box: what to do in an emergency.
func (s *sheet) alarm(p Page) {
	top := s.y
	s.SetDrawColor(0xbb, 0, 0)
	s.SetTextColor(0xbb, 0, 0)
	s.y += 2
	s.both(23, "C", p.Elder.Emergency, p.Other.Emergency)
	s.SetLineWidth(1.2)
	s.RoundedRect(margin, top, inner, s.y-top+1, 3, "1234", "D")
	s.SetDrawColor(0, 0, 0)
	s.SetTextColor(0, 0, 0)
	s.y += 4
}

// grid is the cells.
func (s *sheet) grid(p Page) {
	s.SetLineWidth(0.6)
	width := inner / float64(p.PerLine)
	for i, cell := range p.Cells {
		x, y := margin+float64(i%p.PerLine)*width, s.y+float64(i/p.PerLine)*cellHeight
		s.Rect(x, y, width, cellHeight, "D")
		s.SetFont(latin, "", 11)
		s.SetXY(x, y+1)
		s.CellFormat(width, 5, strconv.Itoa(i+1), "", 0, "L", false, 0, "")
		s.SetFont(latin, "B", 30)
		s.SetXY(x, y)
		s.CellFormat(width, cellHeight+2, cell, "", 0, "C", false, 0, "")
	}
	s.y += float64((len(p.Cells)+p.PerLine-1)/p.PerLine) * cellHeight
}
