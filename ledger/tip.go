package ledger

import (
	"database/sql"
	"errors"
	"fmt"

	"hourline/ledger/proof"
)

// The tip is the newest entry of the journal. The writer keeps it in memory,
// because every entry needs it.
type tip struct {
	id   EntryID
	at   int64      // unix milliseconds; the next entry is not dated earlier
	tree proof.Tree // of all entries up to this one
}

func readTip(s *session) (t tip, err error) {
	const text = `SELECT id, recorded_at FROM entries ORDER BY id DESC LIMIT 1`
	st, err := s.ready(text, nil)
	if err != nil {
		return t, err
	}
	err = s.queryRow(st, nil).Scan(&t.id, &t.at)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return t, fmt.Errorf("find the newest entry: %w", err)
	}
	return t, nil
}
