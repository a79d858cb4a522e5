package care

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Imported counts what an import made of the rows of its file.
type Imported struct{ Added, Changed, Same int }

// A RowError is one fault of a file and what would mend it. It names no
// person: whoever reads it has the file.
type RowError struct {
	Line   int // of the file, the header being 1
	Reason string
}

// An ImportError tells all faults of a file, of which nothing was imported.
type ImportError struct{ Rows []RowError } // in the order of their lines

// Error is a table with one fault on each line.
func (e *ImportError) Error() string {
	var b strings.Builder
	b.WriteString("nothing was imported; mend these lines and import the file again:")
	for _, r := range e.Rows {
		fmt.Fprintf(&b, "\nline %-5d %s", r.Line, r.Reason)
	}
	return b.String()
}

// columns are the known columns of the file. The first three are needed.
var columns = []string{"name", "roles", "phones", "community", "address", "born", "lang", "flags", "contacts"}

const neededColumns = 3

// Import reads members from a CSV file whose first line names its columns, in
// any order. Name, roles and phones are needed; of a column that is left out,
// old members keep what they have. Roles, phones, flags and contacts are lists
// separated by |, and a contact is name:phone.
//
// Either all rows are imported, in one transaction, or none is and the error
// is an ImportError with every fault of the file. Repeating is safe: a row is
// the member of the books who has the same name and one of the row's phones
// (without any phone: the same name and community, and no phone either), and
// that member becomes what the row says. Whoever changes all phones at once
// is taken for somebody new.
func (c *Centre) Import(ctx context.Context, r io.Reader) (done Imported, err error) {
	rows, err := c.readRows(r)
	if err != nil {
		return done, fmt.Errorf("import members: %w", err)
	}
	err = c.write(ctx, func(v *verb) error {
		done, err = v.enrolAll(rows)
		return err
	})
	if err != nil {
		return Imported{}, fmt.Errorf("import members: %w", err)
	}
	return done, nil
}

// A row is one member of a file.
type row struct {
	line   int
	member Member
	has    func(column string) bool // whether the file has this column
}

// readRows reads the whole file before anything is written, so that all its
// faults are told at once.
func (c *Centre) readRows(r io.Reader) ([]row, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	// Guessing the encoding would store names that are spoken wrongly for years.
	if !utf8.Valid(data) {
		return nil, errors.New(`the file is not in UTF-8 (perhaps in GBK); save it as "CSV UTF-8" and import it again`)
	}
	file := csv.NewReader(bytes.NewReader(data))
	file.FieldsPerRecord = -1 // told with the other faults of the row
	header, err := file.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the file is empty; its first line must be %s", strings.Join(columns, ","))
	}
	if err != nil {
		return nil, err
	}
	if header, err = readHeader(header); err != nil {
		return nil, err
	}
	return c.readBody(file, header)
}

// readHeader finds the columns of the file.
func readHeader(cells []string) (header []string, err error) {
	known := strings.Join(columns, ",")
	for _, cell := range cells {
		name := strings.ToLower(tidy(cell))
		if !slices.Contains(columns, name) {
			return nil, fmt.Errorf("column %q is unknown; the columns are %s", cell, known)
		}
		if slices.Contains(header, name) {
			return nil, fmt.Errorf("column %q is there twice; leave one out", name)
		}
		header = append(header, name)
	}
	for _, name := range columns[:neededColumns] {
		if !slices.Contains(header, name) {
			return nil, fmt.Errorf("column %q is missing; the columns are %s, of which the first %d are needed", name, known, neededColumns)
		}
	}
	return header, nil
}

// readBody reads all rows, or tells every fault of every row.
func (c *Centre) readBody(file *csv.Reader, header []string) (rows []row, err error) {
	var faults []RowError
	for {
		cells, err := file.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad := (*csv.ParseError)(nil); errors.As(err, &bad) {
			faults = append(faults, RowError{bad.StartLine, `a quotation mark is out of place; put the whole field in "…" and double those inside it`})
			continue
		}
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue // spreadsheets leave empty rows at the end
		}
		line, _ := file.FieldPos(0)
		m, wrong := readMember(header, cells, c.clock.Now().Year())
		for _, f := range wrong {
			faults = append(faults, RowError{line, f.mend})
		}
		rows = append(rows, row{line, m, func(column string) bool { return slices.Contains(header, column) }})
	}
	faults = append(faults, twice(rows)...)
	if len(faults) > 0 {
		slices.SortStableFunc(faults, func(a, b RowError) int { return a.Line - b.Line })
		return nil, &ImportError{faults}
	}
	return rows, nil
}

// twice finds the rows that are one member by the rule of Import: the second
// would undo the first, again with every import.
func twice(rows []row) (faults []RowError) {
	first := map[string]int{}
	for _, r := range rows {
		for _, key := range r.member.identities() {
			if line := first[key]; line != 0 && line != r.line {
				faults = append(faults, RowError{r.line, fmt.Sprintf("the same person as on line %d, by name and phone; leave one of them out", line)})
				break
			}
			first[key] = r.line
		}
	}
	return faults
}

// identities are what tells m from all others: one for each phone.
func (m Member) identities() []string {
	if len(m.Phones) == 0 {
		return []string{m.Name + "\x00" + m.Community}
	}
	out := make([]string, len(m.Phones))
	for i, p := range m.Phones {
		out[i] = m.Name + "\x00" + string(p)
	}
	return out
}

// tidy turns full-width letters, digits and signs into plain ones and runs of
// spaces into one.
func tidy(s string) string { return strings.Join(strings.Fields(width.Fold.String(s)), " ") }
