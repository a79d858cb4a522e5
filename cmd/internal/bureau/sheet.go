package bureau

import (
	"html/template"
)

// A Sheet is a report in one language.
type Sheet struct {
	Lang, Bank, Title, Period string
	Counted                   string // when, in the centre's zone
	Running                   string // said of a month that is not over; else empty
	Source                    string // where the figures come from
	Labels                    Labels
	Summary                   []Figure
	Sections                  []Section
}

// Labels are the words of the columns of rows for a spreadsheet.
type Labels struct{ Summary, Part, Item, Figure, Value, Unit string }

// A Figure is a number with what it is.
type Figure struct {
	Label string
	Cell
}

// A Cell is a number: as it is shown, and as a spreadsheet takes it. Words have
// no number.
type Cell struct {
	Shown, Raw, Unit string
}

// A Section is one matter of a report.
type Section struct {
	Title  string
	Charts []Chart
	Head   []string // of the columns; the first is that of the items
	Rows   []Row
	Most   int // rows that are shown, 0 for all, below 0 for none; a spreadsheet gets all
}

// A Chart is a picture with its heading; empty for the section's own.
type Chart struct {
	Title string
	SVG   template.HTML
}

// A Row is one item with its figures.
type Row struct {
	Item  string
	Cells []Cell
}

// Shown are the rows that are not left to the spreadsheet.
func (s Section) Shown() []Row {
	if s.Most == 0 || len(s.Rows) <= s.Most {
		return s.Rows
	}
	return s.Rows[:max(s.Most, 0)]
}

// Left is how many rows are.
func (s Section) Left() int { return len(s.Rows) - len(s.Shown()) }
