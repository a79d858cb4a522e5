package reports

import (
	"database/sql"
	"errors"
	"fmt"
	"sort"
	"time"

	"hourline/ledger"
)

// entriesBefore is how many entries were recorded before a moment. They are
// numbered without gaps, and recorded times never run back: so it is found by
// halving, without an index of times.
func entriesBefore(v *ledger.View, at time.Time) (ledger.EntryID, error) {
	var last int
	if err := v.QueryRow(`SELECT coalesce(max(id), 0) FROM entries`).Scan(&last); err != nil {
		return 0, err
	}
	var failed error
	n := sort.Search(last, func(i int) bool {
		var recorded int64
		if err := v.QueryRow(`SELECT recorded_at FROM entries WHERE id = $1`, i+1).Scan(&recorded); err != nil {
			failed = errors.Join(failed, err)
		}
		return recorded >= at.UnixMilli()
	})
	return ledger.EntryID(n), failed
}

// A mark is where an account stood: after one of its entries.
type mark struct {
	entry  ledger.EntryID // 0 before its first
	posted int64
}

// Accounts with few entries are followed from one to the one before. In others
// an entry is looked for among the nearest of the journal first.
const (
	fewEntries = 4096
	nearest    = 65536
)

// standings are what stood on an account after each of some entries of the
// journal, which are given from the newest to the oldest.
func standings(v *ledger.View, account ledger.AccountID, cuts []ledger.EntryID) ([]int64, error) {
	b, err := v.Balance(account)
	if err != nil {
		return nil, err
	}
	at := mark{b.Head, b.Posted}
	all := make([]int64, len(cuts))
	for i, cut := range cuts {
		if at.entry > cut {
			look := int64(0)
			if b.Seq > fewEntries {
				look = nearest
			}
			if at, err = before(v, account, look, at, cut); err != nil {
				return nil, fmt.Errorf("account %d after entry %d: %w", account, cut, err)
			}
		}
		all[i] = at.posted
	}
	return all, nil
}

// before is the account's mark at the last of its entries up to cut, which lies
// before the mark from. It looks at so many entries of the journal before it
// follows the account.
func before(v *ledger.View, account ledger.AccountID, look int64, from mark, cut ledger.EntryID) (mark, error) {
	if look > 0 {
		m, err := scanMark(v.QueryRow(`SELECT id, CASE WHEN debit = $1 THEN debit_after ELSE credit_after END FROM entries
			WHERE id <= $2 AND id > $3 AND (debit = $1 OR credit = $1) ORDER BY id DESC LIMIT 1`, account, cut, int64(cut)-look))
		if err != nil || m.entry > 0 {
			return m, err
		}
	}
	return scanMark(v.QueryRow(`WITH RECURSIVE walk (id, prev, after) AS (
			SELECT id, CASE WHEN debit = $1 THEN debit_prev ELSE credit_prev END, CASE WHEN debit = $1 THEN debit_after ELSE credit_after END
				FROM entries WHERE id = $2
			UNION ALL
			SELECT e.id, CASE WHEN e.debit = $1 THEN e.debit_prev ELSE e.credit_prev END, CASE WHEN e.debit = $1 THEN e.debit_after ELSE e.credit_after END
				FROM walk w JOIN entries e ON e.id = w.prev WHERE w.id > $3)
		SELECT id, after FROM walk WHERE id <= $3`, account, from.entry, cut))
}

// scanMark reads a mark; nothing is one before the first entry.
func scanMark(row *sql.Row) (m mark, err error) {
	err = row.Scan(&m.entry, &m.posted)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return m, err
}

// A place is an account that is not in people's hands, by its code.
type place struct {
	id   ledger.AccountID
	code string
	unit ledger.Unit
}

// places are all accounts but those of members, of estates and of what was
// granted to a member. They are few, and what those in minutes have less than
// nothing is what these three have.
func places(v *ledger.View) ([]place, error) {
	return collect(v, func(r *sql.Rows) (p place, err error) { return p, r.Scan(&p.id, &p.code, &p.unit) }, `
		SELECT id, code, unit FROM accounts WHERE code NOT LIKE 'member/%' AND code NOT LIKE 'estate/%' AND code NOT LIKE 'grant/%/%' ORDER BY code`)
}
