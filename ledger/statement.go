package ledger

import (
	"fmt"
	"time"
)

// A Line is one entry as its account sees it.
type Line struct {
	Entry
	Change     int64     // added to the account, negative when taken from it
	HeldChange int64     // added to what is held on it
	Balance    int64     // posted after the entry
	HeldAfter  int64     // held after the entry
	Other      AccountID // the other account
}

// LineOf is e as the account sees it, which it must concern.
func (e Entry) LineOf(account AccountID) Line {
	side := e.SideOf(account)
	l := Line{Entry: e, Change: e.Amount, Balance: side.Posted, HeldAfter: side.Held, Other: e.Debit}
	if account == e.Debit {
		l.Change, l.HeldChange, l.Other = -e.Amount, e.Held, e.Credit
	}
	return l
}

// walkSQL follows account $1 back from its newest entry, to the first recorded
// at the moment $2 or before it, and through $3 entries at most. No index by
// account is needed: each entry knows the one before.
const walkSQL = `WITH RECURSIVE walk AS (
	SELECT e.*, 1 AS n FROM balances b JOIN entries e ON e.id = b.head WHERE b.account = $1
	UNION ALL
	SELECT e.*, w.n + 1 FROM walk w
		JOIN entries e ON e.id = CASE WHEN w.debit = $1 THEN w.debit_prev ELSE w.credit_prev END
		WHERE w.recorded_at > $2 AND w.n < $3)
	SELECT ` + entryColumns + ` FROM walk `

const (
	beginning int64 = -1 << 63  // before every entry
	endless   int64 = 1<<63 - 1 // more entries than there can be
)

// Statement is the account's newest limit entries, the newest first.
func (v *View) Statement(id AccountID, limit int) ([]Line, error) {
	return v.lines(id, walkSQL+`WHERE n <= $3 ORDER BY id DESC`, beginning, limit)
}

// StatementBetween is the account's entries recorded from the moment from to
// before the moment to, the oldest first.
func (v *View) StatementBetween(id AccountID, from, to time.Time) ([]Line, error) {
	return v.lines(id, walkSQL+`WHERE recorded_at >= $2 AND recorded_at < $4 ORDER BY id`,
		from.UnixMilli(), endless, to.UnixMilli())
}

func (v *View) lines(id AccountID, text string, args ...any) ([]Line, error) {
	if _, err := v.Balance(id); err != nil {
		return nil, err
	}
	rows, err := v.Query(text, append([]any{id}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("statement of account %d: %w", id, err)
	}
	defer rows.Close()
	var lines []Line
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, fmt.Errorf("statement of account %d: %w", id, err)
		}
		lines = append(lines, e.LineOf(id))
	}
	return lines, rows.Err()
}
