package care

import (
	"context"

	"hourline/ledger"
	"hourline/ledger/proof"
	"hourline/ledger/transfer"
)

// signAnswer signs what became of a note: a credit with its proof.
func (c *Centre) signAnswer(ctx context.Context, t TransferIn, file []byte) ([]byte, error) {
	from, err := transfer.Sender(file)
	if err != nil {
		return nil, err
	}
	to, err := proof.KeyName(c.Bank.LogKey())
	if err != nil {
		return nil, err
	}
	a := transfer.Answer{ID: t.Code, From: from, To: to, Minutes: t.Minutes, Accepted: t.Accepted(), Reason: t.Reason, Decided: ms(t.Decided)}
	if a.Accepted {
		if a.Receipt, err = c.Bank.Prove(ctx, ledger.EntryID(t.Entry), t.Peer.Account); err != nil {
			return nil, err
		}
	}
	return c.Bank.SignNote(a.Text())
}

// keepAnswer keeps the first answer that was signed, and gives it.
func (c *Centre) keepAnswer(ctx context.Context, t *TransferIn, signed []byte) error {
	return c.write(ctx, func(v *verb) error {
		all, err := transfersIn(v.View, v.policy, `id = $1`, t.ID)
		if err != nil {
			return err
		}
		if before := all[0].answer; c.answeredHere(before) {
			t.answer = before // somebody else was faster
			return nil
		}
		t.answer = signed
		_, err = v.Exec(`UPDATE transfers_in SET answer = $1 WHERE id = $2`, string(signed), t.ID)
		return err
	})
}

// answeredHere tells whether an answer is signed with the key that the log has
// now: a bank that has lost its key signs the same answer anew.
func (c *Centre) answeredHere(answer []byte) bool {
	if len(answer) == 0 {
		return false
	}
	_, err := transfer.ReadAnswer(answer, c.Bank.LogKey())
	return err == nil
}
