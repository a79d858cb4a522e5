package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A View reads one consistent state of the bank. It is good only inside the
// function it was given to, on that goroutine.
//
// In SQL the arguments are numbered $1, $2, … and first appear in that order.
// Keep to what SQLite and PostgreSQL share; times are unix milliseconds.
type View struct {
	// Now is the one moment of this transaction, in UTC and whole
	// milliseconds, as it is stored.
	Now time.Time

	s      *session
	books  *books  // what the writer remembers, nil for a reader
	leaves *leaves // that were asked for, nil before the first
	open   []*sql.Rows
	wrote  bool  // a statement that may write was begun
	failed error // the first failure of a statement that may write
	over   bool
}

// A Tx is a View that may write. Its View can be handed to whatever reads.
type Tx struct {
	*View
}

func newView(s *session, b *books, now time.Time) *View {
	return &View{Now: now.UTC().Truncate(time.Millisecond), s: s, books: b}
}

// Query returns the rows of a SELECT. Statements are prepared once for each
// connection. Rows left open are closed when the transaction ends.
func (v *View) Query(text string, args ...any) (*sql.Rows, error) {
	st, err := v.begin(text, args)
	if err != nil {
		return nil, err
	}
	rows, err := v.s.query(st, args)
	if err != nil {
		return nil, v.note(st, err)
	}
	v.changed(st)
	v.open = append(v.open, rows)
	return rows, nil
}

// QueryRow is Query for the first row. Always Scan it, and at once: an unread
// row keeps its statement running.
func (v *View) QueryRow(text string, args ...any) *sql.Row {
	st, err := v.begin(text, args)
	if err != nil {
		return v.refuse(err)
	}
	row := v.s.queryRow(st, args)
	if err := row.Err(); err != nil {
		v.note(st, err)
	}
	v.changed(st)
	return row
}

// Exec runs a statement that changes something. Once one has failed, the whole
// function given to Write fails, whatever it returns: there is no half.
func (tx *Tx) Exec(text string, args ...any) (sql.Result, error) {
	if err := tx.usable(); err != nil {
		return nil, err
	}
	tx.wrote = true
	st, err := tx.begin(text, args)
	if err != nil {
		return nil, tx.spoil(err)
	}
	res, err := tx.s.execute(st, args)
	if err != nil {
		return nil, tx.spoil(err)
	}
	if st.books {
		tx.books.forget()
		tx.leaves = nil
	}
	return res, nil
}

// queryRow is QueryRow for the ledger's own questions, which the balances that
// are still to be written make no difference to.
func (v *View) queryRow(text string, args ...any) *sql.Row {
	if err := v.usable(); err != nil {
		return v.refuse(err)
	}
	st, err := v.s.ready(text, args)
	if err != nil {
		return v.refuse(err)
	}
	return v.s.queryRow(st, args)
}

// insert is Exec for the ledger's own rows, which may be there already.
func (tx *Tx) insert(text string, args ...any) (written bool, err error) {
	if err := tx.usable(); err != nil {
		return false, err
	}
	res, err := tx.s.exec(text, args...)
	if err != nil {
		return false, tx.spoil(err)
	}
	n, err := res.RowsAffected()
	tx.wrote = tx.wrote || n > 0
	return n > 0, err
}

// usable refuses to go on after a failure, when SQLite may have left the
// transaction already.
func (v *View) usable() error {
	if v.over {
		return errors.New("the transaction is over")
	}
	return v.failed
}

// begin finds text's statement, and lets it see the balances as they are.
func (v *View) begin(text string, args []any) (*statement, error) {
	if err := v.usable(); err != nil {
		return nil, err
	}
	st, err := v.s.ready(text, args)
	if err != nil {
		return nil, err
	}
	v.wrote = v.wrote || st.writes
	if v.books == nil {
		return st, nil
	}
	if st.ends {
		return nil, v.spoil(errors.New("a transaction is begun and ended by the bank alone"))
	}
	if err := v.books.flush(v.s); err != nil {
		return nil, v.spoil(err)
	}
	return st, nil
}

// changed takes note that st may have changed what is remembered.
func (v *View) changed(st *statement) {
	if v.books != nil && st.writes && st.books {
		v.books.forget()
	}
}

func (v *View) note(st *statement, err error) error {
	if st.writes {
		return v.spoil(err)
	}
	return err
}

// spoil makes the whole function fail with err, or with what failed before.
func (v *View) spoil(err error) error {
	v.wrote = true
	if v.failed == nil {
		v.failed = err
	}
	return err
}

func (v *View) refuse(err error) *sql.Row {
	return v.s.conn.QueryRowContext(refusal{context.Background(), err}, "")
}

// A refusal is a context that has ended with err. It is the one way to make
// database/sql give a Row that carries an error of ours.
type refusal struct {
	context.Context
	err error
}

func (r refusal) Done() <-chan struct{} { return ended }
func (r refusal) Err() error            { return r.err }

var ended = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// during runs the transaction's function. Afterwards it closes what was left
// open, and the view to whoever kept it. A panic becomes an error, so that one
// caller's mistake does not end the goroutine that works for all.
func (v *View) during(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %w", ErrPanic, Recovered(r))
		}
		for _, rows := range v.open {
			rows.Close()
		}
		v.over = true
	}()
	return fn()
}
