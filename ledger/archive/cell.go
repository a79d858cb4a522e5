package archive

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Column is one column of a table.
type Column struct {
	Name    string `json:"name"`
	Type    Type   `json:"type"`
	Null    bool   `json:"null,omitempty"`    // a cell may be nothing at all
	Derived bool   `json:"derived,omitempty"` // it follows from others, for who reads; no bank reads it
}

// A Type is what stands in a column.
type Type string

// The types of columns.
const (
	Integer Type = "INTEGER" // decimal
	Text    Type = "TEXT"
	Blob    Type = "BLOB" // standard base64
)

// A cell of text that begins with a backslash is the base64 of that text: for
// texts that CSV cannot carry, and for an empty one where an empty cell is
// nothing.
const escaped = `\`

// Cell is how value, an int64, string, []byte or nil, is written in column c.
func (c Column) Cell(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		if c.Null {
			return "", nil
		}
	case int64:
		if c.Type == Integer {
			return strconv.FormatInt(v, 10), nil
		}
	case string:
		if c.Type == Text {
			return c.text(v), nil
		}
	case []byte:
		if c.Type == Blob && (len(v) > 0 || !c.Null) {
			return base64.StdEncoding.EncodeToString(v), nil
		}
	}
	return "", fmt.Errorf("column %s: a %T does not fit into %s", c.Name, value, c.Type)
}

func (c Column) text(s string) string {
	if c.Null && s == "" || strings.HasPrefix(s, escaped) || strings.Contains(s, "\r") || !utf8.ValidString(s) {
		return escaped + base64.StdEncoding.EncodeToString([]byte(s))
	}
	return s
}

// Value is what Cell has written.
func (c Column) Value(cell string) (any, error) {
	if cell == "" && c.Null {
		return nil, nil
	}
	switch c.Type {
	case Integer:
		n, err := strconv.ParseInt(cell, 10, 64)
		if err != nil || strconv.FormatInt(n, 10) != cell {
			return nil, fmt.Errorf("column %s: there is no whole number", c.Name)
		}
		return n, nil
	case Text:
		if rest, is := strings.CutPrefix(cell, escaped); is {
			text, err := base64.StdEncoding.Strict().DecodeString(rest)
			return string(text), c.fault(err)
		}
		return cell, nil
	case Blob:
		b, err := base64.StdEncoding.Strict().DecodeString(cell)
		return b, c.fault(err)
	}
	return nil, fmt.Errorf("column %s: no bank has columns of this type", c.Name)
}

func (c Column) fault(err error) error {
	if err != nil {
		return fmt.Errorf("column %s: there is no base64", c.Name)
	}
	return nil
}

// A Schema says what the tables of an archive are.
type Schema struct {
	Format int     `json:"format"` // 1
	Rooms  []Room  `json:"rooms"`  // whose tables they are, in the order in which they are made
	Tables []Table `json:"tables"`
}

// A Room is one part of the program, and the version of its tables.
type Room struct {
	Name    string `json:"name"`
	Version int64  `json:"version"`
}

// A Table is what stands in tables/<name>.csv.
type Table struct {
	Name    string   `json:"name"`
	Rows    int64    `json:"rows"`
	Columns []Column `json:"columns"`
}

// File is the name of the table's file.
func (t Table) File() string { return "tables/" + t.Name + ".csv" }

// Own are the columns that are not derived.
func (t Table) Own() (own []Column) {
	for _, c := range t.Columns {
		if !c.Derived {
			own = append(own, c)
		}
	}
	return own
}
