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
	open   []*sql.Rows
	wrote  bool  // a statement that may write was begun
	failed error // the first failure of a statement that may write
	over   bool
}

// A Tx is a View that may write. Its View can be handed to whatever reads.
type Tx struct {
	*View
	tip *tip
}

func newView(s *session, now time.Time) *View {
	return &View{Now: now.UTC().Truncate(time.Millisecond), s: s}
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
	v.open = append(v.open, rows)
	return rows, nil
}

// QueryRow is Query for the first row. Always Scan it: an unread row keeps its
// statement running.
func (v *View) QueryRow(text string, args ...any) *sql.Row {
	st, err := v.begin(text, args)
	if err != nil {
		return v.s.conn.QueryRowContext(refusal{context.Background(), err}, text)
	}
	row := v.s.queryRow(st, args)
	if err := row.Err(); err != nil {
		v.note(st, err)
	}
	return row
}

// Exec runs a statement that changes something. Once one has failed, the whole
// function given to Write fails, whatever it returns: there is no half.
func (tx *Tx) Exec(text string, args ...any) (sql.Result, error) {
	if err := tx.usable(); err != nil {
		return nil, err
	}
	tx.wrote = true
	res, err := tx.s.exec(text, args...)
	if err != nil {
		tx.failed = err
	}
	return res, err
}

// usable refuses to go on after a failure, when SQLite may have left the
// transaction already.
func (v *View) usable() error {
	if v.over {
		return errors.New("the transaction is over")
	}
	return v.failed
}

// begin finds text's statement.
func (v *View) begin(text string, args []any) (*statement, error) {
	if err := v.usable(); err != nil {
		return nil, err
	}
	st, err := v.s.ready(text, args)
	if err != nil {
		return nil, err
	}
	v.wrote = v.wrote || st.writes
	return st, nil
}

func (v *View) note(st *statement, err error) error {
	if st.writes && v.failed == nil {
		v.failed = err
	}
	return err
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
