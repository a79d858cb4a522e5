package ledger

import (
	"database/sql"
	"errors"
	"fmt"

	"hourline/ledger/proof"
)

// A SignedLog is a log that these books have had, and what was signed under
// its name last.
type SignedLog struct {
	Origin     string
	Key        string // the public one, as signed notes write it
	Checkpoint string // a signed note; empty as long as nothing was signed
	Size       int64  // entries that it was signed for
}

// Logs are those that the books have had, the present one last.
func (v *View) Logs() (all []SignedLog, err error) {
	rows, err := v.Query(`SELECT l.origin, l.key, coalesce(c.note, ''), coalesce(c.size, 0)
		FROM logs l LEFT JOIN checkpoints c ON c.log = l.id AND c.size = (SELECT max(size) FROM checkpoints WHERE log = l.id) ORDER BY l.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var l SignedLog
		if err := rows.Scan(&l.Origin, &l.Key, &l.Checkpoint, &l.Size); err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

// HasSigned is nil when these books have signed that checkpoint. ErrForked says
// that they have not: they are an older copy, or another history. ErrLogKey
// says that none of their logs signed it.
func (v *View) HasSigned(checkpoint []byte) error {
	logs, err := v.Logs()
	if err != nil {
		return err
	}
	for _, l := range logs {
		c, err := proof.OpenCheckpoint(checkpoint, l.Key)
		if err != nil {
			continue
		}
		var note string
		err = v.QueryRow(`SELECT note FROM checkpoints WHERE size = $1 AND log = (SELECT id FROM logs WHERE key = $2)`, c.N, l.Key).Scan(&note)
		if errors.Is(err, sql.ErrNoRows) {
			return lacking(fmt.Sprintf("%d entries were signed, and here %d", c.N, l.Size))
		}
		if err != nil {
			return err
		}
		if own, err := proof.OpenCheckpoint([]byte(note), l.Key); err != nil || own.Tree != c.Tree {
			return lacking(fmt.Sprintf("the first %d entries are not those that were signed", c.N))
		}
		return nil
	}
	return fmt.Errorf("%w (no log of these books signed that checkpoint)", ErrLogKey)
}

// HasAgreed is nil when the books have the policies of which that was signed;
// ErrForked says that they have not.
func (v *View) HasAgreed(policies []byte) error {
	tree, err := v.policyTree()
	if err != nil {
		return err
	}
	_, err = v.agreed(tree, policies)
	if errors.Is(err, errOtherPolicies) {
		return lacking(err.Error())
	}
	return err
}

// lacking is the ErrForked of a copy that nobody has put back yet: it says only
// what differs.
type lacking string

func (l lacking) Error() string { return string(l) }

// Is makes it an ErrForked.
func (lacking) Is(target error) bool { return target == ErrForked }
