package care

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// decodeFile is a file of a spreadsheet as UTF-8. Marks at its beginning are
// believed; GBK is read only when somebody says that it is GBK, for a wrong
// guess would store names that are spoken wrongly for years.
func decodeFile(data []byte, gbk bool) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return "", errors.New(`the file is a workbook; save it as "CSV UTF-8" and import that`)
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeAs(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), "UTF-16", data)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case utf8.Valid(data):
		return string(data), nil
	case gbk:
		return decodeAs(simplifiedchinese.GB18030, "GBK", data)
	}
	return "", errors.New(`the file is not in UTF-8; save it as "CSV UTF-8" and import it again, or say --gbk if it was saved as plain CSV on a Chinese system`)
}

func decodeAs(e encoding.Encoding, name string, data []byte) (string, error) {
	text, err := e.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", fmt.Errorf(`the file is not in %s; save it as "CSV UTF-8" and import it again`, name)
	}
	return string(text), nil
}

// separators of the spreadsheets of all countries. The header tells which one
// a file has, for the name of no column contains one.
const separators = ",\t;，"

// separator is the first known separator of the header, a comma when it has none.
func separator(text string) rune {
	header, _, _ := strings.Cut(text, "\n")
	for _, s := range separators {
		if strings.ContainsRune(header, s) {
			return s
		}
	}
	return ','
}

// openCSV reads the file of a spreadsheet, whatever its encoding and separator.
func openCSV(data []byte, gbk bool) (*csv.Reader, error) {
	text, err := decodeFile(data, gbk)
	if err != nil {
		return nil, err
	}
	file := csv.NewReader(strings.NewReader(text))
	file.Comma = separator(text)
	file.FieldsPerRecord = -1 // told with the other faults of the row
	return file, nil
}

// eachRow reads the rows of a file that have anything in them, and gathers
// their faults by line.
func eachRow(file *csv.Reader, read func(line int, cells []string) (faults []string)) (bad []RowError, err error) {
	for {
		cells, err := file.Read()
		if errors.Is(err, io.EOF) {
			return bad, nil
		}
		if quote := (*csv.ParseError)(nil); errors.As(err, &quote) {
			bad = append(bad, RowError{quote.StartLine, `a quotation mark is out of place; put the whole field in "…" and double those inside it`})
			continue
		}
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue // spreadsheets leave empty rows at the end
		}
		line, _ := file.FieldPos(0)
		for _, fault := range read(line, cells) {
			bad = append(bad, RowError{line, fault})
		}
	}
}
