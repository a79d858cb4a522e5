package ledger

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// entriesAfter are the next entries behind the one numbered after, at most so
// many, in the room of those in into. It goes past database/sql, whose care for
// each field costs as much as the reading, for whoever reads the whole journal.
func (v *View) entriesAfter(after EntryID, most int, into []Entry) ([]Entry, error) {
	if err := v.usable(); err != nil {
		return nil, err
	}
	all := into[:0]
	var values [entryFields]driver.Value
	err := v.s.each(`SELECT `+rawColumns+` FROM entries WHERE id > $1 ORDER BY id LIMIT $2`, []any{int64(after), int64(most)}, values[:], func() error {
		e, err := rawEntry(values[:])
		all = append(all, e)
		return err
	})
	return all, err
}

const (
	entryFields = 21
	rawColumns  = `id, recorded_at, effective_at, kind, ref, debit, credit, amount, held, undoes, resolves, policy, actor,
	debit_prev, debit_seq, debit_after, debit_held, credit_prev, credit_seq, credit_after, credit_held`
)

// rawEntry is the entry that rawColumns say.
func rawEntry(values []driver.Value) (e Entry, err error) {
	whole := func(i int) int64 {
		n, ok := values[i].(int64)
		if !ok && values[i] != nil {
			err = fmt.Errorf("field %d of entry %v is no whole number", i+1, values[0])
		}
		return n
	}
	text := func(i int) string {
		s, ok := values[i].(string)
		if !ok {
			err = fmt.Errorf("field %d of entry %v is no text", i+1, values[0])
		}
		return s
	}
	side := func(i int) Side {
		return Side{Prev: EntryID(whole(i)), Seq: whole(i + 1), Posted: whole(i + 2), Held: whole(i + 3)}
	}
	e = Entry{
		ID: EntryID(whole(0)), RecordedAt: fromMilli(whole(1)), EffectiveAt: fromMilli(whole(2)), Kind: Kind(text(3)), Ref: whole(4),
		Debit: AccountID(whole(5)), Credit: AccountID(whole(6)), Amount: whole(7), Held: whole(8),
		Undoes: EntryID(whole(9)), Resolves: EntryID(whole(10)), Policy: whole(11), Actor: text(12),
		DebitSide: side(13), CreditSide: side(17),
	}
	return e, err
}

// each calls row for every row of text, whose fields are then in values. Row
// must not ask this session for anything else.
func (s *session) each(text string, args []any, values []driver.Value, row func() error) error {
	st, err := s.ready(text, args)
	if err != nil {
		return err
	}
	if err := s.take(args); err != nil {
		return fmt.Errorf("%w in %q", err, st.text)
	}
	err = s.conn.Raw(func(conn any) (err error) {
		if err := st.hasten(conn); err != nil {
			return err
		}
		if !st.keep {
			defer st.slow()
		}
		rows, err := st.quick.(driver.StmtQueryContext).QueryContext(context.Background(), s.values)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for {
			if err := rows.Next(values); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
			if err := row(); err != nil {
				return err
			}
		}
	})
	return plain(err)
}
