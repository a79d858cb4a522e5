package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"hourline/ledger/archive"
)

func TestCellsAreReadBack(t *testing.T) {
	for _, null := range []bool{true, false} {
		for _, text := range []string{"", "王奶奶", "a,b\"c\nd", "\r\n", "\\", `\n`, "\xff", " x ", "=1+1", "\x00"} {
			c := archive.Column{Name: "note", Type: archive.Text, Null: null}
			cell, err := c.Cell(text)
			if err != nil {
				t.Fatal(err)
			}
			if back, err := c.Value(cell); err != nil || back != text {
				t.Errorf("%q is written %q and read %q, %v", text, cell, back, err)
			}
		}
		for _, blob := range [][]byte{{0}, {1, 2, 3, 255}} {
			c := archive.Column{Type: archive.Blob, Null: null}
			cell, err := c.Cell(blob)
			if back, e := c.Value(cell); err != nil || e != nil || !bytes.Equal(back.([]byte), blob) {
				t.Errorf("%x is written %q and read %x", blob, cell, back)
			}
		}
		for _, n := range []int64{0, -1, 1 << 62, -1 << 63} {
			c := archive.Column{Type: archive.Integer, Null: null}
			cell, err := c.Cell(n)
			if back, e := c.Value(cell); err != nil || e != nil || back != n {
				t.Errorf("%d is written %q and read %v", n, cell, back)
			}
		}
	}
	if cell, err := (archive.Column{Type: archive.Text, Null: true}).Cell(nil); err != nil || cell != "" {
		t.Errorf("nothing is written %q, %v", cell, err)
	}
}

func TestWhatFitsIntoNoColumn(t *testing.T) {
	for cell, c := range map[string]archive.Column{
		"": {Type: archive.Integer}, "01": {Type: archive.Integer}, "1.5": {Type: archive.Integer}, "9223372036854775808": {Type: archive.Integer},
		"x": {Type: archive.Blob}, `\x`: {Type: archive.Text}, "1": {Type: "REAL"},
	} {
		if v, err := c.Value(cell); err == nil {
			t.Errorf("%q in %s is %v", cell, c.Type, v)
		}
	}
	for _, v := range []any{nil, 1.5, "x", []byte("x")} {
		if cell, err := (archive.Column{Type: archive.Integer}).Cell(v); err == nil {
			t.Errorf("%v is written %q", v, cell)
		}
	}
}

// A stranger signs with a key of their own.
type stranger struct {
	testing.TB
	signer note.Signer
	public string
}

func newStranger(t testing.TB) stranger {
	secret, public, err := note.GenerateKey(rand.Reader, "stranger")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return stranger{t, signer, public}
}

func (s stranger) sign(text string) ([]byte, error) {
	return note.Sign(&note.Note{Text: text}, s.signer)
}

var people = archive.Table{Name: "people", Rows: 2, Columns: []archive.Column{
	{Name: "id", Type: archive.Integer}, {Name: "name", Type: archive.Text}, {Name: "code", Type: archive.Text, Derived: true},
}}

// write writes an archive with this table file.
func (s stranger) write(table string) []byte {
	s.Helper()
	var out bytes.Buffer
	w := archive.NewWriter(&out, time.Unix(1_800_000_000, 0))
	err := errors.Join(
		w.AddBytes(people.File(), []byte(table)),
		w.AddSchema(archive.Schema{Format: 1, Tables: []archive.Table{people}}),
		w.Close(archive.Statement{People: true, Key: s.public}, s.sign))
	if err != nil {
		s.Fatal(err)
	}
	return out.Bytes()
}

const rows = "id,name,code\n1,wang,m/1\n2,li,m/2\n"

// read is all that is done with an archive.
func read(data []byte, key string) error {
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)), key)
	if err != nil {
		return err
	}
	if err := r.Check(context.Background(), nil); err != nil {
		return err
	}
	for _, t := range r.Schema.Tables {
		if err := r.Rows(t, func([]any) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

func TestAnArchiveIsReadBack(t *testing.T) {
	s := newStranger(t)
	data := s.write(rows)
	r, err := archive.Open(bytes.NewReader(data), int64(len(data)), s.public)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	err = errors.Join(r.Check(context.Background(), nil), r.Rows(r.Schema.Tables[0], func(values []any) error {
		said = append(said, fmt.Sprint(values...))
		return nil
	}))
	if err != nil || strings.Join(said, "|") != "1wang|2li" || !r.People || r.Exported != time.Unix(1_800_000_000, 0).UTC() {
		t.Errorf("%q, %+v, %v", said, r.Statement, err)
	}
}

// Even with a good signature a stranger's tables are looked at.
func TestTablesOfStrangers(t *testing.T) {
	s := newStranger(t)
	for label, table := range map[string]string{
		"a row less":       "id,name,code\n1,wang,m/1\n",
		"a row more":       rows + "3,x,y\n",
		"another column":   strings.Replace(rows, "name", "nama", 1),
		"a column less":    "id,name\n1,wang\n2,li\n",
		"a cell more":      strings.Replace(rows, "li", "li,li", 1),
		"a text as number": strings.Replace(rows, "2,", "two,", 1),
		"an open quote":    strings.Replace(rows, "li", `"li`, 1),
		"nothing":          "",
		"an endless cell":  "id,name,code\n1,\"" + strings.Repeat("wang", 5<<18) + "\",m/1\n2,li,m/2\n",
	} {
		if err := read(s.write(table), ""); err == nil {
			t.Errorf("%s is read", label)
		}
	}
	if err := read(s.write(rows), ""); err != nil {
		t.Error(err)
	}
	if err := read(s.write(rows), newStranger(t).public); !errors.Is(err, archive.ErrOtherKey) {
		t.Errorf("with another key: %v", err)
	}
}

// again is the archive with its files written again, as change has them.
func again(t *testing.T, data []byte, change func(*zip.FileHeader) []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		head := f.FileHeader
		more := change(&head)
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		to, err := w.CreateHeader(&zip.FileHeader{Name: head.Name, Method: zip.Deflate, ExternalAttrs: head.ExternalAttrs, CreatorVersion: head.CreatorVersion})
		if err == nil {
			_, err = io.Copy(to, io.MultiReader(in, bytes.NewReader(more)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestFilesThatNoExportHas(t *testing.T) {
	data := newStranger(t).write(rows)
	rename := func(to string) func(*zip.FileHeader) []byte {
		return func(h *zip.FileHeader) []byte {
			if h.Name == people.File() {
				h.Name = to
			}
			return nil
		}
	}
	for label, change := range map[string]func(*zip.FileHeader) []byte{
		"a path that leads out":  rename("../tables/people.csv"),
		"an absolute path":       rename("/tables/people.csv"),
		"another slash":          rename(`tables\people.csv`),
		"another name":           rename("tables/persons.csv"),
		"a link":                 func(h *zip.FileHeader) []byte { h.SetMode(fs.ModeSymlink | 0o777); return nil },
		"the same name twice":    rename("SIGNED"),
		"a file that was longer": func(*zip.FileHeader) []byte { return []byte("x") },
	} {
		if err := read(again(t, data, change), ""); err == nil {
			t.Errorf("%s is read", label)
		}
	}
	if err := read(again(t, data, func(*zip.FileHeader) []byte { return nil }), ""); err != nil {
		t.Errorf("the same files are refused: %v", err)
	}
	if err := read(bomb(t, data), ""); !errors.Is(err, archive.ErrBomb) {
		t.Errorf("a zip bomb: %v", err)
	}
	for cut := 0; cut < len(data); cut += 97 {
		if err := read(data[:cut], ""); err == nil {
			t.Errorf("the first %d bytes are read", cut)
		}
	}
}

// bomb is the archive with a file more that says it is huge.
func bomb(t *testing.T, data []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	_, err = w.CreateRaw(&zip.FileHeader{Name: "tables/bomb.csv", Method: zip.Deflate, UncompressedSize64: 1 << 40})
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// FuzzOpen reads what anybody may send: it ends, with an error or without.
func FuzzOpen(f *testing.F) {
	good := newStranger(f).write(rows)
	f.Add(good)
	f.Add([]byte{})
	f.Add(good[:len(good)/2])
	f.Fuzz(func(t *testing.T, data []byte) { _ = read(data, "") })
}

// FuzzRows reads tables that a stranger has signed: what is read has the
// columns that were promised.
func FuzzRows(f *testing.F) {
	f.Add(rows)
	f.Add("id,name,code\n1,\"\",\\\n2,\\eA==,\n")
	f.Fuzz(func(t *testing.T, table string) {
		s := newStranger(t)
		data := s.write(table)
		r, err := archive.Open(bytes.NewReader(data), int64(len(data)), s.public)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Rows(people, func(values []any) error {
			if _, number := values[0].(int64); !number || len(values) != 2 {
				t.Fatalf("a row is %v", values)
			}
			return nil
		})
	})
}

// FuzzSigned reads the statement of a stranger as it is.
func FuzzSigned(f *testing.F) {
	f.Add(archive.Statement{Key: "k", Sums: sha256.Sum256(nil)}.Text())
	f.Fuzz(func(t *testing.T, text string) {
		s := newStranger(t)
		signed, err := s.sign(text)
		if err != nil {
			return
		}
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		to, err := w.Create("SIGNED")
		if err == nil {
			_, err = to.Write(signed)
		}
		if err := errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		if err := read(out.Bytes(), ""); err == nil {
			t.Errorf("%q is an archive", text)
		}
	})
}
