package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"slices"

	"hourline/cmd/internal/carrier"
	"hourline/ledger/care"
)

// phoneColumns is the header of a file of handsets.
var phoneColumns = []string{"name", "phone", "label", "kind"}

// readHandsets reads a CSV file of handsets; no file has none.
func readHandsets(file string) (phones []carrier.HandsetConfig, err error) {
	if file == "" {
		return nil, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], phoneColumns) {
		return nil, fmt.Errorf("%s: the first line must be name,phone,label,kind", file)
	}
	for i, row := range rows[1:] {
		h, err := readHandset(row)
		if err != nil {
			return nil, fmt.Errorf("%s, row %d: %w", file, i+2, err)
		}
		phones = append(phones, h)
	}
	return phones, nil
}

func readHandset(row []string) (h carrier.HandsetConfig, err error) {
	p, err := care.ParsePhone(row[1])
	if err != nil {
		return h, err
	}
	if row[3] != "mobile" && row[3] != "landline" {
		return h, fmt.Errorf("kind %q is neither mobile nor landline", row[3])
	}
	return carrier.HandsetConfig{Name: row[0], E164: string(p), Label: row[2], Landline: row[3] == "landline"}, nil
}
