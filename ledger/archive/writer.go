package archive

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// The files that every archive has.
const (
	SchemaFile     = "schema.json"
	SumsFile       = "SHA256SUMS"
	SignedFile     = "SIGNED"
	CheckpointFile = "log/checkpoint"
)

// A Writer writes one archive. The same files give the same bytes.
type Writer struct {
	zip  *zip.Writer
	at   time.Time
	sums bytes.Buffer
}

// NewWriter writes to out; at is when the archive is made.
func NewWriter(out io.Writer, at time.Time) *Writer {
	return &Writer{zip: zip.NewWriter(out), at: at.UTC().Truncate(time.Second)}
}

// Add adds the file that write writes.
func (w *Writer) Add(name string, write func(io.Writer) error) error {
	sum := sha256.New()
	if err := w.add(name, func(out io.Writer) error { return write(io.MultiWriter(out, sum)) }); err != nil {
		return err
	}
	fmt.Fprintf(&w.sums, "%x  %s\n", sum.Sum(nil), name)
	return nil
}

func (w *Writer) add(name string, write func(io.Writer) error) error {
	out, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: w.at})
	if err == nil {
		err = write(out)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// AddBytes adds a file.
func (w *Writer) AddBytes(name string, data []byte) error {
	return w.Add(name, func(out io.Writer) error {
		_, err := out.Write(data)
		return err
	})
}

// AddTable adds a table; rows calls row with the cells of each.
func (w *Writer) AddTable(t Table, rows func(row func(cells []string) error) error) error {
	return w.Add(t.File(), func(out io.Writer) error {
		c := csv.NewWriter(out)
		head := make([]string, len(t.Columns))
		for i, column := range t.Columns {
			head[i] = column.Name
		}
		if err := c.Write(head); err != nil {
			return err
		}
		if err := rows(c.Write); err != nil {
			return err
		}
		c.Flush()
		return c.Error()
	})
}

// AddSchema adds what the tables are.
func (w *Writer) AddSchema(s Schema) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return w.AddBytes(SchemaFile, append(text, '\n'))
}

// Close ends the archive; sign makes a signed note of the statement's text.
func (w *Writer) Close(s Statement, sign func(text string) ([]byte, error)) error {
	s.Exported, s.Sums = w.at, sha256.Sum256(w.sums.Bytes())
	signed, err := sign(s.Text())
	if err != nil {
		return err
	}
	for _, last := range []struct {
		name string
		data []byte
	}{{SumsFile, w.sums.Bytes()}, {SignedFile, signed}} {
		err := w.add(last.name, func(out io.Writer) error {
			_, err := out.Write(last.data)
			return err
		})
		if err != nil {
			return err
		}
	}
	return w.zip.Close()
}
