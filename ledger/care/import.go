package care

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// ImportOptions say how a file is read. The zero value is for a file in UTF-8
// that is imported whole or not at all.
type ImportOptions struct {
	Partial bool // rows that are wrong are left out
	GBK     bool // a file without a mark that is not in UTF-8 is in GBK
}

// Imported counts what an import made of the rows of its file.
type Imported struct {
	Added, Changed, Same int
	Left                 []RowError // the faults of the rows that a partial import left out
}

// A RowError is one fault of a file and what would mend it. It names no
// person: whoever reads it has the file.
type RowError struct {
	Line   int // of the file, the header being 1; 0 for the file as a whole
	Reason string
}

// An ImportError tells all faults of a file, of which nothing was imported.
type ImportError struct{ Rows []RowError } // in the order of their lines

// Error is a table with one fault on each line.
func (e *ImportError) Error() string {
	return "nothing was imported; mend these lines and import the file again:" + RowErrors(e.Rows)
}

// RowErrors is a table of faults, each on a line of its own that begins with
// a line break.
func RowErrors(rows []RowError) string {
	var b strings.Builder
	for _, r := range rows {
		where := "the file"
		if r.Line > 0 {
			where = fmt.Sprintf("line %d", r.Line)
		}
		fmt.Fprintf(&b, "\n%-10s %s", where, r.Reason)
	}
	return b.String()
}

// columns are the known columns of the file. The first three are needed.
var columns = []string{"name", "roles", "phones", "community", "address", "born", "lang", "flags", "contacts"}

const neededColumns = 3

// Import reads members from a CSV file whose first line names its columns, in
// any order. Name, roles and phones are needed; of a column that is left out,
// old members keep what they have. Roles, phones, flags and contacts are lists
// separated by |, and a contact is name:phone, with :family,
// :neighbour or :key behind it; without, the books keep what they have, and
// somebody new is family.
//
// Either all rows are imported, in one transaction, or none is and the error
// is an ImportError with every fault of the file. A partial import leaves the
// rows that are wrong out and tells their faults. Repeating is safe: a row is
// the member of the books who has the same name and one of the row's phones
// (without any phone: the same name and community, and no phone either), and
// that member becomes what the row says. Whoever changes all phones at once
// is taken for somebody new.
func (c *Centre) Import(ctx context.Context, r io.Reader, o ImportOptions) (done Imported, err error) {
	rows, left, err := c.readRows(r, o)
	if err == nil && len(left) > 0 && !o.Partial {
		err = &ImportError{left}
	}
	if err != nil {
		return done, fmt.Errorf("import members: %w", err)
	}
	err = c.write(ctx, func(v *verb) error {
		done, err = v.enrolAll(rows, o.Partial)
		return err
	})
	if err != nil {
		return Imported{}, fmt.Errorf("import members: %w", err)
	}
	done.Left = append(left, done.Left...)
	slices.SortStableFunc(done.Left, byLine)
	return done, nil
}

func byLine(a, b RowError) int { return a.Line - b.Line }

// A row is one member of a file.
type row struct {
	line   int
	member Member
	known  Member                   // who that is in the books, zero for somebody new or not yet recognised
	has    func(column string) bool // whether the file has this column
}

// readRows reads the whole file before anything is written, so that all its
// faults are told at once; bad are the faults of the rows that are not among
// the good ones.
func (c *Centre) readRows(r io.Reader, o ImportOptions) (good []row, bad []RowError, err error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, nil, err
	}
	file, err := openCSV(data, o.GBK)
	if err != nil {
		return nil, nil, err
	}
	header, err := file.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil, fmt.Errorf("the file is empty; its first line must be %s", strings.Join(columns, ","))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("the first line cannot be read; it must be %s", strings.Join(columns, ","))
	}
	if header, err = readHeader(header); err != nil {
		return nil, nil, err
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

// readBody parts the rows that are right from those that are wrong, with
// every fault of every row in the order of the lines.
func (c *Centre) readBody(file *csv.Reader, header []string) (good []row, bad []RowError, err error) {
	has := func(column string) bool { return slices.Contains(header, column) }
	bad, err = eachRow(file, func(line int, cells []string) (faults []string) {
		m, wrong := readMember(header, cells, c.clock.Now().Year())
		if len(wrong) == 0 {
			good = append(good, row{line: line, member: m, has: has})
		}
		for _, f := range wrong {
			faults = append(faults, f.mend)
		}
		return faults
	})
	if err != nil {
		return nil, nil, err
	}
	good, twins := apart(good)
	bad = append(bad, twins...)
	slices.SortStableFunc(bad, byLine)
	return good, bad, nil
}

// apart leaves out the rows that are a member of an earlier row by the rule of
// Import: the second would undo the first, again with every import.
func apart(rows []row) (kept []row, twins []RowError) {
	first := map[string]int{}
	for _, r := range rows {
		line := 0
		for _, key := range r.member.identities() {
			line = cmp.Or(line, first[key])
		}
		if line != 0 {
			twins = append(twins, RowError{r.line, fmt.Sprintf("the same person as on line %d, by name and phone; leave one of them out", line)})
			continue
		}
		for _, key := range r.member.identities() {
			first[key] = r.line
		}
		kept = append(kept, r)
	}
	return kept, twins
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
