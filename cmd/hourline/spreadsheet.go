package main

import (
	"encoding/csv"
	"io"
)

// mark tells spreadsheets that a file is in UTF-8.
const mark = "\ufeff"

// spreadsheet begins a table for one, with these columns.
func spreadsheet(out io.Writer, columns []string) (*csv.Writer, error) {
	if _, err := io.WriteString(out, mark); err != nil {
		return nil, err
	}
	w := csv.NewWriter(out)
	return w, w.Write(columns)
}
