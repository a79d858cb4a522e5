package ledgertest

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
)

// Rows gathers new rows of one table, and writes many with one statement.
type Rows struct {
	bulk   *Bulk
	table  string
	fields []string
	many   driver.Stmt // writes atOnce rows; nil until it is needed
	values []driver.NamedValue
}

const atOnce = 16

// Into is where rows of a table are added. They are in the file after Close.
func (b *Bulk) Into(table string, fields ...string) *Rows {
	r := &Rows{bulk: b, table: table, fields: fields}
	b.rows = append(b.rows, r)
	return r
}

// Add adds a row: int64, string or nil for each field.
func (r *Rows) Add(values ...any) (err error) {
	if len(values) != len(r.fields) {
		return fmt.Errorf("%d values for %d fields of %s", len(values), len(r.fields), r.table)
	}
	for _, v := range values {
		r.values = append(r.values, driver.NamedValue{Ordinal: len(r.values) + 1, Value: v})
	}
	if len(r.values) < atOnce*len(r.fields) {
		return nil
	}
	if r.many == nil {
		if r.many, err = r.prepare(atOnce); err != nil {
			return err
		}
	}
	return r.write(r.many)
}

// flush writes the rows that wait for others.
func (r *Rows) flush() error {
	if len(r.values) == 0 {
		return nil
	}
	few, err := r.prepare(len(r.values) / len(r.fields))
	if err != nil {
		return err
	}
	defer few.Close()
	return r.write(few)
}

func (r *Rows) write(stmt driver.Stmt) error {
	err := r.bulk.conn.Raw(func(any) error {
		_, err := stmt.(driver.StmtExecContext).ExecContext(context.Background(), r.values)
		return err
	})
	r.values = r.values[:0]
	if err != nil {
		return fmt.Errorf("write %s: %w", r.table, err)
	}
	return nil
}

func (r *Rows) prepare(rows int) (stmt driver.Stmt, err error) {
	row := "(?" + strings.Repeat(", ?", len(r.fields)-1) + ")"
	text := fmt.Sprintf("INSERT INTO %s (%s) VALUES %s", r.table, strings.Join(r.fields, ", "), row+strings.Repeat(", "+row, rows-1))
	err = r.bulk.conn.Raw(func(conn any) (err error) {
		stmt, err = conn.(driver.ConnPrepareContext).PrepareContext(context.Background(), text)
		return err
	})
	return stmt, err
}

func (r *Rows) close() error {
	if r.many == nil {
		return nil
	}
	return r.bulk.conn.Raw(func(any) error { return r.many.Close() })
}
