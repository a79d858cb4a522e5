package ledger

import (
	"fmt"
	"io"

	"hourline/ledger/proof"
)

// Books are what the writer remembers from one transaction to the next, so
// that an entry reads nothing and each account is written once for all of a
// transaction's entries. They are the truth for whoever writes: SQL sees it
// only after flush, which comes before every statement that is not the
// ledger's own, and before COMMIT. A nil *books remembers nothing.
//
// Whatever goes wrong, and whatever else changes accounts or balances, ends
// in forget. So what is remembered is always what the rows say or what they
// will say after flush.
type books struct {
	tip       tip
	standings map[AccountID]*standing
	touched   []*standing // those whose rows are behind
	sheaves   sheaves     // entries that are not in the tip's tree yet
	policies  map[int64]proof.Digest
	random    io.Reader                // for secrets
	enlist    func(*Tx, decided) error // into the log; a benchmark leaves it out
	most      int                      // standings that are kept from one transaction to the next
}

func newBooks(t tip, random io.Reader) *books {
	return &books{tip: t, standings: map[AccountID]*standing{}, policies: map[int64]proof.Digest{}, random: random, enlist: (*Tx).enlist, most: 1 << 18} // about 48 MB
}

// stand makes after, the side of entry head, the balance of s.
func (b *books) stand(s *standing, head EntryID, after Side) {
	s.Balance = Balance{Posted: after.Posted, Held: after.Held, Seq: after.Seq, Head: head}
	if !s.touched {
		s.touched = true
		b.touched = append(b.touched, s)
	}
}

// flush writes the balances that entries have changed. After an error they are
// still to be written, so that it comes up again if nobody listens.
func (b *books) flush(s *session) error {
	if b == nil || len(b.touched) == 0 {
		return nil
	}
	for _, t := range b.touched {
		_, err := s.exec(`UPDATE balances SET posted = $1, held = $2, seq = $3, head = $4 WHERE account = $5`,
			t.Posted, t.Held, t.Seq, int64(t.Head), int64(t.account))
		if err != nil {
			return fmt.Errorf("write the balance of account %d: %w", t.account, err)
		}
	}
	for _, t := range b.touched {
		t.touched = false
	}
	b.touched = b.touched[:0]
	return nil
}

// forget keeps only the tip. What is touched must have been written, or be
// rolled back.
func (b *books) forget() {
	b.standings = map[AccountID]*standing{}
	b.policies = map[int64]proof.Digest{}
	b.touched = b.touched[:0]
}

// trim forgets when there is too much; nothing may be touched.
func (b *books) trim() {
	if len(b.standings) > b.most {
		b.forget()
	}
}
