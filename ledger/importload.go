package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"hourline/ledger/archive"
)

// A loader fills the tables of a new file.
type loader struct {
	ctx      context.Context
	db       *sql.DB // one connection
	in       *archive.Reader
	progress func(done, total int64)
}

// loadMode is for a file that nobody knows yet: whatever goes wrong, it is
// thrown away.
var loadMode = mode{
	params:  []string{"_journal_mode=MEMORY", "_synchronous=OFF", "_pragma=cache_size(-65536)"},
	pragmas: map[string]string{"journal_mode": "memory", "synchronous": "0"},
}

func (l *loader) all(o Options) error {
	if err := l.makeTables(o); err != nil {
		return err
	}
	triggers, err := l.textPairs(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name`)
	if err != nil {
		return err
	}
	commands := []string{"PRAGMA foreign_keys = OFF"}
	for _, t := range triggers {
		commands = append(commands, "DROP TRIGGER "+t[0])
	}
	if err := l.exec(commands); err != nil {
		return err
	}
	if err := l.fill(); err != nil {
		return err
	}
	commands = nil
	for _, t := range triggers {
		commands = append(commands, t[1])
	}
	return l.exec(append(commands, "PRAGMA foreign_keys = ON"))
}

// makeTables makes those of the archive's versions: an older file is brought up
// to date after it was filled, like any.
func (l *loader) makeTables(o Options) error {
	want := map[string]int64{}
	for _, r := range l.in.Schema.Rooms {
		want[r.Name] = r.Version
	}
	for _, s := range o.Schemas {
		knows, err := s.newest(l.db)
		if err != nil {
			return err
		}
		version, there := want[s.Name]
		delete(want, s.Name)
		switch {
		case !there:
			return fmt.Errorf("%w: it has no tables of %s", archive.ErrNoArchive, s.Name)
		case version > knows:
			return fmt.Errorf("%w (schema %s is at version %d, this program knows %d)", ErrNewerArchive, s.Name, version, knows)
		}
		p, err := s.provider(l.db)
		if err == nil {
			_, err = p.UpTo(l.ctx, version)
		}
		if err != nil {
			return fmt.Errorf("schema %s: %w", s.Name, err)
		}
	}
	for name := range want {
		return fmt.Errorf("%w: it has tables of %q, which this program does not know", ErrNewerArchive, name)
	}
	return nil
}

// ErrNewerArchive: this program cannot read all of it.
var ErrNewerArchive = errors.New("the export is of a newer program: import it with that one, or a newer one")

func (l *loader) fill() error {
	tables, err := l.tables()
	if err != nil {
		return err
	}
	var done, total int64
	for _, t := range l.in.Schema.Tables {
		total += t.Rows
	}
	for n, t := range l.in.Schema.Tables {
		if n >= len(tables) || !sameTable(t, tables[n]) {
			return fmt.Errorf("%w: the table %.64q has not the columns that it had in that version", archive.ErrNoArchive, t.Name)
		}
		if err := l.fillTable(t, func() {
			if done++; l.progress != nil {
				l.progress(done, total)
			}
		}); err != nil {
			return err
		}
	}
	if len(tables) > len(l.in.Schema.Tables) {
		return fmt.Errorf("%w: the table %s is missing", archive.ErrNoArchive, tables[len(l.in.Schema.Tables)].Name)
	}
	return nil
}

// tables are those of the new file.
func (l *loader) tables() (all []archive.Table, err error) {
	conn, err := openSession(l.ctx, l.db)
	if err != nil {
		return nil, err
	}
	v := newView(conn, nil, l.in.Exported)
	err = v.during(func() (err error) {
		all, err = exportedTables(v)
		return err
	})
	return all, errors.Join(err, conn.close())
}

func sameTable(a, b archive.Table) bool {
	if a.Name != b.Name || len(a.Columns) != len(b.Columns) {
		return false
	}
	for i := range a.Columns {
		if a.Columns[i] != b.Columns[i] {
			return false
		}
	}
	return true
}

// fillTable puts the rows into a table, in the place of what its making has
// put there.
func (l *loader) fillTable(t archive.Table, each func()) (err error) {
	tx, err := l.db.BeginTx(l.ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	if _, err := tx.ExecContext(l.ctx, `DELETE FROM `+quoted([]string{t.Name})); err != nil {
		return err
	}
	own := t.Own()
	insert, err := tx.PrepareContext(l.ctx, `INSERT INTO `+quoted([]string{t.Name})+` (`+quoted(namesOf(own))+`) VALUES (?`+strings.Repeat(", ?", len(own)-1)+`)`)
	if err != nil {
		return err
	}
	err = l.in.Rows(t, func(values []any) error {
		each()
		_, err := insert.ExecContext(l.ctx, values...)
		return err
	})
	if err = errors.Join(err, insert.Close()); err != nil {
		return err
	}
	return tx.Commit()
}

func (l *loader) textPairs(query string) (all [][2]string, err error) {
	rows, err := l.db.QueryContext(l.ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p [2]string
		if err := rows.Scan(&p[0], &p[1]); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

func (l *loader) exec(commands []string) error {
	for _, c := range commands {
		if _, err := l.db.ExecContext(l.ctx, c); err != nil {
			return err
		}
	}
	return nil
}
