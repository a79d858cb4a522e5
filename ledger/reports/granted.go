package reports

import (
	"database/sql"

	"hourline/ledger"
)

// granted is what stood, all together, on the accounts of hours that were
// granted to members, after each of some entries of the journal, which are given
// from the newest to the oldest. There may be many such accounts, but budgets
// keep their entries few: all are followed back at once.
func granted(v *ledger.View, cuts []ledger.EntryID) ([]int64, error) {
	now, err := grantedNow(v)
	if err != nil {
		return nil, err
	}
	all := make([]int64, len(cuts))
	for i := range all {
		all[i] = now
	}
	_, err = collect(v, func(r *sql.Rows) (none struct{}, err error) {
		var id ledger.EntryID
		var change int64
		err = r.Scan(&id, &change)
		for i, cut := range cuts {
			if id > cut {
				all[i] -= change
			}
		}
		return none, err
	}, `WITH RECURSIVE walk (account, id, prev, change) AS (
			SELECT b.account, e.id, CASE WHEN e.debit = b.account THEN e.debit_prev ELSE e.credit_prev END,
				CASE WHEN e.debit = b.account THEN -e.amount ELSE e.amount END
			FROM accounts a JOIN balances b ON b.account = a.id JOIN entries e ON e.id = b.head WHERE a.code LIKE 'grant/%/%' AND e.id > $1
			UNION ALL
			SELECT w.account, e.id, CASE WHEN e.debit = w.account THEN e.debit_prev ELSE e.credit_prev END,
				CASE WHEN e.debit = w.account THEN -e.amount ELSE e.amount END
			FROM walk w JOIN entries e ON e.id = w.prev WHERE e.id > $1)
		SELECT id, change FROM walk`, cuts[len(cuts)-1])
	return all, err
}

func grantedNow(v *ledger.View) (minutes int64, err error) {
	err = v.QueryRow(`SELECT coalesce(sum(b.posted), 0) FROM accounts a JOIN balances b ON b.account = a.id WHERE a.code LIKE 'grant/%/%'`).Scan(&minutes)
	return minutes, err
}
