package ledger

import (
	"fmt"
)

// SignNote is a text that the bank has signed with the key of its log, as
// c2sp.org/signed-note has it. The same text is signed alike each time. A text
// that could be taken for a checkpoint is refused: those are signed by the
// notary alone.
func (b *Bank) SignNote(text string) ([]byte, error) {
	if b.notary == nil {
		return nil, fmt.Errorf("sign a note: %w", ErrNoLog)
	}
	return b.notary.key.SignText(text)
}

// LogKeys are the public keys of all logs that these books have had, the newest
// last: one, unless a key was lost.
func (v *View) LogKeys() (keys []string, err error) {
	rows, err := v.Query(`SELECT key FROM logs ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, rows.Err()
}
