package care

import (
	"context"
	"encoding/hex"
	"fmt"

	"hourline/ledger"
	"hourline/ledger/proof"
	"hourline/ledger/transfer"
)

// TransferNote is the file that takes a transfer to the other bank. It is signed
// once, when it is first asked for, and the same each time: whoever has lost it
// asks again. Only a bank that has lost the key of its log signs it anew, with
// the one that it has; the transfer's id, by which it is credited once, stays.
func (c *Centre) TransferNote(ctx context.Context, id int64, actor string) (t TransferOut, file []byte, err error) {
	t, err = c.onTransfer(ctx, id, func(v *verb, t TransferOut) error {
		by, err := worker(v.View, actor)
		if err != nil {
			return err
		}
		if t.ApprovedBy == 0 {
			return ErrNotApproved
		}
		return v.deedOf(t, "note", by, t.Peer.Name)
	})
	if err != nil || c.signedHere(t.note) {
		return t, t.note, err
	}
	signed, err := c.signTransfer(ctx, t)
	if err != nil {
		return t, nil, fmt.Errorf("transfer %d: %w", id, err)
	}
	t, err = c.onTransfer(ctx, id, func(v *verb, t TransferOut) error {
		if c.signedHere(t.note) {
			return nil // somebody else was faster
		}
		_, err := v.Exec(`UPDATE transfers_out SET note = $1 WHERE id = $2`, string(signed), id)
		return err
	})
	return t, t.note, err
}

// signedHere tells whether a note is signed with the key that the log has now.
func (c *Centre) signedHere(file []byte) bool {
	if len(file) == 0 {
		return false
	}
	_, err := transfer.ReadNote(file, c.Bank.LogKey())
	return err == nil
}

// signTransfer signs the note of a transfer, with the proof that its hours are
// held.
func (c *Centre) signTransfer(ctx context.Context, t TransferOut) ([]byte, error) {
	receipt, err := c.Bank.Prove(ctx, ledger.EntryID(t.Hold), t.Peer.Account)
	if err != nil {
		return nil, err
	}
	from, err := proof.KeyName(c.Bank.LogKey())
	if err != nil {
		return nil, err
	}
	n := transfer.Note{ID: t.Code, From: from, To: t.Peer.Origin(), Minutes: t.Minutes, Member: t.TheirNumber, Expires: ms(t.Expires), Receipt: receipt}
	if err := n.Check(); err != nil {
		return nil, err
	}
	raw, err := hex.DecodeString(t.theirName)
	if err != nil || copy(n.Name[:], raw) != len(n.Name) {
		return nil, fmt.Errorf("what the member is called there is damaged in the books (%w)", err)
	}
	return c.Bank.SignNote(n.Text())
}
