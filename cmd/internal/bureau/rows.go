package bureau

import (
	"encoding/csv"
	"io"
	"strings"
)

// mark tells spreadsheets that a file is in UTF-8.
const mark = "\ufeff"

// CSV writes every number of the report on a line of its own, with the part, the
// item and the figure that it belongs to.
func (s Sheet) CSV(out io.Writer) error {
	if _, err := io.WriteString(out, mark); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	l := s.Labels
	w.Write([]string{l.Part, l.Item, l.Figure, l.Value, l.Unit})
	for _, f := range s.Summary {
		w.Write([]string{l.Summary, f.Label, "", f.Raw, f.Unit})
	}
	for _, section := range s.Sections {
		for _, row := range section.Rows {
			for i, c := range row.Cells {
				if c.Raw != "" {
					w.Write([]string{plain(section.Title), plain(row.Item), section.Head[i+1], c.Raw, c.Unit})
				}
			}
		}
	}
	w.Flush()
	return w.Error()
}

// plain keeps a spreadsheet from taking a name for a formula.
func plain(name string) string {
	if strings.ContainsAny(name[:min(1, len(name))], "=+-@\t\r") {
		return "'" + name
	}
	return name
}
