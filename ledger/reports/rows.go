package reports

import (
	"database/sql"

	"hourline/ledger"
)

// collect runs a query and scans every row of it.
func collect[T any](v *ledger.View, scan func(*sql.Rows) (T, error), query string, args ...any) (all []T, err error) {
	rows, err := v.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		t, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

// Cost is what minutes cost as cash at so many fen an hour, rounded up; hours
// that are less than none cost nothing.
func Cost(minutes, rate int64) int64 {
	if minutes <= 0 {
		return 0
	}
	return (minutes*rate + 59) / 60
}
