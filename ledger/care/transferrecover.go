package care

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"hourline/ledger"
	"hourline/ledger/transfer"
)

// What keeps a lost transfer from being entered again.
var (
	ErrNotOurNote  = errors.New("no log that these books have had has signed the note")
	ErrNotThisNote = errors.New("the answer is to another note")
	ErrWasRefused  = errors.New("the other bank has refused it: these books know nothing of it, and nothing has left them")
	ErrNotLost     = errors.New("these books know the transfer; give them the answer with hourline transfer done")
)

// A LostTransfer is one that an older copy of the books, put back, knows nothing
// of: this bank has signed it, and the other one has credited it.
type LostTransfer struct {
	Note, Answer []byte // the files
	Member       string // number of whose hours they are: the note does not say
	Borne        bool   // the member has spent them since: the bank bears it
	Actor, With  string // numbers of two of the staff
}

// RecoverTransfer enters a lost transfer and lets its hours leave.
func (c *Centre) RecoverTransfer(ctx context.Context, l LostTransfer) (t TransferOut, err error) {
	err = c.write(ctx, func(v *verb) error {
		t, err = v.recoverTransfer(l)
		return err
	})
	if err != nil {
		return TransferOut{}, fmt.Errorf("recover a transfer: %w", err)
	}
	return t, nil
}

func (v *verb) recoverTransfer(l LostTransfer) (t TransferOut, err error) {
	n, err := v.ourNote(l.Note)
	if err != nil {
		return t, err
	}
	if t.Member, err = numbered(v.View, l.Member); err != nil {
		return t, err
	}
	by, second, err := twoOfStaff(v.View, l.Actor, l.With, t.Member)
	if err != nil {
		return t, err
	}
	a, err := v.answerTo(n, l.Answer, &t)
	if err != nil {
		return t, err
	}
	if known, err := transferWhere(v.View, v.policy, `code = $1`, n.ID.String()); !errors.Is(err, ErrNoTransfer) {
		return known, errors.Join(err, ErrNotLost)
	}
	t.Code, t.Minutes, t.TheirNumber, t.theirName = n.ID, n.Minutes, n.Member, hex.EncodeToString(n.Name[:])
	if t, err = v.holdAgain(t, l, n, by, second); err != nil {
		return t, err
	}
	if err := v.takeAnswer(t, a, l.Answer, by); err != nil {
		return t, err
	}
	return transferWhere(v.View, v.policy, `id = $1`, t.ID)
}

// ourNote is a note that this bank has signed, under whatever name its log had.
func (v *verb) ourNote(file []byte) (n transfer.Note, err error) {
	logs, err := v.Logs()
	if err != nil {
		return n, err
	}
	for _, log := range logs {
		if n, err = transfer.ReadNote(file, log.Key); err == nil {
			return n, nil
		}
	}
	return n, errors.Join(ErrNotOurNote, err)
}

// answerTo reads the acceptance of a note, and finds its bank for t.
func (v *verb) answerTo(n transfer.Note, file []byte, t *TransferOut) (a transfer.Answer, err error) {
	peers, err := peersIn(v.View, v.policy)
	if err != nil {
		return a, err
	}
	err = ErrNoPeer
	for _, p := range peers {
		if a, err = transfer.ReadAnswer(file, p.Key); err == nil {
			t.Peer = p
			break
		}
	}
	switch {
	case err != nil:
		return a, err
	case a.ID != n.ID || a.Minutes != n.Minutes:
		return a, ErrNotThisNote
	case !a.Accepted:
		return a, ErrWasRefused
	}
	return a, nil
}

// holdAgain enters a transfer as it was when its note was signed.
func (v *verb) holdAgain(t TransferOut, l LostTransfer, n transfer.Note, by, second Member) (TransferOut, error) {
	if err := v.QueryRow(`SELECT coalesce(max(id), 0) + 1 FROM transfers_out`).Scan(&t.ID); err != nil {
		return t, err
	}
	from := t.Member.Account
	if l.Borne {
		from = ledger.Suspense
	}
	hold, err := v.Hold(ledger.Posting{Debit: from, Credit: t.Peer.Account, Amount: t.Minutes, Kind: transfer.KindOut, Ref: t.ID,
		Policy: v.policy.Version, Actor: machine})
	if err != nil {
		return t, err
	}
	t.Hold, t.State = int64(hold.ID), TransferSent
	_, err = v.Exec(`INSERT INTO transfers_out (id, code, peer, member, minutes, their_number, their_name, state, asked_by, asked_at, approved_by, approved_at, expires_at, hold, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, $12, $13, $14)`,
		t.ID, t.Code.String(), t.Peer.ID, t.Member.ID, t.Minutes, t.TheirNumber, t.theirName, string(t.State), by.ID, ms(v.now), second.ID, n.Expires, t.Hold, string(l.Note))
	if err != nil {
		return t, err
	}
	return t, v.deedOf(t, "recovered", by, t.Peer.Name+", with "+second.Number)
}
