package ledger

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"sync"
)

// A session is one connection and the statements prepared on it. Statements
// run on no context of a caller: an interrupted one would cost the connection,
// and on the writer everybody's work.
type session struct {
	conn       *sql.Conn
	statements map[string]*statement
	values     []driver.NamedValue // of the statement that runs
	wrote      []string            // tables that statements may have written to, since the writer looked
}

// A statement is one SQL text as this connection knows it.
type statement struct {
	meaning
	keep     bool
	prepared *sql.Stmt   // for rows; nil until it is needed
	quick    driver.Stmt // for exec; nil until it is needed
}

// A meaning is what a SQL text does, whatever the connection.
type meaning struct {
	text   string // as the driver gets it
	args   int
	writes bool     // it may change something
	tables []string // that it may write to
	books  bool     // it is about accounts, balances or secrets
	ends   bool     // it is about the transaction itself
}

// mostStatements bounds the cache against texts that are made up as they go.
const mostStatements = 512

func openSession(ctx context.Context, db *sql.DB) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &session{conn: conn, statements: map[string]*statement{}}, nil
}

func (s *session) close() error {
	var errs []error
	for _, st := range s.statements {
		if st.prepared != nil {
			errs = append(errs, st.prepared.Close())
		}
	}
	errs = append(errs, s.conn.Raw(func(any) error { return s.closeQuick() }))
	return errors.Join(append(errs, s.conn.Close())...)
}

// discard closes the connection for good instead of returning it to its pool.
func (s *session) discard() {
	_ = s.conn.Raw(func(any) error {
		_ = s.closeQuick()
		return driver.ErrBadConn
	})
}

func (s *session) closeQuick() error {
	var errs []error
	for _, st := range s.statements {
		errs = append(errs, st.slow())
	}
	return errors.Join(errs...)
}

// statement is what this connection knows of text.
func (s *session) statement(text string) (*statement, error) {
	if st := s.statements[text]; st != nil {
		return st, nil
	}
	m, err := understand(text)
	if err != nil {
		return nil, err
	}
	st := &statement{meaning: m}
	if len(s.statements) < mostStatements {
		st.keep = true
		s.statements[text] = st
	}
	return st, nil
}

// understood are the texts that some connection has met already.
var understood struct {
	sync.RWMutex
	texts map[string]meaning
}

// understand is what text does. It is read once for all connections.
func understand(text string) (meaning, error) {
	understood.RLock()
	m, known := understood.texts[text]
	understood.RUnlock()
	if known {
		return m, nil
	}
	n, err := countPlaceholders(text)
	if err != nil {
		return m, err
	}
	tables := written(text)
	m = meaning{
		text: unnumbered(text, n), args: n, writes: tables != nil, tables: tables,
		books: bookkeeping.MatchString(text), ends: control.MatchString(text),
	}
	understood.Lock()
	defer understood.Unlock()
	if len(understood.texts) < 2*mostStatements { // those of the writer and of the readers
		if understood.texts == nil {
			understood.texts = map[string]meaning{}
		}
		understood.texts[text] = m
	}
	return m, nil
}

// prepare is st, prepared, or nil when it is not to be kept.
func (s *session) prepare(st *statement) (*sql.Stmt, error) {
	if !st.keep || st.prepared != nil {
		return st.prepared, nil
	}
	prepared, err := s.conn.PrepareContext(context.Background(), st.text)
	if err != nil {
		return nil, plain(err)
	}
	st.prepared = prepared
	return prepared, nil
}

// prepareRows is prepare for a text whose rows are looped over. Without
// arguments it is not prepared: SQLite could not tell that an outer loop is
// reading from it already, and would take rows from that loop.
func (s *session) prepareRows(st *statement) (*sql.Stmt, error) {
	if st.args == 0 {
		return nil, nil
	}
	return s.prepare(st)
}

var (
	writing     = regexp.MustCompile(`(?i)\b(insert|update|delete|replace)\b`)
	bookkeeping = regexp.MustCompile(`(?i)\b(accounts|balances|secrets)\b`)
	control     = regexp.MustCompile(`(?i)^\W*(begin|commit|end|rollback|savepoint|release)\b`)
	placeholder = regexp.MustCompile(`\$(\d+)`)
)

// countPlaceholders insists that $1, $2, … appear first in that order, because
// SQLite numbers them by appearance and would quietly swap the arguments.
func countPlaceholders(text string) (int, error) {
	n := 0
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		i, err := strconv.Atoi(m[1])
		if err != nil || i > n+1 || i == 0 {
			return 0, fmt.Errorf("placeholder %s comes before $%d in %q", m[0], n+1, text)
		}
		n = max(n, i)
	}
	return n, nil
}

// unnumbered is text with its n placeholders as the driver binds them fastest:
// without a name to look up, if each stands once.
func unnumbered(text string, n int) string {
	if len(placeholder.FindAllStringIndex(text, -1)) != n {
		return text
	}
	return placeholder.ReplaceAllLiteralString(text, "?")
}

// ready is text's statement, given that its arguments are complete; the driver
// does not mind too many. Every statement passes here on its way to the file.
func (s *session) ready(text string, args []any) (*statement, error) {
	st, err := s.statement(text)
	if err != nil {
		return nil, err
	}
	if len(args) != st.args {
		return st, fmt.Errorf("%d arguments for %d placeholders in %q", len(args), st.args, text)
	}
	for _, t := range st.tables {
		if !slices.Contains(s.wrote, t) {
			s.wrote = append(s.wrote, t)
		}
	}
	return st, nil
}

func (s *session) exec(text string, args ...any) (sql.Result, error) {
	st, err := s.ready(text, args)
	if err != nil {
		return nil, err
	}
	return s.execute(st, args)
}

// execute goes past most of database/sql, whose care for many connections
// costs as much as an insert.
func (s *session) execute(st *statement, args []any) (res sql.Result, err error) {
	if !st.keep {
		res, err = s.conn.ExecContext(context.Background(), st.text, args...)
		return res, plain(err)
	}
	if err := s.take(args); err != nil {
		return nil, fmt.Errorf("%w in %q", err, st.text)
	}
	err = s.conn.Raw(func(conn any) (err error) {
		if err := st.hasten(conn); err != nil {
			return err
		}
		res, err = st.quick.(driver.StmtExecContext).ExecContext(context.Background(), s.values)
		return err
	})
	return res, plain(err)
}

// hasten prepares st past database/sql.
func (st *statement) hasten(conn any) error {
	if st.quick != nil {
		return nil
	}
	quick, err := conn.(driver.ConnPrepareContext).PrepareContext(context.Background(), st.text)
	if err != nil {
		return err // with a statement that is nil and does not look it
	}
	st.quick = quick
	return nil
}

// slow undoes hasten.
func (st *statement) slow() error {
	if st.quick == nil {
		return nil
	}
	err := st.quick.Close()
	st.quick = nil
	return err
}

// take makes args the values of the statement that runs next.
func (s *session) take(args []any) error {
	s.values = s.values[:0]
	for i, arg := range args {
		switch arg.(type) {
		case nil, int64, string:
		default:
			value, err := driver.DefaultParameterConverter.ConvertValue(arg)
			if err != nil {
				return fmt.Errorf("argument $%d: %w", i+1, err)
			}
			arg = value
		}
		s.values = append(s.values, driver.NamedValue{Ordinal: i + 1, Value: arg})
	}
	return nil
}

func (s *session) query(st *statement, args []any) (*sql.Rows, error) {
	prepared, err := s.prepareRows(st)
	if err != nil {
		return nil, err
	}
	if prepared != nil {
		rows, err := prepared.QueryContext(context.Background(), args...)
		if !inUse(err) {
			return rows, plain(err)
		}
	}
	rows, err := s.conn.QueryContext(context.Background(), st.text, args...)
	return rows, plain(err)
}

// queryRow leaves every error in the row. No loop reads from what it prepares
// without arguments.
func (s *session) queryRow(st *statement, args []any) *sql.Row {
	if prepared, err := s.prepare(st); err == nil && prepared != nil {
		row := prepared.QueryRowContext(context.Background(), args...)
		if !inUse(row.Err()) {
			return row
		}
	}
	return s.conn.QueryRowContext(context.Background(), st.text, args...)
}

// inUse tells that a prepared statement is being read by an outer loop; the
// same text then runs unprepared.
func inUse(err error) bool {
	const misuse = 21 // SQLITE_MISUSE
	return err != nil && sqlCode(err) == misuse
}
