package ledger

import (
	"fmt"

	"hourline/ledger/proof"
)

// An owner is what the log knows of an account.
type owner struct {
	code      string
	unit      Unit
	opened    bool // there is such an account; the writer does not ask
	secret    proof.Secret
	hasSecret bool
	erased    bool // commitments under an earlier secret are kept; the writer does not ask
}

// side is what e is to the account of o.
func (o *owner) side(e Entry, debit bool) proof.Side {
	s := e.CreditSide
	if debit {
		s = e.DebitSide
	}
	return proof.Side{
		Entry: int64(e.ID), Debit: debit, Account: o.code,
		Prev: int64(s.Prev), Seq: s.Seq, Posted: s.Posted, Held: s.Held, Actor: e.Actor,
	}
}

// giveSecret gives an account that has none a secret.
func (tx *Tx) giveSecret(id AccountID) (s proof.Secret, err error) {
	if s, err = proof.NewSecret(tx.books.random); err != nil {
		return s, err
	}
	tx.leaves = nil
	if _, err := tx.insert(`INSERT INTO secrets (account, secret) VALUES ($1, $2)`, int64(id), s[:]); err != nil {
		return s, fmt.Errorf("give account %d a secret: %w", id, err)
	}
	return s, nil
}

// EraseSecret erases what ties the account's entries to it in the public log:
// nobody, the bank included, can open that side of them any more. The log and
// the other side of each entry are checked as before. An entry that comes later
// begins another secret.
func (tx *Tx) EraseSecret(id AccountID) error {
	lines, err := tx.lines(id, walkSQL+`WHERE n <= $3 ORDER BY id`, beginning, endless)
	if err != nil {
		return err
	}
	o, err := newLeaves().owner(tx.View, id)
	if err != nil {
		return err
	}
	for _, l := range lines {
		kept, err := o.commitment(tx.View, l.Entry, id)
		if err == nil {
			_, err = tx.Exec(`INSERT INTO commitments (account, entry, commitment) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, id, l.ID, kept[:])
		}
		if err != nil {
			return fmt.Errorf("erase the secret of account %d: %w", id, err)
		}
	}
	if _, err := tx.Exec(`DELETE FROM secrets WHERE account = $1`, id); err != nil {
		return fmt.Errorf("erase the secret of account %d: %w", id, err)
	}
	return nil
}
