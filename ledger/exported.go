package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"hourline/ledger/archive"
	"hourline/ledger/proof"
)

// An Export says what is handed over of a bank.
type Export struct {
	WithoutPeople bool                    // for who may see the journal, and not whose it is; no bank goes on from it
	Progress      func(done, total int64) // is told how many of how many entries are written; nil hears nothing
}

// ErrUnsigned: an export is signed by the key of the log, which is not there.
var ErrUnsigned = errors.New("the log of these books has no key yet, and an export is signed with it: start the gateway once (hourline serve), then export again")

// errNotWhole is no difference by itself; verify names them.
var errNotWhole = errors.New("the books are not those whose log was signed: see what hourline verify says of them")

// Export writes the whole bank, as it is at this moment, into an archive (see
// package archive) which it signs. The bank goes on meanwhile; the write-ahead
// log is not emptied before it has ended. The end of ctx ends it.
func (b *Bank) Export(ctx context.Context, out io.Writer, x Export) (s archive.Statement, err error) {
	n := notary{bank: b}
	found, err := n.findKey(filepath.Join(filepath.Dir(b.path), KeyFile))
	if err == nil && !found {
		err = ErrUnsigned
	}
	if err == nil {
		err = b.Read(ctx, func(v *View) error {
			e := exporter{Export: x, ctx: ctx, v: v, key: n.key, out: archive.NewWriter(out, v.Now), log: newLeaves(), schema: archive.Schema{Format: 1}}
			s, err = e.all(b.schemas)
			return err
		})
	}
	if err != nil {
		return s, fmt.Errorf("export: %w", plain(err))
	}
	return s, nil
}

// An exporter writes one archive from one snapshot.
type exporter struct {
	Export
	ctx    context.Context
	v      *View
	key    proof.Key
	out    *archive.Writer
	words  archive.Words
	schema archive.Schema
	log    *leaves
	tree   proof.Tree // of the entries written so far
	total  int64      // entries
	signed proof.Checkpoint
	note   []byte     // of signed
	shown  proof.Tree // as it was signed
}

func (e *exporter) all(rooms []Schema) (s archive.Statement, err error) {
	if err := e.begin(rooms); err != nil {
		return s, err
	}
	for _, lang := range archive.Languages {
		text, err := archive.Readme(lang, e.schema, e.words)
		if err == nil {
			err = e.out.AddBytes("README."+lang+".md", text)
		}
		if err != nil {
			return s, err
		}
	}
	for i := range e.schema.Tables {
		if err := e.table(&e.schema.Tables[i]); err != nil {
			return s, err
		}
	}
	if err := e.publicLog(); err != nil {
		return s, err
	}
	if err := e.out.AddSchema(e.schema); err != nil {
		return s, err
	}
	s.People, s.Key, s.N = !e.WithoutPeople, e.key.Public, e.tree.Size()
	if s.Hash, err = e.tree.Hash(); err != nil {
		return s, err
	}
	return s, e.out.Close(s, e.key.SignText)
}

// begin finds out what there is to write.
func (e *exporter) begin(rooms []Schema) (err error) {
	e.words = archive.Words{}
	for _, room := range rooms {
		r := archive.Room{Name: room.Name}
		if err := e.v.QueryRow(`SELECT coalesce(max(version_id), 0) FROM ` + room.table()).Scan(&r.Version); err != nil {
			return err
		}
		e.schema.Rooms = append(e.schema.Rooms, r)
		words, err := archive.ParseWords(room.Words)
		if err != nil {
			return err
		}
		for at, word := range words {
			e.words[at] = word
		}
	}
	if e.schema.Tables, err = exportedTables(e.v); err != nil {
		return err
	}
	if err := e.v.QueryRow(`SELECT coalesce(max(id), 0) FROM entries`).Scan(&e.total); err != nil {
		return err
	}
	err = e.v.QueryRow(`SELECT c.note FROM checkpoints c JOIN logs l ON l.id = c.log WHERE l.key = $1 ORDER BY c.size DESC LIMIT 1`, e.key.Public).Scan(&e.note)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrUnsigned
	}
	if err == nil {
		e.signed, err = proof.OpenCheckpoint(e.note, e.key.Public)
	}
	return err
}

// Tables that are in no archive, and why.
var leftOut = map[string]string{
	"tiles": "the log stands in log/tile, and is made again from the entries",
}

var tableName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// exportedTables are all tables of all rooms, in the order of their names, but
// for those that are left out. They say what is in the file: a table that comes
// later is among them by itself.
func exportedTables(v *View) (all []archive.Table, err error) {
	names, err := textsOf(v, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE 'schema\_%' ESCAPE '\' ORDER BY name`)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if !tableName.MatchString(name) {
			return nil, fmt.Errorf("no table is called %q in an export", name)
		}
		if leftOut[name] != "" {
			continue
		}
		t := archive.Table{Name: name}
		if t.Columns, err = columnsOf(v, name); err != nil {
			return nil, err
		}
		if name == "entries" {
			t.Columns = append(t.Columns, openings...)
		}
		all = append(all, t)
	}
	return all, nil
}

func textsOf(v *View, query string, args ...any) (all []string, err error) {
	rows, err := v.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

func columnsOf(v *View, table string) (all []archive.Column, err error) {
	rows, err := v.Query(`SELECT name, type, "notnull" = 0 AND pk = 0 FROM pragma_table_info($1) ORDER BY cid`, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c archive.Column
		if err := rows.Scan(&c.Name, &c.Type, &c.Null); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// table writes one table.
func (e *exporter) table(t *archive.Table) error {
	blank, none := e.hidden(*t)
	return e.out.AddTable(*t, func(write func([]string) error) error {
		if none {
			return nil
		}
		return e.rows(t, func(values []any) error {
			cells := make([]string, len(t.Columns))
			for i, c := range t.Columns {
				if blank[i] {
					continue
				}
				var err error
				if cells[i], err = c.Cell(values[i]); err != nil {
					return err
				}
			}
			t.Rows++
			return write(cells)
		})
	})
}

// hidden are the columns whose cells are left empty; none tells that there are
// no rows at all.
func (e *exporter) hidden(t archive.Table) (columns []bool, none bool) {
	columns = make([]bool, len(t.Columns))
	if !e.WithoutPeople {
		return columns, false
	}
	for i, c := range t.Columns {
		word, known := e.words.Of(t.Name, c.Name)
		columns[i] = word.People || !known
	}
	word, known := e.words.Of(t.Name, "")
	return columns, (word.People || !known) && t.Name != "entries"
}

// rows gives each row of a table, in the order of its key.
func (e *exporter) rows(t *archive.Table, row func(values []any) error) error {
	if t.Name == "entries" {
		return e.entries(t, row)
	}
	key, err := textsOf(e.v, `SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk`, t.Name)
	if err != nil {
		return err
	}
	if len(key) == 0 {
		key = namesOf(t.Columns)
	}
	rows, err := e.v.Query(`SELECT ` + quoted(namesOf(t.Columns)) + ` FROM ` + t.Name + ` ORDER BY ` + quoted(key))
	if err != nil {
		return err
	}
	defer rows.Close()
	values, into := cellsFor(len(t.Columns))
	for rows.Next() {
		if err := errors.Join(e.ctx.Err(), rows.Scan(into...)); err != nil {
			return err
		}
		if err := row(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// cellsFor is room for a row.
func cellsFor(n int) (values, into []any) {
	values, into = make([]any, n), make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	return values, into
}

func namesOf(columns []archive.Column) []string {
	var names []string
	for _, c := range columns {
		names = append(names, c.Name)
	}
	return names
}

func quoted(names []string) string { return `"` + strings.Join(names, `", "`) + `"` }

// fullTile insists that a tile that was kept is the one that the entries make.
func (e *exporter) fullTile(level int, n int64, hashes []byte) error {
	kept, err := e.v.fullTile(level, n)
	if err == nil && !slices.Equal(kept, hashes) {
		err = errNotWhole
	}
	return err
}
