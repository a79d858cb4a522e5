package archive

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Bounds of what an archive may hold. Journals shrink to a fifth or a tenth.
const (
	mostGrowth = 200      // how many times larger the files are than the archive
	mostSlack  = 64 << 20 // beyond that
	mostSums   = 64 << 20 // of SHA256SUMS: half a million files
	mostSmall  = 4 << 20  // of the other files that are read whole, and of one row
)

// name is what a file in an archive may be called: nothing that leads anywhere.
var name = regexp.MustCompile(`^(README\.(zh-CN|en)\.md|schema\.json|SHA256SUMS|SIGNED|tables/[a-z][a-z0-9_]{0,63}\.csv|log/checkpoint|log/tile/(entries|[0-7])(/x?[0-9]{3}){1,6}(\.p/[0-9]{1,3})?)$`)

// A Reader reads an archive whose sums and signature belong together. Check
// tells whether the files are those.
type Reader struct {
	Statement
	Schema Schema
	files  map[string]*zip.File
	sums   map[string][sha256.Size]byte
}

// Open reads what the archive says of itself. With an empty key whoever signed
// it is believed to be the bank: its key is in the Statement, to be compared
// with one that is known.
func Open(in io.ReaderAt, size int64, key string) (*Reader, error) {
	z, err := zip.NewReader(in, size)
	if err != nil {
		return nil, ErrNoArchive
	}
	r := &Reader{files: map[string]*zip.File{}, sums: map[string][sha256.Size]byte{}}
	if err := r.list(z.File, size); err != nil {
		return nil, err
	}
	signed, err := r.whole(SignedFile, mostSmall)
	if err != nil {
		return nil, err
	}
	if r.Statement, err = openStatement(signed, key); err != nil {
		return nil, fmt.Errorf("%s: %w", SignedFile, err)
	}
	if err := r.readSums(); err != nil {
		return nil, err
	}
	return r, r.readSchema()
}

// list takes the names, and refuses what could not be an export.
func (r *Reader) list(files []*zip.File, size int64) error {
	room := uint64(size)*mostGrowth + mostSlack
	for _, f := range files {
		switch {
		case !name.MatchString(f.Name):
			return fmt.Errorf("%w: a file in it has a name that no export has: %.100q", ErrNoArchive, f.Name)
		case r.files[f.Name] != nil:
			return fmt.Errorf("%w: %s is in it twice", ErrNoArchive, f.Name)
		case !f.Mode().IsRegular() || f.Method != zip.Deflate && f.Method != zip.Store:
			return fmt.Errorf("%w: %s is no plain file", ErrNoArchive, f.Name)
		case f.UncompressedSize64 > room:
			return ErrBomb
		}
		room -= f.UncompressedSize64
		r.files[f.Name] = f
	}
	return nil
}

// open reads a file, and no more of it than it claims to have.
func (r *Reader) open(name string) (io.ReadCloser, error) {
	f := r.files[name]
	if f == nil {
		return nil, fmt.Errorf("%w: %s is missing", ErrNoArchive, name)
	}
	in, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s %w", name, errFileAltered)
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(in, int64(min(f.UncompressedSize64, 1<<62))+1), in}, nil
}

// whole is a file that is small.
func (r *Reader) whole(name string, most int64) ([]byte, error) {
	in, err := r.open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s %w", name, errFileAltered)
	case int64(len(data)) > most:
		return nil, fmt.Errorf("%w: %s has more than %d bytes", ErrBomb, name, most)
	}
	return data, nil
}

func (r *Reader) readSums() error {
	text, err := r.whole(SumsFile, mostSums)
	if err != nil {
		return err
	}
	if sha256.Sum256(text) != r.Sums {
		return fmt.Errorf("%s %w", SumsFile, errFileAltered)
	}
	for line := range strings.Lines(string(text)) {
		sum, file, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		hash, err := hex.DecodeString(sum)
		if err != nil || len(hash) != sha256.Size || file == SumsFile || file == SignedFile {
			return fmt.Errorf("%w: %s cannot be read", ErrNoArchive, SumsFile)
		}
		if r.files[file] == nil {
			return fmt.Errorf("%w: %.100q is missing", ErrNoArchive, file)
		}
		r.sums[file] = [sha256.Size]byte(hash)
	}
	for _, file := range slices.Sorted(maps.Keys(r.files)) {
		if _, signed := r.sums[file]; !signed && file != SumsFile && file != SignedFile {
			return fmt.Errorf("%w: %s was put into it later", ErrNoArchive, file)
		}
	}
	return nil
}

func (r *Reader) readSchema() error {
	text, err := r.whole(SchemaFile, mostSmall)
	if err != nil {
		return err
	}
	if sha256.Sum256(text) != r.sums[SchemaFile] {
		return fmt.Errorf("%s %w", SchemaFile, errFileAltered)
	}
	if err := json.Unmarshal(text, &r.Schema); err != nil {
		return fmt.Errorf("%w: %s cannot be read", ErrNoArchive, SchemaFile)
	}
	if r.Schema.Format != 1 {
		return ErrNewerForm
	}
	return nil
}

// Check holds every file against its sum. Progress, which may be nil, is told
// of how many of how many bytes.
func (r *Reader) Check(ctx context.Context, progress func(done, total int64)) error {
	var done, total int64
	for file := range r.sums {
		total += int64(r.files[file].UncompressedSize64)
	}
	for _, file := range slices.Sorted(maps.Keys(r.sums)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.check(file)
		if err != nil {
			return err
		}
		if done += n; progress != nil {
			progress(done, total)
		}
	}
	return nil
}

func (r *Reader) check(file string) (int64, error) {
	in, err := r.open(file)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, in)
	if err != nil || [sha256.Size]byte(sum.Sum(nil)) != r.sums[file] {
		return n, fmt.Errorf("%s %w", file, errFileAltered)
	}
	return n, nil
}

// Checkpoint is the newest checkpoint of the log in the archive.
func (r *Reader) Checkpoint() ([]byte, error) { return r.whole(CheckpointFile, mostSmall) }

// Rows gives the values of every row of a table, derived columns left out.
func (r *Reader) Rows(t Table, row func(values []any) error) error {
	err := r.rows(t, row)
	if err != nil {
		return fmt.Errorf("%s: %w", t.File(), err)
	}
	return nil
}

func (r *Reader) rows(t Table, row func(values []any) error) error {
	in, err := r.open(t.File())
	if err != nil {
		return err
	}
	defer in.Close()
	bound := &bounded{in: bufio.NewReaderSize(in, 1<<16), left: mostSmall}
	c := csv.NewReader(bound)
	c.ReuseRecord = true
	head, err := c.Read()
	if err != nil || !slices.EqualFunc(head, t.Columns, func(name string, c Column) bool { return name == c.Name }) {
		return fmt.Errorf("%w: the first line does not name the columns of %s", ErrNoArchive, SchemaFile)
	}
	values := make([]any, 0, len(t.Columns))
	for n := int64(0); ; n++ {
		bound.left = mostSmall
		cells, err := c.Read()
		switch {
		case errors.Is(err, io.EOF) && n == t.Rows:
			return nil
		case errors.Is(err, io.EOF):
			return fmt.Errorf("%w: it has %d rows, and %s says %d", ErrNoArchive, n, SchemaFile, t.Rows)
		case err != nil:
			return fmt.Errorf("%w: %w", ErrNoArchive, err)
		}
		if values, err = t.values(values[:0], cells); err == nil {
			err = row(values)
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", n+1, err)
		}
	}
}

func (t Table) values(values []any, cells []string) ([]any, error) {
	for i, c := range t.Columns {
		if c.Derived {
			continue
		}
		v, err := c.Value(cells[i])
		if err != nil {
			return values, err
		}
		values = append(values, v)
	}
	return values, nil
}

// A bounded reader refuses a row that would fill the memory.
type bounded struct {
	in   io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrBomb
	}
	n, err := b.in.Read(p)
	b.left -= n
	return n, err
}
